"""The signs that the brush is in hand: a tag over the article, and the mouse pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.ui.labels import colours_of, label_name, stroke_of
from annotator.ui.textview.overview import WIDTH
from annotator.ui.textview.view import ArticleView
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import key_cap_width, paint_key_cap, paint_swatch, paint_text

_HEIGHT = 28


class BrushTag(QWidget):
    """At the upper right of the article: the label that every selection gets, and the key that ends it."""

    def __init__(self, scheme: LabelScheme, themes: Themes, view: ArticleView) -> None:
        super().__init__(view)
        self._scheme, self._themes, self._view = scheme, themes, view
        self._label = ""
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.installEventFilter(self)
        self.hide()

    def show_brush(self, label: str | None) -> None:
        """Show the label in hand; an empty one asks for a label, None hides the tag."""
        self._label = label or ""
        name = label_name(self._scheme, self._label) if self._label else ""
        self._words = (
            tr("Brush: {label}").format(label=name) if name else tr("Brush: press the key of a label")
        )
        self.setAccessibleName(self._words)
        self.setVisible(label is not None)
        self._place()
        self.update()

    def cursor_shape(self) -> QCursor | Qt.CursorShape:
        """The pointer over the article."""
        return self._cursor() if self._label and not self.isHidden() else Qt.CursorShape.IBeamCursor

    def _width(self) -> int:
        text = QFontMetricsF(font("ui", 12, 600)).horizontalAdvance(self._words)
        after = QFontMetricsF(font("ui", 12)).horizontalAdvance(tr("ends it"))
        return round(10 + 14 + 8 + text + 14 + key_cap_width("Esc") + 6 + after + 12)

    def _place(self) -> None:
        width = self._width()
        self.setGeometry(max(0, self._view.width() - width - WIDTH - 8), 6, width, _HEIGHT)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        painter.setBrush(theme.colour("paper"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        self._swatch(painter, QRectF(10, 7, 14, 14))
        face, x = font("ui", 12, 600), 32.0
        width = QFontMetricsF(face).horizontalAdvance(self._words)
        paint_text(painter, QRectF(x, 0, width + 1, _HEIGHT), self._words, face, theme.colour("text"))
        x += width + 14
        cap = key_cap_width("Esc")
        paint_key_cap(painter, QRectF(x, 5.5, cap, 17), "Esc", theme)
        rest = QRectF(x + cap + 6, 0, self.width() - x - cap - 6, _HEIGHT)
        paint_text(painter, rest, tr("ends it"), font("ui", 12), theme.colour("text2"))

    def _swatch(self, painter: QPainter, place: QRectF) -> None:
        label = self._scheme.label(self._label) if self._label else None
        colours = colours_of(label, self._themes.current.dark)
        paint_swatch(painter, place, colours, stroke_of(self._scheme, self._label), 2)

    def _cursor(self) -> QCursor:
        """The I-beam with a swatch of the label beside it."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(28 * ratio), round(28 * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        for colour, thick in (
            (self._themes.current.colour("paper"), 3.0),
            (QColor(self._themes.current.text), 1.2),
        ):
            painter.setPen(QPen(colour, thick))
            painter.drawLine(QPointF(8, 3), QPointF(8, 21))
            painter.drawLine(QPointF(5, 3), QPointF(11, 3))
            painter.drawLine(QPointF(5, 21), QPointF(11, 21))
        self._swatch(painter, QRectF(14, 12, 12, 12))
        painter.end()
        return QCursor(picture, 8, 12)
