"""Several people's spans under one text: a band of lanes for each, and nothing of it where nobody asked for bands."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from annotator.model.edit import LayerKey, SpanAdded
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span
from annotator.ui.textview.bands import Band, Bands
from annotator.ui.textview.view import ArticleView

TEXT = (
    "Có 87 đảng viên phải thi hành kỷ luật do thiếu gương mẫu, chiếm tỷ lệ 0,58%.\nDòng sau không ai đánh dấu.\n"
    * 4
)
WHERE = (3, 37)
SCHEME = LabelScheme.from_dict(
    {
        "id": "t", "version": 1, "names": {"en": "T"}, "groups": [{"id": "g", "names": {"en": "G"}}],
        "labels": [{"id": id, "group": "g", "names": {"en": f"Label {id}"}} for id in "AB"],
    }
)  # fmt: skip


@pytest.fixture
def view(qtbot):
    made = ArticleView()
    qtbot.addWidget(made)
    made.resize(800, 600)
    layer = Layer(LayerKey("d", "gold"))
    layer.spans["x"] = Span("x", 3, 15, "A")
    made.set_article(TEXT, layer, SCHEME)
    made.show()
    return made


def shape(view):
    return [(y, block.height, [row.height for row in block.rows]) for _, y, block in view.page.visible()]


def two(a, b):
    return [Band("A", "Lan", a), Band("B", "Bảo", b)]


def test_lines_grow_by_the_bands_of_those_who_marked_them(view):
    before = shape(view)
    view.set_bands(Bands(two([Span("x", 3, 37, "B")], [Span("x", 3, 56, "B")])))
    after = shape(view)
    metrics = view.page.metrics
    grown = after[0][2][0] - before[0][2][0]
    assert grown == 2 * (metrics.lane + round(4 * metrics.scale))
    assert [heights for _, _, heights in after[1:]] == [heights for _, _, heights in before[1:]]
    _, _, block = view.page.visible()[0]
    assert [band.letter for band in block.rows[0].bands] == ["A", "B"]
    assert [len(band.row.marks) for band in block.rows[0].bands] == [1, 1]
    assert all(mark.bracket and not mark.filled for band in block.rows[0].bands for mark in band.row.marks)
    view.set_bands(None)
    assert shape(view) == before


def test_who_marked_nothing_has_an_empty_band_beside_the_other(view):
    view.set_bands(Bands(two([Span("x", 3, 37, "B")], [])))
    _, _, block = view.page.visible()[0]
    assert [len(band.row.marks) for band in block.rows[0].bands] == [1, 0]


def test_the_text_of_the_case_is_framed_and_what_differs_is_shaded(view):
    plain = view.grab().toImage()
    view.set_bands(Bands((), (41, 56), [(45, 50)]))
    framed = view.grab().toImage()
    style = view.article_style
    colours = {QColor(framed.pixel(x, y)).name() for x in range(framed.width()) for y in range(60)}
    assert style.match.name() in colours
    assert style.accent.name() in colours
    assert style.match.name() not in {
        QColor(plain.pixel(x, y)).name() for x in range(plain.width()) for y in range(60)
    }


def test_an_edit_keeps_the_bands(view):
    view.set_bands(Bands(two([Span("x", 3, 37, "B")], [])))
    span = Span("new", 16, 20, "A")
    view.page.layer.apply(SpanAdded(span))
    view.apply_edits([SpanAdded(span)])
    _, _, block = view.page.visible()[0]
    assert [band.letter for band in block.rows[0].bands] == ["A", "B"]


ranges = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 60), st.sampled_from("AB")), max_size=6
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ranges, ranges)
def test_every_span_stands_in_its_band_and_no_two_rows_overlap(view, a, b):
    sides = [
        [
            Span(f"s{n}", start, min(start + size, len(TEXT)), label)
            for n, (start, size, label) in enumerate(side)
        ]
        for side in (a, b)
    ]
    view.resize(800, 3000)
    view.set_bands(Bands(two(*sides), (0, 5)))
    seen = {"A": set(), "B": set()}
    for _, _, block in view.page.visible():
        lower = 0
        for row in block.rows:
            assert row.y == lower
            lower += row.height
            top = row.y + row.top + block.box
            for band in row.bands:
                first = block.lane_top(band.row, 1)
                assert top < first
                top = block.lane_top(band.row, band.row.lanes + 1)
                assert top <= lower
                seen[band.letter] |= {mark.span.id for mark in band.row.marks}
                assert all(1 <= mark.lane <= band.row.lanes for mark in band.row.marks)
    shown = {
        letter: {f"{letter}:{s.id}" for s in side if TEXT[s.start : s.end].strip()}
        for letter, side in zip("AB", sides, strict=True)
    }
    assert shown["A"] <= seen["A"]
    assert shown["B"] <= seen["B"]
