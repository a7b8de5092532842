"""The list of checks at the left of an export: what was looked at, how many, what happens to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.ui.icons import paint_icon
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_text

ROW = 50
_COLOURS = {"warning": "warn", "info": "text2", "check": "ok"}


@dataclass(frozen=True)
class CheckItem:
    """One check: icon, words, number, what happens."""

    sign: str
    words: str
    count: int
    detail: str


class ChecksList(QWidget):
    """Painted rows; read out as one text."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._items: list[CheckItem] = []
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def show_checks(self, items: Sequence[CheckItem]) -> None:
        """Show these checks."""
        self._items = list(items)
        self._say()

    def set_detail(self, row: int, detail: str) -> None:
        """Another word on one of them."""
        self._items[row] = replace(self._items[row], detail=detail)
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(
            "; ".join(f"{item.words}: {item.count}, {item.detail}" for item in self._items)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(236, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        for row, item in enumerate(self._items):
            top = 6 + row * ROW
            colour = str(getattr(theme, _COLOURS[item.sign]))
            paint_icon(painter, item.sign, colour, 13, top + 9)
            count = str(item.count)
            width = QFontMetricsF(font("number", 12)).horizontalAdvance(count) + 2
            face = font("ui", 13, 600 if item.sign == "warning" else 400)
            paint_text(
                painter,
                QRectF(38, top + 6, self.width() - 54 - width, 20),
                item.words,
                face,
                theme.colour("text"),
            )
            paint_text(
                painter,
                QRectF(self.width() - 12 - width, top + 6, width, 20),
                count,
                font("number", 12),
                theme.colour("text2"),
            )
            paint_text(
                painter,
                QRectF(38, top + 26, self.width() - 50, 16),
                item.detail,
                font("ui", 12),
                theme.colour("text2"),
            )
