"""The spans of one document as a tree of two levels: labels and their spans, or as one list in reading order."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.i18n import tr
from annotator.model.edit import SpanAdded, SpanRemoved, SpanReplaced
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span, order_key
from annotator.ui.inspector.numbering import ParagraphNumbers
from annotator.ui.labels import figure_value, label_name

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_QUOTED = 120


class LabelRow(NamedTuple):
    """A label with its number of spans; ``first`` of another group than the label above."""

    label: str
    spans: int
    first: bool


class SpanRow(NamedTuple):
    """A span as the list shows it; ``value`` is the parsed figure, ``paragraph`` counts from 1."""

    span: Span
    quoted: str
    value: str
    paragraph: int


class SpansModel(QAbstractItemModel):
    """Patched span by span. A label's rows carry its number in the scheme + 1 as internal id; labels carry 0."""

    def __init__(self, scheme: LabelScheme, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._numbers = {label.id: number for number, label in enumerate(scheme.labels, start=1)}
        self._text = ""
        self._paragraphs = ParagraphNumbers("")
        self._grouped = True
        self._lists: dict[int, list[tuple[int, int, str]]] = {}
        self._shown: list[int] = []
        self._spans: dict[str, Span] = {}

    # filling ----------------------------------------------------------------------------------------------
    def show(self, text: str, layer: Layer | None, grouped: bool) -> None:
        """Show another document, or the same one the other way."""
        self.beginResetModel()
        if text is not self._text:
            self._text, self._paragraphs = text, ParagraphNumbers(text)
        self._grouped = grouped
        self._spans = dict(layer.spans) if layer else {}
        self._lists = {}
        for span in self._spans.values():
            self._lists.setdefault(self._list_of(span), []).append(order_key(span))
        for keys in self._lists.values():
            keys.sort()
        self._shown = sorted(self._lists)
        self.endResetModel()

    def apply(self, edit: object) -> None:
        """Patch the rows that one edit touches."""
        match edit:
            case SpanAdded(span):
                self._add(span)
            case SpanRemoved(span):
                self._remove(self._spans.get(span.id, span))
            case SpanReplaced(before, after):
                if order_key(before) == order_key(after) and self._list_of(before) == self._list_of(after):
                    self._spans[after.id] = after
                    index = self.index_of(after.id)
                    self.dataChanged.emit(index, index)
                else:
                    self._remove(before)
                    self._add(after)

    def _list_of(self, span: Span) -> int:
        return self._numbers.get(span.label, len(self._numbers) + 1) if self._grouped else 0

    def _add(self, span: Span) -> None:
        number = self._list_of(span)
        self._spans[span.id] = span
        if self._grouped and number not in self._lists:
            row = bisect_left(self._shown, number)
            self.beginInsertRows(QModelIndex(), row, row)
            self._lists[number] = []
            self._shown.insert(row, number)
            self.endInsertRows()
        keys = self._lists.setdefault(number, [])
        row = bisect_left(keys, order_key(span))
        self.beginInsertRows(self._parent_of(number), row, row)
        keys.insert(row, order_key(span))
        self.endInsertRows()
        self._label_changed(number)

    def _remove(self, span: Span) -> None:
        number = self._list_of(span)
        keys = self._lists.get(number, [])
        row = bisect_left(keys, order_key(span))
        if row >= len(keys) or keys[row] != order_key(span):
            return
        self.beginRemoveRows(self._parent_of(number), row, row)
        del keys[row]
        del self._spans[span.id]
        self.endRemoveRows()
        if self._grouped and not keys:
            row = self._shown.index(number)
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._lists[number], self._shown[row]
            self.endRemoveRows()
        else:
            self._label_changed(number)

    def _parent_of(self, number: int) -> QModelIndex:
        return self.createIndex(self._shown.index(number), 0, 0) if self._grouped else QModelIndex()

    def _label_changed(self, number: int) -> None:
        if self._grouped:
            index = self._parent_of(number)
            self.dataChanged.emit(index, index)

    # finding ----------------------------------------------------------------------------------------------
    def __len__(self) -> int:
        return len(self._spans)

    def index_of(self, span_id: str) -> QModelIndex:
        """Where a span is, or an invalid index."""
        span = self._spans.get(span_id)
        if span is None:
            return QModelIndex()
        number = self._list_of(span)
        row = bisect_left(self._lists[number], order_key(span))
        return self.createIndex(row, 0, number)

    def label_index(self, label: str) -> QModelIndex:
        """Where a label is, or an invalid index."""
        number = self._numbers.get(label, 0)
        return self._parent_of(number) if self._grouped and number in self._lists else QModelIndex()

    # what Qt asks -----------------------------------------------------------------------------------------
    def index(self, row: int, column: int = 0, parent: Index = _NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._shown[parent.row()] if parent.isValid() else 0)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or not self._grouped or not index.internalId():
            return QModelIndex()
        return self._parent_of(index.internalId())

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if not parent.isValid():
            return len(self._shown) if self._grouped else len(self._lists.get(0, []))
        if not self._grouped or parent.internalId():
            return 0
        return len(self._lists[self._shown[parent.row()]])

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (
            ROW,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self.row(index)
        if role == ROW:
            return row
        if isinstance(row, LabelRow):
            return tr("{label}, {count} here").format(
                label=label_name(self._scheme, row.label), count=row.spans
            )
        label = label_name(self._scheme, row.span.label)
        return ", ".join(part for part in (row.quoted, label, row.value) if part)

    def row(self, index: Index) -> LabelRow | SpanRow:
        """What the row at ``index`` holds."""
        if self._grouped and not index.internalId():
            number = self._shown[index.row()]
            label = self._label_id(number)
            above = self._label_id(self._shown[index.row() - 1]) if index.row() else label
            first = self._scheme.group_of(label) != self._scheme.group_of(above)
            return LabelRow(label, len(self._lists[number]), first)
        span = self._spans[self._lists[index.internalId() if self._grouped else 0][index.row()][2]]
        quoted = " ".join(self._text[span.start : min(span.end, span.start + _QUOTED)].split())
        return SpanRow(span, quoted, figure_value(self._scheme, span), self._paragraphs.at(span.start))

    def _label_id(self, number: int) -> str:
        if number <= len(self._scheme.labels):
            return self._scheme.labels[number - 1].id
        keys = self._lists[number]
        return self._spans[keys[0][2]].label if keys else ""
