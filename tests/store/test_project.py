"""Project files that cannot be opened, made or written: a clear StoreError each, the file unchanged, the program goes on."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw
import pytest
from project_kit import LAN, SCHEME, TEXTS, assert_sound, contents, file_state, new_project, new_session

from annotator.errors import (
    Corrupt,
    DiskFull,
    Moved,
    NotAProject,
    ProjectExists,
    ProjectTooNew,
    ReadOnly,
    UnknownAnnotator,
)
from annotator.services.backups import list_backups
from annotator.services.commands import AddSpan
from annotator.services.session import Session
from annotator.store.backups import back_up
from annotator.store.project import Project
from annotator.store.tables import APPLICATION_ID, VERSION


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        session.execute(AddSpan("d1", 0, 3, "ORG"))
    return path


def database(path, *statements):
    connection = apsw.Connection(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()


# --- at rest ------------------------------------------------------------------------------------------------------------------


def test_at_rest_a_project_is_one_file(path):
    assert [file.name for file in path.parent.iterdir()] == ["a.corpus"]
    copy = path.with_name("copy.corpus")
    shutil.copyfile(path, copy)
    with Session.open(copy) as session:
        assert len(session.layer("d1").spans) == 1
        assert_sound(session.project)


def test_looking_changes_nothing(path):
    before = file_state(path)
    with Project.open(path, read_only=True) as project:
        contents(project)
    with Project.open(path) as project:
        contents(project)
    assert file_state(path) == before


# --- what is no project -------------------------------------------------------------------------------------------------------


def foreign(path):
    database(path, "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")


def other_program(path):
    database(path, "PRAGMA application_id = 77", "CREATE TABLE t (x)")


def foreign_with_wal(path):
    """Somebody else's database, copied while in use: opening it in the ordinary way would fold the -wal into it."""
    source = path.with_name("source")
    connection = apsw.Connection(str(source))
    connection.execute("PRAGMA journal_mode = wal").fetchall()
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (1)")
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{source}{suffix}", f"{path}{suffix}")
    connection.close()
    source.unlink()


def too_new(path):
    new_project(path).close()
    database(path, f"PRAGMA user_version = {VERSION + 1}")


def unfinished(path):
    database(path, f"PRAGMA application_id = {APPLICATION_ID}", "CREATE TABLE t (x)")


def truncated(path):
    new_project(path).close()
    os.truncate(path, path.stat().st_size * 2 // 3)


def cut_inside_a_page(path):
    new_project(path).close()
    os.truncate(path, path.stat().st_size - 1000)


def first_page_only(path):
    new_project(path).close()
    os.truncate(path, 4096)


def no_tables(path):
    database(
        path,
        f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}",
        "CREATE TABLE project (key, value)",
    )


def strange_tables(path):
    database(
        path, f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1", "CREATE TABLE log (x)"
    )


def overwritten_head(path):
    new_project(path).close()
    with path.open("r+b") as file:
        file.write(b"\x00" * 100)


WRONG = {
    "missing": (lambda path: None, NotAProject, "missing"),
    "a folder": (Path.mkdir, NotAProject, "missing"),
    "empty": (Path.touch, NotAProject, "not-a-database"),
    "text": (lambda path: path.write_text("Chào\n" * 300), NotAProject, "not-a-database"),
    "short text": (lambda path: path.write_text("x"), NotAProject, "not-a-database"),
    "foreign": (foreign, NotAProject, "foreign"),
    "another program's": (other_program, NotAProject, "foreign"),
    "foreign with -wal": (foreign_with_wal, NotAProject, "foreign"),
    "of a newer version": (too_new, ProjectTooNew, None),
    "unfinished": (unfinished, NotAProject, "unfinished"),
    "truncated": (truncated, Corrupt, None),
    "cut inside a page": (cut_inside_a_page, Corrupt, None),
    "first page only": (first_page_only, Corrupt, None),
    "without tables": (no_tables, Corrupt, None),
    "overwritten head": (overwritten_head, NotAProject, "not-a-database"),
}


@pytest.mark.parametrize("read_only", [False, True], ids=["write", "read"])
@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_project_is_refused_and_left_alone(tmp_path, kind, read_only):
    make, error, reason = WRONG[kind]
    path = tmp_path / "x.corpus"
    make(path)
    before = tree(tmp_path)
    with pytest.raises(error) as raised:
        Project.open(path, read_only=read_only)
    assert raised.value.fields["path"] == str(path)
    assert raised.value.fields.get("reason") == reason
    assert tree(tmp_path) == before
    new_project(tmp_path / "good.corpus").close()  # and the program goes on


