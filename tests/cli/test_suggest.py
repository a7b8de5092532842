"""``annotator suggest`` on a project: the table, the lines, one document, one source, faulty rules, a model that is none."""

import json

import pytest
from project_kit import new_session

from annotator.cli.app import run
from annotator.services.commands import AddSpan, Finish
from annotator.services.session import Session
from annotator.services.suggest_settings import set_suggestion_options

TEXTS = ["Ông Nguyễn Văn An nhận 300 triệu đồng.\nTổ Ba [họp].", "Tổ Ba họp, 5 triệu đồng."]


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path, TEXTS) as session:
        session.execute(AddSpan("d2", 0, 5, "ORG"))
        session.execute(Finish("d2"))
    return path


def rows(capsys, *arguments):
    assert run(["suggest", *map(str, arguments), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_json_lines(project, capsys):
    found = rows(capsys, project)
    assert {(row["document"], row["text"], row["label"], row["source"]) for row in found} == {
        ("d1", "Nguyễn Văn An", "PERSON", "rules"),
        ("d1", "300 triệu đồng", "MONEY", "rules"),
        ("d1", "Tổ Ba", "ORG", "memory"),
        ("d2", "5 triệu đồng", "MONEY", "rules"),
    }
    assert all(TEXTS[int(row["document"][1]) - 1][row["start"] : row["end"]] == row["text"] for row in found)
    (memory,) = rows(capsys, project, "--source", "memory")
    assert memory["why"] == "marked 1 of 1 time"
    assert [row["text"] for row in rows(capsys, project, "--document", "d2")] == ["5 triệu đồng"]
    assert rows(capsys, project, "--least", "1") == []


def test_table_and_problems(project, capsys):
    folder = project.with_name("a.corpus-rules")
    folder.mkdir()
    (folder / "own.toml").write_text("[[rules]]\nid='bad'\nlabel='ORG'\npattern='('", encoding="utf-8")
    assert run(["suggest", str(project)]) == 0
    said = capsys.readouterr()
    assert "4 suggestions" in said.out
    assert "own.toml, bad" in said.err


def test_refusals(project, tmp_path, capsys):
    assert run(["suggest", str(tmp_path / "none.corpus")]) == 1
    assert run(["suggest", str(project), "--document", "nothing"]) == 1
    assert run(["suggest", str(project), "--model", str(tmp_path)]) == 1
    assert "There is no model in" in capsys.readouterr().err
    assert run(["suggest", str(project), "--source", "stars"]) == 2


def test_a_model_of_the_project_that_cannot_be_used_stops_nothing(project, capsys):
    with Session.open(project) as session:
        set_suggestion_options(session, model="0001")
    assert run(["suggest", str(project), "--json"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 4
    assert "There is no model in" in said.err
