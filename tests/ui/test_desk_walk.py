"""A random walk over the keys of the desk, after which the window, the project file and its log say the same."""

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.zones import zones
from annotator.services.zones import count_labels
from annotator.store.doctor import check
from tests.ui.test_desk_keys import ALT, CTRL, NONE, SHIFT, text_of, view

Key = Qt.Key
KEYS = [
    *[(key, NONE) for key in (Key.Key_1, Key.Key_3, Key.Key_4, Key.Key_Tab, Key.Key_Space, Key.Key_Escape)],
    *[(key, NONE) for key in (Key.Key_Delete, Key.Key_Return, Key.Key_F6, Key.Key_F8, Key.Key_Right, Key.Key_Down)],
    *[(key, SHIFT) for key in (Key.Key_1, Key.Key_2, Key.Key_Right, Key.Key_Down, Key.Key_Backtab)],
    *[(key, CTRL) for key in (Key.Key_D, Key.Key_R, Key.Key_U, Key.Key_Z, Key.Key_Y, Key.Key_Right)],
    *[(key, CTRL | SHIFT) for key in (Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_X, Key.Key_R)],
    *[(key, ALT | SHIFT) for key in (Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down)],
]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_whatever_keys_are_pressed_window_file_and_log_agree(window, qtbot, seed):
    dice, space = random.Random(seed), window.workspace
    document = space.state.document
    for turn in range(150):
        if turn % 5 == 0:
            start = dice.randrange(len(text_of(window)) - 12)
            view(window).select_range(start, start + dice.randrange(2, 12))
        if turn % 40 == 7:
            start = dice.randrange(len(text_of(window)) - 30)
            space.gestures.propose_zones([(start, start + 20, "trial")])
        key, modifier = dice.choice(KEYS)
        QTest.keyClick(view(window), key, modifier)
        assert space.state.document == document
    layer = space.layer()
    assert len(layer.spans) > 3
    assert space.session.project.layer(layer.key) == layer
    assert check(space.session.project) == []
    page = view(window).page
    assert {span.id: span for span in page.index.all()} == layer.spans
    assert page.zones == zones(layer.facts)
    counted = {
        cell.label.id: cell._count for box in space.palette_box.groups for cell in box.cells if cell._count
    }
    assert counted == {label: count for label, count in count_labels(layer).items() if count}
    assert window.actions_table["undo"].isEnabled() == (space.session.next_undo() is not None)
