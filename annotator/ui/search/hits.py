"""Hits as a list: the document at the left, then one line of text with every hit at the same place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.i18n import ntr, tr
from annotator.ui.labels import colours_of, label_name, number_words, stroke_of
from annotator.ui.theme import Theme, Themes, font
from annotator.ui.widgets.paint import paint_swatch, paint_text

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.finding import Hit

Index = QModelIndex | QPersistentModelIndex
HIT = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 28
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def one_line(text: str) -> str:
    """``text`` as it can be painted on one line; stored text is never changed by this."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


class HitsModel(QAbstractListModel):
    """Grows as hits arrive."""

    def __init__(self, scheme: LabelScheme, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._hits: list[Hit] = []

    def clear(self) -> None:
        """Start over."""
        if self._hits:
            self.beginResetModel()
            self._hits = []
            self.endResetModel()

    def add(self, hits: list[Hit]) -> None:
        """Put more at the end."""
        first = len(self._hits)
        self.beginInsertRows(_NOWHERE, first, first + len(hits) - 1)
        self._hits += hits
        self.endInsertRows()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def hit(self, row: int) -> Hit:
        """The hit of a row."""
        return self._hits[row]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(hit.found or hit.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = one_line(f"{hit.before}{hit.found}{hit.after}").strip()
            label = label_name(self._scheme, hit.label) if hit.label else ""
            return ", ".join(filter(None, (one_line(hit.found), label, hit.title, words)))
        return None


class HitsDelegate(QStyledItemDelegate):
    """Rows of one height, so that thousands cost nothing."""

    def __init__(
        self, scheme: LabelScheme, themes: Themes, view: QListView, name: Callable[[str], str]
    ) -> None:
        super().__init__(view)
        self._scheme, self._themes, self._view, self._name = scheme, themes, view, name
        self.unlabelled = ""  # what stands where a label would, for a place that has none

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit = index.data(HIT)
        theme = self._themes.current
        place = QRectF(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, theme.colour("selrow" if chosen else "hover"))
        if chosen:
            painter.fillRect(QRectF(0, place.top(), 3, place.height()), theme.colour("accent"))
        title = QRectF(16, place.top(), min(240.0, place.width() * 0.24) - 16, place.height())
        paint_text(painter, title, one_line(hit.title), font("ui", 12), theme.colour("text2"))
        right = place.width() - 14
        if hit.label or self.unlabelled:
            right = self._paint_label(painter, place, hit, right)
        if hit.end > hit.start:
            room = QRectF(title.right() + 12, place.top(), right - title.right() - 24, place.height())
            paint_context(painter, room, (hit.before, hit.found, hit.after), theme, self._fill(hit, theme))
        painter.restore()

    def _fill(self, hit: Hit, theme: Theme) -> QColor:
        if not hit.label:
            return theme.colour("textsel")
        return QColor(colours_of(self._scheme.label(hit.label), theme.dark).fill)

    def _paint_label(self, painter: QPainter, place: QRectF, hit: Hit, right: float) -> float:
        """Label and person at the right; returns where they begin."""
        theme, wide = self._themes.current, min(190.0, place.width() * 0.2)
        left = right - wide
        words = self.unlabelled
        if hit.label:
            colours = colours_of(self._scheme.label(hit.label), theme.dark)
            box = QRectF(left, place.center().y() - 6, 12, 12)
            paint_swatch(painter, box, colours, stroke_of(self._scheme, hit.label), 2)
            words = label_name(self._scheme, hit.label)
        if hit.annotator:
            words = f"{words} · {self._name(hit.annotator)}"
        room = QRectF(left + 18, place.top(), wide - 18, place.height())
        paint_text(painter, room, words, font("ui", 12), theme.colour("text2"))
        return left


def paint_context(
    painter: QPainter, room: QRectF, words: tuple[str, str, str], theme: Theme, fill: QColor
) -> None:
    """Words before a hit, the hit, words after: it begins at the same place in every row, what is before it ends there."""
    before, found, after = words
    face, strong = font("article", 14), font("article", 14, 500)
    start = room.left() + room.width() * 0.42
    shown = one_line(found)
    most = room.right() - start
    width = min(QFontMetricsF(strong).horizontalAdvance(shown), most)
    box = QRectF(start - 1.5, room.center().y() - 11, width + 3, 21)
    painter.fillRect(box, fill)
    left = QRectF(room.left(), room.top(), start - room.left() - 2, room.height())
    cut = QFontMetricsF(face).elidedText(one_line(before), Qt.TextElideMode.ElideLeft, left.width())
    paint_text(painter, left, cut, face, theme.colour("text2"), _RIGHT)
    paint_text(
        painter, QRectF(start, room.top(), width + 1, room.height()), shown, strong, theme.colour("text")
    )
    rest = QRectF(start + width + 2, room.top(), room.right() - start - width - 2, room.height())
    if rest.width() > 8:
        paint_text(painter, rest, one_line(after), face, theme.colour("text2"), _LEFT)


class RowsView(QListView):
    """A list used by keys: Enter opens, Esc goes back, Up at the top goes to what is above."""

    opened = Signal(int)
    left = Signal()
    over_top = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        self.doubleClicked.connect(self._on_double_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in _ENTER:
            event.ignore()  # for the dialog or page around it
        elif key in _ENTER:
            if row >= 0:
                self.opened.emit(row)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Up and row <= 0:
            self.over_top.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing searches nothing here."""

    def enter(self) -> None:
        """Take the keys, with a row chosen."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._choose_current()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._choose_current()

    def _choose_current(self) -> None:
        """The row that keys act on is the one that is seen to be chosen; Qt makes it current and no more."""
        index = self.currentIndex()
        if not index.isValid() and self.model().rowCount():
            index = self.model().index(0, 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())


def hits_words(count: int, documents: int, *, more: bool) -> str:
    """``128 hits in 40 documents``; with a plus where there are more."""
    if not count:
        return tr("no hit")
    plus = "+" if more else ""
    hits = ntr("{n} hit", "{n} hits", count).format(n=number_words(count) + plus)
    places = ntr("in {n} document", "in {n} documents", documents).format(n=number_words(documents) + plus)
    return f"{hits} {places}"
