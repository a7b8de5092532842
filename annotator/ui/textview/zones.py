"""Draws excluded zones: one box over their lines with strokes at 45 degrees, and a tag at the upper right.

Everything is in window pixels, x from the left of the text column. A proposed zone has a dashed frame and no fill: its
text is not excluded yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QRegion

from annotator.i18n import tr
from annotator.model.zones import Zone
from annotator.ui.textview.layout import Block, Row
from annotator.ui.textview.page import Page

_EDGE = 6
_STEP = 10


def zone_words(zone: Zone) -> str:
    """What a zone is called; of a proposed one, by which rules. Plain text."""
    if not zone.proposed:
        return tr("Excluded zone")
    return (
        tr("Proposed as an excluded zone ({rule})").format(rule=zone.rule) if zone.rule else tr("Excluded?")
    )


def row_rect(page: Page, block: Block, row: Row, zone: Zone) -> QRectF | None:
    """The part of a row that a zone covers, in pixels of the block; a row that is wholly inside is covered from edge to edge."""
    line, s = row.line, page.metrics.scale
    start, end = max(zone.start, line.start), min(zone.end, max(line.end, line.start + 1))
    if start >= end and not zone.start <= line.start < zone.end:
        return None
    whole = zone.start <= line.start and line.text_end <= zone.end
    x0 = -_EDGE * s if whole or zone.start <= line.start else block.shape.x(line, start) - s
    x1 = page.width + _EDGE * s if whole or zone.end >= line.end else block.shape.x(line, end) + s
    height = row.height
    if row is block.rows[-1] and zone.end > block.shape.end:
        height += block.gap
    return QRectF(x0, row.y, x1 - x0, height)


def paint_zones(painter: QPainter, page: Page, caret: int, left: int, clip: QRect) -> None:
    """Paint what lies under the text: the box of every zone that ``clip`` (window pixels) touches."""
    painter.save()
    painter.translate(left, 0)
    inside = QRectF(clip.translated(-left, 0)).adjusted(-1, -1, 1, 1)
    for zone, path, first in _shapes(page):
        if path.boundingRect().adjusted(0, -16, 0, 1).intersects(inside):
            _box(painter, page, zone, path, inside)
            if first is not None:
                _tag(painter, page, zone, first, here=zone.start <= caret < zone.end)
    painter.restore()


def _shapes(page: Page) -> Iterator[tuple[Zone, QPainterPath, tuple[QRectF, float] | None]]:
    """Every zone on screen, its outline, and its first row with where that row's text ends, if it is on screen."""
    seen = page.visible()
    if not seen:
        return
    low, high = seen[0][2].shape.start, seen[-1][2].shape.end
    for zone in page.zones:
        if zone.start > high or zone.end < low:
            continue
        path, first = QPainterPath(), None
        for _, top, block in seen:
            if block.shape.start > zone.end or zone.start > block.shape.end:
                continue
            for row in block.rows:
                rect = row_rect(page, block, row, zone)
                if rect is not None:
                    rect.translate(0, top)
                    path.addRect(rect)
                    if row.line.start <= zone.start < max(row.line.end, row.line.start + 1):
                        first = (rect, row.line.width)
        if not path.isEmpty():
            yield zone, path.simplified(), first


def _box(painter: QPainter, page: Page, zone: Zone, path: QPainterPath, inside: QRectF) -> None:
    style, s = page.style, page.metrics.scale
    painter.save()
    if not zone.proposed and style.fills:
        painter.fillPath(path, style.zone)
    # Along whole pixels a region clips much faster than a path.
    painter.setClipRegion(QRegion(path.toFillPolygon().toPolygon()), Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(style.zone2, 1))
    box, step = path.boundingRect().intersected(inside), _STEP * s
    # The strokes belong to the text: they scroll with it.
    place = box.left() - (box.left() + box.top() + page.value) % step
    while place < box.right() + box.height():
        painter.drawLine(QPointF(place, box.top()), QPointF(place - box.height(), box.bottom()))
        place += step
    painter.restore()
    dash = Qt.PenStyle.DashLine if zone.proposed else Qt.PenStyle.SolidLine
    painter.setPen(QPen(style.text3 if zone.proposed else style.line2, 1, dash))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _tag(painter: QPainter, page: Page, zone: Zone, first: tuple[QRectF, float], *, here: bool) -> None:
    """The tag; where the line's own text reaches it, it moves up over the edge of the box."""
    style, s, (rect, width) = page.style, page.metrics.scale, first
    words = tr("Excluded?") if zone.proposed else tr("Excluded zone")
    if zone.proposed and here:
        words = tr("Excluded?  Enter accepts · Del refuses")
    room = page.measure(words, False) + 14 * s
    tag = QRectF(rect.right() - room - 6 * s, rect.top() + 4 * s, room, 17 * s)
    if width > tag.left() - 4 * s:
        tag.moveTop(rect.top() - 12 * s)
    painter.setPen(QPen(style.text3 if zone.proposed else style.line2, 1))
    painter.setBrush(style.paper)
    painter.drawRoundedRect(tag, 3 * s, 3 * s)
    painter.setPen(style.text if zone.proposed and here else style.text3)
    painter.setFont(page.metrics.name)
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), words)
