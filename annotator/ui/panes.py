"""Three panes side by side, and how they give way as the window shrinks: first the queue, then the right pane."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.ui.inspector.pane import InspectorPane
from annotator.ui.queue.pane import QueuePane

WIDE, NARROW_QUEUE, NARROW_RIGHT = 1400, 1240, 1000


class Panes(QSplitter):
    """Queue, article, inspector. A pane the person closed stays closed; one that gave way comes back by itself."""

    changed = Signal()

    def __init__(self, queue: QueuePane, page: QWidget, right: InspectorPane, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._queue, self._page, self._right = queue, page, right
        self._queue_open, self._right_open = True, True
        self._forced: str = ""
        self._widths: list[int] = []
        for widget in (queue, page, right):
            self.addWidget(widget)
        page.setMinimumWidth(420)
        right.setMinimumWidth(248)
        right.setMaximumWidth(480)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setStretchFactor(2, 0)
        self.splitterMoved.connect(self._on_moved)

    # what a person wants ----------------------------------------------------------------------------------
    def restore(self, widths: list[int], queue: bool, inspector: bool) -> None:
        """Bring the panes back as they were left."""
        self._queue_open, self._right_open = queue, inspector
        self._widths = widths if len(widths) == 2 else []
        self._arrange()

    def shape(self) -> tuple[list[int], bool, bool]:
        """(widths of queue and right pane as a person drew them, queue open, inspector open)."""
        return list(self._widths), self._queue_open, self._right_open

    @property
    def queue_shown(self) -> bool:
        """Whether the queue shows titles."""
        return self._queue.maximumWidth() > 60

    @property
    def inspector_shown(self) -> bool:
        """Whether the right pane is there."""
        return self._right.isVisibleTo(self)

    def toggle_queue(self) -> None:
        """Ctrl+B."""
        self._queue_open = not self.queue_shown
        self._forced = "queue" if self._queue_open else ""
        self._arrange()
        self.changed.emit()

    def toggle_inspector(self) -> None:
        """Ctrl+I."""
        self.show_inspector(not self.inspector_shown)

    def show_inspector(self, shown: bool) -> None:
        """Open or close the right pane."""
        if shown == self.inspector_shown:
            return
        self._right_open = shown
        self._forced = "right" if shown else ""
        self._arrange()
        self.changed.emit()

    # giving way -------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._forced = ""
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(700, 400)

    def _arrange(self) -> None:
        width = self.width()
        queue = self._queue_open and (width >= NARROW_QUEUE or self._forced == "queue")
        right = self._right_open and (width >= NARROW_RIGHT or self._forced == "right")
        if self._forced == "queue" and width < NARROW_RIGHT:
            right = False
        self._queue.set_narrow(not queue)
        self._right.setVisible(right)
        defaults = [252, 312] if width >= WIDE else [220, 296]
        wanted = self._widths if self._widths and width >= NARROW_QUEUE else defaults
        left = wanted[0] if queue else 40
        side = wanted[1] if right else 0
        self.setSizes([left, max(420, width - left - side - 2), side])

    def _on_moved(self) -> None:
        sizes = self.sizes()
        if self.queue_shown and self.inspector_shown:
            self._widths = [sizes[0], sizes[2]]
            self.changed.emit()
