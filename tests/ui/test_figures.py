"""Figures in the window: values in the same step, questions answered by a digit, the table and what it points at."""

import csv
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from annotator.services.figures_checks import Figure
from annotator.services.session import Session
from annotator.ui.figures import reader
from annotator.ui.figures.feature import FigureFeature
from annotator.ui.figures.reader import SORTS, Arrange, Row, Wanted

Key, Mod = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, CTRL = Mod.NoModifier, Mod.ShiftModifier, Mod.ControlModifier
TEXT = (
    "Đề cao vai trò nêu gương\n"
    "Xử lý 27 đảng viên, trong đó khiển trách 18 đảng viên, cảnh cáo 10 đảng viên.\n"
    "Xã có 5,000 hộ dân; tăng 7,42% so với năm 2017; họp 2/3 ở thôn.\n"
)
OTHER = "Bàn về vai trò nêu gương\nThu hơn 300 triệu đồng.\n"


class Desk:
    def __init__(self, app, qtbot):
        self.app, self.qtbot, self.window = app, qtbot, app.window
        self.feature = next(f for f in app.host.features if isinstance(f, FigureFeature))

    @property
    def space(self):
        return self.window.workspace

    @property
    def view(self):
        return self.space.page.view

    @property
    def text(self):
        return self.space.session.document(self.space.state.document).text

    def press(self, key, modifier=NONE):
        QTest.keyClick(self.view, key, modifier)

    def mark(self, words, key, modifier=SHIFT):
        start = self.text.index(words)
        self.view.select(start, start + len(words))
        self.press(key, modifier)
        return self.span()

    def span(self):
        return self.space.layer().spans[self.space.state.span]

    def values(self):
        return dict(self.span().attributes)

    def names(self):
        rows = [row for _, _, block in self.view.page.visible() for row in block.rows]
        return [mark.name.value for row in rows for mark in row.marks if mark.name is not None]

    def page(self):
        self.window.actions_table["page-figures"].trigger()
        return self.settle()

    def settle(self):
        self.qtbot.waitUntil(self.settled, timeout=10_000)
        return self.feature.page

    def settled(self):
        return not self.feature.page.busy

    def shown(self):
        rows = self.feature.page.view.rows
        return [rows.row(n).figure.words for n in range(rows.rowCount())]


@pytest.fixture
def desk(app, tmp_path, qtbot):
    from tests.ui.conftest import make_project

    app.window.show()
    assert app.open(make_project(tmp_path / "figures.corpus", [TEXT, OTHER]))
    app.window.activateWindow()
    app.window.workspace.focus_article()
    qtbot.waitUntil(app.window.workspace.page.view.hasFocus)
    return Desk(app, qtbot)


@pytest.fixture
def filled(desk):
    """Six figures in two articles, marked by keys."""
    for words, key in (("27 đảng viên", Key.Key_1), ("18 đảng viên", Key.Key_1), ("10 đảng viên", Key.Key_1),
                       ("tăng 7,42% so với năm 2017", Key.Key_2), ("năm 2017", Key.Key_5)):  # fmt: skip
        desk.mark(words, key)
    first = desk.space.state.document
    desk.press(Key.Key_PageDown, CTRL)
    desk.mark("hơn 300 triệu đồng", Key.Key_4)
    desk.space.open_document(first)
    return desk


# values -------------------------------------------------------------------------------------------------------
def test_a_label_brings_the_values_in_one_step(desk):
    desk.mark("tăng 7,42% so với năm 2017", Key.Key_2)
    assert desk.values() == {"value": "7.42", "change": "up", "against": "năm 2017"}
    assert desk.space.right.inspector._editors["value"].text() == "7.42"
    desk.press(Key.Key_Z, CTRL)
    assert not desk.space.layer().spans


def test_what_a_person_types_wins_and_stays_when_an_edge_moves(desk):
    desk.mark("27 đảng viên", Key.Key_1)
    desk.press(Key.Key_F2)
    field = desk.window.focusWidget()
    field.selectAll()
    QTest.keyClicks(field, "72")
    QTest.keyClick(field, Key.Key_Return)
    desk.press(Key.Key_Left, CTRL | SHIFT)
    assert desk.values() == {"value": "72", "unit": "đảng viên"}


