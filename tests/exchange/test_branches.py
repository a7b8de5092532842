"""Trees of rows: the branches follow from the rows alone, every row is in one of them or loose, and each begins at row 1."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.edit import SpanAdded
from annotator.model.span import Span
from annotator.store.branches import MOST, Node, arrange
from annotator.store.log import branch_name, branch_of, encode_edits
from annotator.store.strict import read_edits

ROOT = b"root"


def grow(parents, times):
    """Rows, each after the root (0) or an earlier row."""
    nodes = []
    for number, (parent, time) in enumerate(zip(parents, times, strict=False), 1):
        before = nodes[parent % number - 1] if parent % number else None
        mark = hashlib.sha256(f"{number}".encode()).digest()
        nodes.append(Node(mark, before.hash if before else ROOT, before.seq + 1 if before else 1, time))
    return nodes


trees = st.builds(
    grow,
    st.lists(st.integers(0, 100), max_size=14),
    st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=14, max_size=14),
)


@settings(max_examples=40)
@given(trees, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(nodes, chance):
    mixed = [*nodes, *nodes[: len(nodes) // 2]]
    chance.shuffle(mixed)
    assert arrange(mixed, ROOT) == arrange(nodes, ROOT)


@settings(max_examples=40)
@given(trees)
def test_every_row_has_its_place(nodes):
    branches, loose = arrange(nodes, ROOT)
    known = {node.hash: node for node in nodes}
    assert not loose  # all follow from the root
    assert {mark for branch in branches for mark in branch} == set(known)
    for branch in branches:
        assert [known[mark].seq for mark in branch] == list(range(1, len(branch) + 1))
        assert [known[mark].before for mark in branch] == [ROOT, *branch][:-1]
    leaves = set(known) - {node.before for node in nodes}
    assert sorted(branch[-1] for branch in branches) == sorted(leaves)


@settings(max_examples=40)
@given(trees, st.sets(st.integers(0, 13)))
def test_rows_that_are_missing_make_others_loose_and_nothing_else(nodes, missing):
    some = [node for number, node in enumerate(nodes) if number not in missing]
    branches, loose = arrange(some, ROOT)
    attached = {mark for branch in branches for mark in branch}
    assert attached | loose == {node.hash for node in some}
    assert not attached & loose
    known = {node.hash for node in some}
    for node in some:
        follows = node.before == ROOT or node.before in attached
        assert (node.hash in attached) == (follows and (node.before == ROOT or node.before in known))


@settings(max_examples=40)
@given(trees, st.integers(0, 14))
def test_a_side_branch_stays_one(nodes, count):
    """More rows make more branches; what was beside stays beside."""
    before, after = arrange(nodes[:count], ROOT).branches, arrange(nodes, ROOT).branches
    assert len(before) <= len(after)


def test_more_branches_than_any_team_makes():
    nodes = [Node(bytes([number]), ROOT, 1, 1.0) for number in range(MOST + 1)]
    assert len(arrange(nodes[:MOST], ROOT).branches) == MOST
    with pytest.raises(OverflowError):
        arrange(nodes, ROOT)


@given(st.text(min_size=1), st.integers(2, 200))
def test_names_of_branches(name, number):
    assert branch_of(branch_name(name, number)) == name


@pytest.mark.parametrize("name", ["lan", "lan~", "lan~1", "lan~0", "lan~x", "~2", "lan~02", "lan~2 "])
def test_names_that_are_no_branches(name):
    assert branch_of(name) is None


@given(st.integers(0, 20), st.integers(0, 25), st.integers(0, 25))
def test_places_inside_the_text_are_read_and_others_are_not(length, start, end):
    edits = [SpanAdded(Span("a", start, end, "ORG", {"unit": "đ"}, "ghi chú", "unsure", "rule"))]
    text = encode_edits(edits)
    if start < end <= length:
        assert read_edits(text, length) == edits
    else:
        with pytest.raises(ValueError, match="span"):
            read_edits(text, length)
