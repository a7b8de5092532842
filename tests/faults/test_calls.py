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
from annotator.services.commands import AddSpan
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
        session.add_annotator(Annotator("chi", "Chi"))
        session.execute(AddSpan("d3", 0, 5, "ORG"))
        session.undo()
    return path


@pytest.fixture
def lines(tmp_path):
    spans = [{"start": 0, "end": 3, "label": "ORG"}]
    given = [{"id": f"n{n}", "text": f"{n} {TEXTS[0]}", "layer": "bao", "spans": spans} for n in range(30)]
    return write_lines(tmp_path / "in.jsonl", given)


ACTS = {
    "a gesture": lambda session, lines: session.execute(AddSpan("d1", 4, 9, "DATE")),
    "undo": lambda session, lines: session.undo(),
    "redo": lambda session, lines: session.redo(),
    "an import": lambda session, lines: import_paths(session.project, [lines], actor="lan"),
    "a person": lambda session, lines: session.add_annotator(Annotator("dung", "Dung")),
    "a setting": lambda session, lines: session.set_setting("zoom", "2"),
    "reading": lambda session, lines: (
        session.forget(),
        contents(session.project),
        session.project.search("nguyen"),
    ),
}


def state(session):
    return (
        contents(session.project),
        session.annotators(),
        session.setting("zoom"),
        session.next_undo(),
        session.next_redo(),
    )


@pytest.mark.parametrize("act", ACTS)
def test_every_call_fails_once(path, disk, lines, act, tmp_path):
    """For N = 1, 2, 3 ...: the N-th call fails, in a session that is open; then the disk heals."""
    copy = tmp_path / "copy.corpus"
    for number in itertools.count(1):
        shutil.copyfile(path, copy)
        with Session(Project.open(copy, vfs=disk.name), LAN) as session:
            session.project.connection.execute(
                "PRAGMA cache_size = 8"
            )  # so that reading reads, and writing spills
            before = state(session)
            disk.fail_at(number)
            done = attempt(lambda: ACTS[act](session, lines))
            failed = disk.failed
            disk.heal()
            session_says = state(session)
            if not done:
                assert session_says == before
                assert_sound(session.project)
                ACTS[act](session, lines)
            else:
                assert act == "reading" or session_says != before
            assert_sound(session.project)
            after = state(session)
        with Session.open(copy, annotator="lan") as session:
            assert strip(state(session)) == strip(after)
            assert_sound(session.project)
        if not failed:
            assert number > 2
            return


def strip(told):
    """Without the time of steps."""
    return told[:3]


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