def test_an_untouched_value_follows_the_edges(desk):
    desk.mark("năm 2017", Key.Key_5)
    desk.press(Key.Key_Left, CTRL | SHIFT)
    assert desk.values() == {}
    desk.press(Key.Key_Right, CTRL | SHIFT)
    assert desk.values() == {"date": "2017"}


def test_a_value_that_is_no_number_is_refused(desk):
    desk.mark("27 đảng viên", Key.Key_1)
    desk.press(Key.Key_F2)
    field = desk.window.focusWidget()
    field.selectAll()
    QTest.keyClicks(field, "many")
    QTest.keyClick(field, Key.Key_Return)
    assert field.property("invalid")
    assert desk.values()["value"] == "27"


# questions ----------------------------------------------------------------------------------------------------
def test_two_readings_are_a_question_that_a_digit_answers_in_a_step_of_its_own(desk):
    desk.mark("5,000 hộ dân", Key.Key_1)
    assert desk.values() == {"unit": "hộ dân"}
    assert desk.feature.question.choices == ("5000", "5")
    assert "1 = 5000" in desk.view.shown.tag[1]
    desk.press(Key.Key_2)
    assert desk.values() == {"unit": "hộ dân", "value": "5"}
    assert desk.span().label == "COUNT"  # the digit was no label's key
    assert (desk.feature.question.choices, desk.view.shown.tag) == ((), ())
    desk.press(Key.Key_Z, CTRL)
    assert desk.values() == {"unit": "hộ dân"}
    assert desk.feature.question.choices == ("5000", "5")


def test_escape_leaves_it_open_and_digits_are_label_keys_again(desk):
    span = desk.mark("5,000 hộ dân", Key.Key_1)
    desk.press(Key.Key_Escape)
    assert desk.space.state.span == span.id  # it only ends the question
    assert desk.view.shown.tag == ()
    assert desk.values() == {"unit": "hộ dân"}
    desk.press(Key.Key_1)
    assert desk.span().label == "PERSON"


def test_other_digits_and_other_keys_work_as_always(desk):
    desk.mark("5,000 hộ dân", Key.Key_1)
    desk.press(Key.Key_2, SHIFT)
    assert desk.span().label == "PERCENT"
    assert desk.feature.question.choices  # still open under the other label
    desk.press(Key.Key_3)
    assert desk.span().label == "ORG"
    assert desk.feature.question.choices == ()


def test_an_open_figure_asks_again_when_it_is_selected_again(desk):
    span = desk.mark("5,000 hộ dân", Key.Key_1)
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_Escape)
    assert desk.space.state.span is None
    desk.press(Key.Key_Tab)
    desk.press(Key.Key_Tab, SHIFT)
    desk.space.go_to_span(span.id)
    assert desk.feature.question.choices == ("5000", "5")


def test_a_typed_value_ends_the_question(desk):
    desk.mark("5,000 hộ dân", Key.Key_1)
    desk.press(Key.Key_F2)
    field = desk.window.focusWidget()
    QTest.keyClicks(field, "4999")
    QTest.keyClick(field, Key.Key_Return)
    assert desk.values()["value"] == "4999"
    assert desk.feature.question.choices == ()


# beside their names -------------------------------------------------------------------------------------------
def test_values_are_shown_beside_the_names_at_choice(desk, tmp_path):
    desk.mark("27 đảng viên", Key.Key_1)
    desk.press(Key.Key_Escape)
    desk.mark("5,000 hộ dân", Key.Key_1)
    assert {"= 27", "= ?"} <= set(desk.names())
    action = desk.window.actions_table["figure-values"]
    assert action.isChecked()
    action.trigger()
    assert "= 27" not in desk.names()
    assert "= ?" in desk.names()  # what is missing is always said
    assert not action.isChecked()
    path = desk.space.session.path
    desk.app.close_project()
    assert desk.app.open(path)
    assert "= 27" not in desk.names()
    action.trigger()
    assert "= 27" in desk.names()


