"""The table of figures: rows in the order they were arranged, columns that can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.i18n import tr
from annotator.model.scheme import AttributeType
from annotator.ui.labels import label_name, value_text
from annotator.ui.search.hits import one_line
from annotator.ui.textview.caption import BOUNDS
from annotator.ui.theme import font
from annotator.wording.figures import finding_words, rule_name

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.figures_checks import Figure
    from annotator.ui.figures.reader import Row

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("words", "label", "value", "unit", "bound", "against", "title", "check")
_WIDTHS = (230, 96, 130, 150, 110, 110, 250, 170)
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FiguresModel(QAbstractTableModel):
    """Values are shown as they are stored."""

    def __init__(self, scheme: LabelScheme, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._rows: list[Row] = []
        self._choices = {a.id: a for a in scheme.attributes if a.type is AttributeType.CHOICE}

    def show(self, rows: list[Row]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, number: int) -> Row:
        return self._rows[number]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            tr("Figure"), tr("Label"), tr("Value"), tr("Unit"), tr("Bound, change"), tr("Compared with"), tr("Article"),
            tr("Check"),
        )[section]  # fmt: skip

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(self._words(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBERS if column == "value" else None
        if role == Qt.ItemDataRole.FontRole:
            return (
                font("number", 12)
                if column == "value"
                else font("article", 14)
                if column == "words"
                else None
            )
        return None

    def _words(self, row: Row, column: str) -> str:
        figure = row.figure
        if column == "label":
            return label_name(self._scheme, figure.label)
        if column == "value":
            return _value(figure)
        if column == "bound":
            return ", ".join(
                filter(None, (self._choice("bound", figure.bound), self._choice("change", figure.change)))
            )
        if column == "check":
            return rule_name(row.finding.rule) if row.finding is not None else ""
        return str(getattr(figure, column))

    def _choice(self, attribute: str, value: str) -> str:
        known = self._choices.get(attribute)
        return value_text(known, value) if known is not None and value else value


def _value(figure: Figure) -> str:
    shown = f"{figure.value}–{figure.to}" if figure.to else figure.value
    return f"{BOUNDS[figure.bound]} {shown}" if figure.bound in BOUNDS and shown else shown or "?"


class FiguresView(QTableView):
    """Enter or a double click opens a place, Esc goes back to the article, Up at the top to what is above."""

    opened = Signal(object)
    pointed = Signal(object)
    left = Signal()
    over_top = Signal()
    sorted = Signal(str, bool)

    def __init__(self, scheme: LabelScheme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Figures"))
        self.rows = FiguresModel(scheme, self)
        self.setModel(self.rows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.Fixed
        )  # no row is asked for its height
        self.verticalHeader().setDefaultSectionSize(26)
        head = self.horizontalHeader()
        head.setStretchLastSection(True)
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        head.sectionClicked.connect(self._on_head)
        self._column, self._falling = -1, False
        self.doubleClicked.connect(self._on_opened)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_rows(self, rows: list[Row]) -> None:
        """Show these rows; the one chosen by its place stays chosen, the first one at the beginning."""
        chosen = min(max(0, self.currentIndex().row()), len(rows) - 1)
        self.rows.show(rows)
        if rows:
            self.setCurrentIndex(self.rows.index(chosen, 0))
        self.pointed.emit(rows[chosen] if rows else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._on_opened(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.over_top.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing searches nothing here."""

    def _on_head(self, column: int) -> None:
        """A click sorts, a second one the other way round, a third one puts the order of the articles back."""
        if column != self._column:
            self._column, self._falling = column, False
        elif not self._falling:
            self._falling = True
        else:
            self._column, self._falling = -1, False
        order = Qt.SortOrder.DescendingOrder if self._falling else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(self._column, order)
        self.sorted.emit(COLUMNS[self._column] if self._column >= 0 else "", self._falling)

    def _on_opened(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows.row(index.row()))

    def _on_current(self, index: QModelIndex, before: QModelIndex) -> None:
        self.pointed.emit(self.rows.row(index.row()) if index.isValid() else None)


def detail_words(row: Row | None) -> str:
    """What a check says about a row, with the other figures it is about."""
    if row is None or row.finding is None:
        return ""
    others = " · ".join(f"“{one_line(figure.words)}”" for figure in row.finding.figures)
    rule, _, said, found = row.finding
    return f"{finding_words(rule, said, found)}  {others}"
