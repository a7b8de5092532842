"""Places that can be unticked one by one: a box, the document, the words around the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.i18n import tr
from annotator.ui.icons import paint_icon
from annotator.ui.labels import colours_of
from annotator.ui.search.hits import Index, RowsView, one_line, paint_context
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_text

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.label_all import Place

PLACE = Qt.ItemDataRole.UserRole
BOX = 40  # pixels at the left that tick and untick
_NOWHERE = QModelIndex()


class PlacesModel(QAbstractListModel):
    """``ticks_changed`` after every tick."""

    ticks_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._ticked: list[bool] = []

    def show(self, places: list[Place]) -> None:
        """Show other places; those inside a span with the label already are not ticked."""
        self.beginResetModel()
        self._places = places
        self._ticked = [not place.inside for place in places]
        self.endResetModel()
        self.ticks_changed.emit()

    def ticked(self) -> list[Place]:
        """The places that are ticked."""
        return [place for place, on in zip(self._places, self._ticked, strict=True) if on]

    def tick_all(self, on: bool) -> None:
        """Tick every place, or none."""
        self._ticked = [on] * len(self._places)
        if self._places:
            self.dataChanged.emit(self.index(0), self.index(len(self._places) - 1))
        self.ticks_changed.emit()

    def toggle(self, row: int) -> None:
        """Tick or untick one."""
        self._ticked[row] = not self._ticked[row]
        self.dataChanged.emit(self.index(row), self.index(row))
        self.ticks_changed.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        place = self._places[index.row()]
        if role == PLACE:
            return place
        if role == Qt.ItemDataRole.CheckStateRole:
            on = self._ticked[index.row()]
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(f"{place.before}{place.found}{place.after}").strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = tr("ticked") if self._ticked[index.row()] else tr("not ticked")
            words = one_line(f"{place.before}{place.found}{place.after}").strip()
            return f"{state}, {place.title}, {words}"
        return None


class PlacesDelegate(QStyledItemDelegate):
    """One line per place."""

    def __init__(self, scheme: LabelScheme, themes: Themes, view: QListView) -> None:
        super().__init__(view)
        self._scheme, self._themes, self._view = scheme, themes, view
        self.label = ""  # the label given; where spans stand already, their own is shown

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, 28)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: Place = index.data(PLACE)
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        theme = self._themes.current
        row = QRectF(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, theme.colour("selrow"))
            painter.fillRect(QRectF(0, row.top(), 3, row.height()), theme.colour("accent"))
        box = QRectF(14.5, row.center().y() - 7.5, 15, 15)
        painter.setPen(QPen(theme.colour("accent" if on else "text3"), 1))
        painter.setBrush(theme.colour("accent" if on else "field"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            paint_icon(painter, "check", theme.on_accent, box.left() + 1.5, box.top() + 1.5, 12)
        title = QRectF(BOX + 2, row.top(), row.width() * 0.24 - BOX, row.height())
        paint_text(painter, title, one_line(place.title), font("ui", 12), theme.colour("text2"))
        room = QRectF(title.right() + 12, row.top(), row.width() - title.right() - 26, row.height())
        label = self._scheme.label(place.label or self.label)
        fill = QColor(colours_of(label, theme.dark).fill) if on else theme.colour("line")
        paint_context(painter, room, (place.before, place.found, place.after), theme, fill)
        painter.restore()


class PlacesView(RowsView):
    """Space ticks and unticks, as does a click on the box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Places"), parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, model = self.currentIndex().row(), self.model()
        if event.key() == Qt.Key.Key_Space and row >= 0 and isinstance(model, PlacesModel):
            model.toggle(row)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index, model = self.indexAt(event.position().toPoint()), self.model()
        at_box = event.position().x() < BOX and event.type() == QEvent.Type.MouseButtonPress
        if index.isValid() and at_box and isinstance(model, PlacesModel):
            model.toggle(index.row())
