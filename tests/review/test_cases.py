"""Cases: what goes together, of which kind, with which id."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_kit import SCHEME, TEXT, keys, layer, marked, material

from annotator.model.layer import LayerState
from annotator.review.cases import CaseFinder
from annotator.review.kinds import Kind
from annotator.review.values import ValueReader

FINDER = CaseFinder(ValueReader(SCHEME))
WORDS = "Ab cd, 12.5 ê\u0301f gh một"


def cases(*layers, text=TEXT, **more):
    return FINDER.cases(material(*layers, text=text, **more))


def kinds(a, b, **more):
    """The kinds of each case of two layers; spans by the words they hold."""
    sides = [layer(name, marked(TEXT, *side), **more) for name, side in (("a", a), ("b", b))]
    return [tuple(kind.value for kind in case.kinds) for case in cases(*sides)]


# Kinds --------------------------------------------------------------------------------------------------------------
TABLE = {
    "the same": ([("Sơn Hà", "A")], [("Sơn Hà", "A")], [("agree",)]),
    "one has nothing": ([("Sơn Hà", "A")], [], [("missing",)]),
    "another label": ([("Sơn Hà", "A")], [("Sơn Hà", "B")], [("label",)]),
    "other edges": ([("Huyện ủy Sơn Hà", "A")], [("Huyện ủy", "A")], [("boundary",)]),
    "a comma more": ([("Huyện ủy Sơn Hà", "A")], [("Huyện ủy Sơn Hà,", "A")], [("boundary-edge",)]),
    "a space more": ([("Sơn Hà", "A")], [(" Sơn Hà", "A")], [("boundary-edge",)]),
    "brackets more": ([("98,59%", "A")], [("(98,59%)", "A")], [("boundary-edge",)]),
    "a percent sign says something": ([("98,59%", "A")], [("98,59", "A")], [("boundary",)]),
    "other edges and label": (
        [("Bí thư Huyện", "A")],
        [("Huyện ủy Sơn Hà", "B")],
        [("missing",), ("missing",)],
    ),
    "crossing, other label": ([("Huyện ủy Sơn", "A")], [("ủy Sơn Hà", "B")], [("label", "boundary")]),
    "a comma more and another label": ([("Sơn Hà", "A")], [("Sơn Hà,", "B")], [("label", "boundary-edge")]),
    "one inside the other": ([("Bí thư Huyện ủy", "A")], [("Huyện ủy", "B")], [("nesting",)]),
    "one level missing": (
        [("Bí thư Huyện ủy Sơn Hà", "A"), ("Huyện ủy Sơn Hà", "B")],
        [("Bí thư Huyện ủy Sơn Hà", "A")],
        [("agree",), ("missing",)],
    ),
    "one against two": ([("Huyện ủy Sơn Hà", "A")], [("Huyện ủy", "A"), ("Sơn Hà", "A")], [("boundary",)]),
    "a name in a clause that differs": (
        [("Ông Nguyễn Văn An, Bí thư Huyện ủy Sơn Hà", "A"), ("Sơn Hà", "B")],
        [("Nguyễn Văn An, Bí thư Huyện ủy Sơn Hà, nhận", "A"), ("Sơn Hà", "B")],
        [("boundary",), ("agree",)],
    ),
    "side by side": ([("Nguyễn", "A")], [("Văn", "A")], [("missing",), ("missing",)]),
}


@pytest.mark.parametrize("name", TABLE)
def test_kinds(name):
    a, b, expected = TABLE[name]
    assert kinds(a, b) == expected
    assert kinds(b, a) == expected


def test_values():
    a = layer(
        "a", [(0, 3, "A", {"value": "2"}), (4, 10, "A", {"bound": "exact"}), (20, 22, "A", {"unit": "x"})]
    )
    b = layer("b", [(0, 3, "A", {"value": "2.0"}), (4, 10, "A"), (20, 22, "A", {"unit": "y"})])
    assert [case.kind for case in cases(a, b)] == [Kind.AGREE, Kind.AGREE, Kind.ATTRIBUTE]


def test_relations_count_where_both_have_both_ends():
    spans = [(0, 3, "A"), (4, 10, "B"), (20, 25, "C")]
    a = layer("a", spans, [("R", 0, 1), ("R", 1, 2)])
    b = layer("b", [(0, 3, "A"), (4, 14, "B")])
    first, second, third = cases(a, b)
    assert first.kinds == (Kind.RELATION,)  # both have its ends, though the edges of one differ
    assert second.kinds == (
        Kind.BOUNDARY,
    )  # b lacks the other end: that is the third case, not a second quarrel
    assert third.kinds == (Kind.MISSING,)
    assert first.relations == (("a", "R", second.id),)
    assert [case.kind for case in cases(a, layer("b", spans, [("R", 0, 1), ("R", 1, 2)]))] == [Kind.AGREE] * 3


def test_three_annotators():
    a, b, c = (
        layer("a", [(0, 3, "A"), (4, 10, "B")]),
        layer("b", [(0, 3, "A"), (4, 10, "A")]),
        layer("c", [(0, 3, "A")]),
    )
    first, second = cases(a, b, c)
    assert first.kinds == (Kind.AGREE,)
    assert second.kinds == (Kind.MISSING, Kind.LABEL)
    assert second.annotators == ("a", "b", "c")
    assert set(second.spans) == {"a", "b"}


def test_nobody_missed_what_they_have_not_reached():
    a, b = layer("a", [(0, 3, "A"), (30, 35, "B")]), layer("b", [(0, 3, "A"), (30, 35, "B")])
    c = layer("c", [(0, 3, "A"), (31, 34, "C")], state=LayerState.IN_PROGRESS, reviewed_to=10)
    first, second = cases(a, b, c)
    assert (first.kind, first.annotators) == (Kind.AGREE, ("a", "b", "c"))
    assert (second.kind, second.annotators) == (Kind.AGREE, ("a", "b"))
    assert cases(a, c)[-1].end <= 10
    assert cases(a) == []


# Ids ----------------------------------------------------------------------------------------------------------------
def test_ids_come_from_the_place_and_the_variants_alone():
    a, b = layer("a", [(0, 3, "A"), (4, 9, "B")]), layer("b", [(0, 3, "A"), (4, 10, "B")])
    first, second = cases(a, b)
    assert len({first.id, second.id}) == 2
    assert [c.id for c in cases(b, a)] == [first.id, second.id]
    late = layer("c", [(0, 3, "A"), (4, 10, "B")])  # who says what another has said makes no new question
    assert [c.id for c in cases(a, b, late)] == [first.id, second.id]
    assert [c.fingerprint() for c in cases(a, b, late)] != [first.fingerprint(), second.fingerprint()]
    assert cases(a, b, id="other")[0].id != first.id
    valued = layer("b", [(0, 3, "A", {"value": "7"}), (4, 10, "B")])
    changed = cases(a, valued)
    assert [c.id for c in changed] == [first.id, second.id]
    assert changed[0].fingerprint() != first.fingerprint()
    assert changed[1].fingerprint() == second.fingerprint()


def test_ids_are_the_same_on_every_machine():
    (case,) = cases(layer("a", [(0, 3, "A")]), layer("b", [(0, 3, "A")]))
    assert case.id == "97596befab40327d"


# Properties ---------------------------------------------------------------------------------------------------------
@given(
    st.lists(keys(length=len(WORDS)), min_size=2, max_size=4),
    st.integers(1, len(WORDS)),
    st.randoms(use_true_random=False),
)
@settings(max_examples=200)
def test_every_span_that_takes_part_is_in_exactly_one_case(sides, reach, rng):
    layers = [layer(name, side) for name, side in zip("abcd", sides, strict=False)]
    layers[-1].state, layers[-1].reviewed_to = LayerState.IN_PROGRESS, reach
    ready = material(*layers, text=WORDS)
    found = FINDER.cases(ready)
    there = sorted((who, span.id) for case in found for who, spans in case.spans.items() for span in spans)
    assert there == sorted((who, span.id) for who, side in ready.sides.items() for span in side.spans)
    left = sum(ready.left_out.values())
    assert len(there) + left == sum(len(each.spans) for each in layers)
    assert len({case.id for case in found}) == len(found)
    for case in found:
        assert set(case.spans) <= set(case.annotators)
        assert len(case.annotators) >= 2
        assert (case.kind is Kind.AGREE) == (len({tuple(case.keys(who)) for who in case.annotators}) == 1)
    mixed = [layer(each.key.annotator, rng.sample(side, len(side)), state=each.state, reviewed_to=each.reviewed_to)
             for each, side in zip(layers, sides, strict=True)]  # fmt: skip
    rng.shuffle(mixed)
    assert [(c.id, c.kinds) for c in FINDER.cases(material(*mixed, text=WORDS))] == [
        (c.id, c.kinds) for c in found
    ]


@given(keys(length=len(WORDS)), keys(length=len(WORDS)))
def test_names_do_not_matter(a, b):
    def told(first, second):
        return [
            (c.id, c.kinds, c.start, c.end) for c in cases(layer("a", first), layer("b", second), text=WORDS)
        ]

    assert told(a, b) == told(b, a)
