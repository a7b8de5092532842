"""What is suggested in the article: found by place, and drawn apart from people's spans.

A suggestion stands in the layout like a span of its own, in lanes that people's spans leave free, so that accepting it
moves nothing. Offsets are code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from annotator.model.scheme import LabelScheme
from annotator.model.span import Span, order_key
from annotator.ui.textview.caption import caption_of
from annotator.ui.textview.index import SpanIndex
from annotator.ui.textview.lanes import Caption
from annotator.ui.textview.layout import Block, Mark, Row, SpanFacts, extent

if TYPE_CHECKING:
    from annotator.nlp.suggest.suggestion import Suggestion
    from annotator.ui.textview.page import LabelPaint, Page
    from annotator.ui.textview.paint import Painter

DASHES = (4.0, 3.0)
_BEFORE = -(1 << 62)
Key = tuple[int, int, str]


class Suggested(SpanFacts):
    """The suggestions of a page, each with a span that stands for it in the layout."""

    def __init__(self) -> None:
        self._by_id: dict[str, tuple[Span, Suggestion]] = {}
        self._index = SpanIndex({})
        self.spans = SpanIndex({})  # those of the layer

    def __len__(self) -> int:
        return len(self._by_id)

    def show(self, suggestions: Iterable[Suggestion]) -> list[tuple[int, int]]:
        """Show these from now on; returns the ranges whose lines look different."""
        before, found = self._by_id, {}
        for suggestion in suggestions:
            id = _id(suggestion)
            stand_in = before[id][0] if id in before else Span(id, *suggestion.key, suggestion.attributes)
            found[id] = stand_in, suggestion
        self._by_id = found
        self._index = SpanIndex({id: span for id, (span, _) in found.items()})
        different = [
            held[id][0] for held in (before, found) for id in held if id not in before or id not in found
        ]
        return [(span.start, span.end) for span in different]

    def of(self, span: Span) -> Suggestion | None:
        """The suggestion that ``span`` stands for; None for a span of the layer."""
        held = self._by_id.get(span.id)
        return held[1] if held is not None and held[0] is span else None

    def same(self, suggestion: Suggestion | None) -> Suggestion | None:
        """The one on show with the same range and label."""
        return next((s for s in self.all() if suggestion is not None and s.key == suggestion.key), None)

    def overlapping(self, start: int, end: int) -> list[Span]:
        """What stands for the suggestions that share a code point with start..end."""
        return self._index.overlapping(start, end) if self._by_id else []

    def is_innermost(self, span: Span) -> bool:
        """Whether no other suggestion, and no span of the layer, is shorter and inside."""
        if not self._index.is_innermost(span):
            return False
        size, around = span.end - span.start, self.spans.overlapping(span.start, span.end)
        return not any(span.start <= s.start and s.end <= span.end and s.end - s.start < size for s in around)

    def rank(self, id: str) -> int:
        return self._index.rank(id)

    def at(self, offset: int) -> Suggestion | None:
        """The shortest suggestion that covers the code point at ``offset``."""
        found = self._index.at(offset)
        return self.of(found[0]) if found else None

    def beside(self, key: Key, step: int) -> Suggestion | None:
        """The next one (+1) behind ``key`` (see ``model.span.order_key``) in reading order, or the one before (-1)."""
        found = self._index.after(key) if step > 0 else self._index.before(key)
        return self.of(found) if found is not None else None

    def all(self) -> list[Suggestion]:
        """Every one, in reading order."""
        return [suggestion for _, suggestion in sorted(self._by_id.values(), key=_order)]


def _id(suggestion: Suggestion) -> str:
    return f"\0{suggestion.key}{sorted(suggestion.attributes.items())}"


def _order(pair: tuple[Span, Suggestion]) -> Key:
    return order_key(pair[0])


def key_of(suggestion: Suggestion) -> Key:
    """The place of a suggestion in reading order among spans."""
    return suggestion.start, -suggestion.end, _id(suggestion)


def caret_key(caret: int, step: int) -> Key:
    """The place of the caret in reading order, seen in one direction."""
    return caret, _BEFORE if step > 0 else 1, ""


def offered_caption(scheme: LabelScheme, span: Span, *, values: bool = True) -> Caption:
    """Name and value of a suggestion, after a plus."""
    name, value, short = caption_of(scheme, span, values=values)
    return Caption(f"+ {name}", "" if value == "= ?" else value, f"+ {short}")


# Painting -----------------------------------------------------------------------------------------------------
def paint_suggested(painter: Painter, block: Block, row: Row) -> None:
    """Boxes, brackets and names of what is suggested on a row."""
    for mark in row.suggested:
        paint = painter.page.paint_of(mark.span.label)
        standing = painter.page.suggested.of(mark.span) is painter.shown.suggested
        if not (standing and painter.shown.offered):
            _box(painter, paint, _rect(painter, block, row, mark), mark, strong=standing)
        if mark.bracket:
            _bracket(painter, block, row, mark, paint)
        _name(painter, block, row, mark, paint)
    if painter.shown.suggested is not None and painter.shown.offered is not None:
        _offer(painter, block, row)


def _rect(painter: Painter, block: Block, row: Row, mark: Mark) -> QRectF:
    wide = 1.5 * painter.s
    return QRectF(mark.x0 - wide, row.y + row.top, mark.x1 - mark.x0 + 2 * wide, block.box)


def _pen(painter: Painter, paint: LabelPaint, width: float) -> QPen:
    pen = QPen(paint.ink, width * painter.s, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([length / width for length in DASHES])
    return pen


def _box(painter: Painter, paint: LabelPaint, rect: QRectF, mark: Mark | None, *, strong: bool) -> None:
    """A dashed box; open at a side where the suggestion goes on in another line."""
    p = painter.p
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(_pen(painter, paint, 2.0 if strong else 1.2))
    p.drawLine(rect.topLeft(), rect.topRight())
    p.drawLine(rect.bottomLeft(), rect.bottomRight())
    if mark is None or not mark.from_before:
        p.drawLine(rect.topLeft(), rect.bottomLeft())
    if mark is None or not mark.goes_on:
        p.drawLine(rect.topRight(), rect.bottomRight())


def _bracket(painter: Painter, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
    """What joins a name in a lower lane to its words."""
    s, top = painter.s, block.lane_top(row, mark.lane)
    middle = top + 6.5 * s
    painter.p.setPen(_pen(painter, paint, 1.2))
    if not mark.from_before:
        painter.p.drawLine(QPointF(mark.x0, top + 1.5 * s), QPointF(mark.x0, middle))
    if not mark.goes_on:
        painter.p.drawLine(QPointF(mark.x1, top + 1.5 * s), QPointF(mark.x1, middle))
    name = mark.name
    if name is None or name.after:
        painter.p.drawLine(QPointF(mark.x0, middle), QPointF(mark.x1, middle))
        return
    painter.p.drawLine(QPointF(mark.x0, middle), QPointF(name.x - 3 * s, middle))
    painter.p.drawLine(QPointF(name.x + name.width + 3 * s, middle), QPointF(mark.x1, middle))


def _name(painter: Painter, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
    if mark.name is None:
        return
    p, base = painter.p, block.lane_top(row, mark.lane) + 10.4 * painter.s
    p.setPen(paint.ink)
    p.setFont(light_name(painter.page))
    p.drawText(QPointF(mark.name.x, base), mark.name.text)
    if mark.name.value:
        p.setFont(painter.page.metrics.value)
        p.drawText(QPointF(mark.name.value_x, base), mark.name.value)


def light_name(page: Page) -> QFont:
    """The face of a suggestion's name: that of names, in weight 400."""
    face = QFont(page.metrics.name)
    face.setWeight(QFont.Weight.Normal)
    return face


