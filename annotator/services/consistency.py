"""Where the same words are labelled differently, or labelled here and not there, the most telling first.

Words count as not labelled only where a person has looked: in documents that are done and before the mark of what
was looked at (unless asked otherwise), outside excluded zones, and not inside a longer span with one of their labels.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from annotator.model.layer import LayerState
from annotator.model.occurrences import Pattern, words_key
from annotator.model.span import Span, in_order
from annotator.model.text import units
from annotator.model.zones import in_zone
from annotator.services.finding import Hit, batches, hit_at
from annotator.services.jobs import Progress, no_progress
from annotator.store import annotation_search as store
from annotator.store.annotation_search import FoundDocument, FoundLayer
from annotator.store.project import Project

LONGEST = 12  # units; longer spans are clauses that hardly come twice
Z = 1.28  # of the interval below: four times in five the share is at least the lower bound
Labels = tuple[str, ...]  # of one place, sorted; none: not labelled


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """``counts``: places by their labels, the usual ones first. ``words`` as they were met first."""

    words: str
    counts: tuple[tuple[Labels, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def usual(self) -> Labels:
        """The labels most places have; ``()`` where most have none."""
        return self.counts[0][0]

    @property
    def labelled_differently(self) -> bool:
        return sum(bool(labels) for labels, _ in self.counts) > 1

    @property
    def entropy(self) -> float:
        """In bits: 0 where all places are alike, 1 for two halves."""
        return -sum(n / self.total * math.log2(n / self.total) for _, n in self.counts)

    @property
    def telling(self) -> float:
        """How sure it is that these words want one certain label: the lower bound of its share (Wilson's interval).

        High for 50 to 1, where the one is likely a slip; low for 1 to 1, which says nothing yet, and for 1 of 100,
        which is another word that is written the same.
        """
        n, most = self.total, max((count for labels, count in self.counts if labels), default=0)
        share = most / n
        spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        return (share + Z * Z / (2 * n) - spread) / (1 + Z * Z / n)


def inconsistencies(
    project: Project,
    annotator: str | None = None,
    *,
    unread: bool = False,
    limit: int = 1000,
    progress: Progress = no_progress,
) -> list[Inconsistency]:
    """The ``limit`` most telling ones in one person's layers, or (None) in everybody's. ``unread``: also where nobody looked.

    Reads every text twice; for jobs, through a connection of their own.
    """
    numbers = store.document_numbers(project)
    book = _Book()
    for work, step in ((book.add_labelled, 0), (book.add_unlabelled, 1)):
        done = 0
        for batch in batches(numbers):
            progress(step * len(numbers) + done, 2 * len(numbers))
            for one in _layers(project, batch, annotator):
                work(one, unread)
            done += len(batch)
    return book.ranked()[:limit]


def places(
    project: Project,
    item: Inconsistency,
    annotator: str | None = None,
    *,
    unread: bool = False,
    progress: Progress = no_progress,
) -> list[tuple[Labels, Hit]]:
    """Every place of an inconsistency with its labels, the unusual ones first; a hit names the first of its spans."""
    pattern = Pattern(item.words, exact=True)
    labels = {label for found, _ in item.counts for label in found}
    found: list[tuple[Labels, Hit]] = []
    numbers = store.document_numbers(project, item.words)
    done = 0
    for batch in batches(numbers):
        progress(done, len(numbers))
        for one in _layers(project, batch, annotator):
            found += _places_in(one, pattern, labels, unread)
        done += len(batch)
    rank = {kind: number for number, (kind, _) in enumerate(item.counts)}
    return sorted(found, key=lambda place: -rank.get(place[0], len(rank)))


@dataclass(slots=True)
class _Read:
    """One layer with its text."""

    document: FoundDocument
    layer: FoundLayer
    spans: list[Span]
    zones: Sequence[tuple[int, int]]

    def looked_at(self, unread: bool) -> int:
        done = unread or self.layer.state == LayerState.FINISHED.value
        return len(self.document.text) if done else self.layer.reviewed_to

    def by_place(self) -> dict[tuple[int, int], list[Span]]:
        found: dict[tuple[int, int], list[Span]] = {}
        for span in in_order(self.spans):
            found.setdefault((span.start, span.end), []).append(span)
        return found


def _layers(project: Project, numbers: Sequence[int], annotator: str | None) -> Iterator[_Read]:
    layers = store.layers(project, numbers)
    wanted = [one.num for found in layers.values() for one in found if annotator in (None, one.annotator)]
    spans, zones = store.spans(project, wanted), store.zones(project, wanted)
    for document in store.documents(project, numbers, text=True):
        for layer in layers.get(document.num, ()):
            if annotator in (None, layer.annotator):
                yield _Read(document, layer, spans.get(layer.num, []), zones.get(layer.num, ()))


def _labels(spans: Sequence[Span]) -> Labels:
    return tuple(sorted({span.label for span in spans}))


@dataclass(slots=True)
class _Entry:
    """One group of words: how often with which labels, and every label among them."""

    words: str
    counts: Counter[Labels] = field(default_factory=Counter)
    labels: set[str] = field(default_factory=set)


class _Book:
    """Entries by their units: a text is looked up unit by unit, as far as an entry that begins so goes on."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._lengths: dict[str, set[int]] = {}  # by first unit

    def add_labelled(self, one: _Read, unread: bool) -> None:
        text = one.document.text
        for (start, end), spans in one.by_place().items():
            cut = [_unit_key(text[a:b]) for a, b in units(text, start, end)]
            if not 0 < len(cut) <= LONGEST:
                continue
            entry = self._entries.setdefault(_JOIN.join(cut), _Entry(text[start:end]))
            found = _labels(spans)
            entry.counts[found] += 1
            entry.labels.update(found)
            if any(map(str.isalpha, text[start:end])):  # a bare number is a figure here and an address there
                self._lengths.setdefault(cut[0], set()).add(len(cut))

    def add_unlabelled(self, one: _Read, unread: bool) -> None:
        text, stop = one.document.text, one.looked_at(unread)
        if not stop:
            return
        edges = units(text, 0, stop)
        cut = [_unit_key(text[a:b]) for a, b in edges]
        there, covered = one.by_place(), _Covered(one.spans)
        for number, first in enumerate(cut):
            for length in self._lengths.get(first, ()):
                entry = self._entries.get(_JOIN.join(cut[number : number + length]))
                if entry is None or number + length > len(cut):
                    continue
                start, end = edges[number][0], edges[number + length - 1][1]
                if (start, end) in there or covered.by(start, end, entry.labels):
                    continue
                if not (one.zones and in_zone(start, end, one.zones)):
                    entry.counts[()] += 1

    def ranked(self) -> list[Inconsistency]:
        found = [
            Inconsistency(entry.words, tuple(sorted(entry.counts.items(), key=lambda one: (-one[1], one[0]))))
            for entry in self._entries.values()
            if len(entry.counts) > 1
        ]
        return sorted(found, key=lambda item: (-item.telling, -item.total, item.words))


_JOIN = "\x1f"


@lru_cache(maxsize=65536)
def _unit_key(unit: str) -> str:
    return words_key(unit)


class _Covered:
    """Whether a place lies inside a longer span with one of some labels."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = in_order(spans)
        self._starts = [span.start for span in self._spans]
        self._reach = list(accumulate((span.end for span in self._spans), max))

    def by(self, start: int, end: int, labels: set[str]) -> bool:
        number = bisect_right(self._starts, start) - 1
        while number >= 0 and self._reach[number] >= end:
            span = self._spans[number]
            if span.end >= end and span.label in labels:
                return True
            number -= 1
        return False


def _places_in(one: _Read, pattern: Pattern, labels: set[str], unread: bool) -> list[tuple[Labels, Hit]]:
    text, by = one.document.text, one.layer.annotator
    there, covered = one.by_place(), _Covered(one.spans)
    found = [
        (_labels(spans), hit_at(one.document, start, end, spans[0], by))
        for (start, end), spans in there.items()
        if pattern.matches(text[start:end])
    ]
    for start, end in pattern.find(text, 0, one.looked_at(unread)):
        if (start, end) in there or in_zone(start, end, one.zones) or covered.by(start, end, labels):
            continue
        found.append(((), hit_at(one.document, start, end, None, by)))
    return sorted(found, key=lambda place: place[1].start)
