"""The article view: selecting with mouse and keys, walking spans, grips, zoom, following edits."""

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.edit import RelationRemoved, ReviewedTo, SpanAdded, SpanRemoved, SpanReplaced
from annotator.model.span import Relation, Span, in_order
from annotator.ui.textview.page import Page
from annotator.ui.textview.style import dark_style
from annotator.ui.textview.view import ArticleView

Key, Modifier = Qt.Key, Qt.KeyboardModifier
SHIFT, ALT, CTRL = Modifier.ShiftModifier, Modifier.AltModifier, Modifier.ControlModifier


# the mouse selects ---------------------------------------------------------------------------------------------


def test_a_drag_snaps_to_syllables_while_it_goes(stage):
    s = stage("Ông Nguyễn Nam Đình, bằng 4.617 đồng chí.")
    start, end = s.find("Nguyễn Nam Đình")
    s.drag(s.point(start + 2), s.point(end - 2), release=False)
    assert s.view.selection() == (start, end)
    s.mouse(QEvent.Type.MouseMove, s.point(s.find("617")[0] + 1))
    assert s.view.selection() == (start, s.find("4.617")[1])
    s.mouse(QEvent.Type.MouseButtonRelease, s.point(start))
    assert s.heard.of("selection_changed")[-1] == s.view.selection()


def test_alt_drags_by_characters_and_sheds_only_spaces(stage):
    s = stage("Ông Nguyễn Nam, Đình")
    s.drag(s.point(6), s.point(15), modifier=ALT)
    assert s.view.selection() == (6, 15)


def test_quotes_and_outer_signs_are_trimmed(stage):
    s = stage("theo “lời Bác” dạy.")
    s.drag(s.point(s.find("“")[0]), s.point(s.find("”")[0]))
    assert s.view.selection() == s.find("lời Bác")
    s.drag(s.point(s.find("“")[0]), s.point(s.find("”")[1]))
    assert s.view.selection() == s.find("“lời Bác”")


def test_clicks_one_to_four(stage):
    text = "Một câu ngắn ở đây. Câu thứ hai dài hơn. Hết.\nĐoạn sau."
    s = stage(text)
    at = s.point(s.find("thứ")[0] + 1)
    kinds = QEvent.Type
    s.mouse(kinds.MouseButtonPress, at, stamp=100)
    s.mouse(kinds.MouseButtonRelease, at, stamp=110)
    assert s.view.selection() is None
    s.mouse(kinds.MouseButtonDblClick, at, stamp=200)
    s.mouse(kinds.MouseButtonRelease, at, stamp=210)
    assert s.view.selection() == s.find("thứ")
    s.mouse(kinds.MouseButtonPress, at, stamp=300)
    s.mouse(kinds.MouseButtonRelease, at, stamp=310)
    assert s.view.selection() == s.find("Câu thứ hai dài hơn.")
    s.mouse(kinds.MouseButtonPress, at, stamp=400)
    assert s.view.selection() == (0, text.index("\n"))
    s.mouse(kinds.MouseButtonRelease, at, stamp=410)
    s.mouse(kinds.MouseButtonPress, at, stamp=9000)
    s.mouse(kinds.MouseButtonRelease, at, stamp=9010)
    assert s.view.selection() is None


def test_shift_click_extends(stage):
    s = stage("một hai ba bốn năm")
    s.click(s.point(0))
    s.click(s.point(s.find("ba")[0] + 1), modifier=SHIFT)
    assert s.view.selection() == (0, s.find("ba")[1])


def test_a_drag_beyond_the_edge_scrolls_and_stops(stage, qtbot):
    s = stage("Một dòng văn bản.\n" * 200, size=(700, 300))
    s.drag(s.point(4), QPoint(300, 290), QPoint(300, 380), release=False)
    before = s.view.verticalScrollBar().value()
    qtbot.waitUntil(lambda: s.view.verticalScrollBar().value() > before + 200)
    chosen = s.view.selection()
    assert chosen[0] == 4
    s.mouse(QEvent.Type.MouseButtonRelease, QPoint(300, 380))
    assert s.view.selection()[1] > 200
    after = s.view.verticalScrollBar().value()
    QTest.qWait(80)
    assert s.view.verticalScrollBar().value() == after


# spans under the mouse -------------------------------------------------------------------------------------------


