"""Models of a project: trained, tested on documents they never saw, numbered, compared; and the learning curve."""

import json
import shutil
import subprocess
import sys

import msgspec
import pytest
from project_kit import folder
from training_kit import line, make_project

from annotator.cli.evaluate_page import (
    compared_datasets,
    compared_models,
    evaluation_html,
    evaluation_text,
    learning_curve_text,
)
from annotator.errors import Cancelled, ModelUnavailable
from annotator.services.dataset import manifest_of
from annotator.services.dataset_plan import LabelPlan, Plan, SplitPlan, TrainPlan
from annotator.services.evaluation import (
    NotComparable,
    compare_datasets,
    compare_models,
    evaluate_dataset,
    evaluate_project,
    read_result,
)
from annotator.services.training import train_project
from annotator.services.training_curve import learning_curve
from annotator.services.training_models import (
    compare_with_before,
    delete_model,
    models,
    models_folder,
    next_folder,
    train_next,
)
from annotator.store.project import Project

SMALL = TrainPlan(steps=20, width=32, depth=2)
PLAN = Plan(split=SplitPlan(shares=(60, 20, 20)), train=SMALL)


@pytest.fixture(scope="module")
def trained():
    """A project with two models; the second knows fewer labels."""
    with folder() as home, make_project(home / "a.corpus", [line(n) for n in range(30)]) as project:
        heard = []
        train_next(project, PLAN, on_training=heard.append)
        assert [event.kind for event in heard if event.kind != "step"][-1] == "finished"
        train_next(project, msgspec.structs.replace(PLAN, train=TrainPlan(steps=10, width=32, depth=2)))
        yield project


def test_what_a_model_says_of_itself(trained):
    first, second = models(trained.path)
    assert [model.folder.name for model in (first, second)] == ["0001", "0002"]
    assert next_folder(trained.path).name == "0003"
    manifest = manifest_of(first.folder)
    assert first.manifest["content"] == manifest["content"]
    assert first.manifest["scheme"]["version"] == trained.scheme().version
    assert first.manifest["tokenizer"] == manifest["tokenizer"]
    assert first.manifest["scores"]["spans_sc_f"] >= 0
    assert len(first.manifest["train_documents"]) == first.manifest["documents"]["train"]
    assert {"model/training.json", "model/meta.json", "evaluation.json"} <= set(manifest["files"])
    assert str(trained.path.parent) not in json.dumps(first.manifest) + json.dumps(manifest)


def test_it_is_tested_on_documents_that_it_never_saw(trained):
    model = models(trained.path)[0]
    evaluation = model.evaluation
    assert evaluation["material"]["split"] == "test"
    assert evaluation["learnt_from"] == 0
    splits = manifest_of(model.folder)["splits"]
    assert evaluation["material"]["rows"] == splits["test"]["rows"]
    assert evaluation["components"]["spancat"]["total"]["support"] == splits["test"]["spans"]
    assert evaluation["components"]["ner"]["total"]["support"] == splits["test"]["entities"]
    again = evaluate_dataset(model.path, model.folder)
    assert again == evaluation == read_result(model.folder)
    same = evaluate_project(model.path, trained, "test")
    assert same["material"]["digest"] == evaluation["material"]["digest"]
    assert same["components"] == evaluation["components"]
    learnt = evaluate_dataset(model.path, model.folder, "train")
    assert learnt["learnt_from"] == splits["train"]["documents"]
    assert "looks better" in "\n".join(evaluation_text(learnt))


def test_two_models_are_compared_on_the_same_documents(trained):
    first, second = models(trained.path)
    found = compare_with_before(trained.path)
    for name in ("ner", "spancat"):
        total = found["components"][name]["total"]
        assert total["f_after"] == second.evaluation["components"][name]["total"]["f"]
        assert total["f_before"] == first.evaluation["components"][name]["total"]["f"]
    assert compare_with_before(trained.path, first) is None
    assert any("ORG" in text for text in compared_models(found))
    change = compare_datasets(first.folder, second.folder)
    assert change["same"]
    assert change["plan"] == {"train.steps": [20, 10]}
    assert compared_datasets(change)


