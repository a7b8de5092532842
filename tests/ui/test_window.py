"""A day's work through the real window: keys and mouse go in, the project file says what came of them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from annotator.model.layer import LayerState
from annotator.services.session import Session

Key, Mod = Qt.Key, Qt.KeyboardModifier


def view(window):
    return window.workspace.page.view


def layer(window):
    return window.workspace.layer()


def choose(window, words, nth=0):
    """Select the nth place where the text has ``words``."""
    text = window.workspace.session.document(window.workspace.state.document).text
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    view(window).select(start, start + len(words))
    return start, start + len(words)


def marked(window):
    return {(s.start, s.end, s.label) for s in layer(window).spans.values()}


def press(window, key, modifier=Mod.NoModifier):
    QTest.keyClick(view(window), key, modifier)


def test_a_digit_labels_the_selection_and_the_new_span_is_selected(window):
    place = choose(window, "Nguyễn Nam Đình")
    press(window, Key.Key_1)
    assert marked(window) == {(*place, "PERSON")}
    (span,) = layer(window).spans
    assert window.workspace.state.span == span
    assert window.workspace.right.inspector.isVisible()


@pytest.mark.parametrize(
    ("key", "modifier", "label"),
    [
        (Key.Key_3, Mod.NoModifier, "ORG"),
        (Key.Key_3, Mod.KeypadModifier, "ORG"),
        (Key.Key_1, Mod.ShiftModifier, "COUNT"),
        (Key.Key_Exclam, Mod.ShiftModifier, "COUNT"),
        (Key.Key_Percent, Mod.ShiftModifier, "DATE"),
        (Key.Key_2, Mod.AltModifier, "DUTY"),
    ],
)
def test_the_key_counts_not_the_sign_it_types(window, key, modifier, label):
    place = choose(window, "Đảng bộ khối")
    press(window, key, modifier)
    assert marked(window) == {(*place, label)}


def test_a_digit_relabels_the_selected_span(window):
    place = choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    press(window, Key.Key_4)
    assert marked(window) == {(*place, "PLACE")}


def test_a_digit_typed_into_a_field_is_text(window):
    choose(window, "4.617 đồng chí đảng viên")
    press(window, Key.Key_1, Mod.ShiftModifier)
    before = marked(window)
    press(window, Key.Key_F2)
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "4617")
    assert marked(window) == before
    QTest.keyClick(field, Key.Key_Return)
    (span,) = layer(window).spans.values()
    assert span.attributes["value"] == "4617"
    assert view(window).hasFocus()


def test_a_number_is_read_the_vietnamese_way_and_nonsense_is_refused(window):
    choose(window, "4.617 đồng chí đảng viên")
    press(window, Key.Key_1, Mod.ShiftModifier)
    press(window, Key.Key_F2)
    field = window.focusWidget()
    QTest.keyClicks(field, "abc")
    QTest.keyClick(field, Key.Key_Return)
    assert field.property("invalid")
    assert field.hasFocus()
    field.selectAll()
    QTest.keyClicks(field, "4.617")
    QTest.keyClick(field, Key.Key_Return)
    (span,) = layer(window).spans.values()
    assert span.attributes["value"] == "4617"


def test_delete_undo_redo(window):
    place = choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    press(window, Key.Key_Delete)
    assert marked(window) == set()
    press(window, Key.Key_Z, Mod.ControlModifier)
    assert marked(window) == {(*place, "ORG")}
    press(window, Key.Key_Z, Mod.ControlModifier)
    assert marked(window) == set()
    press(window, Key.Key_Y, Mod.ControlModifier)
    press(window, Key.Key_Z, Mod.ControlModifier | Mod.ShiftModifier)
    assert marked(window) == set()  # the second redo is the deletion


def test_backspace_deletes_nothing(window):
    choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    before = marked(window)
    press(window, Key.Key_Backspace)
    assert marked(window) == before


def test_a_click_in_the_palette_labels(window, qtbot):
    place = choose(window, "Đảng bộ khối")
    cell = next(c for box in window.workspace.palette_box.groups for c in box.cells if c.label.id == "ORG")
    qtbot.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert marked(window) == {(*place, "ORG")}
    assert "1" in cell.accessibleName()


def test_finish_goes_on_and_reopen_lets_one_change_again(window):
    space = window.workspace
    first = space.state.document
    press(window, Key.Key_Return, Mod.ControlModifier)
    assert space.session.layer(first).state is LayerState.FINISHED
    assert space.state.document != first
    press(window, Key.Key_PageUp, Mod.ControlModifier)
    space.open_document(first)
    choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    assert marked(window) == set()
    assert space.page.notice.isVisible()
    press(window, Key.Key_O, Mod.ControlModifier | Mod.ShiftModifier)
    choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    assert len(marked(window)) == 1


def test_next_and_previous_document(window):
    space = window.workspace
    first = space.state.document
    press(window, Key.Key_PageDown, Mod.ControlModifier)
    second = space.state.document
    assert second != first
    press(window, Key.Key_PageUp, Mod.ControlModifier)
    assert space.state.document == first


def test_find_without_marks_leaves_the_hit_selected(window, qtbot):
    press(window, Key.Key_F, Mod.ControlModifier)
    bar = window.workspace.page.find_bar
    qtbot.waitUntil(bar.field.hasFocus)
    QTest.keyClicks(bar.field, "dang vien")
    assert len(bar.hits) == 1
    QTest.keyClick(bar.field, Key.Key_Escape)
    assert not bar.isVisible()
    assert view(window).selection() == bar.hits[0]
    press(window, Key.Key_3)
    assert len(marked(window)) == 1


def test_the_queue_filter_folds_marks(window, qtbot):
    space = window.workspace
    press(window, Key.Key_K, Mod.ControlModifier)
    qtbot.waitUntil(space.queue.field.hasFocus)
    QTest.keyClicks(space.queue.field, "truong pho")
    assert space.queue.filter.rowCount() >= 1
    QTest.keyClick(space.queue.field, Key.Key_Return)
    assert "Trưởng phố" in space.session.document(space.state.document).text
    assert view(window).hasFocus()


def test_a_relation_is_drawn_with_f4_and_enter(window):
    choose(window, "Nguyễn Nam Đình")
    press(window, Key.Key_1)
    head = window.workspace.state.span
    choose(window, "Bí thư Đảng ủy Khối Các cơ quan tỉnh")
    press(window, Key.Key_2)
    tail = window.workspace.state.span
    window.workspace.state.select_span(head)
    press(window, Key.Key_F4)
    assert window.workspace.right.card.isVisible()
    window.workspace.state.select_span(tail)
    press(window, Key.Key_Return)
    assert [(r.head, r.tail, r.label) for r in layer(window).relations.values()] == [(head, tail, "HOLDS")]
    assert window.workspace.state.link is None


def test_looked_at_up_to_here(window):
    text = window.workspace.session.document(window.workspace.state.document).text
    choose(window, "Theo số liệu")
    press(window, Key.Key_Return, Mod.ControlModifier | Mod.ShiftModifier)
    reviewed = layer(window).reviewed_to
    assert text.index("gương.\n") < reviewed <= text.index("Đồng chí Nguyễn")


def test_document_labels_certainty_and_note(window):
    space = window.workspace
    space.page.bar.label_requested.emit("usable", True)
    assert layer(window).labels["usable"] is True
    choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    press(window, Key.Key_U, Mod.ControlModifier)
    press(window, Key.Key_N, Mod.ControlModifier | Mod.ShiftModifier)
    QTest.keyClicks(window.focusWidget(), "xem lai")
    QTest.keyClick(window.focusWidget(), Key.Key_Return)
    (span,) = layer(window).spans.values()
    assert (span.certainty, span.note) == ("unsure", "xem lai")


def test_another_person_has_layers_of_their_own(app, window):
    choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    window.person_corner.person_chosen.emit("quoc-bao")
    assert marked(window) == set()
    window.person_corner.person_chosen.emit("lan-anh")
    assert len(marked(window)) == 1


def test_it_opens_where_it_was_left(app, window, project):
    space = window.workspace
    press(window, Key.Key_PageDown, Mod.ControlModifier)
    document = space.state.document
    choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    press(window, Key.Key_Plus, Mod.ControlModifier)
    app.close_project()
    with Session.open(project) as session:
        assert len(session.layer(document).spans) == 1
    app.open(project)
    assert app.window.workspace.state.document == document
    assert app.window.workspace.zoom == 110
    window.workspace.focus_article()
    press(window, Key.Key_Z, Mod.ControlModifier)
    assert marked(window) == set()


def test_panes_give_way_and_come_back(window):
    panes = window.workspace.panes
    window.resize(1024, 640)
    assert (panes.queue_shown, panes.inspector_shown) == (False, True)
    window.resize(1440, 900)
    assert (panes.queue_shown, panes.inspector_shown) == (True, True)
    press(window, Key.Key_B, Mod.ControlModifier)
    press(window, Key.Key_I, Mod.ControlModifier)
    assert (panes.queue_shown, panes.inspector_shown) == (False, False)


def test_the_theme_changes_while_the_window_is_open(app, window, qapp):
    app.themes.choose("dark")
    dark = qapp.palette().window().color().name()
    app.themes.choose("light")
    assert dark == "#1a1b1e"
    assert qapp.palette().window().color().name() == "#f7f7f5"


def test_read_only_projects_refuse_every_gesture(app, project, qtbot):
    app.window.show()
    assert app.open_read_only(project)
    choose(app.window, "Đảng bộ khối")
    press(app.window, Key.Key_3)
    assert marked(app.window) == set()


def test_every_action_does_something_and_every_control_has_a_name(window):
    assert window.actions_table.unbound() == []
    choose(window, "4.617 đồng chí đảng viên")
    press(window, Key.Key_1, Mod.ShiftModifier)
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisibleTo(window)
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_one_row_of_the_queue_is_patched_not_reset(window, qtbot):
    model = window.workspace.queue.model
    choose(window, "Đảng bộ khối")
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        press(window, Key.Key_3)


def test_one_gesture_asks_once_what_makes_sense(window, qtbot, monkeypatch):
    """The menus are seen to after what changed was painted, and before anybody can look at them."""
    asked = []
    real = window.workspace.situation
    monkeypatch.setattr(window.workspace, "situation", lambda: asked.append(1) or real())
    choose(window, "Đảng bộ khối")
    window.actions_table["undo"]
    asked.clear()
    press(window, Key.Key_3)
    qtbot.wait(1)
    assert len(asked) == 1
    assert window.actions_table["undo"].isEnabled()
    press(window, Key.Key_Z, Mod.ControlModifier)
    assert window.actions_table["redo"].isEnabled()
