"""The page *Models*: what is trained beside the work, tested, compared, switched on, taken away; and the way into the article."""

import json
import shutil

import pytest
from project_kit import SCHEME, folder
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from training_kit import line, make_project

from annotator.errors import ModelUnavailable
from annotator.nlp.evaluation import Mark, Row, evaluate
from annotator.nlp.training import TrainingResult
from annotator.services.dataset import write_dataset, write_json
from annotator.services.dataset_plan import Plan, SplitPlan, TrainPlan
from annotator.services.evaluation import as_data, compare_datasets, compare_models
from annotator.services.suggest_settings import model_name
from annotator.services.training import describe_model
from annotator.services.training_curve import keep_curve
from annotator.services.training_models import models, models_folder
from annotator.ui.labels import label_name
from annotator.ui.training.delete_dialog import DeleteDialog
from annotator.ui.training.feature import TrainingFeature
from annotator.ui.training.tables import errors_of

# The offscreen platform says this of every dialog with a least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)

PLAN = Plan(split=SplitPlan(shares=(60, 20, 20)), train=TrainPlan(steps=1, width=32, depth=1))
NEXT = Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier
PREVIOUS = Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
LONG = 120_000  # milliseconds: children start spaCy on a machine that may be busy


LINES = [line(n) for n in range(16)]


def evaluation_of(model, wrong):
    """How a model did that finds every PERSON, but ``wrong`` of them a letter short, and nothing else."""
    rows = []
    for number, one in enumerate(LINES[:4]):
        gold = [Mark(span["start"], span["end"], span["label"]) for span in one["spans"]]
        found = [mark._replace(end=mark.end - (number < wrong)) for mark in gold if mark.label == "PERSON"]
        everywhere = [(0, len(one["text"]))]
        known = dict.fromkeys(("ner", "spancat"), everywhere)
        rows.append(
            Row(one["id"], 0, one["text"], dict.fromkeys(known, gold), dict.fromkeys(known, found), known)
        )
    return as_data(evaluate(rows, ("ner", "spancat")), model, {"name": "a", "split": "test"}, learnt=0)


def put_model(project, number, wrong):
    """A model's folder as training leaves it; only the weights are missing, since nobody asks them here."""
    out = models_folder(project.path) / f"{number:04d}"
    dataset = write_dataset(project, out, PLAN)
    model = out / "model"
    model.mkdir()
    (model / "meta.json").write_text(json.dumps({"labels": {"ner": ["PERSON"]}}), encoding="utf-8")
    (model / "config.cfg").write_text("[nlp]\nlang = 'xx'\n", encoding="utf-8")
    write_json(
        model / "training.json", describe_model(dataset, PLAN, TrainingResult(model, {}, {}), out.name)
    )
    write_json(out / "evaluation.json", evaluation_of(model, wrong))


@pytest.fixture(scope="module")
def made():
    """A project with two models."""
    with folder() as home:
        with make_project(home / "a.corpus", LINES) as project:
            put_model(project, 1, wrong=3)
            put_model(project, 2, wrong=1)
        yield home


@pytest.fixture
def path(made, tmp_path):
    """A copy, to be changed."""
    shutil.copytree(models_folder(made / "a.corpus"), models_folder(tmp_path / "a.corpus"))
    return shutil.copy(made / "a.corpus", tmp_path / "a.corpus")


@pytest.fixture
def feature(app, path, qtbot):
    app.window.show()
    assert app.open(path)
    app.window.actions_table["page-models"].trigger()
    (found,) = [one for one in app.host.features if isinstance(one, TrainingFeature)]
    qtbot.waitUntil(lambda: found.page.list.known.rowCount() > 0, timeout=10_000)
    return found


def press(widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, modifier)


def words_of(grid):
    return [[cell.words for cell in row] for row in grid.rows().rows]


