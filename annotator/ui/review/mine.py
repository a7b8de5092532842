"""Mine beside gold: what was decided about one's own work and why, to be filtered by the reason."""

from __future__ import annotations

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
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen
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
from annotator.model.scheme import LabelScheme
from annotator.review.decisions import Mark, Reason
from annotator.review.feedback import Change, What
from annotator.services.feedback import Feedback, Item
from annotator.ui.labels import colours_of, label_name, number_words, stroke_of
from annotator.ui.review.quotes import paint_quote
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import Segmented, hairline, plain_label
from annotator.ui.widgets.paint import paint_swatch, paint_text
from annotator.wording.review import kind_title, reason_name

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_LINE, _SHOWN = 27, 3  # changes of one case that a row shows
ALL = "all"


class MineModel(QAbstractListModel):
    """The cases that were decided otherwise, of one reason or all."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._items: list[Item] = []
        self._shown: list[Item] = []

    def show_items(self, items: list[Item], reason: str) -> None:
        """``reason``: the code of one, or ``all``."""
        self.beginResetModel()
        self._items = items
        self._shown = [item for item in items if reason in (ALL, item.reason.value)]
        self.endResetModel()

    def filter(self, reason: str) -> None:
        """Only those with this reason."""
        self.show_items(self._items, reason)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._shown[index.row()]
        if role == ITEM:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.quote.words} · {reason_name(item.reason.value)} · {item.title}"
        return None


class MineDelegate(QStyledItemDelegate):
    """A row: mine at the left, gold beside it, below the reason, the comment and the document."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item: Item = index.data(ITEM)
        return QSize(300, 20 + _LINE * min(_SHOWN, len(item.changes)) + 24)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Item = index.data(ITEM)
        theme, place = self._themes.current, QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("selrow"))
            painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), theme.colour("accent"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        inside = place.adjusted(16, 8, -16, -6)
        half = (inside.width() - 32) / 2
        y = inside.top()
        for change in item.changes[:_SHOWN]:
            self._mark(painter, QRectF(inside.left(), y, half, _LINE), item, change.mine, change, left=True)
            arrow = QRectF(inside.left() + half, y, 32, _LINE)
            align = Qt.AlignmentFlag.AlignCenter
            paint_text(painter, arrow, "→", font("ui", 13), theme.colour("text2"), align)
            right = QRectF(inside.left() + half + 32, y, half, _LINE)
            self._mark(painter, right, item, change.gold, change, left=False)
            y += _LINE
        self._why(painter, QRectF(inside.left(), y + 4, inside.width(), 20), item)
        painter.restore()

    def _mark(
        self, painter: QPainter, place: QRectF, item: Item, mark: Mark | None, change: Change, *, left: bool
    ) -> None:
        theme = self._themes.current
        if mark is None:
            words = tr("not marked") if left else tr("not taken")
            paint_text(painter, place, words, font("ui", 12), theme.colour("text2"))
            return
        colours = colours_of(self._scheme.label(mark.label), theme.dark)
        top = place.top() + (place.height() - 10) / 2
        paint_swatch(
            painter, QRectF(place.left(), top, 12, 10), colours, stroke_of(self._scheme, mark.label), 2
        )
        face, name = font("ui", 12, 500), label_name(self._scheme, mark.label)
        wide = QFontMetricsF(face).horizontalAdvance(name) + 2
        named = QRectF(place.left() + 18, place.top(), wide, place.height())
        paint_text(painter, named, name, face, QColor(colours.ink))
        quote = place.adjusted(wide + 26, 2, 0, -2)
        paint_quote(painter, quote, item.quote.of(mark), _part(mark, change), theme, 14)

    def _why(self, painter: QPainter, place: QRectF, item: Item) -> None:
        theme = self._themes.current
        parts = [reason_name(item.reason.value)] if item.reason else []
        parts += [item.comment] if item.comment else []
        face, x = font("ui", 12, 600), place.left()
        if parts:
            words = ": ".join(parts)
            wide = min(QFontMetricsF(face).horizontalAdvance(words) + 4, place.width() * 0.6)
            paint_text(painter, QRectF(x, place.top(), wide, 20), words, face, theme.colour("text"))
            x += wide + 8
        more = len(item.changes) - _SHOWN
        rest = [kind_title(item.kind), item.title]
        rest += [f"+{more}"] if more > 0 else []
        rest += [tr("changed since it was decided")] if item.stale else []
        place = QRectF(x, place.top(), place.right() - x, 20)
        paint_text(painter, place, " · ".join(rest), font("ui", 12), theme.colour("text2"))


def _part(mark: Mark, change: Change) -> tuple[int, int]:
    """The part of a mark that the other side lacks, where edges differ."""
    other = change.gold if mark is change.mine else change.mine
    if other is None or change.what not in (What.EDGES, What.BOTH):
        return 0, 0
    if mark.start < other.start:
        return 0, min(other.start, mark.end) - mark.start
    if mark.end > other.end:
        return max(other.end, mark.start) - mark.start, mark.end - mark.start
    return 0, 0


class MinePage(QWidget):
    """``place_requested`` (document, start) asks to show a place in the annotator's own article."""

    place_requested = Signal(str, int)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = plain_label(tr("Mine and gold"), self, "title")
        self.numbers = plain_label("", self, "secondary")
        self.model = MineModel(self)
        self.view = QListView(self)
        self.reasons = Segmented(
            [(ALL, "")] + [(reason.value or "none", "") for reason in Reason], self, tr("Reason")
        )
        self._empty = plain_label("", self, "secondary")
        self._build(scheme, themes)

    def _build(self, scheme: LabelScheme, themes: Themes) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 10)
        head.setSpacing(6)
        head.addWidget(self.title)
        self.numbers.setWordWrap(True)
        head.addWidget(self.numbers)
        row = QHBoxLayout()
        row.addWidget(self.reasons)
        row.addStretch(1)
        head.addLayout(row)
        column.addLayout(head)
        column.addWidget(hairline(self))
        self._empty.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(MineDelegate(scheme, themes, self))
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setAccessibleName(tr("Mine and gold"))
        view.activated.connect(self._on_chosen)
        view.doubleClicked.connect(self._on_chosen)
        self.reasons.chosen.connect(self._on_reason)
        themes.changed.connect(view.viewport().update)

    def show_feedback(self, found: Feedback) -> None:
        """Show what was decided about one person's work."""
        words = tr(
            "{name}: {decided} cases decided, {kept} as you had them, {changed} otherwise; {agreed} all agree, {waiting} not decided yet."
        )
        self.numbers.setText(
            words.format(
                name=found.name, decided=number_words(found.decided), kept=number_words(found.kept),
                changed=number_words(len(found.items)), agreed=number_words(found.agreed),
                waiting=number_words(found.waiting),
            )
        )  # fmt: skip
        self.reasons.set_text(ALL, tr("All {count}").format(count=number_words(len(found.items))))
        for reason in Reason:
            key, count = reason.value or "none", found.reasons[reason]
            self.reasons.set_text(key, f"{reason_name(reason.value)} {number_words(count)}")
            self.reasons.button(key).setVisible(count > 0)
        self.reasons.choose(ALL)
        self.model.show_items(found.items, ALL)
        nothing = (
            tr("Nothing was changed.") if found.decided else tr("Nothing is decided about your work yet.")
        )
        self._empty.setText("" if found.items else nothing)
        self._empty.setVisible(not found.items)
        if found.items:
            self.view.setCurrentIndex(self.model.index(0))

    def _on_reason(self, key: str) -> None:
        self.model.filter("" if key == "none" else key)

    def _on_chosen(self, index: QModelIndex) -> None:
        item: Item | None = index.data(ITEM) if index.isValid() else None
        if item is not None:
            self.place_requested.emit(item.document, item.quote.start)

    def take_focus(self) -> None:
        """The keys go to the list: arrows walk, Enter opens."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_chosen(self.view.currentIndex())
            return
        super().keyPressEvent(event)
