"""Relations, of the selected span or all of them: elbows in the row above the lines and down the left margin. Text is never crossed.

x counts from the left of the text column, y is in window pixels.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from annotator.i18n import language
from annotator.model.scheme import name_in
from annotator.model.span import Relation, Span
from annotator.ui.textview.page import Page


class End(NamedTuple):
    """Where a relation meets a span: the middle of its first piece, the row above it; ``row`` tells lines apart."""

    x: float
    y: float
    row: tuple[int, int] | None


def paint_relations(painter: QPainter, page: Page, span_id: str, left: int) -> None:
    """Draw the relations of one span; an end that is not on screen is pointed at along the margin."""
    span = page.index.get(span_id)
    if span is None:
        return
    relations = sorted(page.relations_of(span_id), key=lambda r: (r.head, r.tail, r.label, r.id))
    painter.save()
    painter.translate(left, 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, relation in enumerate(relations):
        head, tail = page.index.get(relation.head), page.index.get(relation.tail)
        if head is not None and tail is not None:
            _paint(painter, page, relation, (_end(page, head), _end(page, tail)), place)
    painter.restore()


def paint_all_relations(painter: QPainter, page: Page, left: int) -> None:
    """Draw every relation with an end on screen, thinner and without its name."""
    relations = {
        relation.id: relation
        for _, _, block in page.visible()
        for row in block.rows
        for mark in row.marks
        if page.has_relation(mark.span.id)
        for relation in page.relations_of(mark.span.id)
    }
    painter.save()
    painter.translate(left, 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, relation in enumerate(sorted(relations.values())):
        head, tail = page.index.get(relation.head), page.index.get(relation.tail)
        if head is not None and tail is not None:
            _paint(painter, page, relation, (_end(page, head), _end(page, tail)), place, thin=True)
    painter.restore()


def _end(page: Page, span: Span) -> End:
    s = page.metrics.scale
    number = page.blocks.at(span.start)
    seen = {n: (top, block) for n, top, block in page.visible()}
    if number not in seen:
        return End(0, -40 * s if number < page.anchor else page.height + 40 * s, None)
    top, block = seen[number]
    for index, row in enumerate(block.rows):
        for mark in row.marks:
            if mark.span.id == span.id:
                return End((mark.x0 + mark.x1) / 2, top + row.y + 5.5 * s, (number, index))
    return End(0, -40 * s, None)


def _paint(
    painter: QPainter,
    page: Page,
    relation: Relation,
    ends: tuple[End, End],
    place: int,
    *,
    thin: bool = False,
) -> None:
    s, style = page.metrics.scale, page.style
    foot = 7.5 * s
    if thin:  # many run in the same row: they lie in three heights
        lift = (place % 3 - 1) * 2.8 * s
        ends = ends[0]._replace(y=ends[0].y - lift), ends[1]._replace(y=ends[1].y - lift)
        foot += lift
    head, tail = ends
    path = QPainterPath(QPointF(head.x, head.y + foot))
    margin = None if head.row is not None and head.row == tail.row else -(8 - 2 * (place % 3)) * s
    turns = [] if margin is None else [QPointF(margin, head.y), QPointF(margin, tail.y)]
    landing = QPointF(tail.x, tail.y + foot - 2 * s)
    _elbow(path, [QPointF(head.x, head.y), *turns, QPointF(tail.x, tail.y), landing], 4 * s)
    colour = style.text3 if thin else style.rel
    painter.setPen(QPen(colour, (0.8 if thin else 1.3) * s))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if tail.row is not None:
        _arrow(painter, QPointF(tail.x, tail.y + foot), s, colour)
        if not thin:
            _name(painter, page, relation, (head.x if margin is None else margin, tail.x), tail)


def _arrow(painter: QPainter, tip: QPointF, s: float, colour: QColor) -> None:
    head = [tip + QPointF(-3.5 * s, -5 * s), tip + QPointF(3.5 * s, -5 * s), tip]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF(head))


def _name(painter: QPainter, page: Page, relation: Relation, run: tuple[float, float], tail: End) -> None:
    kind = page.scheme.relation(relation.label)
    text = name_in(kind.names, language(), relation.label) if kind else relation.label
    s = page.metrics.scale
    width = page.measure(text, False)
    plate = QRectF((run[0] + run[1] - width) / 2 - 4 * s, tail.y - 7 * s, width + 8 * s, 14 * s)
    if abs(run[1] - run[0]) < width + 24 * s:
        plate.moveLeft(tail.x + 6 * s)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(page.style.paper)
    painter.drawRoundedRect(plate, 2 * s, 2 * s)
    painter.setFont(page.metrics.name)
    painter.setPen(page.style.rel)
    painter.drawText(QPointF(plate.left() + 4 * s, tail.y + 3.8 * s), text)


def _elbow(path: QPainterPath, points: list[QPointF], radius: float) -> None:
    """Lines through ``points`` with rounded corners; the last one ends the path."""
    for here, following in pairwise(points):
        before = path.currentPosition()
        near = _towards(here, before, radius)
        path.lineTo(near)
        path.quadTo(here, _towards(here, following, radius))
    path.lineTo(points[-1])


def _towards(start: QPointF, goal: QPointF, distance: float) -> QPointF:
    dx, dy = goal.x() - start.x(), goal.y() - start.y()
    length = (dx * dx + dy * dy) ** 0.5
    if length == 0:
        return start
    part = min(distance, length / 2) / length
    return QPointF(start.x() + dx * part, start.y() + dy * part)
