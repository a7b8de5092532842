"""Spans against tokens: what is found, and that every proposal aligns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span
from annotator.nlp.alignment import Problem, check
from annotator.nlp.flatten import flatten
from annotator.nlp.tokenize import token_bounds

TEXTS = st.text(
    st.one_of(st.sampled_from("aảĐ1.,_ \n\u0301\xa0-"), st.characters(codec="utf-8")), max_size=40
)


@st.composite
def text_and_spans(draw):
    text = draw(TEXTS)
    edges = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(edges, edges), max_size=12))
    labels = draw(st.lists(st.sampled_from("AB"), min_size=len(pairs), max_size=len(pairs)))
    return text, [
        Span(f"s{number}", min(a, b), max(a, b), label)
        for number, ((a, b), label) in enumerate(zip(pairs, labels, strict=True))
    ]


@given(case=text_and_spans())
def test_a_span_is_reported_exactly_when_its_edges_are_no_token_edges(case):
    text, spans = case
    starts = {start for start, _ in token_bounds(text)}
    ends = {end for _, end in token_bounds(text)}
    wrong = {found.span.id for found in check(text, spans)}
    assert wrong == {s.id for s in spans if s.start not in starts or s.end not in ends or s.start >= s.end}


@given(case=text_and_spans())
def test_proposals_align_and_lie_around_and_inside(case):
    text, spans = case
    for found in check(text, spans):
        assert found.problems
        low, high = found.span.start, found.span.end
        for proposal in (found.expand, found.contract):
            if proposal is not None:
                assert check(text, [found.span._replace(start=proposal[0], end=proposal[1])]) == []
        if found.contract is not None:
            assert low <= found.contract[0] < found.contract[1] <= high
        if found.expand is None:
            assert not text[low:high].strip()
        else:
            inner = text[low:high].strip()
            assert inner in text[found.expand[0] : found.expand[1]]


@pytest.mark.parametrize(
    ("start", "end", "problems", "expand", "contract"),
    [
        (0, 9, (), None, None),
        (0, 8, (Problem.CUTS_END,), (0, 9), (0, 4)),
        (0, 7, (Problem.CUTS_END,), (0, 9), (0, 4)),
        (2, 9, (Problem.CUTS_START,), (0, 9), (5, 9)),
        (4, 9, (Problem.SPACE_START,), (5, 9), (5, 9)),
        (0, 5, (Problem.SPACE_END,), (0, 4), (0, 4)),
        (4, 5, (Problem.ONLY_SPACE,), None, None),
        (1, 3, (Problem.CUTS_START, Problem.CUTS_END), (0, 4), None),
        (3, 3, (Problem.EMPTY,), None, None),
        (3, 99, (Problem.OUTSIDE,), None, None),
    ],
)
def test_what_is_said_about_a_span(start, end, problems, expand, contract):
    found = check("UBND tỉnh", [Span("x", start, end, "ORG")])
    if not problems:
        assert found == []
        return
    assert (found[0].problems, found[0].expand, found[0].contract) == (problems, expand, contract)


@given(case=text_and_spans())
def test_flattening_keeps_a_maximal_choice_without_overlaps(case):
    spans = [span for span in case[1] if span.start < span.end]
    chosen = flatten(spans)
    kept = list(chosen.kept)
    assert kept == sorted(kept, key=lambda s: s.start)
    assert not any(a.overlaps(b) for i, a in enumerate(kept) for b in kept[i + 1 :])
    assert sorted(s.id for s in kept) == sorted({s.id for s in spans} - {o.span.id for o in chosen.left_out})
    for lost in chosen.left_out:
        assert lost.winner in kept
        assert lost.span.overlaps(lost.winner)
        assert lost.winner.end - lost.winner.start >= lost.span.end - lost.span.start
    assert flatten(reversed(spans)) == chosen


def test_the_longest_wins_then_the_earliest_then_the_label():
    outer, inner = Span("1", 0, 10, "POSITION"), Span("2", 3, 10, "ORG")
    assert flatten([inner, outer]).left_out[0].winner == outer
    first, second = Span("9", 0, 5, "B"), Span("1", 3, 8, "A")
    assert flatten([second, first]).kept == (first,)
    same = Span("5", 0, 5, "A")
    assert flatten([first, same]).kept == (same,)
