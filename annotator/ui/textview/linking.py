"""Drawing a relation with the mouse: from one span to another, showing on the way where it may end.

Points are window pixels with x from the left of the text column.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from annotator.i18n import language, tr
from annotator.model.scheme import LabelScheme, name_in
from annotator.model.span import Span
from annotator.ui.textview.page import Hit, Page


@dataclass(slots=True)
class Link:
    """A relation under way: the span it begins at, where the mouse is, the span under the mouse."""

    head: Span
    mouse: QPointF
    target: Span | None = None


def kinds_between(scheme: LabelScheme, head: str, tail: str) -> list[str]:
    """Ids of the relations that may go from a span with the label ``head`` to one with the label ``tail``."""
    return [relation.id for relation in scheme.relations if scheme.allows(relation.id, head, tail)]


def target_of(scheme: LabelScheme, head: Span, hit: Hit) -> Span | None:
    """The span under the mouse that the relation can end at, innermost first; where none can, the innermost."""
    others = [span for span in hit.spans if span.id != head.id]
    fitting = [span for span in others if kinds_between(scheme, head.label, span.label)]
    return next(iter(fitting or others), None)


def words_of(scheme: LabelScheme, head: Span, tail: Span) -> str:
    """What the relation would be called, or why there is none. Plain text."""
    kinds = kinds_between(scheme, head.label, tail.label)
    if kinds:
        found = [scheme.relation(kind) for kind in kinds]
        return ", ".join(name_in(one.names, language(), one.id) for one in found if one is not None)
    names = {
        side: name_in(label.names, language(), label.id) if label else id
        for side, id in (("head", head.label), ("tail", tail.label))
        for label in (scheme.label(id),)
    }
    return tr("The label scheme has no relation from {head} to {tail}.").format(**names)


def paint_link(painter: QPainter, page: Page, link: Link, left: int) -> None:
    """Frames round the spans on screen at which the relation may end, and a line to the mouse."""
    s, style = page.metrics.scale, page.style
    painter.save()
    painter.translate(left, 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    begin: QPointF | None = None
    for _, top, block in page.visible():
        for row in block.rows:
            for mark in row.marks:
                box = QRectF(mark.x0 - 2 * s, top + row.y + row.top, mark.x1 - mark.x0 + 4 * s, block.box)
                if mark.span.id == link.head.id:
                    begin = begin or box.center()
                elif kinds_between(page.scheme, link.head.label, mark.span.label):
                    chosen = link.target is not None and link.target.id == mark.span.id
                    dash = Qt.PenStyle.SolidLine if chosen else Qt.PenStyle.DashLine
                    painter.setPen(QPen(style.accent, (2.5 if chosen else 1.2) * s, dash))
                    painter.drawRoundedRect(box, 3 * s, 3 * s)
    if begin is not None:
        painter.setPen(QPen(style.rel, 1.3 * s))
        painter.drawLine(begin, link.mouse)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.rel)
    painter.drawEllipse(link.mouse, 3 * s, 3 * s)
    painter.restore()
