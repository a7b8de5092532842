"""Measures over a corpus: bounds, symmetry and order as properties, against naive forms, and what is not defined."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_kit import (
    SCHEME,
    TEXT,
    keys,
    layer,
    material,
    naive_alpha_u,
    naive_positions,
    naive_relaxed,
    naive_weighted,
)

from annotator.model.layer import LayerState
from annotator.model.text import units
from annotator.review.agreement.coding import (  # fmt: skip
    Table,
    ac1_of_ratings,
    alpha_of_ratings,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    nominal_alpha,
    ratings_of,
    table_of,
)
from annotator.review.agreement.resampling import interval
from annotator.review.agreement.results import Settings
from annotator.review.agreement.study import Study
from annotator.review.material import Reason

WORDS = "Ab cd, 12.5 ê\u0301f gh"[:24].ljust(24, "x")
QUICK = Settings(resamples=0)


def study(materials, annotators=("a", "b"), how=QUICK, weeks=None):
    found = Study(SCHEME, annotators, how)
    for each in materials:
        found.add(each, weeks)
    return found.finish()


def of(*sides, text=WORDS, how=QUICK):
    """The agreement of one document; ``sides`` are each annotator's keys."""
    named = "abcdefgh"[: len(sides)]
    layers = [layer(name, side) for name, side in zip(named, sides, strict=True)]
    return study([material(*layers, text=text)], named, how)


def value(found, id):
    return found.overall.estimates[id].value


def innermost(side, token):
    holding = [k for k in side if k[0] <= token < k[1]]
    return min(holding, key=lambda k: (k[1] - k[0], -k[0], k[2]))[2] if holding else "O"


# Against naive forms ------------------------------------------------------------------------------------------------
@given(keys(most=6), keys(most=6))
@settings(max_examples=150)
def test_span_measures_against_naive_forms(a, b):
    found, size = of(a, b), len(a) + len(b)
    expected = {
        "span_exact": 2 * len(set(a) & set(b)) / size if size else None,
        "span_relaxed": 2 * naive_relaxed(a, b) / size if size else None,
        "position_exact": 2 * naive_positions(a, b) / size if size else None,
        "span_weighted": 2 * naive_weighted(a, b) / sum(k[1] - k[0] for k in a + b) if size else None,
    }
    for id, wanted in expected.items():
        assert value(found, id) == (None if wanted is None else pytest.approx(wanted)), id


@given(keys(), keys())
@settings(max_examples=150)
def test_token_measures_against_naive_forms(a, b):
    found = of(a, b)
    tokens = [start for start, _ in units(WORDS)]
    items = [(innermost(a, t), innermost(b, t)) for t in tokens]
    assert found.overall.estimates["token_kappa"].n == len(tokens)
    alpha = krippendorff_alpha(items)
    assert value(found, "token_alpha") == (None if alpha is None else pytest.approx(alpha))
    assert value(found, "token_kappa") == approx(naive_kappa(items))
    assert value(found, "token_kappa_marked") == approx(naive_kappa([i for i in items if "O" not in i]))
    for scope in found.labels:
        inside = [
            tuple(any(k[0] <= t < k[1] and k[2] == scope.name for k in side) for side in (a, b))
            for t in tokens
        ]
        if any(map(any, inside)):
            assert scope.estimates["token_kappa_label"].value == approx(naive_kappa(inside))


def approx(wanted):
    return None if wanted is None else pytest.approx(wanted)


def naive_kappa(items):
    """Straight from the definition."""
    n = len(items)
    if not n:
        return None
    first, second = Counter(a for a, _ in items), Counter(b for _, b in items)
    agreed = sum(a == b for a, b in items) / n
    chance = sum(first[k] / n * second[k] / n for k in first)
    return None if math.isclose(chance, 1) else (agreed - chance) / (1 - chance)


@given(st.lists(keys(most=5), min_size=2, max_size=4))
@settings(max_examples=150)
def test_unitizing_alpha_against_sliding_every_unit(sides):
    found = of(*sides)
    wanted, _, _ = naive_alpha_u(sides, len(WORDS))
    assert value(found, "alpha_u") == (None if wanted is None else pytest.approx(wanted))


@given(st.lists(keys(), min_size=3, max_size=4))
@settings(max_examples=100)
def test_token_measures_of_several_against_naive_forms(sides):
    found = of(*sides)
    items = [tuple(innermost(side, t) for side in sides) for t, _ in units(WORDS)]
    ratings, _ = ratings_of(items)
    assert value(found, "token_fleiss") == approx(fleiss_kappa(ratings))
    assert value(found, "token_alpha") == approx(krippendorff_alpha(items))
    assert value(found, "token_ac1") == approx(ac1_of_ratings(ratings))


# Properties ---------------------------------------------------------------------------------------------------------
BELOW_ZERO = ("kappa", "alpha", "pi", "fleiss", "ac1")


