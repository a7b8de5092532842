"""Guidelines beside the article, by keys: the page of the label at hand, searching, writing, examples, and safe pages."""

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QWidget

from annotator.services.commands import AddSpan
from annotator.services.guidelines import pages, set_pages
from annotator.ui.guidelines.feature import GuidelinesFeature
from annotator.ui.guidelines.rendering import MarkdownView
from annotator.ui.theme import Themes

# Only Qt's offscreen platform says this, of every dialog that knows its least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.fixture
def feature(window, app):
    session = window.workspace.session
    set_pages(session, {"": "Quy tắc chung.", "ORG": "# Tổ chức\n\nĐảng bộ, đảng ủy.", "PLACE": "Nơi chốn."})
    return next(one for one in app.host.features if isinstance(one, GuidelinesFeature))


def mark(window, start, end, label):
    space = window.workspace
    (edit,) = [e for _, e in space.session.execute(AddSpan(space.state.document, start, end, label)).edits][
        -1:
    ]
    return edit.span.id


def press(qtbot, window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.workspace.page.view, key, modifiers)


def test_the_page_follows_the_label_at_hand(feature, window, qtbot):
    space = window.workspace
    org, place = mark(window, 0, 6, "ORG"), mark(window, 7, 10, "PLACE")
    press(qtbot, window, Qt.Key.Key_F12)
    pane = feature.pane
    assert pane.isVisible()
    assert not space.right.spans.isVisible()
    assert (pane.label, pane.view.document().begin().text()) == ("", "Quy tắc chung.")
    assert not pane.general.isVisible()
    space.go_to_span(org)
    assert (pane.title.text(), pane.view.document().begin().text()) == ("Org.", "Tổ chức")
    assert pane.foot.text().startswith("Changed by Lan Anh, ")
    space.go_to_span(place)
    assert pane.view.document().begin().text() == "Nơi chốn."
    space.state.select_span(None)
    assert pane.label == "PLACE"  # it stays, to be read
    space.state.take_brush("ORG")
    assert pane.label == "ORG"
    qtbot.mouseClick(pane.general, Qt.MouseButton.LeftButton)
    assert pane.label == ""
    press(qtbot, window, Qt.Key.Key_F12)
    assert not pane.isVisible()
    assert space.right.spans.isVisible()


def test_it_is_open_again_the_next_time(feature, window, app, project, qtbot):
    press(qtbot, window, Qt.Key.Key_F12)
    app.close_project()
    assert app.open(project)
    assert feature.pane.isVisible()
    qtbot.mouseClick(feature.pane.close_button, Qt.MouseButton.LeftButton)
    assert window.workspace.page.view.hasFocus()
    app.close_project()
    assert app.open(project)
    assert feature.pane is None


def test_all_pages_are_looked_through_without_marks(feature, window, qtbot):
    press(qtbot, window, Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    pane = feature.pane
    assert pane.field.hasFocus()
    qtbot.keyClicks(pane.field, "dang")
    assert [pane.found.item(row).text() for row in range(pane.found.count())] == ["Org.   2 places"]
    qtbot.keyClick(pane.field, Qt.Key.Key_Return)
    assert (pane.label, pane.view.hits()) == ("ORG", 2)
    qtbot.keyClicks(pane.field, "xyz")
    assert pane.found.item(0).text() == "No page holds these words."
    qtbot.keyClick(pane.field, Qt.Key.Key_Escape)
    assert not pane.found.isVisible()
    assert pane.view.hits() == 0
    qtbot.keyClick(pane.field, Qt.Key.Key_Escape)
    assert window.workspace.page.view.hasFocus()


def test_one_key_makes_the_span_an_example(feature, window, qtbot):
    space = window.workspace
    span = mark(window, 0, 6, "COUNT")
    space.go_to_span(span)
    press(qtbot, window, Qt.Key.Key_F12)
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, window, Qt.Key.Key_E, control)
    page = pages(space.session.project)["COUNT"]
    document = space.state.document
    assert page == f"## Examples\n\n- “Đề cao” ({document}:0-6)\n" or page.startswith(
        "## Examples\n\n- “Bàn về”"
    )
    assert space.state.span == span  # nothing else moves
    assert feature.pane.view.document().begin().text() == "Examples"
    press(qtbot, window, Qt.Key.Key_E, control)
    assert pages(space.session.project)["COUNT"] == page
    space.gestures.undo()
    assert "COUNT" not in pages(space.session.project)


def test_a_page_is_written_and_an_earlier_version_comes_back(feature, window, qtbot):
    session = window.workspace.session
    set_pages(session, {"ORG": "Hai"})
    feature.edit("ORG")
    dialog = feature.dialog
    assert dialog.versions.count() == 2
    assert not dialog._store.isEnabled()
    qtbot.keyClicks(dialog.text, "Mot\u00a0")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.view.document().begin().text().startswith("Mot"))
    assert dialog.note.text() == "Not stored yet."
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pages(session.project)["ORG"] == "Mot\nHai\n"
    assert feature.dialog is None
    feature.edit("ORG")
    feature.dialog.versions.setCurrentIndex(2)
    feature.dialog.versions.activated.emit(2)
    feature.dialog.store()
    assert pages(session.project)["ORG"] == "# Tổ chức\n\nĐảng bộ, đảng ủy.\n"
    feature.edit("")
    assert feature.dialog.windowTitle() == "Guideline: General guidelines"
    feature.dialog.reject()


def test_a_strangers_page_loads_nothing(qtbot, qapp, monkeypatch):
    asked = []
    monkeypatch.setattr(
        MarkdownView, "loadResource", lambda self, kind, name: asked.append(name) or QByteArray()
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    view = MarkdownView(Themes(parent, "light"), parent)
    view.show_page(
        '# A\n\n<img src="file:///etc/passwd"> <b>x</b>\n\n![p](http://a.b/c.png) ![q][r]\n\n<script>y</script>\n\n[r]: file:///x\n'
    )
    view.grab()
    text = [block.text() for block in _blocks(view.document())]
    assert asked == []
    assert any('<img src="file:///etc/passwd">' in line for line in text)
    assert not view.openLinks()
    assert "\ufffc" not in "".join(text)  # no picture


def _blocks(document):
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()
