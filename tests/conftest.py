"""What every test has: a home of its own, a watch over what it leaves behind, and the few outside things it may ask for.

Nothing here imports Qt unless a test made a QApplication.
"""

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import hypothesis
import pytest

PROJECT = Path(__file__).parents[1]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything loads Qt

# CI tries the same examples every time, so that it judges the change and not the dice; every other run goes looking for new ones.
hypothesis.settings.register_profile(
    "default", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.register_profile("long", deadline=None, print_blob=True, max_examples=3000)
hypothesis.settings.load_profile("default")


# --- a home of its own --------------------------------------------------------------------------------------------------------


def pytest_configure(config):
    """Settings, caches and projects of the person who runs the tests are neither read nor written."""
    config._test_home = tempfile.mkdtemp(prefix="annotator-tests-")
    home = Path(config._test_home)
    for variable, folder in {
        "HOME": "home",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_DATA_HOME": "home/.local/share",
        "XDG_STATE_HOME": "home/.local/state",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_RUNTIME_DIR": "run",
    }.items():
        (home / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ[variable] = str(home / folder)
    os.environ["ANNOTATOR_LANG"] = "en"
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.pop("QT_STYLE_OVERRIDE", None)
    os.environ.pop("QT_SCALE_FACTOR", None)


def pytest_unconfigure(config):
    shutil.rmtree(config._test_home, ignore_errors=True)


# --- nothing is left behind ---------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_left_behind(request):
    """Fails a test that leaves a thread running or, where Qt was asked for, a window, an active timer or a Qt thread.

    (A message of Qt's, from a warning upwards, fails a test too: ``qt_log_level_fail`` in pyproject.toml.)
    """
    qt = not _QT_FIXTURES.isdisjoint(
        request.fixturenames
    )  # looking through all objects takes a while: only there
    before = _alive(qt)
    yield
    left = _alive(qt) - before
    if left:
        left = _wait_until_gone(before, qt)
    assert not left, "left behind by this test: " + ", ".join(
        sorted(f"{kind} {name}" for kind, name, _ in left)
    )


_QT_FIXTURES = frozenset({"qtbot", "qapp"})


def _wait_until_gone(before, qt, patience=2.0):
    """What is new and stays although cycles were collected and threads had time to end."""
    deadline = time.monotonic() + patience
    while True:
        _settle_qt()
        gc.collect()
        left = _alive(qt) - before
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.02)


def _alive(qt):
    return _alive_threads() | (_alive_in_qt() if qt else set())


def _alive_threads():
    return {("thread", thread.name, thread.ident) for thread in threading.enumerate()}


def _application():
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


def _settle_qt():
    if application := _application():
        from PySide6.QtCore import QEvent

        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        application.processEvents()


def _alive_in_qt():
    application = _application()
    if not application:
        return set()
    from PySide6.QtCore import QObject, QThread, QThreadPool, QTimer
    from shiboken6 import isValid

    alive = {("window", repr(widget), id(widget)) for widget in application.topLevelWidgets()}
    for item in gc.get_objects():
        if not issubclass(type(item), QObject) or not isValid(item):
            continue
        if isinstance(item, QTimer) and item.isActive():
            alive.add(("timer", f"{item!r} of {item.parent()!r}", id(item)))
        elif isinstance(item, QThread) and item.isRunning() and item is not application.thread():
            alive.add(("Qt thread", repr(item), id(item)))
    if QThreadPool.globalInstance().activeThreadCount():
        alive.add(("job", "on the global thread pool", 0))
    return alive


# --- what tests may ask for ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def xvfb():
    """The environment for a child process that opens real windows, on an X server of its own."""
    program = shutil.which("Xvfb")
    if not program:
        pytest.skip("needs Xvfb: python3 tools/system_libraries.py --for test")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as display:
        number = display.readline().strip()  # it is written when the server is ready; empty when it died
    assert number, "Xvfb did not start"
    environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    yield environment
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture(scope="session")
def seeds():
    """The folder of the real articles with spans made by hand; they are not part of the project."""
    folder = Path(os.environ.get("ANNOTATOR_SEEDS") or PROJECT.parent / "shared" / "seeds")
    if not folder.is_dir():
        pytest.skip(f"no seed articles at {folder}; set ANNOTATOR_SEEDS")
    return folder
