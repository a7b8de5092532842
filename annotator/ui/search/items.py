"""Words with several ways of labelling them, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.i18n import tr
from annotator.ui.labels import colours_of, label_name, number_words, stroke_of
from annotator.ui.search.hits import Index, one_line
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_swatch, paint_text

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.consistency import Inconsistency, Labels

ITEM = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 48
_NOWHERE = QModelIndex()


class ItemsModel(QAbstractListModel):
    """The most telling first."""

    def __init__(self, scheme: LabelScheme, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._items: list[Inconsistency] = []

    def show(self, items: list[Inconsistency]) -> None:
        """Show other items."""
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def item(self, row: int) -> Inconsistency:
        """The item of a row."""
        return self._items[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(item.words)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            counts = (
                f"{labels_words(self._scheme, labels)} {number_words(count)}" for labels, count in item.counts
            )
            return f"{one_line(item.words)}: {', '.join(counts)}"
        return None


def labels_words(scheme: LabelScheme, labels: Labels) -> str:
    """The names of a place's labels, or that it has none."""
    return " + ".join(label_name(scheme, label) for label in labels) or tr("no label")


class ItemsDelegate(QStyledItemDelegate):
    """The words, and below them how often they have which label."""

    def __init__(self, scheme: LabelScheme, themes: Themes, view: QListView) -> None:
        super().__init__(view)
        self._scheme, self._themes, self._view = scheme, themes, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Inconsistency = index.data(ITEM)
        theme = self._themes.current
        row = QRectF(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, theme.colour("selrow" if chosen else "hover"))
        if chosen:
            painter.fillRect(QRectF(0, row.top(), 3, row.height()), theme.colour("accent"))
        words = QRectF(16, row.top() + 4, row.width() - 28, 22)
        paint_text(
            painter,
            words,
            one_line(item.words),
            font("article", 14, 500 if chosen else 400),
            theme.colour("text"),
        )
        x = 16.0
        for labels, count in item.counts:
            x = self._paint_count(painter, x, row, labels, number_words(count))
            if x > row.width() - 40:
                break
        painter.restore()

    def _paint_count(self, painter: QPainter, x: float, row: QRectF, labels: Labels, count: str) -> float:
        """One swatch, name and number; returns where the next one begins."""
        theme, top = self._themes.current, row.top() + 27
        for label in labels:
            box = QRectF(x, top + 2, 11, 11)
            colours = colours_of(self._scheme.label(label), theme.dark)
            paint_swatch(painter, box, colours, stroke_of(self._scheme, label), 2)
            x += 14
        words = f"{labels_words(self._scheme, labels)} {count}"
        face = font("ui", 12)
        width = min(QFontMetricsF(face).horizontalAdvance(words) + 1, row.width() - x - 12)
        if width > 8:
            paint_text(painter, QRectF(x, top, width, 16), words, face, theme.colour("text2"))
        return x + width + 12
