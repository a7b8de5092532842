"""Matching: against trying every pairing, whoever is named first, in any order."""

import random

from hypothesis import given
from hypothesis import strategies as st
from review_kit import best, keys, naive_positions, naive_relaxed, naive_weighted, shared

from annotator.review.assignment import assign
from annotator.review.matching import LARGEST, align, are_rivals, edges_between, match, without_identical


def counts(found):
    exact = len(found.exact)
    return (
        exact,
        exact + len(found.relaxed),
        sum(key[1] - key[0] for key in found.exact) + sum(n for _, n in found.weighted),
        exact + len(found.same_place),
        exact + found.overlapping,
    )


@given(keys(most=6), keys(most=6))
def test_agrees_with_trying_every_pairing(a, b):
    exact, relaxed, weighted, positions, overlapping = counts(match(a, b))
    assert exact == len(set(a) & set(b))
    assert relaxed == naive_relaxed(a, b)
    assert weighted == naive_weighted(a, b)
    assert positions == naive_positions(a, b)
    assert exact <= relaxed <= overlapping + len(a)
    assert positions <= overlapping


@given(keys(), keys(), st.randoms(use_true_random=False))
def test_who_is_first_and_in_what_order_does_not_matter(a, b, rng):
    there = match(a, b)
    back = match(b, a)
    assert counts(there) == counts(back)
    assert there.only_a == back.only_b
    assert sorted(there.relaxed) == sorted((x, y) for y, x in back.relaxed)
    mixed_a, mixed_b = rng.sample(a, len(a)), rng.sample(b, len(b))
    assert match(mixed_a, mixed_b) == there
    pairs, only_a, only_b = align(a, b)
    turned, rest_b, rest_a = align(mixed_b, mixed_a)
    assert sorted(pairs) == sorted((y, x) for x, y in turned)
    assert (only_a, only_b) == (rest_a, rest_b)


@given(keys(), keys())
def test_pairs_use_every_span_once_and_only_where_they_may(a, b):
    found = match(a, b)
    for pairs in (found.relaxed, found.same_place):
        left, right = [x for x, _ in pairs], [y for _, y in pairs]
        assert len(set(left)) == len(left)
        assert len(set(right)) == len(right)
    assert all(x[2] == y[2] and shared(x, y) for x, y in found.relaxed)
    assert all(x[:2] == y[:2] and x[2] != y[2] for x, y in found.same_place)
    pairs, only_a, only_b = align(a, b)
    assert sorted([x for x, _ in pairs] + only_a) == sorted(a)
    assert sorted([y for _, y in pairs] + only_b) == sorted(b)
    assert all(x == y or are_rivals(x, y) or x[:2] == y[:2] for x, y in pairs)


@given(keys(most=12), keys(most=12))
def test_edges_are_the_pairs_that_share_text(a, b):
    found = {(e.i, e.j): e.shared for e in edges_between(a, b)}
    assert found == {(i, j): shared(x, y) for i, x in enumerate(a) for j, y in enumerate(b) if shared(x, y)}


def test_a_span_marked_twice_counts_twice():
    key = (0, 5, "A")
    assert without_identical([key, key], [key]) == ([key], [key], [])
    assert counts(match([key, key], [key]))[:2] == (1, 1)


def test_identical_spans_are_paired_before_more_pairs_are_sought():
    """Two pairs would be possible by parting the identical ones."""
    a = [(0, 3, "A"), (0, 10, "A")]
    b = [(0, 10, "A"), (7, 10, "A")]
    assert counts(match(a, b))[:2] == (1, 1)


def test_beyond_the_limit_pairs_are_greedy_and_still_symmetric():
    size = 101
    assert size * size > LARGEST
    a = [(n, 400 + n, "A") for n in range(size)]
    b = [(n, 401 + 2 * n, "A") for n in range(size)]
    found = match(a, b)
    assert counts(found) == counts(match(b, a))
    assert len(found.exact) + len(found.relaxed) == size


def test_assignment_against_trying_all():
    rng = random.Random(3)
    for _ in range(300):
        rows, columns = rng.randint(1, 5), rng.randint(1, 6)
        table = [[rng.choice((0, 0, 1, 2, 5, 9)) for _ in range(columns)] for _ in range(rows)]
        pairs = assign(table)
        assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
        tried = best(list(range(rows)), list(range(columns)), lambda r, c, t=table: t[r][c] or None)
        assert sum(table[r][c] for r, c in pairs) == tried
    assert assign([]) == assign([[]]) == []


def test_rivals():
    assert are_rivals((0, 10, "A"), (9, 30, "A"))  # one label, a shared character
    assert are_rivals((0, 10, "A"), (0, 5, "B"))  # half of the longer
    assert not are_rivals((0, 11, "A"), (0, 5, "B"))  # a name in a clause
    assert not are_rivals((0, 5, "A"), (5, 9, "A"))  # side by side
