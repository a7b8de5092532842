"""Draws the article: fills, then text, then strokes and names, so that nothing hides a neighbouring sign.

All y are window pixels or, inside a block, pixels from its top; all x count from the left of the text column. Lengths
written here are pixels at 16 px text and are multiplied by ``scale``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QRegion

from annotator.ui.textview.bands import SHARED, paint_over_text, paint_under_text
from annotator.ui.textview.layout import Block, Mark, Row, extent
from annotator.ui.textview.page import LabelPaint, Page
from annotator.ui.textview.style import ArticleStyle
from annotator.ui.textview.suggested import paint_suggested
from annotator.ui.textview.zones import paint_zones, row_rect

if TYPE_CHECKING:
    from annotator.nlp.suggest.suggestion import Suggestion

Range = tuple[int, int]


@dataclass(slots=True)
class Shown:
    """What the view shows beside the text and its spans. Offsets are code points, ``left`` is the column's x."""

    left: int = 0
    caret: int = 0
    focus: bool = False
    selection: Range | None = None
    matches: list[Range] = field(default_factory=list)
    hover: str | None = None
    selected: str | None = None
    preview: Range | None = None
    suggested: Suggestion | None = None  # the one a person stands on
    offered: Range | None = None  # its edges as they were moved
    tag: tuple[str, ...] = ()
    tag_at: int = 0


