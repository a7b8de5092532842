"""The suggestions of the article as a list: label, words, where they come from and how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.ui.labels import colours_of, label_name, stroke_of
from annotator.ui.search.hits import one_line
from annotator.ui.textview.suggested_words import score_words, source_words, why_words
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_swatch, paint_text

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.nlp.suggest.suggestion import Suggestion

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_WORDS = 120
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SuggestionsModel(QAbstractListModel):
    """In reading order."""

    def __init__(self, scheme: LabelScheme, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._text = ""
        self._rows: list[Suggestion] = []

    def show(self, text: str, suggestions: list[Suggestion]) -> None:
        """Show these."""
        if suggestions != self._rows or text is not self._text:
            self.beginResetModel()
            self._text, self._rows = text, suggestions
            self.endResetModel()

    def row_of(self, suggestion: Suggestion | None) -> int:
        """Where a suggestion stands, or -1."""
        key = suggestion.key if suggestion is not None else None
        return next((n for n, one in enumerate(self._rows) if one.key == key), -1)

    def suggestion(self, row: int) -> Suggestion:
        return self._rows[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def words(self, suggestion: Suggestion) -> str:
        """The words that would be marked, on one line."""
        end = min(suggestion.end, suggestion.start + _WORDS)
        return one_line(self._text[suggestion.start : end])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            label, source = label_name(self._scheme, row.label), source_words(row.source)
            return f"{label}: {self.words(row)}, {source}, {score_words(row.score)}"
        return None


class SuggestionsDelegate(QStyledItemDelegate):
    """A dashed swatch, the label, the words; at the right the reason, the sources and the score."""

    def __init__(self, scheme: LabelScheme, themes: Themes, view: QListView) -> None:
        super().__init__(view)
        self._scheme, self._themes, self._view = scheme, themes, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, 24)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Suggestion = index.data(ROW)
        theme = self._themes.current
        place = QRectF(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, theme.colour("selrow" if chosen else "hover"))
        if chosen:
            painter.fillRect(QRectF(0, place.top(), 3, place.height()), theme.colour("accent"))
        colours = colours_of(self._scheme.label(row.label), theme.dark)
        swatch = QRectF(14, place.center().y() - 6, 12, 12)
        paint_swatch(painter, swatch, colours, stroke_of(self._scheme, row.label), 2)
        name = QRectF(34, place.top(), 96, place.height())
        paint_text(painter, name, label_name(self._scheme, row.label), font("ui", 12), theme.colour("text2"))
        wide = place.width() * 0.42
        words = QRectF(136, place.top(), max(0.0, place.width() - 136 - wide - 24), place.height())
        paint_text(painter, words, str(index.data()), font("article", 14), theme.colour("text"))
        alone = bool(row.why.rule) and len(row.sources) == 1  # "rule …" says the source too
        said = " · ".join(filter(None, (why_words(row.why), "" if alone else source_words(row.source))))
        room = QRectF(place.width() - wide - 12, place.top(), wide - 46, place.height())
        paint_text(painter, room, said, font("ui", 12), theme.colour("text2"), _RIGHT)
        score = QRectF(place.width() - 56, place.top(), 44, place.height())
        paint_text(painter, score, score_words(row.score), font("number", 12), theme.colour("text"), _RIGHT)
        painter.restore()
