"""The pages of the window and the tabs that choose between them: *Annotate*, *Review*, *Overview*, and a menu of the others."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from annotator.i18n import tr
from annotator.ui.theme import Themes

HOME = "annotate"
MAIN = (
    HOME,
    "review",
    "overview",
)  # what most people go to every day; the other pages are in a menu beside them
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
    """A tab for each of the main pages, and one with a menu for the others, which bears the name of the one on show.

    Hidden while there is only one page. ``chosen`` tells the id of the one a person picked.
    """

    chosen = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._tabs: dict[str, _Tab] = {}
        self._others: dict[str, QAction] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 0, 0)
        self._row.setSpacing(0)
        self._more = _Tab(tr("More"), themes, self)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._row.addWidget(self._more)
        self.hide()

    def set_pages(self, main: list[tuple[str, str]], others: list[tuple[str, str]]) -> None:
        """(id, words) of the pages; the first main one is on show."""
        for tab in self._tabs.values():
            self._row.removeWidget(tab)
            tab.deleteLater()
        self._menu.clear()
        self._tabs, self._others = {}, {}
        for place, (page, words) in enumerate(main):
            tab = _Tab(words, self._themes, self)
            tab.setProperty("page", page)
            tab.clicked.connect(self._on_clicked)
            self._row.insertWidget(place, tab)
            self._tabs[page] = tab
        for page, words in others:
            action = self._menu.addAction(words)
            action.setData(page)
            action.triggered.connect(self._on_chosen)
            self._others[page] = action
        self._more.setVisible(bool(others))
        if main:
            self.show_chosen(main[0][0])
        self.setVisible(len(main) + len(others) > 1)

    def show_chosen(self, page: str) -> None:
        """Mark the tab of the page on show."""
        for id, tab in self._tabs.items():
            tab.setChecked(id == page)
        other = self._others.get(page)
        self._more.setChecked(other is not None)
        self._more.setText(other.text() if other is not None else tr("More"))

    def _on_clicked(self) -> None:
        tab = self.sender()
        if isinstance(tab, _Tab):
            page = str(tab.property("page"))
            tab.setChecked(True)
            self.chosen.emit(page)

    def _on_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(str(action.data()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from tab to tab."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        tabs = [tab for tab in (*self._tabs.values(), self._more) if tab.isVisible()]
        here = next((n for n, tab in enumerate(tabs) if tab.hasFocus()), None)
        if by is None or here is None:
            super().keyPressEvent(event)
            return
        tabs[(here + by) % len(tabs)].setFocus(Qt.FocusReason.TabFocusReason)
