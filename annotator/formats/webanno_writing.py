"""WebAnno TSV 3.3, written: a folder with a ``.tsv`` for each layer, and the type system of its columns.

A sentence's ``#Text`` holds everything up to the next sentence, so that the text comes back to the sign. Spans that cut a token
stand on lines of their own below it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from annotator.formats import cas_own, losses
from annotator.formats.base import Row, replacing_folder
from annotator.formats.cas_files import FileNames, refused
from annotator.formats.cas_fitting import fit_layer, fit_line
from annotator.formats.cas_own import OwnTypes
from annotator.formats.cas_tokens import tokens
from annotator.formats.uima_types import TYPE_SYSTEMS, types_as_xml
from annotator.formats.webanno_cells import NO_VALUE, NOTHING, escape, escape_text
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.offsets import OffsetMap
from annotator.model.scheme import LabelScheme
from annotator.model.span import SURE, Span
from annotator.model.text import sentences, trim_spaces

_TO_ESCAPE = re.compile("[\\\\\x00-\x08\x0b\x0c\x0e-\x1f]")
_HEAD = "#FORMAT=WebAnno TSV 3.3\n"


class WebannoWriter:
    """Writes a folder. It must not exist yet, or be empty."""

    name = "webanno-tsv"
    suffixes: tuple[str, ...] = ("",)
    losses = (
        losses.SPAN_IDS, losses.RELATION_IDS, losses.DOCUMENT_IDS, losses.TITLE, losses.META, losses.DOCUMENT_LABELS,
        losses.OWNER, losses.STATE, losses.REASON, losses.REVIEWED_TO, losses.EDGE_SPACES, losses.CONTROLS,
    )  # fmt: skip

    def reduce(self, document: Document, layer: Layer | None, lost: Counter[str]) -> Row:
        """Spans without white space at their edges, values without carriage returns."""
        if layer is None:
            return document, None
        kept = fit_layer(layer, fit_line, lost)
        for span in kept.spans.values():
            trimmed = _trimmed(document.text, span)
            if trimmed is not span:
                lost[losses.EDGE_SPACES] += 1
                kept.spans[span.id] = trimmed
        return document, kept

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        types, names, count = OwnTypes(scheme), FileNames(), 0
        with replacing_folder(path) as folder:
            for document, layer in rows:
                try:
                    data = "".join(_Sheet(document.text, layer, types).lines()).encode()
                except UnicodeEncodeError:
                    raise refused(path, "lone-surrogate", document.id) from None
                (folder / f"{names.free(document, layer)}.tsv").write_bytes(data)
                count += 1
            described = types_as_xml(types.table(documents=False))
            (folder / TYPE_SYSTEMS[0]).write_text(described, encoding="utf-8")
        return count


def _trimmed(text: str, span: Span) -> Span:
    if not (text[span.start].isspace() or text[span.end - 1].isspace()):
        return span
    start, end = trim_spaces(text, span.start, span.end)
    return span._replace(start=start, end=end) if start < end else span


class _Mark(NamedTuple):
    """A span on its lines: its number, its values by feature, and the lines it stands on."""

    number: int
    values: dict[str, str]
    places: list[tuple[int, int, int]]  # number of the token, and the range of the line


class _Sheet:
    """The lines of one document."""

    def __init__(self, text: str, layer: Layer | None, types: OwnTypes) -> None:
        self._text, self._types = text, types
        self._tokens = tokens(text)
        if text and (not self._tokens or self._tokens[0][0]):  # what stands before the first word is a token
            self._tokens.insert(0, (0, self._tokens[0][0] if self._tokens else len(text)))
        self._starts = [start for start, _ in self._tokens]
        self._ends = [end for _, end in self._tokens]
        self._cuts = self._sentences()
        self._names = self._named()
        spans = layer.in_order() if layer is not None else []
        self._marks = {span.id: self._mark(number, span) for number, span in enumerate(spans, 1)}
        used = {feature for mark in self._marks.values() for feature in mark.values}
        order = [cas_own.LABEL, *types.attributes, cas_own.NOTE, cas_own.CERTAINTY, cas_own.ORIGIN]
        self._features = [name for name in order if name in used]
        self._cells: dict[tuple[int, int, int], list[_Mark]] = {}
        for mark in self._marks.values():
            for place in mark.places:
                self._cells.setdefault(place, []).append(mark)
        self._below: dict[int, list[tuple[int, int, int]]] = {}  # lines under a token
        for place in sorted(self._cells):
            if place[1:] != self._tokens[place[0]]:
                self._below.setdefault(place[0], []).append(place)
        self._relations: dict[tuple[int, int, int], list[tuple[str, _Mark, _Mark]]] = {}
        for relation in sorted(layer.relations.values()) if layer is not None else ():
            head, tail = self._marks[relation.head], self._marks[relation.tail]
            self._relations.setdefault(tail.places[0], []).append((relation.label, head, tail))

    def _sentences(self) -> list[int]:
        """Numbers of the tokens that begin a sentence, and the number of tokens."""
        firsts = {bisect_left(self._starts, start) for start, _ in sentences(self._text)}
        last = len(self._tokens)
        return [*sorted({0, *firsts} - {last}), last] if last else []

    def _named(self) -> list[str]:
        """The name of each token: the number of its sentence, and its own there."""
        return [
            f"{sentence}-{number}"
            for sentence, (first, end) in enumerate(pairwise(self._cuts), 1)
            for number in range(1, end - first + 1)
        ]

    def _mark(self, number: int, span: Span) -> _Mark:
        span = _trimmed(self._text, span)
        values = {cas_own.LABEL: span.label}
        for name, value in span.attributes.items():
            said = ("true" if value else "false") if isinstance(value, bool) else value
            values[self._types.feature(name, value)] = said
        values |= {cas_own.NOTE: span.note} if span.note else {}
        values |= {cas_own.CERTAINTY: span.certainty} if span.certainty != SURE else {}
        values |= {cas_own.ORIGIN: span.origin} if span.origin else {}
        places = []
        first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        for token in range(first, last):
            start, end = self._tokens[token]
            places.append((token, max(start, span.start), min(end, span.end)))
        return _Mark(number, {key: escape(fit_line(value)) for key, value in values.items()}, places)

    # Lines ------------------------------------------------------------------------------------------------------
    def lines(self) -> Iterator[str]:
        yield _HEAD
        if self._features:
            yield f"#T_SP={cas_own.SPAN}|{'|'.join(self._features)}\n"
        if self._relations:
            yield f"#T_RL={cas_own.RELATION}|{cas_own.LABEL}|BT_{cas_own.SPAN}\n"
        yield "\n"
        text, rows = self._text, self._rows()
        for first, end in pairwise(self._cuts):
            begin = self._starts[first]
            if end < len(self._tokens):
                body = text[begin : self._starts[end]].removesuffix("\n")
            else:
                body = text[begin:]
            yield "\n" + "".join(f"#Text={escape_text(line)}\n" for line in body.split("\n"))
            yield "".join(rows[first:end])

    def _rows(self) -> list[str]:
        """The lines of each token: its own, and those below it."""
        text = self._text
        said = [text[start:end] for start, end in self._tokens]
        if _TO_ESCAPE.search(text):
            said = list(map(escape_text, said))
        elif said:
            said[0] = escape_text(said[0])  # white space at the very beginning
        offsets = OffsetMap(text)
        to, places = offsets.to_utf16, self._tokens
        if to(len(text)) != len(text):
            places = [(to(start), to(end)) for start, end in places]
        empty = f"\t{NOTHING}" * (len(self._features) + 2 * bool(self._relations)) + "\t\n"
        rows = [
            f"{name}\t{start}-{end}\t{form}{empty}"
            for name, (start, end), form in zip(self._names, places, said, strict=True)
        ]
        for place in self._cells:
            if place[1:] == self._tokens[place[0]]:
                rows[place[0]] = rows[place[0]].removesuffix(empty) + self._row(place)
        for token, below in self._below.items():
            for number, place in enumerate(below, 1):
                head = f"{self._names[token]}.{number}\t{to(place[1])}-{to(place[2])}"
                rows[token] += f"{head}\t{escape_text(text[place[1] : place[2]])}{self._row(place)}"
        return rows

    def _row(self, place: tuple[int, int, int]) -> str:
        marks = self._cells[place]
        cells = [
            "|".join(f"{mark.values.get(feature, NO_VALUE)}[{mark.number}]" for mark in marks)
            for feature in self._features
        ]
        if self._relations:
            here = self._relations.get(place, [])
            cells.append("|".join(escape(label) for label, _, _ in here) or NOTHING)
            cells.append(
                "|".join(f"{self._line_of(head)}[{head.number}_{tail.number}]" for _, head, tail in here)
                or NOTHING
            )
        return "\t" + "\t".join(cells) + "\t\n"

    def _line_of(self, mark: _Mark) -> str:
        """The name of the line where a span begins."""
        place = mark.places[0]
        name = self._names[place[0]]
        below = self._below.get(place[0], [])
        return f"{name}.{below.index(place) + 1}" if place in below else name
