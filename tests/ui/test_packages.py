"""Assignments and packages through the window: real files, real projects, what is said before and after."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from annotator.model.people import Annotator
from annotator.services.assignments import assignments
from annotator.services.commands import AddSpan, Finish
from annotator.services.packages import pack_return, pack_work
from annotator.services.packages_open import open_package
from annotator.services.session import Session
from annotator.store.project import Project

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
Key = Qt.Key


def feature(app, name):
    return next(one for one in app.host.features if type(one).__name__ == name)


@pytest.fixture
def packages(window, app):
    return feature(app, "PackagesFeature")


@pytest.fixture
def assigning(window, app, qtbot):
    """The dialog of assignments, open."""
    found = feature(app, "AssignFeature")
    window.actions_table["assign"].trigger()
    qtbot.waitUntil(lambda: found.dialog is not None and found.dialog.isVisible())
    qtbot.waitUntil(lambda: not window.workspace.busy)
    return found


def answer(monkeypatch, kind, path):
    """The chooser of files says this."""
    found = ([str(one) for one in path], "") if kind == "getOpenFileNames" else (str(path), "")
    monkeypatch.setattr(QFileDialog, kind, lambda *_: found)


def settle(window, qtbot):
    qtbot.waitUntil(lambda: not window.workspace.busy, timeout=20_000)


def documents(window):
    return [item.document for item in window.workspace.session.queue()]


def texts(view):
    return [view.item(row).text() for row in range(view.count())]


def work_of(project, home, who, spans=1, name=""):
    """A laptop that got a package, worked, and sends back."""
    name = name or who
    package, back = home / f"to-{name}.corpuspack", home / f"from-{name}.corpuspack"
    with Project.open(project) as office:
        pack_work(office, package, who)
    laptop = open_package(package, home / f"laptop-{name}.corpus").project
    with Session.open(laptop) as session:
        first = session.queue()[0].document
        for number in range(spans):
            session.execute(AddSpan(first, number * 3, number * 3 + 2, "ORG"))
        session.execute(Finish(first))
        pack_return(session.project, back, who)
    return back, laptop


# assignments ----------------------------------------------------------------------------------------------------
def test_cells_are_switched_by_keys_and_applied_in_one_step(assigning, window, qtbot):
    dialog, session = assigning.dialog, window.workspace.session
    first, second, _ = documents(window)
    assert not dialog.apply.isEnabled()
    dialog.table.setCurrentIndex(dialog.model.index(0, 1))
    for key in (Key.Key_Space, Key.Key_Down, Key.Key_Space, Key.Key_Right, Key.Key_Space, Key.Key_Space):
        qtbot.keyClick(dialog.table, key)
    assert dialog.summary.text() == "2 added, 0 changed, 0 taken away, 0 stay."
    assert dialog.chart.accessibleName().startswith("Lan Anh: 2 documents")
    qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert [(one.document, one.annotator) for one in assignments(session.project)] == [
        (document, "lan-anh") for document in sorted((first, second))
    ]  # fmt: skip
    window.actions_table["undo"].trigger()
    assert assignments(session.project) == []


def test_a_plan_fills_the_table_and_says_what_it_does_to_work(assigning, window, app, qtbot):
    dialog, session = assigning.dialog, window.workspace.session
    dialog.plan.each.setValue(2)
    dialog.plan.batch.setText("đợt 1")
    qtbot.keyClick(dialog.plan.batch, Key.Key_Return)
    qtbot.waitUntil(lambda: "6 added" in dialog.summary.text())
    qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert {one.batch for one in assignments(session.project)} == {"đợt 1"}
    session.execute(AddSpan(documents(window)[0], 0, 2, "ORG"))
    window.actions_table["assign"].trigger()
    qtbot.waitUntil(lambda: assigning.dialog is not None and assigning.dialog is not dialog)
    settle(window, qtbot)
    again = assigning.dialog
    again.table.setCurrentIndex(again.model.index(0, 1))
    qtbot.keyClick(again.table, Key.Key_Space)
    assert "1 taken away, 5 stay." in again.summary.text()
    assert "has work already (Lan Anh); the work stays" in again.summary.text()
    again.filter.button("changed").click()
    assert len(again.model.rows) == 1
    qtbot.mouseClick(again.undo, Qt.MouseButton.LeftButton)
    assert not again.apply.isEnabled()


def test_a_plan_that_cannot_be_is_said_in_the_dialog(assigning, window, qtbot):
    dialog = assigning.dialog
    dialog.plan.each.setValue(9)
    qtbot.mouseClick(dialog.try_plan, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "more people than there are (2)" in dialog.note.text())
    assert not dialog.apply.isEnabled()


def test_a_plan_is_for_the_documents_listed(assigning, window, qtbot):
    dialog = assigning.dialog
    qtbot.keyClicks(dialog.search, "truong pho")
    assert len(dialog.model.rows) == 1
    assert dialog.try_plan.text() == "Work out the plan for the 1 listed"
    qtbot.mouseClick(dialog.try_plan, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.summary.text().startswith("1 added"))
    dialog.reject()
    assert assignments(window.workspace.session.project) == []


def test_the_queue_shows_first_what_is_mine(assigning, window, qtbot):
    dialog, queue, session = assigning.dialog, window.workspace.queue, window.workspace.session
    assert queue.mine.isHidden()
    everything = documents(window)
    dialog.plan.batch.setText("b1")
    dialog.model.pattern = type(dialog.model.pattern)("", "", "b1", blind=True)
    dialog.model.switch(dialog.model.index(1, 1))
    dialog.model.switch(dialog.model.index(2, 2))
    qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert queue.mine.isVisible()
    assert queue.mine.isChecked()
    assert queue._counts.text() == "0/1"
    window.workspace.open_document(everything[1])
    assert queue.listed() == [everything[1]]
    name = queue.filter.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert name.endswith("b1, blind")
    session.work_as("quoc-bao")
    window.workspace.open_document(everything[2])
    assert queue.listed() == [everything[2]]
    qtbot.keyClick(queue.mine, Key.Key_Space)
    assert queue.listed() == everything
    assert queue._counts.text() == "0/3"


# out ------------------------------------------------------------------------------------------------------------
def test_a_package_is_made_and_opens_from_the_start_page(packages, window, app, qtbot, tmp_path, monkeypatch):
    out = tmp_path / "to-bao.corpuspack"
    answer(monkeypatch, "getSaveFileName", out.with_suffix(""))
    window.actions_table["make-package"].trigger()
    dialog = packages.dialog
    dialog.choose_person("quoc-bao")
    assert dialog.what.currentText() == "all documents (3)"
    qtbot.mouseClick(dialog.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: packages.dialog is not None and packages.dialog is not dialog)
    assert texts(packages.dialog.lines) == ["For Quốc Bảo: 3 documents.", str(out)]
    packages.dialog.accept()
    app.close_project()
    answer(monkeypatch, "getOpenFileName", out)
    qtbot.mouseClick(window.start_page._package, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: packages.dialog is not None, timeout=20_000)
    assert window.workspace.session.path == tmp_path / "to-bao.corpus"
    assert window.workspace.session.annotator.id == "quoc-bao"
    assert texts(packages.dialog.lines) == ["3 new documents"]


def test_a_batch_or_what_the_queue_lists_can_be_packed(packages, window, qtbot, tmp_path, monkeypatch):
    window.workspace.queue.pass_filter("some", frozenset(documents(window)[:2]))
    window.workspace.open_document(documents(window)[0])
    out = tmp_path / "some.corpuspack"
    answer(monkeypatch, "getSaveFileName", out)
    window.actions_table["make-package"].trigger()
    first = packages.dialog
    first.what.setCurrentIndex(first.what.findText("those the queue lists now (2)"))
    qtbot.keyClick(first, Key.Key_Return)
    qtbot.waitUntil(lambda: packages.dialog not in (None, first))
    assert texts(packages.dialog.lines)[0] == "For Lan Anh: 2 documents."
    assert open_package(out, tmp_path / "some.corpus").documents == 2


def test_no_package_is_written_over_a_project(packages, window, project, monkeypatch, qtbot):
    before = project.read_bytes()
    copy = Path(shutil.copy(project, project.with_name("other.corpuspack")))
    answer(monkeypatch, "getSaveFileName", copy)
    window.actions_table["make-package"].trigger()
    qtbot.mouseClick(packages.dialog.make, Qt.MouseButton.LeftButton)
    assert copy.read_bytes() == before
    (box,) = window.findChildren(QMessageBox)
    assert "other.corpuspack" in box.text() + box.informativeText()
    box.close()


def test_the_archive_is_the_whole_project(packages, window, qtbot, tmp_path, monkeypatch):
    from annotator.services.archive import unarchive

    out = tmp_path / "small.corpusarchive"
    answer(monkeypatch, "getSaveFileName", out)
    window.actions_table["archive"].trigger()
    qtbot.waitUntil(lambda: packages.dialog is not None, timeout=20_000)
    assert texts(packages.dialog.lines)[1] == str(out)
    report = unarchive(out, tmp_path / "again.corpus")
    assert report.counts["document"] == 3
    menu = [action.text() for action in window._menus["file"].actions() if action.text()]
    assert menu[-1] == "Quit"
    assert "Archive the project…" in menu


# in -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def returned(_small_project, tmp_path):
    """The office's project, and two packages that come back to it."""
    project = Path(shutil.copy(_small_project, tmp_path / "small.corpus"))
    return [work_of(project, tmp_path, who) for who in ("lan-anh", "quoc-bao")]


