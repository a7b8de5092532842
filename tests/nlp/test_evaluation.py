"""Scores counted by hand, what is taken for what, and the order of the worst documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.curve import LEAST_SUPPORT, Point, Verdict, curve
from annotator.nlp.evaluation import Mark, Row, evaluate

TEXT = "Ông A ở Hà Nội và bà B ở Huế."
marks = st.lists(
    st.builds(
        lambda s, n, label: Mark(s, s + n, label),
        st.integers(0, 20),
        st.integers(1, 5),
        st.sampled_from("AB"),
    ),
    unique=True,
    max_size=6,
)


def row(gold, found, document="d1", base=0, known=None):
    known = [(base, base + len(TEXT))] if known is None else known
    both = {"ner": known, "spancat": known}
    return Row(document, base, TEXT, {"ner": gold, "spancat": []}, {"ner": found, "spancat": []}, both)


def test_scores_by_hand():
    gold = [Mark(0, 5, "PERSON"), Mark(8, 14, "PLACE"), Mark(18, 22, "PERSON"), Mark(25, 28, "PLACE")]
    found = [Mark(0, 5, "PERSON"), Mark(8, 14, "ORG"), Mark(21, 22, "PERSON"), Mark(6, 7, "PLACE")]
    result = evaluate([row(gold, found)], ["ner"])
    component = result.components["ner"]
    assert component.total.as_data() == {
        "p": 0.25, "r": 0.25, "f": 0.25, "support": 4, "found": 4, "right": 1, "boundary": 1,
    }  # fmt: skip
    assert component.labels["PERSON"].as_data()["f"] == 0.5
    assert component.labels["ORG"].as_data() | {"found": 1} == {
        "p": 0.0, "r": None, "f": 0.0, "support": 0, "found": 1, "right": 0, "boundary": 0,
    }  # fmt: skip
    assert dict(component.confusion) == {
        ("PERSON", "PERSON"): 1, ("PLACE", "ORG"): 1, ("PERSON", ""): 1, ("", "PERSON"): 1,
        ("PLACE", ""): 1, ("", "PLACE"): 1,
    }  # fmt: skip
    errors = result.documents["d1"]
    assert [(mark.label, text) for _, mark, text in errors.misses] == [
        ("PLACE", "Hà Nội"),
        ("PERSON", "bà B"),
        ("PLACE", "Huế"),
    ]
    assert [text for _, _, text in errors.extras] == ["ở", "Hà Nội", "B"]


@given(gold=marks, found=marks)
def test_nothing_is_lost_between_the_tables(gold, found):
    component = evaluate([row(gold, found)], ["ner"]).components["ner"]
    marked, seen = {}, {}
    for (one, other), count in component.confusion.items():
        marked[one] = marked.get(one, 0) + count
        seen[other] = seen.get(other, 0) + count
    for label, score in component.labels.items():
        assert (marked.get(label, 0), seen.get(label, 0)) == (score.support, score.found)
        assert component.confusion[label, label] == score.right
    assert component.total.support == len(gold)
    assert component.total.found == len(found)


def test_where_nobody_looked_nothing_counts():
    found = [Mark(0, 5, "PERSON"), Mark(8, 14, "PLACE")]
    component = evaluate([row([], found, known=[(0, 6)])], ["ner"]).components["ner"]
    assert (component.total.found, component.unknown) == (1, 1)


def test_the_worst_come_first_and_the_material_is_known_again():
    rows = [
        row([Mark(0, 5, "A")], [Mark(0, 5, "A")], "good"),
        row([Mark(0, 5, "A")], [], "bad"),
        row([Mark(100, 105, "A")], [Mark(101, 105, "B")], "bad", base=100),
        row([], [Mark(0, 3, "A")], "so-so"),
    ]
    result = evaluate(rows, ["ner"])
    assert [(d.document, len(d.misses), len(d.extras)) for d in result.worst()] == [
        ("bad", 2, 1),
        ("so-so", 0, 1),
    ]
    assert result.documents["bad"].misses[1][2] == "Ông A"
    assert evaluate(rows, []).material == result.material
    assert evaluate(rows[:3], ["ner"]).material != result.material


# --- the learning curve -------------------------------------------------------------------------------------------------------
def points(values):
    """By fraction: F of each seed."""
    return [Point(fraction, seed, f) for fraction, fs in values.items() for seed, f in enumerate(fs)]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({0.25: [0.3, 0.31], 0.5: [0.4, 0.41], 0.75: [0.46, 0.47], 1.0: [0.5, 0.51]}, Verdict.HELPS),
        ({0.25: [0.8, 0.8], 0.5: [0.8, 0.801], 0.75: [0.8, 0.8], 1.0: [0.801, 0.8]}, Verdict.FLAT),
        ({0.25: [0.2, 0.7], 0.5: [0.6, 0.1], 0.75: [0.9, 0.2], 1.0: [0.3, 0.8]}, Verdict.UNCLEAR),
        ({0.25: [0.3], 0.5: [0.4], 0.75: [0.46], 1.0: [0.5]}, Verdict.NOT_ENOUGH),
        ({0.5: [0.4, 0.41, 0.42], 1.0: [0.5, 0.51, 0.5]}, Verdict.NOT_ENOUGH),
    ],
)
def test_what_more_data_would_bring(values, verdict):
    found = curve("PERSON", LEAST_SUPPORT, points(values))
    assert found.verdict is verdict
    assert (found.slope is None) == (verdict is Verdict.NOT_ENOUGH)


def test_the_line_is_the_line():
    """F = 0.6 + 0.1 log2(fraction), without noise: the slope is 0.1 and the interval has no width."""
    values = {fraction: [0.6 + 0.1 * step] * 2 for fraction, step in ((0.25, -2), (0.5, -1), (1.0, 0))}
    found = curve("A", 99, points(values))
    assert found.slope == pytest.approx(0.1)
    assert found.low == pytest.approx(found.high)
    assert found.means[1.0] == (pytest.approx(0.6), 0.0)


def test_rare_labels_get_no_verdict():
    values = {0.25: [0.3, 0.31], 0.5: [0.4, 0.41], 1.0: [0.5, 0.51]}
    assert curve("A", LEAST_SUPPORT - 1, points(values)).verdict is Verdict.NOT_ENOUGH
