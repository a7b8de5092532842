"""The archive: equal in every row of every table, the same bytes each time, and refused where it does not hold."""

import json
import zipfile

import pytest
from exchange_kit import copy, give_out, mark, new_office, send_back, take_in
from hypothesis import given, settings
from project_kit import TEXTS, assert_sound, do, folder, gestures, new_session

from annotator.errors import ChecksumMismatch, PackageError, ProjectExists, TooNew
from annotator.services.archive import archive, unarchive
from annotator.services.session import Session
from annotator.store.project import Project
from annotator.store.travel import TABLES


def tables(path):
    """Every row of every table, and every word of the search index."""
    with Project.open(path, read_only=True) as project:
        connection = project.connection
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            )
            if not name.startswith("search")
        ]
        found = {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}
        schema = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'search%' ORDER BY 1"
        ).fetchall()
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search', 'instance')")
        words = sorted(connection.execute("SELECT term, doc FROM words").fetchall())
        versions = connection.pragma("user_version"), connection.pragma("application_id")
    return found, schema, words, versions


def full_project(home):
    """A project with forks, waiting rows, facts and undone steps."""
    office = new_office(home / "office.corpus")
    lan = give_out(office, home, "lan")
    mark(lan, "d1", 0, 3)
    twin = copy(lan, home / "twin.corpus")
    for number, path in enumerate((lan, twin)):
        mark(path, "d1", 4 + number, 7)
        take_in(office, send_back(path, home / f"back-{number}.corpuspack", "lan"))
    from project_kit import bring_texts

    with Project.open(lan) as project:
        bring_texts(project, ["bài chỉ Lan có"])
    mark(lan, "d1", 8, 10)
    with Project.open(lan) as project:
        own = next(document.id for document in project.documents() if document.text == "bài chỉ Lan có")
    mark(lan, own, 0, 3)
    assert take_in(office, send_back(lan, home / "late.corpuspack", "lan")).still_waiting
    with Session.open(office, annotator="chi") as session:
        session.set_setting("queue", "all")
        for number in range(4):
            do(session, (3 * number, 1, 5, 0))
        if session.next_undo():
            session.undo()
    return office


def test_every_row_of_every_table(tmp_path):
    office = full_project(tmp_path)
    report = archive(office, tmp_path / "all.corpusarchive")
    again = unarchive(tmp_path / "all.corpusarchive", tmp_path / "again.corpus")
    assert again.counts == report.counts
    assert again.counts["waiting"]
    assert again.counts["fact"]
    found = tables(office)
    assert set(TABLES) >= set(found[0])  # a new table must travel too
    assert tables(tmp_path / "again.corpus") == found
    with Session.open(tmp_path / "again.corpus", annotator="chi") as session:
        assert_sound(session.project)
        session.redo()
        assert_sound(session.project)


@settings(max_examples=15)
@given(gestures=gestures)
def test_whatever_was_done(gestures):
    with folder() as home:
        with new_session(home / "a.corpus", TEXTS) as session:
            for gesture in gestures:
                do(session, gesture)
        archive(home / "a.corpus", home / "a.corpusarchive")
        unarchive(home / "a.corpusarchive", home / "b.corpus")
        assert tables(home / "a.corpus") == tables(home / "b.corpus")
        archive(home / "b.corpus", home / "b.corpusarchive")
        assert (home / "a.corpusarchive").read_bytes() == (home / "b.corpusarchive").read_bytes()


@pytest.fixture
def packed(tmp_path):
    new_office(tmp_path / "office.corpus")
    archive(tmp_path / "office.corpus", tmp_path / "all.corpusarchive")
    return tmp_path / "all.corpusarchive"


def rewrite(path, name, body, *, say=True):
    from hashlib import sha256

    with zipfile.ZipFile(path) as found:
        members = {one: found.read(one) for one in found.namelist()}
    members[name] = body(members[name])
    manifest = json.loads(members["manifest.json"])
    if say and name != "manifest.json":
        manifest["members"][name] = {
            "sha256": sha256(members[name]).hexdigest(), "bytes": len(members[name]), "lines": members[name].count(b"\n"),
        }  # fmt: skip
        members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for one, content in members.items():
            out.writestr(one, content)


def refused(path, tmp_path, kind=PackageError):
    with pytest.raises(kind) as caught:
        unarchive(path, tmp_path / "new.corpus")
    assert not list(tmp_path.glob("new*"))
    return caught.value


def test_what_is_there_is_not_replaced(packed, tmp_path):
    with pytest.raises(ProjectExists):
        unarchive(packed, tmp_path / "office.corpus")


@pytest.mark.parametrize(
    ("name", "before", "after", "reason"),
    [
        ("document.jsonl", b'"d1"', b"5", "malformed"),
        ("document.jsonl", b'"d1"', b'"d2"', "contradicts"),
        ("log.jsonl", b'"do"', b'"undo"', "unsound"),
        ("log.jsonl", b"[1,0,1", b"[1,9,1", "contradicts"),
        ("document_text.jsonl", "một".encode(), "mốt".encode(), "unsound"),
        ("annotator.jsonl", b'"lan"', b'"eve"', "unsound"),
        ("annotator.jsonl", b'"reviewer"', b'"king"', "contradicts"),
        ("scheme.jsonl", b"1,", b"2,", "unsound"),
    ],
)
def test_tables_that_do_not_hold(packed, tmp_path, name, before, after, reason):
    rewrite(packed, name, lambda body: body.replace(before, after, 1))
    assert refused(packed, tmp_path).reason == reason


def test_altered(packed, tmp_path):
    rewrite(packed, "log.jsonl", lambda body: body.replace(b"do", b"DO", 1), say=False)
    refused(packed, tmp_path, ChecksumMismatch)


def test_newer(packed, tmp_path):
    rewrite(packed, "manifest.json", lambda body: body.replace(b'"tables": 2', b'"tables": 99'))
    refused(packed, tmp_path, TooNew)


def test_a_damaged_project_is_made_again_as_it_is_when_asked(packed, tmp_path):
    rewrite(packed, "annotator.jsonl", lambda body: body.replace(b'"Lan"', b'"Eve"', 1))
    assert refused(packed, tmp_path).reason == "unsound"
    report = unarchive(packed, tmp_path / "new.corpus", anyway=True)
    assert [finding.code for finding in report.findings] == ["annotators-differ"]
