"""A table of cells with swatches, bars and heat: arrows go from cell to cell, Enter or a click opens what is behind one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
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
from annotator.ui.dashboard.tables import (
    COUNT,
    EMPTY,
    GROUP,
    HEAT,
    LABEL,
    NO_TABLE,
    Cell,
    Table,
    rows_as_text,
)
from annotator.ui.dialogs.base import rows_as_text as as_lines
from annotator.ui.labels import colours_of, stroke_of
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.cells import CELL, CellsModel, Index
from annotator.ui.widgets.paint import paint_swatch, paint_text

_CENTRE = Qt.AlignmentFlag.AlignCenter
_HOT = {False: QColor("#E9A23B"), True: QColor("#8A5A12")}  # no agreement at all, in light and dark


class HeatModel(CellsModel):
    """The cells of a table."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(NO_TABLE, parent)

    def further(self, cell: Cell, index: Index, role: int) -> Any:
        spoken = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        return cell.tip or cell.words if role in spoken else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.table.heads):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.table.heads[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _CENTRE if section > 1 or self.table.widths[1:2] != [0] else Qt.AlignmentFlag.AlignLeft
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.table.rows[index.row()][index.column()].payload is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class HeatDelegate(QStyledItemDelegate):
    """Paints one cell. Darker means less agreement; low ones have a frame too, those of few spans are hatched."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL)
        theme, room = self._themes.current, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if cell.kind == GROUP:
            painter.setClipping(False)
            place = QRectF(room.left(), room.top(), room.width() + 200, room.height())
            paint_text(painter, place, cell.words, font("ui", 12), theme.colour("text2"))
        elif cell.kind in (LABEL, COUNT):
            self._paint_label(painter, room, cell)
        elif cell.kind == HEAT:
            self._paint_heat(painter, room, cell)
        if cell.kind != EMPTY and option.state & QStyle.StateFlag.State_HasFocus and cell.payload is not None:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_label(self, painter: QPainter, room: QRectF, cell: Cell) -> None:
        theme = self._themes.current
        colours = colours_of(self._scheme.label(cell.label), theme.dark)
        stroke = stroke_of(self._scheme, cell.label)
        if cell.kind == LABEL:
            paint_swatch(painter, QRectF(room.left() + 2, room.center().y() - 6, 12, 12), colours, stroke, 2)
            paint_text(painter, room.adjusted(21, 0, -4, 0), cell.words, font("ui", 13), theme.colour("text"))
            return
        number = font("number", 12)
        longest = room.width() - QFontMetricsF(number).horizontalAdvance("00.000") - 12
        width = max(2.0, cell.share * max(0.0, longest)) if cell.share else 0.0
        paint_swatch(painter, QRectF(room.left(), room.center().y() - 6, width, 12), colours, stroke, 0)
        paint_text(painter, room.adjusted(width + 6, 0, 0, 0), cell.words, number, theme.colour("text2"))

    def _paint_heat(self, painter: QPainter, room: QRectF, cell: Cell) -> None:
        theme = self._themes.current
        box = room.adjusted(0, 0, -1, -1)
        if cell.few:
            painter.fillRect(box, theme.colour("pane"))
            painter.fillRect(box, QBrush(theme.colour("line2"), Qt.BrushStyle.BDiagPattern))
        elif cell.words:
            painter.fillRect(
                box, mixed(theme.colour("paper"), _HOT[bool(theme.dark)], 0.06 + 0.94 * cell.share**0.8)
            )
        if cell.low:
            painter.setPen(QPen(theme.colour("warn"), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        face = font("number", 12, 600 if cell.low else 400)
        paint_text(painter, box, cell.words, face, theme.colour("text3" if cell.few else "text"), _CENTRE)


def mixed(cold: QColor, hot: QColor, share: float) -> QColor:
    """A colour between two; ``share`` 0 gives the first."""
    share = max(0.0, min(1.0, share))
    ends = ((cold.red(), hot.red()), (cold.green(), hot.green()), (cold.blue(), hot.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in ends))


class HeatView(QTableView):
    """``opened`` tells the payload of a cell."""

    opened = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.cells = HeatModel(self)
        self.setModel(self.cells)
        self.setItemDelegate(HeatDelegate(scheme, themes, self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setProperty("heat", "yes")
        self.setStyleSheet("QTableView { border: 2px solid transparent; } QTableView:focus { border-color: palette(link); } QHeaderView, QHeaderView::section { background: transparent; "
                           "padding: 2px 0; border: none; font-size: 11px; }")  # fmt: skip
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(25)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(22)
        self.clicked.connect(self._on_clicked)
        themes.changed.connect(self.viewport().update)

    def show_table(self, table: Table) -> None:
        """Show another table; the cell that was current stays so."""
        before = self.currentIndex()
        row, column = before.row(), before.column()
        self.cells.show_table(table)
        self.setAccessibleName(table.name)
        head = self.horizontalHeader()
        for place, width in enumerate(table.widths):
            head.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            )
            if width:
                self.setColumnWidth(place, width)
        for place, cells in enumerate(table.rows):
            self.setRowHeight(place, 24 if cells[0].kind == GROUP else 25)
        if 0 <= row < len(table.rows) and 0 <= column < len(table.heads):
            self.setCurrentIndex(self.cells.index(row, column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_clicked(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(as_lines(rows_as_text(self.cells.table)))
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        cell = index.data(CELL) if index.isValid() else None
        if cell is not None and cell.payload is not None:
            self.opened.emit(cell.payload)
