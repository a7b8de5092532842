"""Blocks, heights and display strings; the index of spans; where the caret goes. Pure code under the view."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.offsets import OffsetMap
from annotator.model.span import Span, in_order, order_key
from annotator.model.text import paragraphs
from annotator.ui.textview import moves
from annotator.ui.textview.blocks import LIMIT, Blocks, Heights, display, paragraph_edges
from annotator.ui.textview.index import SpanIndex

SIGNS = st.text("aắ. ,\n\r\u2029\x85\v\f\u2028\ufeff\x00\U0001f600e\u0301\xa0\u200d", max_size=60)


@given(SIGNS)
def test_paragraphs_are_those_of_the_model(text):
    assert list(zip(*paragraph_edges(text), strict=True)) == paragraphs(text)


@given(SIGNS, st.integers(0, 4))
def test_blocks_cover_every_sign_of_every_paragraph(text, longer):
    text = text + "một câu dài. " * 300 * longer
    blocks = Blocks(text)
    joined = {}
    for block in range(len(blocks)):
        assert blocks.ends[block] - blocks.starts[block] <= LIMIT
        joined.setdefault(blocks.paragraph[block], []).append((blocks.starts[block], blocks.ends[block]))
    for number, (start, end) in enumerate(paragraphs(text)):
        parts = joined[number]
        assert parts[0][0] == start
        assert parts[-1][1] == end
        assert all(a[1] == b[0] for a, b in pairwise(parts))


def test_a_long_paragraph_is_cut_after_a_sentence_else_after_a_space_else_hard():
    for text, ending in (
        ("Một câu vừa phải. " * 400, ". "),
        ("không dấu chấm " * 400, " "),
        ("x" * 9000, "x"),
    ):
        blocks = Blocks(text)
        assert len(blocks) > 2
        assert all(text[: blocks.ends[b]].endswith(ending) for b in range(len(blocks) - 1))
        assert blocks.paragraph_range(1) == (0, len(text))


def test_marks_stay_with_their_letter_where_a_word_is_cut_hard():
    text = "e\u0302\u0301" * 3000
    blocks = Blocks(text)
    assert all(text[blocks.starts[b]] == "e" for b in range(len(blocks)))


def test_printed_numbers_leave_blank_paragraphs_out():
    blocks = Blocks("một\n\nhai\n\n\nba")
    assert [blocks.number(b) for b in range(len(blocks))] == [1, 0, 2, 0, 0, 3]


@given(st.lists(st.integers(0, 90), min_size=1, max_size=1500), st.data())
def test_heights_find_what_they_sum(heights, data):
    rows = Heights(list(heights))
    at, new = data.draw(st.integers(0, len(heights) - 1)), data.draw(st.integers(1, 99))
    assert rows.set(at, new) == new - heights[at]
    heights[at] = new
    assert rows.total == sum(heights)
    y = data.draw(st.integers(0, sum(heights) - 1))
    index, rest = rows.find(y)
    assert rows.top(index) == sum(heights[:index])
    assert rows.top(index) + rest == y
    assert 0 <= rest < heights[index]


@given(st.text(max_size=80))
def test_what_is_shown_has_the_same_utf16_offsets(text):
    shown = display(text)
    assert len(shown) == len(text)
    assert [OffsetMap(shown).to_utf16(i) for i in range(len(text) + 1)] == [
        OffsetMap(text).to_utf16(i) for i in range(len(text) + 1)
    ]
    assert not re.search("[\x00-\x1f\u2028\u2029\ufeff\ufdd0\u202a-\u202e\ufffc]", shown)


# the index -----------------------------------------------------------------------------------------------------

SPANS = st.lists(
    st.tuples(st.integers(0, 30_000), st.one_of(st.integers(1, 60), st.integers(1, 40_000))), max_size=40
).map(lambda rows: {str(i): Span(str(i), start, start + size, "X") for i, (start, size) in enumerate(rows)})


@given(SPANS, st.integers(0, 60_000), st.integers(1, 20_000))
def test_the_index_finds_what_overlaps(spans, start, size):
    index = SpanIndex(spans)
    expected = {s.id for s in spans.values() if s.start < start + size and start < s.end}
    assert {s.id for s in index.overlapping(start, start + size)} == expected


@given(SPANS, SPANS)
def test_the_index_follows_changes(before, after):
    index = SpanIndex(before)
    for id in before:
        if id not in after:
            index.remove(id)
    for span in after.values():
        index.add(span)
    assert {s.id for s in index.overlapping(0, 100_000)} == set(after)
    for span in after.values():
        expected = not any(span.contains(other) for other in after.values())
        assert index.is_innermost(span) == expected


@given(SPANS)
def test_walking_the_index_is_reading_order(spans):
    index, found, key = SpanIndex(spans), [], (-1, 0, "")
    while (span := index.after(key)) is not None:
        found.append(span)
        key = order_key(span)
    assert found == in_order(spans.values())
    back = [found[-1]] if found else []
    while back and (span := index.before(order_key(back[-1]))) is not None:
        back.append(span)
    assert back[::-1] == found


# the caret -------------------------------------------------------------------------------------------------------

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    "sign", ["a", "e\u0302\u0301", FAMILY, "\U0001f1fb\U0001f1f3", "\r\n", "\U0001f44d\U0001f3fd"]
)
def test_a_character_is_what_a_reader_sees(sign):
    text = f"x{sign}y"
    assert moves.next_character(text, 1) == 1 + len(sign)
    assert moves.previous_character(text, 1 + len(sign)) == 1


@given(st.text("aé\u0301. \n4,\U0001f600", max_size=40), st.data())
def test_every_move_goes_somewhere_and_ends(text, data):
    start = data.draw(st.integers(0, len(text)))
    for move in (moves.by_unit, moves.by_sentence):
        offset = start
        for _ in range(len(text) + 1):
            offset = move(text, offset, 1)
        assert offset == len(text)
        for _ in range(len(text) + 1):
            offset = move(text, offset, -1)
        assert offset == 0


def test_extending_stops_at_the_ends_of_units():
    text = "một hai ba"
    assert moves.by_unit(text, 0, 1, anchor=0) == 3
    assert moves.by_unit(text, 3, 1, anchor=0) == 7
    assert moves.by_unit(text, 7, -1, anchor=0) == 3
    assert moves.by_unit(text, 3, -1, anchor=0) == 0