def test_an_old_file_whose_tables_are_not_of_its_version_is_refused(tmp_path):
    path = tmp_path / "x.corpus"
    strange_tables(path)
    before = path.read_bytes()
    with pytest.raises(Corrupt):
        Project.open(path)
    assert path.read_bytes() == before


def tree(folder):
    return {file.name: file.read_bytes() if file.is_file() else None for file in folder.iterdir()}


def test_the_newer_version_is_named(tmp_path):
    too_new(tmp_path / "x.corpus")
    with pytest.raises(ProjectTooNew) as error:
        Project.open(tmp_path / "x.corpus")
    assert (error.value.version, error.value.supported) == (VERSION + 1, VERSION)


def test_a_project_whose_scheme_is_gone(path):
    database(path, "DELETE FROM scheme")
    with Project.open(path) as project, pytest.raises(Corrupt):
        project.scheme()
    database(path, "INSERT INTO scheme VALUES (1, '{}')")
    with Project.open(path) as project, pytest.raises(Corrupt):
        project.scheme()


# --- making -------------------------------------------------------------------------------------------------------------------


def test_nothing_is_overwritten(path):
    before = file_state(path)
    with pytest.raises(ProjectExists):
        Project.create(path, SCHEME, [LAN])
    assert file_state(path) == before


def test_an_empty_file_may_become_a_project(tmp_path):
    path = tmp_path / "a.corpus"
    path.touch()
    new_project(path).close()
    Project.open(path).close()


def test_no_folder(tmp_path):
    with pytest.raises(NotAProject) as error:
        Project.create(tmp_path / "none" / "a.corpus", SCHEME, [LAN])
    assert error.value.reason == "no-folder"


def test_a_project_that_could_not_be_made_leaves_nothing(tmp_path):
    path = tmp_path / "a.corpus"
    for room in (0, 1, 3, 10, 20):
        with full_disk("full-new", room), pytest.raises(DiskFull):
            Project.create(path, SCHEME, [LAN], vfs="full-new")
    assert not list(tmp_path.iterdir())
    twice = [LAN, LAN]
    with pytest.raises(Exception, match="annotator-exists"):
        Project.create(path, SCHEME, twice)
    assert not list(tmp_path.iterdir())
    new_project(path).close()


# --- moved, deleted, replaced while open --------------------------------------------------------------------------------------


def move(path):
    path.rename(path.with_name("moved.corpus"))


def delete(path):
    path.unlink()


def replace(path):
    copy = path.with_name("copy.corpus")
    shutil.copyfile(path, copy)
    copy.replace(path)


@pytest.mark.parametrize("happens", [move, delete, replace])
def test_a_file_that_goes_while_open_is_not_believed(path, happens):
    with Session.open(path) as session:
        session.execute(AddSpan("d1", 4, 9, "ORG"))
        layer = session.layer("d1").copy()
        happens(path)
        heard = []
        session.subscribe(heard.append)
        for call in (
            lambda: session.execute(AddSpan("d1", 10, 15, "PERSON")),
            session.undo,
            lambda: session.add_annotator(SCHEME and LAN),
            lambda: session.set_setting("zoom", "2"),
            session.project.check_not_moved,
        ):
            with pytest.raises(Moved) as error:
                call()
            assert error.value.path == str(path)
        assert session.layer("d1") == layer
        assert not heard
    for left in path.parent.glob("*.corpus"):
        with Session.open(left, annotator="lan") as session:
            assert session.layer("d1") == layer
            assert_sound(session.project)


def test_a_file_put_back_is_believed_again(path):
    with Session.open(path) as session:
        moved = path.with_name("moved.corpus")
        path.rename(moved)
        with pytest.raises(Moved):
            session.execute(AddSpan("d1", 4, 9, "ORG"))
        moved.rename(path)
        session.execute(AddSpan("d1", 4, 9, "ORG"))
        assert_sound(session.project)


# --- no right to write --------------------------------------------------------------------------------------------------------

AS_NOBODY = """
import _strptime, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from annotator.errors import ReadOnly
from annotator.store.project import Project
from annotator.store.backups import back_up
from project_kit import LAN, SCHEME
if os.geteuid() == 0:  # after everything is loaded: others may not read the interpreter's folder
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
path = Path(sys.argv[1])
for attempt in (lambda: Project.open(path), lambda: Project.create(path.with_name("new.corpus"), SCHEME, [LAN])):
    try:
        attempt()
    except ReadOnly as error:
        print("ReadOnly", error.path)
with Project.open(path, read_only=True) as project:
    print("documents", project.count_documents())
    try:
        back_up(project.connection, path, "work")
    except ReadOnly:
        print("ReadOnly backup")
"""


