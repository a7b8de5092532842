"""doccano's JSON lines: ``label`` with [start, end, label] triples, or ``entities`` and ``relations``. Offsets are code points.

What doccano calls JSONL is also met printed over many lines; both are read. Other keys of a record are its metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from annotator.errors import MalformedInput
from annotator.formats import losses
from annotator.formats.base import Incoming, ReadRelation, ReadSpan, Report, Row, head_of, replacing
from annotator.formats.foreign import Aside, ForeignReader, is_list, one_record_a_line, plain_meta
from annotator.formats.lines import json_values, numbered_lines
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme

Triple = tuple[int, int, str]


class Entity(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A span of a relation project."""

    id: int | str
    start_offset: int
    end_offset: int
    label: str


class EntityRelation(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A relation; its ends are ids of entities."""

    from_id: int | str
    to_id: int | str
    type: str
    id: int | str = ""


class Record(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """One document. ``rest`` takes every key that is not named here."""

    text: str | None = None
    data: str | None = None
    label: list[Triple | str] | None = None
    labels: list[Triple | str] | None = None
    entities: list[Entity | Triple] | None = None
    relations: list[EntityRelation] | None = None
    id: int | str | None = None
    meta: dict[str, Any] | None = None
    annotations: Any = None
    rest: dict[str, Any] = {}


class DoccanoReader(ForeignReader[Record]):
    """Reads doccano's exports."""

    name = "doccano"
    suffixes = (".jsonl", ".json")
    kind = Record

    def recognises(self, record: Mapping[str, Any], head: bytes) -> bool:
        if not isinstance(record.get("text", record.get("data")), str):
            return False
        if any(_has_offsets(record.get(key)) for key in ("entities", "label", "labels")):
            return True
        return any(
            isinstance(record.get(key), list) and all(_is_triple(row) for row in record[key])
            for key in ("entities", "label", "labels")
        )

    def records(self, path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
        head = head_of(path)
        if is_list(head) or not one_record_a_line(path):
            return json_values(path, report)
        return numbered_lines(path, report)

    def items(self, record: Record, source: str, number: int, aside: Aside) -> Iterator[Incoming]:
        meta = plain_meta({**(record.meta or {}), **record.rest}, number, aside)
        id, title = meta.pop("document_id", ""), meta.pop("title", "")
        if record.id is not None:
            meta["doccano_id"] = str(record.id)
        if record.annotations:
            aside.note("warning", "annotations-ignored", number, key="annotations")
        text = record.text if record.text is not None else record.data or ""
        item = Incoming(text, source, number, id, title, meta)
        for row in (*(record.entities or ()), *(record.label or ()), *(record.labels or ())):
            if isinstance(row, Entity):
                item.spans.append(ReadSpan(row.start_offset, row.end_offset, row.label, str(row.id)))
            elif isinstance(row, str):
                aside.note("warning", "class-not-span", number, label=row[:80])
            else:
                item.spans.append(ReadSpan(*row))
        for relation in record.relations or ():
            ends = str(relation.from_id), str(relation.to_id)
            item.relations.append(ReadRelation(*ends, relation.type, str(relation.id)))
        yield item


class DoccanoRelationsReader(DoccanoReader):
    """The same reader: a file says itself which of the two forms it has."""

    name = "doccano-relations"


def _has_offsets(rows: object) -> bool:
    return isinstance(rows, list) and bool(rows) and isinstance(rows[0], dict) and "start_offset" in rows[0]


def _is_triple(row: object) -> bool:
    return isinstance(row, list) and len(row) == 3 and isinstance(row[2], str)


# Writing --------------------------------------------------------------------------------------------------
class _OutEntity(msgspec.Struct, gc=False):
    id: int
    label: str
    start_offset: int
    end_offset: int


class _OutRelation(msgspec.Struct, gc=False):
    id: int
    from_id: int
    to_id: int
    type: str


_SPAN_LOSSES = (
    losses.SPAN_IDS, losses.RELATION_IDS, losses.ATTRIBUTES, losses.NOTES, losses.CERTAINTY, losses.ORIGIN,
    losses.DOCUMENT_LABELS, losses.OWNER, losses.STATE, losses.REASON, losses.REVIEWED_TO,
)  # fmt: skip


class DoccanoWriter:
    """Writes what a sequence labelling project of doccano imports."""

    name = "doccano"
    suffixes = (".jsonl",)
    losses: tuple[str, ...] = (*_SPAN_LOSSES, losses.RELATIONS)

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        encode = msgspec.json.Encoder(order="deterministic").encode
        count = 0
        with replacing(path) as file:
            for document, layer in rows:
                record = {"text": document.text, **self.marks(layer), **_meta(document)}
                try:
                    file.write(encode(record) + b"\n")
                except UnicodeEncodeError:
                    raise MalformedInput(
                        path=str(path), line=None, column=None, reason="lone-surrogate", detail=document.id
                    ) from None
                count += 1
        return count

    def marks(self, layer: Layer | None) -> dict[str, Any]:
        """Spans as triples."""
        return {"label": [span[1:4] for span in layer.in_order()] if layer is not None else []}


class DoccanoRelationsWriter(DoccanoWriter):
    """Writes what a relation project of doccano imports."""

    name = "doccano-relations"
    losses = _SPAN_LOSSES

    def marks(self, layer: Layer | None) -> dict[str, Any]:
        """Spans as entities, numbered in each document, and relations between them."""
        if layer is None:
            return {"entities": [], "relations": []}
        spans = layer.in_order()
        numbers = {span.id: number for number, span in enumerate(spans)}
        relations = [
            _OutRelation(number, numbers[r.head], numbers[r.tail], r.label)
            for number, r in enumerate(sorted(layer.relations.values()))
        ]
        return {
            "entities": [_OutEntity(numbers[s.id], s.label, s.start, s.end) for s in spans],
            "relations": relations,
        }


def _meta(document: Document) -> dict[str, Any]:
    """Every line has the same keys, the metadata under one: doccano makes a table of the lines and refuses one with gaps."""
    return {"meta": document.meta, "title": document.title, "document_id": document.id}
