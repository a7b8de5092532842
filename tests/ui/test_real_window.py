"""A window on a real X server: what the offscreen platform cannot tell."""

import os
import signal
import subprocess
import sys
import time

from annotator.services.session import Session
from annotator.store.doctor import check

WINDOW = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("Quốc hội thông qua nghị quyết")
label.resize(400, 80)
label.show()
while not label.windowHandle().isExposed():
    application.processEvents()
shot = label.screen().grabWindow(0, label.x(), label.y(), 400, 80).toImage()
colours = {shot.pixelColor(x, y).name() for x in range(0, 400, 2) for y in range(0, 80, 2)}
print(application.platformName(), shot.width(), len(colours) > 1)
"""


def test_a_window_opens_and_is_painted(xvfb):
    done = subprocess.run(
        [sys.executable, "-c", WINDOW], env=xvfb, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "xcb 400 True\n", "")


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from annotator.ui.app import App, make_application
from annotator.ui.settings import Settings

application = make_application()
app = App(application, Settings(application, Path(sys.argv[2])))
app.window.resize(1200, 800)
app.window.show()
assert app.open(Path(sys.argv[1]))
assert QTest.qWaitForWindowExposed(app.window, 20_000)
app.window.activateWindow()
space = app.window.workspace
space.focus_article()
QTest.qWait(200)
view = space.page.view

def picture():
    QTest.qWait(150)
    return app.window.screen().grabWindow(app.window.winId()).toImage()

bare = picture()
view.select(0, 6)
QTest.keyClick(view, Qt.Key.Key_3)
marked = picture()
QTest.keyClick(view, Qt.Key.Key_Delete)
QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
assert len(space.layer().spans) == 1
print(application.platformName(), bare.width(), bare != marked)
app.window.close()
"""


def test_the_program_marks_on_a_real_screen(xvfb, project, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, project, tmp_path / "window.ini"],
        env=xvfb, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "xcb 1200 True\n", "")
    with Session.open(project, annotator="lan-anh") as session:
        layers = [session.layer(item.document) for item in session.queue()]
        assert [span.label for layer in layers for span in layer.spans.values()] == ["ORG"]
        assert check(session.project) == []


def test_the_command_opens_a_window_and_its_sudden_death_loses_nothing(xvfb, project):
    """What a newcomer types; then the process is killed, and the next one may write at once."""
    note = project.with_name(project.name + ".who")
    for _ in range(2):
        program = subprocess.Popen(
            [sys.executable, "-m", "annotator", project], env=xvfb, stderr=subprocess.PIPE, text=True
        )
        deadline = time.monotonic() + 60
        while not (note.exists() and f'"pid": {program.pid}' in note.read_text(encoding="utf-8")):
            assert program.poll() is None, program.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1)
        assert program.poll() is None, program.stderr.read()
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
        assert program.stderr.read() == ""
        program.stderr.close()
    with Session.open(project) as session:
        assert len(session.queue()) == 3
        assert check(session.project) == []
