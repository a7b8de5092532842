"""``annotator export --to`` for every format: losses said before and after, the same in JSON."""

import json
import sys

import pytest
from project_kit import TEXTS, write_lines

from annotator import __main__
from annotator.formats.registry import writer_names

TEXT = TEXTS[0]


@pytest.fixture
def run(monkeypatch, capsys):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["annotator", *map(str, words)])
        code = __main__.main()
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def project(tmp_path, run):
    path = tmp_path / "a.corpus"
    assert run("new", path, "--annotator", "Lan Anh")[0] == 0
    spans = [{"start": 0, "end": 16, "label": "PERSON", "text": TEXT[:16], "note": "ghi chú"}]
    lines = write_lines(
        tmp_path / "in.jsonl", [{"id": "a", "text": TEXT, "layer": "lan-anh", "spans": spans}]
    )
    assert run("import", path, lines)[0] == 0
    return path


@pytest.mark.parametrize("name", writer_names())
def test_every_format_from_the_command_line(project, tmp_path, run, name):
    out_path = tmp_path / "out"
    code, out, err = run("export", project, out_path, "--to", name)
    assert (code, err) == (0, "")
    assert "Exported 1 document, 1 span, read back and compared." in out
    assert (f"{name} has no place for: " in out) == (name not in ("jsonl", "huggingface"))
    again = tmp_path / "again"
    code, out, _ = run("export", project, again, "--to", name, "--json")
    data = {"format": name, "losses": [], "lost": {}} | json.loads(out)
    assert (code, data["format"], data["spans"], data["files"]) == (0, name, 1, [str(again)])
    assert set(data["lost"]) <= set(data["losses"])
    assert ("notes" in data["losses"]) == ("notes" in data["lost"])


def test_what_was_left_out_is_said_with_its_number(project, tmp_path, run):
    _, out, _ = run("export", project, tmp_path / "o", "--to", "doccano")
    assert "Left out: notes (1), whose work it is (1), the state of the work (1)." in out


def test_a_folder_that_is_not_empty(project, tmp_path, run):
    assert run("export", project, tmp_path / "b", "--to", "brat")[0] == 0
    code, _, err = run("export", project, tmp_path / "b", "--to", "brat")
    assert code == 1
    assert "Choose an empty folder" in err
