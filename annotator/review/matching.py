"""When two annotators' spans are the same span: one definition per measure, and which span is paired with which.

A span is reduced to its ``Key``: start, end, label. Every measure pairs spans one to one, so that nobody gains by marking
twice, and every pairing is the same whoever is named first:

- *exact*: same start, end and label.
- *relaxed*: same label and a shared character. Identical spans are paired first; among the rest as many pairs as possible,
  and of those the ones that share most text.
- *weighted*: same label; pairs are chosen to share most text, and what counts is how many characters they share.
- *positions*: same start and end, whatever the label (the same label is preferred).
- *positions, relaxed*: a shared character, whatever the label; equal ranges first, then as *relaxed*.
- *aligned*: what confusion between labels and the typing of cases go by: spans that are ``rivals``, identical ones first,
  then equal ranges, then the pairs with most in common.

Pairs are optimal (an assignment of greatest weight) in each group of spans that are connected by shared text, as long as the
group is no larger than ``LARGEST`` possible pairs; beyond that they are taken greedily, best first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from annotator.review.assignment import assign

Key = tuple[int, int, str]  # start, end, label
Pair = tuple[Key, Key]
LARGEST = 10_000


class Edge(NamedTuple):
    """Span ``i`` of one annotator and ``j`` of the other share ``shared`` characters."""

    i: int
    j: int
    shared: int


def shared_text(a: Key, b: Key) -> int:
    """How many characters two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def are_rivals(a: Key, b: Key) -> bool:
    """Whether two spans of different annotators are answers to one question: they share text, and have the same label
    or share at least half of the longer one. (A name inside a clause is no rival of the clause.)"""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    if shared <= 0:
        return False
    return a[2] == b[2] or 2 * shared >= max(a[1] - a[0], b[1] - b[0])


def without_identical(a: Iterable[Key], b: Iterable[Key]) -> tuple[list[Key], list[Key], list[Key]]:
    """(in both, only in a, only in b), each in order. A span marked twice counts twice."""
    left, right = list(a), list(b)
    in_left, in_right = set(left), set(right)
    if len(in_left) == len(left) and len(in_right) == len(right):
        return sorted(in_left & in_right), sorted(in_left - in_right), sorted(in_right - in_left)
    counted_left, counted_right = Counter(left), Counter(right)
    both = counted_left & counted_right
    return (
        sorted(both.elements()),
        sorted((counted_left - both).elements()),
        sorted((counted_right - both).elements()),
    )


def edges_between(a: Sequence[Key], b: Sequence[Key]) -> list[Edge]:
    """Every two spans that share text; both lists in order of their starts."""
    found: list[Edge] = []
    open_a: list[int] = []
    open_b: list[int] = []
    i = j = 0
    while i < len(a) or j < len(b):
        if j == len(b) or (i < len(a) and a[i][0] <= b[j][0]):
            start, end, _ = a[i]
            open_b = [k for k in open_b if b[k][1] > start]
            found += [Edge(i, k, min(end, b[k][1]) - start) for k in open_b]
            open_a.append(i)
            i += 1
        else:
            start, end, _ = b[j]
            open_a = [k for k in open_a if a[k][1] > start]
            found += [Edge(k, j, min(end, a[k][1]) - start) for k in open_a]
            open_b.append(j)
            j += 1
    return found


def best_pairs(
    a: Sequence[Key], b: Sequence[Key], edges: Sequence[Edge], worth: Callable[[Edge], int]
) -> list[Edge]:
    """The edges of greatest total worth that pair every span at most once. Worths are positive.

    Ties are broken by the spans themselves, never by which annotator is named first.
    """
    if len({e.i for e in edges}) == len(edges) == len({e.j for e in edges}):
        return list(edges)
    if list(a) > list(b):
        turned = [Edge(e.j, e.i, e.shared) for e in edges]
        found = _best(turned, lambda e: worth(Edge(e.j, e.i, e.shared)))
        return [Edge(e.j, e.i, e.shared) for e in found]
    return _best(edges, worth)


def _best(edges: Sequence[Edge], worth: Callable[[Edge], int]) -> list[Edge]:
    found: list[Edge] = []
    for group in _groups(edges):
        if len(group) == 1:
            found += group
            continue
        left, right = sorted({e.i for e in group}), sorted({e.j for e in group})
        if len(left) == 1 or len(right) == 1 or len(left) * len(right) > LARGEST:
            found += _greedy(group, worth)
            continue
        rows, columns = {i: n for n, i in enumerate(left)}, {j: n for n, j in enumerate(right)}
        table = [[0] * len(right) for _ in left]
        for e in group:
            table[rows[e.i]][columns[e.j]] = worth(e)
        chosen = {(left[r], right[c]) for r, c in assign(table)}
        found += [e for e in group if (e.i, e.j) in chosen]
    return found


