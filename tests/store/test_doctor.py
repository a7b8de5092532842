"""The doctor: each kind of damage, made on purpose, gives exactly its finding; a sound project gives none."""

import random

import apsw
import pytest
from project_kit import assert_sound, do, new_project, new_session, random_gestures, write_lines

from annotator.errors import StoreError
from annotator.model.edit import LayerKey
from annotator.services.commands import AddRelation, AddSpan, Finish, MarkReviewed
from annotator.services.importing import import_paths
from annotator.store import log
from annotator.store.doctor import check
from annotator.store.project import Project
from annotator.wording import describe_finding
from annotator.wording.issues import FINDINGS


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        session.execute(AddSpan("d1", 0, 15, "PERSON", id="p"))
        session.execute(AddSpan("d1", 17, 23, "POSITION", id="q"))
        session.execute(AddRelation("d1", "HOLDS", "p", "q"))
        session.execute(MarkReviewed("d1", 400))
        session.execute(Finish("d1"))
        session.undo()
        session.work_as("bao")
        session.execute(AddSpan("d2", 0, 2, "ORG", id="x"))
    return path


def damage(path, *statements):
    """Change the closed file behind the program's back. A statement may be a function of the connection."""
    connection = apsw.Connection(str(path))
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        if callable(statement):
            statement(connection)
        else:
            connection.execute(statement)
    connection.close()


def examine(path):
    with Project.open(path, read_only=True) as project:
        return check(project)


def append(connection, layer, key, edits, act="do", step=None, name="add-span", hashed=True):
    """A row of the log with a right hash and a step: what only the program could write."""
    (project,) = connection.execute("SELECT value FROM project WHERE key = 'uuid'").fetchone()
    seq, head = connection.execute("SELECT seq, head FROM layer WHERE num = ?", (layer,)).fetchone()
    assert head != log.genesis(project, key)
    if step is None:
        connection.execute(
            "INSERT INTO step (actor, name, time, state) VALUES ('lan', ?, 1.0, 'done')", (name,)
        )
        step = connection.last_insert_rowid()
    facts = (seq + 1, step, act, "lan", name, 1.0, edits)
    digest = log.row_hash(head, facts)
    connection.execute(
        "INSERT INTO log (layer, seq, step, act, actor, name, time, edits, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (layer, *facts, digest),
    )
    connection.execute("UPDATE layer SET seq = ?, head = ? WHERE num = ?", (seq + 1, digest, layer))


ONE = LayerKey("d1", "lan")
LAYER = "(SELECT num FROM layer WHERE annotator = 'lan')"
OUTSIDE = """[["span+",["o",10,900,"ORG"]]]"""
DAMAGES = {
    "dangling-row": ["INSERT INTO relation VALUES (99, 'r', 'p', 'q', 'AT')"],
    "scheme-missing": ["DELETE FROM scheme"],
    "scheme-invalid": ["UPDATE scheme SET body = '{}'"],
    "scheme-differs": [
        "INSERT INTO scheme SELECT 2, body FROM scheme", "UPDATE project SET value = '2' WHERE key = 'scheme'",
    ],
    "log-gap": [
        f"DELETE FROM step WHERE id = (SELECT step FROM log WHERE layer = {LAYER} AND seq = 2)",
        f"DELETE FROM log WHERE layer = {LAYER} AND seq = 2",
    ],
    "log-hash": [f"UPDATE log SET time = time + 1 WHERE layer = {LAYER} AND seq = 2"],
    "log-unreadable": [lambda c: append(c, 1, ONE, '[["nonsense", 1]]')],
    "log-head": [f"UPDATE layer SET head = zeroblob(32) WHERE num = {LAYER}"],
    "log-contradicts": [lambda c: append(c, 1, ONE, '[["span-",["none",0,1,"ORG"]]]')],
    "projection-differs": [f"UPDATE span SET end = end - 1 WHERE layer = {LAYER} AND id = 'p'"],
    "document-differs": ["UPDATE document SET withdrawn = 1 WHERE id = 'd3'"],
    "annotators-differ": ["UPDATE annotator SET name = 'Other' WHERE id = 'bao'"],
    "facts-differ": ["INSERT INTO fact VALUES (0, 'option', 'x', '1')"],
    "text-differs": ["UPDATE document_text SET text = CAST('khác' AS BLOB) WHERE num = 3"],
    "text-length": ["UPDATE document SET length = length + 1 WHERE id = 'd3'"],
    "span-outside": [
        lambda c: append(c, 1, ONE, OUTSIDE),
        f"INSERT INTO span VALUES ({LAYER}, 'o', 10, 900, 'ORG', NULL)", f"UPDATE layer SET spans = 3 WHERE num = {LAYER}",
    ],
    "span-blank": [
        lambda c: append(c, 1, ONE, OUTSIDE.replace("10,900", "3,4")),
        f"INSERT INTO span VALUES ({LAYER}, 'o', 3, 4, 'ORG', NULL)", f"UPDATE layer SET spans = 3 WHERE num = {LAYER}",
    ],
    "unknown-label": [
        lambda c: append(c, 1, ONE, OUTSIDE.replace('10,900,"ORG"', '4,9,"NONE"')),
        f"INSERT INTO span VALUES ({LAYER}, 'o', 4, 9, 'NONE', NULL)", f"UPDATE layer SET spans = 3 WHERE num = {LAYER}",
    ],
    "relation-dangling": [
        lambda c: append(c, 1, ONE, '[["rel+",["o","p","none","AT"]]]'),
        f"INSERT INTO relation VALUES ({LAYER}, 'o', 'p', 'none', 'AT')",
    ],
    "step-differs": ["UPDATE step SET name = 'finish' WHERE name = 'add-relation'"],
    "step-state": ["UPDATE step SET state = 'undone' WHERE name = 'add-relation'"],
    "step-missing": ["DELETE FROM step WHERE name = 'add-relation'"],
}  # fmt: skip


