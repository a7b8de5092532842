"""labelbuddy's JSON lines (or one JSON list): ``annotations`` with ``start_char``, ``end_char`` in code points.

Where a file also counts UTF-8 bytes, or brings the MD5 of its text, both are compared with the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from annotator.errors import MalformedInput
from annotator.formats import losses
from annotator.formats.base import Incoming, ReadSpan, Report, Row, head_of, replacing
from annotator.formats.foreign import Aside, ForeignReader, is_list, one_record_a_line, plain_meta
from annotator.formats.lines import json_values, numbered_lines
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.offsets import OffsetMap
from annotator.model.scheme import LabelScheme


class Annotation(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """One span; ``extra_data`` is free text."""

    start_char: int
    end_char: int
    label_name: str
    start_byte: int | None = None
    end_byte: int | None = None
    extra_data: str | None = None


class Record(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """One document; a file of annotations alone has only the MD5 of its text."""

    text: str | None = None
    metadata: dict[str, Any] | None = None
    annotations: list[Annotation] | None = None
    checksum: str | None = msgspec.field(name="utf8_text_md5_checksum", default=None)
    display_title: str | None = None
    list_title: str | None = None


_TELLING = frozenset({"utf8_text_md5_checksum", "display_title", "list_title"})


class LabelbuddyReader(ForeignReader[Record]):
    """Reads what labelbuddy exports, documents with annotations."""

    name = "labelbuddy"
    suffixes = (".jsonl", ".json")
    kind = Record

    def recognises(self, record: Mapping[str, Any], head: bytes) -> bool:
        rows = record.get("annotations")
        spans = (
            isinstance(rows, list) and bool(rows) and isinstance(rows[0], dict) and "start_char" in rows[0]
        )
        return spans or (("text" in record or "annotations" in record) and not _TELLING.isdisjoint(record))

    def records(self, path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
        if is_list(head_of(path)) or not one_record_a_line(path):
            return json_values(path, report)
        return numbered_lines(path, report)

    def items(self, record: Record, source: str, number: int, aside: Aside) -> Iterator[Incoming]:
        if record.text is None:
            aside.note("error", "record-without-text", number)
            return
        meta = plain_meta(record.metadata or {}, number, aside)
        id, title = meta.pop("document_id", ""), record.list_title or record.display_title or ""
        if record.display_title and record.display_title != title:
            meta["display_title"] = record.display_title
        if record.checksum and record.checksum.lower() != _md5(record.text):
            aside.note("warning", "checksum-differs", number)
        spans = record.annotations or []
        if any(span.start_byte is not None for span in spans):
            self._compare_bytes(record.text, spans, number, aside)
        item = Incoming(record.text, source, number, id, title, meta)
        item.spans = [
            ReadSpan(s.start_char, s.end_char, s.label_name, note=s.extra_data or "") for s in spans
        ]
        yield item

    def _compare_bytes(self, text: str, spans: list[Annotation], number: int, aside: Aside) -> None:
        places = OffsetMap(text)
        for span in spans:
            if span.start_byte is None or span.end_byte is None:
                continue
            if 0 <= span.start_char <= span.end_char <= len(text) and (
                places.to_utf8(span.start_char),
                places.to_utf8(span.end_char),
            ) != (span.start_byte, span.end_byte):
                aside.note("warning", "bytes-differ", number)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


# Writing --------------------------------------------------------------------------------------------------
class _OutAnnotation(msgspec.Struct, gc=False):
    start_char: int
    end_char: int
    label_name: str
    extra_data: str | UnsetType = UNSET


class LabelbuddyWriter:
    """Writes documents with annotations, as labelbuddy imports them."""

    name = "labelbuddy"
    suffixes = (".jsonl",)
    losses = (
        losses.SPAN_IDS, losses.RELATION_IDS, losses.ATTRIBUTES, losses.CERTAINTY, losses.ORIGIN, losses.RELATIONS,
        losses.DOCUMENT_LABELS, losses.OWNER, losses.STATE, losses.REASON, losses.REVIEWED_TO,
    )  # fmt: skip

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        encode = msgspec.json.Encoder(order="deterministic").encode
        count = 0
        with replacing(path) as file:
            for document, layer in rows:
                try:
                    file.write(encode(_record(document, layer)) + b"\n")
                except UnicodeEncodeError:
                    raise MalformedInput(
                        path=str(path), line=None, column=None, reason="lone-surrogate", detail=document.id
                    ) from None
                count += 1
        return count


def _record(document: Document, layer: Layer | None) -> dict[str, Any]:
    spans = layer.in_order() if layer is not None else []
    return {
        "text": document.text,
        "utf8_text_md5_checksum": _md5(document.text),
        "metadata": {**document.meta, "document_id": document.id},
        "list_title": document.title,
        "annotations": [
            _OutAnnotation(s.start, s.end, s.label, s.note or UNSET) for s in spans
        ],
    }  # fmt: skip
