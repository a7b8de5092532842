"""``annotator scheme``: shown, written, replaced, merged, split, retired; nothing changes with --dry-run."""

import json

import pytest
from project_kit import LAN, SCHEME, bring_texts

from annotator.cli.app import run
from annotator.formats.scheme_toml import read_scheme
from annotator.model.people import Annotator, Role
from annotator.services import commands as c
from annotator.services.session import Session
from annotator.store.project import Project


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "a.corpus"
    with Session.create(path, SCHEME, LAN, [Annotator("ha", "Hà", Role.MANAGER)]) as session:
        bring_texts(session.project, ["Ông An nhận 300 triệu\x1b đồng, 5 triệu."])
        session.execute(c.AddSpan("d1", 12, 27, "MONEY", {"unit": "đồng"}, id="a"))
        session.execute(c.AddSpan("d1", 29, 36, "MONEY", id="b"))
    return path


def labels(path):
    with Project.open(path, read_only=True) as opened:
        from annotator.model.edit import LayerKey

        spans = opened.layer(LayerKey("d1", "lan")).spans.values()
        return sorted(span.label for span in spans), opened.scheme().version


def test_it_is_shown_and_written(project, tmp_path, capsys):
    assert run(["scheme", str(project)]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0] == "Trial (trial), version 1"
    assert "  MONEY  Money  2 spans  shift+1" in said
    assert run(["scheme", str(project), "--show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["spans"] == {"MONEY": 2}
    out = tmp_path / "scheme.toml"
    assert run(["scheme", str(project), "--export", str(out)]) == 0
    assert read_scheme(out) == SCHEME
    assert run(["scheme", str(project), "--export", str(tmp_path / "none" / "x.toml")]) == 1


def test_a_merge_is_shown_first_and_done_by_a_manager(project, capsys):
    command = ["scheme", str(project), "--merge", "MONEY", "DATE"]
    assert run([*command, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "d1:12-27  lan  [300 triệu đồng]  MONEY becomes DATE. Does not fit: unit = đồng" in said
    assert said.endswith("Nothing was changed.\n")
    assert labels(project) == (["MONEY", "MONEY"], 1)
    assert run([*command, "--as", "ha", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["version"], data["counts"], data["people"]) == (2, {"moved": 2}, {"lan": 2})
    assert labels(project) == (["DATE", "DATE"], 2)


def test_a_split_needs_to_know_which(project, capsys):
    command = ["scheme", str(project), "--split", "MONEY", "BUDGET"]
    assert run(command) == 2
    assert run([*command, "--with", "unit"]) == 2
    assert run([*command, "--with", "unit=đồng", "--words", "300 triệu\x1b đồng"]) == 0
    assert labels(project) == (["BUDGET", "MONEY"], 2)
    assert run(["scheme", str(project), "--split", "NONE", "X", "--words", "a"]) == 1
    capsys.readouterr()


def test_one_is_retired_and_a_file_takes_its_place(project, tmp_path, capsys):
    assert run(["scheme", str(project), "--retire", "MONEY"]) == 0
    assert "MONEY stays, and is no longer offered." in capsys.readouterr().out
    out = tmp_path / "scheme.toml"
    out.write_text(
        'id = "other"\nnames = {en = "Other"}\n[[groups]]\nid = "g"\nnames = {en = "G"}\n'
        '[[labels]]\nid = "SUM"\ngroup = "g"\nnames = {en = "Sum"}\nkey = "1"\n',
        encoding="utf-8",
    )
    command = ["scheme", str(project), "--replace", str(out)]
    assert run([*command, "--dry-run", "--all"]) == 0
    assert "Label SUM: new" in capsys.readouterr().out
    assert run([*command, "--map", "MONEY=SUM", "--drop-values"]) == 0
    assert labels(project) == (["SUM", "SUM"], 3)
    assert run([*command, "--merge", "A", "B"]) == 2
    assert run(["scheme", str(project), "--retire", "NONE"]) == 1
    capsys.readouterr()
