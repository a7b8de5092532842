"""The sample corpus' real disagreements, decided through the window by keys alone, every key press counted.

One key for each case where one annotator is right, none for what all agree on.
"""

import json

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest

from annotator.model.edit import LayerKey
from annotator.model.facts import DECISION
from annotator.model.layer import LayerState
from annotator.model.people import GOLD, Annotator, Role
from annotator.review.kinds import Kind
from annotator.services.adjudication import Adjudicator
from annotator.services.adjudication_many import take_agreed
from annotator.services.exporting import export_jsonl
from annotator.services.sample import build_sample
from annotator.services.session import Session
from annotator.store.doctor import check
from annotator.ui.app import App
from annotator.ui.settings import Settings

DOCUMENTS = 2


class KeyCounter(QObject):
    """Counts the keys that reach a widget of the window first, as the platform delivers them."""

    def __init__(self, window):
        super().__init__(window)
        self._handle = window.windowHandle()
        self.presses = 0
        self._handle.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.presses += event.type() == QEvent.Type.KeyPress
        return False


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "sample.corpus"
    build_sample(made)
    with Session.open(made) as session:
        session.add_annotator(Annotator("thu-ha", "Thu Hà", Role.REVIEWER))
        session.work_as("thu-ha")
        take_agreed(Adjudicator(session.project), "thu-ha")
    return made


@pytest.fixture
def window(path, qtbot, qapp, tmp_path):
    settings = Settings(qapp, tmp_path / "window.ini")
    app = App(qapp, settings)
    app.window.resize(1440, 900)
    app.window.show()
    assert app.open(path)
    app.window.activateWindow()
    app.window.actions_table["page-review"].trigger()
    app.window.feature = next(one for one in app.host.features if type(one).__name__ == "ReviewFeature")
    qtbot.waitUntil(lambda: app.window.feature.desk.index is not None and not app.window.workspace.busy)
    yield app.window
    app.window.close()
    for left in (app.window, app, settings):
        left.deleteLater()
    qapp.setStyleSheet("")


def test_the_sample_is_decided_by_keys_alone(window, path, tmp_path):
    desk, counter = window.feature.desk, KeyCounter(window)
    documents = list(desk.index.rows)[:DOCUMENTS]
    open_cases = {row.case: row for id in documents for row in desk.index.rows[id] if row.unsettled}
    kinds = {row.kind for row in open_cases.values()}
    assert len(open_cases) > 40
    assert {Kind.MISSING, Kind.BOUNDARY, Kind.LABEL} <= kinds
    agreed = sum(desk.index.agreed[id] for id in documents)
    assert agreed > 60
    decided = 0
    while desk.current is not None and desk.current.row.document in documents:
        before = desk.current.row
        digit = "12"[decided % 2]  # now the first is right, now the second
        QTest.keyClick(window.windowHandle(), digit)
        assert desk.current is None or desk.current.row.case != before.case
        decided += 1
        assert counter.presses == decided
    assert decided == len(open_cases)  # agreement took none
    with_gold = {id: gold_of(window, id) for id in documents}
    assert all(layer.state is LayerState.FINISHED for layer in with_gold.values())
    assert (
        sum(span.origin.startswith("agreed") for layer in with_gold.values() for span in layer.spans.values())
        == agreed
    )
    undo_and_redo(window, decided)
    window.close()
    with Session.open(path, read_only=True) as session:
        assert check(session.project) == []
        held = [case for _, case, value in session.project.layer_facts(DECISION) if value["how"] != "open"]
        assert sorted(held) == sorted(open_cases)
        assert {id: session.project.layer(LayerKey(id, GOLD)) for id in documents} == with_gold
        export_jsonl(session.project, tmp_path / "gold.jsonl", GOLD)
    lines = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text("utf-8").splitlines()]
    exported = {line["id"]: len(line["spans"]) for line in lines}
    assert {id: exported[id] for id in documents} == {id: len(layer.spans) for id, layer in with_gold.items()}


def gold_of(window, document):
    return window.workspace.session.project.layer(LayerKey(document, GOLD))


def undo_and_redo(window, decided):
    """A few decisions taken back and made again, by keys too."""
    project = window.workspace.session.project
    for key, count in ((Qt.Key.Key_Z, decided - 3), (Qt.Key.Key_Y, decided)):
        for _ in range(3):
            QTest.keyClick(window.windowHandle(), key, Qt.KeyboardModifier.ControlModifier)
        assert sum(1 for _ in project.layer_facts(DECISION)) == count
