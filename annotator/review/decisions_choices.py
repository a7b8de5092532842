"""The versions of a case and what a reviewer may choose from them: one, both, their union, none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from annotator.model.layer import Layer
from annotator.model.span import Relation, Span
from annotator.review.cases import Case
from annotator.review.decisions import How, Link, Mark, digest
from annotator.review.kinds import Kind
from annotator.review.values import ValueReader


@dataclass(frozen=True, slots=True)
class Version:
    """One answer to a case and those who gave it. ``spans`` are the first one's, with note and certainty."""

    annotators: tuple[str, ...]
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    identity: str


class Choice(NamedTuple):
    """What pressing a key would decide. ``refused``: why it makes no sense here, with ``same`` the version it repeats."""

    how: How
    whose: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()
    refused: str = ""
    same: int = 0


class Linker:
    """The relations of a document's layers by the span where they begin, with the case where they end."""

    def __init__(self, cases: Sequence[Case], layers: Mapping[str, Layer]) -> None:
        self._layers = layers
        self._where: dict[tuple[str, str], str] = {}
        self._by_head: dict[tuple[str, str], list[Relation]] = {}
        joined = {who: layer for who, layer in layers.items() if layer.relations}
        if joined:
            for case in cases:
                for who in joined.keys() & case.spans.keys():
                    self._where.update({(who, span.id): case.id for span in case.spans[who]})
        for who, layer in joined.items():
            for relation in layer.relations.values():
                self._by_head.setdefault((who, relation.head), []).append(relation)

    def links(self, annotator: str, spans: Sequence[Span]) -> tuple[Link, ...]:
        """The relations of one annotator that begin in these spans and end in a case."""
        found = []
        for span in spans:
            for relation in self._by_head.get((annotator, span.id), ()):
                tail = self._layers[annotator].spans.get(relation.tail)
                case = self._where.get((annotator, relation.tail))
                if tail is not None and case is not None:
                    found.append(Link(relation.label, span[1:4], tail[1:4], case))
        return tuple(sorted(found))


def versions_of(case: Case, linker: Linker, reader: ValueReader, order: Sequence[str] = ()) -> list[Version]:
    """The versions of a case, those of the first in ``order`` first."""
    ranks = {who: rank for rank, who in enumerate(order)}
    found: dict[str, Version] = {}
    for who in sorted(case.annotators, key=lambda who: (ranks.get(who, len(ranks)), who)):
        spans = case.spans.get(who, ())
        links = linker.links(who, spans)
        identity = _identity(spans, links, reader)
        known = found.get(identity)
        if known is None:
            marks = tuple(Mark(*span[1:4], dict(span.attributes)) for span in spans)
            found[identity] = Version((who,), tuple(spans), marks, links, identity)
        else:
            found[identity] = Version((*known.annotators, who), *_rest(known))
    return list(found.values())


def _rest(version: Version) -> tuple[tuple[Span, ...], tuple[Mark, ...], tuple[Link, ...], str]:
    return version.spans, version.marks, version.links, version.identity


def _identity(spans: Sequence[Span], links: Sequence[Link], reader: ValueReader) -> str:
    parts = [f"{s.start} {s.end} {s.label} {sorted(reader.of(s.label, s.attributes).items())}" for s in spans]
    return digest(*sorted(parts), *(f"{link.label} {link.head} {link.case}" for link in links))


def taken(version: Version) -> Choice:
    """Taking one version as it is; taking an empty one takes nothing."""
    return Choice(
        How.VERSION if version.marks else How.NONE, version.annotators, version.marks, version.links
    )


def both(versions: Sequence[Version]) -> Choice:
    """Everything that anybody marked, each place once."""
    marked = [version for version in versions if version.marks]
    if len(marked) < 2:
        return Choice(How.BOTH, refused="one-version")
    marks: dict[tuple[int, int, str], Mark] = {}
    for version in marked:
        for mark in version.marks:
            marks.setdefault(mark.key, mark)
    links = tuple(sorted({link for version in marked for link in version.links}))
    made = Choice(How.BOTH, (), tuple(sorted(marks.values(), key=_place)), links)
    return made._replace(refused="same-version", same=same) if (same := _same(made, versions)) else made


def union(versions: Sequence[Version]) -> Choice:
    """One span from the first sign that anybody marked to the last."""
    marks = [mark for version in versions for mark in version.marks]
    if sum(1 for version in versions if version.marks) < 2:
        return Choice(How.UNION, refused="one-version")
    if len({mark.label for mark in marks}) > 1:
        return Choice(How.UNION, refused="labels-differ")
    start, end = min(mark.start for mark in marks), max(mark.end for mark in marks)
    longest = max(marks, key=lambda mark: (mark.end - mark.start, -mark.start))
    made = Choice(How.UNION, (), (longest._replace(start=start, end=end),))
    return made._replace(refused="same-version", same=same) if (same := _same(made, versions)) else made


def none() -> Choice:
    """Nothing is marked here: a decision like any other."""
    return Choice(How.NONE)


def edited(marks: Sequence[Mark], links: Sequence[Link] = ()) -> Choice:
    """What a reviewer made of it."""
    return Choice(How.EDIT, (), tuple(sorted(marks, key=_place)), tuple(links))


def _same(choice: Choice, versions: Sequence[Version]) -> int:
    """The number (from 1) of a version with the same spans and no fewer relations; 0 where there is none."""
    keys = [mark.key for mark in choice.marks]
    for number, version in enumerate(versions, 1):
        if sorted(mark.key for mark in version.marks) == sorted(keys) and {*choice.links} <= {*version.links}:
            return number
    return 0


def _place(mark: Mark) -> tuple[int, int, str]:
    return mark.start, -mark.end, mark.label


# Rules for many cases at once -----------------------------------------------------------------------------------------
RULES = ("longer", "shorter", "majority", "person", "none")


def by_rule(rule: str, versions: Sequence[Version], person: str = "") -> Choice | None:
    """What a rule decides, or None where it decides nothing: ``longer`` and ``shorter`` where every version is one span,
    ``majority`` where more than half gave one version, ``person`` where they looked."""
    if rule == "none":
        return none()
    if rule == "person":
        return next((taken(version) for version in versions if person in version.annotators), None)
    if rule == "majority":
        voices = sum(len(version.annotators) for version in versions)
        return next((taken(v) for v in versions if 2 * len(v.annotators) > voices), None)
    if len(versions) < 2 or any(len(version.marks) != 1 for version in versions):
        return None
    sizes = [version.marks[0].end - version.marks[0].start for version in versions]
    wanted = max(sizes) if rule == "longer" else min(sizes)
    return taken(versions[sizes.index(wanted)]) if sizes.count(wanted) == 1 else None


def differing_parts(case: Case) -> list[tuple[int, int]]:
    """The stretches of text that some have marked and others not; all of the case where it is about something else."""
    edges = sorted({place for spans in case.spans.values() for span in spans for place in span[1:3]})
    sides = [case.spans.get(who, ()) for who in case.annotators]
    parts: list[tuple[int, int]] = []
    for start, end in pairwise(edges):
        have = sum(any(s.start <= start and end <= s.end for s in spans) for spans in sides)
        if 0 < have < len(sides):
            if parts and parts[-1][1] == start:
                start = parts.pop()[0]  # noqa: PLW2901 - one stretch with the one before
            parts.append((start, end))
    return parts if parts and case.kind not in (Kind.MISSING, Kind.LABEL) else [(case.start, case.end)]


def differing_part(case: Case) -> tuple[int, int]:
    """The first of ``differing_parts``."""
    return differing_parts(case)[0]
