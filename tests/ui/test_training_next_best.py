"""The queue in the order of what teaches most: chosen, kept, explained, followed by *finish and go on*, switched off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.services.next_best import from_setting
from annotator.ui.queue.model import ITEM, WHY
from annotator.ui.training.next_best import NextBestFeature


@pytest.fixture
def feature(app, window):
    (found,) = [one for one in app.host.features if isinstance(one, NextBestFeature)]
    return found


def listed(window, role=ITEM):
    rows = window.workspace.queue.filter
    found = [rows.index(row, 0).data(role) for row in range(rows.rowCount())]
    return [one.document for one in found] if role == ITEM else found


def order(window, feature, qtbot):
    window.actions_table["teach-order"].trigger()
    qtbot.waitUntil(lambda: feature.order is not None and bool(feature.order.lessons), timeout=15_000)


def test_the_queue_is_ordered_and_says_why(window, feature, qtbot):
    before = listed(window)
    order(window, feature, qtbot)
    assert listed(window) == [one.document for one in feature.order.lessons]
    assert sorted(listed(window)) == sorted(before)
    assert all(listed(window, WHY))
    assert "new" in listed(window, WHY)[0]
    assert listed(window, Qt.ItemDataRole.ToolTipRole) == listed(window, WHY)
    assert listed(window, WHY)[0] in listed(window, Qt.ItemDataRole.AccessibleTextRole)[0]
    assert window.workspace.queue.order.accessibleName() == "Order: what teaches most"
    window.actions_table["teach-order"].trigger()
    assert listed(window) == before
    assert not any(listed(window, WHY))


def test_finish_goes_on_to_what_teaches_most_and_the_order_is_worked_out_again(window, feature, qtbot):
    order(window, feature, qtbot)
    space = window.workspace
    first, second, third = [one.document for one in feature.order.lessons]
    space.open_document(second)
    QTest.keyClick(space.page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert space.state.document == first
    qtbot.waitUntil(lambda: {one.document for one in feature.order.lessons} == {first, third}, timeout=15_000)
    space.gestures.undo()
    qtbot.waitUntil(lambda: len(feature.order.lessons) == 3, timeout=15_000)


def test_the_order_is_kept_with_the_project(app, window, project, feature, qtbot):
    order(window, feature, qtbot)
    kept = listed(window)
    assert from_setting(window.workspace.session.setting("queue-order")) == feature.order
    app.close_project()
    app.open(project)
    assert listed(window) == kept
    assert window.workspace.queue.order.accessibleName() == "Order: what teaches most"
    window.workspace.queue.order.chosen.emit("")
    assert window.workspace.session.setting("queue-order") == ""
