"""For eyes and hands that work otherwise: every control has a name, every focus is seen, on every page and in every dialog."""

from contextlib import suppress

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleTextCursorEvent,
    QAccessibleTextSelectionEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from annotator.ui.textview.view import ArticleView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
)


def inner(widget):
    """A part of another control: a spin box's field, a combo box's list, scroll bars, heads of tables."""
    if isinstance(widget, (QScrollBar, QHeaderView)) or widget.objectName().startswith("qt_"):
        return True
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, (QComboBox, QAbstractSpinBox)) or above.objectName().startswith("qt_"):
            return True
        if isinstance(above, QAbstractItemView) or type(above).__name__ == "QComboBoxPrivateContainer":
            return True
        above = above.parentWidget()
    return False


def nameless(top):
    """Controls of ``top`` on show that a screen reader cannot name."""
    found = []
    for widget in top.findChildren(QWidget):
        usable = isinstance(widget, CONTROLS) or (
            widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(widget, (QScrollArea, QDialog))
        )
        if not usable or inner(widget) or type(widget) is QWidget or not widget.isVisibleTo(top):
            continue
        asked = QAccessible.queryAccessibleInterface(widget)
        if asked is None or not asked.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def unseen(top):
    """Visible controls that look the same with the focus as without it, once Tab was used."""
    found = []
    top.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    for widget in top.findChildren(QWidget):
        if (
            isinstance(widget, ArticleView) and widget.page is None
        ):  # without a text there is nothing to walk in
            continue
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and isinstance(
            widget, (*CONTROLS, QAbstractScrollArea)
        )
        if (
            not takes
            or inner(widget)
            or not widget.isVisible()
            or not widget.isEnabled()
            or isinstance(widget, QScrollArea)
        ):
            continue
        top.setFocus()
        widget.clearFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.hasFocus() and widget.grab().toImage() == before:
            found.append(
                f"{type(widget).__name__} “{widget.accessibleName()}” in {type(widget.parentWidget()).__name__}"
            )
    return found


def test_the_start_page(app, qtbot):
    app.window.show()
    assert nameless(app.window) == []
    app.window.activateWindow()
    assert unseen(app.window) == []


def test_the_annotate_page_with_everything_open(window, qtbot):
    view = window.workspace.page.view
    view.select(66, 90)
    QTest.keyClick(view, Qt.Key.Key_1, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert nameless(window) == []
    assert unseen(window) == []


def test_every_page(app, window, qtbot):
    poor, quiet = {}, lambda: app.jobs.running is None
    for spec in window.actions_table.table:
        if spec.id.startswith("page-"):
            window.actions_table[spec.id].trigger()
            qtbot.wait(50)
            qtbot.waitUntil(quiet)
            with suppress(qtbot.TimeoutError):  # numbers are named when they were counted
                qtbot.waitUntil(lambda: not nameless(window), timeout=8000)
            poor[spec.id] = nameless(window), unseen(window.page_widget())
    assert {page: found for page, found in poor.items() if any(found)} == {}
    assert len(poor) >= 4
    qtbot.waitUntil(lambda: app.jobs.running is None)


def test_every_dialog_an_action_opens(app, window, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    view = window.workspace.page.view
    view.select(0, 6)
    QTest.keyClick(view, Qt.Key.Key_3)
    poor = {}
    for spec in window.actions_table.table:
        if not spec.text.endswith("…") and spec.id not in ("keys", "about", "about-project"):
            continue
        action = window.actions_table[spec.id]
        if not action.isEnabled() or spec.id == "link":
            continue
        action.trigger()
        qtbot.wait(30)
        for dialog in [one for one in window.findChildren(QDialog) if one.isVisible()]:
            dialog.activateWindow()
            poor[spec.id] = nameless(dialog), unseen(dialog)
            dialog.reject()
        qtbot.waitUntil(lambda: app.jobs.running is None)
        window.activateWindow()
    assert {action: found for action, found in poor.items() if any(found)} == {}
    assert len(poor) >= 12


class Heard:
    """Stands in for Qt's side while no screen reader listens: keeps what would be told."""

    def __init__(self):
        self.said, self.carets, self.selections = [], [], []

    def __getattr__(self, name):
        return getattr(QAccessible, name)

    @staticmethod
    def isActive():
        return True

    def updateAccessibility(self, event):
        if isinstance(event, QAccessibleAnnouncementEvent):
            self.said.append(event.message())
        elif isinstance(event, QAccessibleTextSelectionEvent):
            self.selections.append((event.selectionStart(), event.selectionEnd()))
        elif isinstance(event, QAccessibleTextCursorEvent):
            self.carets.append(event.cursorPosition())


def test_the_article_speaks(window, monkeypatch):
    heard = Heard()
    monkeypatch.setattr("annotator.ui.textview.access.QAccessible", heard)
    view = window.workspace.page.view
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert heard.carets
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    start, end = heard.selections[-1]
    text = window.workspace.session.document(window.workspace.state.document).text
    assert text[start:end].strip() == "cao vai"
    QTest.keyClick(view, Qt.Key.Key_1)
    assert heard.said[-1] == "cao vai, labelled Person"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert heard.said[-1] == "cao vai, labelled Person"
    asked = QAccessible.queryAccessibleInterface(view)
    assert asked.textInterface().text(start, end).strip() == "cao vai"