def _offer(painter: Painter, block: Block, row: Row) -> None:
    """The edges as a person has moved them, not yet accepted."""
    shown = painter.shown
    edges = extent(block, row, shown.offered) if shown.offered is not None else None
    if edges is not None and shown.suggested is not None:
        rect = QRectF(
            edges[0] - 1.5 * painter.s, row.y + row.top, edges[1] - edges[0] + 3 * painter.s, block.box
        )
        _box(painter, painter.page.paint_of(shown.suggested.label), rect, None, strong=True)


def paint_tag(painter: QPainter, page: Page, left: int, start: int, words: Sequence[str]) -> None:
    """Keys and what they do, in a dark tag below the line of ``start``; two lines at most."""
    place = _tag_place(page, left, start)
    if place is None or not words:
        return
    s = page.metrics.scale
    face = light_name(page)
    metrics = QFontMetricsF(face)
    width = max(metrics.horizontalAdvance(line) for line in words) + 14 * s
    height = (4 + 14 * len(words)) * s
    x = max(left - 8 * s, min(place.x(), left + page.width + 30 * s - width))
    rect = QRectF(x, place.y(), width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(page.style.text)
    painter.drawRoundedRect(rect, 3 * s, 3 * s)
    painter.setPen(page.style.paper)
    painter.setFont(face)
    for number, line in enumerate(words):
        painter.drawText(QPointF(x + 7 * s, rect.top() + (13 + 14 * number) * s), line)


def _tag_place(page: Page, left: int, start: int) -> QPointF | None:
    for _, top, block in page.visible():
        if block.shape.start <= start < max(block.shape.end, block.shape.start + 1):
            row = block.rows[block.row_of(start)]
            below = top + row.y + row.height - (page.metrics.foot if row.lanes else 0) + page.metrics.scale
            return QPointF(left + block.shape.x(row.line, start) - 1.5 * page.metrics.scale, below)
    return None
