"""Backups as use cases: make one without stopping the work, list them, go back to one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.store import backups as store
from annotator.store.backups import Backup
from annotator.store.connection import connect
from annotator.store.project import Project


def back_up_file(path: Path, reason: str) -> Backup:
    """Back up a project that may be open: through a connection of its own, a few pages at a time. For jobs.

    Raises StoreError.
    """
    connection = connect(path, write=False)
    try:
        return store.back_up(connection, path, reason)
    finally:
        connection.close()


@contextmanager
def snapshot_of(path: Path) -> Iterator[Project]:
    """A copy of a project that may be open, to be read for as long as it takes: nobody's commit waits for it.

    Raises StoreError. The copy is gone when the block ends.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        copy = Path(folder) / path.name
        snapshot(path, copy)
        with Project.open(copy, read_only=True) as project:
            yield project


def snapshot(path: Path, copy: Path) -> None:
    """Copy a project that may be open to ``copy``, a few pages at a time. Raises StoreError."""
    store.snapshot(path, copy)


def list_backups(path: Path) -> list[Backup]:
    """Newest first."""
    return store.backups(path)


def restore(path: Path, backup: Path) -> Backup | None:
    """Go back to ``backup``; the state left behind becomes a backup itself, which is returned. Raises StoreError."""
    return store.restore(path, backup)


__all__ = ["Backup", "back_up_file", "list_backups", "restore", "snapshot", "snapshot_of"]
