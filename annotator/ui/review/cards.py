"""What can be chosen for a case, as cards: one for each version with who gave it, one for each other way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.ui.labels import colours_of, label_name, stroke_of
from annotator.ui.review.quotes import paint_quote
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import key_cap_width, paint_swatch, paint_text

_CAP = 22


@dataclass(frozen=True)
class MarkWords:
    """One span of a version: its words, which part of them differs, its label, what else is known."""

    words: str
    part: tuple[int, int]
    label: str
    details: str = ""


@dataclass(frozen=True)
class VersionWords:
    """A version as its card shows it. ``nothing``: what is said where nothing was marked."""

    letters: Sequence[str]
    names: str
    marks: Sequence[MarkWords]
    nothing: str = ""


class Card(QAbstractButton):
    """A frame with a key cap; greyed where it makes no sense. Clicking is as good as the key."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._cap = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 34)

    def _frame(self, painter: QPainter, *, chosen: bool = False) -> None:
        theme = self._themes.current
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = "paper" if self.isEnabled() else "pane"
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            fill = "selrow" if self.isDown() else "hover"
        painter.setBrush(theme.colour(fill))
        painter.setPen(QPen(theme.colour("accent" if chosen else "line2"), 2 if chosen else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _key(self, painter: QPainter, x: float, top: float) -> float:
        """Paint the key cap; returns where the words begin."""
        if not self._cap:
            return x + _CAP + 14
        theme = self._themes.current
        wide = max(float(_CAP), key_cap_width(self._cap) + 4)
        cap = QRectF(x, top, wide, _CAP)
        painter.setPen(QPen(theme.colour("line2" if not self.isEnabled() else "text3"), 1))
        painter.setBrush(theme.colour("key"))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        ink = theme.colour("text" if self.isEnabled() else "off")
        paint_text(painter, cap, self._cap, font("number", 12), ink, Qt.AlignmentFlag.AlignCenter)
        return x + max(wide, 22.0) + 14


class VersionCard(Card):
    """A version: letters and names of those who gave it, then each of its spans."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent)
        self._scheme = scheme
        self._version = VersionWords((), "", ())
        self._chosen = False

    def show_version(self, cap: str, version: VersionWords, *, chosen: bool) -> None:
        """``chosen``: this is what was decided."""
        self._cap, self._version, self._chosen = cap, version, chosen
        said = "; ".join(f"{label_name(self._scheme, mark.label)}: {mark.words}" for mark in version.marks)
        self.setAccessibleName(
            f"{cap}. {' '.join(version.letters)} {version.names}: {said or version.nothing}"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        self._frame(painter, chosen=self._chosen)
        x = self._key(painter, 12, 10)
        right = self.width() - 12
        marks = self._version.marks
        y = self._head(painter, x, 9, right, marks[0].label if len(marks) == 1 else "")
        if not marks:
            words = QRectF(x, y + 2, right - x, 22)
            paint_text(painter, words, self._version.nothing, font("ui", 13), theme.colour("text2"))
            return
        room = self.height() - y - 6
        each = 42 if len(marks) == 1 else 23
        shown = max(1, int(room // each))
        for number, mark in enumerate(marks[:shown]):
            left = x
            if len(marks) > 1:
                left = self._label(painter, x, y, min(right, x + 150), mark.label) + 8
            place = QRectF(
                left, y, right - left - (40 if shown < len(marks) and number == shown - 1 else 0), 23
            )
            paint_quote(painter, place, mark.words, mark.part, theme, 15)
            y += 24
            if len(marks) == 1 and mark.details and y + 16 <= self.height() - 4:
                line = QRectF(x, y, right - x, 16)
                paint_text(painter, line, mark.details, font("ui", 12), theme.colour("text2"))
        if shown < len(marks):
            more = QRectF(right - 36, y - 24, 36, 23)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            paint_text(
                painter, more, f"+{len(marks) - shown}", font("number", 12), theme.colour("text2"), align
            )

    def _head(self, painter: QPainter, x: float, y: float, right: float, label: str) -> float:
        theme = self._themes.current
        for letter in self._version.letters:
            paint_letter(painter, QRectF(x, y + 1, 17, 17), letter, theme)
            x += 22
        face = font("ui", 13, 500)
        if self._version.names:
            wide = min(QFontMetricsF(face).horizontalAdvance(self._version.names) + 2, right - x - 90)
            paint_text(painter, QRectF(x, y, wide, 20), self._version.names, face, theme.colour("text"))
            x += wide + 6
        if label:
            paint_text(painter, QRectF(x, y, 8, 20), "·", face, theme.colour("text3"))
            self._label(painter, x + 10, y - 1, right, label)
        return y + 22

    def _label(self, painter: QPainter, x: float, y: float, right: float, label: str) -> float:
        """Swatch and name of a label; returns where they end."""
        theme = self._themes.current
        colours = colours_of(self._scheme.label(label), theme.dark)
        paint_swatch(painter, QRectF(x, y + 6, 12, 10), colours, stroke_of(self._scheme, label), 2)
        face, name = font("ui", 13, 500), label_name(self._scheme, label)
        wide = min(QFontMetricsF(face).horizontalAdvance(name) + 1, right - x - 18)
        paint_text(painter, QRectF(x + 18, y, wide, 22), name, face, QColor(colours.ink))
        return x + 18 + wide


class WayCard(Card):
    """Another way to decide: two lines, the second says what it does or why it makes no sense."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent)
        self._words = ("", "")
        self._chosen = False
        self.setAccessibleName(tr("Another way to decide"))

    def show_way(self, cap: str, title: str, about: str, *, enabled: bool, chosen: bool = False) -> None:
        """A greyed one says in ``about`` why."""
        self._cap, self._words, self._chosen = cap, (title, about), chosen
        self.setEnabled(enabled)
        self.setAccessibleName(f"{cap}. {title}: {about}")
        self.setToolTip(about)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        self._frame(painter, chosen=self._chosen)
        x = self._key(painter, 10, (self.height() - _CAP) / 2)
        top = self.height() / 2 - 18
        ink = theme.colour("text" if self.isEnabled() else "off")
        second = theme.colour("text2" if self.isEnabled() else "text3")
        wide = self.width() - x - 8
        paint_text(painter, QRectF(x, top, wide, 19), self._words[0], font("ui", 13, 500), ink)
        paint_text(painter, QRectF(x, top + 18, wide, 17), self._words[1], font("ui", 12), second)


class Chip(QAbstractButton):
    """A reason: a key cap and a word; filled when it is given."""

    def __init__(self, cap: str, words: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._cap = themes, cap
        self.setText(words)
        self.setAccessibleName(f"{cap}: {words}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        wide = key_cap_width(cap) + 6 + QFontMetricsF(font("ui", 12)).horizontalAdvance(words)
        self.setFixedSize(round(wide + 18), 24)
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        from annotator.ui.widgets.paint import paint_key_cap

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        fill = (
            "selrow" if self.isChecked() else "hover" if self.underMouse() and self.isEnabled() else "paper"
        )
        painter.setBrush(theme.colour(fill))
        painter.setPen(QPen(theme.colour("accent" if self.isChecked() else "line2"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        wide = key_cap_width(self._cap)
        paint_key_cap(painter, QRectF(6, 3.5, wide, 17), self._cap, theme)
        words = QRectF(wide + 12, 0, self.width() - wide - 14, self.height() - 1)
        ink = theme.colour("text" if self.isEnabled() else "off")
        paint_text(painter, words, self.text(), font("ui", 12), ink)


def paint_letter(painter: QPainter, rect: QRectF, letter: str, theme) -> None:
    """The letter of a person in a small box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("text3"), 1))
    painter.setBrush(theme.colour("paper"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    paint_text(painter, rect, letter, font("number", 11), theme.colour("text"), Qt.AlignmentFlag.AlignCenter)
    painter.restore()