def _greedy(edges: Sequence[Edge], worth: Callable[[Edge], int]) -> list[Edge]:
    taken_i: set[int] = set()
    taken_j: set[int] = set()
    found: list[Edge] = []
    for e in sorted(edges, key=lambda e: (-worth(e), e.i, e.j)):
        if e.i not in taken_i and e.j not in taken_j:
            taken_i.add(e.i)
            taken_j.add(e.j)
            found.append(e)
    return found


def _groups(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Edges that are connected through a span, together."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    for e in edges:
        parent[root(e.i)] = root(~e.j)
    groups: dict[int, list[Edge]] = {}
    for e in edges:
        groups.setdefault(root(e.i), []).append(e)
    return list(groups.values())


# The definitions ----------------------------------------------------------------------------------------------------
_MANY = 1 << 40  # one pair more is worth more than any text shared


class Matching(NamedTuple):
    """Two annotators' spans of one text, matched by every definition at once.

    ``exact`` are the keys that both have. The other fields hold pairs beside those: what is relaxed-matched is ``exact``
    and ``relaxed`` together, and so on. ``weighted`` comes with the characters shared.
    """

    exact: list[Key]
    only_a: list[Key]
    only_b: list[Key]
    relaxed: list[Pair]
    weighted: list[tuple[Key, int]]
    same_place: list[Pair]
    overlapping: int


def match(a: Iterable[Key], b: Iterable[Key]) -> Matching:
    """Match two annotators' spans of one text."""
    exact, only_a, only_b = without_identical(a, b)
    if not only_a or not only_b:
        return Matching(exact, only_a, only_b, [], [], [], 0)
    edges = edges_between(only_a, only_b)
    same = [e for e in edges if only_a[e.i][2] == only_b[e.j][2]]
    relaxed = best_pairs(only_a, only_b, same, lambda e: _MANY + e.shared)
    weighted = best_pairs(only_a, only_b, same, lambda e: e.shared)
    place = same_places(only_a, only_b)
    taken_a, taken_b = {i for i, _ in place}, {j for _, j in place}
    free = [e for e in edges if e.i not in taken_a and e.j not in taken_b]
    overlapping = best_pairs(only_a, only_b, free, lambda e: _MANY + e.shared)
    return Matching(
        exact,
        only_a,
        only_b,
        [(only_a[e.i], only_b[e.j]) for e in relaxed],
        [(only_a[e.i], e.shared) for e in weighted],
        [(only_a[i], only_b[j]) for i, j in place],
        len(place) + len(overlapping),
    )


def same_places(a: Sequence[Key], b: Sequence[Key]) -> list[tuple[int, int]]:
    """Spans with one range and different labels, as indexes, in the order of the labels."""
    places: dict[tuple[int, int], list[int]] = {}
    for j, (start, end, _) in enumerate(b):
        places.setdefault((start, end), []).append(j)
    found: list[tuple[int, int]] = []
    for i, (start, end, _) in enumerate(a):
        waiting = places.get((start, end))
        if waiting:
            found.append((i, waiting.pop(0)))
    return found


def align(a: Iterable[Key], b: Iterable[Key]) -> tuple[list[Pair], list[Key], list[Key]]:
    """(pairs, only in a, only in b) as confusion and cases go by them."""
    both, rest_a, rest_b = without_identical(a, b)
    pairs = [(key, key) for key in both]
    if not rest_a or not rest_b:
        return pairs, rest_a, rest_b
    place = same_places(rest_a, rest_b)
    taken_a, taken_b = {i for i, _ in place}, {j for _, j in place}
    edges = [
        e
        for e in edges_between(rest_a, rest_b)
        if e.i not in taken_a and e.j not in taken_b and are_rivals(rest_a[e.i], rest_b[e.j])
    ]
    near = best_pairs(rest_a, rest_b, edges, lambda e: _nearness(rest_a[e.i], rest_b[e.j], e.shared))
    taken_a |= {e.i for e in near}
    taken_b |= {e.j for e in near}
    pairs += [(rest_a[i], rest_b[j]) for i, j in place] + [(rest_a[e.i], rest_b[e.j]) for e in near]
    return (
        pairs,
        [key for i, key in enumerate(rest_a) if i not in taken_a],
        [key for j, key in enumerate(rest_b) if j not in taken_b],
    )


def _nearness(a: Key, b: Key, shared: int) -> int:
    """Shared text in millionths of the text of both; one more for the same label."""
    union = (a[1] - a[0]) + (b[1] - b[0]) - shared
    return 1_000_000 * shared // union + (1_000_000 if a[2] == b[2] else 1)
