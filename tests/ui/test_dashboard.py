"""The overview in the window: numbers and cells that open what is behind them, by mouse and by keys."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from annotator.formats.scheme_toml import load_scheme
from annotator.model.people import Annotator, Role
from annotator.services.commands import AddSpan, Finish
from annotator.services.importing import import_paths
from annotator.services.session import Session
from annotator.ui.dashboard.heat import CELL, mixed
from annotator.ui.dashboard.tables import EMPTY, GROUP, HEAT
from annotator.ui.dashboard.words import decimal_words, initials

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
Key = Qt.Key
TEXT = "Đồng chí Nguyễn Nam Đình, Bí thư Đảng ủy Khối, cho biết năm 2023 đã có 4.617 đảng viên nêu gương.\n"
NAMES = [f"Đồng chí số {number} ở Sơn Hà. " for number in range(12)]


def build(path):
    """Two articles; the two people agree on twelve places and differ about one name and one label."""
    folder = path.parent / "articles"
    folder.mkdir()
    long = TEXT + "".join(NAMES) + "\n"
    (folder / "0.txt").write_text(long, encoding="utf-8")
    (folder / "1.txt").write_text("Một bài khác về Sơn Hà\nLàm trước, nói sau.\n", encoding="utf-8")
    people = [Annotator("quoc-bao", "Quốc Bảo"), Annotator("thu-ha", "Thu Hà", Role.REVIEWER)]
    with Session.create(path, load_scheme("neu-guong"), Annotator("lan-anh", "Lan Anh"), people) as session:
        import_paths(session.project, [folder], actor="")
        document = session.queue()[0].document
        for who, first, label in (
            ("lan-anh", "Nguyễn Nam Đình", "POSITION"),
            ("quoc-bao", "Đồng chí Nguyễn Nam Đình", "ORG"),
        ):
            session.work_as(who)
            start = long.index(first)
            session.execute(AddSpan(document, start, start + len(first), "PERSON"))
            start = long.index("Bí thư Đảng ủy Khối")
            session.execute(AddSpan(document, start, start + 19, label))
            place = 0
            for _ in NAMES:
                place = long.index("Sơn Hà", place)
                session.execute(AddSpan(document, place, place + 6, "PLACE"))
                place += 6
            session.execute(Finish(document))
        session.work_as("thu-ha")
    return path


@pytest.fixture(scope="session")
def _office(tmp_path_factory):
    return build(tmp_path_factory.mktemp("office") / "office.corpus")


@pytest.fixture
def project(_office, tmp_path):
    return Path(shutil.copy(_office, tmp_path / "office.corpus"))


def feature(app, name="OverviewFeature"):
    return next(one for one in app.host.features if type(one).__name__ == name)


@pytest.fixture
def overview(window, app, qtbot):
    """The page on show and everything worked out."""
    window.actions_table["page-overview"].trigger()
    found = feature(app)
    qtbot.waitUntil(lambda: found.compared is not None and found.found is not None, timeout=20_000)
    return found


def cell_of(view, label, column):
    model = view.cells
    for row in range(model.rowCount()):
        if model.index(row, 0).data(CELL).label == label:
            return model.index(row, column)
    raise AssertionError(label)


def click(view, index, qtbot):
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_five_numbers_people_and_what_to_do_next(overview):
    said = {name: button.accessibleName() for name, button in overview.page.numbers.items()}
    assert said["complete"].startswith("1/2 finished by two or more, 2 layers finished today")
    assert said["spans"].startswith("28 spans of people")
    assert said["agreement"].startswith("0.86 F1 of exact spans")
    assert said["cases"] == "2 differences to decide, 0 decided, 12 where all agree"
    names = [row.accessibleName() for row in overview.page.people.section_people.rows]
    assert [name.split(",")[0] for name in names] == ["Lan Anh", "Quốc Bảo"]
    assert all("1/2" in name and "14 spans a document" in name for name in names)
    things = [row.accessibleName() for row in overview.page.people.section_next.rows]
    assert things == ["2 cases wait for a reviewer"]  # labels with few spans say nothing


def test_a_cell_of_few_spans_is_a_dash_and_never_one(overview):
    view = overview.page.middle.view
    last = view.cells.columnCount() - 1
    place, person = (cell_of(view, label, last).data(CELL) for label in ("PLACE", "PERSON"))
    assert (place.words, place.few, place.low) == ("1.00", False, False)
    assert (person.words, person.few) == ("–", True)
    assert "too few spans to say (2)" in person.tip
    money = cell_of(view, "MONEY", last).data(CELL)
    assert (money.words, money.payload) == ("–", None)
    assert "not defined" in money.tip
    kinds = {view.cells.index(0, column).data(CELL).kind for column in range(view.cells.columnCount())}
    assert kinds == {GROUP, EMPTY}


def test_a_cell_opens_its_cases_and_one_of_them_the_review(overview, window, app, qtbot):
    view = overview.page.middle.view
    index = cell_of(view, "PERSON", view.cells.columnCount() - 1)
    view.setCurrentIndex(index)
    qtbot.keyClick(view, Key.Key_Return)
    dialog = overview.dialog
    (row,) = dialog.view.model().rows
    assert "Nguyễn Nam Đình" in row.columns[2]
    qtbot.keyClick(dialog.view, Key.Key_Return)
    assert window.page == "review"
    review = feature(app, "ReviewFeature")
    qtbot.waitUntil(
        lambda: review.desk.current is not None and review.desk.current.row.case == row.case, timeout=20_000
    )
    assert review.desk.current.row.document == row.document
    qtbot.waitUntil(lambda: not window.workspace.busy)
    window.actions_table["page-overview"].trigger()
    overview.open(("label", "ORG", None))  # the review has read its cases: at once now
    wanted = overview.dialog.view.model().rows[0]
    overview.dialog.open_button.click()
    assert review.desk.current.row.case == wanted.case != row.case


def test_a_case_that_all_agree_on_is_said_where_the_review_does_not_list_it(overview, window, app, qtbot):
    session = window.workspace.session
    session.set_facts("take-agreed", "option", {"take-agreed": True})
    overview.refresh()
    qtbot.waitUntil(
        lambda: overview.compared is not None and len(overview.compared.rows) == 2, timeout=20_000
    )
    overview.open(("label", "PLACE", None))
    rows = overview.dialog.view.model().rows
    assert len(rows) == 12
    assert rows[0].columns[1] == "all agree"
    overview.dialog.open_button.click()
    review = feature(app, "ReviewFeature")
    qtbot.waitUntil(lambda: review.desk.index is not None and not window.workspace.busy, timeout=20_000)
    words = [label.text() for label in window.status.findChildren(QLabel)]
    assert any("does not list this case" in text for text in words)


def test_the_mouse_and_copying_work_on_the_table_of_confusion(overview, qtbot):
    middle = overview.page.middle
    qtbot.mouseClick(middle.tabs.button("confusion"), Qt.MouseButton.LeftButton)
    view = middle.view
    heads = view.cells.table.heads
    assert len(heads) == 2 + 4  # PERSON, POSITION, ORG, PLACE, and nothing
    index = cell_of(
        view, "POSITION", 1 + [c.label for c in (r[0] for r in view.cells.table.rows)].index("ORG")
    )
    assert index.data(CELL).words == "1"
    assert index.data(CELL).kind == HEAT
    view.setFocus()
    qtbot.keyClick(view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + 4
    assert lines[0].split("\t")[0] == "Label"
    click(view, index, qtbot)
    assert len(overview.dialog.view.model().rows) == 1
    overview.dialog.reject()


def test_numbers_open_by_keys_and_a_person_their_documents(overview, window, qtbot):
    qtbot.keyClick(overview.page.numbers["cases"], Key.Key_Return)
    assert len(overview.dialog.view.model().rows) == 2
    overview.dialog.reject()
    row = overview.page.people.section_people.rows[0]
    qtbot.keyClick(row, Key.Key_Space)
    dialog = overview.dialog
    assert [one.columns[1] for one in dialog.view.model().rows] == ["finished", "not begun"]
    second = dialog.view.model().rows[1].document
    dialog.view.selectRow(1)
    qtbot.keyClick(dialog.view, Key.Key_Return)
    assert window.page == "annotate"
    assert window.workspace.state.document == second


def test_documents_behind_a_number_become_a_filter_of_the_queue(overview, window, qtbot):
    qtbot.mouseClick(overview.page.numbers["complete"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(overview.dialog.queue, Qt.MouseButton.LeftButton)
    queue = window.workspace.queue
    assert window.page == "annotate"
    assert queue.filters.current == "Finished by two or more"
    listed = queue.listed()
    assert len(listed) == 1
    window.workspace.open_document(listed[0])
    window.workspace.session.set_facts("x", "option", {"x": 1})  # a wide change leaves the filter on
    assert queue.filters.current == "Finished by two or more"
    assert queue.listed() == listed
    queue.filters.chosen.emit("")
    assert len(queue.listed()) == 2


def test_days_go_by_arrows(overview, qtbot):
    chart = overview.page.people.days
    chart.setFocus()
    assert "2 documents finished" in chart.accessibleName()
    qtbot.keyClick(chart, Key.Key_Left)
    assert "0 documents finished" in chart.accessibleName()
    qtbot.keyClick(chart, Key.Key_Right)
    qtbot.keyClick(chart, Key.Key_Return)
    assert len(overview.dialog.view.model().rows) == 1  # two layers of one document
    overview.dialog.reject()
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.bar(13).center().toPoint())
    assert overview.dialog is not None
    overview.dialog.reject()


def test_nothing_is_worked_out_again_while_nothing_changed(overview, window, qtbot):
    found, compared = overview.found, overview.compared
    window.actions_table["page-annotate"].trigger()
    window.actions_table["page-overview"].trigger()
    assert not overview._counting.running
    assert not overview._comparing.running
    assert (overview.found, overview.compared) == (found, compared)
    window.actions_table["page-annotate"].trigger()
    session = window.workspace.session
    session.work_as("lan-anh")
    session.execute(AddSpan(session.queue()[1].document, 0, 3, "COUNT"))
    assert overview.page.made.text() == "There is newer work"
    window.actions_table["page-overview"].trigger()
    qtbot.waitUntil(lambda: overview.found is not found and overview.compared is not compared, timeout=20_000)
    assert overview.found.spans == found.spans + 1
    assert overview.page.made.text().startswith("Worked out at")


def test_the_project_can_be_closed_while_it_is_worked_out(window, app):
    window.actions_table["page-overview"].trigger()
    app.close_project()
    assert window.page_widget() is window.start_page


def test_a_project_without_anything_says_so(window, app, qtbot, tmp_path):
    path = tmp_path / "new.corpus"
    Session.create(path, load_scheme("basic-ner"), Annotator("me", "Tôi")).close()
    assert app.open(path)
    window.actions_table["page-overview"].trigger()
    found = feature(app)
    qtbot.waitUntil(lambda: found.compared is not None, timeout=20_000)
    assert found.page.numbers["agreement"].accessibleName().endswith("not defined")
    assert found.page.numbers["agreement"].accessibleName().startswith("–")
    words = [row.text() for row in found.page.side.pairs.rows]
    assert words == ["Not defined: no two people have looked at the same document."]


def test_words():
    assert (decimal_words(0.956), decimal_words(None)) == ("0.96", "–")
    assert (initials("Minh Châu"), initials("Lan"), initials("Nguyễn Thị Lan")) == (
        "M. Châu",
        "Lan",
        "N. T. Lan",
    )
    white, red = Qt.GlobalColor.white, Qt.GlobalColor.red
    from PySide6.QtGui import QColor

    assert mixed(QColor(white), QColor(red), 0) == QColor(white)
    assert mixed(QColor(white), QColor(red), 1.7) == QColor(red)
