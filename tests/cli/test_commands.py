"""Every command, from the words to the exit code: what it prints, what it writes, what its JSON holds."""

import json
import os
import re
import subprocess
import sys

import pytest
from project_kit import TEXTS, file_state, write_lines

from annotator import __version__
from annotator.cli import COMMANDS
from annotator.services.backups import back_up_file
from annotator.store.project import Project

TEXT = TEXTS[0]


def process(*words, **environment):
    """The command line in a process of its own."""
    keep = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    command = [sys.executable, "-m", "annotator", *map(str, words)]
    found = subprocess.run(
        command, capture_output=True, text=True, env=keep | environment, timeout=60, check=False
    )
    return found.returncode, found.stdout, found.stderr


@pytest.fixture
def project(tmp_path, run):
    path = tmp_path / "a.corpus"
    code, out, err = run("new", path, "--annotator", "Lan Anh")
    assert (code, err) == (0, "")
    assert out.startswith(f"Created {path} with the label scheme ")
    return path


def line(**fields):
    spans = [{"start": 0, "end": 16, "label": "PERSON", "text": TEXT[:16]}]
    return {"id": "a", "text": TEXT, "layer": "lan-anh", "spans": spans, **fields}


@pytest.fixture
def filled(project, tmp_path, run):
    lines = write_lines(tmp_path / "in.jsonl", [line(), line(id="b", text=TEXT + " Hết.", state="finished")])
    assert run("import", project, lines)[0] == 0
    lines.unlink()
    return project


# --- new ----------------------------------------------------------------------------------------------------------------------


def test_new(project, run):
    with Project.open(project) as opened:
        assert [(person.id, person.name) for person in opened.annotators()] == [("lan-anh", "Lan Anh")]
        assert opened.scheme().id == "neu-guong"
    before = file_state(project)
    code, out, err = run("new", project)
    assert (code, out) == (1, "")
    assert str(project) in err
    assert file_state(project) == before


def test_new_with_another_scheme(tmp_path, run):
    assert run("new", tmp_path / "b.corpus", "--scheme", "basic-ner")[0] == 0
    for wrong in ("none", tmp_path / "none.toml"):
        code, out, err = run("new", tmp_path / "c.corpus", "--scheme", wrong)
        assert (code, out, bool(err)) == (1, "", True)
    assert not (tmp_path / "c.corpus").exists()


# --- import -------------------------------------------------------------------------------------------------------------------


def test_import(project, tmp_path, run):
    lines = write_lines(tmp_path / "in.jsonl", [line(), {"id": "b", "text": "Bài khác."}])
    code, out, err = run("import", project, lines)
    assert (code, err) == (0, "")
    assert out == "Imported: 2 documents, 1 layer, 1 span.\n"
    code, out, err = run("import", project, lines, "--json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert {key: data[key] for key in ("stopped", "documents", "layers", "spans", "relations", "skipped", "people")} == {
        "stopped": False, "documents": 0, "layers": 0, "spans": 0, "relations": 0, "skipped": 2, "people": [],
    }  # fmt: skip
    assert [issue["code"] for issue in data["issues"]] == ["layer-known", "same-text"]
    assert set(data["issues"][0]) == {"severity", "code", "path", "line", "fields"}


def test_import_names_file_and_line_of_what_is_wrong(project, tmp_path, run):
    lines = write_lines(
        tmp_path / "in.jsonl",
        [{"id": "b", "text": "Bài."}, line(spans=[{"start": 0, "end": 3, "label": "NONE"}])],
    )
    code, out, err = run("import", project, lines)
    assert code == 1
    assert "in.jsonl" in err
    assert re.search(r"\b2\b", err)
    assert "NONE" in err
    assert "1 error" in out


def test_strict_import(project, tmp_path, run):
    lines = write_lines(tmp_path / "in.jsonl", [{"id": "b", "text": "Bài."}, {"id": "c"}])
    code, out, _ = run("import", project, lines, "--strict", "--json")
    assert (code, json.loads(out)["stopped"]) == (1, True)
    assert run("import", project, lines, "--strict")[0] == 1
    with Project.open(project) as opened:
        assert opened.count_documents() == 0


def test_import_of_nothing(project, tmp_path, run):
    code, _, err = run("import", project, tmp_path / "none.txt")
    assert (code, "none.txt" in err) == (1, True)
    code, _, err = run("import", project, tmp_path / "none.txt", "--format", "none")
    assert (code, bool(err)) == (1, True)


def test_import_for_somebody(project, tmp_path, run):
    lines = write_lines(tmp_path / "in.jsonl", [line(layer=None)])
    assert run("import", project, lines, "--annotator", "chi")[0] == 0
    with Project.open(project) as opened:
        assert opened.layer_owners() == ["chi"]