# the table ----------------------------------------------------------------------------------------------------
def test_the_table_of_this_article_and_of_all(filled):
    page = filled.page()
    assert filled.shown() == [
        "27 đảng viên",
        "18 đảng viên",
        "10 đảng viên",
        "tăng 7,42% so với năm 2017",
        "năm 2017",
    ]
    page.scope.button("all").click()
    filled.settle()
    assert filled.shown()[-1] == "hơn 300 triệu đồng"
    cells = [page.view.rows.index(5, column).data() for column in range(7)]
    assert cells[2] == "> 300000000"
    assert cells[3] == "đồng"


def test_it_is_found_by_words_and_sorted_by_a_click_on_a_head(filled):
    page = filled.page()
    page.field.setText("dang vien")
    filled.settle()
    assert len(filled.shown()) == 3
    head = page.view.horizontalHeader()
    for wanted in (["10", "18", "27"], ["27", "18", "10"], ["27", "18", "10"]):
        place = head.sectionViewportPosition(2) + 8
        QTest.mouseClick(
            head.viewport(),
            Qt.MouseButton.LeftButton,
            pos=head.viewport().rect().topLeft() + type(head.pos())(place, 8),
        )
        filled.settle()
        assert [words.split()[0] for words in filled.shown()] == wanted


@given(st.lists(st.sampled_from(["3", "17", "2/3", "", "x", "0.5"]), max_size=20), st.booleans())
def test_sorting_in_pieces_is_sorting(values, falling):
    rows = [Row(Figure("d", "", str(n), n, n + 1, "COUNT", "", value)) for n, value in enumerate(values)]
    with patch.object(reader, "PIECE", 3):
        found = Arrange([row.figure for row in rows], [], Wanted(column="value", falling=falling))(
            lambda *_: None
        )
    assert found == sorted(rows, key=SORTS["value"], reverse=falling)


def test_checks_name_their_rule_and_open_their_places(filled):
    page = filled.page()
    page.kind.button("checks").click()
    filled.settle()
    assert filled.shown() == ["27 đảng viên", "18 đảng viên", "10 đảng viên"]
    assert "28" in page.detail.text()
    assert page.view.rows.index(1, 7).data()
    before = filled.space.layer().copy()
    page.view.setCurrentIndex(page.view.rows.index(2, 0))
    QTest.keyClick(page.view, Key.Key_Return)
    assert filled.window.page == "annotate"
    assert filled.text[filled.span().start : filled.span().end] == "10 đảng viên"
    assert filled.space.layer() == before  # it points, it changes nothing


def test_a_row_of_another_article_opens_there(filled):
    page = filled.page()
    page.scope.button("all").click()
    filled.settle()
    page.view.setCurrentIndex(page.view.rows.index(5, 0))
    QTest.keyClick(page.view, Key.Key_Return)
    assert filled.text[filled.span().start : filled.span().end] == "hơn 300 triệu đồng"


def test_what_changed_is_read_again_when_the_page_comes_back(filled):
    filled.page()
    filled.window.actions_table["page-annotate"].trigger()
    filled.space.go_to_span(next(s.id for s in filled.space.layer().spans.values() if s.label == "DATE"))
    filled.press(Key.Key_Delete)
    filled.page()
    assert "năm 2017" not in filled.shown()


def test_an_empty_table_says_what_it_is_for(desk):
    page = desk.page()
    assert page.hint.isVisible()
    assert page.hint.text()
    assert not page.export.isEnabled()


def test_the_table_goes_to_a_file(filled, tmp_path, monkeypatch):
    out = tmp_path / "table.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    page = filled.page()
    page.scope.button("all").click()
    filled.settle()
    page.export.click()
    filled.qtbot.waitUntil(out.exists)
    with Path(out).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["value"] for row in rows] == ["27", "18", "10", "7.42", "2017", "300000000"]
    assert rows[0]["checks"]


def test_another_persons_figures_are_not_shown(filled):
    filled.app._on_person("quoc-bao")
    filled.page()
    assert filled.shown() == []
    with Session.open(filled.space.session.path, read_only=True) as other:
        assert len(other.project.layer_owners()) == 1
