"""The day around the work: where one was, what is next, what was done and how long; the tour; undo offered, not asked."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from annotator.model.facts import OPTION
from annotator.model.layer import LayerState
from annotator.services.session import Session
from annotator.ui.day.progress_dialog import ProgressDialog, day_words, duration_words

Key, Mod = Qt.Key, Qt.KeyboardModifier
CTRL_SHIFT = Mod.ControlModifier | Mod.ShiftModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def view(window):
    return window.workspace.page.view


def day_of(app):
    return next(feature for feature in app.host.features if type(feature).__name__ == "DayFeature")


def the(window, kind, qtbot):
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)))
    return window.findChildren(kind)[-1]


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_the_next_document_that_is_not_done(window):
    queue = [item.document for item in window.workspace.session.queue()]
    window.workspace.open_document(queue[1])
    QTest.keyClick(view(window), Key.Key_Return, Mod.ControlModifier)
    window.workspace.open_document(queue[0])
    QTest.keyClick(view(window), Key.Key_PageDown, CTRL_SHIFT)
    assert window.workspace.state.document == queue[2]
    QTest.keyClick(view(window), Key.Key_Return, Mod.ControlModifier)
    assert window.workspace.state.document == queue[0]
    QTest.keyClick(view(window), Key.Key_PageDown, CTRL_SHIFT)
    assert window.workspace.state.document == queue[0]
    assert window.status._today.text() == "No other document waits."


def test_a_project_opens_where_it_was_left(app, window, project):
    queue = [item.document for item in window.workspace.session.queue()]
    window.workspace.open_document(queue[1])
    view(window).move_caret(70)
    place = view(window).scroll_state()
    app.close_project()
    assert app.open(project)
    assert window.workspace.state.document == queue[1]
    assert view(window).caret() == 70
    assert view(window).scroll_state() == place


def test_what_was_done_by_day_by_label_and_how_long(app, window, qtbot):
    view(window).select(0, 6)
    QTest.keyClick(view(window), Key.Key_3)
    activity, document = day_of(app).activity, window.workspace.state.document
    activity.touch(document, activity._last + 150, "2026-11-20")
    activity.touch(document, activity._last + 59, "2026-11-20")
    window.actions_table["my-progress"].trigger()
    dialog = the(window, ProgressDialog, qtbot)
    assert "0 of 3 documents done" in {label.text() for label in dialog.findChildren(QLabel)}

    def cells():
        table = dialog.table
        return [
            [table.item(row, column).text() for column in range(table.columnCount())]
            for row in range(table.rowCount())
        ]

    assert cells()[0][1:3] == ["0", "1"]
    assert cells()[1] == ["Fri 20/11/2026", "0", "0", "2 min"]
    QTest.mouseClick(dialog.kind.button("label"), Qt.MouseButton.LeftButton)
    assert [row[1] for row in cells()] == ["1"]
    QTest.mouseClick(dialog.kind.button("document"), Qt.MouseButton.LeftButton)
    assert cells()[0] == ["Đề cao vai trò nêu gương", "2 min"]
    dialog.reject()


def test_active_times_stay_on_this_computer_unless_the_project_says_otherwise(
    app, window, project, qtbot, tmp_path
):
    def work():
        activity, document = day_of(app).activity, app.window.workspace.state.document
        activity.touch(document, activity._last + 20, "2026-11-20")

    work()
    app.close_project()
    (kept,) = (tmp_path / "data" / "annotator" / "activity").glob("*.json")
    assert "2026-11-20" in kept.read_text(encoding="utf-8")
    with Session.open(project) as session:
        assert session.setting("active-time:lan-anh") == ""
    assert app.open(project)
    window.actions_table["my-progress"].trigger()
    dialog = the(window, ProgressDialog, qtbot)
    dialog.share.click()
    dialog.reject()
    assert window.workspace.session.facts(OPTION)["share-active-time"] is True
    work()
    app.close_project()
    with Session.open(project) as session:
        assert "2026-11-20" in session.setting("active-time:lan-anh")


def test_durations_and_days_as_people_write_them():
    assert [duration_words(seconds) for seconds in (0, 10, 150, 3600, 7500)] == [
        "",
        "under 1 min",
        "2 min",
        "1 h 0 min",
        "2 h 5 min",
    ]
    assert day_words("never") == "never"


def test_another_person_has_other_times(app, window):
    activity = day_of(app).activity
    app._on_person("quoc-bao")
    assert day_of(app).activity is not activity
    assert not day_of(app).activity.days


def test_after_a_large_act_undo_is_offered(app, window, qtbot):
    from annotator.services.bulk import commit_edits, planned
    from annotator.services.commands import AddSpan

    feature = day_of(app)
    documents = [item.document for item in window.workspace.session.queue()]

    def make_work(project):
        def work(progress):
            commands = [AddSpan(document, 0, 2, "ORG") for document in documents]
            return commit_edits(
                project, "label-all", "lan-anh", planned(project, "lan-anh", commands), progress
            )

        return work

    feature.write_in_job(make_work, "Labelling", "label-all")
    message = window.workspace.page.message
    qtbot.waitUntil(lambda: message.words == "Done: label all.")
    assert not message._button.hasFocus()
    (button,) = [one for one in message.findChildren(QPushButton) if one.text() == "Undo"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not window.workspace.layer().spans


# the tour ---------------------------------------------------------------------------------------------------


@pytest.fixture
def sample(app, project, tmp_path, qtbot):
    """The window on a project that is called as the sample is, for the first time."""
    path = shutil.copy(project, tmp_path / "neu-guong-sample.corpus")
    app.window.show()
    app.open(path)
    app.window.activateWindow()
    app.window.workspace.focus_article()
    qtbot.waitUntil(view(app.window).hasFocus)
    return app.window


def test_the_tour_goes_on_by_itself_and_takes_no_key(app, sample):
    bar = sample.news
    assert bar.words.startswith("1/6")
    for key in (Key.Key_Right, Key.Key_Right):
        QTest.keyClick(view(sample), key, Mod.ShiftModifier)
    assert bar.words.startswith("2/6")
    QTest.keyClick(view(sample), Key.Key_3)
    assert bar.words.startswith("3/6")
    assert "Ctrl Z" in bar.words
    QTest.keyClick(view(sample), Key.Key_Z, Mod.ControlModifier)
    assert bar.words.startswith("4/6")
    QTest.keyClick(view(sample), Key.Key_Y, Mod.ControlModifier)
    QTest.keyClick(view(sample), Key.Key_Tab)
    assert bar.words.startswith("5/6")
    assert view(sample).hasFocus()
    first = sample.workspace.state.document
    QTest.keyClick(view(sample), Key.Key_Return, Mod.ControlModifier)
    assert bar.words.startswith("6/6")
    assert sample.workspace.session.layer(first).state is LayerState.FINISHED
    QTest.mouseClick(bar._button, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert app.settings.tour_seen


def test_the_tour_can_be_put_away_and_taken_again(app, sample):
    QTest.mouseClick(sample.news._button, Qt.MouseButton.LeftButton)
    assert sample.news.words.startswith("2/6")
    QTest.mouseClick(sample.news._close, Qt.MouseButton.LeftButton)
    assert not sample.news.isVisible()
    path = sample.workspace.session.path
    app.close_project()
    app.open(path)
    assert not sample.news.isVisible()
    sample.actions_table["tour"].trigger()
    assert sample.news.words.startswith("1/6")
    sample.actions_table["tour"].trigger()
    assert sample.news.words.startswith("1/6")
    app.close_project()
    assert not sample.news.isVisible()
