"""Words of an article on one line, with the part that differs shaded and underlined by dots."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from annotator.ui.theme import Theme, font

_ELLIPSIS = "…"


def one_line(text: str) -> str:
    """Every white sign as a space, sign by sign, so that offsets stay."""
    return "".join(" " if sign.isspace() else sign for sign in text)


def paint_quote(
    painter: QPainter, place: QRectF, words: str, part: tuple[int, int], theme: Theme, size: int = 14
) -> None:
    """``words`` in the article's font; ``part`` (code points of ``words``) differs. Cut where it does not fit."""
    face = font("article", size)
    metrics = QFontMetricsF(face)
    shown = one_line(words)
    if metrics.horizontalAdvance(shown) > place.width():
        room = place.width() - metrics.horizontalAdvance(_ELLIPSIS)
        low, high = 0, len(shown)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (
                (middle, high) if metrics.horizontalAdvance(shown[:middle]) <= room else (low, middle - 1)
            )
        shown = shown[:low].rstrip() + _ELLIPSIS
    start, end = max(0, min(part[0], len(shown))), max(0, min(part[1], len(shown)))
    if part[1] > len(words) > 0 and start >= len(shown) - 1:
        start, end = len(shown) - 1, len(shown)
    base = place.top() + (place.height() + metrics.ascent() - metrics.descent()) / 2
    if start < end:
        x0, x1 = (place.left() + metrics.horizontalAdvance(shown[:n]) for n in (start, end))
        box = QRectF(x0, place.top() + 1, x1 - x0, place.height() - 2)
        painter.fillRect(box, theme.colour("warnbg"))
        pen = QPen(theme.colour("text3"), 1.2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1.2, 1.5])
        painter.setPen(pen)
        painter.drawLine(QPointF(x0, box.bottom() - 0.5), QPointF(x1, box.bottom() - 0.5))
    painter.setFont(face)
    painter.setPen(QColor(theme.text))
    painter.drawText(QPointF(place.left(), base), shown)
