"""A Hugging Face datasets folder: ``README.md`` with the features, and JSON lines in ``data/``, one file for each split.

One row is one layer of one document, or one piece of it. Values of any shape (metadata, document labels, attributes) are text
that holds JSON, since the columns of a table have one type each. Offsets are code points. Nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from annotator.errors import MalformedInput
from annotator.formats.base import Incoming, ReadRelation, ReadSpan, Report, Row, replacing, replacing_folder
from annotator.formats.docbin_types import ExportDocument
from annotator.formats.foreign import Aside, Records
from annotator.formats.jsonl_check import LineCheck, is_plain
from annotator.formats.lines import numbered_lines
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.model.span import Relation, Span, in_order

CARD = "README.md"
DATA = "data"
SPLIT_NAMES = {"train": "train", "dev": "validation", "test": "test"}  # ours -> what the hub calls them
_FEATURE = "dataset_info:"


class HfRange(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    start: int
    end: int


class HfSpan(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """``attributes`` is a JSON object."""

    id: str
    start: int
    end: int
    label: str
    text: str
    attributes: str = "{}"
    note: str = ""
    certainty: str = "sure"
    origin: str = ""


class HfRelation(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    id: str
    head: str
    tail: str
    label: str


class HfRow(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """``id`` names the row, ``document`` the article; ``base`` is where the piece begins in it. ``meta`` and ``labels`` are
    JSON objects. ``layer`` and ``state`` are empty where nobody has worked on the document."""

    id: str
    document: str
    base: int
    title: str
    text: str
    meta: str = "{}"
    layer: str = ""
    state: str = ""
    reason: str = ""
    reviewed_to: int = 0
    reviewed: list[HfRange] = []
    labels: str = "{}"
    spans: list[HfSpan] = []
    relations: list[HfRelation] = []


_json = msgspec.json.Encoder(order="deterministic")
_TYPES = {"str": "string", "int": "int64"}
_PARTS: dict[str, type[msgspec.Struct]] = {"reviewed": HfRange, "spans": HfSpan, "relations": HfRelation}


# Writing --------------------------------------------------------------------------------------------------
def row_of(document: Document, layer: Layer | None) -> HfRow:
    """A whole document with one person's layer."""
    row = HfRow(document.id, document.id, 0, document.title, document.text, _object(document.meta))
    if layer is not None:
        row.layer, row.state, row.reason = layer.key.annotator, str(layer.state), layer.reason
        row.reviewed_to, row.labels = layer.reviewed_to, _object(layer.labels)
        end = layer.looked_at(len(document.text))
        row.reviewed = [HfRange(0, end)] if end else []
        row.spans = _spans(document.text, in_order(layer.spans.values()))
        row.relations = _relations(layer.relations.values())
    return row


def row_of_piece(piece: ExportDocument) -> HfRow:
    """A document or a piece of one, as it is chosen for training."""
    name = f"{piece.id}:{piece.layer}:{piece.base}"
    return HfRow(
        name, piece.id, piece.base, piece.title, piece.text, _object(piece.meta), piece.layer, str(piece.state),
        reviewed=[HfRange(start, end) for start, end in piece.reviewed], labels=_object(piece.labels),
        spans=_spans(piece.text, piece.spans), relations=_relations(piece.relations),
    )  # fmt: skip


def encode_row(row: HfRow) -> bytes:
    """One line without its end; the same row always gives the same bytes. Raises MalformedInput for a lone surrogate."""
    try:
        return _json.encode(row)
    except UnicodeEncodeError:
        raise MalformedInput(
            path="", line=None, column=None, reason="lone-surrogate", detail=row.document
        ) from None


def _object(values: Mapping[str, Any]) -> str:
    return _json.encode(dict(values)).decode() if values else "{}"


def _spans(text: str, spans: Iterable[Span]) -> list[HfSpan]:
    return [
        HfSpan(id, start, end, label, text[start:end], _object(attributes), note, certainty, origin)
        for id, start, end, label, attributes, note, certainty, origin in spans
    ]


def _relations(relations: Iterable[Relation]) -> list[HfRelation]:
    return [HfRelation(*relation) for relation in sorted(relations)]


