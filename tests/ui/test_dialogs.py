"""Dialogs: what they ask for is done by a job, what came of it is said."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.formats.docbin_types import Action
from annotator.formats.scheme_toml import load_scheme
from annotator.model.people import Annotator
from annotator.services.commands import AddSpan
from annotator.services.import_plan import ImportPlan
from annotator.services.session import Session
from annotator.ui.dialogs.backups import BackupsDialog
from annotator.ui.dialogs.exporting import ExportDialog
from annotator.ui.dialogs.new_project import NewProjectDialog
from annotator.ui.dialogs.small import FactsDialog, KeysDialog, LockedDialog, ReasonDialog
from annotator.ui.importing.dialog import ImportDialog
from annotator.ui.importing.report import ImportReportDialog

# The offscreen platform says this of every dialog with a least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def the(window, kind, qtbot):
    """The dialog of that kind, once it is there."""
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)), timeout=15_000)
    return window.findChildren(kind)[-1]


def test_an_import_fills_the_queue_and_tells_every_issue(app, window, qtbot, tmp_path):
    good = tmp_path / "more.txt"
    good.write_text("Bài thứ tư\nMột câu.\n", encoding="utf-8")
    bad = tmp_path / "bad.jsonl"
    bad.write_text(
        '{"text": "Bài hỏng", "spans": [{"start": 0, "end": 3, "label": "NO_SUCH"}]}\nnot json\n',
        encoding="utf-8",
    )
    app.desk.import_files()
    dialog = the(window, ImportDialog, qtbot)
    dialog.add_paths([good, bad, good])
    assert dialog.paths == [good, bad]
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=15_000)
    assert not dialog.start.isEnabled()  # NO_SUCH needs a choice
    dialog.labels.leave.click()
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    report = the(window, ImportReportDialog, qtbot)
    said = " ".join(row[2] for row in report.rows())
    assert "NO_SUCH" in said
    assert report.remarks.model.rowCount() == len(report.rows()) >= 2
    assert not app.desk.session.held
    assert window.workspace.queue.model.rowCount() == 5
    report.close()
    window.activateWindow()
    window.workspace.focus_article()
    qtbot.waitUntil(window.workspace.page.view.hasFocus)
    QTest.keyClick(window.workspace.page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.queue.model.rowCount() == 3


def test_a_strict_import_changes_nothing(app, window, qtbot, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "Bài tốt"}\nnot json\n', encoding="utf-8")
    app.desk.import_files()
    dialog = the(window, ImportDialog, qtbot)
    app.desk.imports.start([bad], ImportPlan(annotator="lan-anh", strict=True))
    report = the(window, ImportReportDialog, qtbot)
    report.close()
    assert dialog.isVisible()
    assert window.workspace.queue.model.rowCount() == 3
    assert not app.desk.session.held


def cut_spans(project):
    with Session.open(project) as session:
        document = session.queue()[0].document
        text = session.document(document).text
        start = text.index("Nguyễn Nam Đình")
        session.execute(AddSpan(document, start, start + len("Nguyễn Nam Đìn"), "PERSON"))
        start = text.index("4.617")
        session.execute(AddSpan(document, start, start + 3, "COUNT"))
        start = text.index("Bí thư Đảng ủy")
        session.execute(AddSpan(document, start, start + 14, "POSITION"))


def test_an_export_waits_for_a_choice_for_each_row(app, project, qtbot, tmp_path):
    cut_spans(project)
    app.window.show()
    app.open(project)
    app.desk.export()
    dialog = the(app.window, ExportDialog, qtbot)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2, timeout=15_000)
    assert not dialog.start.isEnabled()
    dialog.rows.setFocus()
    QTest.keyClick(dialog.rows, Qt.Key.Key_1)
    assert not dialog.start.isEnabled()
    QTest.keyClick(dialog.rows, Qt.Key.Key_3)
    assert dialog.start.isEnabled()
    assert sorted(dialog.model.choices().values()) == [Action.EXPAND, Action.SKIP]
    assert dialog.start.text() == "Export 2 spans"
    dialog.model.decide_all(Action.EXPAND)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.start.click()
    the(app.window, FactsDialog, qtbot).close()
    report = json.loads((tmp_path / "out" / "docs-report.json").read_text())
    assert (report["spans"], report["stored"], report["moved"]) == (3, 3, 2)


def test_json_lines_need_no_choice(app, project, qtbot, tmp_path):
    cut_spans(project)
    app.window.show()
    app.open(project)
    app.desk.export()
    dialog = the(app.window, ExportDialog, qtbot)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2, timeout=15_000)
    dialog.kind.setCurrentIndex(1)
    dialog.kind.activated.emit(1)
    assert dialog.start.isEnabled()
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.start.click()
    the(app.window, FactsDialog, qtbot).close()
    assert len((tmp_path / "out" / "small-lan-anh.jsonl").read_text().splitlines()) >= 1


def test_going_back_to_a_backup(app, window, project, qtbot):
    space = window.workspace
    space.session.back_up("manual")
    document = space.state.document
    space.page.view.select(0, 6)
    QTest.keyClick(space.page.view, Qt.Key.Key_3)
    assert len(space.session.layer(document).spans) == 1
    app.desk.show_backups()
    dialog = the(window, BackupsDialog, qtbot)
    dialog.table.selectRow(0)
    dialog._on_restore()
    assert app.window.workspace.session.layer(document).spans == {}


def test_a_locked_project_is_offered_for_reading(app, project, qtbot):
    app.window.show()
    with Session.open(project):
        assert not app.open(project)
        dialog = the(app.window, LockedDialog, qtbot)
        dialog._on_read()
        assert app.window.workspace.session.read_only
        app.close_project()


def test_a_new_project_needs_a_name_and_a_free_file(app, qtbot, tmp_path):
    app.window.show()
    app.desk.new_project()
    dialog = the(app.window, NewProjectDialog, qtbot)
    dialog.path.setText(str(tmp_path / "mới"))
    assert not dialog._make.isEnabled()
    dialog.name.setText("Lan Anh")
    assert dialog._make.isEnabled()
    dialog._on_make()
    assert (tmp_path / "mới.corpus").is_file()
    assert app.window.workspace.session.annotator == Annotator("lan-anh", "Lan Anh")
    assert load_scheme("neu-guong").id == app.window.workspace.session.scheme.id


def test_skip_asks_for_a_reason_and_keeps_it(app, window, qtbot):
    document = window.workspace.state.document
    app.desk.skip()
    dialog = the(window, ReasonDialog, qtbot)
    dialog.field.setText("không phải bài báo")
    dialog._on_given()
    assert window.workspace.session.layer(document).reason == "không phải bài báo"
    assert window.workspace.state.document != document


def test_the_sheet_of_keys_holds_every_key_of_the_table(app, window, qtbot):
    app.desk.show_keys()
    dialog = the(window, KeysDialog, qtbot)
    words = " ".join(
        hint.accessibleName() for hint in dialog._sheet.children() if hasattr(hint, "accessibleName")
    )
    for spec in window.actions_table.table:
        if spec.keys:
            assert spec.text.rstrip("…") in words
    dialog.close()
