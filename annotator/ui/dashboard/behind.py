"""What is behind a number: a list of cases or documents, of which one is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog
from annotator.ui.theme import Themes

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Behind:
    """One row: a document (``case`` empty) or a case in it, with its columns as words."""

    document: str
    case: str
    columns: tuple[str, ...]


class BehindModel(QAbstractTableModel):
    """Rows as they are, however many."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Behind], parent: QWidget) -> None:
        super().__init__(parent)
        self._heads, self.rows = list(heads), rows

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return " ".join(self.rows[index.row()].columns[index.column()].split())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None


class BehindView(QTableView):
    """Enter or a double click opens a row."""

    opened = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_row(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def prepare(self, model: BehindModel, name: str) -> None:
        """Show the rows of ``model``; the last column takes what is left."""
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(model.columnCount() - 1, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(0, 290)
        if model.columnCount() > 2:
            self.setColumnWidth(1, 150)
        self.doubleClicked.connect(self.open_row)
        if len(model.rows):
            self.selectRow(0)

    def open_row(self, index: QModelIndex) -> None:
        """Tell that this row is wanted."""
        model = self.model()
        if index.isValid() and isinstance(model, BehindModel):
            self.opened.emit(model.rows[index.row()])


class BehindDialog(Dialog):
    """``opened`` tells the row a person wants to see; ``queue_wanted`` asks for the documents as a filter of the queue."""

    opened = Signal(object)
    queue_wanted = Signal(str, object)

    def __init__(
        self,
        title: str,
        words: str,
        heads: Sequence[str],
        rows: Sequence[Behind],
        themes: Themes,
        parent: QWidget,
    ) -> None:
        super().__init__(title, themes, parent)
        self.resize(820, 520)
        self._title = title
        self.add_title(title)
        if words:
            self.add_words(words, "secondary")
        self.view = BehindView(self)
        self.view.prepare(BehindModel(heads, rows, self.view), title)
        self.view.opened.connect(self._on_opened)
        self.body.addWidget(self.view, 1)
        self._rows = rows
        self.add_button(tr("Close"), "Esc").clicked.connect(self.reject)
        self.queue = self.add_button(tr("Show these in the queue"))
        self.queue.setEnabled(bool(rows))
        self.queue.clicked.connect(self._on_queue)
        self.open_button = self.add_button(tr("Open"), "↵", primary=True)
        self.open_button.setEnabled(bool(rows))
        self.open_button.clicked.connect(self._on_open)
        self.view.setFocus()

    def _on_open(self) -> None:
        self.view.open_row(self.view.currentIndex())

    def _on_opened(self, row: Behind) -> None:
        self.accept()
        self.opened.emit(row)

    def _on_queue(self) -> None:
        self.accept()
        self.queue_wanted.emit(self._title, frozenset(row.document for row in self._rows))