def test_what_cannot_be_compared_is_refused(trained):
    first, second = (model.evaluation for model in models(trained.path))
    other = {**second, "material": {**second["material"], "digest": "0"}}
    for wrong, reason in [
        (other, "documents"),
        ({**second, "components": {}}, "components"),
        ({**second, "kind": "x"}, "kind"),
    ]:
        with pytest.raises(NotComparable) as caught:
            compare_models(first, wrong)
        assert caught.value.reason == reason


def test_a_model_that_has_learnt_from_the_test_is_not_compared(trained):
    with folder() as home:
        path = home / trained.path.name
        shutil.copytree(models_folder(trained.path), models_folder(path))
        manifest = models_folder(path) / "0001" / "model" / "training.json"
        data = json.loads(manifest.read_bytes())
        data["train_documents"] += [row["document"] for row in models(path)[1].evaluation["documents"]]
        manifest.write_text(json.dumps(data), "utf-8")
        with pytest.raises(NotComparable) as caught:
            compare_with_before(path)
        assert caught.value.reason == "learnt"
        delete_model(path, 1)
        assert [model.number for model in models(path)] == [2]
        with pytest.raises(ModelUnavailable):
            delete_model(path, 1)


def test_the_page_takes_nothing_from_documents_for_markup(trained):
    found = json.loads(json.dumps(models(trained.path)[1].evaluation))
    found["documents"][0]["misses"][0]["text"] = "<script>alert(1)</script>"
    page = evaluation_html(found)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<table>") == 4


def test_spacy_itself_checks_the_data(trained):
    """``debug data`` calls fewer than 100 rows an error; there must be no other."""
    out = models(trained.path)[0].folder
    said = subprocess.run(
        [sys.executable, "-m", "spacy", "debug", "data", "config.cfg"],
        cwd=out, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    wrong = [text for text in said.stdout.splitlines() if text.startswith("✘")]
    assert all(
        "Low number of examples" in text or "low number of examples" in text.lower() for text in wrong
    ), said.stdout
    assert "Corpus is loadable" in said.stdout


# --- nothing is left behind ---------------------------------------------------------------------------------------------------
def test_with_nothing_to_learn_nothing_is_left(tmp_path):
    with make_project(tmp_path / "a.corpus", [line(n, spans=[], relations=[]) for n in range(4)]) as project:
        for out in (tmp_path / "out", next_folder(project.path)):
            with pytest.raises(ModelUnavailable) as caught:
                train_project(project, out, PLAN)
            assert caught.value.reason == "no-spans"
        assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_stopping_leaves_what_was_there(tmp_path):
    with make_project(tmp_path / "a.corpus", [line(n) for n in range(12)]) as project:
        with pytest.raises(Cancelled):
            train_project(project, tmp_path / "out", PLAN, should_stop=lambda: True)
        with pytest.raises(Cancelled):
            learning_curve(project, PLAN, should_stop=lambda: True)
        assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


# --- the learning curve -------------------------------------------------------------------------------------------------------
def test_a_learning_curve_of_two_runs_says_that_it_says_nothing(trained):
    told = []
    plan = msgspec.structs.replace(
        PLAN, train=TrainPlan(steps=10, width=32, depth=2), labels=LabelPlan(drop=("POSITION",))
    )
    with Project.open(trained.path, read_only=True) as project:
        found = learning_curve(
            project, plan, seeds=1, fractions=(0.5, 1.0),
            tell=lambda number, runs, fraction, seed, event: told.append((number, runs, fraction, seed)) if event is None else None,
        )  # fmt: skip
    assert told == [(0, 2, 0.5, 0), (1, 2, 1.0, 0)]
    small, whole = found["runs"]
    assert small["documents"] == (whole["documents"] + 1) // 2
    for name in ("ner", "spancat"):
        curves = found["components"][name]
        assert {one["label"] for one in curves} >= {"", "ORG", "PERSON"}
        assert {one["verdict"] for one in curves} == {"not-enough"}
    assert "not enough to say" in "\n".join(learning_curve_text(found))
