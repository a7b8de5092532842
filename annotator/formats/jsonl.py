"""JSON lines: one document with at most one layer on each line. The program's own plain exchange form.

    {"id", "text", "meta", "layer", "state", "labels",
     "spans": [{"id", "start", "end", "label", "text", "attributes", "note", "certainty"}],
     "relations": [{"id", "head", "tail", "label"}], "reviewed_to", "zones": [{"start", "end", "rule"}]}

Any line with ``text``, and spans of start, end and label, is read; what else it holds is named and left aside.
Offsets are code points. A span that carries its text is compared with the slice, always. The title is ``meta.title``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from annotator.errors import MalformedInput, NotTheSame
from annotator.formats.base import Incoming, Issue, Report, Row, replacing
from annotator.formats.jsonl_check import LineCheck, is_plain
from annotator.formats.jsonl_line import Line, LooseLines, decode_line
from annotator.formats.lines import BOM, numbered_lines
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.scheme import Attribute, AttributeType, AttributeValue, LabelScheme
from annotator.model.span import Span, in_order
from annotator.model.zones import zones

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?\Z")


class JsonlReader:
    """Reads JSON lines. ``accept_reading`` names the reading (``utf-16`` ...) to take where offsets fit no other way."""

    name = "jsonl"
    suffixes = (".jsonl", ".ndjson")

    def __init__(self, accept_reading: str | None = None) -> None:
        self.accept_reading = accept_reading

    def sniff(self, path: Path, head: bytes) -> bool:
        start = head.removeprefix(BOM).lstrip()
        return path.suffix.lower() in self.suffixes or (
            path.suffix.lower() == ".json" and start.startswith(b"{")
        )

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        source = str(path)
        loose = LooseLines(source, report)
        check = LineCheck(report, self.accept_reading)
        seen: set[tuple[str, str | None]] = set()
        for number, raw in numbered_lines(path, report):
            try:
                line = decode_line(raw)
            except (ValueError, RecursionError, ArithmeticError) as error:
                found = loose.read(number, raw, error)
                if found is None:
                    continue
                line = found
            item = _incoming(line, source, number)
            if not is_plain(item) and not check.settle(item):
                continue
            if item.id:
                key = (item.id, item.layer)
                if key in seen:
                    report(
                        Issue(
                            "error",
                            "duplicate-document",
                            source,
                            number,
                            {"id": item.id, "layer": item.layer},
                        )
                    )
                    continue
                seen.add(key)
            yield item
        loose.finish()
        check.finish(source)


def _incoming(line: Line, source: str, number: int) -> Incoming:
    meta = line.meta
    return Incoming(
        line.text, source, number, line.id, meta.pop("title", ""), meta, line.layer, line.state, line.reason,
        line.reviewed_to, line.labels, line.spans, line.relations,
        tuple((zone.start, zone.end, zone.rule) for zone in line.zones) if line.zones else (),
    )  # fmt: skip


# Writing --------------------------------------------------------------------------------------------------
class _OutSpan(msgspec.Struct, gc=False):
    id: str
    start: int
    end: int
    label: str
    text: str
    attributes: Mapping[str, Any]
    note: str
    certainty: str
    origin: str | msgspec.UnsetType = msgspec.UNSET


class _OutRelation(msgspec.Struct, gc=False):
    id: str
    head: str
    tail: str
    label: str


class _OutZone(msgspec.Struct, gc=False):
    start: int
    end: int
    rule: str | msgspec.UnsetType = msgspec.UNSET


class _OutLine(msgspec.Struct, gc=False):
    id: str
    text: str
    meta: Mapping[str, str]
    layer: str | None
    state: str | None
    labels: Mapping[str, Any]
    spans: list[_OutSpan]
    relations: list[_OutRelation]
    reviewed_to: int | msgspec.UnsetType = msgspec.UNSET
    reason: str | msgspec.UnsetType = msgspec.UNSET
    zones: list[_OutZone] | msgspec.UnsetType = msgspec.UNSET


_decode_back = msgspec.json.Decoder(_OutLine, float_hook=Decimal).decode


class LineEncoder:
    """Documents as lines: the same document and layer always give the same bytes."""

    def __init__(self, scheme: LabelScheme) -> None:
        self._encode = msgspec.json.Encoder(order="deterministic").encode
        self._numbers = {label.id: _numbers(scheme.attributes_of(label.id)) for label in scheme.labels}
        self._document_numbers = _numbers(scheme.document_labels)

    def line(self, document: Document, layer: Layer | None) -> bytes:
        """One line without its end. Raises MalformedInput for a lone surrogate, which no file can hold."""
        return self._bytes(self._out(document, layer))

    def checked_line(self, document: Document, layer: Layer | None) -> bytes:
        """As ``line``, after reading it again: every value in it is that of the document and its layer, or NotTheSame."""
        out = self._out(document, layer)
        line = self._bytes(out)
        back = _decode_back(line)
        for one in (out, back):
            one.labels = _as_stored(one.labels)
            for span in one.spans:
                if span.attributes:
                    span.attributes = _as_stored(span.attributes)
        if back != out:
            raise NotTheSame(path="", detail=document.id)
        return line

    def _out(self, document: Document, layer: Layer | None) -> _OutLine:
        meta = document.meta
        if document.title and meta.get("title") != document.title:
            meta = {**meta, "title": document.title}
        out = _OutLine(document.id, document.text, meta, None, None, {}, [], [])
        if layer is not None:
            out.layer, out.state = layer.key.annotator, str(layer.state)
            out.labels = _plain(layer.labels, self._document_numbers)
            out.spans = self._spans(document.text, in_order(layer.spans.values()))
            out.relations = [_OutRelation(*relation) for relation in sorted(layer.relations.values())]
            out.reviewed_to = layer.reviewed_to
            if layer.reason:
                out.reason = layer.reason
            if layer.facts:
                out.zones = _zones(layer) or UNSET
        return out

    def _bytes(self, out: _OutLine) -> bytes:
        try:
            return self._encode(out)
        except UnicodeEncodeError:
            raise MalformedInput(
                path="", line=None, column=None, reason="lone-surrogate", detail=out.id
            ) from None

    def _spans(self, text: str, spans: list[Span]) -> list[_OutSpan]:
        numbers, none = self._numbers, frozenset[str]()
        return [
            _OutSpan(
                id,
                start,
                end,
                label,
                text[start:end],
                _plain(attributes, numbers.get(label, none)) if attributes else attributes,
                note,
                certainty,
                origin or UNSET,
            )
            for id, start, end, label, attributes, note, certainty, origin in spans
        ]


def encode_line(document: Document, layer: Layer | None, scheme: LabelScheme) -> bytes:
    """One line without its end; for many lines make one ``LineEncoder``."""
    return LineEncoder(scheme).line(document, layer)


class JsonlWriter:
    """Writes JSON lines, in the order the rows come."""

    name = "jsonl"
    suffixes = (".jsonl",)
    losses: tuple[str, ...] = ()

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        encoder = LineEncoder(scheme)
        count = 0
        with replacing(path) as file:
            for document, layer in rows:
                file.write(encoder.line(document, layer) + b"\n")
                count += 1
        return count


def _zones(layer: Layer) -> list[_OutZone]:
    return [
        _OutZone(zone.start, zone.end, (zone.rule or "rule") if zone.proposed else UNSET)
        for zone in zones(layer.facts)
    ]


def _numbers(attributes: Iterable[Attribute]) -> frozenset[str]:
    return frozenset(a.id for a in attributes if a.type is AttributeType.NUMBER)


def _as_stored(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Attribute values of a line as a layer holds them: numbers as text."""
    return {key: _text_of(value) for key, value in values.items()}


def _text_of(value: Any) -> Any:
    if isinstance(value, msgspec.Raw):
        return bytes(value).decode()
    return value if isinstance(value, (str, bool)) else format(Decimal(value), "f")


def _plain(values: Mapping[str, AttributeValue], numbers: frozenset[str]) -> Mapping[str, Any]:
    """Attribute values as JSON: decimals as numbers with every digit, fractions as text."""
    if numbers.isdisjoint(values):
        return values
    return {
        key: msgspec.Raw(value.encode())
        if key in numbers and isinstance(value, str) and _NUMBER.match(value)
        else value
        for key, value in values.items()
    }
