"""Small things several painted widgets draw: key caps, label swatches, elided text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from annotator.model.scheme import Colours
from annotator.ui.commands.keymap import key_of
from annotator.ui.theme import Theme, font

CAP_HEIGHT = 17
_SIGNS = {
    "Return": "↵",
    "Enter": "↵",
    "Delete": "Del",
    "PgDown": "PgDn",
    "PageDown": "PgDn",
    "PageUp": "PgUp",
    "Escape": "Esc",
}

_STROKES: dict[str, list[tuple[float, float]]] = {  # (above the lower edge, thickness)
    "thin": [(0, 1.5)],
    "thick": [(0, 3)],
    "double": [(0, 1), (2, 1)],
}


def key_text(shortcut: str) -> str:
    """A shortcut as a key cap shows it: ``Ctrl+Shift+Return`` as ``Ctrl Shift ↵``."""
    if shortcut.endswith("++"):
        return key_text(shortcut[:-2]) + " +"
    return " ".join(_SIGNS.get(part, part) for part in shortcut.split("+"))


def cap_of(action: str) -> str:
    """The key in force of an action, as a key cap shows it; empty where it has none."""
    return key_text(key_of(action))


def key_cap_width(text: str) -> float:
    """How wide the key cap of ``text`` is drawn."""
    return max(17.0, QFontMetricsF(font("number", 11)).horizontalAdvance(text) + 9)


def paint_key_cap(
    painter: QPainter, rect: QRectF, text: str, theme: Theme, ink: QColor | None = None
) -> None:
    """A key cap filling ``rect``; with ``ink`` it is drawn in that colour on nothing (on a coloured button)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink or theme.colour("line2"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if ink else theme.colour("key"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    paint_text(
        painter, rect, text, font("number", 11), ink or theme.colour("text2"), Qt.AlignmentFlag.AlignCenter
    )
    painter.restore()


def paint_text(
    painter: QPainter, rect: QRectF, text: str, face: QFont, colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
) -> None:  # fmt: skip
    """One line of plain text, cut with an ellipsis where it does not fit."""
    painter.setFont(face)
    painter.setPen(colour)
    metrics = QFontMetricsF(face)
    shown = text
    if metrics.horizontalAdvance(text) > rect.width() + 0.5:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(align | Qt.TextFlag.TextSingleLine), shown)


def paint_swatch(painter: QPainter, rect: QRectF, colours: Colours, stroke: str, radius: float = 3.0) -> None:
    """A label's fill with its group's stroke along the bottom: thin, thick or double."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath(QPointF(rect.left(), rect.bottom()))
    path.lineTo(rect.left(), rect.top() + radius)
    path.quadTo(rect.topLeft(), QPointF(rect.left() + radius, rect.top()))
    path.lineTo(rect.right() - radius, rect.top())
    path.quadTo(rect.topRight(), QPointF(rect.right(), rect.top() + radius))
    path.lineTo(rect.right(), rect.bottom())
    path.closeSubpath()
    painter.fillPath(path, QColor(colours.fill))
    for offset, thickness in _STROKES.get(stroke, _STROKES["thin"]):
        bar = QRectF(rect.left(), rect.bottom() - offset - thickness, rect.width(), thickness)
        painter.fillRect(bar, QColor(colours.ink))
    painter.restore()


def paint_key_swatch(
    painter: QPainter, rect: QRectF, key: str, colours: Colours, stroke: str, theme: Theme
) -> None:
    """A swatch with the label's key on it, as the palette and the label chooser show it."""
    paint_swatch(painter, rect, colours, stroke)
    inside = rect.adjusted(0, 0, 0, -3)
    paint_text(painter, inside, key, font("number", 11), theme.colour("text"), Qt.AlignmentFlag.AlignCenter)
