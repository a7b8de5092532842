"""The cases of the list as a model: rows of the index, patched document by document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.i18n import tr
from annotator.wording.review import kind_title, status_name

if TYPE_CHECKING:
    from annotator.services.adjudication_index import CaseRow
    from annotator.ui.review.desk import ReviewDesk

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


class CasesModel(QAbstractListModel):
    """What the desk lists. Nothing is made for a row before it is seen."""

    def __init__(self, desk: ReviewDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[CaseRow] = []
        desk.listed.connect(self._on_listed)
        desk.patched.connect(self._on_patched)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("{words}, {kind}, {status}").format(
                words=row.words, kind=kind_title(row.kind.value), status=status_name(row.status.value)
            )
        return None

    def place_of(self, row: CaseRow) -> int:
        """The place of a case in the list, or -1."""
        low, high = self._segment(row.document)
        return next((n for n in range(low, high) if self._rows[n].case == row.case), -1)

    def _on_listed(self) -> None:
        self.beginResetModel()
        self._rows = self._desk.rows()
        self.endResetModel()

    def _segment(self, document: str) -> tuple[int, int]:
        ordinal = self._desk.ordinal(document)
        low = bisect_left(self._rows, ordinal, key=self._ordinal)
        return low, bisect_right(self._rows, ordinal, low, key=self._ordinal)

    def _ordinal(self, row: CaseRow) -> int:
        return self._desk.ordinal(row.document)

    def _on_patched(self, document: str) -> None:
        """Mostly one row goes; only that one is told to the view."""
        low, high = self._segment(document)
        old, new = self._rows[low:high], self._desk.rows_of(document)
        known = [row.case for row in new]
        if [row.case for row in old] != known:
            wanted = set(known)
            for place in range(high - 1, low - 1, -1):
                if self._rows[place].case not in wanted:
                    self.beginRemoveRows(_NOWHERE, place, place)
                    del self._rows[place]
                    self.endRemoveRows()
            there = {row.case for row in old}
            for place, row in enumerate(new, low):
                if row.case not in there:
                    self.beginInsertRows(_NOWHERE, place, place)
                    self._rows.insert(place, row)
                    self.endInsertRows()
        self._rows[low : low + len(new)] = new
        if new:
            self.dataChanged.emit(self.index(low), self.index(low + len(new) - 1))