def test_a_model_is_trained_beside_the_work(feature, app, path, qtbot):
    page, space = feature.page, app.window.workspace
    page.train.click()
    dialog = feature.dialog
    dialog.steps.set_value(1)
    dialog.test.set_value(20)
    dialog.dev.setText("9")
    press(dialog.dev, Qt.Key.Key_Up)
    dialog.dev.setText("2")  # typed half
    dialog.dev.set_value(20)
    dialog.labels.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert "60 %" in dialog.note.text()
    said = []
    feature.background.said.connect(said.append)
    press(dialog.steps, Qt.Key.Key_Return)
    assert feature.background.running
    assert page.progress.isVisible()
    assert not page.train.isEnabled()
    app.window.actions_table["page-annotate"].trigger()  # the work goes on meanwhile, jobs of its own too
    space.gestures.reopen()
    assert app.jobs.run(lambda progress: None, "another") is not None
    qtbot.waitUntil(lambda: len(models(path)) == 3, timeout=LONG)
    assert any(told.scores for told in said)
    learnt = models(path)[-1].manifest["plan"]
    assert learnt["labels"]["keep"] == [label.id for label in space.session.scheme.labels[1:]]
    assert learnt["train"]["steps"] == 1
    assert json.loads(space.session.setting("training-plan")) == learnt
    qtbot.waitUntil(lambda: page.results.tab == "change" and not feature.background.running, timeout=LONG)
    assert page.list.model_chosen().number == 3  # compared with model 2, which cannot be loaded: it says so
    assert "broke off" in page.results.head.text()


def test_the_change_between_two_models(feature):
    page = feature.page
    before, after = models(feature.context.session.path)
    found = compare_models(before.evaluation, after.evaluation), compare_datasets(before.folder, after.folder)
    page.show_comparison(2, found)
    assert "same data" in page.results.head.text()
    rows = {row[0]: row[1:4] for row in words_of(page.results.change)}
    assert rows[label_name(SCHEME, "PERSON")] == ["0.25", "0.75", "+0.50"]
    assert rows[label_name(SCHEME, "ORG")] == ["0.00", "0.00", "+0.00"]
    page.list.setCurrentIndex(page.list.known.index(1))
    assert not page.results.change.rows().rows


def test_a_training_is_stopped_with_its_child_when_the_project_closes(feature, app, path, qtbot):
    page = feature.page
    plan = Plan(split=PLAN.split, train=TrainPlan(steps=100_000, width=32, depth=1))
    feature._on_wanted(plan, 0)
    qtbot.waitUntil(lambda: "step" in page.progress.facts or "bước" in page.progress.facts, timeout=LONG)
    app.close_project()
    qtbot.waitUntil(lambda: not feature.background.running, timeout=10_000)
    assert sorted(one.name for one in models_folder(path).iterdir()) == ["0001", "0002"]


def test_stop_keeps_nothing(feature, path, qtbot):
    page = feature.page
    feature._on_wanted(Plan(split=PLAN.split, train=TrainPlan(steps=100_000, width=32, depth=1)), 0)
    page.progress.stop.click()
    qtbot.waitUntil(lambda: not feature.background.running, timeout=LONG)
    assert not page.progress.isVisible()
    assert page.train.isEnabled()
    assert sorted(one.name for one in models_folder(path).iterdir()) == ["0001", "0002"]


def test_scores_and_what_is_mixed_up(feature):
    page = feature.page
    evaluation = models(feature.context.session.path)[1].evaluation
    name = "spancat"
    part = evaluation["components"][name]
    page.results._on_part(name)
    rows = words_of(page.results.table)
    assert len(rows) == 1 + len(part["labels"])
    assert rows[0][4] == str(part["total"]["support"])
    page.results.tabs.button("mixed").click()
    wrong = [cell for cell in part["confusion"] if cell["marked"] != cell["found"]]
    assert sum(int(row[2]) for row in words_of(page.results.table)) == sum(cell["count"] for cell in wrong)
    page.results.tabs.button("facts").click()
    shown = dict(words_of(page.results.table))
    assert models(feature.context.session.path)[1].manifest["digest"] in shown.values()


def test_the_worst_document_is_one_key_away_and_its_errors_follow(feature, app, qtbot):
    page, space = feature.page, app.window.workspace
    page.results.tabs.button("worst").click()
    worst = page.results.documents.row()
    errors = errors_of(worst)
    assert [one["kind"] for one in errors] == ["extras", "misses", "misses", "misses"]
    page.results.documents.setFocus()
    press(page.results.documents, Qt.Key.Key_Return)
    assert app.window.page_widget() is space
    assert space.state.document == worst["document"]
    seen = [space.state.range]
    for _ in errors[1:]:
        qtbot.waitUntil(space.page.view.hasFocus)
        press(space.page.view, *NEXT)
        seen.append(space.state.range)
    assert seen == [(one["start"], one["end"]) for one in errors]
    press(space.page.view, *PREVIOUS)
    assert space.state.range == seen[2]


