"""A table of figures: labels with their swatches at the left, numbers at the right. Enter or a double click opens a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.model.scheme import LabelScheme
from annotator.ui.dialogs.base import rows_as_text
from annotator.ui.labels import colours_of, stroke_of
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.cells import CELL, CellsModel, Index
from annotator.ui.widgets.paint import paint_swatch, paint_text

PAYLOAD = CELL + 1
_ROW = 26
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Cell:
    """``words``; with a ``label``, its swatch before them; ``tone`` is a colour of the theme. ``face``: ui, article or number."""

    words: str
    label: str = ""
    tone: str = "text"
    strong: bool = False
    face: str = "ui"
    tip: str = ""


@dataclass(frozen=True)
class Rows:
    """A table: heads, rows of cells, what each row stands for, and how many columns at the left are words."""

    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    payloads: Sequence[object] = ()
    wordy: int = 1
    widths: Sequence[int] = field(default=())


class GridModel(CellsModel):
    """The rows of a table."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(Rows(), parent)

    def further(self, cell: Cell, index: Index, role: int) -> Any:
        if role == PAYLOAD:
            return self.table.payloads[index.row()] if self.table.payloads else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.table.heads[index.column()]}: {cell.tip or cell.words}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.table.heads):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.table.heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section < self.table.wordy else _RIGHT
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, scheme: LabelScheme, themes: Themes, model: GridModel, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme, self._themes, self._model = scheme, themes, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 16, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL)
        theme, place = self._themes.current, QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("selrow"))
            if index.column() == 0:
                painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), theme.colour("accent"))
        painter.fillRect(QRectF(place.left(), place.bottom(), place.width(), 1), theme.colour("line"))
        words = place.adjusted(12 if index.column() == 0 else 8, 0, -8, 0)
        ink = theme.colour(cell.tone)
        if cell.label:
            colours = colours_of(self._scheme.label(cell.label), theme.dark)
            swatch = QRectF(words.left(), words.center().y() - 6, 12, 12)
            paint_swatch(painter, swatch, colours, stroke_of(self._scheme, cell.label), 2)
            words.setLeft(words.left() + 18)
            ink = QColor(colours.ink)
        side = _LEFT if index.column() < self._model.table.wordy else _RIGHT
        face = "number" if side == _RIGHT and cell.face == "ui" else cell.face
        paint_text(painter, words, cell.words, font(face, 12, 600 if cell.strong else 400), ink, side)
        painter.restore()


class Grid(QTableView):
    """``opened`` carries the payload of a row. Ctrl+C copies the table."""

    opened = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = GridModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(scheme, themes, self._rows, self))
        self.setAccessibleName(name)
        self.setProperty("surface", "paper")
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setMinimumSectionSize(_ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(self._open)
        themes.changed.connect(self.viewport().update)

    def show_table(self, table: Rows) -> None:
        """Show these rows, the first one chosen."""
        self._rows.show_table(table)
        header = self.horizontalHeader()
        for column in range(len(table.heads)):
            if column < len(table.widths) and table.widths[column]:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(column, table.widths[column])
            elif column < table.wordy:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        if table.rows:
            self.setCurrentIndex(self._rows.index(0, 0))

    def row(self) -> object:
        """What the chosen row stands for; None without one."""
        return self.currentIndex().data(PAYLOAD) if self.currentIndex().isValid() else None

    def rows(self) -> Rows:
        """What is shown."""
        return self._rows.table

    def _open(self, index: QModelIndex) -> None:
        payload = index.data(PAYLOAD)
        if payload is not None:
            self.opened.emit(payload)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            cells = [[cell.words for cell in row] for row in self._rows.table.rows]
            QGuiApplication.clipboard().setText(rows_as_text([list(self._rows.table.heads), *cells]))
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing searches nothing here."""