@pytest.fixture
def project(request, _small_project, tmp_path):
    path = tmp_path / "small.corpus"
    if "returned" in request.fixturenames:
        request.getfixturevalue("returned")
        return path
    return Path(shutil.copy(_small_project, path))


def test_packages_are_tried_then_taken_in_once(returned, packages, window, qtbot, monkeypatch):
    files = [back for back, _ in returned]
    session = window.workspace.session
    answer(monkeypatch, "getOpenFileNames", files)
    window.actions_table["take-in"].trigger()
    qtbot.waitUntil(lambda: packages.dialog is not None, timeout=20_000)
    lines = texts(packages.dialog.lines)
    assert lines[0].startswith("from-lan-anh.corpuspack (lan-anh): 2 rows new, 0 already known.")
    assert lines[-1] == "1 document has new work."
    assert not window.workspace.layer().spans  # tried on a copy
    tried = packages.dialog
    assert tried.take.text() == "Take in 2 packages"
    qtbot.waitUntil(lambda: not window.workspace.busy)
    qtbot.keyClick(tried, Key.Key_Return)
    qtbot.waitUntil(lambda: packages.dialog not in (None, tried), timeout=20_000)
    assert texts(packages.dialog.lines) == lines
    packages.dialog.accept()
    assert session.project.layer_owners() == ["lan-anh", "quoc-bao"]
    packages.receive(files)
    qtbot.waitUntil(lambda: packages.dialog is not None, timeout=20_000)
    assert "0 rows new, 2 already known" in texts(packages.dialog.lines)[0]


