"""Spans that stay out of ``doc.ents`` because they overlap a longer one; ``doc.spans`` holds them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.i18n import ntr, tr
from annotator.model.document import Document
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span
from annotator.services.exporting import Nested
from annotator.ui.labels import colours_of, label_name, stroke_of
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import hairline, plain_label
from annotator.ui.widgets.paint import paint_swatch, paint_text

_NOWHERE = QModelIndex()
_ROW = Qt.ItemDataRole.UserRole


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: Sequence[Nested] = ()

    def show(self, rows: Sequence[Nested]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        row = self._rows[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            document, _, out, winner = row
            words = tr("{winner} is kept, {out} stays out")
            return words.format(winner=quoted(document, winner), out=quoted(document, out))
        return None


def quoted(document: Document, span: Span, most: int = 160) -> str:
    """A span's words on one line."""
    return " ".join(document.text[span.start : min(span.end, span.start + most)].split())


class _Delegate(QStyledItemDelegate):
    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(300, 34)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        document, _, out, winner = index.data(_ROW)
        theme = self._themes.current
        place = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("selrow"))
        middle = place.left() + place.width() * 0.5
        self._words(painter, document, winner, place.left() + 16, middle - 16, place)
        words = tr("left out")
        width = QFontMetricsF(font("ui", 12)).horizontalAdvance(words) + 8
        paint_text(
            painter,
            QRectF(middle, place.top(), width, place.height()),
            words,
            font("ui", 12),
            theme.colour("text2"),
        )
        self._words(painter, document, out, middle + width, place.right() - 16, place)
        painter.fillRect(QRectF(place.left(), place.bottom(), place.width(), 1), theme.colour("line"))
        painter.restore()

    def _words(
        self, painter: QPainter, document: Document, span: Span, left: float, right: float, place: QRectF
    ) -> None:
        theme = self._themes.current
        colours = colours_of(self._scheme.label(span.label), theme.dark)
        name = label_name(self._scheme, span.label)
        face = font("ui", 12, 500)
        name_width = QFontMetricsF(face).horizontalAdvance(name) + 22
        words = quoted(document, span)
        serif = font("article", 13)
        width = min(QFontMetricsF(serif).horizontalAdvance(words) + 2, right - left - name_width)
        paint_text(
            painter, QRectF(left, place.top(), width, place.height()), words, serif, theme.colour("text")
        )
        paint_swatch(
            painter,
            QRectF(left + width + 8, place.center().y() - 6, 12, 12),
            colours,
            stroke_of(self._scheme, span.label),
            2,
        )
        paint_text(
            painter,
            QRectF(left + width + 25, place.top(), name_width, place.height()),
            name,
            face,
            QColor(colours.ink),
        )


class _View(QListView):
    """Rows; ``opened`` carries the one that Enter or a double click was for."""

    opened = Signal(QModelIndex)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class NestedView(QWidget):
    """A title and the rows; Enter or a double click asks for the row's place (a ``Nested``)."""

    place_wanted = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._title = plain_label("", self, "strong")
        self.view = _View(self)
        self.view.setProperty("surface", "paper")
        self.view.setModel(self._model)
        self.view.setItemDelegate(_Delegate(scheme, themes, self))
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.view.opened.connect(self._on_opened)
        self.view.setAccessibleName(tr("Nested, overlapping"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline(self))
        self._title.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self._title)
        column.addWidget(hairline(self))
        column.addWidget(self.view, 1)

    def _on_opened(self, index: QModelIndex) -> None:
        self.place_wanted.emit(index.data(_ROW))

    def show_rows(self, rows: Sequence[Nested]) -> None:
        """Show them; without any the whole part goes."""
        self._model.show(rows)
        count = len(rows)
        title = ntr("{n} span overlaps a longer one", "{n} spans overlap a longer one", count)
        self._title.setText(title.format(n=count))
        self.setVisible(count > 0)