def test_clicking_again_cycles_outward_and_round(sampler):
    at = sampler.point(sampler.find("Thanh Hóa")[0] + 1)
    for expected in ("place", "org", "position", "place"):
        sampler.click(at)
        assert sampler.view.selected_span == expected
    sampler.click(sampler.point(sampler.find("tôi luôn")[0]))
    assert sampler.view.selected_span is None
    assert sampler.view.caret() == sampler.find("tôi luôn")[0]
    assert sampler.heard.of("span_selected") == ["place", "org", "position", "place", None]


def test_a_click_elsewhere_in_a_span_selects_the_innermost_again(sampler):
    start = sampler.find("Thanh Hóa")[0]
    sampler.click(sampler.point(start + 1))
    sampler.click(sampler.point(start + 7))
    assert sampler.view.selected_span == "place"
    sampler.view.select_span("org")
    sampler.click(sampler.point(start + 1))
    assert sampler.view.selected_span == "place"


def test_a_bracket_in_its_lane_can_be_clicked(sampler):
    page = sampler.view.page
    top, block, row, mark = next(page.marks("position"))
    y = top + block.lane_top(row, mark.lane) + 6
    sampler.click(QPoint(round(sampler.view.shown.left + mark.x1 - 20), y))
    assert sampler.view.selected_span == "position"
    sampler.view.select_span(None)
    sampler.click(QPoint(round(sampler.view.shown.left + mark.name.x + 4), y))
    assert sampler.view.selected_span == "position"


def test_every_span_can_be_reached_by_mouse(sampler):
    for span in sampler.layer.in_order():
        sampler.view.clear_selection()
        at = sampler.point(span.start + 1, dx=-1)
        for _ in range(4):
            sampler.click(at)
            if sampler.view.selected_span == span.id:
                break
        assert sampler.view.selected_span == span.id


def test_hovering_tells_label_value_and_note_as_plain_text(sampler, qtbot, monkeypatch):
    told = []
    monkeypatch.setattr("annotator.ui.textview.pointer.QToolTip.showText", lambda *args: told.append(args[1]))
    sampler.mouse(QEvent.Type.MouseMove, sampler.point(sampler.layer.spans["note"].start + 2))
    assert sampler.view.shown.hover == "note"
    qtbot.waitUntil(lambda: bool(told), timeout=2000)
    assert "xem lại &lt;b&gt;" in told[0]
    sampler.mouse(QEvent.Type.MouseMove, QPoint(400, 890))
    assert sampler.view.shown.hover is None


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_the_context_menu_is_asked_for(sampler, button):
    start = sampler.layer.spans["place"].start
    sampler.click(sampler.point(start + 3), button=button)
    (where, chosen), *_ = sampler.heard.of("context_menu_requested")
    assert isinstance(where, QPoint)
    assert chosen == "place"
    sampler.view.select(start, start + 9)
    sampler.click(sampler.point(start + 3), button=button)
    assert sampler.heard.of("context_menu_requested")[-1][1] is None
    assert sampler.view.selection() == (start, start + 9)


def test_a_grip_is_dragged_with_snapping(sampler):
    span = sampler.layer.spans["place"]
    sampler.view.select_span("place")
    grip = sampler.point(span.end, dx=0.75, dy=-1)
    goal = sampler.find("tôi luôn")
    sampler.drag(grip, sampler.point(goal[0] + 1), release=False)
    assert sampler.view.shown.preview == (span.start, goal[0] + 3)
    assert sampler.heard.of("resize_requested") == []
    sampler.mouse(QEvent.Type.MouseButtonRelease, sampler.point(goal[0] + 1))
    assert sampler.heard.of("resize_requested") == [("place", span.start, goal[0] + 3)]
    assert sampler.view.shown.preview is None
    assert sampler.view.selected_span == "place"


def test_a_grip_left_where_it_was_asks_for_nothing(sampler):
    span = sampler.layer.spans["org"]
    sampler.view.select_span("org")
    grip = sampler.point(span.start, dx=-0.75, dy=-1)
    sampler.drag(grip, sampler.point(span.start - 6), grip)
    assert sampler.heard.of("resize_requested") == []


