"""Rows of logs that cannot be attached yet: an earlier part is missing, or the document they are about.

They are kept whole until what is missing comes. The table is made when a row has to wait for the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import apsw

from annotator.model.edit import LayerKey
from annotator.store.connection import rows
from annotator.store.log import LogRow

TABLE = """
CREATE TABLE IF NOT EXISTS waiting (
    hash      BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    before    BLOB NOT NULL CHECK (length(before) = 32),   -- the hash of the row it follows
    document  TEXT NOT NULL,
    digest    TEXT NOT NULL,                               -- of the text that the row is about
    annotator TEXT NOT NULL,
    seq       INTEGER NOT NULL CHECK (seq > 0),
    step      INTEGER NOT NULL,
    act       TEXT NOT NULL,
    actor     TEXT NOT NULL,
    name      TEXT NOT NULL,
    time      REAL NOT NULL,
    edits     TEXT NOT NULL,
    origin    TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_layer ON waiting (document, annotator, seq);
"""


class WaitingRow(NamedTuple):
    before: bytes
    digest: str
    row: LogRow


def exists(connection: apsw.Connection) -> bool:
    return connection.table_exists("main", "waiting")


def keys(connection: apsw.Connection) -> set[LayerKey]:
    """The layers for which rows wait, by the annotator whose log they are from."""
    if not exists(connection):
        return set()
    return {LayerKey(*row) for row in rows(connection, "SELECT DISTINCT document, annotator FROM waiting")}


def counts(connection: apsw.Connection) -> dict[LayerKey, int]:
    """How many rows wait, by layer."""
    if not exists(connection):
        return {}
    query = "SELECT document, annotator, count(*) FROM waiting GROUP BY 1, 2 ORDER BY 1, 2"
    return {LayerKey(document, annotator): count for document, annotator, count in rows(connection, query)}


def of(connection: apsw.Connection, key: LayerKey) -> Iterator[WaitingRow]:
    """The rows that wait for this layer."""
    if not exists(connection):
        return
    query = """SELECT before, digest, seq, step, act, actor, name, time, edits, hash, origin FROM waiting
        WHERE document = ? AND annotator = ? ORDER BY seq, hash"""
    for before, digest, *row in rows(connection, query, *key):
        yield WaitingRow(before, digest, LogRow(*row))


def add(connection: apsw.Connection, key: LayerKey, found: Iterable[WaitingRow]) -> int:
    """Keep the rows; returns how many were not kept before."""
    connection.execute(TABLE)
    before = connection.total_changes()
    query = """INSERT OR IGNORE INTO waiting
        (hash, before, document, digest, annotator, seq, step, act, actor, name, time, edits, origin)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
    connection.executemany(
        query,
        [
            (row.hash, previous, key.document, digest, key.annotator, *row[:7], row.origin)
            for previous, digest, row in found
        ],
    )
    return connection.total_changes() - before


def remove(connection: apsw.Connection, hashes: Iterable[bytes]) -> None:
    """These rows have found their place."""
    connection.executemany("DELETE FROM waiting WHERE hash = ?", [(mark,) for mark in hashes])
