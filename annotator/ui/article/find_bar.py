"""The find bar: hits as one types, n of m, with or without marks."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.i18n import tr
from annotator.ui.article.finder import Finder
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapField, IconButton, Segmented, plain_label


class _FindField(CapField):
    """Enter takes the hit; the arrows up and down go to others."""

    stepped = Signal(int)
    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)


class FindBar(QWidget):
    """Says which hits there are and which one to show; Enter and closing leave it selected."""

    hits_changed = Signal(object, int)
    closed = Signal(object)
    taken = Signal(int, int)  # Enter: this hit is to be worked with

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(41)
        self._finder = Finder("")
        self._hits: list[tuple[int, int]] = []
        self._current = -1
        self._from = 0
        self.field = _FindField(themes, self, sign="search")
        self.field.setPlaceholderText(tr("Find in this document"))
        self.field.setAccessibleName(tr("Find in this document"))
        self.field.setMaximumWidth(340)
        self.way = Segmented([("loose", tr("Any marks")), ("exact", tr("Same marks"))], self, tr("Marks"))
        self.way.choose("loose")
        self.way.setFixedWidth(176)
        self._count = plain_label("", self, "number")
        self._count.setMinimumWidth(60)
        self._previous = IconButton(themes, "up", tr("Previous hit") + "  (Shift F3)", self)
        self._next = IconButton(themes, "down", tr("Next hit") + "  (F3)", self)
        self._close = IconButton(themes, "close", tr("Close") + "  (Esc)", self)
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.field, 2)
        row.addWidget(self.way)
        row.addWidget(self._count)
        row.addWidget(self._previous)
        row.addWidget(self._next)
        row.addStretch(1)
        row.addWidget(self._close)
        self.field.textChanged.connect(self._search)
        self.field.stepped.connect(self.step)
        self.field.taken.connect(self._on_taken)
        self.field.left.connect(self.close_bar)
        self.way.chosen.connect(self._search)
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)
        self._close.clicked.connect(self.close_bar)

    @property
    def hits(self) -> list[tuple[int, int]]:
        return self._hits

    def set_text(self, text: str) -> None:
        """Look into another text."""
        self._finder = Finder(text)
        self._hits, self._current = [], -1
        if self.isVisible():
            self._search()

    def open(self, words: str, offset: int) -> None:
        """Show the bar and search from ``offset``; ``words`` are what was selected."""
        self._from = offset
        self.show()
        if words:
            self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._search()

    def step(self, by: int) -> None:
        """To the next hit or back, around the ends."""
        if self._hits:
            self._current = (self._current + by) % len(self._hits)
            self._show()

    def step_from(self, offset: int, by: int) -> bool:
        """While the bar is closed: to the next hit after ``offset``, or the one before it. False where there is none."""
        if not self._hits:
            self._hits = self._finder.find(self.field.text(), exact=self.way.choice() == "exact")
        if not self._hits:
            return False
        starts = [start for start, _ in self._hits]
        self._current = (bisect_left(starts, offset) + (0 if by > 0 else -1)) % len(starts)
        self._show()
        return True

    def _on_taken(self) -> None:
        if 0 <= self._current < len(self._hits):
            hit = self._hits[self._current]
            self.hide()
            self.hits_changed.emit(self._hits, self._current)
            self.taken.emit(*hit)

    def close_bar(self) -> None:
        """Hide the bar; the hit that was shown is told."""
        hit = self._hits[self._current] if 0 <= self._current < len(self._hits) else None
        self.hide()
        self.hits_changed.emit([], -1)
        self.closed.emit(hit)

    def _search(self, *_: object) -> None:
        self._hits = self._finder.find(self.field.text(), exact=self.way.choice() == "exact")
        after = [number for number, hit in enumerate(self._hits) if hit[0] >= self._from]
        self._current = after[0] if after else 0 if self._hits else -1
        self._show()

    def _show(self) -> None:
        total = len(self._hits)
        if total:
            self._count.setText(f"{self._current + 1}/{total}")
        else:
            self._count.setText(tr("no hit") if self.field.text().strip() else "")
        for button in (self._previous, self._next):
            button.setEnabled(total > 0)
        self.hits_changed.emit(self._hits, self._current)

    def _on_previous(self) -> None:
        self.step(-1)

    def _on_next(self) -> None:
        self.step(1)
