"""How a case stands in the list: its words with what differs shaded, its label, its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.review.decisions_gold import Status
from annotator.ui.labels import colours_of, label_name, stroke_of
from annotator.ui.review.cases_model import ROW
from annotator.ui.review.quotes import paint_quote
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_swatch, paint_text
from annotator.wording.review import status_name

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.adjudication_index import CaseRow

HEIGHT = 49


class CasesDelegate(QStyledItemDelegate):
    """``titles`` of documents are asked for when a row is painted."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes
        self.titles: dict[str, str] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: CaseRow = index.data(ROW)
        theme = self._themes.current
        place = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("selrow"))
            painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), theme.colour("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, theme.colour("hover"))
        inside = place.adjusted(12, 4, -10, -4)
        paint_quote(
            painter, QRectF(inside.left(), inside.top(), inside.width(), 22), row.words, row.part, theme
        )
        self._second_line(painter, QRectF(inside.left(), inside.top() + 23, inside.width(), 16), row)
        painter.restore()

    def _second_line(self, painter: QPainter, place: QRectF, row: CaseRow) -> None:
        theme, scheme = self._themes.current, self._scheme
        colours = colours_of(scheme.label(row.label), theme.dark)
        painter_swatch = QRectF(place.left(), place.top() + 3, 12, 10)
        paint_swatch(painter, painter_swatch, colours, stroke_of(scheme, row.label), 2)
        face = font("ui", 12, 500)
        name = label_name(scheme, row.label)
        wide = QFontMetricsF(face).horizontalAdvance(name) + 2
        paint_text(painter, place.adjusted(18, 0, 0, 0), name, face, QColor(colours.ink))
        rest = place.adjusted(18 + wide + 4, 0, 0, 0)
        words = self.titles.get(row.document, row.document)
        if row.status not in (Status.OPEN, Status.DECIDED):
            words = status_name(row.status.value)
        colour = theme.colour("warn" if row.status in _LOUD else "text2")
        paint_text(painter, rest, f"· {words}", font("ui", 12), colour)


_LOUD = frozenset({Status.STALE, Status.CONTESTED, Status.DISCUSS})
