"""``export --to dataset``, ``train``, ``evaluate`` and ``compare`` on the command line."""

import json
import sys

import pytest
from training_kit import line, make_project

from annotator import __main__

PLAN = """layers = ["lan"]
[split]
shares = [60, 20, 20]
[labels]
drop = ["ORG"]
[train]
steps = 10
width = 32
depth = 2
"""


@pytest.fixture
def run(monkeypatch, capsys):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["annotator", *map(str, words)])
        code = __main__.main()
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def project(tmp_path):
    make_project(tmp_path / "a.corpus", [line(n) for n in range(20)]).close()
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    return tmp_path / "a.corpus"


def test_a_dataset_by_a_plan_and_what_changed(project, tmp_path, run):
    one, two = tmp_path / "one", tmp_path / "two"
    code, out, err = run("export", project, one, "--to", "dataset", "--plan", tmp_path / "plan.toml")
    assert (code, err) == (0, "")
    assert "Left out, each in left-out.jsonl: span/label-dropped 20." in out
    code, out, _ = run("export", project, two, "--to", "dataset", "--layer", "lan", "--json")
    assert (code, json.loads(out)["layers"]) == (0, ["lan"])
    code, out, _ = run("compare", one, two)
    assert code == 0
    assert "labels.drop: ['ORG'] → []" in out
    assert "0 → " in next(text for text in out.splitlines() if text.startswith("  ORG"))
    code, out, _ = run("compare", one, one)
    assert out == "The datasets hold the same rows.\n"


def test_train_evaluate_and_compare(project, tmp_path, run):
    code, out, err = run("train", project, tmp_path / "out", "--plan", tmp_path / "plan.toml")
    assert (code, err) == (0, "")
    assert "Load it with spacy.load." in out
    code, out, err = run("evaluate", tmp_path / "out", project, "--out", tmp_path / "results")
    assert (code, err) == (0, "")
    assert "Model out on test of a: " in out
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == [
        "evaluation.html",
        "evaluation.json",
        "evaluation.txt",
    ]
    assert (tmp_path / "results" / "evaluation.txt").read_text("utf-8") == out
    code, out, _ = run("compare", tmp_path / "out", tmp_path / "results", "--json")
    total = json.loads(out)["models"]["components"]["spancat"]["total"]
    assert total["f_before"] == total["f_after"]
    code, out, err = run("compare", project.parent, tmp_path / "results")
    assert (code, out) == (1, "")
    assert "There is no evaluation in" in err


def test_wrong_words_and_wrong_places(project, tmp_path, run):
    plan = tmp_path / "plan.toml"
    assert run("export", project, tmp_path / "o", "--to", "jsonl", "--plan", plan)[0] == 2
    assert run("evaluate", tmp_path, project, "--split", "none")[0] == 2
    code, _, err = run("evaluate", tmp_path, project)
    assert (code, "There is no model in" in err) == (1, True)
    plan.write_text("unit = 'word'", "utf-8")
    code, _, err = run("export", project, tmp_path / "o", "--to", "dataset", "--plan", plan)
    assert (code, "does not hold" in err, (tmp_path / "o").exists()) == (1, True, False)


def test_spans_that_cut_a_token_are_listed_and_nothing_is_written(tmp_path, run):
    spans = [{"id": "x", "start": 0, "end": 2, "label": "PERSON"}]
    make_project(tmp_path / "a.corpus", [line(n, spans=spans, relations=[]) for n in range(3)]).close()
    for words in (("export", "--to", "dataset"), ("train",)):
        code, out, err = run(words[0], tmp_path / "a.corpus", tmp_path / "o", *words[1:])
        assert (code, out) == (1, "")
        assert "3 spans cut a token. Nothing was written." in err, "those of all splits"
        assert not (tmp_path / "o").exists()
