"""Cases: the places where annotators agree or differ, one question for a reviewer each.

Spans with one range and label are one *variant*, whoever marked it. A variant that everybody has who looked at its text is a
case by itself: it stays out of arguments around it. Of the others, variants that *touch* belong to one case: they share text,
they are rivals (``matching.are_rivals``), and neither was marked by all who marked the other, so that somebody chose between
them. Every span that takes part (``material``) is in exactly one case.

A case has one or more kinds, worked out between every two annotators, and its ``kind`` is the first of them in the order of
``Kind``. Its ``id`` comes from the document's id and the variants alone: it does not depend on who else sent in a layer, on
the order of anything, or on values; ``fingerprint`` also covers who marked what, values and relations, and tells whether
anything behind a decision changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

from annotator.model.span import Span
from annotator.review.kinds import Comparison, Kind, compare
from annotator.review.matching import Key, are_rivals
from annotator.review.material import Material
from annotator.review.values import ValueReader

__all__ = ["Case", "CaseFinder", "Kind"]


@dataclass(frozen=True, slots=True)
class Case:
    """Spans of one document that answer one question. ``annotators`` are those who looked at all of it, or marked in it.

    ``spans`` holds, for each of them, what they marked, in reading order; nothing for those who marked nothing.
    ``relations`` are those that begin here: (annotator, label, id of the case where they end).
    """

    id: str
    document: str
    start: int
    end: int
    kinds: tuple[Kind, ...]
    annotators: tuple[str, ...]
    spans: Mapping[str, tuple[Span, ...]]
    relations: tuple[tuple[str, str, str], ...] = ()

    @property
    def kind(self) -> Kind:
        return self.kinds[0]

    def keys(self, annotator: str) -> list[Key]:
        """The annotator's variants."""
        return [span[1:4] for span in self.spans.get(annotator, ())]

    def fingerprint(self) -> str:
        """Changes with anything that a decision may rest on: who, where, which label, values, notes, relations."""
        parts = [self.id]
        for annotator in self.annotators:
            parts.append(annotator)
            for s in self.spans.get(annotator, ()):
                parts += [f"{s.start} {s.end} {s.label}", s.note, s.certainty]
                parts += [f"{name}={value!r}" for name, value in sorted(s.attributes.items())]
        parts += [" ".join(mark) for mark in self.relations]
        return _digest(parts)


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


Comparisons = Mapping[tuple[str, str], Comparison]
NO_COMPARISONS: Comparisons = {}
AGREED = (Kind.AGREE,)


class _Draft:
    """A case in the making: its variants, and who marked what. *Settled*: one variant, marked by all who looked."""

    __slots__ = ("differs", "keys", "links", "marked", "settled")

    def __init__(self, keys: list[Key], marked: dict[str, list[Span]], settled: bool) -> None:
        self.keys = keys
        self.marked = marked
        self.settled = settled
        self.links: list[tuple[str, str, int]] = []  # annotator, label, number of the draft where it ends
        self.differs = False  # in relations