def as_nobody(path):
    """Run in a process without root's rights; its answer."""
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-c", AS_NOBODY, str(path), str(tests)]
    found = subprocess.run(command, capture_output=True, text=True, cwd=tests.parent, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.splitlines()


@pytest.mark.skipif(os.name == "nt", reason="rights are others on Windows")
def test_a_read_only_folder(path):
    before = file_state(path)
    path.chmod(0o644)
    path.parent.chmod(0o555)
    try:
        assert as_nobody(path) == [
            f"ReadOnly {path}", f"ReadOnly {path.with_name('new.corpus')}", "documents 3", "ReadOnly backup",
        ]  # fmt: skip
    finally:
        path.parent.chmod(0o700)
    assert file_state(path) == before


@pytest.mark.skipif(os.name == "nt", reason="rights are others on Windows")
def test_a_read_only_file(path):
    before = file_state(path)
    path.chmod(0o444)
    path.parent.chmod(0o755 if os.geteuid() else 0o777)
    try:
        assert as_nobody(path)[0] == f"ReadOnly {path}"
    finally:
        path.parent.chmod(0o700)
    assert path.read_bytes() == before[0]


# --- a full disk --------------------------------------------------------------------------------------------------------------


class FullDisk(apsw.VFS):
    """A disk that takes ``room`` more writes."""

    def __init__(self, name, room):
        self.room = room
        super().__init__(name, "")

    def xOpen(self, name, flags):
        return FullFile(self, name, flags)


class FullFile(apsw.VFSFile):
    def __init__(self, vfs, name, flags):
        self.disk = vfs
        super().__init__("", name, flags)

    def xWrite(self, data, offset):
        self.disk.room -= 1
        if self.disk.room < 0:
            raise apsw.FullError("no room")
        super().xWrite(data, offset)


@contextmanager
def full_disk(name, room):
    """A disk with so much room, registered under ``name``."""
    disk = FullDisk(name, room)
    yield disk
    disk.unregister()


def test_a_full_disk_refuses_the_gesture_and_keeps_the_rest(path):
    with (
        full_disk("full-session", 10_000) as disk,
        Session(Project.open(path, vfs="full-session"), LAN) as session,
    ):
        session.execute(AddSpan("d1", 4, 9, "ORG"))
        layer = session.layer("d1").copy()
        for room in range(12):
            disk.room = room
            with pytest.raises(DiskFull) as error:
                session.execute(AddSpan("d1", 10, 15, "PERSON"))
            assert error.value.path == str(path)
            assert session.layer("d1") == layer == session.project.layer(session.key("d1"))
            with pytest.raises(DiskFull):
                session.undo()
        disk.room = 10_000
        session.execute(AddSpan("d1", 10, 15, "PERSON"))
        assert_sound(session.project)
    with Session.open(path, annotator="lan") as session:
        assert len(session.layer("d1").spans) == 3
        assert_sound(session.project)


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 1 MB, where one can be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
        )
        if shutil.which("mount")
        else None
    )
    if mounted is None or mounted.returncode:
        pytest.skip("no disk can be mounted here (needs root)")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def mark_until_full(session, disk):
    """Gesture after gesture while the disk fills up."""
    for count in range(500):
        session.execute(AddSpan(f"d{count % 3 + 1}", count // 3, count // 3 + 9, "ORG"))
        with suppress(OSError):
            (disk / f"filler{count}").write_bytes(b"x" * 30_000)


def test_a_disk_that_is_really_full(small_disk):
    path = small_disk / "a.corpus"
    given = [f"{number} {text * 20}" for number, text in enumerate(TEXTS)]
    with new_session(path, given) as session:
        with pytest.raises(DiskFull):
            mark_until_full(session, small_disk)
        before = contents(session.project)
        with pytest.raises(DiskFull):
            session.back_up()
        assert list_backups(path) == []
        assert not any((small_disk / "a.corpus-backups").glob("*"))
        for filler in small_disk.glob("filler*"):
            filler.unlink()
        assert contents(session.project) == before
        session.execute(AddSpan("d1", 500, 509, "PERSON"))
        session.back_up()
        assert_sound(session.project)
    with Session.open(path) as session:
        assert_sound(session.project)


def test_errors_carry_what_the_driver_said(path):
    with Project.open(path) as project:
        project.connection.close()
        with pytest.raises(apsw.ConnectionClosedError):
            project.annotators()
    with Project.open(path) as project, pytest.raises(UnknownAnnotator):
        project.annotator("nobody")
    with Project.open(path, read_only=True) as project:
        with pytest.raises(ReadOnly), project.writing():
            pass
        assert project.read_only
        assert back_up(project.connection, path, "work").documents == 3
