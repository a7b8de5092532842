"""What the command line must never do: write over a project, take another project's backup, guess whose work it is."""

import json
import os
import shutil

import pytest
from project_kit import TEXTS, file_state, write_lines

from annotator import __main__
from annotator.store.project import Project

TEXT = TEXTS[0]


@pytest.fixture
def run(monkeypatch, capsys):
    """The command line in this process: (exit code, output, errors)."""

    def run(*words):
        monkeypatch.setattr("sys.argv", ["annotator", *map(str, words)])
        code = __main__.main()
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def project(tmp_path, run):
    path = tmp_path / "a.corpus"
    assert run("new", path, "--annotator", "Lan Anh")[0] == 0
    spans = [{"start": 0, "end": 16, "label": "PERSON", "text": TEXT[:16], "attributes": {}}]
    lines = write_lines(
        tmp_path / "in.jsonl", [{"id": "a", "text": TEXT, "layer": "lan-anh", "spans": spans}]
    )
    assert run("import", path, lines)[0] == 0
    return path


def refused(answer, *words):
    code, out, err = answer
    assert (code, out) == (1, ""), err
    assert "Traceback" not in err
    for word in words:
        assert word in err


# --- what is written, and where -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [False, True])
def test_an_export_never_takes_the_place_of_a_project(project, tmp_path, run, other):
    target = tmp_path / "b.corpus" if other else project
    if other:
        run("new", target)
    before = file_state(target)
    refused(run("export", project, target, "--to", "jsonl"), str(target))
    assert file_state(target) == before


def test_an_empty_project_is_an_empty_file(tmp_path, run):
    run("new", tmp_path / "e.corpus")
    code, _, err = run("export", tmp_path / "e.corpus", tmp_path / "e.jsonl", "--to", "jsonl")
    assert (code, err) == (0, "")
    assert (tmp_path / "e.jsonl").read_bytes() == b""


@pytest.mark.parametrize("command", ["jsonl", "docbin", "train", "demo"])
def test_where_nothing_can_be_written(project, tmp_path, run, command):
    """A file stands where a folder is needed: told as a refusal, not as a fault of the program."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    out = tmp_path / "file" / "out"
    words = {"train": ("train", project, out), "demo": ("demo", "--out", out)}
    refused(run(*words.get(command, ("export", project, out, "--to", command))))
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def test_a_demo_leaves_other_files_alone(tmp_path, run):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", encoding="utf-8")
    refused(run("demo", "--out", tmp_path / "mine"), "mine")
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_training_leaves_a_folder_alone_that_is_no_model(project, tmp_path, run):
    more = write_lines(
        tmp_path / "more.jsonl",
        [
            {
                "text": f"{TEXT} {n}",
                "layer": "lan-anh",
                "spans": [{"start": 0, "end": 16, "label": "PERSON", "text": TEXT[:16]}],
            }
            for n in range(4)
        ],
    )
    run("import", project, more)
    (tmp_path / "out" / "model").mkdir(parents=True)
    (tmp_path / "out" / "model" / "letter.txt").write_text("x", encoding="utf-8")
    refused(run("train", project, tmp_path / "out"), "model")
    assert (tmp_path / "out" / "model" / "letter.txt").exists()


def test_training_says_what_is_missing(tmp_path, run):
    run("new", tmp_path / "e.corpus")
    refused(run("train", tmp_path / "e.corpus", tmp_path / "out"), "nothing to learn from")


# --- projects and backups -----------------------------------------------------------------------------------------------------


def test_a_backup_of_another_project_is_refused(project, tmp_path, run):
    run("new", tmp_path / "b.corpus")
    before = file_state(project)
    refused(run("restore", project, "--backup", tmp_path / "b.corpus"), "another project")
    assert file_state(project) == before
    assert not (tmp_path / "a.corpus-backups").exists()


def test_a_damaged_project_takes_any_backup_of_its_folder(project, tmp_path, run):
    copy = shutil.copy(project, tmp_path / "copy.corpus")
    project.write_bytes(b"gone")
    assert run("restore", project, "--backup", copy)[0] == 0
    assert run("check", project)[0] == 0


def test_a_number_that_is_not_in_the_list(project, run):
    refused(run("restore", project, "--backup", "99"), "no backup 99")


def test_backups_of_nothing(tmp_path, run):
    refused(run("restore", tmp_path / "none.corpus"), "none.corpus")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_the_project_it_leads_to(project, tmp_path, run):
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.corpus"
    link.symlink_to(project)
    assert run("check", link)[0] == 0
    more = write_lines(tmp_path / "more.jsonl", [{"text": "Bài khác."}])
    assert run("import", link, more)[0] == 0
    with Project.open(project):
        refused(run("import", link, more), "has had the project open")
    assert [path.name for path in link.parent.iterdir()] == ["link.corpus"]
    assert (tmp_path / "a.corpus-backups").is_dir()


# --- whose work, and what is wrong --------------------------------------------------------------------------------------------


def test_spans_of_nobody_go_to_who_worked_last_not_to_the_first_by_name(project, tmp_path, run):
    """An import may bring people whose names sort before the one who works here."""
    first = write_lines(tmp_path / "1.jsonl", [{"text": "Bài của An.", "layer": "an", "state": "finished"}])
    assert run("import", project, first)[0] == 0
    span = {"start": 0, "end": 3, "label": "ORG", "text": "Bài"}
    nobody = write_lines(tmp_path / "2.jsonl", [{"id": "n", "text": "Bài của ai?", "spans": [span]}])
    assert run("import", project, nobody)[0] == 0
    assert run("export", project, tmp_path / "o.jsonl", "--to", "jsonl", "--layer", "all")[0] == 0
    rows = map(json.loads, (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines())
    assert next(row["layer"] for row in rows if row["id"] == "n") == "lan-anh"


def test_every_problem_of_a_scheme_with_file_place_and_reason(tmp_path, run):
    labels = "\n".join(f'[[labels]]\nid = "L {n}"\ngroup = "g"\nnames = {{ en = "L" }}' for n in range(5))
    scheme = tmp_path / "mine.toml"
    scheme.write_text(
        'id = "s"\nversion = 1\nnames = { en = "S" }\n[[groups]]\nid = "g"\nnames = { en = "G" }\n' + labels,
        encoding="utf-8",
    )
    answer = run("new", tmp_path / "s.corpus", "--scheme", scheme)
    refused(answer, *(f"L {n} cannot be an id" for n in range(5)))
    assert all(line.startswith("mine.toml: ") for line in answer[2].splitlines())
    assert not (tmp_path / "s.corpus").exists()


def test_files_of_one_name_in_two_folders_are_told_apart(project, tmp_path, run):
    for folder in ("2023", "2024"):
        (tmp_path / "texts" / folder).mkdir(parents=True)
        (tmp_path / "texts" / folder / "bai.txt").write_bytes(b"\x89PNG" + bytes(20))
    code, _, err = run("import", project, tmp_path / "texts")
    assert code == 1
    lines = err.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["error", "error"]
    assert f"2023{os.sep}bai.txt" in lines[0]
    assert f"2024{os.sep}bai.txt" in lines[1]