@given(keys(), keys(), keys())
@settings(max_examples=100)
def test_bounds_symmetry_and_order(a, b, c):
    first = study([material(layer("a", a), layer("b", b), text=WORDS, id="1"), material(layer("a", c), layer("b", a), text=WORDS, id="2")])  # fmt: skip
    turned = study([material(layer("b", c), layer("a", a), text=WORDS, id="2"), material(layer("a", b), layer("b", a), text=WORDS, id="1")])  # fmt: skip
    for id, estimate in first.overall.estimates.items():
        assert estimate.value == (
            None
            if turned.overall.estimates[id].value is None
            else pytest.approx(turned.overall.estimates[id].value, abs=1e-12)
        ), id
        if estimate.value is not None:
            assert estimate.value <= 1 + 1e-12
            assert estimate.value >= 0 or any(word in id for word in BELOW_ZERO), id


@given(keys(), keys(), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_documents_changes_nothing_at_all(a, b, rng):
    made = [
        material(layer("a", x), layer("b", y), text=WORDS, id=str(n))
        for n, (x, y) in enumerate([(a, b), (b, a), (a, a)])
    ]
    how = Settings(resamples=20)
    assert study(made, how=how).overall == study(rng.sample(made, 3), how=how).overall


@given(keys())
def test_full_agreement_is_one_or_not_defined(a):
    for id, estimate in of(a, a).overall.estimates.items():
        assert estimate.value is None or estimate.value == pytest.approx(1), id
        assert estimate.value is not None or not a or "kappa" in id or id not in ("span_exact", "alpha_u")


# Not defined --------------------------------------------------------------------------------------------------------
def test_nothing_marked_is_not_defined():
    found = of([], [])
    assert {id for id, e in found.overall.estimates.items() if e.value is not None} == set()
    assert found.overall.estimates["token_kappa"].n == len(units(WORDS))


def test_one_category_only_is_not_defined():
    assert cohen_kappa(Table(9, (9, 0), (9, 0))) is None
    assert nominal_alpha(Table(9, (9, 0), (9, 0))) is None
    assert gwet_ac1(Table(9, (9, 0), (9, 0))) is None
    assert cohen_kappa(Table(0, (), ())) is gwet_ac1(table_of([])) is None
    ratings, _ = ratings_of([("x", "x", "x")] * 7)
    assert fleiss_kappa(ratings) is alpha_of_ratings(ratings) is ac1_of_ratings(ratings) is None


def test_no_common_documents_is_not_defined():
    """inception#2219: 1.0 although the two had worked on different documents."""
    one, other = layer("a", [(0, 3, "A")]), layer("b", [(0, 3, "A")])
    found = study([material(one, id="1", annotators="ab"), material(other, id="2", annotators="ab")])
    assert found.compared == 0
    assert all(e.value is None and e.low is None for e in found.pairs[0].estimates.values())
    assert {(left.reason, left.annotator) for left in found.left_out if left.pair} == {(Reason.NO_LAYER, "a"), (Reason.NO_LAYER, "b")}  # fmt: skip


def test_nobody_to_compare():
    assert study([material(layer("a", []))], ("a",)).overall.estimates["span_exact"].value is None
    assert study([], ()).pairs == []


# What is compared, and what is left out ------------------------------------------------------------------------------
def test_only_what_both_have_looked_at():
    whole = layer("a", [(0, 3, "A"), (4, 10, "A"), (30, 35, "B")])
    half = layer("b", [(0, 3, "A"), (40, 45, "B")], state=LayerState.IN_PROGRESS, reviewed_to=20)
    found = study([material(whole, half)])
    estimate = found.overall.estimates["span_exact"]
    assert (estimate.n, estimate.value) == (3, pytest.approx(2 / 3))
    assert found.overall.estimates["alpha_u"].n == 20
    left = {(each.what, each.reason, each.annotator): each.count for each in found.left_out}
    assert left == {("spans", Reason.ALONE, "a"): 1, ("spans", Reason.NOT_REVIEWED, "b"): 1}


@pytest.mark.parametrize(
    ("state", "reached", "reason"),
    [
        (LayerState.SKIPPED, 50, Reason.SKIPPED),
        (LayerState.IN_PROGRESS, 0, Reason.NOT_REVIEWED),
        (LayerState.NEW, 0, Reason.NO_LAYER),
    ],
)
def test_layers_that_take_no_part(state, reached, reason):
    spans = [] if state is LayerState.NEW else [(0, 3, "A")]
    found = study([material(layer("a", [(0, 3, "A")]), layer("b", spans, state=state, reviewed_to=reached))])
    assert found.compared == 0
    assert reason in {left.reason for left in found.left_out if left.annotator == "b"}


def test_excluded_parts_do_not_count():
    zone = (10, 20)
    a, b = [(0, 5, "A"), (12, 15, "B"), (25, 30, "A")], [(0, 5, "A"), (26, 30, "A"), (8, 40, "C")]
    found = study([material(layer("a", a), layer("b", b), excluded=[zone])])
    assert found.overall.estimates["span_exact"].n == 4
    assert found.overall.estimates["alpha_u"].n == len(TEXT) - 10
    assert found.overall.estimates["token_kappa"].n == sum(not 10 <= s < 20 for s, _ in units(TEXT))
    # As if the part were not there at all.
    moved = [
        [(s - 10 * (s >= 20), e - 10 * (e > 20), label) for s, e, label in side if not (s < 20 and e > 10)]
        for side in (a, b)
    ]
    short = study([material(layer("a", moved[0]), layer("b", moved[1]), text=TEXT[:10] + TEXT[20:])])
    assert value(found, "alpha_u") == value(short, "alpha_u")
    assert {left.reason for left in found.left_out} == {Reason.EXCLUDED}


def test_three_annotators_with_different_reach():
    sides = [layer("a", [(0, 5, "A"), (30, 40, "B")]), layer("b", [(0, 5, "A"), (31, 40, "B")]),
             layer("c", [(0, 5, "B")], state=LayerState.IN_PROGRESS, reviewed_to=20)]  # fmt: skip
    found = study([material(*sides)], "abc")
    by_pair = {scope.pair: scope.estimates for scope in found.pairs}
    assert by_pair["a", "b"]["span_exact"].value == pytest.approx(0.5)
    assert by_pair["a", "c"]["span_exact"].value == 0
    assert by_pair["a", "c"]["span_exact"].n == 2
    assert found.overall.estimates["token_fleiss"].n == len(units(TEXT))  # two have looked to the end
    assert found.overall.estimates["alpha_u"].n == 20  # what all three have looked at


def test_self_overlap_and_spans_without_a_token_are_counted():
    found = of([(0, 4, "A"), (0, 7, "A"), (1, 2, "B")], [(0, 4, "A")])
    assert found.overall.estimates["alpha_u"].left_out == {Reason.SELF_OVERLAP: 1}
    assert found.overall.estimates["token_kappa"].left_out == {Reason.UNTOKENED: 1}


# Values, relations, weeks, intervals -----------------------------------------------------------------------------------
def test_attribute_values():
    a = [(0, 3, "A", {"value": "1/2", "unit": "đồng  chí", "bound": "about"}), (4, 10, "A", {"value": "3"})]
    b = [
        (0, 3, "A", {"value": "0.5", "unit": "Đồng chí"}),
        (4, 10, "A", {"value": "4"}),
        (20, 22, "A", {"value": "1"}),
    ]
    found = {
        s.name: s.estimates["value_agreement"]
        for s in study([material(layer("a", a), layer("b", b))]).attributes
    }
    assert {name: (e.value, e.n) for name, e in found.items()} == {
        "value": (0.5, 2),
        "unit": (1.0, 1),
        "bound": (0.0, 1),
    }


def test_relations():
    spans = [(0, 3, "A"), (4, 10, "B"), (20, 25, "C")]
    a = layer("a", spans, [("R", 0, 1), ("R", 1, 2)])
    b = layer("b", spans[:2], [("R", 0, 1), ("R", 1, 0)])
    found = study([material(a, b)]).overall.estimates
    assert (found["relation_exact"].value, found["relation_exact"].n) == (0.5, 4)
    assert found["relation_given_spans"].value == pytest.approx(2 / 3)
    assert found["relation_given_spans"].left_out == {"ends-not-in-both": 1}


def test_weeks_are_those_of_the_later_layer():
    made = Study(SCHEME, "ab", QUICK)
    same = [(0, 3, "A")]
    made.add(material(layer("a", same), layer("b", same), id="1"), {"a": "2026-W10", "b": "2026-W12"})
    made.add(material(layer("a", same), layer("b", []), id="2"), {"a": "2026-W13", "b": "2026-W12"})
    found = {scope.name: scope.estimates["span_exact"].value for scope in made.finish().weeks}
    assert found == {"2026-W12": 1.0, "2026-W13": 0.0}


def test_intervals_hold_the_value_and_can_be_repeated():
    same, other = [(0, 3, "A"), (4, 10, "B")], [(0, 3, "A"), (4, 9, "B")]
    made = [material(layer("a", same), layer("b", same if n % 3 else other), id=f"{n}") for n in range(30)]
    how = Settings(resamples=300, seed=5)
    first, again = study(made, how=how), study(made, how=how)
    assert first == again
    e = first.overall.estimates["span_exact"]
    assert e.low < e.value < e.high
    assert e.high - e.low == pytest.approx(2 * 1.96 * 0.25 * 2 * math.sqrt(1 / 3 * 2 / 3 / 30) / 1, rel=0.35)
    assert study(made[:1], how=how).overall.estimates["span_exact"].low is None
    assert interval([None, 1.0, 1.0], 0.95) is None
    assert interval([], 0.95) is None
