"""``annotator search`` on a project: lines, JSON lines, limits and refusals."""

import json

import pytest
from project_kit import new_session

from annotator.cli.app import run
from annotator.services.commands import AddSpan

TEXT = "Đảng bộ\x1b[31m nêu gương.\nông Lan nêu gương"


@pytest.fixture
def project(tmp_path):
    with new_session(tmp_path / "a.corpus", [TEXT, "đang"]) as session:
        start = session.document("d1").text.index("Lan")
        session.execute(AddSpan("d1", start, start + 3, "PERSON"))
    return str(tmp_path / "a.corpus")


def test_lines_with_context_and_nothing_a_terminal_obeys(project, capsys):
    assert run(["search", project, "dang"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == ["d1:0-4  [Đảng] bộ [31m nêu gương. ông Lan nêu gương", "d2:0-4  [đang]"]
    assert said.err == "2 hits\n"
    assert run(["search", project, "label:PERSON"]) == 0
    assert capsys.readouterr().out.startswith("d1:")


def test_json_lines_hold_the_place(project, capsys):
    assert run(["search", project, "nêu gương", "--exact", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [TEXT[row["start"] : row["end"]] for row in rows] == ["nêu gương", "nêu gương"]
    assert run(["search", project, "by:me label:PERSON", "--me", "lan", "--json"]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["document"], row["label"], row["annotator"], row["found"]) == ("d1", "PERSON", "lan", "Lan")


def test_what_is_cut_off_is_said(project, capsys):
    assert run(["search", project, "nêu", "--limit", "1"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert "--limit 0" in said.err
    assert run(["search", project, "nêu", "--limit", "0"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_documents_and_refusals(project, capsys):
    assert run(["search", project, "state:new by:lan"]) == 0
    assert capsys.readouterr().out == "d2  đang\n"
    assert run(["search", project, "label:NONE"]) == 1
    assert "NONE" in capsys.readouterr().err
    assert run(["search", project, "--exact", "--", "-đảng"]) == 0
    assert capsys.readouterr().out == "d2  đang\n"
