"""What leaves a project and what makes a copy of it: logs by layer, all tables row by row, the id of this copy."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from annotator.model.edit import LayerKey
from annotator.store import layers, log, waiting
from annotator.store.connection import connect, one_row, read_safely, remove_empty_journal, rows, transaction
from annotator.store.log import LogRow
from annotator.store.merging import Segment
from annotator.store.project import Project
from annotator.store.search import index_text
from annotator.store.tables import APPLICATION_ID, SCHEMA, VERSION
from annotator.store.writer import Writer

# Every table with its columns, in an order in which each row finds what it refers to. The search index follows from the texts.
TABLES: dict[str, tuple[str, ...]] = {
    "project": ("key", "value"),
    "setting": ("key", "value"),
    "scheme": ("version", "body"),
    "annotator": ("id", "name", "role"),
    "document": ("num", "id", "title", "meta", "digest", "length", "paragraphs", "added", "withdrawn"),
    "document_text": ("num", "text"),
    "layer": (
        "num", "document", "annotator", "state", "reason", "reviewed_to", "reviewed", "labels", "spans", "changed", "seq", "head",
    ),
    "span": ("layer", "id", "start", "end", "label", "extra"),
    "relation": ("layer", "id", "head", "tail", "label"),
    "fact": ("layer", "kind", "key", "value"),
    "step": ("id", "actor", "name", "time", "state"),
    "log": ("num", "layer", "seq", "step", "act", "actor", "name", "time", "edits", "hash", "origin"),
    "waiting": (
        "hash", "before", "document", "digest", "annotator", "seq", "step", "act", "actor", "name", "time", "edits", "origin",
    ),
}  # fmt: skip


class StoredDocument(NamedTuple):
    """A document as it is stored, also one that was withdrawn. ``meta`` is JSON."""

    id: str
    title: str
    meta: str
    digest: str
    text: str
    withdrawn: bool


def copy_id(project: Project) -> str:
    """The id of this copy of the project: what its rows are known by elsewhere. The first copy has the project's own."""
    with read_safely(project.path):
        row = project.connection.execute("SELECT value FROM project WHERE key = 'copy'").fetchone()
    return str(row[0]) if row else project.uuid


def documents(project: Project) -> Iterator[StoredDocument]:
    """Every document in the order it came."""
    query = """SELECT id, title, meta, digest, text, withdrawn FROM document JOIN document_text USING (num) ORDER BY num"""
    with read_safely(project.path):
        for id, title, meta, digest, text, withdrawn in rows(project.connection, query):
            yield StoredDocument(id, title, meta, digest, text.decode(), bool(withdrawn))


def document_digests(project: Project) -> dict[str, str]:
    """Id and digest of every document, also of those that were withdrawn."""
    with read_safely(project.path):
        return dict(rows(project.connection, "SELECT id, digest FROM document ORDER BY num"))


def scheme_body(project: Project) -> dict[str, Any]:
    """The scheme in force as it is stored."""
    query = "SELECT body FROM scheme WHERE version = (SELECT CAST(value AS INTEGER) FROM project WHERE key = 'scheme')"
    with read_safely(project.path):
        found: dict[str, Any] = json.loads(one_row(project.connection, query)[0])
    return found


def worked_on(project: Project, annotator: str) -> set[str]:
    """The documents on which this person, or a branch of theirs, has a log."""
    with read_safely(project.path):
        return {document for _, document, _, _ in rows(project.connection, _LAYERS, annotator)}


def sizes(project: Project) -> list[tuple[str, int]]:
    """(id, code points) of every document in the queue, in its order."""
    with read_safely(project.path):
        found = rows(project.connection, "SELECT id, length FROM document WHERE NOT withdrawn ORDER BY num")
        return [(id, length) for id, length in found]


def facts_of_person(project: Project, kind: str, annotator: str) -> dict[str, Any]:
    """The project's facts of a kind whose key ends in U+001F and this person's id."""
    query = "SELECT key, value FROM fact WHERE layer = 0 AND kind = ?1 AND substr(key, -length(?2)) = ?2"
    with read_safely(project.path):
        return {
            key: json.loads(value) for key, value in rows(project.connection, query, kind, f"\x1f{annotator}")
        }


def has_facts(project: Project, kind: str) -> bool:
    """Whether the project itself has any fact of this kind."""
    query = "SELECT 1 FROM fact WHERE layer = 0 AND kind = ? LIMIT 1"
    with read_safely(project.path):
        return project.connection.execute(query, (kind,)).fetchone() is not None


def layer_states(project: Project) -> dict[tuple[str, str], str]:
    """The state of every layer, by document and annotator."""
    query = "SELECT d.id, l.annotator, l.state FROM layer l JOIN document d ON d.num = l.document"
    with read_safely(project.path):
        return {(document, owner): state for document, owner, state in rows(project.connection, query)}


def worked_pairs(project: Project) -> set[tuple[str, str]]:
    """(document, annotator) of every layer that holds anything."""
    with read_safely(project.path):
        return {(document, owner) for document, owner in rows(project.connection, layers.WORKED_ON)}


_LAYERS = """SELECT l.num, d.id, d.digest, l.annotator FROM layer l JOIN document d ON d.num = l.document
    WHERE l.seq > 0 AND (l.annotator = ?1 OR substr(l.annotator, 1, length(?1) + 1) = ?1 || '~') ORDER BY d.num, l.annotator"""
