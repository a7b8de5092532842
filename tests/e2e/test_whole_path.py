"""The whole path through the real window: articles in, marked by mouse and keys, undone, closed, the same again,
exported, trained with spaCy's own command, loaded where this program is not, and it predicts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from annotator.formats.scheme_toml import load_scheme
from annotator.model.layer import LayerState
from annotator.model.people import Annotator
from annotator.services.exporting import export_docbin, export_jsonl
from annotator.services.importing import import_paths
from annotator.services.sample import sample_articles
from annotator.services.session import Session
from annotator.store.doctor import check
from annotator.store.project import Project

Key, Mod, Left = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton
ARTICLE = "01-hoi-nghi-so-ket-neu-guong-son-ha.txt"
PREDICT = """
import sys, json, spacy
assert "annotator" not in sys.modules
doc = spacy.load(sys.argv[1])(sys.stdin.read())
print(json.dumps({"text": doc.text, "pipes": spacy.load(sys.argv[1]).pipe_names, "ents": len(doc.ents)}))
assert "annotator" not in sys.modules
"""


@pytest.fixture
def project(tmp_path):
    """A new project with one sample article."""
    path = tmp_path / "whole.corpus"
    with Session.create(path, load_scheme("neu-guong"), Annotator("lan-anh", "Lan Anh")) as session:
        report = import_paths(session.project, [sample_articles() / ARTICLE], actor="lan-anh")
        assert (report.documents, report.issues) == (1, [])
    return path


@pytest.fixture
def start(qtbot, qapp, tmp_path):
    """Start the program on a project; the end of the test, or the next start, closes it."""
    from annotator.ui.app import App
    from annotator.ui.settings import Settings

    running = []

    def stop():
        while running:
            app, settings = running.pop()
            app.window.close()
            for left in (app.window, app, settings):
                left.deleteLater()

    def begin(path):
        stop()
        settings = Settings(qapp, tmp_path / "window.ini")
        app = App(qapp, settings)
        running.append((app, settings))
        app.window.resize(1440, 900)
        app.window.show()
        assert app.open(path)
        app.window.activateWindow()
        app.window.workspace.focus_article()
        qtbot.waitUntil(app.window.workspace.page.view.hasFocus)
        return app.window

    yield begin
    stop()
    qapp.setStyleSheet("")


class Person:
    """Does with the window what a person does: looks where words stand, drags over them, presses keys."""

    def __init__(self, window):
        self.window = window
        self.view = window.workspace.page.view
        self.text = window.workspace.session.document(window.workspace.state.document).text

    @property
    def layer(self):
        return self.window.workspace.layer()

    def marked(self):
        return sorted((self.text[s.start : s.end], s.label) for s in self.layer.spans.values())

    def point(self, offset: int) -> QPoint:
        """Just right of the gap before ``offset``, in the viewport, scrolled into view."""
        self.view.ensure_visible(offset)
        page = self.view.page
        number, block, row = page.row_of(offset)
        x = self.view.shown.left + block.shape.x(row.line, offset) + 2
        return QPoint(round(x), round(page.y_of(number) + row.y + row.top + 10))

    def drag(self, words: str, within: str = "") -> None:
        """Select by mouse, sloppily: from inside the first syllable to inside the last one."""
        start = self.text.index(words, self.text.index(within))
        begin, end = (
            self.point(start + 1),
            self.point(start + len(words) - 1) + QPoint(6, 0),
        )  # in the last sign
        viewport = self.view.viewport()
        QTest.mousePress(viewport, Left, Mod.NoModifier, begin)
        QTest.mouseMove(viewport, begin + QPoint(8, 0))
        QTest.mouseMove(viewport, end)
        QTest.mouseRelease(viewport, Left, Mod.NoModifier, end)
        assert self.view.selection() == (start, start + len(words))

    def find(self, words: str) -> None:
        """Select by keys: Ctrl F, type, Esc leaves the hit selected."""
        self.press(Key.Key_F, Mod.ControlModifier)
        field = self.window.focusWidget()
        assert isinstance(field, QLineEdit)
        field.selectAll()
        for sign in words:  # QTest.keyClicks knows Latin-1 only
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.sendEvent(field, QKeyEvent(kind, 0, Mod.NoModifier, sign))
        QTest.keyClick(field, Key.Key_Escape)

    def press(self, key, modifier=Mod.NoModifier) -> None:
        QTest.keyClick(self.window.focusWidget() or self.view, key, modifier)


def mark_nested(person: Person) -> None:
    """A position, in it a body, in that a place; a figure with its value and unit."""
    person.drag("Ban Thường vụ Tỉnh ủy Sơn Hà")
    person.press(Key.Key_3)
    person.drag("Sơn Hà", within="Ban Thường vụ Tỉnh ủy Sơn Hà")
    person.press(Key.Key_4)
    person.find("3 năm")
    person.press(Key.Key_6, Mod.ShiftModifier)
    person.press(Key.Key_F2)
    QTest.keyClicks(person.window.focusWidget(), "4")  # over what was read
    person.press(Key.Key_Return)


def test_the_whole_path(start, project, tmp_path):
    person = Person(start(project))
    mark_nested(person)
    expected = [("3 năm", "DURATION"), ("Ban Thường vụ Tỉnh ủy Sơn Hà", "ORG"), ("Sơn Hà", "PLACE")]
    assert person.marked() == sorted(expected)
    duration = next(s for s in person.layer.spans.values() if s.label == "DURATION")
    assert duration.attributes["value"] == "4"

    person.press(Key.Key_Z, Mod.ControlModifier)  # the value
    person.press(Key.Key_Z, Mod.ControlModifier)  # the figure
    assert person.marked() == sorted(expected[1:])
    person.press(Key.Key_Z, Mod.ControlModifier | Mod.ShiftModifier)
    person.press(Key.Key_Z, Mod.ControlModifier | Mod.ShiftModifier)
    assert person.marked() == sorted(expected)
    before = person.layer.copy()

    person = Person(start(project))  # closed and opened again
    assert person.layer == before
    person.press(Key.Key_Z, Mod.ControlModifier)  # what was done before the restart can be undone after it
    read = {"value": "3", "unit": "năm"}
    assert next(s for s in person.layer.spans.values() if s.label == "DURATION").attributes == read
    person.press(Key.Key_Y, Mod.ControlModifier)
    assert person.layer == before
    person.press(Key.Key_Return, Mod.ControlModifier)
    assert person.layer.state is LayerState.FINISHED
    person.window.close()

    with Project.open(project, read_only=True) as opened:
        assert check(opened) == []
        lines = export_jsonl(opened, tmp_path / "out.jsonl", "lan-anh")
        assert lines.spans == len(expected)
        line = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
        assert sorted((s["text"], s["label"]) for s in line["spans"]) == sorted(expected)
        done = export_docbin(opened, tmp_path / "docbin", "lan-anh")
        assert done.counts.stored == len(expected)
        assert done.counts.nested == 1  # the place lies in the body


def test_what_was_marked_trains_a_model(start, tmp_path):
    """With the sample's own layers, so that there is something to learn; marked on in the window first."""
    path = tmp_path / "sample.corpus"
    with Session.create(path, load_scheme("neu-guong"), Annotator("lan-anh", "Lan Anh")) as session:
        annotations = sample_articles().parent / "annotations" / "lan-anh.jsonl"
        assert import_paths(session.project, [annotations], actor="lan-anh").errors == 0
    window = start(path)
    person = Person(window)
    count = len(person.layer.spans)
    person.press(Key.Key_O, Mod.ControlModifier | Mod.ShiftModifier)  # reopen the finished article
    person.drag("Sáng 14/6")
    person.press(Key.Key_7)
    assert len(person.layer.spans) == count + 1
    window.close()

    command = [
        sys.executable,
        "-m",
        "annotator",
        "train",
        path,
        tmp_path / "out",
        "--steps",
        "20",
        "--layer",
        "lan-anh",
    ]
    trained = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert trained.returncode == 0, trained.stderr
    text = Path(sample_articles() / ARTICLE).read_bytes().decode()[:600]
    predicted = subprocess.run(
        [sys.executable, "-I", "-c", PREDICT, tmp_path / "out" / "model"],
        input=text, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert predicted.returncode == 0, predicted.stderr
    found = json.loads(predicted.stdout)
    assert found["text"] == text
    assert found["pipes"][-2:] == ["ner", "spancat"]
