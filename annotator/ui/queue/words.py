"""How the queue puts a document's state into words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from annotator.i18n import ntr, tr
from annotator.model.assignment import CALIBRATION
from annotator.model.layer import LayerState

if TYPE_CHECKING:
    from annotator.model.assignment import Assignment
    from annotator.store.documents import QueueItem


def state_words(item: QueueItem) -> str:
    """``19/27 paragraphs``, ``done 13:41``, ``skipped: not an article`` ..."""
    if item.state is LayerState.FINISHED:
        return tr("done {when}").format(when=when_words(item.changed)) if item.changed else tr("done")
    if item.state is LayerState.SKIPPED:
        return tr("skipped: {reason}").format(reason=item.reason) if item.reason else tr("skipped")
    if item.state is LayerState.FLAGGED:
        return item.reason or tr("to discuss")
    if item.state is LayerState.NEW:
        count = item.paragraphs
        return ntr("{count} paragraph", "{count} paragraphs", count).format(count=count)
    return tr("{done}/{count} paragraphs").format(done=item.reviewed, count=item.paragraphs)


def batch_words(batch: str) -> str:
    """The name of a batch; the one that everybody does first has one of its own."""
    return tr("calibration") if batch == CALIBRATION else batch


def assigned_words(assigned: Assignment | None) -> str:
    """``batch-2, blind``: what is said of a document that is assigned to the person who works."""
    if assigned is None:
        return ""
    return ", ".join(filter(None, (batch_words(assigned.batch), tr("blind") if assigned.blind else "")))


def when_words(moment: float, now: datetime | None = None) -> str:
    """Today's times as 13:41, this year's days as 22/11, older ones with the year."""
    then = datetime.fromtimestamp(moment).astimezone()
    today = now or datetime.now().astimezone()
    if then.date() == today.date():
        return then.strftime("%H:%M")
    return then.strftime("%d/%m" if then.year == today.year else "%d/%m/%Y")
