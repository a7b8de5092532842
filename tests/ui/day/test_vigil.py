"""A program that dies: the next one says so, offers a report without a document's words, and everything is still there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from annotator.services.session import Session
from annotator.store.doctor import check
from annotator.ui.day.vigil import Vigil

PROGRAM = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from annotator.ui import app

def work():
    window = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "workspace"))
    view = window.workspace.page.view
    view.select(0, 6)
    QTest.keyClick(view, Qt.Key.Key_3)
    try:
        raise ValueError("Đồng chí Nguyễn Nam Đình")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    os.kill(os.getpid(), getattr(signal, sys.argv[2]))

application = app.make_application()
timer = QTimer(application)
timer.setSingleShot(True)
timer.timeout.connect(work)
timer.start(300)
sys.exit(app.run(Path(sys.argv[1])))
"""


def die(project, data, how):
    environment = {**os.environ, "XDG_DATA_HOME": str(data), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, project, how],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -getattr(signal, how), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGSEGV"])
def test_a_killed_program_leaves_its_report_and_all_the_work(project, tmp_path, how):
    die(project, tmp_path / "data", how)
    with Session.open(project, annotator="lan-anh") as session:
        layers = [session.layer(item.document) for item in session.queue()]
        assert [span.label for layer in layers for span in layer.spans.values()] == ["ORG"]
        assert check(session.project) == []
    folder = tmp_path / "data" / "annotator" / "running"
    vigil = Vigil(folder)
    left = vigil.begin()
    assert "Annotator" in left
    assert "ValueError" in left
    assert ("Segmentation fault" in left) is (how == "SIGSEGV")
    assert "Nguyễn" not in left
    assert str(Path.home()) not in left.replace(str(Path(sys.prefix)), "")
    vigil.end()
    assert not list(folder.iterdir())


def test_a_program_that_ends_as_it_should_leaves_nothing(tmp_path):
    first = Vigil(tmp_path)
    assert first.begin() == ""
    first.add("something\n")
    assert Vigil(tmp_path)._take(next(tmp_path.glob("*.txt"))) == ""  # it is alive
    first.end()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    vigil = Vigil(tmp_path / "file")
    assert vigil.begin() == ""
    vigil.add("words")
    vigil.end()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_report_is_offered_without_taking_the_focus(app, window, tmp_path, monkeypatch):
    app.offer_report("the report\n")
    view = window.workspace.page.view
    assert view.hasFocus()
    assert "is all there" in window.news.words
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "r.txt"), ""))
    QTest.mouseClick(window.news._button, Qt.MouseButton.LeftButton)
    assert (tmp_path / "r.txt").read_text(encoding="utf-8") == "the report\n"
    assert "r.txt" in window.workspace.page.message.words
    assert not window.news.isVisible()
