"""The pages of the window and the tabs that choose between them: *Annotate* first, then what features bring."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from annotator.ui.theme import Themes

HOME = "annotate"
_BAR = 3


class _Tab(QToolButton):
    """A word; the chosen one has a bar of the accent below it."""

    def __init__(self, words: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setText(words)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setFixedHeight(32)
        self.setObjectName("page-tab")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            painter = QPainter(self)
            place = self.rect().adjusted(4, self.height() - _BAR, -4, 0)
            painter.fillRect(place, self._themes.current.colour("accent"))


class PageTabs(QWidget):
    """One tab for each page; hidden while there is only one. ``chosen`` tells the id of the one a person picked."""

    chosen = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._tabs: dict[str, _Tab] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 0, 0)
        self._row.setSpacing(0)
        self.hide()

    def set_pages(self, pages: list[tuple[str, str]]) -> None:
        """(id, words) of the pages, the first one chosen."""
        for tab in self._tabs.values():
            self._row.removeWidget(tab)
            tab.deleteLater()
        self._tabs = {}
        for page, words in pages:
            tab = _Tab(words, self._themes, self)
            tab.setProperty("page", page)
            tab.clicked.connect(self._on_clicked)
            self._row.addWidget(tab)
            self._tabs[page] = tab
        if pages:
            self.show_chosen(pages[0][0])
        self.setVisible(len(pages) > 1)

    def show_chosen(self, page: str) -> None:
        """Mark the tab of the page on show."""
        for id, tab in self._tabs.items():
            tab.setChecked(id == page)

    def _on_clicked(self) -> None:
        tab = self.sender()
        if isinstance(tab, _Tab):
            page = str(tab.property("page"))
            tab.setChecked(True)
            self.chosen.emit(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from tab to tab."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        tabs = list(self._tabs.values())
        here = next((n for n, tab in enumerate(tabs) if tab.hasFocus()), None)
        if by is None or here is None:
            super().keyPressEvent(event)
            return
        tabs[(here + by) % len(tabs)].setFocus(Qt.FocusReason.TabFocusReason)
