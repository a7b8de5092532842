"""A project without documents says what to do next, and the article comes when there is one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.formats.scheme_toml import load_scheme
from annotator.model.people import Annotator
from annotator.services.session import Session
from annotator.ui.importing.dialog import ImportDialog
from annotator.ui.importing.report import ImportReportDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.fixture
def empty(tmp_path):
    Session.create(tmp_path / "empty.corpus", load_scheme("basic-ner"), Annotator("me", "Me")).close()
    return tmp_path / "empty.corpus"


def test_the_first_documents_come_by_the_button_on_the_empty_page(app, empty, qtbot, tmp_path):
    window = app.window
    window.show()
    assert app.open(empty)
    window.activateWindow()
    page = window.workspace.page
    assert page.empty.isVisible()
    assert not page.view.isVisible()
    qtbot.waitUntil(page.empty.button.hasFocus)
    QTest.keyClick(page.empty.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)))
    dialog = window.findChildren(ImportDialog)[-1]
    (tmp_path / "a.txt").write_text("Bài\nMột câu.\n", encoding="utf-8")
    dialog.add_paths([tmp_path / "a.txt"])
    qtbot.waitUntil(dialog.start.isEnabled, timeout=15_000)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportReportDialog)), timeout=15_000)
    QTest.keyClick(window.findChildren(ImportReportDialog)[-1], Qt.Key.Key_Escape)
    assert page.view.isVisible()
    assert not page.empty.isVisible()
    window.activateWindow()
    window.workspace.focus_article()
    qtbot.waitUntil(page.view.hasFocus)
    QTest.keyClick(page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.empty.isVisible()


def test_the_mouse_opens_the_import(app, empty, qtbot):
    app.window.show()
    assert app.open(empty)
    QTest.mouseClick(app.window.workspace.page.empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(app.window.findChildren(ImportDialog)))
    app.window.findChildren(ImportDialog)[-1].close()


def test_where_nothing_can_be_written_no_import_is_offered(app, empty):
    app.window.show()
    assert app.open_read_only(empty)
    assert app.window.workspace.page.empty.isVisible()
    assert not app.window.workspace.page.empty.button.isVisible()
    app.close_project()