# --- export -------------------------------------------------------------------------------------------------------------------


def test_export_jsonl(filled, tmp_path, run):
    out_path = tmp_path / "out.jsonl"
    code, out, err = run("export", filled, out_path, "--to", "jsonl")
    assert (code, err) == (0, "")
    assert "2 documents, 2 spans" in out
    assert str(out_path) in out
    assert [json.loads(row)["id"] for row in out_path.read_text(encoding="utf-8").splitlines()] == ["a", "b"]
    code, out, err = run("export", filled, out_path, "--to", "jsonl", "--json", "--layer", "all")
    assert json.loads(out) == {
        "layer": "all", "documents": 2, "layers": 2, "spans": 2, "files": [str(out_path)], "skipped_documents": [],
    }  # fmt: skip


def test_export_refuses(filled, tmp_path, run):
    code, _, err = run("export", filled, tmp_path / "o.jsonl", "--to", "jsonl", "--layer", "nobody")
    assert (code, "nobody" in err) == (1, True)
    lines = write_lines(tmp_path / "in.jsonl", [line(layer="chi")])
    run("import", filled, lines)
    code, _, err = run("export", filled, tmp_path / "o.jsonl", "--to", "jsonl")
    assert code == 1
    assert "chi" in err
    assert "lan-anh" in err
    code, _, err = run("export", filled, tmp_path / "none" / "o.jsonl", "--to", "jsonl", "--layer", "all")
    assert (code, bool(err)) == (1, True)
    assert not list(tmp_path.glob("*.jsonl")) or [p.name for p in tmp_path.glob("*.jsonl")] == ["in.jsonl"]


