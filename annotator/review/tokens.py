"""Tokens of a text as agreement counts them, and which of them spans cover.

A token is a unit of ``model.text.units``: a syllable, a number, one other sign. It belongs to the spans that hold its first
character. Where spans of one annotator nest or overlap, the token's one category is the label of the *innermost* of them: the
shortest, of equally short ones the one that starts last, then the first by label. (Agreement per label does not need that
choice: there a token is inside some span of the label, or not.)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from annotator.model.text import units
from annotator.review.matching import Key

OUTSIDE = 0  # the category of a token in no span; labels count from 1
_REMEMBERED = 100_000  # words
_LONGEST = 64


class TokenStarts:
    """Where tokens start. Words recur all the time, so what ``units`` says of each is remembered.

    (No token reaches over a space, so a text may be cut at its spaces first.)
    """

    def __init__(self) -> None:
        self._inside: dict[str, tuple[int, ...]] = {}

    def of(self, text: str) -> list[int]:
        """The starts of all tokens, in order."""
        inside = self._inside
        starts: list[int] = []
        add = starts.append
        position = 0
        for word in text.split(" "):
            known = inside.get(word)
            if known is None:
                known = self._look(word)
            if len(known) == 1:
                add(position + known[0])
            else:
                for offset in known:
                    add(position + offset)
            position += len(word) + 1
        return starts

    def _look(self, word: str) -> tuple[int, ...]:
        found = tuple(start for start, _ in units(word))
        if len(word) <= _LONGEST:
            if len(self._inside) >= _REMEMBERED:
                self._inside.clear()
            self._inside[word] = found
        return found


def inner_last(keys: Iterable[Key]) -> list[Key]:
    """Spans in an order in which each inner one comes after those around it."""
    found = sorted(keys, key=itemgetter(2), reverse=True)
    found.sort(key=lambda key: (key[0] - key[1], key[0]))
    return found


def token_ranges(starts: Sequence[int], keys: Iterable[Key]) -> list[tuple[int, int, str]]:
    """For each span the half-open range of tokens in it, with its label; none for a span that no token starts in."""
    found = []
    for start, end, label in keys:
        first = bisect_left(starts, start)
        last = bisect_left(starts, end, first)
        if first < last:
            found.append((first, last, label))
    return found


def innermost(count: int, ranges: Iterable[tuple[int, int, str]], numbers: Mapping[str, int]) -> list[int]:
    """For each of ``count`` tokens the number of the innermost label, or OUTSIDE. ``ranges`` of spans ``inner_last``."""
    paint = [OUTSIDE] * count
    for first, last, label in ranges:
        if last - first == 1:
            paint[first] = numbers[label]
        else:
            paint[first:last] = [numbers[label]] * (last - first)
    return paint


def innermost_bits(ranges: Sequence[tuple[int, int, str]]) -> dict[str, int]:
    """By label, the tokens of which it is the innermost label, as the bits of one number; ``ranges`` as above."""
    found: dict[str, int] = {}
    taken = 0
    for first, last, label in reversed(ranges):
        inside = ((1 << (last - first)) - 1) << first
        found[label] = found.get(label, 0) | (inside & ~taken)
        taken |= inside
    return found


def covered(ranges: Iterable[tuple[int, int, str]]) -> dict[str, int]:
    """By label, the tokens that any span of it covers, as the bits of one number."""
    found: dict[str, int] = {}
    for first, last, label in ranges:
        found[label] = found.get(label, 0) | (((1 << (last - first)) - 1) << first)
    return found
