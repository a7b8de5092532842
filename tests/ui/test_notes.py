"""A note that cannot be stored stays in the field, and goes into the project once that can be written again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from annotator.ui.failures import Failures

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def told(monkeypatch):
    """What was said, instead of a dialog."""
    words = []
    monkeypatch.setattr(Failures, "dialog", lambda _self, _title, said, _details="": words.append(said))
    return words


@pytest.fixture
def marked(window):
    """Two spans; the second one is selected."""
    view = window.workspace.page.view
    for place in ((0, 6), (7, 10)):
        view.select(*place)
        QTest.keyClick(view, Key.Key_3)
    return sorted(window.workspace.layer().spans.values(), key=lambda span: span.start)


def field_of(window, qtbot):
    note = window.workspace.right.inspector.note
    QTest.keyClick(window.workspace.page.view, Key.Key_N, Mod.ControlModifier | Mod.ShiftModifier)
    qtbot.waitUntil(note.hasFocus)
    return note


def notes(window):
    return sorted(
        span.note for span in window.workspace.session.layer(window.workspace.state.document).spans.values()
    )


def test_enter_while_the_file_is_gone_keeps_the_note_and_enter_again_stores_it(
    window, project, qtbot, marked, told
):
    note = field_of(window, qtbot)
    away = project.rename(project.with_name("away.corpus"))
    QTest.keyClicks(note, "xem lai")
    QTest.keyClick(note, Key.Key_Return)
    assert len(told) == 1
    assert note.text() == "xem lai"
    away.rename(project)
    assert notes(window) == ["", ""]
    note = field_of(window, qtbot)
    assert note.text() == "xem lai"
    QTest.keyClick(note, Key.Key_Return)
    assert len(told) == 1
    assert notes(window) == ["", "xem lai"]
    assert note.text() == "xem lai"


def test_the_note_waits_while_another_span_is_looked_at(window, project, qtbot, marked, told):
    space, note = window.workspace, field_of(window, qtbot)
    away = project.rename(project.with_name("away.corpus"))
    QTest.keyClicks(note, "xem lai")
    space.go_to_span(marked[0].id)
    assert (len(told), note.text()) == (1, "")
    space.go_to_span(marked[1].id)
    assert (len(told), note.text()) == (1, "xem lai")
    away.rename(project)
    space.right.inspector.commit()
    assert notes(window) == ["", "xem lai"]


def test_escape_gives_the_note_up(window, project, qtbot, marked, told):
    note = field_of(window, qtbot)
    away = project.rename(project.with_name("away.corpus"))
    QTest.keyClicks(note, "xem lai")
    QTest.keyClick(note, Key.Key_Return)
    note = field_of(window, qtbot)
    QTest.keyClick(note, Key.Key_Escape)
    assert note.text() == ""
    away.rename(project)
    window.workspace.go_to_span(marked[0].id)
    window.workspace.go_to_span(marked[1].id)
    assert (note.text(), notes(window), len(told)) == ("", ["", ""], 1)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_real_dialog_takes_the_focus_once_and_the_note_stays(window, project, qtbot, marked):
    note = field_of(window, qtbot)
    away = project.rename(project.with_name("away.corpus"))
    QTest.keyClicks(note, "xem lai")
    QTest.keyClick(note, Key.Key_Return)
    (box,) = window.findChildren(QMessageBox)
    QTest.keyClick(box, Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))
    assert note.text() == "xem lai"
    away.rename(project)
