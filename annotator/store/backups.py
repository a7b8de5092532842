"""Backups: whole copies of a project beside it, verified by reopening, rotated; and the way back to each.

They lie in ``NAME.corpus-backups``. A copy is made under a temporary name, opened, checked and only then given
its name, so a backup that exists can be restored. Kept: the 10 newest, one a day for 7 days, one a week for 4.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from annotator.errors import Corrupt, NotAProject, StoreError
from annotator.store.connection import (
    BUSY_MILLISECONDS,
    check_is_project,
    connect,
    file_errors,
    one_row,
    remove_empty_journal,
    translated,
)
from annotator.store.lock import ProjectLock

RECENT, DAYS, WEEKS = 10, 7, 4
PAGES_AT_A_TIME = 1000
RESTARTS = 3
_NAME = re.compile(r"(?P<stem>.+)-(?P<stamp>\d{8}T\d{12}Z)-(?P<reason>[a-z-]+)\.corpus\Z")


@dataclass(frozen=True, slots=True)
class Backup:
    """``time`` is Unix time; ``reason`` is one of work, open, migration, import, restore, manual, bulk, merge."""

    path: Path
    time: float
    reason: str
    documents: int
    spans: int


def folder(path: Path) -> Path:
    return path.with_name(path.name + "-backups")


def back_up(connection: apsw.Connection, path: Path, reason: str) -> Backup:
    """Copy the project behind ``connection`` now. Raises StoreError; a failed backup leaves nothing behind."""
    home = folder(path)
    with file_errors(home):
        home.mkdir(exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        final = home / f"{path.stem}-{stamp}-{reason}.corpus"
        temporary = final.with_suffix(".part")
        try:
            copy(connection, temporary)
            documents, spans = _counts(temporary, verify=True)
            temporary.replace(final)
            _sync_folder(home)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
                temporary.with_name(temporary.name + "-journal").unlink(missing_ok=True)
            raise
    rotate(path)
    return Backup(final, _time_of(stamp), reason, documents, spans)


def copy(source: apsw.Connection, target: Path) -> None:
    """A consistent copy of an open project, a few pages at a time so that nobody waits for long. Raises StoreError.

    Where another connection's writes make it begin again and again, the last try takes all pages at once.
    """
    with translated(target):
        connection = apsw.Connection(str(target))
        try:
            connection.execute("PRAGMA synchronous = FULL")
            source.set_busy_timeout(BUSY_MILLISECONDS)
            with connection.backup("main", source, "main") as backup:
                left, again = 0, 0
                while not backup.done:
                    backup.step(PAGES_AT_A_TIME if again < RESTARTS else -1)
                    again += 0 < left <= backup.remaining
                    left = backup.remaining
        finally:
            connection.close()


def snapshot(path: Path, target: Path) -> None:
    """A copy of the project at ``path``, made through a connection of its own: what long readers work on."""
    source = connect(path, write=False)
    try:
        copy(source, target)
    finally:
        source.close()


def _counts(path: Path, *, verify: bool) -> tuple[int, int]:
    connection = connect(path, write=False)
    try:
        check_is_project(connection, path)
        with translated(path):
            if verify:
                verdict = connection.pragma("quick_check")
                if verdict != "ok":
                    raise Corrupt(path=str(path), detail=str(verdict))
            query = """SELECT (SELECT count(*) FROM document WHERE NOT withdrawn), (SELECT coalesce(sum(spans), 0) FROM layer
                       JOIN document ON document.num = layer.document WHERE NOT withdrawn)"""
            documents, spans = one_row(connection, query)
    finally:
        connection.close()
    return documents, spans


def _time_of(stamp: str) -> float:
    return datetime.strptime(stamp, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC).timestamp()


def _found(path: Path) -> list[tuple[float, Path, str]]:
    found = []
    for file in folder(path).glob("*.corpus"):
        match = _NAME.match(file.name)
        if match and match["stem"] == path.stem:
            with suppress(ValueError):  # digits that are no date: not a name of ours
                found.append((_time_of(match["stamp"]), file, match["reason"]))
    return sorted(found, reverse=True)


def backups(path: Path) -> list[Backup]:
    """The backups of the project at ``path``, newest first; one that cannot be read shows -1 documents."""
    listed = []
    for moment, file, reason in _found(path):
        try:
            documents, spans = _counts(file, verify=False)
        except StoreError:
            documents = spans = -1
        listed.append(Backup(file, moment, reason, documents, spans))
    return listed


def last_backup(path: Path) -> float:
    """Unix time of the newest backup, 0 where there is none."""
    found = _found(path)
    return found[0][0] if found else 0.0


def rotate(path: Path) -> list[Path]:
    """Remove backups that are neither among the newest nor a day's or week's last; returns what was removed."""
    found = _found(path)
    keep = {file for _, file, _ in found[:RECENT]}
    for form, count in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS)):
        last: dict[str, Path] = {}
        for moment, file, _ in found:
            last.setdefault(time.strftime(form, time.gmtime(moment)), file)
        keep.update(list(last.values())[:count])
    removed = [file for _, file, _ in found if file not in keep]
    removed += [
        file for file in folder(path).glob("*.part*") if _is_old(file)
    ]  # of a process that was killed
    for file in removed:
        with suppress(OSError):
            file.unlink()
    return removed


def _is_old(file: Path) -> bool:
    try:
        return file.stat().st_mtime < time.time() - 24 * 3600
    except OSError:
        return False


def restore(path: Path, backup: Path) -> Backup | None:
    """Put ``backup`` in the place of the project at ``path``, which must be closed.

    What was there is kept as a backup first (returned), or, where it cannot be opened, beside the backups under
    its own name with ``.damaged``. Raises StoreError (NotAProject too, where the backup is another project's);
    then the project is untouched.
    """
    path = path.resolve()
    _counts(backup, verify=True)
    lock = ProjectLock(path)
    lock.acquire()
    temporary = path.with_name(path.name + ".restoring")
    try:
        if _identity(path) not in ("", _identity(backup)):
            raise NotAProject(path=str(backup), reason="another")
        with file_errors(path):
            temporary.unlink(missing_ok=True)
            snapshot(backup, temporary)
            _counts(temporary, verify=True)
            kept, aside = _keep_current(path)
            try:
                temporary.replace(path)
            except OSError:
                for now, before in aside:
                    now.replace(before)
                raise
            _sync_folder(path.parent)
            return kept
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
            temporary.with_name(temporary.name + "-journal").unlink(missing_ok=True)
        lock.release()


def _identity(path: Path) -> str:
    """The project's own id; empty where there is none to be read."""
    try:
        connection = connect(path, write=False)
    except StoreError:
        return ""
    try:
        with translated(path):
            row = connection.execute("SELECT value FROM project WHERE key = 'uuid'").fetchone()
    except StoreError:
        return ""
    finally:
        connection.close()
    return str(row[0]) if row else ""


def _keep_current(path: Path) -> tuple[Backup | None, list[tuple[Path, Path]]]:
    """What is there now, as a backup; or moved aside, as (now, before), where it cannot be opened."""
    try:
        connection = connect(path)
        try:
            check_is_project(connection, path)
            return back_up(connection, path, "restore"), []
        finally:
            connection.close()
            remove_empty_journal(path)
    except (Corrupt, NotAProject):
        # The journal goes first and always: left behind, it would be rolled back into the restored file.
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        folder(path).mkdir(exist_ok=True)
        aside = []
        for name in (path.name + "-journal", path.name):
            before, now = path.with_name(name), folder(path) / f"{name}.{stamp}.damaged"
            with suppress(FileNotFoundError):
                before.replace(now)
                aside.append((now, before))
        return None, aside


def _sync_folder(path: Path) -> None:
    """Make a rename durable where the system lets a folder be synced."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