def test_a_read_only_article_has_no_grips(sampler):
    span = sampler.layer.spans["place"]
    sampler.view.set_read_only(True)
    sampler.view.select_span("place")
    sampler.drag(sampler.point(span.end, dx=0.75, dy=-1), sampler.point(span.end + 5))
    assert sampler.heard.of("resize_requested") == []


# keys ---------------------------------------------------------------------------------------------------------


def test_the_caret_moves_by_units_characters_sentences(stage):
    s = stage("Có 4.617 đảng viên. Câu hai.")
    s.key(Key.Key_Right)
    assert s.view.caret() == 3
    s.key(Key.Key_Right)
    assert s.view.caret() == s.find("đảng")[0]
    s.key(Key.Key_Left, ALT)
    assert s.view.caret() == s.find("đảng")[0] - 1
    s.key(Key.Key_Right, CTRL)
    assert s.view.caret() == s.find("Câu")[0]
    s.key(Key.Key_End)
    assert s.view.caret() == len(s.text)
    s.key(Key.Key_Home, CTRL)
    assert s.view.caret() == 0


def test_shift_extends_by_whole_units_and_back(stage):
    s = stage("một hai ba bốn")
    for expected in ((0, 3), (0, 7), (0, 10)):
        s.key(Key.Key_Right, SHIFT)
        assert s.view.selection() == expected
    s.key(Key.Key_Left, SHIFT)
    assert s.view.selection() == (0, 7)
    s.key(Key.Key_Right)
    assert s.view.selection() is None


def test_lines_and_pages(stage):
    s = stage("một hai ba bốn năm sáu bảy tám chín mười " * 200, size=(600, 300))
    s.view.move_caret(8)
    s.key(Key.Key_Down)
    below = s.view.caret()
    assert below > 20
    s.key(Key.Key_Up)
    assert s.view.caret() == 8
    s.key(Key.Key_End)
    end = s.view.caret()
    assert s.text[end] == " "
    s.key(Key.Key_Home)
    assert s.view.caret() == 0
    s.key(Key.Key_PageDown)
    first = s.view.caret()
    assert first > end
    s.key(Key.Key_PageDown)
    assert s.view.caret() > first
    for _ in range(60):
        s.key(Key.Key_PageDown, SHIFT)
    assert s.view.caret() == len(s.text)
    assert s.view.selection()[1] >= len(s.text) - 2
    for _ in range(400):
        s.key(Key.Key_Up)
    assert s.view.caret() < 60


def test_tab_walks_all_spans_in_reading_order_and_shows_them(sampler):
    sampler.view.resize(500, 200)
    order = [span.id for span in in_order(sampler.layer.spans.values())]
    for expected in order:
        sampler.key(Key.Key_Tab)
        assert sampler.view.selected_span == expected
        assert list(sampler.view.page.marks(expected))
    sampler.key(Key.Key_Tab)
    assert sampler.view.selected_span == order[-1]
    for expected in order[-2::-1]:
        sampler.key(Key.Key_Backtab, SHIFT)
        assert sampler.view.selected_span == expected
    assert sampler.heard.of("span_selected") == order + order[-2::-1]


def test_tab_leaves_an_article_without_spans(stage):
    assert stage("không có gì").view.focusNextPrevChild(True) in (True, False)
    s = stage("một", Span("a", 0, 3, "ORG"))
    assert s.view.focusNextPrevChild(True) is False


def test_space_cycles_under_the_caret_and_escape_clears(sampler):
    sampler.view.move_caret(sampler.find("Thanh Hóa")[0] + 1)
    for expected in ("place", "org", "position", "place"):
        sampler.key(Key.Key_Space)
        assert sampler.view.selected_span == expected
    sampler.key(Key.Key_Escape)
    assert sampler.view.selected_span is None
    assert sampler.view.selection() is None


@pytest.mark.parametrize("key", [Key.Key_A, Key.Key_1, Key.Key_Backspace, Key.Key_Delete, Key.Key_Return])
def test_keys_of_others_are_left_alone(sampler, key):
    sampler.view.select_span("place")
    sampler.heard.all.clear()
    sampler.key(key)
    assert sampler.heard.all == []
    assert sampler.view.selected_span == "place"


