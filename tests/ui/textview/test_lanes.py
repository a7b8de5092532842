"""Lanes and names: pure code, so its rules are checked on thousands of made-up lines."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.textview.lanes import Caption, Piece, Slot, pack, place_names

WIDE = 8.0


def pieces_of(ranges):
    """Pieces of spans that lie on one line whole, as the view makes them."""
    made = []
    for rank, (start, end) in enumerate(ranges):
        inner = not any(start <= a and b <= end and b - a < end - start for a, b in ranges)
        made.append(Piece(start, end, start * WIDE, end * WIDE, inner, end - start, rank))
    return made


RANGES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=25,
)


@given(RANGES)
def test_no_two_pieces_in_a_lane_overlap(ranges):
    pieces = pieces_of(ranges)
    lanes = pack(pieces)
    assert all(lane >= 1 for lane in lanes)
    for i, one in enumerate(pieces):
        for j in range(i):
            other = pieces[j]
            if lanes[i] == lanes[j]:
                assert one.end <= other.start or other.end <= one.start


@given(RANGES)
def test_nesting_reads_downwards(ranges):
    pieces = pieces_of(ranges)
    lanes = pack(pieces)
    for i, outer in enumerate(pieces):
        for j, inner in enumerate(pieces):
            inside = outer.start <= inner.start and inner.end <= outer.end
            if inside and inner.length < outer.length:
                assert lanes[i] > lanes[j]


@given(RANGES, st.randoms(use_true_random=False))
def test_the_order_given_does_not_matter(ranges, dice):
    pieces = pieces_of(ranges)
    order = list(range(len(pieces)))
    dice.shuffle(order)
    shuffled = pack([pieces[i] for i in order])
    assert [shuffled[order.index(i)] for i in range(len(pieces))] == pack(pieces)


@given(RANGES)
def test_an_innermost_span_alone_in_its_place_has_the_first_lane(ranges):
    pieces = pieces_of(ranges)
    for piece, lane in zip(pieces, pack(pieces), strict=True):
        crossed = [o for o in pieces if o is not piece and o.start < piece.end and piece.start < o.end]
        if piece.innermost and all(not other.innermost for other in crossed):
            assert lane == 1


def test_the_cases_of_the_design():
    three = pieces_of([(0, 20), (5, 20), (12, 20)])
    assert pack(three) == [3, 2, 1]
    siblings = pieces_of([(0, 5), (6, 10), (0, 30)])
    assert pack(siblings) == [1, 1, 2]
    crossing = pieces_of([(0, 20), (12, 24)])
    assert pack(crossing) == [2, 1]  # the shorter one has the first lane
    same = pieces_of([(3, 9), (3, 9), (3, 9)])
    assert pack(same) == [1, 2, 3]


def test_depth_has_no_limit_and_costs_little():
    ranges = [(i, 4000 - i) for i in range(1500)]
    random.Random(3).shuffle(ranges)
    lanes = pack([Piece(a, b, a, b, b - a == 1002, b - a, 0) for a, b in ranges])
    assert sorted(lanes) == list(range(1, 1501))


# names -------------------------------------------------------------------------------------------------------


def measure(text, is_value):
    return 5.0 * len(text)


def name(slots, right=1000.0):
    return place_names(slots, right, measure)


def test_value_is_dropped_before_the_name_is_abbreviated():
    caption = Caption("Số lượng", "= 4617", "SL")
    for room, expected in (
        (200, ("Số lượng", "= 4617")),
        (60, ("Số lượng", "")),
        (20, ("SL", "")),
        (8, None),
    ):
        found = name([Slot(0, 10, 1, False, caption), Slot(room, room + 10, 1, False, caption)])[0]
        assert (found and (found.text, found.value)) == expected


def test_a_name_runs_past_its_span_into_free_room_but_not_past_the_edge():
    caption = Caption("Phương châm", "", "PC")
    assert name([Slot(0, 10, 1, False, caption)], right=80)[0].text == "Phương châm"
    assert name([Slot(0, 10, 1, False, caption)], right=30)[0].text == "PC"


def test_a_name_moves_whole_to_the_next_line():
    caption = Caption("Chức danh", "= 1", "CD")
    assert name([Slot(90, 100, 1, True, caption, goes_on=True)], right=100) == [None]
    moved = name([Slot(0, 90, 1, True, caption, from_before=True)], right=100)[0]
    assert moved.text == "Chức danh"
    again = name([Slot(0, 90, 1, True, caption, from_before=True, named=True)], right=100)[0]
    assert (again.text, again.value) == ("… Chức danh", "")


def test_the_name_of_a_narrow_bracket_stands_behind_it():
    found = name([Slot(10, 30, 2, True, Caption("Tổ chức", "", "TC"))], right=300)[0]
    assert found.after
    assert found.x > 30


SLOTS = st.lists(
    st.tuples(
        st.integers(0, 3000), st.integers(4, 300), st.booleans(), st.text("abc ", min_size=1, max_size=14)
    ),
    max_size=20,
)


@given(SLOTS)
def test_names_of_a_lane_never_overlap(rows):
    rows = sorted(rows)
    slots, edge = [], -1
    for start, width, bracket, text in rows:
        left = max(start, edge)
        slots.append(Slot(left, left + width, 1, bracket, Caption(text, "= 12", text[:1])))
        edge = left + width
    names = name(slots, right=3500)
    written = [(found.x, found.x + found.width) for found in names if found is not None]
    assert all(end <= start for (_, end), (start, _) in pairwise(sorted(written)))
    for index, found in enumerate(names):
        following = slots[index + 1].x0 if index + 1 < len(slots) else 3501
        assert found is None or found.x + found.width <= following