def test_an_error_of_the_list_is_shown_by_enter(feature, app):
    page, space = feature.page, app.window.workspace
    page.results.tabs.button("worst").click()
    press(page.results.errors, Qt.Key.Key_Down)
    wanted = page.results.errors.row()
    press(page.results.errors, Qt.Key.Key_Return)
    assert space.state.range == (wanted["start"], wanted["end"])


def test_a_model_suggests_only_when_a_person_says_so(feature, app, qtbot):
    page, session = feature.page, feature.context.session
    assert model_name(session) == ""
    page.suggest.click()
    assert model_name(session) == "0002"
    qtbot.waitUntil(lambda: page.list.known.chosen == "0002")
    page.suggest.click()
    assert model_name(session) == ""
    app.window.workspace.gestures.undo()
    assert model_name(session) == "0002"


def test_a_model_is_deleted_after_a_question_and_suggests_no_more(feature, path, qtbot):
    page, session = feature.page, feature.context.session
    page.suggest.click()
    page.list.setFocus()
    press(page.list, Qt.Key.Key_Delete)
    (dialog,) = feature.context.window.findChildren(DeleteDialog)
    assert len(models(path)) == 2
    dialog.delete.click()
    assert [model.number for model in models(path)] == [1]
    assert model_name(session) == ""
    qtbot.waitUntil(lambda: page.list.known.rowCount() == 1)


def test_a_refusal_says_why_and_nothing_is_left(feature, path, qtbot, monkeypatch):
    said = []
    monkeypatch.setattr(feature.context.failures, "dialog", lambda *words: said.append(words))
    feature._on_wanted(Plan(split=SplitPlan(shares=(60, 20, 20)), states=("flagged",)), 0)
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    assert said[0][0] == "Nothing was trained"
    assert sorted(one.name for one in models_folder(path).iterdir()) == ["0001", "0002"]
    feature._on_refused(ModelUnavailable(reason="training-failed", detail="last lines", last_words="no"))
    assert said[1][2] == "last lines"


def a_curve(labels):
    means = [{"fraction": f, "f": f / 2, "spread": 0.02} for f in (0.25, 0.5, 0.75, 1.0)]
    verdicts = ["helps", "flat", "not-enough"]
    curves = [
        {"label": label, "support": 30, "means": means, "slope": 0.1, "low": 0.05, "high": 0.15, "verdict": verdict}
        for label, verdict in zip(["", *labels], verdicts, strict=False)
    ]  # fmt: skip
    return {
        "kind": "annotator-learning-curve",
        "version": 1,
        "least_support": 20,
        "components": {"ner": curves},
    }


def test_the_last_learning_curve_is_shown_with_a_verdict_for_each_label(app, path, qtbot):
    keep_curve(path, a_curve(["PERSON", "ORG"]))
    app.window.show()
    app.open(path)
    app.window.actions_table["page-models"].trigger()
    (feature,) = [one for one in app.host.features if isinstance(one, TrainingFeature)]
    results = feature.page.results
    qtbot.waitUntil(lambda: results.curve is not None)
    results.tabs.button("curve").click()
    assert [row[1] for row in words_of(results.curves)] == [
        "more data still helps",
        "more data hardly helps",
        "not enough to say",
    ]
    assert results.curves.rows().rows[0][2].words == "0.12"
    press(results.curves, Qt.Key.Key_Down)
    assert "all labels: 25 %" in results.chart.accessibleDescription()
    assert results.chart.accessibleDescription().count(";") == 1
    assert not results.chart.grab().isNull()


def test_everything_has_a_name_to_be_read_out(feature):
    page = feature.page
    for widget in (
        page.list,
        page.results.table,
        page.results.documents,
        page.results.errors,
        page.results.chart,
    ):
        assert widget.accessibleName()
    index = page.list.currentIndex()
    assert "Model 2" in index.data(Qt.ItemDataRole.AccessibleTextRole)
