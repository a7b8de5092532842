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
from typing import NamedTuple

Unit = tuple[int, int]  # start, end


class Row(NamedTuple):
    """One annotator's units of one category in a text of some length, with what the expected value needs."""

    units: tuple[Unit, ...]
    gaps: tuple[int, ...]  # lengths of the gaps, in the order of the text
    spread: int  # sum of 2 l^3 - 3 l^2 + l over the units
    pairs: int  # sum of l (l - 1)
    dropped: int  # units left out, for overlapping another


def without_overlaps(units: Iterable[Unit]) -> tuple[list[Unit], int]:
    """Units in order, of those that overlap the first and longest; and how many were left out."""
    kept: list[Unit] = []
    dropped = position = 0
    for start, end in sorted(units, key=lambda unit: (unit[0], -unit[1])):
        if start < position:
            dropped += 1
        else:
            kept.append((start, end))
            position = end
    return kept, dropped


def row_of(units: Iterable[Unit], length: int) -> Row:
    """The row of an annotator in a text of ``length``; units must lie inside."""
    kept, dropped = without_overlaps(units)
    gaps: list[int] = []
    position = spread = pairs = 0
    for start, end in kept:
        if start > position:
            gaps.append(start - position)
        size = end - start
        spread += size * (2 * size * size - 3 * size + 1)
        pairs += size * (size - 1)
        position = end
    if length > position:
        gaps.append(length - position)
    return Row(tuple(kept), tuple(gaps), spread, pairs, dropped)


def observed(a: Row, b: Row) -> int:
    """The squared differences between two annotators, added up."""
    if a.units == b.units:
        return 0
    return _differences(a.units, b.units) + _lonely(a.units, b.units) + _lonely(b.units, a.units)


def _differences(a: Sequence[Unit], b: Sequence[Unit]) -> int:
    """Over every two units that share text: (distance of starts)^2 + (distance of ends)^2."""
    total = first = 0
    for start, end in a:
        while first < len(b) and b[first][1] <= start:
            first += 1
        index = first
        while index < len(b) and b[index][0] < end:
            total += (b[index][0] - start) ** 2 + (b[index][1] - end) ** 2
            index += 1
    return total


def _lonely(a: Sequence[Unit], b: Sequence[Unit]) -> int:
    """Over every unit of ``a`` that shares no text with any of ``b``: length^2."""
    total = first = 0
    for start, end in a:
        while first < len(b) and b[first][1] <= start:
            first += 1
        if first == len(b) or b[first][0] >= end:
            total += (end - start) ** 2
    return total


def expected_times_length(rows: Sequence[Row], length: int) -> float:
    """The expected disagreement times the square of ``length``: the scale of ``observed``."""
    count = sum(len(row.units) for row in rows)
    if not count:
        return 0.0
    gaps = sorted(gap for row in rows for gap in row.gaps)
    longer = [0] * (len(gaps) + 1)  # longer[k]: sum of gaps[k:]
    for k in range(len(gaps) - 1, -1, -1):
        longer[k] = longer[k + 1] + gaps[k]
    alone = 0
    for row in rows:
        for start, end in row.units:
            size = end - start
            k = bisect_left(gaps, size)
            alone += size * size * (longer[k] - (len(gaps) - k) * (size - 1))
    whole = len(rows) * length
    places = whole * (whole - 1) - sum(row.pairs for row in rows)
    if places <= 0:
        return 0.0
    among = (count - 1) * sum(row.spread for row in rows)  # thrice the term, to stay exact
    return 2 * length * (among + 3 * alone) / (3 * places)


class Disagreement(NamedTuple):
    """Observed and expected disagreement, both times the square of the text's length, so that texts add up."""

    observed: float
    expected: float


def disagreement(rows: Sequence[Row], length: int) -> Disagreement:
    """Of one category in one text, over every pair of annotators."""
    m = len(rows)
    if m < 2 or length < 1:
        return Disagreement(0.0, 0.0)
    total = sum(observed(rows[i], rows[j]) for i in range(m) for j in range(i + 1, m))
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
        found[category] = disagreement([row_of(units, length) for units in moved], length)
    whole = alpha_u(sum(d.observed for d in found.values()), sum(d.expected for d in found.values()))
    return whole, {category: alpha_u(*d) for category, d in found.items()}