def test_a_fork_and_a_refused_file_say_what_to_do(returned, packages, window, qtbot, tmp_path):
    (back, laptop), _ = returned
    bad = tmp_path / "bad.corpuspack"
    bad.write_bytes(back.read_bytes()[:-100])
    with Session.open(window.workspace.session.path, read_only=True) as office:
        first = office.queue()[0].document
    copy = Path(shutil.copy(laptop, tmp_path / "copied.corpus"))
    for path, start in ((laptop, 6), (copy, 9)):
        with Session.open(path) as session:
            session.execute(_reopen(first))
            session.execute(AddSpan(first, start, start + 2, "ORG"))
            pack_return(session.project, path.with_suffix(".corpuspack"), "lan-anh", whole=True)
    packages.try_packages([laptop.with_suffix(".corpuspack"), copy.with_suffix(".corpuspack"), bad])
    qtbot.waitUntil(lambda: packages.dialog is not None, timeout=20_000)
    dialog = packages.dialog
    said = texts(dialog.lines)
    assert any("written on in two places" in line for line in said)
    assert any(line.startswith("bad.corpuspack: refused.") for line in said)
    todo = texts(dialog.advice)
    assert any("Both are kept; compare lan-anh~2 with lan-anh" in line for line in todo)
    assert any("refused are left out" in line for line in todo)
    assert dialog.take.text() == "Take in 2 packages"
    settle(window, qtbot)
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: packages.dialog not in (None, dialog), timeout=20_000)
    assert "lan-anh~2" in [one.id for one in window.workspace.session.annotators()]


