"""Label Studio's JSON, written: one task for each document, one annotation for each layer; and JSON-MIN."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import IO, Any

import msgspec

from annotator.errors import MalformedInput
from annotator.formats import losses
from annotator.formats.base import Row, replacing
from annotator.model.document import Document
from annotator.model.layer import Layer, LayerState
from annotator.model.scheme import LabelScheme

CONTROL, OBJECT, KEY = (
    "label",
    "text",
    "text",
)  # names in a labelling interface: see docs/formats/labelstudio.md
_RESERVED = frozenset({KEY, "title", "document_id"})


class _Value(msgspec.Struct, gc=False):
    start: int
    end: int
    text: str
    labels: list[str]


class _Region(msgspec.Struct, gc=False, omit_defaults=True):
    id: str
    value: _Value
    from_name: str = msgspec.field(name="from_name", default="")
    to_name: str = msgspec.field(name="to_name", default="")
    type: str = ""
    meta: dict[str, list[str]] | msgspec.UnsetType = msgspec.UNSET


class _Relation(msgspec.Struct, gc=False):
    from_id: str
    to_id: str
    labels: list[str]
    type: str
    direction: str


class LabelStudioWriter:
    """Writes tasks that Label Studio imports, the work of all layers of a document in one task."""

    name = "labelstudio"
    suffixes = (".json",)
    losses = (
        losses.RELATION_IDS, losses.ATTRIBUTES, losses.CERTAINTY, losses.ORIGIN, losses.DOCUMENT_LABELS,
        losses.REASON, losses.REVIEWED_TO,
    )  # fmt: skip

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        count = 0

        def tasks() -> Iterator[dict[str, Any]]:
            nonlocal count
            for _, group in groupby(rows, key=lambda row: row[0].id):
                found = list(group)
                count += len(found)
                yield {
                    "data": _data(found[0][0]),
                    "annotations": [
                        _annotation(document.text, layer) for document, layer in found if layer is not None
                    ],
                }

        with replacing(path) as file:
            _write_list(file, path, tasks())
        return count


class LabelStudioMinWriter:
    """Writes JSON-MIN, as Label Studio exports it."""

    name = "labelstudio-min"
    suffixes = (".json",)
    losses = (
        losses.SPAN_IDS, losses.RELATION_IDS, losses.RELATIONS, losses.ATTRIBUTES, losses.NOTES, losses.CERTAINTY,
        losses.ORIGIN, losses.DOCUMENT_LABELS, losses.STATE, losses.REASON, losses.REVIEWED_TO,
    )  # fmt: skip

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        count = 0

        def tasks() -> Iterator[dict[str, Any]]:
            nonlocal count
            for document, layer in rows:
                count += 1
                spans = layer.in_order() if layer is not None else []
                text = document.text
                yield {
                    **_data(document),
                    CONTROL: [_Value(s.start, s.end, text[s.start : s.end], [s.label]) for s in spans],
                    "annotator": layer.key.annotator if layer is not None else None,
                    "annotation_id": count,
                    "lead_time": None,
                }

        with replacing(path) as file:
            _write_list(file, path, tasks())
        return count


def _write_list(file: IO[bytes], path: Path, tasks: Iterator[Mapping[str, Any]]) -> None:
    """A JSON list, one task on each line."""
    encode = msgspec.json.Encoder(order="deterministic").encode
    between = b"[\n"
    for task in tasks:
        try:
            file.write(between + encode(task))
        except UnicodeEncodeError:
            raise MalformedInput(
                path=str(path), line=None, column=None, reason="lone-surrogate", detail=""
            ) from None
        between = b",\n"
    file.write(b"\n]\n" if between == b",\n" else b"[]\n")


def _data(document: Document) -> dict[str, str]:
    """The text and what is known about it. A key that would hide the text gets another name."""
    meta = {f"meta_{key}" if key in _RESERVED else key: value for key, value in document.meta.items()}
    return {**meta, "title": document.title, "document_id": document.id, KEY: document.text}


def _annotation(text: str, layer: Layer) -> dict[str, Any]:
    result: list[Any] = []
    for id, start, end, label, _, note, _, _ in layer.in_order():
        region = _Region(id, _Value(start, end, text[start:end], [label]), CONTROL, OBJECT, "labels")
        if note:
            region.meta = {"text": [note]}
        result.append(region)
    result += [
        _Relation(head, tail, [label], "relation", "right")
        for _, head, tail, label in sorted(layer.relations.values())
    ]
    return {
        "result": result,
        "annotator": layer.key.annotator,
        "state": layer.state.value,
        "was_cancelled": layer.state is LayerState.SKIPPED,
        "ground_truth": False,
    }
