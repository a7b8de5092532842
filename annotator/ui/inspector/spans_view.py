"""The pane's upper half: every span of the document, by label or in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.i18n import tr
from annotator.ui.icons import paint_icon
from annotator.ui.inspector.spans_model import ROW, LabelRow, SpanRow, SpansModel
from annotator.ui.labels import colours_of, label_name, stroke_of
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import Segmented, plain_label
from annotator.ui.widgets.paint import paint_swatch, paint_text

if TYPE_CHECKING:
    from annotator.model.layer import Layer
    from annotator.model.scheme import LabelScheme

ROW_HEIGHT = 25
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SpansDelegate(QStyledItemDelegate):
    """Labels with a chevron, a swatch and a count; spans with their words, their value and their paragraph."""

    def __init__(self, scheme: LabelScheme, themes: Themes, view: QListView) -> None:
        super().__init__(view)
        self._scheme, self._themes, self._view = scheme, themes, view
        self.grouped = True

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, ROW_HEIGHT)  # the same for all: a list of 10,000 rows must not ask each one

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW)
        place = QRectF(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        painter.save()
        theme = self._themes.current
        if isinstance(row, LabelRow):
            self._paint_label(painter, place, row)
        elif row is not None:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            if chosen or option.state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(place, theme.colour("selrow" if chosen else "hover"))
            if chosen:
                painter.fillRect(QRectF(0, place.top(), 3, place.height()), theme.colour("accent"))
            self._paint_span(painter, place, row, chosen)
        painter.restore()

    def _paint_label(self, painter: QPainter, place: QRectF, row: LabelRow) -> None:
        theme = self._themes.current
        if row.first:
            painter.fillRect(QRectF(12, place.top(), place.width() - 24, 1), theme.colour("line"))
        paint_icon(painter, "down" if row.open else "next", theme.text2, 12, place.center().y() - 6, 12)
        self._swatch(painter, 30, place, row.label)
        name = QRectF(48, place.top(), place.width() - 48 - 44, place.height())
        paint_text(
            painter, name, label_name(self._scheme, row.label), font("ui", 12, 500), theme.colour("text")
        )
        self._number(painter, place, str(row.spans), place.width() - 12, "text2")

    def _paint_span(self, painter: QPainter, place: QRectF, row: SpanRow, chosen: bool) -> None:
        theme = self._themes.current
        left, right = 42.0, place.width() - 12
        if not self.grouped:
            self._swatch(painter, 14, place, row.span.label)
            left = 34
        self._number(painter, place, str(row.paragraph), right, "text3")
        right -= 26
        if row.value:
            width = min(96.0, QFontMetricsF(font("number", 11)).horizontalAdvance(row.value) + 1)
            value = QRectF(right - width, place.top(), width, place.height())
            paint_text(painter, value, row.value, font("number", 11), theme.colour("text2"), _RIGHT)
            right -= width + 8
        words = QRectF(left, place.top(), right - left, place.height())
        paint_text(painter, words, row.quoted, font("ui", 12, 500 if chosen else 400), theme.colour("text"))

    def _swatch(self, painter: QPainter, x: float, place: QRectF, label: str) -> None:
        colours = colours_of(self._scheme.label(label), self._themes.current.dark)
        box = QRectF(x, place.center().y() - 6, 12, 12)
        paint_swatch(painter, box, colours, stroke_of(self._scheme, label), 2)

    def _number(self, painter: QPainter, place: QRectF, text: str, right: float, token: str) -> None:
        where = QRectF(right - 40, place.top(), 40, place.height())
        paint_text(painter, where, text, font("number", 11), self._themes.current.colour(token), _RIGHT)


class _List(QListView):
    """A list that takes no digits for a search."""

    def keyboardSearch(self, search: str) -> None:
        """Typing searches nothing here; digits are labels."""


class SpansPane(QWidget):
    """The list, its title and its two orders."""

    span_requested = Signal(object)
    folded = Signal(object)
    order_chosen = Signal(str)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = SpansModel(scheme, self)
        self._layer: Layer | None = None
        self._text = ""
        self._selected: str | None = None
        self._count = plain_label("", self, "number")
        self.order = Segmented([("label", tr("By label")), ("text", tr("By place"))], self, tr("Order"))
        self.order.choose("label")
        self.order.setFixedWidth(156)
        self.order.chosen.connect(self._on_order)
        self.view = _List(self)
        self._delegate = SpansDelegate(scheme, themes, self.view)
        self._hint = plain_label(
            tr("Nothing marked yet. Select words and press the key of a label."), self, "secondary"
        )
        self._build(themes)

    def _build(self, themes: Themes) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 5, 12, 5)
        head.setSpacing(8)
        head.addWidget(plain_label(tr("Marked"), self, "strong"))
        head.addWidget(self._count, 1)
        head.addWidget(self.order)
        column.addLayout(head)
        column.addWidget(self._hint)
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.view, 1)
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(tr("Marked spans"))
        view.verticalScrollBar().setSingleStep(24)
        view.clicked.connect(self._on_clicked)
        view.activated.connect(self._on_activated)
        themes.changed.connect(view.viewport().update)

    def show_layer(self, text: str, layer: Layer | None) -> None:
        """Show the spans of a document."""
        self._text, self._layer = text, layer
        grouped = self.order.choice() == "label"
        self._delegate.grouped = grouped
        self.model.show(text, layer, grouped)
        self._show_count()

    def apply(self, edits: Sequence[object]) -> None:
        """Patch the list."""
        for edit in edits:
            self.model.apply(edit)
        self._show_count()

    def select(self, span: str | None) -> None:
        """Select the row of a span; its group is opened."""
        self._selected = span
        if span:
            self._fold(self.model.label_of(span), closed=False)
        index = self.model.index_of(span) if span else QModelIndex()
        if not index.isValid():
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())
            return
        self.view.setCurrentIndex(index)

    def reveal(self) -> None:
        """Bring the selected row into view."""
        index = self.view.currentIndex()
        if index.isValid() and not self.view.viewport().rect().contains(self.view.visualRect(index)):
            self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def closed_labels(self) -> set[str]:
        """Labels whose spans a person has folded away."""
        return self.model.closed_labels()

    def set_view(self, order: str, closed: set[str]) -> None:
        """Restore order and folded labels."""
        self.model.close_labels(closed)
        self.order.choose("text" if order == "text" else "label")

    def _show_count(self) -> None:
        count = len(self.model)
        self._count.setText(str(count) if count else "")
        empty = self._layer is not None and not count
        if self._hint.isHidden() == empty:
            self._hint.setVisible(empty)

    def _fold(self, label: str, *, closed: bool) -> None:
        if label and self.model.fold(label, closed):
            self.folded.emit(self.closed_labels())

    def _on_clicked(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, LabelRow):
            self._fold(row.label, closed=row.open)
        elif row is not None:
            self.span_requested.emit(row.span.id)

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, SpanRow):
            self.span_requested.emit(row.span.id)

    def _on_order(self, order: str) -> None:
        self.show_layer(self._text, self._layer)
        self.select(self._selected)
        self.reveal()
        self.order_chosen.emit(order)
