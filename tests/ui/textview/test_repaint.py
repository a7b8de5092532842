"""What changes on screen was asked to be painted again, and little else was."""

import random

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QRegion

from annotator.model.edit import SpanAdded
from annotator.model.span import Span
from tests.ui.textview.conftest import Stage, layer_of, long_text, random_layer, render, sample, scheme

Key, Mod = Qt.Key, Qt.KeyboardModifier


class Painted(QObject):
    """The regions for which the article was asked to paint itself."""

    def __init__(self, view):
        super().__init__(view)
        self.region = QRegion()
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()
        return False


@pytest.fixture(params=["sample", "long"])
def watched(qtbot, request):
    if request.param == "sample":
        stage = Stage(qtbot, *sample(), size=(860, 900))
    else:
        text = long_text(4000)
        stage = Stage(qtbot, text, random_layer(text, 60, sorted(scheme().label_ids)))
    return stage, Painted(stage.view)


def settle():
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)


def check(stage, painted, act):
    settle()
    painted.region = QRegion()
    screen = render(stage.view)
    act()
    painted.region = QRegion()
    settle()
    wanted = render(stage.view)
    painter = QPainter(screen)
    painter.setClipRegion(painted.region)
    painter.drawImage(0, 0, wanted)
    painter.end()
    assert screen == wanted


def test_keys_paint_all_that_they_change(watched):
    stage, painted = watched
    dice = random.Random(3)
    keys = [Key.Key_Right, Key.Key_Left, Key.Key_Down, Key.Key_Up, Key.Key_Tab, Key.Key_Space, Key.Key_Escape]
    for _ in range(60):
        key = dice.choice(keys)
        modifier = (
            Mod.ShiftModifier
            if key < Key.Key_F1 and key in keys[:4] and dice.random() < 0.5
            else Mod.NoModifier
        )
        check(stage, painted, lambda key=key, modifier=modifier: stage.key(key, modifier))


def test_a_step_of_the_caret_paints_less_than_the_page(qtbot):
    stage = Stage(qtbot, long_text(4000), layer_of())
    painted = Painted(stage.view)
    settle()
    painted.region = QRegion()
    stage.key(Key.Key_Right)
    settle()
    room = stage.view.viewport().width() * stage.view.viewport().height()
    asked = sum(one.width() * one.height() for one in painted.region)
    assert 0 < asked < room / 3


def test_an_added_span_paints_all_that_it_changes(watched):
    stage, painted = watched
    for number, at in enumerate(range(0, 400, 40)):
        span = Span(f"new{number}", at, at + 12, "ORG")
        check(
            stage, painted, lambda span=span: (stage.apply(SpanAdded(span)), stage.view.select_span(span.id))
        )
