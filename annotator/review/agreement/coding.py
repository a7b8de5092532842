"""Agreement on a list of items that each annotator put into one category: kappa, Fleiss, alpha, AC1.

Every function returns None where the coefficient is not defined: no item that two annotators rated, or chance agreement
that is already whole (everybody used one and the same category), which says nothing about agreement and is never 1.0.

Two annotators are given as a ``Table``: how many items, how many agree, and how often each used each category. That is all
that kappa, alpha and AC1 need, and tables of several documents add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

Category = Hashable
Item = Sequence[Category | None]  # one category per annotator, None where one did not rate the item
Metric = Callable[[Category, Category, "Counter[Category]"], float]


class Table(NamedTuple):
    """Two annotators' categories over the same items. ``first[k]`` and ``second[k]`` count uses of category ``k``."""

    agreed: float
    first: Sequence[float]
    second: Sequence[float]


def table_of(matrix: Sequence[Sequence[float]]) -> Table:
    """The table of a square confusion matrix: rows are the first annotator's categories."""
    return Table(
        sum(row[k] for k, row in enumerate(matrix)),
        [sum(row) for row in matrix],
        [sum(column) for column in zip(*matrix, strict=True)],
    )


def percent_agreement(table: Table) -> float | None:
    """The share of items with the same category."""
    n = sum(table.first)
    return table.agreed / n if n else None


def cohen_kappa(table: Table) -> float | None:
    """(Po - Pe) / (1 - Pe), Pe from each annotator's own use of the categories (Cohen 1960)."""
    n = sum(table.first)
    chance = sum(a * b for a, b in zip(table.first, table.second, strict=True))
    return (table.agreed * n - chance) / (n * n - chance) if n * n > chance else None


def scott_pi(table: Table) -> float | None:
    """As kappa, Pe from both annotators' use of the categories taken together (Scott 1955)."""
    n = sum(table.first)
    chance = sum((a + b) ** 2 for a, b in zip(table.first, table.second, strict=True)) / 4
    return (table.agreed * n - chance) / (n * n - chance) if n * n > chance else None


def nominal_alpha(table: Table) -> float | None:
    """Krippendorff's alpha for two annotators without gaps: 1 - Do / De, every difference counting the same."""
    used = [a + b for a, b in zip(table.first, table.second, strict=True)]
    return _alpha(sum(used), 2 * table.agreed, used)


def _alpha(n: float, agreeing: float, used: Iterable[float]) -> float | None:
    """``n`` values in ``used`` categories; ``agreeing``: of each item's ordered pairs those that agree, over m - 1."""
    expected = n * n - sum(k * k for k in used)
    return 1 - (n - agreeing) * (n - 1) / expected if expected > 0 else None


def gwet_ac1(table: Table) -> float | None:
    """Gwet's AC1 (2008): Pe = sum p(1 - p) / (q - 1), over the q categories that occur, p their mean share."""
    n = sum(table.first)
    return _ac1(n, table.agreed, [(a + b) / 2 for a, b in zip(table.first, table.second, strict=True)])


def _ac1(n: float, agreed: float, used: Iterable[float]) -> float | None:
    """``n`` items, ``agreed``: the sum of each item's share of agreeing pairs; ``used`` adds up to ``n``."""
    used = [k for k in used if k]
    if len(used) < 2 or not n:
        return None
    chance = sum(k * (n - k) for k in used) / (len(used) - 1) / n
    return (agreed - chance) / (n - chance)


class Ratings(NamedTuple):
    """Any number of annotators, with gaps, over items that two of them rated at least; these add up too.

    ``agreed`` is the sum over items of the share of agreeing pairs, ``used[k]`` of the share of its ratings in category
    ``k``; ``values[k]`` counts ratings in ``k``, and ``agreeing`` the ordered agreeing pairs of each item over m - 1.
    """

    items: float
    agreed: float
    used: Sequence[float]
    values: Sequence[float]
    agreeing: float


def ratings_of(items: Iterable[Item]) -> tuple[Ratings, list[Category]]:
    """The sums over ``items``, and the categories in the order of their counts."""
    kept = [Counter(c for c in item if c is not None) for item in items]
    return ratings_of_counts([counts for counts in kept if counts.total() > 1])


def ratings_of_counts(items: Sequence[Counter[Category]]) -> tuple[Ratings, list[Category]]:
    """The same from how often each category was given to each item; all of them rated at least twice."""
    order = sorted({c for counts in items for c in counts}, key=str)
    agreed = agreeing = 0.0
    used, values = dict.fromkeys(order, 0.0), dict.fromkeys(order, 0.0)
    for counts in items:
        m = counts.total()
        same = sum(k * (k - 1) for k in counts.values())
        agreed += same / (m * (m - 1))
        agreeing += same / (m - 1)
        for category, k in counts.items():
            used[category] += k / m
            values[category] += k
    return Ratings(len(items), agreed, list(used.values()), list(values.values()), agreeing), order


def fleiss_kappa(ratings: Ratings) -> float | None:
    """Fleiss (1971). Where annotators are missing for some items, each item counts once (Gwet's reading)."""
    n = ratings.items
    chance = sum(k * k for k in ratings.used)
    # A hair's breadth above zero is rounding: the shares of one category only.
    return (ratings.agreed * n - chance) / (n * n - chance) if n * n - chance > 1e-9 * n * n else None


def alpha_of_ratings(ratings: Ratings) -> float | None:
    """Krippendorff's nominal alpha with any number of annotators and gaps."""
    return _alpha(sum(ratings.values), ratings.agreeing, ratings.values)


def ac1_of_ratings(ratings: Ratings) -> float | None:
    """Gwet's AC1 with any number of annotators."""
    return _ac1(ratings.items, ratings.agreed, ratings.used)


# Krippendorff's alpha with another metric than equality -------------------------------------------------------------
def nominal(a: Category, b: Category, _values: Counter[Category]) -> float:
    """Every difference counts the same."""
    return float(a != b)


def interval(a: Category, b: Category, _values: Counter[Category]) -> float:
    """The squared difference of two numbers."""
    return float((_number(a) - _number(b)) ** 2)


def ratio(a: Category, b: Category, _values: Counter[Category]) -> float:
    """The squared difference relative to the sum."""
    x, y = _number(a), _number(b)
    return ((x - y) / (x + y)) ** 2 if x + y else 0.0


def ordinal(a: Category, b: Category, values: Counter[Category]) -> float:
    """The squared number of ratings between two ranks, half of both ranks' own taken off."""
    low, high = sorted((_number(a), _number(b)))
    between = sum(k for category, k in values.items() if low <= _number(category) <= high)
    return float((between - (values[a] + values[b]) / 2) ** 2) if a != b else 0.0


def _number(category: Category) -> float:
    if isinstance(category, (int, float)):
        return float(category)
    raise TypeError(category)


def krippendorff_alpha(items: Iterable[Item], metric: Metric = nominal) -> float | None:
    """1 - Do / De over every pair of ratings of one item, and of any two (Krippendorff 2011)."""
    rated = [[c for c in item if c is not None] for item in items]
    rated = [item for item in rated if len(item) > 1]
    values = Counter(c for item in rated for c in item)
    n = values.total()
    observed = sum(sum(metric(a, b, values) for a in item for b in item) / (len(item) - 1) for item in rated)
    expected = sum(metric(a, b, values) * j * k for a, j in values.items() for b, k in values.items())
    return 1 - observed * (n - 1) / expected if expected > 0 else None
