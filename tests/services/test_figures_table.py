"""The table of figures: whose, which, and as a file that no spreadsheet runs."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project_kit import BAO, LAN, bring_texts

from annotator.errors import Cancelled, UnknownDocument
from annotator.formats.scheme_toml import load_scheme
from annotator.services.commands import AddSpan
from annotator.services.figure_values import LabelWords
from annotator.services.figures_checks import Figure
from annotator.services.figures_table import HEADER, Read, cells, line, read_table, write_table
from annotator.services.session import Session
from annotator.store.project import Project

TEXTS = [
    "Xử lý 27 đảng viên, trong đó khiển trách 18 đảng viên, cảnh cáo 10 đảng viên.",
    "Năm 2023 có gần 4.617 hộ, tăng 7,42% so với năm 2017.",
    "Không có gì.",
]
MARKS = [
    ("d1", "27 đảng viên", "COUNT"), ("d1", "18 đảng viên", "COUNT"), ("d1", "10 đảng viên", "COUNT"),
    ("d2", "Năm 2023", "DATE"), ("d2", "gần 4.617 hộ", "COUNT"), ("d2", "7,42%", "PERCENT"),
]  # fmt: skip


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.corpus"
    with Session.create(path, load_scheme("neu-guong"), LAN, [BAO]) as session:
        bring_texts(session.project, TEXTS)
        for document, words, label in MARKS:
            start = TEXTS[int(document[1]) - 1].index(words)
            session.execute(LabelWords(document, start, start + len(words), label))
        session.execute(AddSpan("d3", 0, 5, "PERSON"))
        session.work_as("bao")
        session.execute(LabelWords("d2", *(TEXTS[1].index("4.617"), TEXTS[1].index(" hộ")), "COUNT"))
    return path


def table(path, annotator="lan", only=None):
    with Project.open(path, read_only=True) as project:
        reads = list(read_table(project, annotator, only))
    return [f for read in reads for f in read.figures], [f for read in reads for f in read.findings]


def test_one_persons_figures_in_order(path):
    figures, findings = table(path)
    assert [(f.document, f.words, f.label) for f in figures] == MARKS
    assert [f.value for f in figures] == ["27", "18", "10", "2023", "4617", "7.42"]
    assert (figures[4].unit, figures[4].bound, figures[5].change, figures[5].against) == (
        "hộ",
        "about",
        "up",
        "năm 2017",
    )
    assert [(f.rule, f.found) for f in findings] == [("parts-sum", "28")]
    assert [f.words for f in table(path, "bao")[0]] == ["4.617"]


def test_of_one_document(path):
    figures, findings = table(path, only=["d2"])
    assert {f.document for f in figures} == {"d2"}
    assert findings == []
    with pytest.raises(UnknownDocument):
        table(path, only=["nowhere"])


def test_it_can_be_stopped(path):
    def stop(done, total, text=""):
        raise Cancelled

    with Project.open(path, read_only=True) as project, pytest.raises(Cancelled):
        list(read_table(project, "lan", progress=stop))


def test_the_file_holds_every_row_and_the_rules(path, tmp_path):
    with Project.open(path, read_only=True) as project:
        count = write_table(tmp_path / "out.csv", read_table(project, "lan"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert (tuple(header), count, len(rows)) == (HEADER, 6, 6)
    assert [row[5] for row in rows] == [words for _, words, _ in MARKS]
    assert [row[-1] for row in rows] == ["parts-sum"] * 3 + [""] * 3


@given(st.text(st.sampled_from("=+-@\t\r\n\"',;0123456789.a|"), max_size=12))
def test_no_cell_is_a_formula_and_every_cell_comes_back(words):
    figure = Figure("d", words, "s", 0, 1, "COUNT", words, "-5", unit=words, against=words)
    (row,) = (
        csv.reader([line(cells(figure, "")).decode()], strict=True)
        if "\n" not in words and "\r" not in words
        else [None]
    )
    if row is None:
        return
    assert row[6] == "-5"  # a number stays one
    for cell in (row[1], row[5], row[8], row[11]):
        assert cell in (words, f"'{words}")
        assert not cell.startswith(("=", "+", "@", "\t")) or not words
        assert not cell.startswith("-") or cell[1:].replace(".", "", 1).isdigit()


def test_a_file_that_cannot_be_finished_leaves_the_old_one(path, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("old")

    def broken():
        yield Read([], [])
        raise Cancelled

    with pytest.raises(Cancelled):
        write_table(out, broken())
    assert out.read_text() == "old"
