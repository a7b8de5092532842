"""The import window: what files hold, what becomes of it, and the import, by keys and by mouse, on real files."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from annotator.services.import_plan import ImportPlan, read_plan, save_plan
from annotator.services.mapping import Wording
from annotator.services.mapping_suggest import scheme_of
from annotator.ui.importing.dialog import ImportDialog
from annotator.ui.importing.mapping import LABELS, TARGET
from annotator.ui.importing.preview import drawn
from annotator.ui.importing.report import ImportReportDialog

# The offscreen platform says this of dialogs with a least size, and of lists that open.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)", extend=True
)

TEXT = "Ông Nguyễn Văn A, Bí thư Huyện ủy, nhận 300 triệu đồng ngày 8/7/2019."
OLD = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. Mäi ng\xadêi ®Òu cã viÖc lµm.\n" * 3
CTRL = Qt.KeyboardModifier.ControlModifier


def marks(*places, text=TEXT):
    return [{"start": a, "end": b, "label": label, "text": text[a:b]} for a, b, label in places]


@pytest.fixture
def theirs(tmp_path):
    """A file of another program: three names, two people."""
    rows = [
        {
            "text": TEXT,
            "layer": "user-7",
            "spans": marks((0, 16, "person"), (18, 24, "JOB"), (25, 33, "MISC")),
        },
        {"text": TEXT + " Hết.", "layer": "user-8", "spans": marks((0, 16, "person"))},
        {"text": "Bài không ai làm."},
    ]
    path = tmp_path / "theirs.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def look(app, window, qtbot):
    """Open the import window and wait until the files were looked at."""

    def look(*paths):
        app.desk.import_files()
        dialog = window.findChildren(ImportDialog)[-1]
        dialog.add_paths(list(paths))
        qtbot.waitUntil(lambda: dialog.found is not None, timeout=15_000)
        return dialog

    yield look
    qtbot.waitUntil(lambda: app.window.findChildren(ImportDialog) == [] or app.desk.imports._looking is None)
    for dialog in app.window.findChildren(ImportDialog):
        dialog.close()


def report_of(window, qtbot):
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportReportDialog)), timeout=15_000)
    return window.findChildren(ImportReportDialog)[-1]


def choose_target(view, row, target):
    """By keys alone: open the list of the row, go to the target, take it."""
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    box = view.findChildren(QComboBox)[-1]
    popup = box.view()
    wanted = box.findData(target)
    popup.setCurrentIndex(popup.model().index(wanted, 0))
    QTest.keyClick(popup, Qt.Key.Key_Return)


def test_the_window_says_what_will_happen_and_that_happens(look, app, window, qtbot, theirs):
    dialog = look(theirs)
    view, model = dialog.labels.table, dialog.labels.model
    assert [model.map_row(n).name for n in range(model.rowCount())] == ["JOB", "MISC", "person"]
    assert dialog.plan.labels == {"person": "PERSON"}  # found by its name
    assert dialog.start.text() == "Import 3 documents, 2 spans"
    assert not dialog.start.isEnabled()
    dialog.sections.choose("labels")
    choose_target(view, 0, "POSITION")
    assert dialog.plan.labels["JOB"] == "POSITION"
    assert dialog.start.text() == "Import 3 documents, 3 spans"
    view.selectRow(1)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert dialog.labels.open_names() == []
    assert dialog.start.text() == "Import 3 documents, 3 spans"
    assert dialog.start.isEnabled()
    before = {item.document for item in window.workspace.session.queue()}
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(view, Qt.Key.Key_Return, CTRL)
    report = report_of(window, qtbot)
    assert report.rows()[0][2] == "1 spans MISC left out, as the plan says."
    report.close()
    session = window.workspace.session
    new = [item.document for item in session.queue() if item.document not in before]
    assert len(new) == 3
    people = {person.id for person in session.annotators()}
    assert {"user-7", "user-8"} <= people
    window.activateWindow()
    window.workspace.focus_article()
    qtbot.waitUntil(window.workspace.page.view.hasFocus)
    QTest.keyClick(window.workspace.page.view, Qt.Key.Key_Z, CTRL)
    assert {item.document for item in session.queue()} == before
    assert {person.id for person in session.annotators()} == people - {"user-7", "user-8"}


def test_a_new_person_takes_everything(look, window, qtbot, theirs):
    dialog = look(theirs)
    dialog.labels.leave.click()
    owners = dialog.owners
    dialog.sections.choose("owners")
    owners.one.setFocus()
    QTest.keyClick(owners.one, Qt.Key.Key_Space)
    owners.person.setCurrentIndex(owners.person.count() - 1)
    owners.person.activated.emit(owners.person.count() - 1)
    assert dialog.note.text() == "Write the name of the new person."
    assert not dialog.start.isEnabled()
    QTest.keyClicks(owners.name, "Lan Anh")
    assert dialog.note.text() == "There is somebody of this name already."
    owners.name.clear()
    QTest.keyClicks(owners.name, "Thu Ha")
    assert dialog.start.isEnabled()
    dialog.start.click()
    report_of(window, qtbot).close()
    session = window.workspace.session
    assert session.project.annotator("thu-ha").name == "Thu Ha"
    assert "user-7" not in {person.id for person in session.annotators()}


def test_somebody_named_in_the_files_is_a_person_here(look, window, qtbot, theirs):
    dialog = look(theirs)
    dialog.labels.leave.click()
    view = dialog.owners.table
    dialog.sections.choose("owners")
    choose_target(view, 0, "quoc-bao")
    view.selectRow(1)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert dialog.chosen_plan().people == {"user-7": "quoc-bao", "user-8": ""}
    told = dialog.outcome()
    dialog.start.click()
    report = report_of(window, qtbot)
    assert (report._report.documents, report._report.spans) == (told.documents, told.spans) == (3, 1)
    report.close()


def test_the_preview_draws_what_will_be(look, theirs):
    dialog = look(theirs)
    dialog.sections.choose("preview")
    item = dialog.found.samples[0]
    layer, scheme = drawn(item, dialog.plan.wording(), dialog._scheme)
    names = [scheme.label(span.label).short["en"] for span in layer.in_order()]
    assert names[1:] == ["? JOB", "? MISC"]
    assert layer.in_order()[0].label == "PERSON"
    layer, scheme = drawn(item, Wording(labels={"person": "", "JOB": "ORG", "MISC": "ORG"}), dialog._scheme)
    assert scheme.label(layer.in_order()[0].label).short["en"] == "× person"
    assert dialog.preview.view.page.text == TEXT
    assert dialog.preview.view.read_only
    dialog.labels.leave.click()
    shown = dialog.preview.view.page
    assert {shown.scheme.label(s.label).short["en"] for s in shown.layer.in_order()} >= {"× JOB", "× MISC"}


def test_old_encodings_are_shown_before_they_are_believed(look, window, qtbot, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(OLD.encode("cp1252"))
    (tmp_path / "in" / "b.txt").write_text("Bài hai.", encoding="utf-8")
    dialog = look(tmp_path / "in")
    files = dialog.files
    assert files._old.isVisibleTo(files)
    assert "tcvn3 (" in files._quote.text()
    assert "Cộng hòa xã hội chủ nghĩa Việt Nam" in files._quote.text()
    assert dialog.start.text() == "Import 1 document"
    files.encoding.setCurrentIndex(1)
    files.encoding.activated.emit(1)
    qtbot.waitUntil(lambda: dialog.found is not None and dialog.found.documents == 2, timeout=15_000)
    assert dialog.chosen_plan().believe_encoding
    assert dialog.start.text() == "Import 2 documents"
    dialog.start.click()
    assert report_of(window, qtbot)._report.documents == 2


def test_every_remark_can_be_reached(look, tmp_path):
    rows = [
        {"text": f"Bài số {n}", "spans": [{"start": 0, "end": 99, "label": "PERSON"}]} for n in range(6000)
    ]
    path = tmp_path / "bad.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"text": ""}]), encoding="utf-8")
    dialog = look(path)
    remarks = dialog.remarks
    assert remarks.model.rowCount() == len(dialog.found.issues) == 6002
    last = remarks.model.index(6000, 1)
    assert last.data() == "bad.jsonl, line 6001"
    remarks.kinds.setCurrentIndex(remarks.kinds.findData("error/empty-text"))
    remarks.kinds.activated.emit(0)
    assert remarks.model.rowCount() == 1
    assert str(path) in remarks.words.text()
    dialog.close()


def test_near_duplicates_are_named_and_left_out_if_wanted(look, window, qtbot, tmp_path):
    document = window.workspace.session.queue()[0].document
    text = window.workspace.session.document(document).text
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text(text * 2 + "Thêm một câu.", encoding="utf-8")
    dialog = look(tmp_path / "in")
    assert [(twin.near, twin.other) for twin in dialog.found.twins] == [(False, document), (True, document)]
    assert dialog.start.text() == "Import 1 document"
    dialog.sections.choose("twins")
    QTest.mouseClick(dialog.twins.choice.button("skip"), Qt.MouseButton.LeftButton)
    assert dialog.start.text() == "Import 0 documents"
    dialog.start.click()
    report = report_of(window, qtbot)
    assert (report._report.near, report._report.documents) == (1, 0)
    report.close()


def test_stopping_changes_nothing(look, app, window, qtbot, tmp_path, monkeypatch):
    import threading

    entered, go_on = threading.Event(), threading.Event()
    real = app.desk.imports.start.__globals__["import_paths"]

    def slow(*words, progress, **more):
        entered.set()
        go_on.wait(10)
        progress(1, 0, "")
        return real(*words, progress=progress, **more)

    monkeypatch.setitem(app.desk.imports.start.__globals__, "import_paths", slow)
    (tmp_path / "a.txt").write_text("Một bài khác.", encoding="utf-8")
    dialog = look(tmp_path / "a.txt")
    before = window.workspace.queue.model.rowCount()
    dialog.start.click()
    qtbot.waitUntil(entered.is_set)
    assert dialog._stop.isVisible()
    assert not dialog.start.isEnabled()
    QTest.mouseClick(dialog._stop, Qt.MouseButton.LeftButton)
    go_on.set()
    qtbot.waitUntil(lambda: not app.desk.session.held)
    qtbot.waitUntil(lambda: dialog.note.text() == "Stopped. Nothing was changed.")
    assert window.workspace.queue.model.rowCount() == before
    assert dialog.start.isEnabled()


def test_files_that_are_taken_out_are_forgotten_while_they_are_read(look, qtbot, theirs, tmp_path):
    dialog = look(theirs)
    (tmp_path / "b.txt").write_text("Bài hai.", encoding="utf-8")
    dialog.add_paths([tmp_path / "b.txt"])
    assert dialog.found is None
    dialog.files.table.selectRow(0)
    dialog.files._on_out()
    assert dialog.paths == [tmp_path / "b.txt"]
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=15_000)
    assert list(dialog.found.files) == [str(tmp_path / "b.txt")]
    assert dialog.start.text() == "Import 1 document"


def test_a_plan_is_saved_and_chosen_again(look, theirs, tmp_path):
    dialog = look(theirs)
    plan = ImportPlan(
        labels={"person": "ORG", "JOB": "", "MISC": "PERSON"},
        everybody="quoc-bao",
        near_duplicates="skip",
        strict=True,
    )
    save_plan(plan, tmp_path / "plan.toml")
    dialog.use_plan(read_plan(tmp_path / "plan.toml"))
    chosen = dialog.chosen_plan()
    assert (chosen.labels, chosen.everybody, chosen.near_duplicates, chosen.strict) == (
        plan.labels, "quoc-bao", "skip", True,
    )  # fmt: skip
    assert dialog.labels.model.index(0, TARGET).data() == "leave out"


def test_a_search_finds_names_whatever_their_marks(look, theirs):
    dialog = look(theirs)
    QTest.keyClicks(dialog.labels.search, "PERS")
    model = dialog.labels.model
    assert [model.map_row(n).name for n in range(model.rowCount())] == ["person"]
    dialog._on_decided(LABELS, "MISC", "ORG")  # what is not shown can be decided too
    assert dialog.labels.open_names() == [(LABELS, "JOB")]


def test_a_project_is_made_for_what_the_files_hold(look, app, window, qtbot, theirs, tmp_path):
    dialog = look(theirs)
    made = scheme_of(dialog.found, "của tôi")
    app.desk.imports.make_project(tmp_path / "new.corpus", [theirs], made)
    qtbot.waitUntil(lambda: app.desk.session is not None and app.desk.session.path.name == "new.corpus")
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)))
    dialog = app.desk.imports._dialog
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=15_000)
    assert dialog.labels.open_names() == []
    assert dialog.start.text() == "Import 3 documents, 4 spans"
    dialog.start.click()
    report_of(window, qtbot).close()
    assert len(app.desk.session.queue()) == 3


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, left, none = QPoint(300, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, event)


def test_files_dropped_on_the_window_are_looked_at(app, window, qtbot, theirs):
    drop(window, theirs)
    dialog = window.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=15_000)
    assert dialog.paths == [Path(theirs)]
    dialog.close()


def test_a_project_dropped_on_the_window_is_opened(app, project, qtbot):
    app.window.show()
    drop(app.window, project)
    assert app.desk.session is not None
    assert app.desk.session.path == project.resolve()
