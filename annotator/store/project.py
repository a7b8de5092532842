"""Project: one open ``.corpus`` file. Everything above ``store`` goes through this class.

A write is one transaction that appends to the log, carries the edits over to the projection and moves the undo
line; when it returns, it is on disk. A project opened for writing holds the lock beside the file.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import apsw

from annotator.errors import (
    Corrupt,
    InvalidScheme,
    Locked,
    NotAProject,
    ProjectExists,
    ReadOnly,
    UnknownAnnotator,
)
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.history import Act, KeyedEdit, Step
from annotator.model.layer import Layer
from annotator.model.people import Annotator, Role
from annotator.model.scheme import LabelScheme
from annotator.store import documents, layers, search, steps
from annotator.store.connection import (
    check_is_project,
    check_not_moved,
    connect,
    one_row,
    read_safely,
    remove_empty_journal,
    rows,
    transaction,
    translated,
)
from annotator.store.documents import QueueItem
from annotator.store.lock import ProjectLock
from annotator.store.migrations import migrate, needed
from annotator.store.tables import APPLICATION_ID, SCHEMA, VERSION
from annotator.store.writer import Writer

SUFFIX = ".corpus"


class Project:
    """Open with ``Project.open`` or ``Project.create``; close with ``close`` or as a context manager."""

    def __init__(self, path: Path, connection: apsw.Connection, lock: ProjectLock | None) -> None:
        self.path = path
        self.connection = connection
        self._lock = lock
        self._scheme: LabelScheme | None = None
        self.uuid = str(self._one("SELECT value FROM project WHERE key = 'uuid'"))
        self.saved_at: float | None = None

    # opening and closing ------------------------------------------------------------------------------
    @classmethod
    def create(
        cls, path: Path, scheme: LabelScheme, people: Iterable[Annotator] = (), *, vfs: str | None = None
    ) -> Project:
        """A new project file. Raises ProjectExists, ReadOnly, DiskFull."""
        path = path.absolute()
        if path.exists() and path.stat().st_size:
            raise ProjectExists(path=str(path))
        if not path.parent.is_dir():
            raise NotAProject(path=str(path), reason="no-folder")
        lock = ProjectLock(path)
        lock.acquire()
        existed = path.exists()
        connection: apsw.Connection | None = None
        try:
            connection = connect(path, create=True, vfs=vfs)
            with transaction(connection, path):
                connection.execute(SCHEMA)
                connection.execute(
                    f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}"
                )
                name = str(uuid.uuid4())
                connection.execute(
                    "INSERT INTO project VALUES ('uuid', ?), ('created', ?)", (name, repr(time.time()))
                )
                connection.execute("INSERT INTO layer (num, head) VALUES (0, zeroblob(32))")
                writer = Writer(connection, path, name)
                writer.start(0)
                writer.put_scheme(scheme)
                writer.gesture(
                    "new", "", [writer.scheme_edit(0, scheme.version), *map(writer.person_edit, people)]
                )
            return cls(path, connection, lock)
        except BaseException:
            if connection is not None:
                connection.close()
            with suppress(OSError):
                for left in [path, _journal(path)][existed:]:
                    left.unlink(missing_ok=True)
            lock.release()
            raise

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, vfs: str | None = None) -> Project:
        """Raises NotAProject, ProjectTooNew, Locked, ReadOnly, Corrupt."""
        path = path.resolve()  # one lock, one set of backups, whatever the link it is opened by
        if not path.is_file():
            raise NotAProject(path=str(path), reason="missing")
        if not read_only and not os.access(path, os.W_OK):
            raise ReadOnly(path=str(path))
        lock = None if read_only else ProjectLock(path)
        if lock is not None:
            lock.acquire()
        try:
            if read_only:
                _finish_recovery(path, vfs)
            connection = connect(path, write=not read_only, vfs=vfs)
            try:
                version = check_is_project(connection, path)
                if needed(version):
                    cls._migrate(connection, path, version, read_only)
                _check_complete(connection, path)
                return cls(path, connection, lock)
            except BaseException:
                connection.close()
                raise
        except BaseException:
            if lock is not None:
                remove_empty_journal(path)
                lock.release()
            raise

    @staticmethod
    def _migrate(connection: apsw.Connection, path: Path, version: int, read_only: bool) -> None:
        if read_only:
            raise ReadOnly(path=str(path))
        from annotator.store.backups import back_up

        back_up(connection, path, "migration")
        migrate(connection, path, version)

    @property
    def read_only(self) -> bool:
        return self._lock is None

    def close(self) -> None:
        self.connection.close()
        if self._lock is not None:
            remove_empty_journal(self.path)
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check_not_moved(self) -> None:
        """Raises Moved where the file was deleted, renamed or replaced since it was opened."""
        with translated(self.path):
            check_not_moved(self.connection, self.path)

    # reading ------------------------------------------------------------------------------------------
    def _one(self, query: str, *values: str | float) -> object:
        with read_safely(self.path):
            row = self.connection.execute(query, values).fetchone()
        return None if row is None else row[0]

    def scheme(self) -> LabelScheme:
        if self._scheme is None:
            body = self._one(
                "SELECT body FROM scheme WHERE version = (SELECT CAST(value AS INTEGER) FROM project WHERE key = 'scheme')"
            )
            with read_safely(self.path):
                try:
                    self._scheme = LabelScheme.from_dict(json.loads(str(body)), str(self.path))
                except InvalidScheme as error:
                    raise Corrupt(path=str(self.path), detail="scheme") from error
        return self._scheme

    def annotators(self) -> list[Annotator]:
        with read_safely(self.path):
            found = rows(self.connection, "SELECT id, name, role FROM annotator ORDER BY id")
            return [Annotator(id, name, Role(role)) for id, name, role in found]

    def annotator(self, id: str) -> Annotator:
        """Raises UnknownAnnotator."""
        for person in self.annotators():
            if person.id == id:
                return person
        raise UnknownAnnotator(annotator=id)

    def queue(self, annotator: str) -> list[QueueItem]:
        with read_safely(self.path):
            return documents.queue(self.connection, annotator)

    def queue_item(self, annotator: str, document: str) -> QueueItem:
        with read_safely(self.path):
            return documents.queue_item(self.connection, annotator, document)

    def document(self, id: str) -> Document:
        with read_safely(self.path):
            return documents.load(self.connection, id)

    def documents(self) -> Iterator[Document]:
        """Every document of the queue, in order."""
        with read_safely(self.path):
            for _, document in documents.every(self.connection):
                yield document

    def find_digest(self, digest: str) -> tuple[str, bool] | None:
        """(id, withdrawn) of the document with this text."""
        with read_safely(self.path):
            found = documents.find_digest(self.connection, digest)
        return None if found is None else found[1:]

    def has_document(self, id: str) -> bool:
        return self._one("SELECT 1 FROM document WHERE id = ?", id) is not None

    def layer(self, key: LayerKey) -> Layer:
        with read_safely(self.path):
            return layers.load(self.connection, key)

    def rows(self, annotator: str | None) -> Iterator[tuple[Document, Layer | None]]:
        """Documents with one person's layers, or (None) with everybody's, in the order of the queue."""
        with read_safely(self.path):
            yield from layers.rows(self.connection, annotator)

    def layer_owners(self) -> list[str]:
        """Who has layers, by id."""
        with read_safely(self.path):
            found = rows(self.connection, "SELECT DISTINCT annotator FROM layer WHERE num > 0 ORDER BY 1")
            return [id for (id,) in found]

    def facts(self, kind: str) -> dict[str, Any]:
        """The project's own facts of a kind, by key (see ``model/facts.py``)."""
        with read_safely(self.path):
            found = rows(self.connection, "SELECT key, value FROM fact WHERE layer = 0 AND kind = ?", kind)
            return {key: json.loads(value) for key, value in found}

    def layer_facts(self, kind: str) -> Iterator[tuple[LayerKey, str, Any]]:
        """Facts of a kind in all layers of the documents in the queue: (layer, key, value)."""
        query = """SELECT d.id, l.annotator, f.key, f.value FROM fact f JOIN layer l ON l.num = f.layer
            JOIN document d ON d.num = l.document WHERE f.kind = ? AND NOT d.withdrawn ORDER BY d.num, l.num, f.key"""
        with read_safely(self.path):
            for document, annotator, key, value in rows(self.connection, query, kind):
                yield LayerKey(document, annotator), key, json.loads(value)

    def changed_at(self) -> float:
        """Unix time of the last gesture: a backup made since holds all of them."""
        return float(str(self._one("SELECT coalesce(max(changed), 0) FROM layer")))

    def count_documents(self) -> int:
        return int(str(self._one("SELECT count(*) FROM document WHERE NOT withdrawn")))

    def sizes(self) -> tuple[int, int]:
        """Documents in the queue, and the code points of their texts."""
        with read_safely(self.path):
            query = "SELECT count(*), coalesce(sum(length), 0) FROM document WHERE NOT withdrawn"
            documents, characters = one_row(self.connection, query)
        return documents, characters

    def label_counts(self) -> dict[str, dict[str, int]]:
        """Spans by annotator and label, over the documents in the queue."""
        return self._counts("SELECT l.annotator, s.label, count(*) FROM span s", "GROUP BY 1, 2")

    def relation_counts(self) -> dict[str, int]:
        """Relations by annotator."""
        found = self._counts("SELECT l.annotator, '', count(*) FROM relation s", "GROUP BY 1")
        return {annotator: sum(counts.values()) for annotator, counts in found.items()}

    def _counts(self, head: str, tail: str) -> dict[str, dict[str, int]]:
        join = "JOIN layer l ON l.num = s.layer JOIN document d ON d.num = l.document WHERE NOT d.withdrawn"
        table: dict[str, dict[str, int]] = {}
        with read_safely(self.path):
            for annotator, label, count in rows(self.connection, f"{head} {join} {tail}"):
                table.setdefault(annotator, {})[label] = count
        return table

    def has_documents(self) -> bool:
        return self._one("SELECT 1 FROM document LIMIT 1") is not None

    def layer_annotators(self, document: str) -> list[str]:
        """Who has a layer on the document, by id."""
        query = """SELECT l.annotator FROM layer l JOIN document d ON d.num = l.document WHERE d.id = ? ORDER BY 1"""
        with read_safely(self.path):
            return [id for (id,) in self.connection.execute(query, (document,))]

    def search(self, words: str) -> list[str]:
        """Ids of documents that hold every word, folded; to be verified against their texts."""
        with read_safely(self.path):
            return list(search.candidates(self.connection, words))

    def next_undo(self, actor: str) -> Step | None:
        with read_safely(self.path):
            return steps.next_undo(self.connection, actor)

    def next_redo(self, actor: str) -> Step | None:
        with read_safely(self.path):
            return steps.next_redo(self.connection, actor)

    def steps_since(self, actor: str, moment: float) -> dict[str, int]:
        """How many steps of each name stand done since ``moment`` (Unix time)."""
        with translated(self.path):
            return steps.count_since(self.connection, actor, moment)

    def step_size(self, step: int) -> int:
        """Bytes of log that undoing or redoing the step has to read: tells a tiny act from a long one."""
        return int(
            str(
                self._one(
                    "SELECT coalesce(sum(length(edits)), 0) FROM log WHERE step = ? AND act = 'do' AND origin = ''",
                    step,
                )
            )
        )

    def setting(self, key: str, default: str = "") -> str:
        value = self._one("SELECT value FROM setting WHERE key = ?", key)
        return default if value is None else str(value)

    # writing ------------------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One durable transaction. Raises StoreError; then nothing has changed."""
        if self.read_only:
            raise ReadOnly(path=str(self.path))
        with transaction(self.connection, self.path):
            writer = Writer(self.connection, self.path, self.uuid)
            yield writer
        self.saved_at = writer.now
        self._scheme = None if writer.scheme_changed else self._scheme

    def commit(self, name: str, actor: str, edits: Sequence[KeyedEdit]) -> int:
        """Write one gesture as one undo step; returns the step's id. It is on disk when this returns."""
        with self.writing() as writer:
            return writer.gesture(name, actor, edits)

    def act(self, step: Step, act: Act) -> list[KeyedEdit]:
        """Undo or redo a step; returns the edits that were applied."""
        with self.writing() as writer:
            return writer.act(step, act)

    def set_setting(self, key: str, value: str) -> None:
        """A small view setting of this project: not logged, not undone."""
        with self.writing() as writer:
            writer.connection.execute(
                "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value)
            )


def _journal(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def _finish_recovery(path: Path, vfs: str | None) -> None:
    """After a crash the journal must be rolled back before anybody can read, which a reader may not do itself."""
    journal = _journal(path)
    with suppress(OSError, Locked, ReadOnly):
        if journal.stat().st_size and os.access(path, os.W_OK):
            lock = ProjectLock(path)
            lock.acquire()
            try:
                connect(path, vfs=vfs).close()
            finally:
                lock.release()


def _check_complete(connection: apsw.Connection, path: Path) -> None:
    """A truncated file is found at once, not when its missing part is needed. Raises Corrupt."""
    with translated(path):
        pages, size = int(connection.pragma("page_count")), int(connection.pragma("page_size"))
        missing = pages * size - path.stat().st_size
        if missing > 0:
            raise Corrupt(path=str(path), detail=f"{missing} bytes are missing at the end")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    lacking = {"project", "document", "layer", "span", "log", "step"} - tables
    if lacking:
        raise Corrupt(path=str(path), detail=f"no table {', '.join(sorted(lacking))}")
