"""Excluded zones in the window: marked by hand, proposed by a rule, accepted or refused by one key each, not counted."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from annotator.model.zones import Zone, zones
from tests.ui.test_desk_keys import CTRL, NONE, SHIFT, choose, marked, place_of, point, press, text_of, view

Key = Qt.Key
FURNITURE = "Tin liên quan\nĐề cao vai trò nêu gương ở Sơn Hà\n0 bình luận\n"


def held(window):
    return zones(window.workspace.layer().facts)


def count(window, label):
    cells = [cell for box in window.workspace.palette_box.groups for cell in box.cells]
    return next(cell._count for cell in cells if cell.label.id == label)


@pytest.fixture
def furnished(app, tmp_path, qtbot):
    """The window on an article with web furniture below it."""
    from tests.ui.conftest import ARTICLE, make_project

    app.window.show()
    assert app.open(make_project(tmp_path / "furniture.corpus", [ARTICLE + FURNITURE]))
    app.window.workspace.focus_article()
    qtbot.waitUntil(app.window.workspace.page.view.hasFocus)
    return app.window


def test_the_selected_text_is_excluded_and_taken_back_by_the_same_key(window):
    choose(window, "Đề cao vai trò nêu gương")
    press(window, Key.Key_X, CTRL | SHIFT)
    assert held(window) == [Zone(*place_of(window, "Đề cao vai trò nêu gương"))]
    press(window, Key.Key_X, CTRL | SHIFT)
    assert held(window) == []
    press(window, Key.Key_Z, CTRL)
    assert len(held(window)) == 1
    press(window, Key.Key_Z, CTRL)
    assert held(window) == []
    press(window, Key.Key_X, CTRL | SHIFT)  # nothing selected, no zone here: it says what to do
    assert held(window) == []
    assert window.status._today.text()


def test_spans_in_a_zone_are_neither_filled_nor_counted(window):
    choose(window, "Sơn Hà")
    press(window, Key.Key_4)
    choose(window, "Đảng bộ khối")
    press(window, Key.Key_3)
    press(window, Key.Key_Escape)
    assert (count(window, "PLACE"), count(window, "ORG")) == (1, 1)
    page = view(window).page
    start, _end = place_of(window, "Sơn Hà")
    fill = page.paint_of("PLACE").fill
    at = point(window, start, dy=2.0) + QPoint(2, 0)

    def colour():
        return view(window).viewport().grab().toImage().pixelColor(at)

    assert colour() == fill
    choose(window, "(Báo Sơn Hà)")
    press(window, Key.Key_X, CTRL | SHIFT)
    press(window, Key.Key_Escape)
    assert (count(window, "PLACE"), count(window, "ORG")) == (0, 1)
    assert colour() != fill
    assert len(marked(window)) == 2  # it stays, and is named
    choose(window, "Báo")
    press(window, Key.Key_7)
    assert count(window, "MEDIA") == 0
    view(window).move_caret(start)
    press(window, Key.Key_X, CTRL | SHIFT)
    assert (count(window, "PLACE"), count(window, "MEDIA")) == (1, 1)


def test_the_text_of_a_zone_is_grey_and_the_rest_is_not(window):
    before = view(window).viewport().grab().toImage()
    choose(window, "Theo số liệu")
    press(window, Key.Key_X, CTRL | SHIFT)
    press(window, Key.Key_Escape)
    view(window).move_caret(0)
    after = view(window).viewport().grab().toImage()
    style = view(window).article_style

    def darkest(picture, words):
        start, end = place_of(window, words)
        first, last = point(window, start, dy=4), point(window, end, dx=-1, dy=20)
        seen = [
            picture.pixelColor(x, y).lightness()
            for x in range(first.x(), last.x())
            for y in range(first.y(), last.y())
        ]
        return min(seen)

    assert darkest(before, "Theo số liệu") < style.text3.lightness() - 10
    assert darkest(after, "Theo số liệu") >= style.text3.lightness() - 10
    assert darkest(after, "đồng chí") < style.text3.lightness() - 10


def test_proposed_zones_are_accepted_or_refused_by_one_key_each(furnished):
    window = furnished
    window.actions_table["propose-zones"].trigger()
    (proposed,) = held(window)
    assert proposed.proposed
    assert proposed.rule
    assert text_of(window)[proposed.start : proposed.end].startswith("Tin liên quan")
    assert view(window).caret() == proposed.start
    press(window, Key.Key_Delete)
    assert held(window) == []
    press(window, Key.Key_Z, CTRL)
    press(window, Key.Key_F8)
    press(window, Key.Key_Return)
    assert held(window) == [Zone(proposed.start, proposed.end)]
    window.actions_table["propose-zones"].trigger()
    assert held(window) == [Zone(proposed.start, proposed.end)]  # nothing new


def test_all_proposals_are_accepted_as_one_step(furnished):
    window = furnished
    end = len(text_of(window)) - 1
    window.workspace.gestures.propose_zones([(0, 3, "a"), (10, 15, "b"), (end - 5, end, "c")])
    assert sum(zone.proposed for zone in held(window)) == 3
    window.actions_table["accept-zones"].trigger()
    assert [zone.proposed for zone in held(window)] == [False] * 3
    press(window, Key.Key_Z, CTRL)
    assert [zone.proposed for zone in held(window)] == [True] * 3


def test_a_proposal_excludes_nothing_yet(window):
    choose(window, "Sơn Hà")
    press(window, Key.Key_4)
    start, end = place_of(window, "Báo Sơn Hà")
    window.workspace.gestures.propose_zones([(start, end, "byline")])
    assert count(window, "PLACE") == 1
    assert not view(window).page.is_closed(start, end)


def test_enter_and_delete_mean_a_selected_span_before_a_proposal(window):
    choose(window, "Sơn Hà")
    press(window, Key.Key_4)
    start, end = place_of(window, "Báo Sơn Hà")
    window.workspace.gestures.propose_zones([(start, end, "byline")])
    press(window, Key.Key_Delete)
    assert marked(window) == []
    assert len(held(window)) == 1


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_tool_tip_tells_the_rule(window, qtbot):
    start, end = place_of(window, "Báo Sơn Hà")
    window.workspace.gestures.propose_zones([(start, end, "byline")])
    QTest.mouseMove(view(window).viewport(), point(window, start, 5))
    QTest.mouseMove(view(window).viewport(), point(window, start, 7))
    qtbot.waitUntil(lambda: "byline" in QToolTip.text())
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_finished_document_keeps_its_zones(window):
    choose(window, "Theo số liệu")
    document = window.workspace.state.document
    press(window, Key.Key_Return, CTRL)
    window.workspace.open_document(document)
    choose(window, "Theo số liệu")
    press(window, Key.Key_X, CTRL | SHIFT)
    assert held(window) == []
    press(window, Key.Key_Delete, NONE)
    assert held(window) == []
