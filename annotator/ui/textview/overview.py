"""The strip at the right edge: every span as a tick, the visible part as a frame. A picture made once, then patched.

y is in window pixels and stands for a place in the text by its offset, so it never changes while text is laid out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from operator import itemgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from annotator.model.span import Span
from annotator.ui.textview.page import Page

WIDTH = 18
_TICK = 3
_COLUMNS = (4, 8, 12)
_START, _LABEL = itemgetter(1), itemgetter(3)
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class _Columns(dict[str, int]):
    """The column of a label, asked of the page once."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def __missing__(self, label: str) -> int:
        column = self[label] = self._page.paint_of(label).column
        return column


class Overview:
    """The ticks of a page in a strip ``height`` pixels high.

    The picture is kept as raw pixels, so that ten thousand ticks are made in a few milliseconds and one is patched in
    place.
    """

    def __init__(self) -> None:
        self._height = 0
        self._bytes = bytearray()
        self._pixels = memoryview(self._bytes).cast("I")
        self._image: QImage | None = None
        self.rebuilt = 0  # counted for tests

    def forget(self) -> None:
        """Make the picture anew at the next paint."""
        self._image = None

    def _y(self, page: Page, offset: int) -> int:
        return max(0, (self._height - _TICK) * offset // max(1, len(page.text)))

    def offset_at(self, page: Page, y: float) -> int:
        """The place in the text that a height stands for."""
        return max(0, min(len(page.text), round(y * len(page.text) / max(1, self._height))))

    def paint(self, painter: QPainter, page: Page, left: int, height: int) -> None:
        """Paint at x ``left``, ``height`` pixels high."""
        if self._image is None or height != self._height:
            self._make(page, height)
        style = page.style
        painter.fillRect(left, 0, WIDTH, height, style.paper)
        painter.fillRect(left, 0, 1, height, style.line)
        if self._image is not None:
            painter.drawImage(QPointF(left, 0), self._image)
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

    def _make(self, page: Page, height: int) -> None:
        self._height = max(_TICK, height)
        self.rebuilt += 1
        self._bytes = bytearray(4 * WIDTH * self._height)
        self._pixels = memoryview(self._bytes).cast("I")
        self._image = QImage(self._bytes, WIDTH, self._height, 4 * WIDTH, _FORMAT)
        self._draw(page, page.index.all())

    def add(self, page: Page, span: Span) -> None:
        """Draw one tick more."""
        if self._image is not None:
            self._draw(page, (span,))

    def remove(self, page: Page, span: Span) -> None:
        """Wipe the tick of a span that is gone, and draw again what stood beside it."""
        if self._image is None:
            return
        y = self._y(page, span.start)
        self._pixels[y * WIDTH : (y + _TICK) * WIDTH] = memoryview(bytes(4 * WIDTH * _TICK)).cast("I")
        per_pixel = len(page.text) / max(1, self._height - _TICK)
        low, high = max(0, int((y - _TICK) * per_pixel)), int((y + _TICK + 1) * per_pixel) + 1
        self._draw(page, [s for s in page.index.overlapping(low, high) if low <= s.start < high])

    def _draw(self, page: Page, spans: Iterable[Span]) -> None:
        room, length, columns = self._height - _TICK, max(1, len(page.text)), _Columns(page)
        held = list(spans)
        # One turn for every span of the document: the parts are taken out by C code.
        parts = zip(map(_START, held), map(_LABEL, held), strict=True)
        cells = {start * room // length * 3 + columns[label]: label for start, label in parts}
        inks = {label: _ink(page, label) for label in columns}
        pixels = self._pixels
        for cell, label in cells.items():
            y, column = divmod(cell, 3)
            place = y * WIDTH + _COLUMNS[column]
            for row in range(place, place + _TICK * WIDTH, WIDTH):
                pixels[row : row + _TICK] = inks[label]


def _ink(page: Page, label: str) -> memoryview:
    pixel = page.paint_of(label).ink.rgba()
    return memoryview(pixel.to_bytes(4, sys.byteorder) * _TICK).cast("I")
