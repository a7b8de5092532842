"""Above the article of the review page: who is A and who is B, and what frame, shade and colour mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.i18n import tr
from annotator.ui.review.cards import paint_letter
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_text


class People(QWidget):
    """Who is A, who is B in the document on screen."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._people: list[tuple[str, str]] = []
        self.setFixedHeight(28)
        themes.changed.connect(self.update)

    def show_people(self, people: list[tuple[str, str]]) -> None:
        """(letter, name); an empty name is hidden."""
        self._people = people
        metrics = QFontMetricsF(font("ui", 13))
        wide = sum(24 + (metrics.horizontalAdvance(name) + 10 if name else 0) for _, name in people)
        self.setFixedWidth(round(wide + 2))
        self.setAccessibleName(", ".join(f"{letter} {name}".strip() for letter, name in people))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, x = QPainter(self), self._themes.current, 0.0
        metrics = QFontMetricsF(font("ui", 13))
        for letter, name in self._people:
            paint_letter(painter, QRectF(x, 5, 18, 18), letter, theme)
            x += 24
            if name:
                wide = metrics.horizontalAdvance(name) + 1
                paint_text(painter, QRectF(x, 0, wide, 27), name, font("ui", 13), theme.colour("text"))
                x += wide + 9


class Legend(QWidget):
    """What frame, shade and plain colour mean."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._words = (tr("the case"), tr("what differs"), tr("shared or decided"))
        metrics = QFontMetricsF(font("ui", 12))
        wide = sum(metrics.horizontalAdvance(words) + 42 for words in self._words)
        self.setFixedSize(round(16 + wide), 26)
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, x = QPainter(self), self._themes.current, 16.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(font("ui", 12))
        for number, words in enumerate(self._words):
            box = QRectF(x, 7, 16, 12)
            if number == 0:
                painter.setPen(theme.colour("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
            else:
                painter.fillRect(box, theme.colour("warnbg" if number == 1 else "selrow"))
            wide = metrics.horizontalAdvance(words) + 2
            paint_text(painter, QRectF(x + 22, 0, wide, 26), words, font("ui", 12), theme.colour("text2"))
            x += wide + 40