def front_matter(
    rows: Mapping[str, int], more: Mapping[str, Any] | None = None, suffix: str = "jsonl"
) -> str:
    """The head of the card that ``datasets.load_dataset`` reads: files by split, and the type of every column.

    ``rows`` counts the rows of each of our splits; those without rows have no file worth reading and are left out.
    """
    lines = [
        "---",
        *(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in (more or {}).items()),
    ]
    lines += ["configs:", "- config_name: default", "  data_files:"]
    for split, count in rows.items():
        if count:
            lines += [f"  - split: {SPLIT_NAMES[split]}", f"    path: {DATA}/{split}.{suffix}"]
    if not any(rows.values()):
        lines[-1] += " []"
    lines += [_FEATURE, "  features:", *_features(HfRow, "  "), "---"]
    return "\n".join(lines) + "\n"


def _features(kind: type[msgspec.Struct], indent: str) -> Iterator[str]:
    for field in msgspec.structs.fields(kind):
        yield f"{indent}- name: {field.name}"
        if field.name in _PARTS and kind is HfRow:
            yield f"{indent}  list:"
            yield from _features(_PARTS[field.name], indent + "  ")
        else:
            yield f"{indent}  dtype: {_TYPES[field.type.__name__]}"


class HuggingfaceWriter:
    """Writes a folder with one split, ``train``: what is exported as it is was not split."""

    name = "huggingface"
    suffixes: tuple[str, ...] = ("",)
    losses: tuple[str, ...] = ()

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        count = 0
        with replacing_folder(path) as folder:
            (folder / DATA).mkdir()
            with replacing(folder / DATA / "train.jsonl") as file:
                for document, layer in rows:
                    file.write(encode_row(row_of(document, layer)) + b"\n")
                    count += 1
            with replacing(folder / CARD) as file:
                file.write(card(count, scheme).encode())
        return count


def card(count: int, scheme: LabelScheme, suffix: str = "jsonl") -> str:
    """The card of an export that was not split."""
    labels = "\n".join(f"- `{label.id}`: {label.names.get('en', label.id)}" for label in scheme.labels)
    return (
        f"{front_matter({'train': count}, suffix=suffix)}\n# {scheme.id} {scheme.version}\n\n{count} rows, one for each "
        "layer of a document. Offsets are code points, half-open. `meta`, `labels` and `attributes` are text that holds JSON."
        f"\n\n## Labels\n\n{labels}\n"
    )


# Reading --------------------------------------------------------------------------------------------------
class HuggingfaceReader:
    """Reads such folders, and single ``.jsonl`` files of one."""

    name = "huggingface"
    suffixes: tuple[str, ...] = ("",)

    def sniff(self, path: Path, head: bytes) -> bool:
        if not path.is_dir():
            return b'"document":' in head and b'"base":' in head and b'"meta":"{' in head
        try:
            with (path / CARD).open("rb") as file:
                start = file.read(1 << 14)
        except OSError:
            return False
        return start.startswith(b"---") and _FEATURE.encode() in start and any(path.glob(f"{DATA}/*.jsonl"))

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        for file in sorted(path.glob(f"{DATA}/*.jsonl")) if path.is_dir() else [path]:
            source = str(file)
            aside, check = Aside(source, report), LineCheck(report, None)
            records = Records(HfRow, source, report, aside)
            for number, raw in numbered_lines(file, report):
                row = records.read(number, raw)
                if row is None:
                    continue
                item = incoming(row, source, number, aside)
                if is_plain(item) or check.settle(item):
                    yield item
            aside.finish()
            check.finish(source)


def incoming(row: HfRow, source: str, number: int, aside: Aside) -> Incoming:
    """A row as the document that it was, or as a document of its own where it is a piece of one."""
    meta = {key: str(value) for key, value in _values(row.meta, number, aside).items()}
    item = Incoming(row.text, source, number, row.document, row.title, meta)
    if row.base:
        item.id, item.meta = "", {**meta, "part_of": row.document, "part_from": str(row.base)}
    item.layer, item.state, item.reason = row.layer or None, row.state or None, row.reason
    item.reviewed_to = row.reviewed_to if row.layer else None
    item.labels = _values(row.labels, number, aside)
    item.spans = [
        ReadSpan(
            s.start, s.end, s.label, s.id, s.text, _values(s.attributes, number, aside), s.note,
            "unsure" if s.certainty == "unsure" else "sure", s.origin,
        )
        for s in row.spans
    ]  # fmt: skip
    item.relations = [ReadRelation(r.head, r.tail, r.label, r.id) for r in row.relations]
    return item


def _values(text: str, number: int, aside: Aside) -> dict[str, Any]:
    if text in ("{}", ""):
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, str | bool | int])
    except (msgspec.DecodeError, RecursionError):
        aside.note("warning", "unknown-key", number, key=text[:80])
        return {}
