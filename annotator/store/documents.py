"""Documents: texts as UTF-8 bytes, immutable, unique by digest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import apsw

from annotator.errors import UnknownDocument
from annotator.model.document import Document
from annotator.model.layer import LayerState
from annotator.store.connection import one_row

if TYPE_CHECKING:
    from annotator.store.fresh import FreshDocument


class QueueItem(NamedTuple):
    """One row of the queue: a document and where one annotator's layer on it stands. ``changed`` is Unix time."""

    document: str
    title: str
    source: str
    state: LayerState
    reason: str
    spans: int
    paragraphs: int
    reviewed: int
    changed: float


def insert(connection: apsw.Connection, document: FreshDocument, now: float) -> int:
    """Store a new document with its search words; returns its number."""
    connection.execute(
        "INSERT INTO document (id, title, meta, digest, length, paragraphs, added, withdrawn) VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
        (*document[:6], now),
    )
    num = connection.last_insert_rowid()
    connection.execute("INSERT INTO document_text (num, text) VALUES (?, ?)", (num, document.body))
    connection.execute("INSERT INTO search (rowid, folded) VALUES (?, ?)", (num, document.words))
    return num


def find_digest(connection: apsw.Connection, digest: str) -> tuple[int, str, bool] | None:
    """(number, id, withdrawn) of the document with this text."""
    row = connection.execute("SELECT num, id, withdrawn FROM document WHERE digest = ?", (digest,)).fetchone()
    return (row[0], row[1], bool(row[2])) if row else None


def number(connection: apsw.Connection, document: str) -> int:
    """Raises UnknownDocument."""
    row = connection.execute("SELECT num FROM document WHERE id = ?", (document,)).fetchone()
    if row is None:
        raise UnknownDocument(document=document)
    return int(row[0])


def load(connection: apsw.Connection, document: str) -> Document:
    """Raises UnknownDocument, also for one that was withdrawn."""
    row = connection.execute(
        "SELECT id, text, title, meta, digest FROM document JOIN document_text USING (num) WHERE id = ? AND NOT withdrawn",
        (document,),
    ).fetchone()
    if row is None:
        raise UnknownDocument(document=document)
    return Document(row[0], row[1].decode(), row[2], json.loads(row[3]), row[4])


AT_ONCE = 32  # documents


def runs(connection: apsw.Connection, after: int = 0, to: int | None = None) -> Iterator[tuple[int, int]]:
    """Numbers (after, to] of a few documents at a time, up to the last one there is now.

    Who reads all documents reads them so, each run into a list: while a statement stands open nobody can commit, and
    the person at work must not wait for a count. One state of everything: ``Project.reading``, or a copy.
    """
    last = int(one_row(connection, "SELECT coalesce(max(num), 0) FROM document")[0])
    stop = last if to is None else min(to, last)
    for start in range(after, stop, AT_ONCE):
        yield start, min(start + AT_ONCE, stop)


def every(connection: apsw.Connection) -> Iterator[tuple[int, Document]]:
    """All documents that are not withdrawn, with their numbers, in the order they came."""
    query = """SELECT num, id, text, title, meta, digest FROM document JOIN document_text USING (num)
               WHERE num > ? AND num <= ? AND NOT withdrawn ORDER BY num"""
    for run in runs(connection):
        for num, id, text, title, meta, digest in list(connection.execute(query, run)):
            yield num, Document(id, text.decode(), title, json.loads(meta), digest)


_QUEUE = """SELECT d.id, d.title, coalesce(d.meta ->> 'source', ''), coalesce(l.state, 'new'), coalesce(l.reason, ''),
                   coalesce(l.spans, 0), d.paragraphs, coalesce(l.reviewed, 0), coalesce(l.changed, 0)
            FROM document d LEFT JOIN layer l ON l.document = d.num AND l.annotator = ?
            WHERE NOT d.withdrawn"""
_STATES = {state.value: state for state in LayerState}


def queue(connection: apsw.Connection, annotator: str) -> list[QueueItem]:
    rows = connection.execute(_QUEUE + " ORDER BY d.num", (annotator,))
    return [QueueItem(a, b, c, _STATES[d], *rest) for a, b, c, d, *rest in rows]


def queue_item(connection: apsw.Connection, annotator: str, document: str) -> QueueItem:
    """Raises UnknownDocument."""
    row = connection.execute(_QUEUE + " AND d.id = ?", (annotator, document)).fetchone()
    if row is None:
        raise UnknownDocument(document=document)
    return QueueItem(row[0], row[1], row[2], _STATES[row[3]], *row[4:])
