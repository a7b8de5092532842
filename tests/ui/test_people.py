"""People: the dialog lists and adds them by keys and mouse; the chooser at the upper right follows."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from annotator.model.people import Annotator, Role
from annotator.services.session import Session
from annotator.ui.dialogs.people import PeopleDialog

Key, Mod = Qt.Key, Qt.KeyboardModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def opened(window, qtbot):
    window.actions_table["people"].trigger()
    return dialog_of(window, qtbot)


def dialog_of(window, qtbot):
    qtbot.waitUntil(lambda: bool(window.findChildren(PeopleDialog)))
    dialog = window.findChildren(PeopleDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def names(window):
    return [action.text() for action in window.person_corner._person.menu().actions() if action.isCheckable()]


def rows(dialog):
    table = dialog.table
    return [tuple(table.item(row, column).text() for column in range(3)) for row in range(table.rowCount())]


def test_a_person_is_added_by_keys_and_one_undo_takes_them_back(window, qtbot):
    dialog = opened(window, qtbot)
    assert rows(dialog) == [("Lan Anh", "lan-anh", "annotator"), ("Quốc Bảo", "quoc-bao", "annotator")]
    assert not dialog._add.isEnabled()
    QTest.keyClicks(dialog.name, "Minh")
    assert dialog.note.text() == "Id: minh"
    QTest.keyClick(dialog.name, Key.Key_Tab)
    QTest.keyClick(dialog.role, Key.Key_Down)
    QTest.keyClick(dialog.name, Key.Key_Return)
    assert ("Minh", "minh", "reviewer") in rows(dialog)
    assert dialog.name.text() == ""
    assert names(window) == ["Lan Anh", "Minh", "Quốc Bảo"]
    assert window.workspace.session.annotator.id == "lan-anh"
    QTest.keyClick(dialog, Key.Key_Escape)
    view = window.workspace.page.view
    window.activateWindow()
    window.workspace.focus_article()
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Key.Key_Z, Mod.ControlModifier)
    assert names(window) == ["Lan Anh", "Quốc Bảo"]
    QTest.keyClick(view, Key.Key_Y, Mod.ControlModifier)
    assert names(window) == ["Lan Anh", "Minh", "Quốc Bảo"]
    assert Annotator("minh", "Minh", Role.REVIEWER) in window.workspace.session.annotators()


def test_somebody_who_is_there_is_refused_in_words_and_what_was_typed_stays(window, qtbot):
    dialog = opened(window, qtbot)
    QTest.keyClicks(dialog.name, "quoc bao")
    QTest.mouseClick(dialog._add, Qt.MouseButton.LeftButton)
    assert "quoc-bao" in dialog.note.text()
    assert "already" in dialog.note.text()
    assert dialog.name.text() == "quoc bao"
    assert len(rows(dialog)) == 2
    dialog.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_chooser_offers_to_add_a_person(window, qtbot):
    chooser = window.person_corner._person

    def pick():
        menu = chooser.menu()
        QTest.mouseClick(
            menu, Qt.MouseButton.LeftButton, Mod.NoModifier, menu.actionGeometry(menu.actions()[-1]).center()
        )

    QTimer.singleShot(200, pick)
    QTest.mouseClick(chooser, Qt.MouseButton.LeftButton)
    dialog = dialog_of(window, qtbot)
    assert window.workspace.session.annotator.id == "lan-anh"
    dialog.close()


def test_a_project_for_reading_lists_people_and_adds_none(app, project, qtbot):
    app.window.show()
    assert app.open_read_only(project)
    assert not [
        action for action in app.window.person_corner._person.menu().actions() if not action.isCheckable()
    ]
    dialog = opened(app.window, qtbot)
    assert len(rows(dialog)) == 2
    assert not dialog.name.isEnabled()
    assert not dialog._add.isEnabled()
    dialog.close()
    app.close_project()


def test_a_file_that_moved_adds_nobody(window, project, qtbot, monkeypatch):
    dialog = opened(window, qtbot)
    told = []
    monkeypatch.setattr(
        "annotator.ui.failures.Failures.dialog", lambda _s, title, words, details="": told.append(words)
    )
    project.rename(project.with_name("elsewhere.corpus"))
    QTest.keyClicks(dialog.name, "Minh")
    QTest.keyClick(dialog.name, Key.Key_Return)
    assert told
    assert dialog.name.text() == "Minh"
    assert len(rows(dialog)) == 2
    dialog.close()
    project.with_name("elsewhere.corpus").rename(project)
    with Session.open(project, read_only=True) as session:
        assert len(session.annotators()) == 2
