"""Everything of suggestions that lies under the article: the strip, and above it the list when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.ui.search.hits import RowsView
from annotator.ui.suggestions.list import SuggestionsDelegate, SuggestionsModel
from annotator.ui.suggestions.strip import SuggestionStrip
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import hairline

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.nlp.suggest.suggestion import Suggestion

SOURCES = ("rules", "memory", "model")
_LIST_HEIGHT = 168


class SuggestionPanel(QWidget):
    """Passes on what its parts say; ``chosen`` is a suggestion to stand on."""

    source_switched = Signal(str, bool)
    next_requested = Signal()
    accept_requested = Signal()
    chosen = Signal(object)
    left = Signal()

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.strip = SuggestionStrip(SOURCES, themes, self)
        self.model = SuggestionsModel(scheme, self)
        self.list = RowsView(tr("List of suggestions"), self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(SuggestionsDelegate(scheme, themes, self.list))
        self.list.setFixedHeight(_LIST_HEIGHT)
        self._rows: tuple[str, list[Suggestion]] = "", []
        self._standing: Suggestion | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline(self))
        column.addWidget(self.list)
        column.addWidget(self.strip)
        self.list.hide()
        self.strip.source_switched.connect(self.source_switched)
        self.strip.next_requested.connect(self.next_requested)
        self.strip.accept_requested.connect(self.accept_requested)
        self.strip.list_toggled.connect(self._on_list_toggled)
        self.list.opened.connect(self._on_opened)
        self.list.clicked.connect(self._on_clicked)
        self.list.left.connect(self.left)
        self.list.over_top.connect(self.left)
        themes.changed.connect(self.list.viewport().update)

    def show_list(self, text: str, suggestions: list[Suggestion], standing: Suggestion | None) -> None:
        """Show these in the list, in reading order; it is filled only while it is open."""
        self._rows = text, sorted(suggestions, key=_place)
        if not self.list.isHidden():
            self.model.show(*self._rows)
            self.show_standing(standing)

    def show_standing(self, suggestion: Suggestion | None) -> None:
        """Mark the row of the suggestion a person stands on."""
        self._standing = suggestion
        if self.list.isHidden():
            return
        row = self.model.row_of(suggestion)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        else:
            self.list.clearSelection()

    def _on_list_toggled(self, on: bool) -> None:
        self.list.setVisible(on)
        self.model.show(*(self._rows if on else ("", [])))
        if on and self.model.rowCount():
            self.show_standing(self._standing)
            self.list.enter()

    def _on_opened(self, row: int) -> None:
        self.chosen.emit(self.model.suggestion(row))

    def _on_clicked(self) -> None:
        row = self.list.currentIndex().row()
        if row >= 0:
            self.chosen.emit(self.model.suggestion(row))


def _place(suggestion: Suggestion) -> tuple[int, int, str]:
    return suggestion.start, -suggestion.end, suggestion.label
