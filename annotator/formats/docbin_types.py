"""What goes into a DocBin and what comes out, in plain Python: no spaCy here."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from annotator.model.scheme import AttributeValue
from annotator.model.span import Relation, Span
from annotator.model.text import paragraphs

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """One layer of one document, or one piece of it.

    ``reviewed`` holds the ranges that somebody looked at: a token inside is *outside* of every entity unless a span says
    otherwise, a token elsewhere is *missing*. ``base`` is where the piece begins in the whole document; all offsets here
    count from the piece's own start.
    """

    id: str
    text: str
    title: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    layer: str = ""
    state: str = ""
    labels: Mapping[str, AttributeValue] = field(default_factory=dict)
    reviewed: Sequence[Range] = ()
    spans: Sequence[Span] = ()
    relations: Sequence[Relation] = ()
    base: int = 0


class Action(StrEnum):
    """What to do with a span that does not align with tokens."""

    STOP = "stop"
    SKIP = "skip"
    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Options:
    """How to export.

    ``each`` decides for single spans, by (document id, layer, span id), since two people's layers may hold
    the same span ids; ``misaligned`` for the rest. A span of which nothing
    would be left is skipped whether ``expand`` or ``contract`` was asked. ``entity_labels`` are the labels that may stand
    in ``doc.ents`` (None: all); ``doc.spans[key]`` always holds every span.
    """

    misaligned: Action = Action.STOP
    each: Mapping[tuple[str, str, str], Action] = field(default_factory=dict)
    entity_labels: frozenset[str] | None = None
    key: str = "sc"
    shard_documents: int = 500
    shard_characters: int = 800_000


@dataclass(slots=True)
class Counts:
    """``spans == stored + skipped``; ``stored == entities + nested + not_entities``."""

    documents: int = 0
    tokens: int = 0
    spans: int = 0
    stored: int = 0
    skipped: int = 0
    moved: int = 0  # stored with other offsets: expanded or contracted
    entities: int = 0
    nested: int = 0  # left out of doc.ents because they overlap a longer one
    not_entities: int = 0  # left out of doc.ents because of their label
    labels: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)  # stored spans by their number of tokens

    def add(self, other: Counts) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Note:
    """One span that is not in the file as it was annotated. Offsets count from the start of the whole document.

    kind ``misaligned``: ``action`` says what was done (``new_start``, ``new_end`` where it was moved); ``nested``: left
    out of ``doc.ents`` for the span ``winner``, but still in ``doc.spans``.
    """

    kind: str
    document: str
    layer: str
    span: str
    label: str
    start: int
    end: int
    text: str
    problems: tuple[str, ...] = ()
    expand: Range | None = None
    contract: Range | None = None
    action: str = ""
    new_start: int | None = None
    new_end: int | None = None
    winner: str = ""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written. ``notes`` is a JSONL file that lists every span skipped, moved, or left out of doc.ents."""

    files: tuple[Path, ...]
    notes: Path
    counts: Counts


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """A span as the file has it: code points, half-open, always whole tokens."""

    id: str
    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as read from a DocBin. ``known`` are the ranges of tokens that are not *missing*."""

    id: str
    text: str
    spans: tuple[StoredSpan, ...]
    entities: tuple[StoredSpan, ...]
    known: tuple[Range, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where the files and the project differ: ``document``, ``span`` (or empty) and a stable ``reason``."""

    document: str
    span: str
    reason: str


@dataclass(slots=True)
class VerifyReport:
    """The files read back and compared: ``spans == stored + listed`` and no mismatches."""

    documents: int = 0
    spans: int = 0
    stored: int = 0
    listed: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.mismatches and self.spans == self.stored + self.listed


def pieces(document: ExportDocument, *, reviewed_only: bool = False) -> Iterator[ExportDocument]:
    """The document paragraph by paragraph, as training wants it; paragraphs that share a span stay together.

    Blank paragraphs are left out, and with ``reviewed_only`` those that nobody looked at and that hold no span: for
    spancat everything unmarked is a negative example. Every span is in exactly one piece. A relation goes with its head.
    """
    by_head: dict[str, list[Relation]] = {}
    for relation in document.relations:
        by_head.setdefault(relation.head, []).append(relation)
    for start, end, spans in _joined(document):
        reviewed = _clip(document.reviewed, start, end)
        if not spans and (not document.text[start:end].strip() or (reviewed_only and not reviewed)):
            continue
        yield replace(
            document,
            text=document.text[start:end],
            reviewed=[(a - start, b - start) for a, b in reviewed],
            spans=[s._replace(start=s.start - start, end=s.end - start) for s in spans],
            relations=[r for s in spans for r in by_head.get(s.id, ())],
            base=document.base + start,
        )


def _joined(document: ExportDocument) -> list[tuple[int, int, list[Span]]]:
    """(start, end, spans) of every paragraph, joined where a span crosses from one into the next."""
    waiting = sorted(document.spans, key=lambda s: s.start, reverse=True)
    ranges = paragraphs(document.text)
    found: list[tuple[int, int, list[Span]]] = []
    reach = 0
    for index, (start, end) in enumerate(ranges):
        following = ranges[index + 1][0] if index + 1 < len(ranges) else sys.maxsize
        first, spans = start, list[Span]()
        if found and start < reach:
            first, _, spans = found.pop()
        while waiting and waiting[-1].start < following:
            spans.append(waiting.pop())
            reach = max(reach, spans[-1].end)
        found.append((first, min(max(end, reach), len(document.text)), spans))
    return found


def _clip(ranges: Sequence[Range], start: int, end: int) -> list[Range]:
    clipped = ((max(a, start), min(b, end)) for a, b in ranges)
    return [(a, b) for a, b in clipped if a < b]
