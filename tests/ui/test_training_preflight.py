"""The checks before an export: every span that they list is one key away in the article, and no choice is lost on the way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.formats.docbin_types import Action
from annotator.services.commands import AddSpan
from annotator.services.session import Session
from annotator.ui.dialogs.exporting import ExportDialog

# The offscreen platform says this of every dialog with a least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.fixture
def cut(project):
    """Two spans that cut tokens in the second document, and two that are nested."""
    with Session.open(project) as session:
        document = session.queue()[1].document
        text = session.document(document).text
        for words, label, length in (
            ("4.617", "COUNT", 3),
            ("Nguyễn Nam Đình", "PERSON", 14),
            ("Bí thư Đảng ủy Khối", "POSITION", 19),
            ("Đảng ủy Khối", "ORG", 12),
        ):
            start = text.index(words)
            session.execute(AddSpan(document, start, start + length, label))
    return document


@pytest.fixture
def dialog(app, project, cut, qtbot):
    app.window.show()
    app.open(project)
    app.desk.export()
    (found,) = app.window.findChildren(ExportDialog)
    qtbot.waitUntil(lambda: found.model.rowCount() == 2, timeout=15_000)
    return found


def test_enter_shows_the_span_in_the_article_and_the_export_waits(app, dialog, cut, qtbot):
    space = app.window.workspace
    QTest.keyClick(dialog.rows, Qt.Key.Key_1)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert space.state.document == cut
    span = space.layer().spans[space.state.span]
    assert (span.label, span.end - span.start) == ("PERSON", 14)
    app.window.activateWindow()
    qtbot.waitUntil(space.page.view.hasFocus)
    QTest.keyClick(space.page.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: app.jobs.running is None and dialog.model.undecided() == 1, timeout=15_000)
    assert sorted(dialog.model.choices().values()) == [Action.EXPAND]


def test_a_span_mended_meanwhile_is_no_longer_listed(app, dialog, cut, qtbot):
    space = app.window.workspace
    QTest.keyClick(dialog.rows, Qt.Key.Key_1)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)  # the second row: the first choice went on to it
    space.gestures.delete_selected()
    app.desk.export()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=15_000)
    assert dialog.model.row(0).wrong.span.label == "COUNT"
    assert dialog.model.undecided() == 0
    assert dialog.start.isEnabled()


def test_a_double_click_shows_the_span_too(app, dialog, cut, qtbot):
    place = dialog.rows.visualRect(dialog.model.index(0)).topLeft()
    place.setX(place.x() + 60)
    place.setY(place.y() + 10)
    QTest.mouseClick(dialog.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(dialog.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not dialog.isVisible()
    assert app.window.workspace.layer().spans[app.window.workspace.state.span].label == "COUNT"


def test_nested_spans_are_shown_too(app, dialog, cut, qtbot):
    view = dialog.nested.view
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert app.window.workspace.layer().spans[app.window.workspace.state.span].label == "ORG"


def test_a_span_of_another_person_is_shown_by_its_words(app, project, cut, qtbot):
    app.window.show()
    app.open(project)
    space = app.window.workspace
    space.session.work_as("quoc-bao")
    app.desk.export()
    (dialog,) = app.window.findChildren(ExportDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2, timeout=15_000)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)
    assert space.state.document == cut
    assert space.state.span is None
    start, end = space.state.range
    assert space.session.document(cut).text[start:end].strip() in ("4.6", "4.617")


def test_an_export_laid_aside_goes_with_its_project(app, dialog, cut, project, qtbot):
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)
    app.close_project()
    app.open(project)
    app.desk.export()
    qtbot.waitUntil(lambda: len([d for d in app.window.findChildren(ExportDialog) if d.isVisible()]) == 1)
    qtbot.waitUntil(lambda: app.jobs.running is None, timeout=15_000)
