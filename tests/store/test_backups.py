"""Backups: made, verified, rotated; the way back gives exactly what was, and keeps what is."""

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import apsw
import pytest
from project_kit import assert_sound, contents, do, file_state, log_heads, new_session, random_gestures

from annotator.errors import Corrupt, DiskFull, Locked, NotAProject, ReadOnly, StoreError
from annotator.services.backups import back_up_file, list_backups, restore
from annotator.services.commands import AddSpan
from annotator.services.session import Session
from annotator.store import backups
from annotator.store.backups import folder, last_backup, rotate, snapshot
from annotator.store.project import Project


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        for four in random_gestures(2, 60):
            do(session, four)
    return path


def state(path):
    """Everything that a project holds, with its history."""
    with Project.open(path, read_only=True) as project:
        assert_sound(project)
        return contents(project), log_heads(project), project.annotators(), project.scheme(), project.uuid


def add(path, start=0):
    with Session.open(path, annotator="lan") as session:
        session.execute(AddSpan("d3", start, start + 3, "DATE"))


# --- making -------------------------------------------------------------------------------------------------------------------


def test_a_backup_is_the_project(path):
    before = state(path)
    with Session.open(path) as session:
        began = time.time()
        backup = session.back_up("manual")
        assert began - 1 <= backup.time <= time.time() + 1
        assert last_backup(path) == session.last_backup() == backup.time
    assert (backup.reason, backup.documents, backup.path.parent) == ("manual", 3, folder(path))
    assert backup.spans == sum(len(layer.spans) for layer in before[0][1].values())
    assert state(backup.path) == before
    assert list_backups(path) == [backup]


def test_a_backup_of_a_project_that_is_open_for_writing(path):
    with Session.open(path) as session:
        backup = back_up_file(path, "work")
        session.execute(AddSpan("d3", 0, 3, "DATE"))
        assert_sound(session.project)
    assert state(backup.path) != state(path)


def test_backups_while_another_connection_writes(path):
    """Each is a state that the project was in, however often the writer made the copy begin again."""
    heads, stop = set(), threading.Event()
    with Session.open(path, annotator="lan") as session:
        heads.add(log_heads(session.project)[-1])
        made = []

        def back_up_again_and_again():
            while not stop.is_set():
                made.append(back_up_file(path, "work"))

        thread = threading.Thread(target=back_up_again_and_again)
        thread.start()
        for four in random_gestures(3, 150):
            do(session, four)
            heads.add(log_heads(session.project)[-1])
        stop.set()
        thread.join()
    assert len(made) >= 2
    for backup in list_backups(path):
        with Project.open(backup.path, read_only=True) as project:
            assert log_heads(project)[-1] in heads
            assert_sound(project)


class Interrupted:
    """A copy with a gesture between every two of its steps."""

    def __init__(self, backup, interrupt):
        self.backup, self.interrupt, self.steps = backup, interrupt, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.backup.close()

    done = property(lambda self: self.backup.done)
    remaining = property(lambda self: self.backup.remaining)

    def step(self, pages):
        self.steps.append(pages)
        self.backup.step(pages)
        self.interrupt(len(self.steps))


class Target(apsw.Connection):
    interrupt = None
    copies: ClassVar = []

    def backup(self, *names):
        self.copies.append(Interrupted(super().backup(*names), self.interrupt))
        return self.copies[-1]


def test_a_copy_that_would_never_end_takes_all_at_once(path, monkeypatch):
    target = path.with_name("copy.corpus")
    source = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    with Session.open(path, annotator="lan") as session:

        def mark(count):
            session.execute(AddSpan("d1", count, count + 9, "DATE"))

        monkeypatch.setattr(backups, "PAGES_AT_A_TIME", 1)
        monkeypatch.setattr(Target, "interrupt", staticmethod(mark))
        monkeypatch.setattr(backups.apsw, "Connection", Target)
        backups.copy(source, target)
        monkeypatch.undo()
    source.close()
    steps = Target.copies.pop().steps
    assert steps[-1] == -1
    assert len(steps) < 60
    with Project.open(target, read_only=True) as project:
        assert_sound(project)


def test_a_snapshot(path):
    target = path.with_name("snapshot.corpus")
    snapshot(path, target)
    assert state(target) == state(path)