def _reopen(document):
    from annotator.services.commands import Reopen

    return Reopen(document)


def test_a_missing_package_is_named_and_asked_for(returned, packages, window, qtbot, tmp_path):
    from annotator.services.packages import acknowledge

    (_, laptop), _ = returned
    late = tmp_path / "late.corpuspack"
    with Session.open(laptop) as session:
        first = session.queue()[0].document
        known = session.project.connection.execute(
            "SELECT hash FROM log JOIN layer ON layer.num = log.layer WHERE annotator = 'lan-anh' ORDER BY log.seq DESC LIMIT 1"
        ).fetchone()[0]
        with session.project.writing() as writer:  # as if the office had had the package before
            acknowledge(writer, session.project, "lan-anh", {first: [known]})
        session.execute(_reopen(first))
        pack_return(session.project, late, "lan-anh")
    packages.receive([late])
    qtbot.waitUntil(lambda: packages.dialog is not None, timeout=20_000)
    assert any("a package is missing" in line for line in texts(packages.dialog.lines))
    assert texts(packages.dialog.advice)[0].startswith("A package of lan-anh is missing.")


def test_a_file_dropped_on_the_window_is_tried(returned, packages, window, qtbot):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(returned[0][0]))])
    enter = QDragEnterEvent(
        window.rect().center(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPointF(window.rect().center()), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(window, drop)
    qtbot.waitUntil(lambda: packages.dialog is not None, timeout=20_000)
    assert packages.dialog.take.text() == "Take in 1 package"
    packages.dialog.reject()


def test_a_laptop_sends_back_and_is_brought_up_to_date(window, app, qtbot, project, tmp_path, monkeypatch):
    packages = feature(app, "PackagesFeature")
    app.close_project()
    package = tmp_path / "p.corpuspack"
    with Project.open(project) as office:
        pack_work(office, package, "quoc-bao")
    assert app.open(open_package(package, tmp_path / "mine.corpus").project)
    window.workspace.session.execute(AddSpan(documents(window)[0], 0, 2, "ORG"))
    back = tmp_path / "back.corpuspack"
    answer(monkeypatch, "getSaveFileName", back)
    window.actions_table["send-back"].trigger()
    sending = packages.dialog
    qtbot.keyClick(sending, Key.Key_Return)
    qtbot.waitUntil(lambda: packages.dialog not in (None, sending), timeout=20_000)
    assert texts(packages.dialog.lines) == ["From Quốc Bảo: work on 1 document, 1 rows.", str(back)]
    packages.dialog.accept()
    with Session.open(project) as office:
        office.add_annotator(Annotator("chi", "Chi"))
        pack_work(office.project, tmp_path / "q.corpuspack", "quoc-bao")
    packages.receive([tmp_path / "q.corpuspack"])
    qtbot.waitUntil(lambda: packages.dialog is not None, timeout=20_000)
    assert (
        window.workspace.session.path == tmp_path / "mine.corpus"
    )  # the open project, not another file beside it
    assert "chi" in [one.id for one in window.workspace.session.annotators()]
    assert not (tmp_path / "q.corpus").exists()
    with Project.open(project, read_only=True) as office:
        assert office.layer_owners() == []


def test_what_is_no_package_is_said(packages, window, qtbot, tmp_path):
    bad = tmp_path / "bad.corpuspack"
    bad.write_bytes(b"nothing")
    packages.receive([bad])
    qtbot.waitUntil(window.workspace.page.message.isVisible)
    assert "is not a work package" in window.workspace.page.message.words
