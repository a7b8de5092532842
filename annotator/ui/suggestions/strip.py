"""The line under the article: which sources suggest, how many suggestions wait, and the keys for them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QToolButton, QWidget

from annotator.i18n import ntr, tr
from annotator.ui.labels import number_words
from annotator.ui.textview.suggested_words import source_words
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import CapButton, plain_label
from annotator.ui.widgets.paint import key_text, paint_text

HEIGHT = 32


class SourceButton(QAbstractButton):
    """One source: a dashed box that is filled in while it suggests."""

    def __init__(self, source: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.source, self._themes = source, themes
        self.setText(source_words(source))
        self.setAccessibleName(tr("Suggestions: {source}").format(source=self.text()))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(round(QFontMetricsF(font("ui", 12)).horizontalAdvance(self.text())) + 30, 24)

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._themes.current
        on, usable = self.isChecked(), self.isEnabled()
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        pen = QPen(theme.colour("text2" if usable else "off"), 1.2)
        if not on:
            pen.setDashPattern([2.5, 2])
        painter.setPen(pen)
        box = QRectF(6, self.height() / 2 - 5, 10, 10)
        painter.drawRect(box)
        if on:
            painter.fillRect(box.adjusted(2.5, 2.5, -2, -2), pen.color())
        words = QRectF(22, 0, self.width() - 24, self.height())
        ink = theme.colour("text" if on and usable else "text3" if usable else "off")
        paint_text(painter, words, self.text(), font("ui", 12), ink)


class SuggestionStrip(QWidget):
    """Says what a person wants: a source on or off, the next suggestion, all that are sure, the list."""

    source_switched = Signal(str, bool)
    next_requested = Signal()
    accept_requested = Signal()
    list_toggled = Signal(bool)

    def __init__(self, sources: Collection[str], themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.words = plain_label("", self)
        self.sources = {source: SourceButton(source, themes, self) for source in sources}
        self.next = CapButton(themes, self, compact=True)
        self.accept = CapButton(themes, self, compact=True)
        self.list = QToolButton(self)
        self.list.setText(tr("List"))
        self.list.setAccessibleName(tr("List of suggestions"))
        self.list.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self.words)
        row.addSpacing(6)
        for button in self.sources.values():
            row.addWidget(button)
            button.clicked.connect(self._on_source)
        row.addStretch(1)
        for part in (self.next, self.accept, self.list):
            row.addWidget(part)
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.next.clicked.connect(self.next_requested)
        self.accept.clicked.connect(self.accept_requested)
        self.list.toggled.connect(self.list_toggled)

    def show_sources(self, allowed: Collection[str], hidden: Collection[str], why: str) -> None:
        """Which sources may suggest here, and which of them the person has switched off; ``why`` others may not."""
        for source, button in self.sources.items():
            button.setEnabled(source in allowed)
            button.setChecked(source in allowed and source not in hidden)
            button.setToolTip("" if source in allowed else why)

    def show_counts(self, waiting: int, sure: int, *, on: bool, keys: tuple[str, str]) -> None:
        """How many wait in the article, and how many of those on screen nothing contradicts; ``on``: anything may be suggested."""
        words = ntr("{n} suggestion waits", "{n} suggestions wait", waiting).format(n=number_words(waiting))
        self.words.setText(words if on else tr("Suggestions are off here"))
        self.next.set_words(tr("Go through"), key_text(keys[0]))
        self.accept.set_words(tr("Accept {n}").format(n=number_words(sure)), key_text(keys[1]))
        self.next.setEnabled(on and waiting > 0)
        self.accept.setEnabled(on and sure > 0)
        self.list.setEnabled(on)

    def _on_source(self) -> None:
        button = self.sender()
        if isinstance(button, SourceButton):
            self.source_switched.emit(button.source, button.isChecked())
