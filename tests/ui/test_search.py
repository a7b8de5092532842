"""Finding in all documents, consistency and *Label all*, through real keys in a real window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit

from annotator.model.layer import LayerState
from annotator.services import commands as c
from annotator.services.label_all import Request
from annotator.ui.finding import SearchFeature
from annotator.ui.queue.filters_dialog import FiltersDialog
from annotator.ui.search import searcher

Key, Mod = Qt.Key, Qt.KeyboardModifier

# Only the offscreen platform says so; a dialog opens there as anywhere.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


@pytest.fixture
def feature(app):
    return next(one for one in app.host.features if isinstance(one, SearchFeature))


def documents(window):
    return [item.document for item in window.workspace.session.queue()]


def text_of(window, number):
    return window.workspace.session.document(documents(window)[number]).text


def mark(window, number, words, label, nth=0):
    text, start = text_of(window, number), -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    document = documents(window)[number]
    return window.workspace.session.execute(c.AddSpan(document, start, start + len(words), label))


def spans(window, number):
    text = text_of(window, number)
    layer = window.workspace.session.layer(documents(window)[number])
    return [(text[s.start : s.end], s.label) for s in layer.in_order()]


def focused(window):
    return window.focusWidget()


def open_search(window, feature, qtbot):
    QTest.keyClick(window.workspace.page.view, Key.Key_F, Mod.ControlModifier | Mod.ShiftModifier)
    page = feature.search_page
    qtbot.waitUntil(page.field.hasFocus)
    return page


def search(page, qtbot, line):
    page.field.clear()
    page.field.insert(line)  # QTest types ASCII only
    QTest.keyClick(page.field, Key.Key_Return)
    qtbot.waitUntil(lambda: not page.searcher.running)


def test_words_are_found_as_they_are_typed_and_opened_by_keys(window, feature, qtbot):
    page = open_search(window, feature, qtbot)
    QTest.keyClicks(page.field, "neu guong")
    qtbot.waitUntil(lambda: page.model.rowCount() == 4 and not page.searcher.running)
    assert page.count.text() == "4 hits in 2 documents"
    QTest.keyClick(page.field, Key.Key_Down)
    assert page.view.hasFocus()
    assert [index.row() for index in page.view.selectedIndexes()] == [0]
    for _ in range(2):
        QTest.keyClick(page.view, Key.Key_Down)
    hit = page.model.hit(2)
    QTest.keyClick(page.view, Key.Key_Return)
    space = window.workspace
    assert window.page == "annotate"
    assert space.state.document == hit.document == documents(window)[1]
    assert space.page.view.selection() == (hit.start, hit.end)
    assert text_of(window, 1)[hit.start : hit.end] == "nêu gương"
    assert space.page.view.hasFocus()
    QTest.keyClick(space.page.view, Key.Key_1)  # found, so labelled by one more key
    assert spans(window, 1) == [("nêu gương", "PERSON")]


def test_escape_goes_back_step_by_step(window, feature, qtbot):
    page = open_search(window, feature, qtbot)
    search(page, qtbot, "dang")
    QTest.keyClick(page.field, Key.Key_Down)
    QTest.keyClick(page.view, Key.Key_Up)
    assert page.field.hasFocus()
    QTest.keyClick(page.field, Key.Key_Down)
    QTest.keyClick(page.view, Key.Key_Escape)
    assert page.field.hasFocus()
    QTest.keyClick(page.field, Key.Key_Escape)
    assert window.page == "annotate"
    assert window.workspace.page.view.hasFocus()


def test_same_marks_and_a_mistake_in_the_query(window, feature, qtbot):
    page = open_search(window, feature, qtbot)
    search(page, qtbot, "nam")
    assert [page.model.hit(row).found for row in range(page.model.rowCount())] == [
        "năm",
        "Nam",
        "năm",
        "Nam",
        "năm",
    ]
    QTest.mouseClick(page.way.button("exact"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.searcher.running)
    assert [page.model.hit(row).found for row in range(page.model.rowCount())] == ["Nam", "Nam"]
    search(page, qtbot, "label:NOTHING")
    assert "NOTHING" in page.trouble.text()
    assert page.trouble.isVisible()
    search(page, qtbot, '"nam')
    assert "quotation mark" in page.trouble.text()
    search(page, qtbot, "xyz")
    assert not page.trouble.isVisible()
    assert page.hint.text() == "Nothing found."


def test_controls_write_the_line_and_show_what_it_says(window, feature, qtbot):
    mark(window, 0, "Nguyễn Nam Đình", "PERSON")
    mark(window, 0, "Đảng bộ khối", "ORG")
    page = open_search(window, feature, qtbot)
    QTest.keyClicks(page.field, "nam ")
    page.controls.label.menu().actions()[1].trigger()
    assert page.field.text() == "nam label:PERSON"
    assert "Person" in page.controls.label.accessibleName()
    page.controls.person.menu().actions()[1].trigger()
    assert page.field.text() == "nam label:PERSON by:me"
    qtbot.waitUntil(lambda: page.model.rowCount() == 1 and not page.searcher.running)
    assert page.model.hit(0).found == "Nguyễn Nam Đình"
    QTest.mouseClick(page.controls.unsure, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert page.field.text() == "nam label:PERSON by:me unsure:"
    page.controls.label.menu().actions()[0].trigger()
    assert page.field.text() == "nam by:me unsure:"
    QTest.mouseClick(page.controls.unsure, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    page.field.setText("state:finished -note: note:")
    assert "finished" in page.controls.state.accessibleName()


def test_a_found_span_is_selected_where_it_opens(window, feature, qtbot):
    mark(window, 1, "Nguyễn Nam Đình", "PERSON")
    page = open_search(window, feature, qtbot)
    search(page, qtbot, "label:PERSON")
    qtbot.waitUntil(page.view.hasFocus)  # Enter went on to the hits as soon as there was one
    QTest.keyClick(page.view, Key.Key_Return)
    assert window.workspace.state.document == documents(window)[1]
    assert window.workspace.state.span == page.model.hit(0).span
    window.actions_table["page-search"].trigger()
    assert page.view.hasFocus()  # and back, where one was


def test_what_was_found_is_looked_for_again_after_a_change(window, feature, qtbot):
    mark(window, 0, "Nguyễn Nam Đình", "PERSON")
    mark(window, 1, "Nguyễn Nam Đình", "PERSON")
    page = open_search(window, feature, qtbot)
    search(page, qtbot, "label:PERSON")
    qtbot.waitUntil(page.view.hasFocus)
    QTest.keyClick(page.view, Key.Key_Down)
    QTest.keyClick(page.view, Key.Key_Return)
    mark(window, 1, "hội nghị", "PERSON")
    window.actions_table["page-search"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3 and not page.searcher.running)
    assert page.view.currentIndex().row() == 1


def test_a_new_search_stops_the_one_before_and_closing_leaves_no_thread(app, window, feature, qtbot):
    page = open_search(window, feature, qtbot)
    for line in ("nêu", "đảng", "nam", "neu guong"):
        page.ask(line)
    qtbot.waitUntil(lambda: page.model.rowCount() == 4 and not page.searcher.running)
    page.ask("dang")
    app.close_project()
    assert feature.search_page is None


def test_a_long_list_has_an_end_and_says_so(window, feature, qtbot, monkeypatch):
    monkeypatch.setattr(searcher, "LIMIT", 3)
    page = open_search(window, feature, qtbot)
    search(page, qtbot, "neu guong")
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert page.count.text() == "3+ hits in 2+ documents"


# --- label all ----------------------------------------------------------------------------------------------------------------


def back(window, qtbot):
    """After a dialog the keys go to the article again; offscreen there is no window manager to activate the window."""
    window.activateWindow()
    qtbot.waitUntil(window.workspace.page.view.hasFocus)


def wait_for(dialog, qtbot):
    qtbot.waitUntil(lambda: not dialog._latest.running and not dialog._timer.isActive())


def test_label_all_from_a_span_by_keys_alone_and_one_undo(window, feature, qtbot):
    mark(window, 0, "nêu gương", "MODEL")
    space = window.workspace
    space.open_document(documents(window)[0])
    QTest.keyClick(space.page.view, Key.Key_Tab)
    assert space.state.span is not None
    QTest.keyClick(space.page.view, Key.Key_A, Mod.ControlModifier | Mod.ShiftModifier)
    dialog = feature.dialog
    wait_for(dialog, qtbot)
    assert dialog.words.text() == "nêu gương"
    assert dialog.model.rowCount() == 1  # the other one in this document
    assert dialog.left_out.text() == "Left out: already labelled so: 1"
    QTest.mouseClick(dialog.scope.button("queue"), Qt.MouseButton.LeftButton)
    wait_for(dialog, qtbot)
    assert dialog.go.text() == "Label 3 places"
    dialog.view.enter()
    QTest.keyClick(dialog.view, Key.Key_Down)
    QTest.keyClick(dialog.view, Key.Key_Space)
    assert dialog.go.text() == "Label 2 places"
    QTest.keyClick(dialog.view, Key.Key_Return, Mod.ControlModifier)
    qtbot.waitUntil(lambda: not window.workspace.busy and feature.context.jobs.running is None)
    qtbot.waitUntil(lambda: "2 places labelled" in space.page.message.words)
    assert spans(window, 0) == [("nêu gương", "MODEL")] * 2
    assert spans(window, 1) == [("nêu gương", "MODEL")]
    back(window, qtbot)
    QTest.keyClick(space.page.view, Key.Key_Z, Mod.ControlModifier)
    assert (spans(window, 0), spans(window, 1)) == ([("nêu gương", "MODEL")], [])
    assert feature.dialog is None


def test_from_selected_words_a_label_is_chosen_first(window, feature, qtbot):
    space = window.workspace
    start = text_of(window, 0).index("nêu gương")
    space.page.view.select(start, start + 9)
    QTest.keyClick(space.page.view, Key.Key_A, Mod.ControlModifier | Mod.ShiftModifier)
    dialog = feature.dialog
    assert not dialog.go.isEnabled()
    assert dialog.note.text() == "Choose a label."
    dialog.label.menu().actions()[2].trigger()
    wait_for(dialog, qtbot)
    assert dialog.model.rowCount() == 2
    QTest.keyClick(dialog, Key.Key_Escape)
    assert spans(window, 0) == []
    back(window, qtbot)


def test_change_the_label_of_all_and_remove_all(window, feature, qtbot):
    for number in (0, 1):
        mark(window, number, "Nam Đình", "ORG")
    space = window.workspace
    space.open_document(documents(window)[0])
    QTest.keyClick(space.page.view, Key.Key_Tab)
    window.actions_table["relabel-all"].trigger()
    dialog = feature.dialog
    assert dialog.note.text() == "Choose a label."
    QTest.mouseClick(dialog.scope.button("queue"), Qt.MouseButton.LeftButton)
    dialog.label.menu().actions()[0].trigger()
    wait_for(dialog, qtbot)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "2 spans changed" in space.page.message.words)
    assert [spans(window, number) for number in (0, 1)] == [[("Nam Đình", "PERSON")]] * 2
    back(window, qtbot)
    QTest.keyClick(space.page.view, Key.Key_Tab)
    window.actions_table["remove-all"].trigger()
    dialog = feature.dialog
    wait_for(dialog, qtbot)
    assert dialog.go.text() == "Remove 1 span"
    QTest.mouseClick(dialog.none, Qt.MouseButton.LeftButton)
    assert not dialog.go.isEnabled()
    QTest.mouseClick(dialog.all, Qt.MouseButton.LeftButton)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 span removed" in space.page.message.words)
    assert [spans(window, number) for number in (0, 1)] == [[], [("Nam Đình", "PERSON")]]


def test_finished_documents_are_counted_not_changed(window, feature, qtbot):
    session = window.workspace.session
    session.execute(c.Finish(documents(window)[1]))
    page = open_search(window, feature, qtbot)
    search(page, qtbot, "nêu gương")
    qtbot.waitUntil(page.view.hasFocus)
    QTest.keyClick(page.view, Key.Key_A, Mod.ControlModifier | Mod.ShiftModifier)
    dialog = feature.dialog
    dialog.label.menu().actions()[0].trigger()
    wait_for(dialog, qtbot)
    assert "in finished documents: 2" in dialog.left_out.text()
    assert dialog.model.rowCount() == 2
    QTest.mouseClick(dialog.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 14))
    assert len(dialog.model.ticked()) == 1
    QTest.mouseClick(dialog.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 14))
    assert len(dialog.model.ticked()) == 1  # a click on the words only chooses the row
    dialog.reject()


# --- consistency --------------------------------------------------------------------------------------------------------------


def test_what_is_inconsistent_is_shown_opened_and_mended(window, feature, qtbot):
    mark(window, 0, "Nguyễn Nam Đình", "PERSON")
    mark(window, 0, "nêu gương", "MODEL")
    mark(window, 1, "Nguyễn Nam Đình", "ORG")
    window.workspace.session.execute(c.Finish(documents(window)[1]))
    window.workspace.session.execute(c.Reopen(documents(window)[1]))
    window.actions_table["page-consistency"].trigger()
    page = feature.consistency_page
    qtbot.waitUntil(lambda: page.items.rowCount() == 1)
    assert page.list.hasFocus()
    qtbot.waitUntil(lambda: page.hits.rowCount() == 2)
    QTest.mouseClick(page.unread, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    qtbot.waitUntil(lambda: page.items.rowCount() == 2 and not page._compare.running)
    assert {page.items.item(row).words for row in (0, 1)} == {"Nguyễn Nam Đình", "nêu gương"}
    names = [page.items.item(row).words for row in (0, 1)]
    page.list.enter()
    page.list.setCurrentIndex(page.items.index(names.index("Nguyễn Nam Đình")))
    qtbot.waitUntil(lambda: page.hits.rowCount() == 2)
    QTest.keyClick(page.list, Key.Key_Return)
    assert page.places.hasFocus()
    QTest.keyClick(page.places, Key.Key_Escape)
    assert page.list.hasFocus()
    QTest.mouseClick(page.relabel_all, Qt.MouseButton.LeftButton)
    dialog = feature.dialog
    wait_for(dialog, qtbot)
    assert dialog.go.text() == "Change 1 span"
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 span changed" in window.workspace.page.message._words.text())
    assert spans(window, 0)[-1][1] == spans(window, 1)[0][1]
    assert "before the last changes" in page.count.text()
    window.activateWindow()
    qtbot.waitUntil(page.list.hasFocus)
    QTest.keyClick(page.list, Key.Key_F5)
    qtbot.waitUntil(lambda: page.items.rowCount() == 1 and not page._compare.running)
    qtbot.waitUntil(lambda: page.hits.rowCount() == 4)
    page.places.enter()
    QTest.keyClick(page.places, Key.Key_Return)
    assert window.page == "annotate"
    assert window.workspace.state.document == page.hits.hit(0).document


def test_nothing_inconsistent_is_said(window, feature, qtbot):
    window.actions_table["page-consistency"].trigger()
    page = feature.consistency_page
    qtbot.waitUntil(lambda: not page._compare.running)
    assert page.hint.isVisible()
    assert page.again.hasFocus()
    page.person.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: not page._compare.running)
    assert "all people" in page.person.accessibleName()


# --- filters of the queue -----------------------------------------------------------------------------------------------------


def filters_dialog(window):
    return next(one for one in window.findChildren(FiltersDialog) if one.isVisible())


def test_a_query_becomes_a_filter_of_the_queue_and_stays_true(window, feature, qtbot):
    space = window.workspace
    page = open_search(window, feature, qtbot)
    search(page, qtbot, "unsure: label:PERSON")
    QTest.mouseClick(page.save, Qt.MouseButton.LeftButton)
    dialog = filters_dialog(window)
    editor = dialog.table.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Ask")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.table.item(0, 0).text() == "Ask")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    window.actions_table["page-annotate"].trigger()
    choice = space.queue.filters
    qtbot.waitUntil(lambda: [a.text() for a in choice.menu().actions()[:2]] == ["none", "Ask  0"])
    (_, edit) = mark(window, 0, "Nam Đình", "PERSON").edits[-1]
    space.session.execute(c.SetCertainty(documents(window)[0], edit.span.id, "unsure"))
    assert choice.menu().actions()[1].text() == "Ask  1"
    choice.menu().actions()[1].trigger()
    assert space.queue.filter.rowCount() == 1
    assert space.queue.tabs.choice() == "all"
    space.session.undo()
    assert "Ask  0" in choice.accessibleName()
    choice.menu().actions()[0].trigger()
    assert space.queue.filter.rowCount() == 3


def test_filters_are_written_checked_and_thrown_away(window, qtbot):
    window.actions_table["queue-filters"].trigger()
    dialog = filters_dialog(window)
    assert dialog.note.text() == "No filter yet."
    QTest.mouseClick(dialog.new, Qt.MouseButton.LeftButton)
    QTest.keyClicks(dialog.table.findChild(QLineEdit), "Done")
    dialog.table.setCurrentCell(0, 1)
    dialog.table.item(0, 1).setText("state:done")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert "done" in dialog.note.text()
    dialog.table.item(0, 1).setText("state:finished")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    choice = window.workspace.queue.filters
    qtbot.waitUntil(lambda: choice.menu().actions()[1].text() == "Done  0")
    window.workspace.gestures.finish()
    assert choice.menu().actions()[1].text() == "Done  1"
    window.actions_table["queue-filters"].trigger()
    dialog = filters_dialog(window)
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Key.Key_Delete)
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert [a.text() for a in choice.menu().actions() if a.isCheckable()] == ["none"]


def test_every_control_has_a_name(window, feature, qtbot):
    page = open_search(window, feature, qtbot)
    window.actions_table["page-consistency"].trigger()
    qtbot.waitUntil(lambda: not feature.consistency_page._compare.running)
    feature.open_dialog(Request("label", "nam", "ORG", "lan-anh"))
    wait_for(feature.dialog, qtbot)
    for part in (page, feature.consistency_page, feature.dialog):
        for kind in (QAbstractButton, QLineEdit, QAbstractItemView):
            for control in part.findChildren(kind):
                assert control.accessibleName() or getattr(control, "text", str)(), control
    feature.dialog.reject()


def test_read_only_projects_are_searched_but_not_changed(app, window, project, feature, qtbot):
    app.close_project()
    assert app.open_read_only(project)
    page = open_search(window, feature, qtbot)
    search(page, qtbot, "neu guong")
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    assert not window.actions_table["label-all"].isEnabled()
    assert not page.label_all.isEnabled()
    assert window.workspace.session.layer(documents(window)[0]).state is LayerState.NEW
