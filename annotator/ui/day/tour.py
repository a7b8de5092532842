"""A first tour: one line at a time above the article. It goes on by itself when one does what it says, and takes no key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from annotator.i18n import tr
from annotator.model.history import Act
from annotator.ui.widgets.paint import cap_of

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.ui.widgets.message_bar import MessageBar
    from annotator.ui.workspace import Workspace


class Stop(NamedTuple):
    """A line of the tour, and what takes one to the next: ``range``, ``span``, or the name of a step or act."""

    words: str
    done_by: str


def stops() -> list[Stop]:
    """The lines, in the language and with the keys in force."""
    undo, finish, keys, commands = (cap_of(one) for one in ("undo", "finish", "keys", "commands"))
    return [
        Stop(tr("Select words: drag over them, or hold Shift and press →."), "range"),
        Stop(tr("Now a label: press its key, printed below the article, or click it."), "add-span"),
        Stop(tr("{key} takes back what you did, as far back as you like.").format(key=undo), "undo"),
        Stop(tr("Tab goes from span to span; what is known of one is at the right."), "span"),
        Stop(tr("{key}: this article is done, on to the next one.").format(key=finish), "finish"),
        Stop(
            tr(
                "{keys} shows all keys, {commands} finds every command. This tour waits in the menu Help."
            ).format(keys=keys, commands=commands),
            "",
        ),
    ]


class Tour(QObject):
    """Walks through the stops in a message bar. ``ended`` when the last was read or the bar was closed."""

    ended = Signal()

    def __init__(self, bar: MessageBar, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._bar, self._stops, self._place = bar, stops(), 0
        bar.acted.connect(self._on_acted)
        bar.closed.connect(self.end)
        workspace.state.range_changed.connect(self._on_range)
        workspace.state.span_changed.connect(self._on_span)
        workspace.bridge.changed.connect(self._on_changed)
        self._show()

    @property
    def place(self) -> int:
        """Which stop is shown, from 0."""
        return self._place

    def _show(self) -> None:
        last = self._place == len(self._stops) - 1
        words = f"{self._place + 1}/{len(self._stops)}   {self._stops[self._place].words}"
        self._bar.tell("info", words, ("tour", tr("End") if last else tr("Next"), ""))

    def _next(self) -> None:
        self._place += 1
        if self._place < len(self._stops):
            self._show()
        else:
            self.end()

    def end(self) -> None:
        """No more of it."""
        self._bar.acted.disconnect(self._on_acted)
        self._bar.closed.disconnect(self.end)
        self._bar.hide()
        self._place = len(self._stops)
        self.ended.emit()

    def _reached(self, what: str) -> None:
        if self._place < len(self._stops) and self._stops[self._place].done_by == what:
            self._next()

    def _on_acted(self, act: str) -> None:
        if act == "tour":
            self._next()

    def _on_range(self, chosen: object) -> None:
        if chosen is not None:
            self._reached("range")

    def _on_span(self, span: object) -> None:
        if span is not None:
            self._reached("span")

    def _on_changed(self, change: Change) -> None:
        self._reached("undo" if change.act is Act.UNDO else change.step)
