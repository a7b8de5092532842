"""Worked examples from the literature and from other programs' tests, each with its source, to the digits given there.

The tables were read in dkpro-statistics (Apache-2.0), ``dkpro-statistics-agreement/src/test/java/org/dkpro/statistics/agreement/``
(named below by file), which took them from the books and papers named.
"""

from collections import Counter

import pytest

from annotator.review.agreement.coding import (
    ac1_of_ratings,
    alpha_of_ratings,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    interval,
    krippendorff_alpha,
    nominal,
    nominal_alpha,
    ordinal,
    percent_agreement,
    ratings_of,
    ratings_of_counts,
    ratio,
    scott_pi,
    table_of,
)
from annotator.review.agreement.unitizing import disagreement, in_order, row_of, unitizing_alpha


def rows(layers, length, start=0):
    return [row_of(in_order((a - start, b - start) for a, b in units), length) for units in layers]


def split(layers, category, length, start=0):
    """(Do, De, alpha) of one category."""
    found = disagreement(rows([layer.get(category, []) for layer in layers], length, start), length)
    observed, expected = found.observed / length**2, found.expected / length**2
    return observed, expected, 1 - observed / expected


# Unitizing ----------------------------------------------------------------------------------------------------------

# Krippendorff, Content Analysis (2nd ed. 2004), p. 254; unitizing/Krippendorff2004Test.java: a text from 150 to 450.
BOOK = [
    {"c": [(225, 295), (370, 400)], "k": [(180, 240), (300, 350)]},
    {"c": [(220, 300), (355, 375), (400, 420)], "k": [(180, 240), (300, 350)]},
]


def test_krippendorff_2004_p254():
    observed, expected, alpha = split(BOOK, "c", 300, 150)
    assert (round(observed, 4), round(expected, 4), round(alpha, 4)) == (0.0144, 0.0532, 0.7286)
    observed, expected, alpha = split(BOOK, "k", 300, 150)
    assert (observed, round(expected, 4), alpha) == (0, 0.0490, 1)
    whole, by_category = unitizing_alpha(BOOK, 300, 150)
    assert whole == pytest.approx(0.8591, abs=0.0005)
    assert {name: round(value, 4) for name, value in by_category.items()} == {"c": 0.7286, "k": 1.0}


def test_dkpro_ten_characters():
    """unitizing/UnitizingAgreementTest.java: one unit of eight against three of one."""
    observed, expected, alpha = split([{"A": [(1, 9)]}, {"A": [(2, 3), (4, 5), (6, 7)]}], "A", 10)
    assert (observed, alpha) == (pytest.approx(0.9100, abs=5e-5), pytest.approx(-0.7003, abs=5e-5))
    assert expected == pytest.approx(0.5351, abs=1e-4)  # 0.53519


# Krippendorff, On the reliability of unitizing contiguous data (1995), p. 57; unitizing/Krippendorff1995Test.java.
PAPER = {
    "A": ([(2, 10), (14, 20)], [(4, 8), (15, 17)]),
    "B": ([(0, 18)], [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)]),
    "C": ([(2, 8), (10, 12), (14, 18), (20, 22)], [(0, 2), (4, 8), (10, 14), (16, 18), (20, 22)]),
    "D": (
        [(0, 2), (2, 10), (10, 14), (14, 20), (20, 24)],
        [(0, 4), (4, 8), (8, 15), (15, 17), (17, 24)],
    ),
}


def stretched(name, factor):
    return [[(a * factor, b * factor) for a, b in units] for units in PAPER[name]]


@pytest.mark.parametrize(
    ("name", "observed", "expected", "alpha"),
    [("A", 0.03125, 0.06990, 0.553), ("B", 2.26736, 1.17731, -0.926), ("C", 0.02777, 0.08642, 0.679), ("D", 0.38715, 0.41445, 0.066)],
)  # fmt: skip
def test_krippendorff_1995_p57(name, observed, expected, alpha):
    """The paper's own expected values are a little off (dkpro allows 0.005 and 0.02); the observed ones are exact."""
    found = disagreement(rows(stretched(name, 1), 24), 24)
    assert found.observed / 24**2 == pytest.approx(observed, abs=1e-5)
    length = 24 * 50_000
    found = disagreement(rows(stretched(name, 50_000), length), length)
    assert found.expected / length**2 == pytest.approx(expected, abs=0.005)
    assert 1 - found.observed / found.expected == pytest.approx(alpha, abs=0.02)
    if name == "A":
        assert round(1 - found.observed / found.expected, 3) == alpha


