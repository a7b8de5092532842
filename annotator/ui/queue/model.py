"""The queue as a list model: every document of the project, in queue order, patched row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from annotator.i18n import tr
from annotator.model.layer import LayerState
from annotator.model.text import fold_loose
from annotator.ui.queue.words import assigned_words, state_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.model.assignment import Assignment
    from annotator.store.documents import QueueItem

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
ASSIGNED, WHY = ITEM + 1, ITEM + 2
DONE_STATES = frozenset({LayerState.FINISHED, LayerState.SKIPPED})
_NOWHERE = QModelIndex()


class QueueModel(QAbstractListModel):
    """Rows in queue order. ``replace_all`` is for a wide change; one document's row is only patched."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._items: list[QueueItem] = []
        self._rows: dict[str, int] = {}
        self._folds: dict[int, str] = {}
        self._came: dict[str, int] = {}  # where each document is in the order in which they came
        self._why: dict[str, str] = {}  # documents in an order of their own, each with a reason
        self.assigned: Mapping[str, Assignment] | None = None
        self._limit: frozenset[str] | None = None
        self.done = 0
        self.begun = 0
        self.total = 0

    def replace_all(self, items: list[QueueItem]) -> None:
        """Show another queue: a project was opened, an import ended, another person works."""
        self._came = {item.document: place for place, item in enumerate(items)}
        self._show(items)

    def show_order(self, why: Mapping[str, str]) -> None:
        """Put these documents first, in this order, each with its reason; none for the order in which they came."""
        if why != self._why or list(why) != list(self._why):
            self._why = dict(why)
            self._show(self._items)

    def _show(self, items: list[QueueItem]) -> None:
        ranks = {document: rank for rank, document in enumerate(self._why)}
        last = len(ranks)
        self.beginResetModel()
        self._items = sorted(items, key=lambda i: (ranks.get(i.document, last), self._came[i.document]))
        self._rows = {item.document: row for row, item in enumerate(self._items)}
        self._folds = {}
        self._count()
        self.endResetModel()

    def _count(self) -> None:
        counted = [item for item in self._items if self.within(item)]
        self.total = len(counted)
        self.done = sum(item.state in DONE_STATES for item in counted)
        self.begun = sum(item.state in (LayerState.IN_PROGRESS, LayerState.FLAGGED) for item in counted)

    def show_assigned(self, assigned: Mapping[str, Assignment] | None) -> None:
        """What is assigned to the person who works, by document; None where nothing is to anybody."""
        self.assigned = assigned
        if self._items:
            self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    def limit(self, documents: frozenset[str] | None) -> None:
        """Count, and go on to, these documents only; None for all."""
        self._limit = documents
        self._count()

    def within(self, item: QueueItem) -> bool:
        """Whether a document is among those that count."""
        return self._limit is None or item.document in self._limit

    def patch(self, item: QueueItem) -> None:
        """Show what has changed about one document."""
        row = self._rows.get(item.document)
        if row is None:
            return
        before = self._items[row]
        self._items[row] = item
        if self.within(item):
            self._recount(before, item)
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def _recount(self, before: QueueItem, item: QueueItem) -> None:
        self.done += (item.state in DONE_STATES) - (before.state in DONE_STATES)
        open_states = (LayerState.IN_PROGRESS, LayerState.FLAGGED)
        self.begun += (item.state in open_states) - (before.state in open_states)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM:
            return item
        if role == ASSIGNED:
            return (self.assigned or {}).get(item.document)
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role in (WHY, Qt.ItemDataRole.ToolTipRole):
            return self._why.get(item.document)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = tr("{title}, {source}, {state}, {spans} spans").format(
                title=item.title, source=item.source, state=state_words(item), spans=item.spans
            )
            mine = assigned_words((self.assigned or {}).get(item.document))
            more = [said for said in (mine, self._why.get(item.document)) if said]
            return ", ".join([words, *more])
        return None

    def item(self, row: int) -> QueueItem:
        """The item of a row."""
        return self._items[row]

    def row_of(self, document: str | None) -> int:
        """The row of a document, or -1."""
        return self._rows.get(document, -1) if document else -1

    def folded(self, row: int) -> str:
        """What the filter looks into; made when it is first asked for."""
        fold = self._folds.get(row)
        if fold is None:
            item = self._items[row]
            fold = self._folds[row] = fold_loose(f"{item.title} {item.source}")
        return fold

    def touch(self, document: str | None) -> None:
        """Have views look at a document's row again."""
        row = self.row_of(document)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))

    def next_open(self, document: str | None) -> str | None:
        """The next document that is not done, after ``document`` and around the end; None when all are done.

        Where documents have an order of their own, the first of it.
        """
        for best in self._why:
            row = self._rows.get(best)
            if row is not None and best != document and self._goes_on_to(self._items[row]):
                return best
        start = self.row_of(document) + 1
        count = len(self._items)
        for step in range(count):
            item = self._items[(start + step) % count]
            if item.document != document and self._goes_on_to(item):
                return item.document
        return None

    def _goes_on_to(self, item: QueueItem) -> bool:
        return item.state not in DONE_STATES and self.within(item)


class QueueFilter(QSortFilterProxyModel):
    """The rows of one tab (``open``, ``done``, ``all``) whose title or source holds what was typed, marks folded."""

    def __init__(self, model: QueueModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._tab = "all"
        self._words: list[str] = []
        self._only: frozenset[str] | None = None
        self._kept: str | None = None
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)

    def show_tab(self, tab: str) -> None:
        """Show only what is open or done, or everything."""
        self.beginFilterChange()
        self._tab = tab
        self._refilter()

    def search(self, text: str) -> None:
        """Show only rows that hold every word of ``text``."""
        self.beginFilterChange()
        self._words = fold_loose(text).split()
        self._refilter()

    def only(self, documents: frozenset[str] | None) -> None:
        """Show only these documents: those that pass a saved filter; None for all."""
        if documents != self._only:
            self.beginFilterChange()
            self._only = documents
            self._refilter()

    def refresh(self) -> None:
        """Look again at which documents count."""
        self.beginFilterChange()
        self._refilter()

    def keep(self, document: str | None) -> None:
        """Keep the document on screen in the list though its state has left the tab."""
        if document != self._kept:
            before, self._kept = self._kept, document
            # Two rows only: to filter 10,000 again would be felt at every document.
            for changed in (before, document):
                self._model.touch(changed)

    def _refilter(self) -> None:
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        item = self._model.item(row)
        if self._words and not all(word in self._model.folded(row) for word in self._words):
            return False
        if item.document == self._kept:
            return True
        if not self._model.within(item):
            return False
        if self._only is not None and item.document not in self._only:
            return False
        if self._tab == "all":
            return True
        return (item.state in DONE_STATES) == (self._tab == "done")
