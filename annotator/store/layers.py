"""Layers in the projection: loading them, and carrying edits over to their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import apsw
import msgspec

from annotator.errors import Corrupt
from annotator.model.document import Document
from annotator.model.edit import (
    DocumentLabelSet,
    Edit,
    LayerKey,
    RelationAdded,
    RelationRemoved,
    ReviewedTo,
    SpanAdded,
    SpanRemoved,
    SpanReplaced,
    StateChanged,
)
from annotator.model.layer import Layer, LayerState
from annotator.model.span import SURE, Relation, Span
from annotator.model.text import paragraphs
from annotator.store.connection import one_row
from annotator.store.connection import rows as every

_new = tuple.__new__
_PLAIN = Span("", 0, 0, "")[4:]
_extra = msgspec.json.Decoder(list[Any])
_encode = msgspec.json.Encoder().encode
_INSERT = "INSERT INTO span (layer, id, start, end, label, extra) VALUES (?, ?, ?, ?, ?, ?)"


def span_extra(span: Span) -> str | None:
    """What most spans lack, in one column: [attributes, note, certainty, origin]."""
    if not (span.attributes or span.note or span.origin) and span.certainty == SURE:
        return None
    return _encode([span.attributes, span.note, span.certainty, span.origin]).decode()


def read_span(row: Any) -> Span:
    """(id, start, end, label, extra) as a Span. Made by the tuple's own constructor: twice as fast, and all rows pass here."""
    extra = row[4]
    return _new(Span, row[:4] + (_PLAIN if extra is None else tuple(_extra.decode(extra))))


def find(connection: apsw.Connection, key: LayerKey) -> int | None:
    """The layer's number, or None where nothing was done in it yet."""
    row = connection.execute(
        "SELECT num FROM layer WHERE document = (SELECT num FROM document WHERE id = ?) AND annotator = ?",
        tuple(key),
    ).fetchone()
    return None if row is None else int(row[0])


def load(connection: apsw.Connection, key: LayerKey) -> Layer:
    """The layer from the projection; an empty one where nothing was done yet."""
    layer = Layer(key)
    num = find(connection, key)
    if num is not None:
        fill(connection, num, layer)
    return layer


def fill(connection: apsw.Connection, num: int, layer: Layer) -> None:
    state, layer.reason, layer.reviewed_to, labels = one_row(
        connection, "SELECT state, reason, reviewed_to, labels FROM layer WHERE num = ?", num
    )
    layer.state, layer.labels = LayerState(state), json.loads(labels)
    _fill_parts(connection, num, layer)


def _fill_parts(connection: apsw.Connection, num: int, layer: Layer) -> None:
    rows = connection.execute("SELECT id, start, end, label, extra FROM span WHERE layer = ?", (num,))
    layer.spans = {row[0]: read_span(row) for row in rows}
    rows = connection.execute("SELECT id, head, tail, label FROM relation WHERE layer = ?", (num,))
    layer.relations = {row[0]: Relation(*row) for row in rows}


_ROW = "SELECT d.id, t.text, d.title, d.meta, d.digest, l.num, l.annotator, l.state, l.reason, l.reviewed_to, l.labels"
_ONE_LAYER = f"""{_ROW} FROM document d JOIN document_text t USING (num)
    JOIN layer l ON l.document = d.num AND l.annotator = ?1 WHERE NOT d.withdrawn ORDER BY d.num"""
_EVERY_LAYER = f"""{_ROW} FROM document d JOIN document_text t USING (num)
    LEFT JOIN layer l ON l.document = d.num AND ?1 IS NULL WHERE NOT d.withdrawn ORDER BY d.num, l.num"""