_ROWS = """SELECT seq, step, act, actor, name, time, edits, hash, origin FROM log WHERE layer = ? AND seq >= ? ORDER BY seq"""


def logs(
    project: Project, annotator: str, since: Mapping[str, Iterable[bytes]] | None = None, most: int = 2000
) -> Iterator[Segment]:
    """This person's logs with those of branches beside them, in segments of up to ``most`` rows; rows written here bear its id.

    ``since``: hashes of rows of each document that need not be told, nor what comes before them.
    """
    own, connection = copy_id(project), project.connection
    with read_safely(project.path):
        found = list(rows(connection, _LAYERS, annotator))
        for num, document, digest, owner in found:
            root = log.root_of(connection, project.uuid, num, LayerKey(document, owner))
            known, before = _known(connection, num, (since or {}).get(document, ()))
            before = before or log.genesis(project.uuid, LayerKey(document, root))
            part: list[LogRow] = []
            for *row, origin in rows(connection, _ROWS, num, known + 1):
                part.append(LogRow._make((*row, origin or own)))
                if len(part) == most:
                    yield Segment(document, digest, root, before, part)
                    before, part = part[-1].hash, []
            if part:
                yield Segment(document, digest, root, before, part)


def _known(connection: apsw.Connection, num: int, hashes: Iterable[bytes]) -> tuple[int, bytes]:
    """(sequence, hash) of the last row of the layer that is among ``hashes``; (0, nothing) where none is."""
    query = "SELECT seq, hash FROM log WHERE layer = ? AND hash = ?"
    found = (connection.execute(query, (num, one)).fetchone() for one in hashes)
    return max((tuple(row) for row in found if row is not None), default=(0, b""))


def unknown_labels(project: Project, known: Collection[str]) -> dict[str, int]:
    """Labels of stored spans that are not among ``known``, with how many spans bear them."""
    with read_safely(project.path):
        found = rows(project.connection, "SELECT label, count(*) FROM span GROUP BY 1 ORDER BY 1")
        return {label: count for label, count in found if label not in known}


def waiting_rows(project: Project) -> dict[LayerKey, int]:
    """How many rows wait for an earlier part or a document, by layer."""
    with read_safely(project.path):
        return waiting.counts(project.connection)


def put_setting(writer: Writer, key: str, value: str) -> None:
    """Set a setting in the transaction of ``writer``."""
    query = "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)"
    writer.connection.execute(query, (key, value))


def stored_scheme(project: Project, version: int) -> dict[str, Any] | None:
    """The scheme of this version that the project has had, as it is stored."""
    with read_safely(project.path):
        row = project.connection.execute("SELECT body FROM scheme WHERE version = ?", (version,)).fetchone()
    return json.loads(row[0]) if row else None


def become_copy(writer: Writer) -> None:
    """Give this file an id of its own among the copies of its project."""
    writer.connection.execute("INSERT INTO project VALUES ('copy', ?)", (str(uuid.uuid4()),))


# all tables ---------------------------------------------------------------------------------------------
def dump(project: Project, table: str) -> Iterator[list[Any]]:
    """Every row of a table in the order of its key; hashes in hexadecimal, texts as text."""
    columns = TABLES[table]
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(columns[:3])}"  # noqa: S608 - names of ours
    with read_safely(project.path):
        if not project.connection.table_exists("main", table):
            return
        for row in rows(project.connection, query):
            yield [_plain(table, value) for value in row]


def _plain(table: str, value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    return value.decode() if table == "document_text" else value.hex()


def load(path: Path, tables: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> None:
    """A new project file at ``path`` made of rows as ``dump`` gives them. Raises ValueError where they do not fit, StoreError."""
    connection = connect(path, create=True)
    try:
        with transaction(connection, path):
            connection.execute(SCHEMA)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}")
            connection.execute("PRAGMA defer_foreign_keys = ON")
            for table, found in tables:
                _load_table(connection, table, found)
    except (apsw.ConstraintError, OverflowError, apsw.TooBigError) as error:
        raise ValueError(str(error)[:200]) from error
    finally:
        connection.close()
        remove_empty_journal(path)


def _load_table(connection: apsw.Connection, table: str, found: Iterable[Sequence[Any]]) -> None:
    if table == "waiting":
        found = list(found)
        if not found:
            return
        connection.execute(waiting.TABLE)
    columns = TABLES[table]
    blobs = [index for index, name in enumerate(columns) if name in _BLOBS.get(table, ())]
    query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names of ours
    connection.executemany(query, (_stored(table, row, blobs) for row in found))
    if table == "document_text":
        words = ((num, index_text(text)) for num, text in found_texts(connection))
        connection.executemany("INSERT INTO search (rowid, folded) VALUES (?, ?)", words)


_BLOBS = {"layer": ("head",), "log": ("hash",), "waiting": ("hash", "before"), "document_text": ("text",)}


def _stored(table: str, row: Sequence[Any], blobs: Sequence[int]) -> list[Any]:
    values = list(row)
    for index in blobs:
        values[index] = values[index].encode() if table == "document_text" else bytes.fromhex(values[index])
    return values


def found_texts(connection: apsw.Connection) -> Iterator[tuple[int, str]]:
    """Number and text of every document, for the search index."""
    for num, text in rows(connection, "SELECT num, text FROM document_text ORDER BY num"):
        yield num, text.decode()