def test_half_an_hour_of_work(path, monkeypatch):
    with Session.open(path, annotator="lan") as session:
        now = time.monotonic()
        monkeypatch.setattr("annotator.services.session.time.monotonic", lambda: now + 31 * 60)
        assert not session.backup_due()  # no work, no backup
        session.execute(AddSpan("d3", 0, 3, "DATE"))
        assert session.backup_due()
        session.back_up()
        assert not session.backup_due()
        session.undo()
        assert not session.backup_due()
        monkeypatch.setattr("annotator.services.session.time.monotonic", lambda: now + 62 * 60)
        assert session.backup_due()


# --- rotation -----------------------------------------------------------------------------------------------------------------


def made_at(path, moments):
    """Backups (empty files will do) of these moments."""
    folder(path).mkdir(exist_ok=True)
    for moment in moments:
        (folder(path) / f"a-{moment.strftime('%Y%m%dT%H%M%S%fZ')}-work.corpus").touch()


def left(path):
    return [datetime.fromtimestamp(backup.time, UTC) for backup in list_backups(path)]


NOW = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)  # a Wednesday


def test_the_ten_newest_stay(path):
    moments = [NOW - timedelta(minutes=30 * n) for n in range(14)]
    made_at(path, moments)
    rotate(path)
    assert left(path) == moments[:10]


def test_one_a_day_for_a_week_and_one_a_week_for_four(path):
    moments = [NOW - timedelta(hours=6 * n) for n in range(4 * 60)]
    made_at(path, moments)
    gone = rotate(path)
    kept = left(path)
    last_of_day = {moment.date(): moment for moment in reversed(moments)}
    last_of_week = {moment.isocalendar()[:2]: moment for moment in reversed(moments)}
    days = sorted(last_of_day.values(), reverse=True)[:7]
    weeks = sorted(last_of_week.values(), reverse=True)[:4]
    assert kept == sorted({*moments[:10], *days, *weeks}, reverse=True)
    assert len(gone) + len(kept) == len(moments)
    assert rotate(path) == []
    assert left(path) == kept


def test_days_without_work_do_not_use_up_the_days(path):
    moments = [NOW - timedelta(days=20 * n, minutes=m) for n in range(8) for m in range(10)]
    made_at(path, moments)
    rotate(path)
    assert {moment.date() for moment in left(path)} == {
        (NOW - timedelta(days=20 * n)).date() for n in range(7)
    }


def test_only_our_own_backups_are_counted_and_removed(path):
    made_at(path, [NOW - timedelta(minutes=n) for n in range(12)])
    others = [
        "notes.txt",
        "b-20260318T150000000000Z-work.corpus",
        "a-copy.corpus",
        "a-20269999T150000000000Z-work.corpus",
    ]
    for name in others:
        (folder(path) / name).touch()
    assert len(rotate(path)) == 2
    assert len(left(path)) == 10
    assert all((folder(path) / name).exists() for name in others)


def test_the_newest_of_real_backups_stay(path):
    made = [back_up_file(path, "work") for _ in range(12)]
    assert list_backups(path) == made[:1:-1]
    assert {other.name for other in folder(path).iterdir()} == {backup.path.name for backup in made[2:]}


def test_a_backup_that_cannot_be_read_is_listed_as_such(path):
    backup = back_up_file(path, "work")
    os.truncate(backup.path, 5000)
    made_at(path, [NOW])
    assert [(each.documents, each.spans) for each in list_backups(path)] == [(-1, -1)] * 2


# --- going back ---------------------------------------------------------------------------------------------------------------


def test_restore_gives_exactly_what_was_and_keeps_what_is(path):
    earlier = state(path)
    backup = back_up_file(path, "manual")
    add(path)
    later = state(path)
    kept = restore(path, backup.path)
    assert state(path) == earlier
    assert kept.reason == "restore"
    assert state(kept.path) == later
    assert sorted(file.name for file in path.parent.iterdir()) == ["a.corpus", "a.corpus-backups"]
    restore(path, kept.path)
    assert state(path) == later
    add(path, 4)


def test_every_backup_can_be_gone_back_to(path):
    states = []
    for start in (0, 4, 8, 12):
        states.append((back_up_file(path, "work").path, state(path)))
        add(path, start)
    for backup, expected in states:
        restore(path, backup)
        assert state(path) == expected