class Painter:
    """One paint event: holds the pieces every routine needs."""

    def __init__(self, painter: QPainter, page: Page, shown: Shown) -> None:
        self.p, self.page, self.shown = painter, page, shown
        self.style: ArticleStyle = page.style
        self.s = page.metrics.scale

    def paint(self, clip: QRect) -> None:
        """Paint the blocks that ``clip`` touches."""
        self.p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.page.zones:
            paint_zones(self.p, self.page, self.shown.caret, self.shown.left, clip)
        for number, top, block in self.page.visible():
            if top < clip.bottom() + 1 and top + block.height > clip.top() - self.page.metrics.relation_top:
                self.p.save()
                self.p.translate(self.shown.left, top)
                self._margin(number, block)
                for row in block.rows:
                    if top + row.y <= clip.bottom() and top + row.y + row.height >= clip.top():
                        self._row(block, row)
                self.p.restore()

    # Rows ----------------------------------------------------------------------------------------------------
    def _row(self, block: Block, row: Row) -> None:
        paints = [(mark, self.page.paint_of(mark.span.label)) for mark in row.marks]
        # Outer spans lie below the innermost ones; the order within each is the marks' own, longest first.
        for mark, paint in sorted(paints, key=_is_filled):
            (self._fill if mark.filled else self._outer_fill)(block, row, mark, paint)
        bands = self.page.bands
        if bands is not None:
            paint_under_text(self, block, row, bands)
        self._ranges(block, row)
        self._text(block, row)
        for mark, paint in paints:
            self._strokes(block, row, mark, paint)
        for mark, paint in paints:
            self.name(block, row, mark, paint)
        for mark, paint in paints:
            self._signs(block, row, mark, paint)
        if row.suggested or self.shown.offered is not None:
            paint_suggested(self, block, row)
        if bands is not None:
            paint_over_text(self, block, row, bands)
        self._caret(block, row)

    def _signs(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        if mark.span.id == self.shown.selected:
            (self._frame if self.shown.preview is None else self._hairline)(block, row, mark, paint)
        if mark.span.note and not mark.goes_on:
            self._corner(block, row, mark, paint)

    def _text(self, block: Block, row: Row) -> None:
        if row.line.qt is None:
            return
        place = QPointF(0, block.baseline(row) - row.line.qt.ascent())
        self.p.setPen(self.style.text)
        if not self.page.is_closed(row.line.start, row.line.end):
            row.line.qt.draw(self.p, place)
            return
        closed, whole = QRegion(), QRect(-20, row.y - 10, round(self.page.width) + 60, row.height + 20)
        for zone in self.page.zones:
            rect = None if zone.proposed else row_rect(self.page, block, row, zone)
            if rect is not None:
                closed += rect.toAlignedRect()
        for area, colour in ((QRegion(whole) - closed, self.style.text), (closed, self.style.text3)):
            self.p.save()
            self.p.setClipRegion(area, Qt.ClipOperation.IntersectClip)
            self.p.setPen(colour)
            row.line.qt.draw(self.p, place)
            self.p.restore()

    def _fill(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        if not self.style.fills or self.page.is_closed(mark.span.start, mark.span.end):
            return
        strong = mark.span.id == self.shown.hover or (
            mark.span.id == self.shown.selected and self.shown.preview is None
        )
        if mark.shape is None:
            wide, radius = 1.5 * self.s, 3 * self.s
            rect = QRectF(mark.x0 - wide, row.y + row.top, mark.x1 - mark.x0 + 2 * wide, block.box)
            mark.shape = _tab(rect, 0 if mark.from_before else radius, 0 if mark.goes_on else radius)
        colour = paint.sel if strong else paint.fill
        if self.page.bands is not None and not strong:
            colour = QColor(colour)
            colour.setAlphaF(SHARED)
        self.p.fillPath(mark.shape, colour)

    def _outer_fill(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        chosen = mark.span.id == self.shown.selected and self.shown.preview is None
        if not self.style.fills or not (chosen or mark.span.id == self.shown.hover):
            return
        colour = QColor(paint.fill)
        colour.setAlphaF(0.75 if chosen else 0.5)
        self.p.setPen(Qt.PenStyle.NoPen)
        self.p.setBrush(colour)
        rect = QRectF(mark.x0 - self.s, row.y + row.top, mark.x1 - mark.x0 + 2 * self.s, block.box)
        self.p.drawRoundedRect(rect, 3 * self.s, 3 * self.s)

    def _ranges(self, block: Block, row: Row) -> None:
        for match in self._matches(row):
            self._band(block, row, match, self.style.match, outline=True)
        if self.shown.preview is not None and self.shown.selected is not None:
            span = self.page.index.get(self.shown.selected)
            if span is not None:
                self._band(block, row, self.shown.preview, self.page.paint_of(span.label).sel)
        if self.shown.selection is not None:
            self._band(block, row, self.shown.selection, self.style.textsel)

    def _matches(self, row: Row) -> Iterator[Range]:
        """What was found and touches a row; matches lie in order and do not overlap."""
        matches = self.shown.matches
        place = max(0, bisect_right(matches, (row.line.start, 0)) - 1)
        while place < len(matches) and matches[place][0] < row.line.end:
            yield matches[place]
            place += 1

    def _band(self, block: Block, row: Row, where: Range, colour: QColor, *, outline: bool = False) -> None:
        edges = extent(block, row, where)
        if edges is None:
            return
        wide = self.s
        rect = QRectF(
            edges[0] - wide, row.y + row.top - wide, edges[1] - edges[0] + 2 * wide, block.box + 2 * wide
        )
        self.p.setPen(QPen(self.style.line2, 1) if outline else Qt.PenStyle.NoPen)
        self.p.setBrush(colour)
        self.p.drawRoundedRect(rect, 2 * self.s, 2 * self.s)

    def _caret(self, block: Block, row: Row) -> None:
        line, caret = row.line, self.shown.caret
        if (
            not self.shown.focus
            or self.shown.selected is not None
            or not line.start <= caret <= block.shape.end
        ):
            return
        if (
            block.rows[block.row_of(caret)] is not row
            or self.page.block(self.page.blocks.at(caret)) is not block
        ):
            return
        x = block.shape.x(line, caret)
        top = row.y + row.top - self.s
        self.p.fillRect(
            QRectF(x - 0.9 * self.s, top, 1.75 * self.s, block.box + 2 * self.s), self.style.accent
        )

    # Strokes -------------------------------------------------------------------------------------------------
    def _strokes(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        if mark.bracket:
            self.bracket(block, row, mark, paint)
            return
        wide, y = 1.5 * self.s, row.y + row.top + block.box
        self._line(paint, mark.x0 - wide, mark.x1 + wide, y, middle=False)
        if mark.goes_on:
            self._chevron(paint.ink, mark.x1 + 2 * wide, y - 4 * self.s, 2.6, 1.3)
        if mark.from_before:
            self._chevron(paint.ink, mark.x0 - 2 * wide - 3 * self.s, y - 4 * self.s, 2.6, 1.3)

    def _line(
        self, paint: LabelPaint, x0: float, x1: float, y: float, *, middle: bool, strong: bool = False
    ) -> None:
        """A stroke of the label's group: hanging from ``y``, or with ``y`` in its middle."""
        if x1 <= x0:
            return
        more = self.style.stroke
        if strong:
            parts = [(-1.25 * more, 2.5 * more)]
        elif paint.stroke == "double":
            parts = [(-1.9 * more, more), (0.9 * more, more)] if middle else [(0.0, more), (2.2 * more, more)]
        else:
            thick = (2.4 if paint.stroke == "thick" else 1.2) * more
            parts = [(-thick / 2 if middle else 0.0, thick)]
        for offset, height in parts:
            self.p.fillRect(QRectF(x0, y + offset * self.s, x1 - x0, height * self.s), paint.ink)

    def bracket(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        """A span as a bracket in its lane."""
        s, name = self.s, mark.name
        strong = mark.span.id in (self.shown.hover, self.shown.selected)
        top = block.lane_top(row, mark.lane)
        middle = top + 6.5 * s
        tick = (2.5 if strong else 1.2) * s
        left, right = mark.x0, mark.x1
        if mark.from_before:
            self._chevron(paint.ink, left, middle - 3 * s, 3, 1.5)
            left += 4 * s
        else:
            self.p.fillRect(QRectF(left - 0.5 * s, top + 1.5 * s, tick, 5.6 * s), paint.ink)
        if mark.goes_on:
            self._chevron(paint.ink, right - 2 * s, middle - 3 * s, 3, 1.5)
            right -= 3 * s
        else:
            self.p.fillRect(QRectF(right - tick, top + 1.5 * s, tick, 5.6 * s), paint.ink)
        if name is None or name.after:
            self._line(paint, left, right, middle, middle=True, strong=strong)
            return
        self._line(paint, left, name.x - 3 * s, middle, middle=True, strong=strong)
        self._line(paint, name.x + name.width + 3 * s, right, middle, middle=True, strong=strong)

    def _chevron(self, ink: QColor, x: float, y: float, half: float, width: float) -> None:
        s = self.s
        self.p.setPen(QPen(ink, width * s))
        self.p.drawPolyline(
            QPolygonF([QPointF(x, y), QPointF(x + 3 * s, y + half * s), QPointF(x, y + 2 * half * s)])
        )

    # Names ---------------------------------------------------------------------------------------------------
    def name(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        """The name of a span, and its value."""
        name, s = mark.name, self.s
        if name is None:
            return
        top, shift, colour = block.lane_top(row, mark.lane), 0.0, paint.ink
        if mark.span.id == self.shown.selected:
            shift = 0.0 if mark.bracket else 3 * s
            colour = self.style.paper
            self.p.setPen(Qt.PenStyle.NoPen)
            self.p.setBrush(paint.ink)
            plate = QRectF(name.x + shift - 4 * s, top + 0.5 * s, name.width + 8 * s, 12.5 * s)
            self.p.drawRoundedRect(plate, 2.5 * s, 2.5 * s)
        self.p.setPen(colour)
        base = top + 10.4 * s
        self.p.setFont(self.page.metrics.name)
        place = QPointF(name.x + shift, base - self.page.look.ascent(False))
        self.p.drawStaticText(place, self.page.look.written(name.text, False))
        if name.value:
            self.p.setFont(self.page.metrics.value)
            place = QPointF(name.value_x + shift, base - self.page.look.ascent(True))
            self.p.drawStaticText(place, self.page.look.written(name.value, True))

    # Selected --------------------------------------------------------------------------------------------------
    def _frame(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        s, top = self.s, row.y + row.top
        wide = 1.5 * s if mark.filled else 0.6 * s
        for x, there in (
            (mark.x0 - wide - 0.7 * s, not mark.from_before),
            (mark.x1 + wide - 0.9 * s, not mark.goes_on),
        ):
            if there:
                self.p.fillRect(QRectF(x, top - s, 1.6 * s, block.box + 3 * s), paint.ink)
        if mark.filled:
            self.p.fillRect(
                QRectF(mark.x0 - wide, top - 0.6 * s, mark.x1 - mark.x0 + 2 * wide, 1.25 * s), paint.ink
            )

    def _hairline(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        self.p.setPen(QPen(paint.ink, max(0.8, 0.8 * self.s)))
        self.p.setBrush(Qt.BrushStyle.NoBrush)
        wide = 1.5 * self.s
        self.p.drawRect(QRectF(mark.x0 - wide, row.y + row.top, mark.x1 - mark.x0 + 2 * wide, block.box))

    def _corner(self, block: Block, row: Row, mark: Mark, paint: LabelPaint) -> None:
        x, y, size = mark.x1 + (1.5 * self.s if mark.filled else 0), row.y + row.top, 6.5 * self.s
        path = QPainterPath(QPointF(x - size, y))
        path.lineTo(x, y)
        path.lineTo(x, y + size)
        path.closeSubpath()
        self.p.fillPath(path, paint.ink)

    def grips(self) -> None:
        """The two handles of the selected span, over everything else."""
        if self.shown.selected is None:
            return
        span = self.page.index.get(self.shown.selected)
        if span is None:
            return
        where = self.shown.preview or (span.start, span.end)
        paint_grips(self.p, self.page, self.shown.left, where, self.page.paint_of(span.label).ink)

    # Margin ----------------------------------------------------------------------------------------------------
    def _margin(self, number: int, block: Block) -> None:
        blocks, s, style = self.page.blocks, self.s, self.style
        caret = self.shown.caret  # below 0: a picture, in which nobody reads
        current = caret >= 0 and blocks.paragraph[blocks.at(caret)] == blocks.paragraph[number]
        first = blocks.is_first(number)
        printed = blocks.number(number) if first else 0
        if printed:
            self.p.setPen(style.accent if current else style.text3)
            font = self.page.metrics.value
            font.setBold(current)
            self.p.setFont(font)
            text = str(printed)
            width = self.page.measure(text, True)
            self.p.drawText(QPointF(-20 * s - width, block.baseline(block.rows[0]) - s), text)
            font.setBold(False)
        if not blocks.ends[number] > blocks.starts[number] and not current:
            return
        head = block.rows[0].top
        top, bottom = (head + 2 * s if first else 0), block.height - block.gap - (4 * s if block.gap else 0)
        if current:
            top = head if first else 0
            self.p.fillRect(
                QRectF(-12 * s, top, 2.5 * s, bottom + 2 * s - top),
                style.accent if self.shown.focus else style.line2,
            )
        elif blocks.ends[number] <= self.page.layer.looked_at(len(self.page.text)):
            self.p.fillRect(QRectF(-11.5 * s, top, 1.5 * s, bottom - top), style.line)
        else:
            pen = QPen(style.line2, 1.5 * s, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([1.35, 2.65])
            self.p.setPen(pen)
            self.p.drawLine(QPointF(-10.75 * s, top), QPointF(-10.75 * s, bottom))


def _is_filled(pair: tuple[Mark, LabelPaint]) -> bool:
    return pair[0].filled


def _tab(rect: QRectF, left: float, right: float) -> QPainterPath:
    """A rectangle with its upper corners rounded by the given radii."""
    path = QPainterPath(QPointF(rect.left(), rect.bottom()))
    path.lineTo(rect.left(), rect.top() + left)
    if left:
        path.quadTo(rect.topLeft(), QPointF(rect.left() + left, rect.top()))
    path.lineTo(rect.right() - right, rect.top())
    if right:
        path.quadTo(rect.topRight(), QPointF(rect.right(), rect.top() + right))
    path.lineTo(rect.right(), rect.bottom())
    path.closeSubpath()
    return path


def paint_grips(painter: QPainter, page: Page, left: int, where: Range, ink: QColor) -> None:
    """The two handles of a range."""
    s = page.metrics.scale
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(page.style.paper, 1.5 * s))
    painter.setBrush(ink)
    for point in grip_points(page, *where).values():
        rect = QRectF(point.x() + left - 4.5 * s, point.y() - 4 * s, 9 * s, 8 * s)
        painter.drawRoundedRect(rect, 2.5 * s, 2.5 * s)


def grip_points(page: Page, start: int, end: int) -> dict[str, QPointF]:
    """Middles of the handles of a range in window pixels (x from the column), of those on visible blocks."""
    found: dict[str, QPointF] = {}
    for _, top, block in page.visible():
        shape = block.shape
        for side, offset in (("start", start), ("end", max(start, end - 1))):
            if shape.start <= offset < max(shape.end, shape.start + 1):
                row = block.rows[block.row_of(offset)]
                edge = shape.x(row.line, start) - 0.75 if side == "start" else shape.x(row.line, end) + 0.75
                found[side] = QPointF(edge, top + row.y + row.top - page.metrics.scale)
    return found
