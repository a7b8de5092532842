"""What the overview is made of: numbers and rows that are painted and can be clicked, each a button with its words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from annotator.ui.icons import paint_icon
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_text

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Segment = tuple[float, str, bool]  # share of the width, colour token, whether it is hatched


class PaintedButton(QAbstractButton):
    """A row or a number: it opens what is behind it, by click, Space or Enter."""

    def __init__(self, themes: Themes, parent: QWidget, height: int) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        themes.changed.connect(self.update)

    def say(self, words: str) -> None:
        """What a screen reader and the tool tip tell."""
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(180, self.height())

    def enterEvent(self, event) -> None:
        self.update()

    def leaveEvent(self, event) -> None:
        self.update()

    def paint_back(self, painter: QPainter) -> None:
        """Hover and focus."""
        theme = self._themes.current
        if self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect(), theme.colour("hover"))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


class BigNumber(PaintedButton):
    """One of the five numbers: large, what it counts, and what goes with it."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent, 76)
        self._value = self._rest = self._words = self._more = ""

    def show_number(self, value: str, rest: str, words: str, more: str) -> None:
        """``62``, ``/200``, ``documents finished``, ``7 more today``."""
        self._value, self._rest, self._words, self._more = value, rest, words, more
        self.say(", ".join(filter(None, (f"{value}{rest} {words}", more))))
        self.setFixedWidth(self.sizeHint().width())

    def sizeHint(self) -> QSize:
        small = QFontMetricsF(font("ui", 12))
        big = QFontMetricsF(font("number", 24)).horizontalAdvance(self._value)
        big += QFontMetricsF(font("number", 15)).horizontalAdvance(self._rest)
        widest = max(big, small.horizontalAdvance(self._words), small.horizontalAdvance(self._more))
        return QSize(round(min(widest, 220) + 26), 76)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_back(painter)
        theme, wide = self._themes.current, self.width() - 24
        face = font("number", 24)
        paint_text(painter, QRectF(12, 4, wide, 34), self._value, face, theme.colour("text"))
        after = QFontMetricsF(face).horizontalAdvance(self._value) + 14
        paint_text(painter, QRectF(after, 9, wide, 28), self._rest, font("number", 15), theme.colour("text2"))
        paint_text(painter, QRectF(12, 38, wide, 16), self._words, font("ui", 12), theme.colour("text"))
        paint_text(painter, QRectF(12, 54, wide, 16), self._more, font("ui", 12), theme.colour("text2"))


class PersonRow(PaintedButton):
    """A person: how far, what else there is to say, and the package."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent, 74)
        self.person = ""
        self._name = self._done = self._total = self._left = self._right = ""
        self._warn = False
        self._shares: Sequence[Segment] = ()

    def show_person(
        self, name: str, done: int, begun: int, total: int, left: str, right: str, *, warn: bool
    ) -> None:
        """``begun`` are in progress; ``left`` and ``right`` stand under the bar."""
        self._name, self._left, self._right, self._warn = name, left, right, warn
        self._done, self._total = number_words(done), number_words(total)
        self._shares = [(done / total, "ok", False), (begun / total, "accent", True)] if total else []
        self.say(", ".join(filter(None, (name, f"{self._done}/{self._total}", left, right))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_back(painter)
        theme, wide = self._themes.current, self.width() - 24
        total = f"/{self._total}"
        tail = QFontMetricsF(font("number", 12)).horizontalAdvance(total)
        head = QFontMetricsF(font("number", 13, 600)).horizontalAdvance(self._done)
        name = QRectF(12, 8, wide - tail - head - 8, 20)
        paint_text(painter, name, self._name, font("ui", 13, 600), theme.colour("text"))
        place = QRectF(12, 8, wide - tail, 20)
        paint_text(painter, place, self._done, font("number", 13, 600), theme.colour("text"), RIGHT)
        paint_text(painter, QRectF(12, 8, wide, 20), total, font("number", 12), theme.colour("text2"), RIGHT)
        paint_shares(painter, QRectF(12, 33, wide, 7), self._shares, self._themes)
        below, small = QRectF(12, 46, wide, 18), font("ui", 12)
        room = QFontMetricsF(small).horizontalAdvance(self._right)
        paint_text(painter, below.adjusted(0, 0, -room - 8, 0), self._left, small, theme.colour("text2"))
        ink = theme.colour("warn" if self._warn else "text2")
        paint_text(painter, below, self._right, small, ink, RIGHT)


class ThingRow(PaintedButton):
    """Something worth doing next, or a row of a small table: words, perhaps a sign before and a number behind."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent, 26)
        self._sign = self._words = self._value = self._more = ""
        self.payload: object = None

    def show_thing(
        self, words: str, payload: object, *, sign: str = "", value: str = "", more: str = ""
    ) -> None:
        """``payload`` is what the page gets when the row is clicked."""
        self._words, self._sign, self._value, self._more, self.payload = words, sign, value, more, payload
        self.say(", ".join(filter(None, (words, value, more))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_back(painter)
        theme, left, right = self._themes.current, 12.0, self.width() - 12.0
        if self._sign:
            ink = theme.warn if self._sign == "warning" else theme.text2
            paint_icon(painter, self._sign, ink, left, 6, 14)
            left += 22
        paint_icon(painter, "next", theme.text3, right - 12, 7, 12)
        right -= 20
        number = font("number", 12)
        if self._more:
            width = QFontMetricsF(number).horizontalAdvance(self._more)
            paint_text(
                painter, QRectF(right - width, 0, width, 26), self._more, number, theme.colour("text2")
            )
            right -= width + 10
        if self._value:
            width = QFontMetricsF(number).horizontalAdvance(self._value)
            paint_text(
                painter, QRectF(right - width, 0, width, 26), self._value, number, theme.colour("text")
            )
            right -= width + 8
        paint_text(
            painter, QRectF(left, 0, right - left, 26), self._words, font("ui", 12), theme.colour("text")
        )


def paint_shares(painter: QPainter, place: QRectF, shares: Sequence[Segment], themes: Themes) -> None:
    """A bar of parts; hatched ones differ by more than their colour."""
    theme = themes.current
    painter.fillRect(place, theme.colour("line"))
    left = place.left()
    for share, token, hatched in shares:
        if share <= 0:
            continue
        width = max(2.0, share * place.width())
        part = QRectF(left, place.top(), min(width, place.right() - left), place.height())
        if hatched:
            stripes(painter, part, theme.colour(token))
        else:
            painter.fillRect(part, theme.colour(token))
        left += width


def stripes(painter: QPainter, place: QRectF, colour: QColor) -> None:
    """Upright stripes, 3 px apart."""
    left = place.left()
    while left < place.right():
        painter.fillRect(QRectF(left, place.top(), min(3.0, place.right() - left), place.height()), colour)
        left += 5
