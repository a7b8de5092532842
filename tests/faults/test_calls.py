"""Every single call to the disk fails once: a StoreError each time, nothing half-done, and the program goes on."""

import itertools
import shutil

import apsw
import pytest
from faulty_disk import FailingDisk
from project_kit import (
    BAO,
    LAN,
    SCHEME,
    TEXTS,
    assert_sound,
    contents,
    do,
    new_session,
    random_gestures,
    write_lines,
)

from annotator.errors import StoreError
from annotator.model.people import Annotator
from annotator.services.commands import AddSpan, Reopen
from annotator.services.importing import import_paths
from annotator.services.session import Session
from annotator.store.project import Project

_numbers = itertools.count()


@pytest.fixture(
    params=[(apsw.IOError, False), (apsw.FullError, False), (apsw.IOError, True), (apsw.FullError, True)],
    ids=["io", "full", "io for good", "full for good"],
)
def disk(request):
    error, lasting = request.param
    name = f"failing-{next(_numbers)}"
    disk = FailingDisk(name, error, lasting=lasting)
    disk.name = name
    yield disk
    disk.unregister()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        for four in random_gestures(6, 40):
            do(session, four)
        session.execute(Reopen("d1"))
        session.add_annotator(Annotator("chi", "Chi"))
        session.execute(AddSpan("d3", 0, 5, "ORG"))
        session.undo()
    return path


@pytest.fixture
def lines(tmp_path):
    spans = [{"start": 0, "end": 3, "label": "ORG"}]
    given = [{"id": f"n{n}", "text": f"{n} {TEXTS[0]}", "layer": "bao", "spans": spans} for n in range(12)]
    return write_lines(tmp_path / "in.jsonl", given)


def bring(session, lines):
    import_paths(session.project, [lines], actor="lan")
    session.changed_widely("import")


ACTS = {
    "a gesture": lambda session, lines: session.execute(AddSpan("d1", 4, 9, "DATE")),
    "undo": lambda session, lines: session.undo(),
    "redo": lambda session, lines: session.redo(),
    "an import": bring,
    "a person": lambda session, lines: session.add_annotator(Annotator("dung", "Dung")),
    "a setting": lambda session, lines: session.set_setting("zoom", "2"),
    "reading": lambda session, lines: (
        session.forget(),
        contents(session.project),
        session.project.search("nguyen"),
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_every_call_fails_once(path, disk, lines, act):
    fail_every_call(path, disk, lines, act, range(1, 100_000, 29 if act == "an import" else 3))


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_every_call_fails_once_long(path, disk, lines, act):
    fail_every_call(path, disk, lines, act, itertools.count(1))


def fail_every_call(path, disk, lines, act, numbers):
    """The N-th call fails, in a session that is open; then the disk heals."""
    with Session.open(path, annotator="lan") as session:
        before = told(session)
    expected = whole(path, lines, act)
    copy = path.with_name("copy.corpus")
    for number in numbers:
        shutil.copyfile(path, copy)
        with Session(Project.open(copy, vfs=disk.name), LAN) as session:
            session.project.connection.execute("PRAGMA cache_size = 8")  # it reads, and writes before the end
            session.layer("d1")
            disk.fail_at(number)
            done = attempt(lambda: ACTS[act](session, lines))
            failed = disk.failed
            disk.heal()
            now = told(session)
            # Where the last sync fails, and again when it is tried again, what was written is there all the same.
            # (A setting has no log to tell whether it arrived; nobody keeps it in memory.)
            assert now == (expected if done else before) or (
                now == expected and (disk.lasting or act == "a setting")
            )
            assert session.layer("d1") == session.project.layer(session.key("d1"))
            assert_sound(session.project)
            if now == before:
                ACTS[act](session, lines)
            assert_sound(session.project)
        with Session.open(copy, annotator="lan") as session:
            assert told(session) == expected
            assert_sound(session.project)
        shutil.rmtree(path.with_name("copy.corpus-backups"), ignore_errors=True)
        if not failed:
            return
    raise AssertionError("no end of calls")


def whole(path, lines, act):
    """What is told when nothing fails."""
    copy = path.with_name("whole.corpus")
    shutil.copyfile(path, copy)
    with Session.open(copy, annotator="lan") as session:
        ACTS[act](session, lines)
        return told(session)


def told(session):
    """What the project holds, without ids that are made by chance and times."""
    documents, layers = contents(session.project)
    spans = {key: ([span[1:] for span in layer.in_order()], layer.state) for key, layer in layers.items()}
    steps = [step and step.name for step in (session.next_undo(), session.next_redo())]
    return documents, spans, session.annotators(), session.setting("zoom"), steps


def attempt(act):
    try:
        act()
    except StoreError:
        return False
    return True


@pytest.mark.parametrize("what", ["open", "open for reading", "create"])
def test_every_call_of_opening_fails_once(path, disk, what, tmp_path):
    copy = tmp_path / "copy.corpus"

    def act():
        if what == "create":
            return Project.create(copy, SCHEME, [LAN, BAO], vfs=disk.name)
        return Project.open(copy, read_only=what == "open for reading", vfs=disk.name)

    for number in itertools.count(1):
        copy.unlink(missing_ok=True)
        if what != "create":
            shutil.copyfile(path, copy)
        disk.fail_at(number)
        try:
            project = act()
        except StoreError:
            assert what != "create" or not copy.exists()
            disk.heal()
            project = act()
        failed = disk.failed
        disk.heal()
        with project:
            assert_sound(project)
        assert not [file.name for file in tmp_path.glob("copy.corpus?*")]
        if not failed:
            assert number > 4
            return
