"""Buttons that open a small menu and show what is chosen in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from annotator.ui.icons import paint_icon
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_text


class ChoiceButton(QToolButton):
    """A small menu that shows what is chosen: document labels, the label of a span, a person."""

    chosen = Signal(str)
    more_requested = Signal()

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._name = name
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_triggered)
        self.setMenu(self._menu)
        self._group = QActionGroup(self)
        self._actions: dict[str, QAction] = {}

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """The (key, words) to choose from; an empty key stands for nothing chosen."""
        self._menu.clear()
        self._actions.clear()
        for key, text in choices:
            action = QAction(text.replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.setData(key)
            self._group.addAction(action)
            self._menu.addAction(action)
            self._actions[key] = action

    def add_more(self, text: str) -> None:
        """An entry under the choices that is none of them: it asks for more."""
        self._menu.addSeparator()
        self._menu.addAction(QAction(text, self._menu))

    def show_choice(self, key: str, text: str) -> None:
        """Show ``key`` as chosen, in the words ``text``."""
        for other, action in self._actions.items():
            action.setChecked(other == key)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {text}")

    def _on_triggered(self, action: QAction) -> None:
        if action.isCheckable():
            self.chosen.emit(str(action.data()))
        else:
            self.more_requested.emit()


class FlatChoice(ChoiceButton):
    """A caption and the chosen value on nothing, with a chevron: the document labels above the article."""

    def __init__(self, themes: Themes, parent: QWidget, caption: str) -> None:
        super().__init__(parent, caption)
        self._themes, self._caption, self._value, self._open, self._hover = themes, caption, "", False, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(24)

    def show_value(self, key: str, value: str, *, missing: bool = False) -> None:
        """Show ``value``; ``missing`` marks a required one that is not there."""
        self._value, self._open = value, missing
        self.show_choice(key, value)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        caption = QFontMetricsF(font("ui", 12)).horizontalAdvance(self._caption)
        value = QFontMetricsF(font("ui", 12, 500)).horizontalAdvance(self._value)
        return QSize(round(caption + value + 4 + 4 + 12 + 9), 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._hover and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
        inside = box.adjusted(3, 0, -2, 0)
        on = self.isEnabled()
        paint_text(painter, inside, self._caption, font("ui", 12), theme.colour("text2" if on else "off"))
        inside.setLeft(inside.left() + QFontMetricsF(font("ui", 12)).horizontalAdvance(self._caption) + 4)
        inside.setRight(self.width() - 16)
        ink = theme.colour("off" if not on else "warn" if self._open else "text")
        paint_text(painter, inside, self._value, font("ui", 12, 500), ink)
        paint_icon(painter, "down", theme.text2, self.width() - 15, (self.height() - 12) / 2, 12)


class PillChoice(ChoiceButton):
    """A framed choice with room for a swatch before its words: the label of a span, the kind of a relation."""

    SWATCH = 24

    def __init__(self, themes: Themes, parent: QWidget, name: str, *, swatch: bool = False) -> None:
        super().__init__(parent, name)
        self._themes, self._before, self._words = themes, self.SWATCH if swatch else 4, ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(26)

    def show_words(self, key: str, words: str) -> None:
        """Show ``key`` as chosen, in the words ``words``."""
        self._words = words
        self.show_choice(key, words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font("ui", 13, 600)).horizontalAdvance(self._words)
        return QSize(round(5 + self._before + width + 6 + 12 + 8), 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 26)

    def paint_swatch(self, painter: QPainter, place: QRectF) -> None:
        """Draw what stands before the words; nothing here."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        on = self.isEnabled()
        ring = 1.0 if self.hasFocus() else 0.5
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line2"), 2 * ring))
        painter.setBrush(theme.colour("hover" if self.underMouse() and on else "key"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(ring, ring, -ring, -ring), 4, 4)
        self.paint_swatch(painter, QRectF(5, 4, 18, 18))
        words = QRectF(5 + self._before, 0, self.width() - self._before - 5 - 22, self.height())
        paint_text(painter, words, self._words, font("ui", 13, 600), theme.colour("text" if on else "off"))
        paint_icon(painter, "down", theme.text2, self.width() - 19, (self.height() - 12) / 2, 12)
