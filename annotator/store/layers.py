"""Layers in the projection: loading them, and carrying edits over to their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import apsw
import msgspec

from annotator.model.document import Document
from annotator.model.edit import (
    DocumentLabelSet,
    Edit,
    FactSet,
    LayerKey,
    RelationAdded,
    RelationRemoved,
    ReviewedTo,
    SpanAdded,
    SpanRemoved,
    SpanReplaced,
    StateChanged,
)
from annotator.model.layer import EditConflict, Layer, LayerState
from annotator.model.span import SURE, Relation, Span
from annotator.model.text import paragraphs
from annotator.store import documents
from annotator.store.connection import one_row
from annotator.store.connection import rows as every

_PLAIN = Span("", 0, 0, "")[4:]
_decode_spans = msgspec.json.Decoder(list[Span]).decode
_decode_relations = msgspec.json.Decoder(list[Relation]).decode
_decode_facts = msgspec.json.Decoder(list[tuple[str, str, Any]]).decode
_labels = msgspec.json.Decoder(dict[str, str | bool])
_encode = msgspec.json.Encoder(order="sorted").encode
_DELETE = """DELETE FROM span
    WHERE layer = ?1 AND id = ?2 AND start = ?3 AND end = ?4 AND label = ?5 AND extra IS ?6"""
_REPLACE = """UPDATE span SET start = ?7, end = ?8, label = ?9, extra = ?10
    WHERE layer = ?1 AND id = ?2 AND start = ?3 AND end = ?4 AND label = ?5 AND extra IS ?6"""
_INSERT = "INSERT INTO span (layer, id, start, end, label, extra) VALUES (?, ?, ?, ?, ?, ?)"


def span_extra(span: Span) -> str | None:
    """What most spans lack, in one column: [attributes, note, certainty, origin]."""
    if not (span.attributes or span.note or span.origin) and span.certainty == SURE:
        return None
    return _encode([span.attributes, span.note, span.certainty, span.origin]).decode()


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


# What a layer holds, each part as one JSON text: put together by SQLite and read by msgspec it takes half the time of
# reading it row by row. A span's ``extra`` is a JSON list already; here it continues the list of what all spans have.
_PARTS = """(SELECT group_concat('[' || json_quote(id) || ',' || start || ',' || end || ',' || json_quote(label)
        || iif(extra IS NULL, ']', ',' || substr(extra, 2)), ',') FROM span WHERE layer = l.num),
    (SELECT json_group_array(json_array(id, head, tail, label)) FROM relation WHERE layer = l.num),
    (SELECT group_concat('[' || json_quote(kind) || ',' || json_quote(key) || ',' || value || ']', ',')
        FROM fact WHERE layer = l.num)"""
_LAYER = f"l.state, l.reason, l.reviewed_to, l.labels, {_PARTS}"
_SELECT = f"SELECT {_LAYER}"


def fill(connection: apsw.Connection, num: int, layer: Layer) -> None:
    _fill(layer, one_row(connection, f"{_SELECT} FROM layer l WHERE num = ?", num))


def _fill(layer: Layer, parts: Sequence[Any]) -> None:
    """What ``_LAYER`` selects, put into ``layer``."""
    state, layer.reason, layer.reviewed_to, labels, spans, relations, facts = parts
    layer.state = LayerState(state)
    layer.labels = _labels.decode(labels)
    if spans is not None:
        layer.spans = {span[0]: span for span in _decode_spans(f"[{spans}]")}
    if relations != "[]":
        layer.relations = {relation[0]: relation for relation in _decode_relations(relations)}
    if facts is not None:
        layer.facts = {(kind, key): value for kind, key, value in _decode_facts(f"[{facts}]")}


_ROW = f"SELECT d.id, t.text, d.title, d.meta, d.digest, l.annotator, {_LAYER}"
_ONE_LAYER = f"""{_ROW} FROM document d JOIN document_text t USING (num)
    JOIN layer l ON l.document = d.num AND l.annotator = ?1
    WHERE d.num > ?2 AND d.num <= ?3 AND NOT d.withdrawn ORDER BY d.num"""
_EVERY_LAYER = f"""{_ROW} FROM document d JOIN document_text t USING (num)
    LEFT JOIN layer l ON l.document = d.num AND ?1 IS NULL
    WHERE d.num > ?2 AND d.num <= ?3 AND NOT d.withdrawn ORDER BY d.num, l.num"""


WORKED_ON = """SELECT d.id, l.annotator FROM layer l JOIN document d ON d.num = l.document
    WHERE (l.spans > 0 OR l.state <> 'new' OR l.labels <> '{}' OR l.reviewed_to > 0
        OR EXISTS (SELECT 1 FROM fact WHERE layer = l.num))"""
_WORK_HIDDEN = WORKED_ON + " AND d.id = ? AND d.withdrawn LIMIT 1"
_WORK_OF = WORKED_ON + " AND l.annotator = ? LIMIT 1"


def hidden_work(connection: apsw.Connection, document: str) -> LayerKey | None:
    """A layer that holds anything on this document, where it is withdrawn."""
    row = connection.execute(_WORK_HIDDEN, (document,)).fetchone()
    return None if row is None else LayerKey(*row)


def work_of(connection: apsw.Connection, annotator: str) -> LayerKey | None:
    """A layer of this person that holds anything."""
    row = connection.execute(_WORK_OF, (annotator,)).fetchone()
    return None if row is None else LayerKey(*row)


def rows(
    connection: apsw.Connection, annotator: str | None, after: int | None = None, to: int | None = None
) -> Iterator[tuple[Document, Layer | None]]:
    """Documents with their layers. Without ``annotator``: every layer, and documents that have none."""
    query = _EVERY_LAYER if annotator is None else _ONE_LAYER
    for start, end in documents.runs(connection, after or 0, to):
        for id, text, title, meta, digest, owner, *parts in list(
            every(connection, query, annotator, start, end)
        ):
            document = Document(id, text.decode(), title, {} if meta == "{}" else json.loads(meta), digest)
            if owner is None:
                yield document, None
                continue
            layer = Layer(LayerKey(id, owner))
            _fill(layer, parts)
            yield document, layer


def project(connection: apsw.Connection, num: int, edits: Sequence[Edit]) -> None:
    """Carry ``edits`` over to the rows of layer ``num``. Raises EditConflict where they do not fit what is there."""
    change = 0
    pending: list[Span] = []
    for edit in edits:
        if type(edit) is SpanAdded:
            pending.append(edit.span)
            continue
        if pending:  # an edit may concern a span just added
            change += _insert(connection, num, pending)
            pending = []
        _project_one(connection, num, edit)
        change -= type(edit) is SpanRemoved
    if pending:
        change += _insert(connection, num, pending)
    if change:
        connection.execute("UPDATE layer SET spans = spans + ? WHERE num = ?", (change, num))


def _insert(connection: apsw.Connection, num: int, spans: Sequence[Span]) -> int:
    try:
        connection.executemany(_INSERT, [(num, *span_row(span)) for span in spans])
    except apsw.ConstraintError as error:
        raise EditConflict(spans[0]) from error
    return len(spans)


def insert_rows(
    connection: apsw.Connection,
    num: int,
    spans: Sequence[tuple[Any, ...]],
    relations: Sequence[tuple[str, ...]],
) -> None:
    """Rows of a new layer, as ``span_row`` makes them."""
    connection.executemany(_INSERT, [(num, *row) for row in spans])
    if relations:
        query = "INSERT INTO relation (layer, id, head, tail, label) VALUES (?, ?, ?, ?, ?)"
        connection.executemany(query, [(num, *row) for row in relations])


def set_own_fields(connection: apsw.Connection, num: int, layer: Layer) -> None:
    """State, reason, how far it was read, document labels and the number of spans, as ``layer`` holds them."""
    reviewed = _paragraphs_before(connection, num, layer.reviewed_to) if layer.reviewed_to else 0
    labels = json.dumps(layer.labels, ensure_ascii=False, sort_keys=True)
    connection.execute(
        "UPDATE layer SET state = ?, reason = ?, reviewed_to = ?, reviewed = ?, labels = ?, spans = ? WHERE num = ?",
        (layer.state.value, layer.reason, layer.reviewed_to, reviewed, labels, len(layer.spans), num),
    )


def _project_one(connection: apsw.Connection, num: int, edit: Edit) -> None:
    """One edit. Its *before* is part of the condition: an edit that does not fit changes no row, and is refused."""
    query, values = _statement(connection, num, edit)
    try:
        connection.execute(query, values)
    except apsw.ConstraintError as error:
        raise EditConflict(edit) from error
    if connection.changes() != 1:
        raise EditConflict(edit)


def _statement(connection: apsw.Connection, num: int, edit: Edit) -> tuple[str, tuple[Any, ...]]:
    match edit:
        case SpanRemoved(span):
            return _DELETE, (num, *span_row(span))
        case SpanReplaced(before, after) if before.id == after.id:
            return _REPLACE, (num, *span_row(before), *span_row(after)[1:])
        case RelationAdded(relation):
            return "INSERT INTO relation (layer, id, head, tail, label) VALUES (?, ?, ?, ?, ?)", (
                num,
                *relation,
            )
        case RelationRemoved(relation):
            query = "DELETE FROM relation WHERE layer = ? AND id = ? AND head = ? AND tail = ? AND label = ?"
            return query, (num, *relation)
        case DocumentLabelSet():
            return _label_statement(connection, num, edit)
        case FactSet():
            return fact_statement(num, edit)
        case StateChanged(before_state, after_state, reason_before, reason_after):
            query = "UPDATE layer SET state = ?, reason = ? WHERE num = ? AND state = ? AND reason = ?"
            return query, (after_state, reason_after, num, before_state, reason_before)
        case ReviewedTo(before_offset, after_offset):
            reviewed = _paragraphs_before(connection, num, after_offset)
            query = "UPDATE layer SET reviewed_to = ?, reviewed = ? WHERE num = ? AND reviewed_to = ?"
            return query, (after_offset, reviewed, num, before_offset)
    raise EditConflict(edit)


def _label_statement(
    connection: apsw.Connection, num: int, edit: DocumentLabelSet
) -> tuple[str, tuple[Any, ...]]:
    labels = _labels.decode(one_row(connection, "SELECT labels FROM layer WHERE num = ?", num)[0])
    if labels.pop(edit.name, None) != edit.before:
        raise EditConflict(edit)
    if edit.after is not None:
        labels[edit.name] = edit.after
    body = json.dumps(labels, ensure_ascii=False, sort_keys=True)
    return "UPDATE layer SET labels = ? WHERE num = ?", (body, num)


def fact_statement(num: int, edit: FactSet) -> tuple[str, tuple[Any, ...]]:
    """The row of a fact, made, changed or taken away; it changes nothing where ``before`` is not what is there."""
    before, after = (None if value is None else fact_value(value) for value in (edit.before, edit.after))
    if before is None:
        return "INSERT INTO fact (layer, kind, key, value) VALUES (?, ?, ?, ?)", (num, *edit[:2], after)
    if after is None:
        query = "DELETE FROM fact WHERE layer = ? AND kind = ? AND key = ? AND value = ?"
        return query, (num, *edit[:2], before)
    query = "UPDATE fact SET value = ?4 WHERE layer = ?1 AND kind = ?2 AND key = ?3 AND value = ?5"
    return query, (num, *edit[:2], after, before)


def fact_value(value: Any) -> str:
    """A fact as its row holds it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def span_row(span: Span) -> tuple[Any, ...]:
    """(id, start, end, label, extra): a span as its row holds it, but for the layer."""
    return (*span[:4], None if span[4:] == _PLAIN else span_extra(span))


def _paragraphs_before(connection: apsw.Connection, num: int, offset: int) -> int:
    query = (
        "SELECT text FROM document_text JOIN layer ON layer.document = document_text.num WHERE layer.num = ?"
    )
    text = one_row(connection, query, num)[0].decode()
    return reviewed_paragraphs(text, offset)


def reviewed_paragraphs(text: str, offset: int) -> int:
    """How many paragraphs that hold anything end at or before code point ``offset``."""
    return sum(1 for start, end in paragraphs(text) if start < end <= offset)
