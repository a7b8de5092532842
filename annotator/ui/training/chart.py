"""The learning curve as a small chart: F over the share of the data, the spread between runs as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.ui.labels import colours_of, label_name
from annotator.ui.theme import Themes, font
from annotator.ui.training.words import percent_words, score_words
from annotator.ui.widgets.paint import paint_text

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 32, 12, 26
_RIGHT_SIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CurveChart(QWidget):
    """Shows the curve of all labels and that of one; read out as figures."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes
        self._curves: list[Mapping[str, Any]] = []
        self.setMinimumHeight(180)
        self.setAccessibleName(tr("Learning curve"))
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(520, 220)

    def show_curves(self, curves: Sequence[Mapping[str, Any]]) -> None:
        """Draw these; the last one is drawn over the others."""
        self._curves = list(curves)
        said = []
        for curve in self._curves:
            means = ", ".join(f"{percent_words(m['fraction'])} {score_words(m['f'])}" for m in curve["means"])
            said.append(f"{self._name(curve)}: {means}")
        self.setAccessibleDescription("; ".join(said))
        self.setToolTip("\n".join(said))
        self.update()

    def _name(self, curve: Mapping[str, Any]) -> str:
        return label_name(self._scheme, curve["label"]) if curve["label"] else tr("all labels")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        self._paint_frame(painter, field)
        for number, curve in enumerate(self._curves):
            self._paint_curve(painter, field, curve, number)

    def _paint_frame(self, painter: QPainter, field: QRectF) -> None:
        theme = self._themes.current
        for step in range(5):
            y = field.bottom() - step / 4 * field.height()
            painter.fillRect(QRectF(field.left(), round(y), field.width(), 1), theme.colour("line"))
            place = QRectF(0, y - 8, _LEFT - 8, 16)
            paint_text(
                painter, place, score_words(step / 4), font("number", 11), theme.colour("text2"), _RIGHT_SIDE
            )
        for fraction in sorted({m["fraction"] for curve in self._curves for m in curve["means"]}):
            x = field.left() + fraction * field.width()
            place = QRectF(x - 40, field.bottom() + 6, 40 + 18, 16)
            paint_text(
                painter,
                place,
                percent_words(fraction),
                font("number", 11),
                theme.colour("text2"),
                _RIGHT_SIDE,
            )

    def _paint_curve(self, painter: QPainter, field: QRectF, curve: Mapping[str, Any], number: int) -> None:
        theme = self._themes.current
        label = curve["label"]
        ink = (
            QColor(colours_of(self._scheme.label(label), theme.dark).ink) if label else theme.colour("text2")
        )
        points = []
        for mean in curve["means"]:
            x = field.left() + mean["fraction"] * field.width()
            y, spread = field.bottom() - mean["f"] * field.height(), mean["spread"] * field.height()
            points.append(QPointF(x, y))
            painter.setPen(QPen(ink, 1))
            painter.drawLine(
                QPointF(x, min(field.bottom(), y + spread)), QPointF(x, max(field.top(), y - spread))
            )
        line = Qt.PenStyle.SolidLine if label else Qt.PenStyle.DashLine
        painter.setPen(QPen(ink, 1.75, line))
        painter.drawPolyline(points)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        for point in points:
            painter.drawEllipse(point, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        words = QRectF(field.left() + 10 + 160 * number, field.top() + 2, 150, 16)
        paint_text(painter, words, self._name(curve), font("ui", 12, 500), ink)
