"""Project: one open ``.corpus`` file. Everything above ``store`` goes through this class.

A write is one transaction that appends to the log, carries the edits over to the projection and moves the undo
line; when it returns, it is on disk. A project opened for writing holds the lock beside the file.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import apsw

from annotator.errors import (
    Corrupt,
    Locked,
    NotAProject,
    ProjectExists,
    ReadOnly,
)
from annotator.model.history import Act, KeyedEdit, Step
from annotator.model.people import Annotator
from annotator.model.scheme import LabelScheme
from annotator.store.connection import (
    check_is_project,
    check_not_moved,
    connect,
    remove_empty_journal,
    transaction,
    translated,
)
from annotator.store.lock import ProjectLock
from annotator.store.migrations import migrate, needed
from annotator.store.reading import ProjectReader
from annotator.store.tables import APPLICATION_ID, SCHEMA, VERSION
from annotator.store.writer import Writer

SUFFIX = ".corpus"


class Project(ProjectReader):
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
        cls,
        path: Path,
        scheme: LabelScheme,
        people: Iterable[Annotator] = (),
        *,
        vfs: str | None = None,
        name: str = "",
    ) -> Project:
        """A new project file; with ``name`` a copy of the project of that id. Raises ProjectExists, ReadOnly, DiskFull."""
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
                _fill_new(connection, path, scheme, people, name or str(uuid.uuid4()))
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


def _fill_new(
    connection: apsw.Connection, path: Path, scheme: LabelScheme, people: Iterable[Annotator], name: str
) -> None:
    """The tables of a new project called ``name``, its scheme and its first people."""
    connection.execute(SCHEMA)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}")
    connection.execute("INSERT INTO project VALUES ('uuid', ?), ('created', ?)", (name, repr(time.time())))
    connection.execute("INSERT INTO layer (num, head) VALUES (0, zeroblob(32))")
    writer = Writer(connection, path, name)
    writer.start(0)
    writer.put_scheme(scheme)
    writer.gesture("new", "", [writer.scheme_edit(0, scheme.version), *map(writer.person_edit, people)])


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
