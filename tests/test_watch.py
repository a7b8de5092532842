"""The watch over what tests leave behind (tests/conftest.py) sees what it should, and nothing else."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

LEAKS = """
import threading
import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QMenu, QWidget

kept = []

def test_window(qapp):
    kept.append(QWidget())

def test_timer(qapp):
    kept.append(QTimer())
    kept[-1].start(60_000)

def test_qt_thread(qapp):
    kept.append(QThread())
    kept[-1].start()

def test_thread():
    kept.append(threading.Event())
    threading.Thread(target=kept[-1].wait, name="stays", daemon=True).start()

def test_message(qapp):
    from PySide6.QtCore import qWarning
    qWarning("unexpected")

def test_tidy_window(qtbot):
    window = QWidget()
    QTimer(window).start(60_000)
    menu = QMenu(window)
    window.cycle = [window, menu]
    qtbot.addWidget(window)
    window.show()

def test_tidy_cycle(qapp):
    window = QWidget()
    window.itself = window

def test_tidy_thread(qapp):
    kept.append(QThread())
    kept[-1].start()
    kept[-1].quit()

def test_end():
    [item.quit() for item in kept if isinstance(item, QThread)]
    [item.set() for item in kept if isinstance(item, threading.Event)]
    [item.wait() for item in kept if isinstance(item, QThread)]
"""


@pytest.mark.filterwarnings("default")
def test_the_watch(pytester):
    conftest = (Path(__file__).parent / "conftest.py").read_text(encoding="utf-8")
    assert "patience=2.0" in conftest
    pytester.makeconftest(conftest.replace("patience=2.0", "patience=0.3"))
    pytester.makepyfile(LEAKS)
    pytester.makeini("[pytest]\nqt_log_level_fail = WARNING\n")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", timeout=60)
    result.assert_outcomes(passed=8, failed=1, errors=4)
    output = result.stdout.str()
    for left in (
        "window <PySide6.QtWidgets.QWidget",
        "timer <PySide6.QtCore.QTimer",
        "Qt thread <",
        "thread stays",
    ):
        assert f"left behind by this test: {left}" in output
    assert "Qt messages with level WARNING or above emitted" in output
