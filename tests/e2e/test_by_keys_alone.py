"""A whole article without the mouse: from the start page to the finished document and its export."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPushButton

from annotator.model.layer import LayerState
from annotator.services.session import Session
from annotator.ui.dialogs.exporting import ExportDialog
from annotator.ui.dialogs.small import FactsDialog
from tests.ui.conftest import ARTICLE, make_project

Key, Mod = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT, ALT = Mod.ControlModifier, Mod.ShiftModifier, Mod.AltModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def press(key, modifier=Mod.NoModifier):
    """To whatever has the keys."""
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def types(words):
    """Signs as an input method commits them: QTest can only press keys."""
    focused = QApplication.focusWidget()
    for sign in words:
        if sign.isascii():
            QTest.keyClick(focused, sign)
        else:
            focused.insert(sign)


def tab_to(kind, wanted, most=40):
    """Press Tab until a control of that kind has the keys that is what is wanted."""
    for _ in range(most):
        focused = QApplication.focusWidget()
        if isinstance(focused, kind) and wanted(focused):
            return focused
        press(Key.Key_Tab)
    raise AssertionError(f"Tab does not reach {kind.__name__}")


def dialog(window, kind, qtbot):
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(kind)), timeout=15_000)
    found = next(one for one in window.findChildren(kind) if one.isVisible())
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    return found


@pytest.fixture
def program(qtbot, qapp, tmp_path):
    from annotator.ui.app import App
    from annotator.ui.settings import Settings

    project = make_project(tmp_path / "small.corpus", [ARTICLE, "Trưởng phố 20 năm\nLàm trước, nói sau.\n"])
    settings = Settings(qapp, tmp_path / "window.ini")
    settings.opened(project)
    app = App(qapp, settings)
    app.window.resize(1366, 768)
    app.window.show()
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    yield app, project
    app.window.close()
    for left in (app.window, app, settings):
        left.deleteLater()
    qapp.setStyleSheet("")


def label_found(words, key, modifier=Mod.NoModifier):
    """Find, take the hit, label it."""
    press(Key.Key_F, CTRL)
    press(Key.Key_A, CTRL)
    types(words)
    press(Key.Key_Return)
    press(key, modifier)
    press(Key.Key_Escape)


def label_first_syllables():
    """By Shift and arrows; taken back once and done again."""
    press(Key.Key_Home, CTRL)
    for _ in range(2):
        press(Key.Key_Right, SHIFT)
    press(Key.Key_3)
    press(Key.Key_Z, CTRL)
    press(Key.Key_Y, CTRL)


def note_and_doubt():
    """On the span that Tab comes to."""
    press(Key.Key_Tab)
    press(Key.Key_U, CTRL)
    press(Key.Key_N, CTRL | SHIFT)
    types("ask")
    press(Key.Key_Return)


def test_from_the_start_page_to_the_export(program, qtbot, tmp_path):
    app, project = program
    window = app.window
    window.start_page.setFocus()
    press(Key.Key_Tab)
    tab_to(QPushButton, lambda button: button.accessibleName().startswith("small"))
    press(Key.Key_Space)
    space = window.workspace
    qtbot.waitUntil(space.page.view.hasFocus)
    document = space.state.document
    label_found("nguyễn nam đình", Key.Key_1)
    label_found("4.617 đồng chí đảng viên", Key.Key_1, SHIFT)
    label_first_syllables()
    note_and_doubt()
    qtbot.waitUntil(space.page.view.hasFocus)
    found = {(span.label, span.certainty, span.note) for span in space.layer().spans.values()}
    assert {label for label, _, _ in found} == {"PERSON", "COUNT", "ORG"}
    assert sum(note == "ask" for _, _, note in found) == 1
    # done, and the next one is there
    press(Key.Key_Return, CTRL)
    assert space.state.document != document
    assert space.session.layer(document).state is LayerState.FINISHED
    export(window, qtbot, tmp_path / "out")
    (written,) = (tmp_path / "out").glob("*.jsonl")
    texts = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    assert sorted(span["label"] for text in texts for span in text.get("spans", [])) == [
        "COUNT",
        "ORG",
        "PERSON",
    ]
    app.close_project()
    with Session.open(project, annotator="lan-anh") as session:
        assert session.layer(document).state is LayerState.FINISHED


def export(window, qtbot, folder):
    press(Key.Key_E, CTRL)
    shown = dialog(window, ExportDialog, qtbot)
    kind = tab_to(QComboBox, lambda box: box is shown.kind)
    press(Key.Key_Down)
    kind.activated.emit(kind.currentIndex())
    field = tab_to(QLineEdit, lambda line: line is shown.folder)
    press(Key.Key_A, CTRL)
    types(str(folder))
    assert field.text() == str(folder)
    qtbot.waitUntil(shown.start.isEnabled, timeout=15_000)
    press(Key.Key_Return, CTRL)
    dialog(window, FactsDialog, qtbot)
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in window.findChildren(QDialog)))
