"""People: the dialog lists and adds them by keys and mouse; the chooser at the upper right follows."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from annotator.errors import NotManager
from annotator.model.people import Annotator, Role
from annotator.services.commands import AddSpan
from annotator.services.people import change_role, may_change_roles
from annotator.services.session import Session
from annotator.store.doctor import check
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


def test_roles_are_changed_by_anybody_until_there_is_a_manager(window, qtbot):
    session = window.workspace.session
    session.execute(AddSpan(session.queue()[0].document, 0, 2, "ORG"))
    dialog = opened(window, qtbot)
    choice = dialog.findChild(QComboBox, "role-quoc-bao")
    assert choice.accessibleName() == "Role of Quốc Bảo"
    choice.setFocus()
    QTest.keyClick(choice, Key.Key_End)
    choice.activated.emit(choice.currentIndex())  # what Enter on the open list does
    assert session.project.annotator("quoc-bao").role is Role.MANAGER
    dialog.reject()
    window.actions_table["people"].trigger()
    qtbot.waitUntil(lambda: len([one for one in window.findChildren(PeopleDialog) if one.isVisible()]) == 1)
    later = next(one for one in window.findChildren(PeopleDialog) if one.isVisible())
    assert later.findChild(QComboBox, "role-lan-anh") is None  # Lan Anh is no manager, and there is one now
    later.reject()
    window.actions_table["undo"].trigger()
    assert session.project.annotator("quoc-bao").role is Role.ANNOTATOR


def test_the_person_at_work_has_the_new_role_at_once(project):
    with Session.open(project) as session:
        document = session.queue()[0].document
        session.execute(AddSpan(document, 0, 2, "ORG"))
        change_role(session, "lan-anh", Role.MANAGER)
        assert session.annotator.role is Role.MANAGER
        assert len(session.layer(document).spans) == 1
        session.work_as("quoc-bao")
        assert not may_change_roles(session)
        with pytest.raises(NotManager):
            change_role(session, "quoc-bao", Role.REVIEWER)
        session.work_as("lan-anh")
        change_role(session, "quoc-bao", Role.REVIEWER)
        session.undo()
        session.undo()
        assert session.annotator.role is Role.ANNOTATOR
        assert check(session.project) == []
