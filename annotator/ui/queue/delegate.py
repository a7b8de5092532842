"""How a row of the queue is drawn: state, two lines of title, source and state in words, number of spans."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.model.layer import LayerState
from annotator.ui.queue.model import ASSIGNED, ITEM, WHY
from annotator.ui.queue.words import assigned_words, state_words
from annotator.ui.theme import Theme, Themes, font
from annotator.ui.widgets.paint import paint_text

if TYPE_CHECKING:
    from annotator.store.documents import QueueItem

ROW_HEIGHT = 65
_LINE = 18


class QueueDelegate(QStyledItemDelegate):
    """Rows of one height, so that ten thousand cost nothing; broken titles are kept for the rows on screen."""

    def __init__(self, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._themes = themes
        self._titles: OrderedDict[tuple[str, int, bool], list[str]] = OrderedDict()
        self.narrow = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120 if not self.narrow else 39, 32 if self.narrow else ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item: QueueItem = index.data(ITEM)
        theme = self._themes.current
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        row = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or hover:
            painter.fillRect(row, theme.colour("selrow" if chosen else "hover"))
        if chosen:
            painter.fillRect(QRectF(row.left(), row.top(), 3, row.height()), theme.colour("accent"))
        if self.narrow:
            paint_state(painter, QPointF(row.left() + 13, row.top() + 9), item, theme)
        else:
            said = assigned_words(index.data(ASSIGNED)), str(index.data(WHY) or "")
            self._paint_words(painter, row, item, chosen, said)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, row: QRectF, item: QueueItem, chosen: bool, said: tuple[str, str]
    ) -> None:
        mine, why = said
        theme = self._themes.current
        left, right = row.left() + 37, row.right() - 12
        lines = self._title(item.title, round(right - left), chosen)
        top = row.top() + 6 + (_LINE / 2 if len(lines) == 1 else 0)
        paint_state(painter, QPointF(row.left() + 15, top + 2), item, theme)
        face = font("ui", 13, 600 if chosen else 400)
        for line in lines:
            paint_text(painter, QRectF(left, top, right - left, _LINE), line, face, theme.colour("text"))
            top += _LINE
        count = str(item.spans) if item.spans else ""
        width = QFontMetricsF(font("number", 11)).horizontalAdvance(count) if count else 0
        below = QRectF(left, top + 1, right - left - (width + 8 if count else 0), 16)
        if why:
            paint_text(painter, below, why, font("ui", 12), theme.colour("text2"))
        else:
            self._paint_facts(painter, below, item, mine)
        right_side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint_text(painter, QRectF(right - width - 1, top + 1, width + 1, 16), count, font("number", 11),
                   theme.colour("text2"), right_side)  # fmt: skip

    def _paint_facts(self, painter: QPainter, below: QRectF, item: QueueItem, mine: str) -> None:
        """Source, state, batch; where there is no room for both the source is cut first."""
        face, ink = font("ui", 12), self._themes.current.colour("text2")
        metrics = QFontMetricsF(face)
        state = "  ·  ".join(filter(None, (state_words(item), mine)))
        if item.source:
            state = f"  ·  {state}"
        most = below.width() * (0.85 if mine else 0.6)
        room = below.width() - min(metrics.horizontalAdvance(state), most)
        source = min(metrics.horizontalAdvance(item.source), room) if item.source else 0.0
        paint_text(painter, QRectF(below.left(), below.top(), source, 16), item.source, face, ink)
        rest = QRectF(below.left() + source, below.top(), below.width() - source, 16)
        paint_text(painter, rest, state, face, ink)

    def _title(self, title: str, width: int, strong: bool) -> list[str]:
        key = (title, width, strong)
        if key not in self._titles:
            self._titles[key] = break_title(title, width, strong)
            if len(self._titles) > 400:
                self._titles.popitem(last=False)
        return self._titles[key]


def break_title(title: str, width: int, strong: bool) -> list[str]:
    """At most two lines of ``title``, the second cut with an ellipsis."""
    face = font("ui", 13, 600 if strong else 400)
    text = " ".join(title[:300].split()) or "…"
    layout = QTextLayout(text, face)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(width)
    layout.endLayout()
    if first.textLength() >= len(text.encode("utf-16-le")) // 2:
        return [text]
    head = text.encode("utf-16-le")[: 2 * first.textLength()].decode("utf-16-le", "ignore")
    rest = text[len(head) :]
    return [head.rstrip(), QFontMetricsF(face).elidedText(rest, Qt.TextElideMode.ElideRight, width)]


def paint_state(painter: QPainter, corner: QPointF, item: QueueItem, theme: Theme) -> None:
    """A document's state in a 14 px box: ring, pie, flag, bar or tick. The shapes differ, not only the colours."""
    painter.save()
    painter.translate(corner)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if item.state is LayerState.FINISHED:
        _paint_tick(painter, theme)
    elif item.state is LayerState.FLAGGED:
        _paint_flag(painter, theme)
    else:
        begun = item.state is LayerState.IN_PROGRESS
        painter.setPen(QPen(theme.colour("accent" if begun else "text3"), 1.4))
        painter.drawEllipse(QPointF(7, 7), 5.6, 5.6)
        if begun:
            share = item.reviewed / item.paragraphs if item.paragraphs else 0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            span = -round(16 * 360 * min(1.0, max(0.06, share)))
            painter.drawPie(QRectF(3.6, 3.6, 6.8, 6.8), 90 * 16, span)
        elif item.state is LayerState.SKIPPED:
            painter.setPen(QPen(theme.colour("text3"), 1.6))
            painter.drawLine(QPointF(4.4, 7), QPointF(9.6, 7))
    painter.restore()


def _paint_tick(painter: QPainter, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("ok"))
    painter.drawEllipse(QPointF(7, 7), 6.3, 6.3)
    pen = QPen(
        theme.colour("pane"), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(QPointF(4.2, 7.3))
    path.lineTo(6.2, 9.3)
    path.lineTo(9.9, 5.1)
    painter.drawPath(path)


def _paint_flag(painter: QPainter, theme: Theme) -> None:
    painter.setPen(
        QPen(
            theme.colour("warn"),
            1.5,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )
    )
    path = QPainterPath(QPointF(3.2, 13))
    for x, y in ((3.2, 1.6), (11, 1.6), (9.2, 4.3), (11, 7), (3.2, 7)):
        path.lineTo(x, y)
    painter.drawPath(path)
