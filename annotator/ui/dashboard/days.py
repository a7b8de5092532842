"""Documents finished on each of the last days: bars, the last one today. Arrows go from day to day, Enter opens one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from annotator.i18n import ntr, tr
from annotator.ui.dashboard.words import day_words
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_text

_CENTRE = Qt.AlignmentFlag.AlignCenter


class DaysChart(QWidget):
    """``chosen`` tells the place of a day in the list."""

    chosen = Signal(int)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._days: list[tuple[date, int]] = []
        self._current = 0
        self.setFixedHeight(112)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        themes.changed.connect(self.update)

    def show_days(self, days: list[tuple[date, int]]) -> None:
        """Days, from the oldest, with how many documents were finished on each."""
        self._days, self._current = days, len(days) - 1
        self._say()

    def bar(self, place: int) -> QRectF:
        """Where the bar of a day is drawn, with its number above and room below."""
        width = (self.width() - 24) / max(1, len(self._days))
        return QRectF(12 + place * width, 0, width, self.height())

    def _say(self) -> None:
        if self._days:
            day, count = self._days[self._current]
            said = ntr("{n} document finished", "{n} documents finished", count).format(n=count)
            words = f"{day_words(day)}: {said}"
            self.setAccessibleName(f"{tr('Documents finished each day')}. {words}")
            self.setToolTip(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        most = max((count for _, count in self._days), default=0) or 1
        last = len(self._days) - 1
        for place, (day, count) in enumerate(self._days):
            room = self.bar(place)
            height = round(58 * count / most)
            box = QRectF(
                room.left() + room.width() * 0.15, 86 - max(height, 1), room.width() * 0.7, max(height, 1)
            )
            token = "accent" if place == last else "text3"
            painter.fillRect(box, theme.colour(token if count else "line2"))
            above = QRectF(room.left(), box.top() - 17, room.width(), 16)
            paint_text(
                painter, above, number_words(count), font("number", 11), theme.colour("text2"), _CENTRE
            )
            if place in (0, last // 2, last):
                below = QRectF(room.left() - 12, 92, room.width() + 24, 16)
                paint_text(painter, below, day_words(day), font("number", 11), theme.colour("text2"), _CENTRE)
            if self.hasFocus() and place == self._current:
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.drawRoundedRect(box.adjusted(-3, -19, 3, 3), 3, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is not None and self._days:
            self._current = max(0, min(len(self._days) - 1, self._current + by))
            self._say()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._days:
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = next((n for n in range(len(self._days)) if self.bar(n).contains(event.position())), None)
        if found is not None:
            self._current = found
            self._say()
            self.chosen.emit(found)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()
