"""Backups as use cases: make one without stopping the work, list them, go back to one."""

from __future__ import annotations

from pathlib import Path

from annotator.store import backups as store
from annotator.store.backups import Backup
from annotator.store.connection import connect


def back_up_file(path: Path, reason: str) -> Backup:
    """Back up a project that may be open: through a connection of its own, a few pages at a time. For jobs.

    Raises StoreError.
    """
    connection = connect(path, write=False)
    try:
        return store.back_up(connection, path, reason)
    finally:
        connection.close()


def list_backups(path: Path) -> list[Backup]:
    """Newest first."""
    return store.backups(path)


def restore(path: Path, backup: Path) -> Backup | None:
    """Go back to ``backup``; the state left behind becomes a backup itself, which is returned. Raises StoreError."""
    return store.restore(path, backup)


__all__ = ["Backup", "back_up_file", "list_backups", "restore"]
