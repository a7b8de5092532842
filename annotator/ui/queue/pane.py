"""The queue pane: how far the corpus is, a filter, three tabs and the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QListView, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.ui.queue.delegate import QueueDelegate
from annotator.ui.queue.filters import FilterChoice
from annotator.ui.queue.model import ITEM, QueueFilter, QueueModel
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import FlatChoice
from annotator.ui.widgets.controls import CapField, Segmented, ShareBar, hairline, plain_label
from annotator.ui.widgets.paint import cap_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.model.assignment import Assignment
    from annotator.store.documents import QueueItem

STRIP = 40
TEACH = "teach"


class QueuePane(QWidget):
    """Shows the queue and says which document a person wants. It shrinks to a strip of states."""

    document_requested = Signal(str)
    left = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("queue")
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = QueueModel(self)
        self.filter = QueueFilter(self.model, self)
        self._current: str | None = None
        self._delegate = QueueDelegate(themes, self)
        self._head = QWidget(self)
        self.field = CapField(themes, self._head, sign="search", cap=cap_of("filter-queue"))
        self.bar = ShareBar(themes, self._head, tr("Done"))
        self.tabs = Segmented([("open", ""), ("done", ""), ("all", "")], self._head, tr("Show"))
        self.filters = FilterChoice(themes, self._head)
        self.order = FlatChoice(themes, self._head, tr("Order"))
        self.mine = QCheckBox(self._head)
        self._counts = plain_label("", self._head, "number")
        self.view = QListView(self)
        self._empty = plain_label("", self, "secondary")
        self._build()
        themes.changed.connect(self.view.viewport().update)
        self.tabs.choose("open")
        self.filter.show_tab("open")
        self.show_order("", {})

    def _build(self) -> None:
        head = QVBoxLayout(self._head)
        head.setContentsMargins(12, 0, 12, 8)
        head.setSpacing(0)
        title = QHBoxLayout()
        title.addWidget(plain_label(tr("Queue"), self._head, "strong"), 1)
        title.addWidget(self._counts)
        title.setContentsMargins(0, 8, 0, 8)
        head.addLayout(title)
        head.addWidget(self.bar)
        head.addSpacing(10)
        head.addWidget(self.field)
        head.addSpacing(6)
        head.addWidget(self.filters)
        head.addWidget(self.order)
        head.addWidget(self.mine)
        self.mine.hide()
        self.mine.toggled.connect(self._on_mine)
        head.addSpacing(6)
        head.addWidget(self.tabs)
        self.field.setPlaceholderText(tr("Find by title"))
        self.field.setAccessibleName(tr("Find a document by its title"))
        self.field.textChanged.connect(self._on_search)
        self.field.returnPressed.connect(self._on_search_entered)
        self.field.left.connect(self._on_search_left)
        self.tabs.chosen.connect(self._on_tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(hairline(self))
        column.addWidget(self.view, 1)
        self._build_view()

    def _build_view(self) -> None:
        view = self.view
        view.setModel(self.filter)
        view.setItemDelegate(self._delegate)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setAccessibleName(tr("Documents"))
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.verticalScrollBar().setSingleStep(24)
        view.clicked.connect(self._on_chosen)
        view.activated.connect(self._on_chosen)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._empty.hide()

    # What is shown ----------------------------------------------------------------------------------------
    def show_queue(self, items: list[QueueItem], current: str | None) -> None:
        """Show a whole queue, with ``current`` selected."""
        self.model.replace_all(items)
        self.show_current(current)
        self._show_counts()

    def show_assigned(self, assigned: Mapping[str, Assignment] | None) -> None:
        """Say what is assigned to the person who works; None where nothing is to anybody. What is theirs is shown first."""
        if assigned == self.model.assigned:
            return
        self.model.show_assigned(assigned)
        count = len(assigned or ())
        self.mine.setText(tr("Assigned to me ({n})").format(n=count))
        self.mine.setVisible(count > 0)
        self.mine.setChecked(count > 0)
        self._on_mine(self.mine.isChecked())

    def _on_mine(self, mine: bool) -> None:
        self.model.limit(frozenset(self.model.assigned or ()) if mine else None)
        self.filter.refresh()
        self._show_counts()
        self.show_current(self._current)

    def listed(self) -> list[str]:
        """The documents listed now, in their order."""
        return [self.filter.index(row, 0).data(ITEM).document for row in range(self.filter.rowCount())]

    def patch(self, item: QueueItem) -> None:
        """Show what has changed about one document."""
        self.model.patch(item)
        self._show_counts()

    def show_current(self, document: str | None) -> None:
        """Select the row of the document on screen."""
        self._current = document
        self.filter.keep(document)
        index = self.filter.mapFromSource(self.model.index(self.model.row_of(document)))
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        else:
            self.view.clearSelection()

    def pass_filter(self, name: str, documents: frozenset[str] | None) -> None:
        """Show only ``documents``, those that pass the filter ``name``; None for no filter."""
        if documents is not None and name != self.filters.current:
            self.tabs.choose("all")  # whatever their state: the filter says what is wanted
            self.filter.show_tab("all")
        self.filters.show_current(name)
        self.filter.only(documents)
        self._show_empty()
        self.show_current(self._current)

    def show_order(self, chosen: str, why: Mapping[str, str]) -> None:
        """Say which order is chosen (``teach`` or an empty text); ``why``: documents in that order with their reasons."""
        words = {"": tr("as they came"), TEACH: tr("what teaches most")}
        self.order.set_choices(list(words.items()))
        self.order.show_value(chosen, words[chosen])
        self.model.show_order(why)
        self.show_current(self._current)

    def step(self, by: int) -> str | None:
        """The document one row further (or back) in what is listed."""
        index = self.filter.mapFromSource(self.model.index(self.model.row_of(self._current)))
        row = index.row() + by if index.isValid() else 0
        if 0 <= row < self.filter.rowCount():
            return str(self.filter.index(row, 0).data(ITEM).document)
        return None

    def focus_filter(self) -> None:
        """Put the caret into the filter."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def set_narrow(self, narrow: bool) -> None:
        """A strip of states instead of titles."""
        self._delegate.narrow = narrow
        self._head.setVisible(not narrow)
        self.view.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if narrow else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.view.scheduleDelayedItemsLayout()
        self.setMinimumWidth(STRIP if narrow else 180)
        self.setMaximumWidth(STRIP if narrow else 420)

    def _show_counts(self) -> None:
        total, done = self.model.total, self.model.done
        self._counts.setText(f"{done}/{total}")
        self.tabs.set_text("open", tr("Open {count}").format(count=total - done))
        self.tabs.set_text("done", tr("Done {count}").format(count=done))
        self.tabs.set_text("all", tr("All"))
        words = tr("{done} of {total} documents").format(done=done, total=total)
        shares = [(done / total, "ok"), (self.model.begun / total, "accent")] if total else []
        self.bar.set_parts(shares, words)
        self._show_empty()

    def _show_empty(self) -> None:
        if self.model.rowCount() == 0:
            words = tr("No documents yet. Import files to begin.")
        elif self.filter.rowCount() == 0 and self.field.text().strip():
            words = tr("No title holds these words.")
        elif self.filter.rowCount() == 0 and self.filters.current:
            words = tr("No document passes the filter.")
        elif self.filter.rowCount() == 0:
            words = tr("Nothing here.")
        else:
            words = ""
        self._empty.setText(words)
        self._empty.setVisible(bool(words) and not self._delegate.narrow)
        self._place_empty()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_empty()

    def sizeHint(self) -> QSize:
        return QSize(252, 600)

    def _place_empty(self) -> None:
        top = self.view.geometry().top() + 24
        self._empty.setGeometry(16, top, self.width() - 32, 60)

    # What a person does -----------------------------------------------------------------------------------
    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.document_requested.emit(index.data(ITEM).document)

    def _on_search(self, text: str) -> None:
        self.filter.search(text)
        self._show_empty()

    def _on_search_entered(self) -> None:
        if self.filter.rowCount():
            self._on_chosen(self.filter.index(0, 0))
            self.field.clear()
            self.left.emit()

    def _on_search_left(self) -> None:
        self.field.clear()
        self.left.emit()

    def _on_tab(self, tab: str) -> None:
        self.filter.show_tab(tab)
        self._show_empty()
        self.show_current(self._current)
