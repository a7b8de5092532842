"""The language of the window: chosen in the menu, in force at once, stored for the next start."""

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from annotator.i18n import language, set_language
from annotator.ui.dialogs.small import KeysDialog
from annotator.ui.pages import HOME
from annotator.ui.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def english():
    yield
    set_language("en")
    QLocale.setDefault(QLocale("C"))


def pick(window, action_id):
    """Choose an entry of the menu View with the mouse."""
    menu = window._menus["view"]
    menu.popup(window.mapToGlobal(window.rect().topLeft()))
    place = menu.actionGeometry(window.actions_table[action_id]).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def speak(app, qtbot, choice):
    """The window that stands there after the language was chosen."""
    before = app.window
    pick(before, f"language-{choice}")
    qtbot.waitUntil(lambda: app.window is not before)
    return app.window


def menus(window):
    return [action.text() for action in window.menuBar().actions()]


def test_the_window_speaks_another_language_at_once_and_stays_where_it_was(app, window, qtbot):
    space = window.workspace
    session = space.session
    second = session.queue()[1].document
    space.open_document(second)
    space.page.view.select(0, 6)
    QTest.keyClick(space.page.view, Qt.Key.Key_3)
    (span,) = space.layer().spans
    assert menus(window)[:2] == ["File", "Edit"]
    after = speak(app, qtbot, "vi")
    assert language() == "vi"
    assert menus(after)[:2] == ["Tệp", "Sửa"]
    assert after.workspace.session is session
    assert (after.workspace.state.document, after.workspace.state.span) == (second, span)
    assert after.actions_table["language-vi"].isChecked()
    assert after.isVisible()
    after.activateWindow()
    qtbot.waitUntil(after.workspace.page.view.hasFocus)
    QTest.keyClick(after.workspace.page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not after.workspace.layer().spans
    qtbot.waitUntil(lambda: "bài" in after.status._today_words)


def test_dialogs_pages_and_qts_own_buttons_follow(app, window, qtbot):
    after = speak(app, qtbot, "vi")
    after.actions_table["keys"].trigger()
    (dialog,) = after.findChildren(KeysDialog)
    assert dialog.windowTitle() == "Phím tắt"
    dialog.close()
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel | QDialogButtonBox.StandardButton.Discard)
    qtbot.addWidget(box)
    assert [button.text() for button in box.buttons()] == ["Thôi", "Không lưu"]
    back = speak(app, qtbot, "en")
    assert menus(back)[0] == "File"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_caret_scroll_and_page_stay(app, window, qtbot):
    view = window.workspace.page.view
    view.move_caret(40)
    place = view.scroll_state()
    window.actions_table["page-search"].trigger()
    assert window.page != HOME
    after = speak(app, qtbot, "vi")
    assert after.page == "search"
    assert after.workspace.page.view.scroll_state() == place
    after.actions_table["page-annotate"].trigger()
    assert after.workspace.page.view.caret() == 40


def test_it_is_stored_for_the_next_start(app, window, qtbot, tmp_path, monkeypatch):
    table = window.actions_table
    assert (table["language-en"].isChecked(), table["language-vi"].isChecked()) == (True, False)
    pick(window, "language-en")
    assert app.window is window
    speak(app, qtbot, "vi")
    app.settings.save()
    stored = Settings(app, tmp_path / "window.ini")
    monkeypatch.setenv("ANNOTATOR_LANG", "en")
    assert stored.language_at_start() == "en"
    monkeypatch.delenv("ANNOTATOR_LANG")
    assert stored.language_at_start() == "vi"


def test_without_a_project_the_start_page_follows(app, qtbot):
    app.window.show()
    after = speak(app, qtbot, "vi")
    assert after.page_widget() is after.start_page
    assert after.start_page._new.text() == "Dự án mới"


def test_while_a_job_runs_the_change_waits(app, window, qtbot):
    go_on = threading.Event()
    app.jobs.run(lambda progress: go_on.wait(10), "Counting", quiet=True)
    window.actions_table["language-vi"].trigger()
    qtbot.wait(300)
    assert language() == "en"
    assert window.actions_table["language-en"].isChecked()
    assert not window.actions_table["language-vi"].isChecked()
    assert "when what is at work is done" in window.status._today.text()
    go_on.set()
    qtbot.waitUntil(lambda: app.window is not window)
    assert language() == "vi"


def test_an_open_dialog_is_not_taken_away(app, window, qtbot):
    window.actions_table["keys"].trigger()
    (dialog,) = window.findChildren(KeysDialog)
    app._on_language("vi")
    qtbot.wait(300)
    assert dialog.isVisible()
    dialog.close()
    qtbot.waitUntil(lambda: app.window is not window)


def test_a_stored_language_that_makes_no_sense_is_none(qapp, tmp_path, monkeypatch):
    (tmp_path / "w.ini").write_text("[General]\nlanguage=xx\n", encoding="utf-8")
    settings = Settings(qapp, tmp_path / "w.ini")
    monkeypatch.delenv("ANNOTATOR_LANG")
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    assert (settings.language, settings.language_at_start()) == ("", "vi")
    settings.deleteLater()


def test_a_training_beside_the_work_is_not_broken_off(app, window, qtbot):
    go, done = threading.Event(), []
    training = next(one for one in app.host.features if type(one).__name__ == "TrainingFeature")

    def work(progress, voice):
        go.wait(30)
        done.append(voice.should_stop())

    assert training.background.start(work, "trying")
    window.actions_table["language-vi"].trigger()
    qtbot.wait(600)
    assert app.window is window
    assert window.status._today.text()
    go.set()
    qtbot.waitUntil(lambda: app.window is not window, timeout=20_000)
    assert done == [False]