def test_export_docbin(filled, tmp_path, run):
    out_path = tmp_path / "docbin"
    code, out, err = run("export", filled, out_path, "--to", "docbin", "--json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert (data["documents"], data["spans"], data["counts"]["stored"]) == (2, 2, 2)
    from spacy.tokens import DocBin  # the real reader, not ours
    from spacy.vocab import Vocab

    (shard,) = out_path.glob("*.spacy")
    docs = list(DocBin().from_disk(shard).get_docs(Vocab()))
    assert sorted(doc.text for doc in docs) == sorted([TEXT, TEXT + " Hết."])
    assert {span.text for doc in docs for spans in doc.spans.values() for span in spans} == {TEXT[:16]}


def test_export_docbin_stops_at_spans_that_cut_a_token(filled, tmp_path, run):
    spans = [{"start": 1, "end": 9, "label": "ORG"}]
    run("import", filled, write_lines(tmp_path / "in.jsonl", [line(id="c", text=TEXT + "!", spans=spans)]))
    code, _, err = run("export", filled, tmp_path / "o", "--to", "docbin")
    assert code == 1
    assert "c 1-9 ORG" in err
    assert "--misaligned" in err
    assert not list((tmp_path / "o").glob("*.spacy"))
    code, out, _ = run("export", filled, tmp_path / "o", "--to", "docbin", "--misaligned", "skip", "--json")
    assert (code, json.loads(out)["counts"]["skipped"]) == (0, 1)


# --- stats, check, restore ----------------------------------------------------------------------------------------------------


def test_stats(filled, run):
    code, out, err = run("stats", filled)
    assert (code, err) == (0, "")
    assert out.startswith("2 documents, ")
    assert "PERSON" in out
    data = json.loads(run("stats", filled, "--json")[1])
    assert data["documents"] == 2
    assert data["layers"] == [
        {"annotator": "lan-anh", "name": "Lan Anh", "states": {"in_progress": 1, "finished": 1}, "spans": 2, "relations": 0, "labels": {"PERSON": 2}}
    ]  # fmt: skip


def test_check(filled, run):
    assert run("check", filled) == (0, "All is well: 2 documents checked.\n", "")
    assert json.loads(run("check", filled, "--json")[1]) == {"documents": 2, "findings": []}
    with Project.open(filled) as opened:
        opened.connection.execute("UPDATE document SET length = 1 WHERE id = 'a'")
    code, out, err = run("check", filled)
    assert (code, out, err) == (1, "", "a: The stored length of the text is wrong.\n")
    code, out, _ = run("check", filled, "--json")
    assert (code, json.loads(out)["findings"]) == (1, [{"code": "text-length", "where": "a", "fields": {}}])


def test_restore(filled, tmp_path, run):
    for backup in (filled.parent / "a.corpus-backups").glob("*"):
        backup.unlink()
    assert run("restore", filled)[:2] == (0, "No backups yet.\n")
    back_up_file(filled, "manual")
    before = run("stats", filled, "--json")[1]
    run("import", filled, write_lines(tmp_path / "in.jsonl", [{"id": "c", "text": "Bài ba."}]))
    # The manual one holds all that was there: no second one.
    assert run("restore", filled)[1].count("\n") == 2
    run("import", filled, write_lines(tmp_path / "in.jsonl", [{"id": "d", "text": "Bài bốn."}]))
    code, out, err = run("restore", filled)
    assert (code, err, out.count("\n")) == (0, "", 3)
    listed = json.loads(run("restore", filled, "--json")[1])
    assert [each["reason"] for each in listed] == ["import", "manual"]
    assert set(listed[0]) == {"file", "time", "reason", "documents", "spans"}
    code, out, err = run("restore", filled, "--backup", "2")
    assert (code, err) == (0, "")
    assert "manual" in out
    assert "restore" in out
    assert run("stats", filled, "--json")[1] == before
    assert run("restore", filled, "--backup", listed[0]["file"])[0] == 0
    for wrong in ("0", "99", tmp_path / "none"):
        code, out, err = run("restore", filled, "--backup", wrong)
        assert (code, out, bool(err)) == (1, "", True)


# --- how it ends --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command(command, run):
    code, out, err = run(command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Usage: annotator " + command)
    options = re.findall(r"^ {2}(--[a-z-]+.*)$", out, re.MULTILINE)
    assert options
    assert all(re.search(r"\S {2,}\S", option) or len(option) > 25 for option in options), (
        "an option without a word on it"
    )


def test_help_lists_every_command_with_a_sentence(run):
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    for command in COMMANDS:
        assert re.search(rf"^ *{command} +\S", out, re.MULTILINE), command


WRONG_WORDS = [
    ["import"],
    ["check"],
    ["check", "x", "y"],
    ["stats", "--none"],
    ["export", "a", "b", "--to", "none"],
    ["train"],
    ["--none"],
    ["a", "b"],
]


@pytest.mark.parametrize("words", WRONG_WORDS, ids=" ".join)
def test_wrong_words_end_with_2(words, run):
    code, out, err = run(*words)
    assert (code, out, bool(err)) == (2, "", True)


@pytest.mark.parametrize(
    "command",
    [["check"], ["stats"], ["import", "x.txt"], ["export", "o", "--to", "jsonl"]],
    ids=lambda c: c[0],
)
def test_no_project_ends_with_1(command, tmp_path, run):
    missing = tmp_path / "none.corpus"
    text = tmp_path / "text.corpus"
    text.write_text("x" * 500)
    for path in (missing, text):
        code, out, err = run(command[0], path, *command[1:])
        assert (code, out) == (1, "")
        assert str(path) in err
        assert "Traceback" not in err
    assert not missing.exists()


def test_a_locked_project_ends_with_1_and_says_who(filled, tmp_path, run):
    with Project.open(filled):
        code, _, err = run("import", filled, tmp_path)
        assert code == 1
        assert re.search(r"has had the project open", err)
        assert run("stats", filled)[0] == 0


def test_a_bug_ends_with_70(filled, run, monkeypatch):
    def bug(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("annotator.store.doctor.check", bug)
    code, out, err = run("check", filled)
    assert (code, out) == (70, "")
    assert "ZeroDivisionError" in err
    assert "report" in err


def test_version(run):
    assert run("--version") == (0, f"annotator {__version__}\n", "")


def test_what_is_no_file_and_no_command(tmp_path):
    code, out, err = process(tmp_path / "none.corpus")
    assert (code, out) == (1, "")
    assert err == f"There is no project at {tmp_path / 'none.corpus'}.\n"
    code, _, err = process("imprt")
    assert (code, err) == (1, "There is no project at imprt.\n")


def test_without_a_display(filled):
    code, out, err = process(filled)
    assert (code, out) == (1, "")
    assert "display" in err
    assert "annotator demo" in err


def test_a_process_of_its_own(filled):
    assert process("check", filled) == (0, "All is well: 2 documents checked.\n", "")
    code, out, _ = process("check", filled, ANNOTATOR_LANG="vi")
    assert code == 0
    assert "All is well" not in out
    code, _, err = process("check", filled.with_name("none"), PYTHONIOENCODING="ascii")
    assert (code, "Traceback" in err) == (1, False)


HEAVY = """
import sys
sys.argv = ["annotator", *{words!r}]
from annotator.__main__ import main
try:
    main()
finally:
    loaded = sorted({{"spacy", "numpy", "PySide6", "thinc", "torch"}} & {{name.partition(".")[0] for name in sys.modules}})
    print("LOADED", *loaded, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["export", "--help"],
        ["train", "--help"],
        ["stats", "{project}"],
        ["check", "{project}"],
        ["--version"],
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_loaded(filled, words):
    program = HEAVY.format(words=[word.format(project=filled) for word in words])
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stderr == "LOADED\n"
    assert found.stdout
