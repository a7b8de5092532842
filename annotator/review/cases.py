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
from annotator.review.kinds import Kind, kinds_between
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


class _Draft:
    """A case in the making: its variants, and who holds which."""

    __slots__ = ("differs", "keys", "links", "marked")

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        self.marked: dict[str, list[Span]] = {}
        self.links: list[tuple[str, str, int]] = []  # annotator, label, number of the draft where it ends
        self.differs = False  # in relations


class CaseFinder:
    """Finds the cases of documents. ``reader`` says when values are the same."""

    def __init__(self, reader: ValueReader) -> None:
        self._reader = reader

    def cases(self, material: Material) -> list[Case]:
        """The cases of one document, in reading order."""
        sides = material.sides
        if len(sides) < 2:
            return []
        reaches = {name: side.reach for name, side in sorted(sides.items())}
        variants: dict[Key, dict[str, list[Span]]] = {}
        for name in reaches:
            for span in sides[name].spans:
                variants.setdefault(span[1:4], {}).setdefault(name, []).append(span)
        drafts = _drafts(variants, reaches)
        for draft in drafts:
            for key in draft.keys:
                for name, spans in variants[key].items():
                    draft.marked.setdefault(name, []).extend(spans)
        if any(side.relations for side in sides.values()):
            _link(drafts, material)
        ids = [_case_id(material.document, draft.keys) for draft in drafts]
        found = [self._case(material, reaches, draft, ids, number) for number, draft in enumerate(drafts)]
        found.sort(key=lambda case: (case.start, -case.end, case.id))
        return found

    def _case(
        self, material: Material, reaches: Mapping[str, int], draft: _Draft, ids: Sequence[str], number: int
    ) -> Case:
        start = draft.keys[0][0]
        end = max(key[1] for key in draft.keys)
        annotators = tuple(name for name, reach in reaches.items() if reach >= end or name in draft.marked)
        spans = {name: tuple(sorted(marked, key=_reading_order)) for name, marked in draft.marked.items()}
        kinds = self._kinds(material.text, annotators, spans, reaches, draft)
        relations = tuple(sorted((who, label, ids[other]) for who, label, other in draft.links))
        return Case(ids[number], material.document, start, end, kinds, annotators, spans, relations)

    def _kinds(
        self,
        text: str,
        annotators: Sequence[str],
        spans: Mapping[str, tuple[Span, ...]],
        reaches: Mapping[str, int],
        draft: _Draft,
    ) -> tuple[Kind, ...]:
        found: set[Kind] = set()
        plain = len(draft.keys) == 1 and len(spans) == len(annotators)
        for a, b in combinations(annotators, 2):
            left, right = spans.get(a, ()), spans.get(b, ())
            if plain and len(left) == len(right) == 1:
                if self._reader.differing(left[0].label, left[0].attributes, right[0].attributes):
                    found.add(Kind.ATTRIBUTE)
                continue
            seen = min(reaches[a], reaches[b])
            found |= kinds_between(text, _ending_by(left, seen), _ending_by(right, seen), self._reader)
        if draft.differs:
            found.add(Kind.RELATION)
        return tuple(kind for kind in Kind if kind in found) or (Kind.AGREE,)


def _reading_order(span: Span) -> tuple[int, int, str, str]:
    return span.start, -span.end, span.label, span.id


def _ending_by(spans: tuple[Span, ...], reach: int) -> Sequence[Span]:
    return [span for span in spans if span.end <= reach]


def _case_id(document: str, keys: Iterable[Key]) -> str:
    return _digest([document, *(f"{start} {end} {label}" for start, end, label in sorted(keys))])


# Which variants belong together -------------------------------------------------------------------------------------
def _drafts(variants: Mapping[Key, Mapping[str, Sequence[Span]]], reaches: Mapping[str, int]) -> list[_Draft]:
    drafts: list[_Draft] = []
    open_keys: list[Key] = []
    for key in sorted(variants):
        holders = variants[key]
        if len(holders) == len(reaches) or all(name in holders for name, r in reaches.items() if r >= key[1]):
            drafts.append(_Draft([key]))
        else:
            open_keys.append(key)
    return drafts + [_Draft(keys) for keys in _touching(open_keys, variants)]


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
