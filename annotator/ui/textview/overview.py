"""The strip at the right edge: every span as a tick, the visible part as a frame. A picture made once, then patched.

y is in window pixels and stands for a place in the text by its offset, so it never changes while text is laid out.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from annotator.model.span import Span
from annotator.ui.textview.page import Page

WIDTH = 18
_TICK = 3
_COLUMNS = (4, 8, 12)


class Overview:
    """The ticks of a page in a strip ``height`` pixels high."""

    def __init__(self) -> None:
        self._ticks: QPixmap | None = None
        self._height, self._ratio = 0, 1.0
        self.rebuilt = 0  # counted for tests

    def forget(self) -> None:
        """Make the picture anew at the next paint."""
        self._ticks = None

    def _y(self, page: Page, offset: int) -> int:
        return (self._height - _TICK) * offset // max(1, len(page.text))

    def offset_at(self, page: Page, y: float) -> int:
        """The place in the text that a height stands for."""
        return max(0, min(len(page.text), round(y * len(page.text) / max(1, self._height))))

    def paint(self, painter: QPainter, page: Page, left: int, size: tuple[int, float]) -> None:
        """Paint at x ``left``. ``size`` is the height in pixels and the device pixel ratio."""
        if self._ticks is None or size != (self._height, self._ratio):
            self._make(page, *size)
        style = page.style
        painter.fillRect(left, 0, WIDTH, self._height, style.paper)
        painter.fillRect(left, 0, 1, self._height, style.line)
        if self._ticks is not None:
            painter.drawPixmap(QPointF(left, 0), self._ticks)
        self._frame(painter, page, left)

    def _frame(self, painter: QPainter, page: Page, left: int) -> None:
        seen = page.visible()
        if not seen:
            return
        first, _ = page.top_state()
        _, top, block = seen[-1]
        last = block.rows[block.row_at(page.height - 1 - top)].line.end
        if first == 0 and last >= len(page.text):
            return
        y0, y1 = self._y(page, first), self._y(page, last) + _TICK
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(page.style.text3, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left + 2, y0, WIDTH - 4, max(8, y1 - y0)))

    def _make(self, page: Page, height: int, ratio: float) -> None:
        self._height, self._ratio = height, ratio
        self.rebuilt += 1
        self._ticks = QPixmap(max(1, round(WIDTH * ratio)), max(1, round(height * ratio)))
        self._ticks.setDevicePixelRatio(ratio)
        self._ticks.fill(Qt.GlobalColor.transparent)
        self._draw(page, page.index.all())

    def add(self, page: Page, span: Span) -> None:
        """Draw one tick more."""
        if self._ticks is not None:
            self._draw(page, (span,))

    def remove(self, page: Page, span: Span) -> None:
        """Wipe the tick of a span that is gone, and draw again what stood beside it."""
        if self._ticks is None:
            return
        y = self._y(page, span.start)
        painter = QPainter(self._ticks)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(0, y, WIDTH, _TICK, Qt.GlobalColor.transparent)
        painter.end()
        per_pixel = len(page.text) / max(1, self._height - _TICK)
        low, high = int((y - _TICK) * per_pixel), int((y + _TICK + 1) * per_pixel) + 1
        self._draw(page, (s for s in page.index.overlapping(max(0, low), high) if low <= s.start < high))

    def _draw(self, page: Page, spans) -> None:
        room, length = self._height - _TICK, max(1, len(page.text))
        cells = {}
        columns: dict[str, int] = {}
        for span in spans:
            label = span[3]
            column = columns.get(label)
            if column is None:
                column = columns[label] = page.paint_of(label).column
            cells[room * span[1] // length, column] = label
        if self._ticks is None:
            return
        painter = QPainter(self._ticks)
        for (y, column), label in sorted(cells.items()):
            painter.fillRect(_COLUMNS[column], y, _TICK, _TICK, page.paint_of(label).ink)
        painter.end()
