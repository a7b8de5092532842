"""Texts that are nearly the same: reprints, updates, the same release in two papers.

Each text is cut into runs of four syllables; two texts are near when they share at least half of them (Jaccard). Not the runs
are compared but sketches: the ``SIZE`` smallest hashes of a text's runs, from which the share is estimated to within about
0.03. Standard library only; the same texts give the same answer on every machine.
"""

from __future__ import annotations

import heapq
import zlib
from collections import Counter
from collections.abc import Iterator

from annotator.model.text import fold_loose, units

RUN = 4
SIZE = 256
NEAR = 0.5
_POSTED = 24  # documents remembered for one hash: near ones are in one group anyway
_PRIME = (1 << 61) - 1
_STEP = 1_000_003

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch:
    """The smallest hashes of the text's runs of syllables, rising; letters are compared without case and marks."""
    folded = fold_loose(text)
    words = [word for start, end in units(folded) if (word := folded[start:end]).isalnum()]
    return tuple(heapq.nsmallest(SIZE, set(_runs(words))))


def _runs(words: list[str]) -> Iterator[int]:
    hashes = [zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words]
    for start in range(max(1, len(hashes) - RUN + 1)):
        run = 0
        for number in hashes[start : start + RUN]:
            run = (run * _STEP + number + 1) % _PRIME
        yield run * 0x9E3779B97F4A7C15 % _PRIME  # spread: crc32 of short words is not evenly small


def likeness(one: Sketch, other: Sketch) -> float:
    """The estimated share of runs that two texts have in common, 0 to 1."""
    if not one or not other:
        return 0.0
    least = heapq.nsmallest(min(SIZE, max(len(one), len(other))), set(one) | set(other))
    both = set(one) & set(other)
    return sum(number in both for number in least) / len(least)


class NearIndex:
    """Finds, for each text that is added, the earlier ones that are near to it."""

    def __init__(self, near: float = NEAR) -> None:
        self._near = near
        self._posted: dict[int, list[str]] = {}
        self._sketches: dict[str, Sketch] = {}
        self._order: dict[str, int] = {}

    def add(self, key: str, text: str) -> list[str]:
        """Keys of earlier texts that are near, in the order they came; ``key`` is remembered for later ones."""
        found = sketch(text)
        shared: Counter[str] = Counter()
        for number in found:
            shared.update(self._posted.get(number, ()))
        enough = max(
            2.0, self._near / 2 * len(found)
        )  # half of what is needed: what is common everywhere is not posted
        near = [
            other
            for other, count in shared.items()
            if count >= enough and likeness(found, self._sketches[other]) >= self._near
        ]
        if len(found) < 2:  # a few words: only the same ones are near
            near = [other for other in shared if self._sketches[other] == found]
        for number in found:
            posted = self._posted.setdefault(number, [])
            if len(posted) < _POSTED:
                posted.append(key)
        self._sketches[key] = found
        self._order[key] = len(self._order)
        return sorted(near, key=self._order.__getitem__)
