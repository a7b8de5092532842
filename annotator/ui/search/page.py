"""The page *Search*: a line to ask with, controls that write it, and hits with the words around them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError, InvalidQuery
from annotator.i18n import tr
from annotator.model.query import parse, quoted
from annotator.ui.search.controls import QueryControls
from annotator.ui.search.hits import HitsDelegate, HitsModel, RowsView, hits_words
from annotator.ui.search.searcher import Searcher
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, CapField, Segmented, hairline, plain_label
from annotator.wording import describe_error

if TYPE_CHECKING:
    from annotator.model.people import Annotator
    from annotator.model.scheme import LabelScheme
    from annotator.services.finding import Hit

WAIT_MS = 250  # after the last key, before a search begins


class QueryField(CapField):
    """Down and Enter go on to the hits."""

    went_on = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.went_on.emit()
            return
        super().keyPressEvent(event)


class SearchPage(QWidget):
    """Says which hit to open, which words to label everywhere, and which query to keep as a filter of the queue."""

    hit_requested = Signal(object)
    label_all_requested = Signal(object)
    filter_requested = Signal(str, bool)
    left = Signal()
    refused = Signal(object)
    crashed = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._path, self._me, self._names = Path(), "", dict[str, str]()
        self._writable = False
        self._documents: set[str] = set()
        self._wanting, self._stale, self._row = False, False, -1
        self.searcher = Searcher(self)
        self.model = HitsModel(scheme, self)
        self.field = QueryField(themes, self, sign="search")
        self.way = Segmented([("loose", tr("Any marks")), ("exact", tr("Same marks"))], self, tr("Marks"))
        self.controls = QueryControls(scheme, themes, self)
        self.view = RowsView(tr("Hits"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(HitsDelegate(scheme, themes, self.view, self._name))
        self.count = plain_label("", self, "number")
        self.trouble = plain_label("", self, "error")
        self.hint = plain_label("", self, "secondary")
        self.label_all = CapButton(themes, self, compact=True)
        self.save = CapButton(themes, self, compact=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._build(themes)
        self._connect(themes)
        self._show_state()

    def _build(self, themes: Themes) -> None:
        self.field.setPlaceholderText(tr("Words, or label:PERSON, value>1000, note:, by:me …"))
        self.field.setAccessibleName(tr("Find in all documents"))
        self.way.choose("loose")
        self.way.setFixedWidth(196)
        self.label_all.set_words(tr("Label all…"))
        self.save.set_words(tr("Keep as a filter…"))
        first = QHBoxLayout()
        first.setContentsMargins(16, 10, 16, 6)
        first.setSpacing(8)
        first.addWidget(self.field, 1)
        first.addWidget(self.way)
        second = QHBoxLayout()
        second.setContentsMargins(12, 0, 16, 8)
        second.setSpacing(8)
        second.addWidget(self.controls)
        second.addStretch(1)
        second.addWidget(self.count)
        second.addWidget(self.label_all)
        second.addWidget(self.save)
        self.trouble.setContentsMargins(16, 0, 16, 8)
        self.trouble.setWordWrap(True)
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(40, 32, 40, 8)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.trouble)
        column.addWidget(hairline(self))
        column.addWidget(self.hint, 1)
        column.addWidget(self.view, 1)

    def _connect(self, themes: Themes) -> None:
        self._timer.timeout.connect(self.search)
        self.field.textChanged.connect(self._on_typed)
        self.field.went_on.connect(self._on_went_on)
        self.field.left.connect(self.left)
        self.way.chosen.connect(self._on_way)
        self.controls.line_wanted.connect(self.field.setText)
        self.view.opened.connect(self._on_opened)
        self.view.left.connect(self.take_focus)
        self.view.over_top.connect(self.take_focus)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.label_all.clicked.connect(self.request_label_all)
        self.save.clicked.connect(self._on_save)
        self.searcher.found.connect(self._on_found)
        self.searcher.finished.connect(self._on_ended)
        self.searcher.refused.connect(self._on_refused)
        self.searcher.crashed.connect(self.crashed)
        themes.changed.connect(self.view.viewport().update)

    # what is shown ----------------------------------------------------------------------------------------
    def show_project(self, path: Path, people: list[Annotator], me: str, *, writable: bool) -> None:
        """Search in this project; ``me`` is who asks."""
        self._path, self._me, self._writable = path, me, writable
        self._names = {person.id: person.name for person in people}
        self.controls.set_people(people)

    def take_focus(self) -> None:
        """The keys go to the query."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def come(self) -> None:
        """The page came to the front: back to the hits, looked for again where something has changed since."""
        if self._stale and self.field.text().strip():
            self._row = self.view.currentIndex().row()
            self.search()
        self._stale = False
        if self.view.currentIndex().isValid():
            self.view.enter()
        else:
            self.take_focus()

    def mark_stale(self) -> None:
        """Something has changed: what is shown may not be so any more."""
        self._stale = True

    def ask(self, query: str) -> None:
        """Search for ``query`` now."""
        self.field.setText(query)
        self.search()

    def ask_words(self, words: str) -> None:
        """Search for these words, whatever signs they hold."""
        self.ask(quoted(words))
        self.take_focus()

    def request_label_all(self) -> None:
        """Label all places with the words of the chosen hit."""
        hit = self._current()
        if hit is not None and hit.end > hit.start:
            self.label_all_requested.emit(hit)

    def search(self) -> None:
        """Start over with what is in the field."""
        self._timer.stop()
        self.searcher.stop()
        self.model.clear()
        self._documents.clear()
        line = self.field.text()
        self.controls.show_line(line)
        self.trouble.setText("")
        try:
            empty = parse(line).empty
        except InvalidQuery as error:
            self._on_refused(error)
            return
        if not empty:
            exact = self.way.choice() == "exact"
            self.searcher.search(self._path, line, exact=exact, me=self._me)
        self._show_state()

    def close_search(self) -> None:
        """No thread is left behind."""
        self._timer.stop()
        self.searcher.close()

    def _name(self, person: str) -> str:
        return self._names.get(person, person)

    def _show_state(self, *, more: bool = False) -> None:
        count, running = self.model.rowCount(), self.searcher.running or self._timer.isActive()
        asked = bool(self.field.text().strip())
        words = hits_words(count, len(self._documents), more=more or running) if asked else ""
        wrong = bool(self.trouble.text())
        self.count.setText("" if wrong or (running and not count) else words)
        self.trouble.setVisible(wrong)
        self.hint.setVisible(not count)
        self.hint.setText(
            ""
            if wrong or running
            else tr("Nothing found.")
            if asked
            else tr(
                "Words are found with and without marks: neu guong finds nêu gương. ↓ goes to the hits, Enter opens one."
            )
        )
        self.view.setVisible(bool(count))
        self.save.setEnabled(asked and not wrong)
        self._show_label_all()

    def _show_label_all(self) -> None:
        hit = self._current()
        self.label_all.setEnabled(self._writable and hit is not None and hit.end > hit.start)

    def _current(self) -> Hit | None:
        index = self.view.currentIndex()
        if index.isValid():
            return self.model.hit(index.row())
        return self.model.hit(0) if self.model.rowCount() else None

    # what happens -----------------------------------------------------------------------------------------
    def _on_typed(self, line: str) -> None:
        self._row = -1
        self.controls.show_line(line)
        self._timer.start()

    def _on_way(self, way: str) -> None:
        self.search()

    def _on_went_on(self) -> None:
        """To the hits; where they are still to come, as soon as the first one is there."""
        if self._timer.isActive():
            self.search()
        self._wanting = not self.model.rowCount() and self.searcher.running
        if self.model.rowCount():
            self.view.enter()

    def _on_found(self, hits: list[Hit]) -> None:
        self.model.add(hits)
        self._documents.update(hit.document for hit in hits)
        self._show_state()
        if self._wanting and self.field.hasFocus():
            self.view.enter()
        self._wanting = False
        if 0 <= self._row < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(self._row))
            self.view.enter()
            self._row = -1

    def _on_ended(self, more: bool) -> None:
        self._wanting = False
        self._show_state(more=more)

    def _on_refused(self, error: AnnotatorError) -> None:
        if isinstance(error, InvalidQuery):
            self.trouble.setText(describe_error(error))
        else:
            self.refused.emit(error)
        self._show_state()

    def _on_current(self, index: QModelIndex, before: QModelIndex) -> None:
        self._show_label_all()

    def _on_opened(self, row: int) -> None:
        self.hit_requested.emit(self.model.hit(row))

    def _on_save(self) -> None:
        self.filter_requested.emit(self.field.text().strip(), self.way.choice() == "exact")