@pytest.mark.parametrize("code", DAMAGES)
def test_each_damage_gives_exactly_its_finding(path, code):
    assert examine(path) == []
    damage(path, *DAMAGES[code])
    findings = examine(path)
    expected = {"unknown-label"} if code in ("scheme-missing", "scheme-invalid") else set()
    assert {finding.code for finding in findings} - expected == {code}
    assert all(describe_finding(finding) for finding in findings)


def test_every_finding_is_made_here():
    assert set(FINDINGS) - {""} == {*DAMAGES, "file-damaged"}


OTHER_DAMAGES = {
    "a span gone": (f"DELETE FROM span WHERE layer = {LAYER} AND id = 'q'", {"projection-differs", "relation-dangling"}),
    "a span more": (f"INSERT INTO span VALUES ({LAYER}, 'z', 0, 3, 'ORG', NULL)", {"projection-differs"}),
    "a note changed": (f"""UPDATE span SET extra = '[{{}},"note","sure",""]' WHERE layer = {LAYER} AND id = 'p'""", {"projection-differs"}),
    "extra unreadable": (f"UPDATE span SET extra = '[1' WHERE layer = {LAYER} AND id = 'p'", {"projection-differs"}),
    "labels unreadable": (f"UPDATE layer SET labels = 'x' WHERE num = {LAYER}", {"projection-differs"}),
    "a count": (f"UPDATE layer SET spans = spans + 1 WHERE num = {LAYER}", {"projection-differs"}),
    "a state": (f"UPDATE layer SET state = 'skipped' WHERE num = {LAYER}", {"projection-differs"}),
    "how far": (f"UPDATE layer SET reviewed_to = 3 WHERE num = {LAYER}", {"projection-differs"}),
    "paragraphs looked at": (f"UPDATE layer SET reviewed = 0 WHERE num = {LAYER}", {"projection-differs"}),
    "a label": (f"UPDATE layer SET labels = '{{\"topic\":\"law\"}}' WHERE num = {LAYER}", {"projection-differs"}),
    "a text gone": ("DELETE FROM document_text WHERE num = 3", {"text-differs"}),
    "a text and its digest": (
        "UPDATE document SET digest = '" + "0" * 64 + "' WHERE num = 3", {"text-differs", "document-differs"},
    ),
    "the log's end": (f"DELETE FROM log WHERE layer = {LAYER} AND seq = 6", {"log-head", "projection-differs", "step-state"}),
    "a step no log has": ("INSERT INTO step VALUES (99, 'lan', 'add-span', 1.0, 'done')", {"step-differs"}),
    "another project's log": ("UPDATE project SET value = 'x' WHERE key = 'uuid'", {"log-hash"}),
    "edits rewritten": (f"UPDATE log SET edits = replace(edits, 'PERSON', 'ORG') WHERE layer = {LAYER}", {"log-hash", "projection-differs"}),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHER_DAMAGES)
def test_other_damage_is_seen(path, what):
    statement, codes = OTHER_DAMAGES[what]
    damage(path, statement)
    assert {finding.code for finding in examine(path)} == codes


def test_a_damaged_page(path):
    """The index of the steps says something else than their table."""

    def corrupt(connection):
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'step_line'")

    damage(path, corrupt)
    assert {finding.code for finding in examine(path)} == {"file-damaged"}


def test_flipped_bits_are_refused_or_found_but_never_a_bug(path):
    """Whatever a disk does to the bytes: an error of ours, findings, or a bit that meant nothing."""
    good = path.read_bytes()
    chance = random.Random(1)
    seen = 0
    for _ in range(250):
        body = bytearray(good)
        for _ in range(chance.choice([1, 1, 8])):
            body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        path.write_bytes(body)
        try:
            seen += bool(examine(path))
            with Project.open(path, read_only=True) as project:
                for document in project.documents():
                    list(project.rows(None))
                    project.search("nguyen")
                    assert document.text is not None
                project.annotators(), project.queue("lan"), project.scheme()
        except StoreError:
            seen += 1
    assert seen > 40


def test_a_sound_project_of_any_kind(tmp_path):
    with new_session(tmp_path / "a.corpus") as session:
        for four in random_gestures(4, 200):
            do(session, four)
        lines = write_lines(
            tmp_path / "in.jsonl", [{"id": "n", "text": "Mới.", "layer": "chi", "state": "finished"}]
        )
        import_paths(session.project, [lines], actor="lan")
        assert_sound(session.project)
        session.undo()
        assert_sound(session.project)
    new_project(tmp_path / "empty.corpus", (), ()).close()
    assert examine(tmp_path / "empty.corpus") == []


def test_progress_is_said(path):
    said = []
    with Project.open(path, read_only=True) as project:
        check(project, lambda done, total: said.append((done, total)))
    assert said == [(0, 3)]
