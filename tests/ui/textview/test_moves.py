"""Edges of a span by keys: what goes one way comes back the other, and white space is never left at an edge."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.text import snap, units
from annotator.ui.textview.moves import moved_edge

TEXTS = st.text(alphabet="ab ạễ.,“” \n4", min_size=1, max_size=40)


@st.composite
def _spans(draw):
    text = draw(TEXTS)
    found = units(text)
    if not found:
        text, found = "ab", [(0, 2)]
    first = draw(st.integers(0, len(found) - 1))
    last = draw(st.integers(first, len(found) - 1))
    return text, found[first][0], found[last][1]


@given(_spans(), st.sampled_from(["start", "end"]), st.sampled_from([-1, 1]), st.booleans())
def test_an_edge_moves_only_itself_and_leaves_no_space_behind(span, side, step, exact):
    text, start, end = span
    moved = moved_edge(text, start, end, side, step, exact=exact)
    if moved is None:
        return
    low, high = moved
    assert 0 <= low < high <= len(text)
    assert (high == end) if side == "start" else (low == start)
    assert not text[low].isspace() or (not text[:low].strip() and side == "start")
    assert not text[high - 1].isspace() or high == len(text)


@given(_spans(), st.sampled_from([("start", -1), ("end", 1)]))
def test_by_syllables_growing_and_shrinking_are_each_others_inverse(span, way):
    text, start, end = span
    side, step = way
    grown = moved_edge(text, start, end, side, step)
    if grown is not None and not text[grown[0]].isspace() and not text[grown[1] - 1].isspace():
        assert moved_edge(text, *grown, side, -step) == (start, end)


def test_the_snapped_words_of_the_scheme():
    text = "Ông Nguyễn Nam Đình, Bí thư"
    start, end = snap(text, 5, 12)
    assert moved_edge(text, start, end, "end", 1) == (start, end + len(" Đình"))
