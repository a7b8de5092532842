"""``annotator people``: the list, one more, and what is refused."""

import json

import pytest


def test_people_are_listed_and_added(project, run):
    code, out, err = run("people", project)
    assert (code, err) == (0, "")
    assert out == "lan-anh  Lan Anh  (annotator)\n"
    code, out, err = run("people", project, "--add", " Quốc  Bảo ", "--role", "reviewer")
    assert (code, err) == (0, "")
    assert "quoc-bao  Quốc Bảo  (reviewer)" in out.splitlines()
    code, out, _ = run("people", project, "--json")
    assert json.loads(out) == [
        {"id": "lan-anh", "name": "Lan Anh", "role": "annotator"},
        {"id": "quoc-bao", "name": "Quốc Bảo", "role": "reviewer"},
    ]
    assert run("check", project)[0] == 0


def test_the_same_person_is_not_added_twice(project, run):
    before = project.read_bytes()
    code, out, err = run("people", project, "--add", "lan anh")
    assert (code, out) == (1, "")
    assert "lan-anh" in err
    assert project.read_bytes() == before


@pytest.mark.parametrize(
    "words", [["--add", " "], ["--role", "manager"], ["--add", "X", "--role", "model"]], ids=" ".join
)
def test_wrong_words_end_with_2(project, run, words):
    code, out, err = run("people", project, *words)
    assert (code, out, bool(err)) == (2, "", True)


def test_no_project_ends_with_1(tmp_path, run):
    code, out, err = run("people", tmp_path / "none.corpus", "--add", "X")
    assert (code, out, bool(err)) == (1, "", True)
    assert not (tmp_path / "none.corpus").exists()
