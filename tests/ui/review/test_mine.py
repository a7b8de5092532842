"""An annotator's own view: mine beside gold, by reason, and from there to the place in the article."""

import pytest
from PySide6.QtCore import Qt

from annotator.review.decisions import Reason
from annotator.ui.review.mine import ITEM


@pytest.fixture
def mine(reviewing, press, qtbot):
    """The boundary was taken after Lan Anh, for a gap; her figure was not taken, a slip; now Quốc Bảo looks."""
    window, session = reviewing.context.window, reviewing.context.session
    press("alt+3", "1", "1", "1", "alt+1", "0")
    session.work_as("quoc-bao")
    window.actions_table["page-mine"].trigger()
    qtbot.waitUntil(lambda: reviewing.mine is not None and reviewing.mine.model.rowCount() > 0)
    return reviewing


def items(feature):
    model = feature.mine.model
    return [model.index(row).data(ITEM) for row in range(model.rowCount())]


def test_each_sees_what_became_of_their_own(mine, qtbot):
    found = items(mine)
    assert [item.reason for item in found] == [Reason.GUIDELINE, Reason.UNSAID]
    assert [change.mine.label for item in found for change in item.changes] == ["PERSON", "ORG"]
    assert "2 otherwise" in mine.mine.numbers.text()
    mine.context.session.work_as("lan-anh")
    qtbot.waitUntil(lambda: [item.reason for item in items(mine)] == [Reason.SLIP])
    assert not mine.mine.grab().isNull()


def test_the_reason_is_a_filter(mine, qtbot):
    reasons = mine.mine.reasons
    assert not reasons.button("slip").isVisible()
    qtbot.mouseClick(reasons.button("guideline-gap"), Qt.MouseButton.LeftButton)
    assert [item.reason for item in items(mine)] == [Reason.GUIDELINE]
    qtbot.mouseClick(reasons.button("none"), Qt.MouseButton.LeftButton)
    assert [item.reason for item in items(mine)] == [Reason.UNSAID]
    qtbot.mouseClick(reasons.button("all"), Qt.MouseButton.LeftButton)
    assert len(items(mine)) == 2


def test_enter_goes_to_the_place(mine, qtbot):
    item = items(mine)[0]
    qtbot.keyClick(mine.mine.view, Qt.Key.Key_Return)
    window = mine.context.window
    assert window.page_widget() is window.workspace
    assert window.workspace.state.document == item.document
    assert window.workspace.page.view.caret() == item.quote.start
    assert not mine.mine.isVisible()


def test_where_nothing_is_decided_it_says_so(reviewing, qtbot):
    reviewing.context.window.actions_table["page-mine"].trigger()
    qtbot.waitUntil(lambda: reviewing.mine is not None and "0 cases decided" in reviewing.mine.numbers.text())
    assert reviewing.mine._empty.text() == "Nothing is decided about your work yet."
