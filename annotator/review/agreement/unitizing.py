"""Krippendorff's alpha for unitizing: do annotators find the same stretches of a text?

For one category, each annotator's part of the text is a row of units (spans) and gaps. Observed disagreement adds, where two
annotators' units share text, the squares of how far their starts and their ends lie apart, and where a unit lies in the
other's gap, the square of its length. Expected disagreement is what the same units give when they lie anywhere (Krippendorff
2004, p. 251 ff.; the formula of the expected value with its factor N - 1 is written out in docs/agreement.md).

Units of one annotator and category must not overlap: of those that do, the first and longest is kept (as in INCEpTION), and
how many were left out is counted. Lengths are code points.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

Unit = tuple[int, int]  # start, end


class Row(NamedTuple):
    """One annotator's units of one category in a text of some length, with the sums that the expected value needs."""

    units: tuple[Unit, ...]
    sizes: tuple[int, ...]  # l of the units, longest first
    gaps: tuple[int, ...]  # lengths of the gaps, shortest first
    gaps_length: int
    spread: int  # sum of 2 l^3 - 3 l^2 + l
    pairs: int  # sum of l (l - 1)
    squares: int  # sum of l^2
    cubes: int  # sum of l^2 (l - 1)
    dropped: int  # units left out, for overlapping another


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """By start, the longest first: the order in which rows take them."""
    return sorted(units, key=lambda unit: (unit[0], -unit[1]))


def without_overlaps(units: Iterable[Unit]) -> tuple[list[Unit], int]:
    """Of units in order, those that overlap none before them; and how many were left out."""
    kept: list[Unit] = []
    dropped = position = 0
    for start, end in units:
        if start < position:
            dropped += 1
        else:
            kept.append((start, end))
            position = end
    return kept, dropped


def row_of(units: Iterable[Unit], length: int) -> Row:
    """The row of an annotator in a text of ``length``; units are in order (``in_order``) and lie inside."""
    kept, dropped = without_overlaps(units)
    gaps: list[int] = []
    sizes: list[int] = []
    position = squares = cubes = 0
    for start, end in kept:
        if start > position:
            gaps.append(start - position)
        size = end - start
        sizes.append(size)
        squares += size * size
        cubes += size * size * (size - 1)
        position = end
    if length > position:
        gaps.append(length - position)
    gaps.sort()
    sizes.sort(reverse=True)
    covered = sum(sizes)
    pairs = squares - covered
    # 2 l^3 - 3 l^2 + l = 2 l^2 (l - 1) - l (l - 1)
    return Row(
        tuple(kept),
        tuple(sizes),
        tuple(gaps),
        length - covered,
        2 * cubes - pairs,
        pairs,
        squares,
        cubes,
        dropped,
    )


def observed(a: Row, b: Row) -> int:
    """The squared differences between two annotators, added up."""
    if a.units == b.units:
        return 0
    # A unit that both have meets nothing else of either: units of one annotator do not overlap.
    in_a, in_b = set(a.units), set(b.units)
    rest_a, rest_b = sorted(in_a - in_b), sorted(in_b - in_a)
    return _differences(rest_a, rest_b) + _differences(rest_b, rest_a, only_lonely=True)


def _differences(a: Sequence[Unit], b: Sequence[Unit], only_lonely: bool = False) -> int:
    """Over every two units that share text (distance of starts)^2 + (distance of ends)^2, and for every unit of ``a``
    that shares none with any of ``b`` length^2."""
    total = first = 0
    for start, end in a:
        while first < len(b) and b[first][1] <= start:
            first += 1
        if first == len(b) or b[first][0] >= end:
            total += (end - start) ** 2
            continue
        index = first
        while not only_lonely and index < len(b) and b[index][0] < end:
            total += (b[index][0] - start) ** 2 + (b[index][1] - end) ** 2
            index += 1
    return total


def expected_times_length(rows: Sequence[Row], length: int) -> float:
    """The expected disagreement times the square of ``length``: the scale of ``observed``."""
    count = spread = pairs = squares = cubes = gaps = gaps_length = longest = 0
    for _, sizes, lengths, between, own_spread, own_pairs, own_squares, own_cubes, _ in rows:
        spread += own_spread
        pairs += own_pairs
        squares += own_squares
        cubes += own_cubes
        gaps += len(lengths)
        gaps_length += between
        if sizes:
            count += len(sizes)
            longest = max(longest, sizes[0])
    whole = len(rows) * length
    places = whole * (whole - 1) - pairs
    if not count or places <= 0:
        return 0.0
    # Over every unit and every gap no shorter than it: l^2 (gap - l + 1). Summed as if all gaps were long enough, which
    # takes no loop, then the short ones are taken out again.
    in_gaps = gaps_length * squares - gaps * cubes - _in_short_gaps(rows, longest)
    among = (count - 1) * spread  # thrice the term, to stay exact
    return 2 * length * (among + 3 * in_gaps) / (3 * places)


def _in_short_gaps(rows: Sequence[Row], longest: int) -> int:
    """Over every unit and every gap that is shorter: l^2 (gap - l + 1), which is 0 or less."""
    short: list[int] = []
    for row in rows:
        gaps = row.gaps
        if gaps and gaps[0] < longest:
            short += gaps[: bisect_left(gaps, longest)]
    if not short:
        return 0
    short.sort()
    before = list(accumulate(short, initial=0))
    shortest = short[0]
    total = 0
    for row in rows:
        for size in row.sizes:
            if size <= shortest:
                break
            k = bisect_left(short, size)
            total += size * size * (before[k] - k * (size - 1))
    return total


class Disagreement(NamedTuple):
    """Observed and expected disagreement, both times the square of the text's length, so that texts add up."""

    observed: float
    expected: float


def disagreement(rows: Sequence[Row], length: int) -> Disagreement:
    """Of one category in one text, over every pair of annotators."""
    m = len(rows)
    if m < 2 or length < 1:
        return Disagreement(0.0, 0.0)
    if m == 2:
        return Disagreement(float(observed(rows[0], rows[1])), expected_times_length(rows, length))
    total = sum([observed(rows[i], rows[j]) for i in range(m) for j in range(i + 1, m)])
    return Disagreement(2 * total / (m * (m - 1)), expected_times_length(rows, length))


def alpha_u(observed: float, expected: float) -> float | None:
    """1 - Do / De. None where nothing is marked, so that nothing was to be expected."""
    return 1 - observed / expected if expected > 0 else None


def unitizing_alpha(
    layers: Sequence[Mapping[str, Iterable[Unit]]], length: int, start: int = 0
) -> tuple[float | None, dict[str, float | None]]:
    """Alpha over all categories and of each, in one text. ``layers``: each annotator's units by category."""
    found = {}
    for category in sorted({category for layer in layers for category in layer}):
        moved = [[(a - start, b - start) for a, b in layer.get(category, ())] for layer in layers]
        found[category] = disagreement([row_of(in_order(units), length) for units in moved], length)
    whole = alpha_u(sum(d.observed for d in found.values()), sum(d.expected for d in found.values()))
    return whole, {category: alpha_u(*d) for category, d in found.items()}
