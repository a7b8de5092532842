"""The window where things are not as they should be: nothing open, nothing marked, nobody may write, a disk that fails."""

import os
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox

from annotator.errors import ReadOnly
from annotator.formats.scheme_toml import load_scheme
from annotator.model.layer import LayerState
from annotator.model.people import Annotator
from annotator.services.session import Session
from annotator.ui.dialogs.backups import BackupsDialog
from annotator.ui.dialogs.exporting import ExportDialog
from annotator.ui.dialogs.small import FactsDialog, LockedDialog
from annotator.ui.labels import number_words
from annotator.ui.widgets.controls import CapButton

Key, Mod = Qt.Key, Qt.KeyboardModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def the(window, kind, qtbot):
    """The dialog of that kind, once it is there."""
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)), timeout=15_000)
    return window.findChildren(kind)[-1]


def facts(dialog):
    words = [label.text() for label in dialog.findChildren(QLabel)]
    return dict(pairwise(words))


def test_the_start_page_shows_nobody_and_nothing_saved(app):
    app.window.show()
    assert not app.window.person_corner._person.isVisible()
    assert not app.window.status._tick.isVisible()
    assert not any(hint.isVisible() for hint in app.window.status._hints)


def test_about_this_project_counts_spans_not_signs(app, window, qtbot):
    view = window.workspace.page.view
    for place in ((0, 6), (7, 10)):
        view.select(*place)
        QTest.keyClick(view, Key.Key_3)
    app.desk.about_project()
    dialog = the(window, FactsDialog, qtbot)
    assert (facts(dialog)["Documents"], facts(dialog)["Spans"]) == ("3", "2")
    dialog.close()


def test_counts_are_written_as_people_write_them():
    assert number_words(1506000) == "1,506,000"


def test_a_project_nobody_has_marked_in_can_be_exported(app, window, qtbot, tmp_path):
    app.desk.export()
    dialog = the(window, ExportDialog, qtbot)
    qtbot.waitUntil(dialog.start.isEnabled, timeout=15_000)
    dialog.kind.setCurrentIndex(1)
    dialog.kind.activated.emit(1)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.start.click()
    the(window, FactsDialog, qtbot).close()
    assert len((tmp_path / "out" / "small-all.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_an_export_to_where_nothing_can_be_written_is_told(app, window, qtbot, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    app.desk.export()
    dialog = the(window, ExportDialog, qtbot)
    dialog.kind.setCurrentIndex(1)
    dialog.kind.activated.emit(1)
    qtbot.waitUntil(dialog.start.isEnabled, timeout=15_000)
    qtbot.waitUntil(lambda: app.jobs.running is None, timeout=15_000)
    dialog.folder.setText(str(tmp_path / "file" / "out"))
    dialog.start.click()
    box = the(window, QMessageBox, qtbot)
    assert "mistake" not in box.windowTitle()
    box.close()


def test_a_file_named_after_any_layer_lies_in_the_folder(tmp_path):
    from annotator.services.exporting import export_jsonl_into
    from annotator.services.importing import import_paths

    lines = tmp_path / "in.jsonl"
    lines.write_text('{"text": "Bài.", "layer": "../x/y", "state": "finished"}\n', encoding="utf-8")
    with Session.create(tmp_path / "p.corpus", load_scheme("basic-ner"), Annotator("me", "Me")) as session:
        import_paths(session.project, [lines], actor="me")
        done = export_jsonl_into(session.project, tmp_path / "out", "../x/y")
    assert done.files == (tmp_path / "out" / "p-.._x_y.jsonl",)


@pytest.mark.skipif(os.name == "nt", reason="rights work differently there")
def test_a_project_that_cannot_be_written_is_offered_for_reading(app, project, qtbot, monkeypatch):
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and may(path, mode))
    app.window.show()
    assert not app.open(project)
    dialog = the(app.window, LockedDialog, qtbot)
    assert "elsewhere" not in dialog.windowTitle()
    dialog._on_read()
    assert app.window.workspace.session.read_only
    app.close_project()


def test_a_skipped_document_is_closed_for_every_door(app, window):
    space = window.workspace
    document = space.state.document
    space.queue.tabs.chosen.emit("all")
    space.gestures.skip("trùng")
    space.open_document(document)
    assert space.layer().state is LayerState.SKIPPED
    space.page.view.select(0, 6)
    QTest.keyClick(space.page.view, Key.Key_3)
    assert space.layer().spans == {}
    assert not any(cell.isEnabled() for box in space.palette_box.groups for cell in box.cells)
    QTest.keyClick(space.page.view, Key.Key_O, Mod.ControlModifier | Mod.ShiftModifier)
    assert space.layer().state is LayerState.IN_PROGRESS
    space.page.view.select(0, 6)
    QTest.keyClick(space.page.view, Key.Key_3)
    assert len(space.layer().spans) == 1


def test_a_label_leaves_white_space_at_the_ends_of_any_selection(window):
    space = window.workspace
    text = space.session.document(space.state.document).text
    assert text != text.rstrip()
    QTest.keyClick(space.page.view, Key.Key_A, Mod.ControlModifier)
    QTest.keyClick(space.page.view, Key.Key_1)
    (span,) = space.layer().spans.values()
    assert (span.start, span.end) == (0, len(text.rstrip()))


def test_who_works_stays_where_the_change_cannot_be_stored(window, monkeypatch):
    session = window.workspace.session

    def full(key, value):
        raise ReadOnly(path="x")

    monkeypatch.setattr(session.project, "set_setting", full)
    with pytest.raises(ReadOnly):
        session.work_as("quoc-bao")
    assert session.annotator.id == "lan-anh"


def test_a_project_that_does_not_open_leaves_the_one_that_is(app, window, qtbot, tmp_path):
    before = window.workspace
    (tmp_path / "other.corpus").write_bytes(b"no project at all")
    assert not app.open(tmp_path / "other.corpus")
    the(window, QMessageBox, qtbot).close()
    assert not app.open(tmp_path / "none.corpus")
    assert window.workspace is before
    QTest.keyClick(before.page.view, Key.Key_A, Mod.ControlModifier)
    QTest.keyClick(before.page.view, Key.Key_1)
    assert len(before.layer().spans) == 1
    assert app.open(before.session.path)
    assert window.workspace is not before
    assert len(window.workspace.layer().spans) == 1


@pytest.mark.parametrize("damage", ["truncated", "overwritten", "gone"])
def test_a_damaged_project_is_brought_back_from_the_window(app, project, qtbot, damage):
    with Session.open(project) as session:
        session.back_up("manual")
    if damage == "gone":
        project.unlink()
    else:
        project.write_bytes(project.read_bytes()[:9000] if damage == "truncated" else b"x" * 9000)
    app.window.show()
    assert not app.open(project)
    dialog = the(app.window, BackupsDialog, qtbot)
    assert not any(button.isEnabled() and "now" in button.text() for button in dialog.findChildren(CapButton))
    dialog.table.selectRow(0)
    dialog._on_restore()
    assert app.window.workspace.session.path == project
    assert app.window.workspace.queue.model.rowCount() == 3
    app.close_project()


def test_a_backup_that_cannot_be_read_is_not_gone_back_to(app, window, qtbot):
    backup = window.workspace.session.back_up("manual")
    backup.path.write_bytes(b"x" * 5000)
    app.desk.show_backups()
    dialog = the(window, BackupsDialog, qtbot)
    dialog.table.selectRow(0)
    assert dialog.table.item(0, 1).text() == "damaged"
    assert not dialog._restore.isEnabled()
    dialog.close()
