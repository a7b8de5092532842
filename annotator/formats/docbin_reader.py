"""spaCy's DocBin, read for import: the spans of the group ``sc`` and the entities; in our own files the work as it was annotated.

spaCy is loaded when a file is read. What unpacks to more than ``MAX_UNPACKED`` is refused before it is unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from annotator.formats.base import Incoming, ReadRelation, ReadSpan, Report, open_regular, unreadable
from annotator.formats.docbin_types import StoredDocument
from annotator.formats.foreign import Aside
from annotator.formats.jsonl_check import LineCheck, is_plain

MAX_UNPACKED = 256 * 1024 * 1024


class _OwnSpan(msgspec.Struct):
    start: int
    end: int
    label: str
    attributes: dict[str, str | bool] = {}
    note: str = ""
    certainty: str = "sure"
    origin: str = ""


class _OwnRelation(msgspec.Struct):
    id: str
    head: str
    tail: str
    label: str


class _Own(msgspec.Struct):
    """What our own export puts beside the tokens (``docs/formats/docbin.md``)."""

    id: str
    layer: str
    state: str
    spans: dict[str, _OwnSpan]
    title: str = ""
    base: int = 0
    meta: dict[str, str] = {}
    labels: dict[str, str | bool] = {}
    relations: list[_OwnRelation] = []


class DocbinReader:
    """Reads ``.spacy`` files, ours and others'."""

    name = "docbin"
    suffixes: tuple[str, ...] = (".spacy",)

    def sniff(self, path: Path, head: bytes) -> bool:
        return path.suffix.lower() == ".spacy" and not path.is_dir()

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        try:
            open_regular(path).close()
        except OSError as error:
            raise unreadable(path, error) from None
        from annotator.formats.docbin import read_docbin

        source = str(path)
        aside = Aside(source, report)
        check = LineCheck(report, None)
        number = 0
        for number, stored in enumerate(read_docbin(path, max_bytes=MAX_UNPACKED), 1):
            item = _item(stored, source, number, aside)
            if is_plain(item) or check.settle(item):
                yield item
        if not number:
            aside.note("warning", "empty-file", None)
        aside.finish()


def _item(stored: StoredDocument, source: str, number: int, aside: Aside) -> Incoming:
    item = Incoming(stored.text, source, number)
    own = _own(stored)
    if own is not None:
        _fill(item, own)
        return item
    seen = set()
    for span in (*stored.spans, *stored.entities):
        place = (span.start, span.end, span.label)
        if place not in seen:
            seen.add(place)
            item.spans.append(ReadSpan(*place, "", stored.text[span.start : span.end]))
    for key in stored.data:
        aside.note("info", "unknown-key", number, key=str(key)[:80])
    return item


def _own(stored: StoredDocument) -> _Own | None:
    """Our own account of the document, if it is there and whole."""
    raw: Mapping[Any, Any] = stored.data  # other programs' keys need not be text
    data = {key: value for key, value in raw.items() if isinstance(key, str)}
    try:
        own = msgspec.convert(data, _Own)
    except msgspec.ValidationError:
        return None
    return own if all(0 <= s.start < s.end <= len(stored.text) for s in own.spans.values()) else None


def _fill(item: Incoming, own: _Own) -> None:
    text = item.text
    item.id, item.title, item.meta = own.id, own.title, own.meta
    if own.base:
        item.id, item.meta = "", {**own.meta, "part_of": own.id, "part_from": str(own.base)}
    item.layer, item.state, item.labels = own.layer or None, own.state or None, dict(own.labels)
    item.spans = [
        ReadSpan(
            s.start, s.end, s.label, id, text[s.start : s.end], dict(s.attributes), s.note,
            "unsure" if s.certainty == "unsure" else "sure", s.origin,
        )
        for id, s in own.spans.items()
    ]  # fmt: skip
    there = own.spans.keys()
    item.relations = [
        ReadRelation(r.head, r.tail, r.label, r.id)
        for r in own.relations
        if not own.base or (r.head in there and r.tail in there)
    ]
