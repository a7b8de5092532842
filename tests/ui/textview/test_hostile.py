"""Texts that break text widgets: every offset must survive, and nothing may hang or crash."""

import unicodedata

import pytest
from PySide6.QtCore import Qt

from annotator.model.edit import SpanAdded
from annotator.model.span import Span
from annotator.ui.textview.moves import next_character

HOSTILE = {
    "empty": "",
    "one sign": "a",
    "one line end": "\n",
    "only line ends": "\r\n\n\r\u2029\x85",
    "controls": "a\x00b\x01c\x1bd\x7fe\x9ff",
    "steering marks": "abc \u202edef\u202c ghi \u2066jkl\u2069 \u200fm",
    "byte order marks": "\ufeffđầu \ufeff giữa \ufeff",
    "separators": "một\u2028hai\u2029ba\rbốn\r\nnăm\u0085sáu\x0bbảy\x0ctám",
    "no characters": "a\ufdd0b\ufdd1c\ufffed\uffffe\ufffcf\ufff9g",
    "beyond the plane": "x\U0001f600y \U00020000z \U0001f468\u200d\U0001f469\u200d\U0001f467 w",
    "decomposed": unicodedata.normalize("NFD", "Người đứng đầu cấp ủy gương mẫu"),
    "hard spaces": "TP\u00a0Thanh\u00a0Hóa\u00a0\u00a0 có 4.617\u00a0đồng chí",
    "right to left": "xin \u05e9\u05dc\u05d5\u05dd chào \u0627\u0644\u0633\u0644\u0627\u0645 bạn",
    "stacked marks": "e" + "\u0301" * 40 + " hết",
    "tabs": "\ta\t\tb\t",
    "spaces": " " * 500,
    "lone surrogate": "a\ud800b\udfffc",
    "long word": "x" * 30_000,
    "long line": "một hai ba bốn. " * 12_000,
}


@pytest.fixture(params=HOSTILE, ids=list(HOSTILE))
def hostile(request):
    return HOSTILE[request.param]


def spans_of(text):
    step = max(1, len(text) // 40)
    made = [Span(str(i), i, min(len(text), i + step * 3), "ORG") for i in range(0, len(text) - 1, step)]
    return [*made, Span("all", 0, len(text), "DUTY")] if text else []


def test_it_is_drawn_walked_and_changed(stage, hostile):
    s = stage(hostile, *spans_of(hostile), size=(500, 400))
    s.view.viewport().repaint()
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_End,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Space,
        Qt.Key.Key_PageDown,
    ):
        for _ in range(8):
            s.key(key)
    s.key(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert s.view.caret() == len(hostile)
    s.view.viewport().repaint()
    s.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert s.view.selection() == ((0, len(hostile)) if hostile else None)
    s.view.set_zoom(300)
    s.view.viewport().repaint()
    if hostile:
        s.apply(SpanAdded(Span("new", 0, 1, "PLACE")))
        s.view.viewport().repaint()


def test_a_point_leads_back_to_the_offset_it_came_from(stage, hostile):
    text = hostile[:400]
    if "\u05e9" in text:
        pytest.skip("where the direction changes one offset has two places")
    s = stage(text, size=(500, 400))
    page, offset = s.view.page, 0
    while offset <= len(text):
        number, block, row = page.row_of(offset)
        s.view.ensure_visible(offset)
        x = block.shape.x(row.line, offset)
        hit = page.hit(x, page.y_of(number) + row.y + row.top + 8)
        # Offsets may share one place: inside an emoji, between CR and LF, in spaces beyond the edge.
        assert abs(block.shape.x(row.line, hit.offset) - x) < 1.5
        offset = next_character(text, offset) if offset < len(text) else offset + 1


@pytest.mark.parametrize("name", ["decomposed", "hard spaces", "beyond the plane"])
def test_offsets_are_code_points(stage, name):
    text = HOSTILE[name]
    s = stage(text)
    for match in range(len(text)):
        number, block, row = s.view.page.row_of(match)
        assert number == 0
        left, right = block.shape.x(row.line, match), block.shape.x(row.line, match + 1)
        if right - left > 3:
            assert block.shape.character_at(row.line, (left + right) / 2) == match
            assert block.shape.offset_near(row.line, left + 0.5) == match


def test_depth_has_no_limit(stage):
    text = "chữ " * 400
    spans = [Span(f"{i:04}", i, len(text) - i, "ORG") for i in range(600)]
    s = stage(text, *spans, size=(600, 500))
    s.view.viewport().repaint()
    rows = [row for _, _, block in s.view.page.visible() for row in block.rows]
    assert rows[0].lanes > 50
    for expected in range(3):
        s.key(Qt.Key.Key_Tab)
        assert s.view.selected_span == f"{expected:04}"
    s.view.scroll_by(5000)
    s.view.viewport().repaint()


def test_a_line_taller_than_the_window_can_be_scrolled_through(stage):
    text = "chữ"
    s = stage(text, *(Span(f"{i:03}", 0, 3, "ORG") for i in range(120)), size=(600, 300))
    assert s.view.verticalScrollBar().maximum() > 1000
    s.view.scroll_by(700)
    assert s.view.verticalScrollBar().value() == 700
    s.view.scroll_by(-200)
    assert s.view.verticalScrollBar().value() == 500