class CaseFinder:
    """Finds the cases of documents. ``reader`` says when values are the same."""

    def __init__(self, reader: ValueReader) -> None:
        self._reader = reader

    def cases(self, material: Material) -> list[Case]:
        """The cases of one document, in reading order."""
        return [case for case, _ in self.examine(material)]

    def examine(self, material: Material) -> list[tuple[Case, Comparisons]]:
        """The cases of one document with what every two annotators of each differ in.

        Where all of a case's annotators marked one and the same range and label there are no comparisons: the kinds say all.
        """
        sides = material.sides
        if len(sides) < 2:
            return []
        reaches = {name: side.reach for name, side in sorted(sides.items())}
        variants: dict[Key, dict[str, list[Span]]] = {}
        for name in reaches:
            for span in sides[name].spans:
                variants.setdefault(span[1:4], {}).setdefault(name, []).append(span)
        drafts = _drafts(variants, reaches)
        if any(side.relations for side in sides.values()):
            _link(drafts, material)
        ids = [_case_id(material.document, draft.keys) for draft in drafts]
        found = [self._examined(material, reaches, draft, ids, number) for number, draft in enumerate(drafts)]
        found.sort(key=lambda pair: (pair[0].start, -pair[0].end, pair[0].id))
        return found

    def _examined(
        self, material: Material, reaches: Mapping[str, int], draft: _Draft, ids: Sequence[str], number: int
    ) -> tuple[Case, Comparisons]:
        start, marked = draft.keys[0][0], draft.marked
        end = max([key[1] for key in draft.keys])
        annotators = tuple([name for name, reach in reaches.items() if reach >= end or name in marked])
        if draft.settled:
            spans = {name: tuple(each) for name, each in marked.items()}
            kinds, comparisons = self._kinds_of_settled(spans, draft), NO_COMPARISONS
        else:
            spans = {name: tuple(sorted(each, key=_reading_order)) for name, each in marked.items()}
            kinds, comparisons = self._compare(material.text, annotators, spans, reaches)
        if draft.differs:
            kinds.add(Kind.RELATION)
        ordered = tuple([kind for kind in Kind if kind in kinds]) if kinds else AGREED
        links = (
            tuple(sorted([(who, label, ids[other]) for who, label, other in draft.links]))
            if draft.links
            else ()
        )
        return Case(
            ids[number], material.document, start, end, ordered, annotators, spans, links
        ), comparisons

    def _kinds_of_settled(self, spans: Mapping[str, tuple[Span, ...]], draft: _Draft) -> set[Kind]:
        """One range and label, marked by all: values may differ, and somebody may have marked it twice."""
        values = [span.attributes for each in spans.values() for span in each]
        first = values[0]
        label = draft.keys[0][2]
        if any(other != first and self._reader.differing(label, first, other) for other in values):
            return {Kind.ATTRIBUTE}
        return set()

    def _compare(
        self,
        text: str,
        annotators: Sequence[str],
        spans: Mapping[str, tuple[Span, ...]],
        reaches: Mapping[str, int],
    ) -> tuple[set[Kind], Comparisons]:
        kinds: set[Kind] = set()
        found: dict[tuple[str, str], Comparison] = {}
        for a, b in combinations(annotators, 2):
            seen = min(reaches[a], reaches[b])
            left, right = _ending_by(spans.get(a, ()), seen), _ending_by(spans.get(b, ()), seen)
            found[a, b] = compare(text, left, right, self._reader)
            kinds |= found[a, b].kinds
        return kinds, found


def _reading_order(span: Span) -> tuple[int, int, str, str]:
    return span.start, -span.end, span.label, span.id


def _ending_by(spans: tuple[Span, ...], reach: int) -> Sequence[Span]:
    return [span for span in spans if span.end <= reach]


def _case_id(document: str, keys: Iterable[Key]) -> str:
    return _digest([document, *(f"{start} {end} {label}" for start, end, label in sorted(keys))])


# Which variants belong together -------------------------------------------------------------------------------------
def _drafts(variants: Mapping[Key, dict[str, list[Span]]], reaches: Mapping[str, int]) -> list[_Draft]:
    drafts: list[_Draft] = []
    unsettled: list[Key] = []
    for key in sorted(variants):
        marked = variants[key]
        if len(marked) == len(reaches) or all(name in marked for name, r in reaches.items() if r >= key[1]):
            drafts.append(_Draft([key], marked, settled=True))
        else:
            unsettled.append(key)
    for keys in _touching(unsettled, variants):
        together: dict[str, list[Span]] = {}
        for key in keys:
            for name, spans in variants[key].items():
                together.setdefault(name, []).extend(spans)
        drafts.append(_Draft(keys, together, settled=False))
    return drafts


def _touching(keys: Sequence[Key], variants: Mapping[Key, Mapping[str, object]]) -> list[list[Key]]:
    """``keys``, in order, put together where they touch."""
    parent = list(range(len(keys)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    running: list[int] = []
    for number, key in enumerate(keys):
        start, who = key[0], variants[key].keys()
        running = [other for other in running if keys[other][1] > start]
        for other in running:
            theirs = variants[keys[other]].keys()
            if are_rivals(keys[other], key) and not who <= theirs and not theirs <= who:
                parent[root(number)] = root(other)
        running.append(number)
    groups: dict[int, list[Key]] = {}
    for number, key in enumerate(keys):
        groups.setdefault(root(number), []).append(key)
    return list(groups.values())


# Relations ----------------------------------------------------------------------------------------------------------
def _link(drafts: Sequence[_Draft], material: Material) -> None:
    """Put every relation to the draft where it begins, and note where one has a relation that another, who marked
    something at both of its ends, has not."""
    where = {
        (name, span.id): number
        for number, draft in enumerate(drafts)
        for name, spans in draft.marked.items()
        for span in spans
    }
    for name, side in material.sides.items():
        for relation in side.relations:
            head, tail = where[name, relation.head], where[name, relation.tail]
            drafts[head].links.append((name, relation.label, tail))
    for draft in drafts:
        who: dict[tuple[str, int], set[str]] = {}
        for name, label, tail in draft.links:
            who.setdefault((label, tail), set()).add(name)
        for (_, tail), have in who.items():
            could = draft.marked.keys() & drafts[tail].marked.keys()
            draft.differs = draft.differs or not could <= have