def rows(connection: apsw.Connection, annotator: str | None) -> Iterator[tuple[Document, Layer | None]]:
    """Documents with their layers in one pass. Without ``annotator``: every layer, and documents that have none."""
    query = _EVERY_LAYER if annotator is None else _ONE_LAYER
    for id, text, title, meta, digest, num, owner, state, reason, reviewed_to, labels in every(
        connection, query, annotator
    ):
        document = Document(id, text.decode(), title, json.loads(meta), digest)
        if num is None:
            yield document, None
            continue
        layer = Layer(LayerKey(id, owner))
        layer.state, layer.reason, layer.reviewed_to, layer.labels = (
            LayerState(state),
            reason,
            reviewed_to,
            json.loads(labels),
        )
        _fill_parts(connection, num, layer)
        yield document, layer


def project(connection: apsw.Connection, num: int, edits: Sequence[Edit], path: str) -> None:
    """Carry ``edits`` over to the rows of layer ``num``. Raises Corrupt where they do not fit what is there."""
    added: list[Span] = []
    pending: list[Span] = []
    for edit in edits:
        if type(edit) is SpanAdded:
            pending.append(edit.span)
            continue
        if pending:  # an edit may concern a span just added
            _insert(connection, num, pending)
            added += pending
            pending = []
        _project_one(connection, num, edit, path)
    if pending:
        _insert(connection, num, pending)
        added += pending
    change = len(added) - sum(1 for edit in edits if type(edit) is SpanRemoved)
    if change:
        connection.execute("UPDATE layer SET spans = spans + ? WHERE num = ?", (change, num))


def _insert(connection: apsw.Connection, num: int, spans: Sequence[Span]) -> None:
    connection.executemany(_INSERT, [(num, s.id, s.start, s.end, s.label, span_extra(s)) for s in spans])


def _project_one(connection: apsw.Connection, num: int, edit: Edit, path: str) -> None:
    match edit:
        case SpanRemoved(span):
            connection.execute("DELETE FROM span WHERE layer = ? AND id = ?", (num, span.id))
        case SpanReplaced(_, after):
            connection.execute(
                "UPDATE span SET start = ?, end = ?, label = ?, extra = ? WHERE layer = ? AND id = ?",
                (after.start, after.end, after.label, span_extra(after), num, after.id),
            )
        case RelationAdded(relation):
            connection.execute(
                "INSERT INTO relation (layer, id, head, tail, label) VALUES (?, ?, ?, ?, ?)", (num, *relation)
            )
        case RelationRemoved(relation):
            connection.execute("DELETE FROM relation WHERE layer = ? AND id = ?", (num, relation.id))
        case _:
            _project_state(connection, num, edit)
    if connection.changes() != 1:
        raise Corrupt(path=path, detail=f"the projection has no row for {type(edit).__name__}")


def _project_state(connection: apsw.Connection, num: int, edit: Edit) -> None:
    match edit:
        case DocumentLabelSet(name, _, after):
            labels = json.loads(one_row(connection, "SELECT labels FROM layer WHERE num = ?", num)[0])
            labels.pop(name, None)
            if after is not None:
                labels[name] = after
            body = json.dumps(labels, ensure_ascii=False, sort_keys=True)
            connection.execute("UPDATE layer SET labels = ? WHERE num = ?", (body, num))
        case StateChanged(_, after_state, _, reason):
            connection.execute(
                "UPDATE layer SET state = ?, reason = ? WHERE num = ?", (after_state, reason, num)
            )
        case ReviewedTo(_, after_offset):
            connection.execute(
                "UPDATE layer SET reviewed_to = ?, reviewed = ? WHERE num = ?",
                (after_offset, _paragraphs_before(connection, num, after_offset), num),
            )


def _paragraphs_before(connection: apsw.Connection, num: int, offset: int) -> int:
    query = (
        "SELECT text FROM document_text JOIN layer ON layer.document = document_text.num WHERE layer.num = ?"
    )
    text = one_row(connection, query, num)[0].decode()
    return reviewed_paragraphs(text, offset)


def reviewed_paragraphs(text: str, offset: int) -> int:
    """How many paragraphs end at or before code point ``offset``."""
    return sum(1 for _, end in paragraphs(text) if end <= offset) if offset > 0 else 0
