"""Old projects open for ever: golden files of every version, and the steps between versions."""

import importlib.util
import json
import shutil
from pathlib import Path

import apsw
import pytest
from project_kit import SCHEME, assert_sound, file_state, new_session

from annotator.errors import ReadOnly, StoreError
from annotator.services.backups import list_backups
from annotator.services.commands import AddSpan
from annotator.services.session import Session
from annotator.store import connection, migrations, project, tables
from annotator.store.project import Project

DATA = Path(__file__).parents[1] / "data"
GOLDEN = sorted(DATA.glob("golden-*.corpus"))


def make_golden():
    spec = importlib.util.spec_from_file_location("make_golden", DATA / "make_golden.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_a_project_of_every_version_opens_and_holds_what_it_held(golden, tmp_path):
    path = tmp_path / "a.corpus"
    shutil.copyfile(golden, path)
    told = json.loads(golden.with_suffix(".json").read_text(encoding="utf-8"))
    for layer in told["layers"]:
        layer.setdefault("facts", [])  # version 1 had none
    with Session.open(path) as session:
        assert_sound(session.project)
        assert json.loads(json.dumps(make_golden().tell(session), ensure_ascii=False)) == told
        assert session.scheme == SCHEME
        session.redo()
        count = 0
        while session.next_undo():
            session.undo()
            count += 1
        assert count > 20
        session.execute(AddSpan("d1", 0, 3, "ORG"))
        assert_sound(session.project)


def test_there_is_a_golden_file_of_this_version():
    assert DATA / f"golden-{tables.VERSION}.corpus" in GOLDEN


# --- the framework ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        session.execute(AddSpan("d1", 0, 3, "ORG"))
    return path


@pytest.fixture
def next_version(monkeypatch):
    """A program two versions on. The steps may be replaced."""
    old = tables.VERSION
    for module in (tables, connection, migrations, project):
        monkeypatch.setattr(module, "VERSION", old + 2)
    steps = {
        old: lambda c: c.execute("CREATE TABLE more (x); INSERT INTO more VALUES (1)"),
        old + 1: lambda c: c.execute("ALTER TABLE more ADD COLUMN y"),
    }
    monkeypatch.setattr(migrations, "STEPS", steps)
    return steps


def version_of(path):
    found = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return found.pragma("user_version")
    finally:
        found.close()


def test_an_old_project_is_backed_up_and_brought_up(path, next_version):
    before = path.read_bytes()
    with Session.open(path) as session:
        assert list(session.project.connection.execute("SELECT x, y FROM more")) == [(1, None)]
        assert_sound(session.project)
        assert len(session.layer("d1").spans) == 1
    assert version_of(path) == tables.VERSION
    (backup,) = list_backups(path)
    assert backup.reason == "migration"
    assert version_of(backup.path) == tables.VERSION - 2
    assert path.read_bytes() != before
    Session.open(path).close()
    assert len(list_backups(path)) == 1


def test_a_step_that_fails_changes_nothing(path, next_version):
    def half(c):
        c.execute("CREATE TABLE half (x)")
        raise apsw.FullError("no room")

    before = path.read_bytes()
    next_version[tables.VERSION - 2] = half
    with pytest.raises(StoreError):
        Session.open(path)
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["a.corpus", "a.corpus-backups"]


def test_a_later_step_that_fails_keeps_the_earlier_one(path, next_version):
    good = next_version[tables.VERSION - 1]

    def bug(c):
        c.execute("DROP TABLE span")
        raise ZeroDivisionError

    next_version[tables.VERSION - 1] = bug
    with pytest.raises(ZeroDivisionError):
        Session.open(path)
    assert version_of(path) == tables.VERSION - 1
    next_version[tables.VERSION - 1] = good
    with Session.open(path) as session:
        assert_sound(session.project)
    assert version_of(path) == tables.VERSION


def test_without_a_backup_there_is_no_migration(path, next_version, monkeypatch):
    path.with_name("a.corpus-backups").write_text("in the way")
    before = path.read_bytes()
    with pytest.raises(StoreError):
        Session.open(path)
    assert path.read_bytes() == before


def test_reading_migrates_nothing(path, next_version):
    before = file_state(path)
    with pytest.raises(ReadOnly):
        Project.open(path, read_only=True)
    assert file_state(path) == before


def test_every_older_version_has_its_step():
    assert set(migrations.STEPS) == set(range(1, tables.VERSION))