def test_krippendorff_1995_example_a_at_1200_characters():
    """The paper prints about .553; at fifty characters to its unit the formula of 2004 gives .5522."""
    found = disagreement(rows(stretched("A", 50), 1200), 1200)
    assert round(1 - found.observed / found.expected, 4) == 0.5522


@pytest.mark.parametrize(("length", "expected", "alpha"), [(12, 0.05494, 0.494), (120, 0.08234, 0.663), (1200, 0.086, 0.677), (12000, 0.08638, 0.678), (120000, 0.08642, 0.679)])  # fmt: skip
def test_krippendorff_1995_at_growing_lengths(length, expected, alpha):
    """The same example C, digitised more and more finely."""
    units = [[(a * length // 24, b * length // 24) for a, b in side] for side in PAPER["C"]]
    found = disagreement(rows(units, length), length)
    assert found.observed / length**2 == pytest.approx(0.02777, abs=1e-5)
    assert found.expected / length**2 == pytest.approx(expected, abs=0.005)
    assert 1 - found.observed / found.expected == pytest.approx(alpha, abs=0.02)


def test_inception_self_overlap():
    """INCEpTION, KrippendorffAlphaUnitizingAgreementMeasureTest.selfOverlappingAgreementTest ("This is a test.")."""
    first = {"a": [(0, 4), (0, 7)], "b": [(0, 7)]}
    whole, _ = unitizing_alpha([first, {"a": [(0, 4)], "b": [(0, 4)]}], len("This is a test."))
    assert round(whole, 4) == 0.6783


def test_inception_several_values():
    """The same suite, multiValueStringPartialAgreementTest."""
    whole, _ = unitizing_alpha([{"a": [(0, 4)]}, {"a": [(0, 4)], "b": [(0, 4)]}], len("This is a test."))
    assert round(whole, 4) == 0.4893


def test_inception_one_of_two_marked_everything():
    """The same suite, singleNoDifferencesWithAdditionalCasTest; two who marked nothing: not defined."""
    assert unitizing_alpha([{}, {"test": [(0, 4)]}], 4)[0] == pytest.approx(-4.5)
    assert unitizing_alpha([{}, {}], 4) == (None, {})
    assert unitizing_alpha([{"a": []}, {"a": []}], 4) == (None, {"a": None})


def test_dkpro_single_unit_of_three_annotators():
    """unitizing/UnitizingAgreementTest.testSingleAnnotationUnit."""
    assert unitizing_alpha([{"X": [(0, 1)]}, {}, {}], 20)[0] == pytest.approx(0, abs=1e-12)


# Coding -------------------------------------------------------------------------------------------------------------


def test_krippendorff_1995_example_a_digitised():
    """unitizing/Krippendorff1995Test.testDigitizedAgreement: every position of example A as one item."""

    def digits(units):
        return [int(any(a <= place < b for a, b in units)) for place in range(24)]

    pairs = Counter(zip(*map(digits, PAPER["A"]), strict=True))
    table = table_of([[pairs[i, j] for j in (0, 1)] for i in (0, 1)])
    assert round(cohen_kappa(table), 3) == 0.385
    assert round(scott_pi(table), 3) == 0.314
    assert round(nominal_alpha(table), 3) == pytest.approx(0.329, abs=0.001)


# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C; coding/Krippendorff2004Test.java.
FOUR = list(
    zip(
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
        strict=True,
    )
)


@pytest.mark.parametrize(
    ("metric", "alpha"), [(nominal, 0.743), (ordinal, 0.815), (interval, 0.849), (ratio, 0.797)]
)
def test_krippendorff_2011(metric, alpha):
    assert krippendorff_alpha(FOUR, metric) == pytest.approx(alpha, abs=5e-4)


def test_krippendorff_2011_from_added_up_counts():
    assert round(alpha_of_ratings(ratings_of(FOUR)[0]), 4) == 0.7434


def test_cohen_1960_p45():
    """coding/Cohen1960Test.java, example 2."""
    table = table_of([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert round(cohen_kappa(table), 4) == 0.4915
    assert round(cohen_kappa(table), 3) == 0.492
    assert percent_agreement(table) == 0.7


def test_two_by_two_textbook():
    assert cohen_kappa(table_of([[20, 5], [10, 15]])) == pytest.approx(0.40)


def test_artstein_poesio_2008():
    """coding/ArtsteinPoesio2008Test.java, example 1."""
    table = table_of([[20, 10], [20, 50]])
    assert round(cohen_kappa(table), 3) == 0.348
    assert round(scott_pi(table), 3) == 0.341


# Fleiss, Measuring nominal scale agreement among many raters (1971), p. 379; coding/Fleiss1971Test.java: 30 patients, 6 raters.
PATIENTS = [
    "444444",
    "222555",
    "233335",
    "555555",
    "222444",
    "113333",
    "333355",
    "113334",
    "114444",
    "555555",
    "144444",
    "124444",
    "222333",
    "144444",
    "224445",
    "333335",
    "111455",
    "111112",
    "224444",
    "133555",
    "555555",
    "244444",
    "224555",
    "114444",
    "144445",
    "222224",
    "111155",
    "224444",
    "133333",
    "555555",
]


def test_fleiss_1971():
    ratings, _ = ratings_of([list(patient) for patient in PATIENTS])
    assert ratings.items == 30
    assert round(ratings.agreed / 30, 4) == 0.5556
    assert round(fleiss_kappa(ratings), 3) == 0.430


def test_fleiss_ten_by_fourteen():
    """The table of ten subjects and fourteen raters in Wikipedia, "Fleiss' kappa"."""
    table = ["0 0 0 0 14", "0 2 6 4 2", "0 0 3 5 6", "0 3 9 2 0", "2 2 8 1 1", "7 7 0 0 0", "3 2 6 3 0", "2 5 3 2 2", "6 5 2 1 0", "0 2 2 3 7"]  # fmt: skip
    counts = [Counter({k: int(n) for k, n in enumerate(line.split()) if n != "0"}) for line in table]
    assert round(fleiss_kappa(ratings_of_counts(counts)[0]), 3) == 0.210


@pytest.mark.parametrize(
    ("matrix", "ac1"),
    [
        ([[80, 7], [8, 5]], 0.808),  # gwet/fixture_01_paradox_2x2.json
        ([[25, 12, 3], [13, 2, 15], [12, 16, 2]], -0.04797),  # Cohen 1960 p. 37, fixture_02
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.57597),  # Cohen 1960 p. 45, fixture_03
        ([[8, 1], [0, 1]], 0.8658),  # coding/Gwet2008Test.testHandExample
    ],
)
def test_gwet_ac1(matrix, ac1):
    """Gwet 2008; the values are those of irrCAC, ``src/test/resources/gwet/*.json``."""
    assert gwet_ac1(table_of(matrix)) == pytest.approx(ac1, abs=5e-5)
    items = [(i, j) for i, row in enumerate(matrix) for j, count in enumerate(row) for _ in range(count)]
    assert ac1_of_ratings(ratings_of(items)[0]) == pytest.approx(ac1, abs=5e-5)


def test_inception_kappa_of_nine_positions():
    """INCEpTION, TwoPairedKappaTest: nine positions, one of which differs, kappa .86153.

    The file of the annotations is not at hand; 56/65 is the only value of (8/9 - Pe) / (1 - Pe) with these digits, which
    takes products of uses that add up to 16, as in these two columns.
    """
    first, second = "aaabbcdef", "aaabbcdeg"
    labels = sorted(set(first + second))
    pairs = Counter(zip(first, second, strict=True))
    table = table_of([[pairs[a, b] for b in labels] for a in labels])
    assert sum(a * b for a, b in zip(table.first, table.second, strict=True)) == 16
    assert cohen_kappa(table) == pytest.approx(0.86153, abs=1e-5)