@pytest.mark.parametrize("damage", ["truncated", "text", "pages", "missing", "missing, journal left"])
def test_restore_over_a_damaged_file(path, damage):
    earlier = state(path)
    backup = back_up_file(path, "manual")
    if damage == "truncated":
        os.truncate(path, 20_000)
    elif damage == "text":
        path.write_text("x" * 3000)
    elif damage == "pages":
        body = bytearray(path.read_bytes())
        for page in range(1, len(body) // 4096):
            body[page * 4096 : page * 4096 + 200] = b"\xff" * 200
        path.write_bytes(body)
    else:
        path.unlink()
    if damage == "missing, journal left":
        path.with_name("a.corpus-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\x00" * 5000)
    damaged = path.read_bytes() if path.exists() else None
    assert restore(path, backup.path) is None
    assert state(path) == earlier
    aside = list(folder(path).glob("a.corpus.*.damaged"))
    assert [file.read_bytes() for file in aside] == ([] if damaged is None else [damaged])
    assert not path.with_name("a.corpus-journal").exists()


def test_restore_from_what_is_no_backup(path, tmp_path):
    before = file_state(path)
    wrong = tmp_path / "wrong"
    for body in (b"", b"x" * 5000, path.read_bytes()[:20_000]):
        wrong.write_bytes(body)
        with pytest.raises((NotAProject, Corrupt)):
            restore(path, wrong)
        wrong.unlink()
    with pytest.raises(NotAProject):
        restore(path, tmp_path / "none")
    assert file_state(path) == before


def test_an_open_project_is_not_replaced(path):
    backup = back_up_file(path, "manual")
    with Project.open(path):
        before = path.read_bytes()
        with pytest.raises(Locked):
            restore(path, backup.path)
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("step", "damaged"),
    [("copy", False), ("copy", True), ("replace", False), ("replace", True), ("back_up", False)],
)
def test_a_restore_that_fails_changes_nothing(path, monkeypatch, step, damaged):
    backup = back_up_file(path, "manual")
    if damaged:
        path.write_text("x" * 3000)
    before = path.read_bytes()

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    def full(*_, **__):
        raise DiskFull(path="x")

    real = type(path).replace
    if step == "copy":
        monkeypatch.setattr(backups, "copy", full)
    elif step == "back_up":
        monkeypatch.setattr(backups, "back_up", full)
    else:
        monkeypatch.setattr(
            type(path), "replace", lambda a, b: fail() if b == path and "restoring" in a.name else real(a, b)
        )
    with pytest.raises(DiskFull):
        restore(path, backup.path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert not path.with_name("a.corpus.restoring").exists()
    assert not list(folder(path).glob("*.damaged"))
    assert restore(path, backup.path) is None or not damaged


# --- backups that fail --------------------------------------------------------------------------------------------------------


def test_a_failed_backup_leaves_nothing(path, monkeypatch):
    good = back_up_file(path, "work")
    real = backups._counts

    def corrupt(file, *, verify):
        if verify:
            os.truncate(file, 5000)
        return real(file, verify=verify)

    monkeypatch.setattr(backups, "_counts", corrupt)
    with pytest.raises(StoreError):
        back_up_file(path, "work")
    monkeypatch.undo()
    assert [file.name for file in folder(path).iterdir()] == [good.path.name]


def test_a_backup_folder_that_cannot_be_made(path, monkeypatch):
    folder(path).write_text("in the way")
    with pytest.raises(StoreError):
        back_up_file(path, "work")
    folder(path).unlink()

    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "mkdir", denied)
    with pytest.raises(ReadOnly):
        back_up_file(path, "work")


def test_a_backup_made_by_a_process_that_was_killed_leaves_only_a_part(path):
    program = """
import os, sys
from pathlib import Path
from annotator.store import backups
from annotator.services.backups import back_up_file
backups._counts = lambda *_, **__: os.kill(os.getpid(), 9)
back_up_file(Path(sys.argv[1]), "work")
"""
    assert subprocess.run([sys.executable, "-c", program, path], check=False).returncode == -9
    assert list_backups(path) == []
    (part,) = folder(path).iterdir()
    assert part.suffix == ".part"
    back_up_file(path, "work")
    assert len(list_backups(path)) == 1
    assert part.exists()  # it could be another process at work
    os.utime(part, (time.time() - 2 * 24 * 3600,) * 2)
    back_up_file(path, "work")
    assert len(list_backups(path)) == 2
    assert not part.exists()
