"""A mistake in the program: its report is saved where the person wants it, and quotes no document."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from annotator import __version__
from annotator.ui.report import report_of

SECRET = "Đồng chí Nguyễn Nam Đình"


def mistake():
    words = SECRET
    try:
        return {}[words]
    except KeyError as error:
        raise ValueError(f"no {words}") from error


def caught(make):
    try:
        make()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        return error
    raise AssertionError


def test_a_report_tells_places_and_kinds_but_no_words_of_a_document(tmp_path):
    told = report_of(caught(mistake))
    assert f"Annotator {__version__}" in told
    assert "ui/test_report.py" in told
    assert told.index("KeyError") < told.index("ValueError")
    assert "mistake" in told
    assert SECRET not in told
    assert str(tmp_path.anchor) + "home" not in told
    assert "NoneType" in report_of(caught(lambda: None.text))


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_report_is_saved_with_the_mouse(app, window, qtbot, tmp_path, monkeypatch):
    error = caught(mistake)
    app.bug(type(error), error, error.__traceback__)
    (box,) = window.findChildren(QMessageBox)
    save = next(button for button in box.buttons() if button.text() == "Save the report…")
    answers = [str(tmp_path / "none" / "r.txt"), "", str(tmp_path / "r.txt")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (answers.pop(0), ""))
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    assert "could not be written" in box.informativeText()
    for _ in range(2):
        QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    assert box.isVisible()
    assert "r.txt" in box.informativeText()
    saved = (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert saved == box.detailedText()
    assert "ValueError" in saved
    assert SECRET not in saved
    QTest.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))
