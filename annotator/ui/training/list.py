"""The models of a project, the newest first: number, when, how good, what it has learnt from, whether it suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.i18n import tr
from annotator.ui.theme import Themes, font
from annotator.ui.training.words import made_of, model_words, score_words, total_f, when_trained
from annotator.ui.widgets.paint import paint_text

if TYPE_CHECKING:
    from annotator.services.training_models import Model

Index = QModelIndex | QPersistentModelIndex
MODEL, ON = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
ROW = 50
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ModelsModel(QAbstractListModel):
    """``chosen`` is the folder's name of the model that suggests."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.models: list[Model] = []
        self.chosen = ""

    def show(self, models: list[Model], chosen: str) -> None:
        """Show these, given with the newest last."""
        self.beginResetModel()
        self.models, self.chosen = list(reversed(models)), chosen
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.models)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        model = self.models[index.row()]
        if role == MODEL:
            return model
        if role == ON:
            return model.folder.name == self.chosen
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = [
                model_words(model),
                f"F {score_words(total_f(model.evaluation))}",
                when_trained(model),
                made_of(model),
            ]
            return ", ".join([*words, *([tr("suggests")] if model.folder.name == self.chosen else [])])
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model: Model = index.data(MODEL)
        theme, place = self._themes.current, QRectF(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(place, theme.colour("selrow"))
            painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), theme.colour("accent"))
        left, right, top = place.left() + 16, place.right() - 16, place.top() + 6
        strong = font("ui", 13, 600 if chosen else 500)
        name = model_words(model)
        width = QFontMetricsF(strong).horizontalAdvance(name) + 4
        paint_text(painter, QRectF(left, top, width, 20), name, strong, theme.colour("text"))
        if index.data(ON):
            on = QRectF(left + width + 6, top, 100, 20)
            paint_text(painter, on, tr("suggests"), font("ui", 12), theme.colour("ok"))
        score = f"F {score_words(total_f(model.evaluation))}"
        paint_text(
            painter,
            QRectF(right - 80, top, 80, 20),
            score,
            font("number", 12, 500),
            theme.colour("text"),
            _RIGHT,
        )
        when = when_trained(model)
        wide = QFontMetricsF(font("number", 11)).horizontalAdvance(when) + 4
        ink = theme.colour("text2")
        paint_text(painter, QRectF(right - wide, top + 20, wide, 16), when, font("number", 11), ink, _RIGHT)
        paint_text(
            painter, QRectF(left, top + 20, right - wide - 8 - left, 16), made_of(model), font("ui", 12), ink
        )
        painter.fillRect(QRectF(place.left(), place.bottom(), place.width(), 1), theme.colour("line"))
        painter.restore()


class ModelsList(QListView):
    """``chosen`` carries the model that is looked at, or None."""

    chosen = Signal(object)
    delete_requested = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.known = ModelsModel(self)
        self.setModel(self.known)
        self.setItemDelegate(_Delegate(themes, self))
        self.setUniformItemSizes(True)
        self.setProperty("surface", "pane")
        self.setAccessibleName(tr("Models of the project"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._on_current)
        themes.changed.connect(self.viewport().update)

    def show_models(self, models: list[Model], chosen: str, number: int = 0) -> None:
        """Show the models, the one with this number looked at, else the newest."""
        self.known.show(models, chosen)
        rows = [row for row, model in enumerate(self.known.models) if model.number == number]
        if models:
            self.setCurrentIndex(self.known.index(rows[0] if rows else 0))
        else:
            self.chosen.emit(None)

    def model_chosen(self) -> Model | None:
        """The model that is looked at."""
        index = self.currentIndex()
        return index.data(MODEL) if index.isValid() else None

    def _on_current(self, index: QModelIndex, before: QModelIndex) -> None:
        self.chosen.emit(index.data(MODEL) if index.isValid() else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.delete_requested.emit()
            return
        super().keyPressEvent(event)
