"""Every case of cases.tsv: source, text, and the figures as ``[span] kind value name=text ...``, joined by `` ; ``.

Names are to, unit, bound, change, against (spaces as _) and ``or`` with the other readings of an ambiguous figure
(``or=open``: the stored form cannot hold it). ``-`` stands for no figure. Written by hand: invented sentences in the style
of provincial news, forms from the rules for official documents, and what number libraries got wrong.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from annotator.model.figure import Bound, Change, Figure, Status
from annotator.nlp.figures import figure_at, read_figures

LINES = (Path(__file__).parent / "cases.tsv").read_text(encoding="utf-8").split("\n")[1:-1]
CASES = [tuple(line.split("\t")) for line in LINES]


def shown(text: str, figure: Figure) -> str:
    parts = [f"[{text[figure.start : figure.end]}]", figure.kind.value, str(figure.value)]
    if figure.to is not None:
        parts.append(f"to={figure.to}")
    if figure.unit:
        parts.append("unit=" + figure.unit.replace(" ", "_"))
    if figure.bound is not Bound.EXACT:
        parts.append(f"bound={figure.bound}")
    if figure.change is not Change.NONE:
        parts.append(f"change={figure.change}")
    if figure.against:
        parts.append("against=" + figure.against.replace(" ", "_"))
    if figure.status is Status.AMBIGUOUS:
        parts.append("or=" + (",".join(str(r.value) for r in figure.readings[1:]) or "open"))
    return " ".join(parts)


def all_shown(text: str) -> str:
    return " ; ".join(shown(text, figure) for figure in read_figures(text)) or "-"


def test_there_are_enough_cases():
    assert len(CASES) >= 400
    assert len({text for _, text, _ in CASES}) >= 400


@pytest.mark.parametrize(("source", "text", "expected"), CASES, ids=[text for _, text, _ in CASES])
def test_case(source, text, expected):
    assert all_shown(text) == expected


@pytest.mark.parametrize(("source", "text", "expected"), CASES, ids=[text for _, text, _ in CASES])
def test_case_decomposed(source, text, expected):
    """The same in NFD: offsets are those of the decomposed text."""
    decomposed = unicodedata.normalize("NFD", text)
    assert unicodedata.normalize("NFC", all_shown(decomposed)) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize(("source", "text", "expected"), CASES, ids=[text for _, text, _ in CASES])
def test_attributes_are_what_the_scheme_stores(source, text, expected):
    from annotator.model.scheme import read_date, read_number

    for figure in read_figures(text):
        attributes = figure.attributes()
        for name in ("value", "to"):
            assert name not in attributes or read_number(attributes[name]) == attributes[name]
        assert "date" not in attributes or read_date(attributes["date"]) == attributes["date"]


def test_a_selection_finds_its_figure():
    text = "Dòng đầu.\nĐảng bộ có 4.617 đồng chí đảng viên, tăng 7,42% so với năm 2017."
    start = text.index("4.617")
    figure = figure_at(text, start, start + 5)
    assert figure is not None
    assert text[figure.start : figure.end] == "4.617 đồng chí đảng viên"
    assert text[slice(*figure.core)] == "4.617"
    year = text.index("năm 2017")
    inner = figure_at(text, year, year + 8)
    assert inner is not None
    assert (inner.start, inner.end) == (year, year + 8)
    assert figure_at(text, 0, 4) is None