def test_copy_gives_the_stored_text(stage):
    text = "a\u00a0b\te\u0302\u0301 \U0001f600 và\ufeff hết"
    s = stage(text, Span("x", 0, 8, "ORG"))
    s.key(Key.Key_A, CTRL)
    s.key(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == text
    s.view.select_span("x")
    s.key(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == text[0:8]


# what others ask of it ------------------------------------------------------------------------------------------


def test_state_is_kept_over_documents_and_zoom(stage):
    text = "\n".join(f"Đoạn số {i} có vài chữ để đọc." for i in range(300))
    s = stage(text, size=(700, 300))
    s.view.scroll_by(3000)
    s.view.move_caret(s.find("số 150")[0], reveal=False)
    state = s.view.scroll_state()
    value = s.view.verticalScrollBar().value()
    s.view.set_article(text, s.layer, s.view.page.scheme)
    assert s.view.scroll_state() == (0, -12, 0)
    s.view.restore(state)
    assert s.view.scroll_state() == state
    assert abs(s.view.verticalScrollBar().value() - value) < 300
    s.view.set_zoom(150)
    assert s.view.scroll_state()[0] == state[0]
    assert s.heard.of("zoom_changed") == [150]
    s.view.set_zoom(1000)
    assert s.view.zoom == 300
    s.view.set_zoom(1)
    assert s.view.zoom == 50


def test_control_and_wheel_zooms_and_wheel_alone_scrolls(stage):
    s = stage("Một dòng.\n" * 300, size=(700, 300))

    def turn(modifier):
        middle = QPointF(200, 100)
        event = QWheelEvent(
            middle, s.view.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, modifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(s.view.viewport(), event)

    turn(Modifier.NoModifier)
    assert s.view.verticalScrollBar().value() > 0
    turn(CTRL)
    assert s.view.zoom == 90


def test_scrolling_back_and_forth_comes_back(stage):
    s = stage(
        "Một đoạn dài hơn một dòng để có chỗ mà cuộn qua cuộn lại. " * 3 + "\n" + "x\n" * 500, size=(420, 300)
    )
    seen = []
    for _ in range(120):
        seen.append(s.view.scroll_state()[:2])
        s.view.scroll_by(37)
    for state in reversed(seen):
        s.view.scroll_by(-37)
        assert s.view.scroll_state()[:2] == state
    s.view.scroll_by(10**9)
    assert s.view.page.visible()[-1][0] == len(s.view.page.blocks) - 1


def test_select_and_matches(stage):
    s = stage("một hai ba " * 2000, size=(500, 300))
    s.view.highlight_matches([(i, i + 3) for i in range(0, 20000, 11)])
    s.view.select(15000, 15003)
    assert s.view.selection() == (15000, 15003)
    page = s.view.page
    assert any(b.shape.start <= 15000 < b.shape.end for _, _, b in page.visible())
    s.view.viewport().repaint()
    s.view.highlight_matches([])


def test_nothing_shown(qtbot, stage):
    s = stage("một", Span("a", 0, 3, "ORG"))
    s.view.select_span("a")
    s.view.clear()
    assert s.heard.of("span_selected") == ["a", None]
    for key in (Key.Key_Right, Key.Key_Tab, Key.Key_Space, Key.Key_PageDown):
        s.key(key)
    s.click(QPoint(100, 20))
    s.view.apply_edits([])
    s.view.select(0, 2)
    s.view.copy()
    s.view.ensure_visible(0)
    s.view.viewport().repaint()
    assert s.view.selection() is None
    assert s.view.scroll_state() == (0, 0, 0)


# following edits --------------------------------------------------------------------------------------------------


def picture_of(page: Page):
    """Everything dressing decided about the visible lines, to compare two pages."""
    return [
        (y, row.y, row.height, [(m.span, m.x0, m.x1, m.lane, m.bracket, m.name) for m in row.marks])
        for _, y, block in page.visible()
        for row in block.rows
    ]


def test_edits_give_the_picture_a_fresh_article_gives(sampler):
    view, layer = sampler.view, sampler.layer
    place, org = layer.spans["place"], layer.spans["org"]
    start = sampler.find("cựu chiến binh")[0]
    edits = [
        SpanAdded(Span("new", start, start + 14, "ORG")),
        SpanReplaced(org, org._replace(end=org.end + 5, label="EVENT")),
        SpanRemoved(place),
        RelationRemoved(Relation("r2", "head", "far", "HOLDS")),
        ReviewedTo(layer.reviewed_to, 0),
    ]
    for edit in edits:
        sampler.apply(edit)
        fresh = Page(sampler.text, layer, view.page.scheme)
        fresh.set_look(view.page.look, view.page.width, view.page.height)
        assert picture_of(view.page) == picture_of(fresh)


def test_an_edit_touches_only_its_own_blocks(stage):
    s = stage("\n".join(f"Đoạn số {i} có vài chữ để đọc." for i in range(3000)), size=(800, 600))
    s.view.viewport().repaint()
    page = s.view.page
    laid_out, dressed, overview = page.laid_out, page.dressed, s.view._overview.rebuilt
    s.apply(SpanAdded(Span("a", 0, 4, "ORG")))
    s.view.viewport().repaint()
    assert page.dressed - dressed == 1
    s.apply(SpanAdded(Span("far", len(s.text) - 9, len(s.text), "ORG")))
    s.view.viewport().repaint()
    assert page.dressed - dressed == 1
    assert s.view._overview.rebuilt == overview
    # the only thing shaped anew is what came into the window: nothing
    assert page.laid_out == laid_out


def test_a_span_over_many_paragraphs_is_drawn_in_each(stage):
    text = "\n".join(f"Đoạn số {i} có vài chữ để đọc." for i in range(3000))
    s = stage(text, Span("all", 0, len(text), "DUTY"), size=(800, 600))
    for y in (0, 20_000, 40_000):
        s.view.scroll_by(y)
        for _, _, block in s.view.page.visible():
            assert all([m.span.id for m in row.marks] == ["all"] for row in block.rows)


def test_a_removed_span_is_no_longer_selected(sampler):
    sampler.view.select_span("place")
    sampler.apply(SpanRemoved(sampler.layer.spans["place"]))
    assert sampler.view.selected_span is None
    assert sampler.heard.of("span_selected") == ["place", None]


def test_the_overview_patched_is_the_overview_made_anew(sampler):
    view = sampler.view
    view.viewport().repaint()
    overview = view._overview
    for span in list(sampler.layer.spans.values())[::2]:
        sampler.apply(SpanRemoved(span))
    sampler.apply(SpanAdded(Span("z", 5, 9, "EVENT")))
    patched = [pixel != 0 for pixel in overview._pixels]
    overview.forget()
    view.viewport().repaint()
    assert patched == [pixel != 0 for pixel in overview._pixels]


def test_style_and_size_change_while_shown(sampler):
    sampler.view.select_span("head")
    sampler.view.set_style(dark_style())
    for width in (120, 300, 1400):
        sampler.view.resize(width, 500)
        sampler.view.viewport().repaint()
    assert sampler.view.selected_span == "head"


def test_a_click_in_the_overview_goes_there(stage):
    s = stage("\n".join(f"Đoạn số {i} có vài chữ để đọc." for i in range(900)), size=(700, 400))
    s.drag(QPoint(695, 300), QPoint(695, 200))
    first, last = s.view.page.visible()[0][2], s.view.page.visible()[-1][2]
    assert first.shape.start <= len(s.text) // 2 <= last.shape.end
    assert s.view.selection() is None


def test_escape_lets_go_of_a_grip(sampler):
    span = sampler.layer.spans["place"]
    sampler.view.select_span("place")
    sampler.drag(sampler.point(span.end, dx=0.75, dy=-1), sampler.point(span.end + 9), release=False)
    assert sampler.view.shown.preview is not None
    sampler.key(Key.Key_Escape)
    sampler.mouse(QEvent.Type.MouseButtonRelease, sampler.point(span.end + 9))
    assert sampler.heard.of("resize_requested") == []


def test_a_closed_view_leaves_nothing(qtbot, stage):
    s = stage("một hai", Span("a", 0, 3, "ORG"))
    s.view.select_span("a")
    page = weakref.ref(s.view.page)
    s.view.clear()
    gc.collect()
    assert page() is None


def test_a_deleted_view_is_freed(qapp, sampler):
    view = ArticleView()
    view.set_article(sampler.text, sampler.layer, sampler.view.page.scheme)
    QAccessible.queryAccessibleInterface(view)
    seen = weakref.ref(view)
    del view
    gc.collect()
    assert seen() is None
