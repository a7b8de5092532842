"""A Qt model over a table of cells that is made at once and shown whole; what a cell looks like, a delegate says."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole  # the cell itself
_NOWHERE = QModelIndex()


class CellsModel(QAbstractTableModel):
    """``table`` has ``heads`` and ``rows`` of cells, each with ``words`` and a ``tip``. Subclasses give further roles."""

    def __init__(self, table: Any, parent: QObject) -> None:
        super().__init__(parent)
        self.table = table

    def show_table(self, table: Any) -> None:
        """Show another table."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.table.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.table.rows[index.row()][index.column()]
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.words
        return self.further(cell, index, role)

    def further(self, cell: Any, index: Index, role: int) -> Any:
        """What a cell gives for any other role."""
        return None
