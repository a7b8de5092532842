"""The office through the window, three laptops as processes: assign, make packages, take in what comes back (one file damaged, one late,
one from a copied laptop), look at agreement, open the case behind a cell. The file chooser alone is answered for the person."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from exchange_kit import new_office
from project_kit import assert_sound
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from annotator.services.assignments import assignments
from annotator.store.project import Project
from annotator.ui.app import App
from annotator.ui.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
Key = Qt.Key
PEOPLE = ("lan", "bao")
WORKER = Path(__file__).with_name("worker.py")
TEXTS = [f"Bài số {n}: ông Nguyễn Văn A ở huyện Sơn Hà nhận 300 triệu đồng năm 2025" for n in range(4)]


def at_once(lines):
    """Several processes side by side; what each printed."""
    found = [
        subprocess.Popen([sys.executable, *map(str, line)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for line in lines
    ]
    said = [process.communicate(timeout=120) for process in found]
    assert [process.returncode for process in found] == [0] * len(found), said
    return [out.decode() for out, _ in said]


class Office:
    """What the manager does, by keys and clicks."""

    def __init__(self, app, qtbot, monkeypatch):
        self.app, self.window, self.qtbot, self.monkeypatch = app, app.window, qtbot, monkeypatch

    def feature(self, name):
        return next(one for one in self.app.host.features if type(one).__name__ == name)

    def choose(self, kind, answer):
        self.monkeypatch.setattr(QFileDialog, kind, lambda *_: answer)

    def until(self, condition):
        self.qtbot.waitUntil(condition, timeout=60_000)

    def free(self):
        self.until(lambda: not self.window.workspace.busy)

    def assign(self, each):
        feature = self.feature("AssignFeature")
        self.window.actions_table["assign"].trigger()
        self.until(lambda: feature.dialog is not None)
        self.free()
        dialog = feature.dialog
        dialog.plan.each.setValue(each)
        self.qtbot.mouseClick(dialog.try_plan, Qt.MouseButton.LeftButton)
        self.until(dialog.apply.isEnabled)
        self.qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
        self.free()

    def make_package(self, who, out):
        packages = self.feature("PackagesFeature")
        self.choose("getSaveFileName", (str(out), ""))
        self.window.actions_table["make-package"].trigger()
        asked = packages.dialog
        asked.choose_person(who)
        self.qtbot.keyClick(asked, Key.Key_Return)
        self.until(lambda: packages.dialog not in (None, asked))
        packages.dialog.accept()
        self.free()

    def take_in(self, files):
        """(what was said before, what to do, what was said afterwards)"""
        packages = self.feature("PackagesFeature")
        self.choose("getOpenFileNames", ([str(one) for one in files], ""))
        self.window.actions_table["take-in"].trigger()
        self.until(lambda: packages.dialog is not None)
        self.free()
        tried = packages.dialog
        before = [tried.lines.item(row).text() for row in range(tried.lines.count())]
        advice = getattr(tried, "advice", None)
        todo = [advice.item(row).text() for row in range(advice.count())] if advice is not None else []
        self.qtbot.mouseClick(tried.take, Qt.MouseButton.LeftButton)
        self.until(lambda: packages.dialog not in (None, tried))
        lines = packages.dialog.lines
        after = [lines.item(row).text() for row in range(lines.count())]
        packages.dialog.accept()
        self.free()
        return before, todo, after

    def overview(self):
        feature = self.feature("OverviewFeature")
        before = feature.compared
        self.window.actions_table["page-overview"].trigger()
        self.until(lambda: feature.compared is not None and feature.compared is not before)
        self.until(lambda: feature.found.state == feature._compared_at)
        return feature


@pytest.fixture
def office(tmp_path, qtbot, qapp, monkeypatch):
    settings = Settings(qapp, tmp_path / "window.ini")
    app = App(qapp, settings)
    app.window.resize(1440, 900)
    app.window.show()
    assert app.open(new_office(tmp_path / "office.corpus", TEXTS))
    yield Office(app, qtbot, monkeypatch)
    app.window.close()
    for left in (app.window, app, settings):
        left.deleteLater()
    qapp.setStyleSheet("")


def send_back(home, name, laptop):
    out = home / f"{name}.corpuspack"
    at_once([["-m", "annotator", "pack", laptop, out, "--return"]])
    return out


def work(home):
    """Both mark; then somebody copies Lan's laptop, and she and the copy go on. (first packages, late ones, a damaged one)."""
    at_once([["-m", "annotator", "open", home / f"{who}.corpuspack", "--no-window"] for who in PEOPLE])
    laptops = {who: home / f"{who}.corpus" for who in PEOPLE}
    at_once([[WORKER, laptops["lan"], 0, 5], [WORKER, laptops["bao"], 1, 6, "finish"]])
    first = [send_back(home, f"{who}-1", laptops[who]) for who in PEOPLE]
    twin = shutil.copy(laptops["lan"], home / "twin.corpus")
    at_once([[WORKER, laptops["lan"], 6, 8, "finish"], [WORKER, twin, 8, 10, "finish"]])
    late = [send_back(home, "lan-2", laptops["lan"]), send_back(home, "twin-2", twin)]
    damaged = home / "damaged.corpuspack"
    damaged.write_bytes(first[0].read_bytes()[:-50])
    return first, late, damaged


def test_the_office_assigns_takes_in_and_opens_what_is_behind_a_number(office, tmp_path):
    session = office.window.workspace.session
    office.assign(2)
    assert len(assignments(session.project)) == 2 * len(TEXTS)
    for who in PEOPLE:
        office.make_package(who, tmp_path / f"{who}.corpuspack")
    out = office.overview()
    assert [person.out for person in out.found.people] == [True, True]
    first, late, damaged = work(tmp_path)

    before, todo, after = office.take_in([*first, damaged])
    assert [line for line in before if line.startswith("damaged")] != []
    assert after == [line for line in before if not line.startswith("damaged")]
    assert todo == ["Packages that are refused are left out; ask for them again."]
    again, _, _ = office.take_in(first[1:])
    assert " 0 rows new, " in again[0]
    _, todo, after = office.take_in(late)
    assert any("Both are kept; compare lan~2 with lan" in line for line in todo)
    assert sum("written on in two places" in line for line in after) == len(TEXTS)

    found = office.overview()
    assert {person.id for person in found.found.people} == {"bao", "lan", "lan~2"}
    assert [person.out for person in found.found.people if person.id in PEOPLE] == [False, False]
    assert len(found.compared.report.pairs) == 3
    view = found.page.middle.view
    row = next(n for n, cells in enumerate(view.cells.table.rows) if cells[0].label == "ORG")
    view.setCurrentIndex(view.cells.index(row, view.cells.columnCount() - 1))
    office.qtbot.keyClick(view, Key.Key_Return)
    wanted = found.dialog.view.model().rows[0]
    office.qtbot.keyClick(found.dialog.view, Key.Key_Return)
    review = office.feature("ReviewFeature")
    office.until(lambda: review.desk.current is not None)
    office.until(lambda: review.desk.current.row.case == wanted.case)
    office.free()
    office.app.close_project()
    with Project.open(tmp_path / "office.corpus") as project:
        assert_sound(project)
