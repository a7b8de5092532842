"""The spans of one document as one list: labels with their spans below, or spans in reading order.

Views ask a model for every row again after each insertion. So this is a flat list, and the counting of rows is left to
Qt's own string list model: of 10,000 rows only those on screen are ever made in Python.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt

from annotator.i18n import tr
from annotator.model.edit import SpanAdded, SpanRemoved, SpanReplaced
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span, order_key
from annotator.ui.inspector.numbering import ParagraphNumbers
from annotator.ui.labels import figure_value, label_name

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_QUOTED = 120


class LabelRow(NamedTuple):
    """A label with its number of spans; ``first`` of another group than the label above; ``open``: its spans are listed."""

    label: str
    spans: int
    first: bool
    open: bool


class SpanRow(NamedTuple):
    """A span as the list shows it; ``value`` is the parsed figure, ``paragraph`` counts from 1."""

    span: Span
    quoted: str
    value: str
    paragraph: int


class SpansModel(QStringListModel):
    """Patched row by row. Spans are kept in one sorted list per label (or in list 0, in reading order)."""

    def __init__(self, scheme: LabelScheme, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._numbers = {label.id: number for number, label in enumerate(scheme.labels, start=1)}
        self._text = ""
        self._paragraphs = ParagraphNumbers("")
        self._grouped = True
        self._closed: set[str] = set()
        self._lists: dict[int, list[tuple[int, int, str]]] = {}
        self._shown: list[int] = []
        self._spans: dict[str, Span] = {}

    # filling ----------------------------------------------------------------------------------------------
    def show(self, text: str, layer: Layer | None, grouped: bool) -> None:
        """Show another document, or the same one the other way."""
        if text is not self._text:
            self._text, self._paragraphs = text, ParagraphNumbers(text)
        self._grouped = grouped
        self._spans = dict(layer.spans) if layer else {}
        by_label: dict[str, list[tuple[int, int, str]]] = {}
        for span in self._spans.values():  # every span of the document: kept short
            id, start, end, label = span[:4]
            keys = by_label.get(label) or by_label.setdefault(label, [])
            keys.append((start, -end, id))
        self._lists = {}
        for label, keys in by_label.items():
            number = self._numbers.get(label, len(self._numbers) + 1) if grouped else 0
            self._lists.setdefault(number, []).extend(keys)
        for keys in self._lists.values():
            keys.sort()
        self._shown = sorted(self._lists)
        self.setStringList([""] * sum(map(self._height, self._shown)))

    def close_labels(self, closed: set[str]) -> None:
        """Which labels are folded; before anything is shown."""
        self._closed = set(closed)

    def closed_labels(self) -> set[str]:
        return set(self._closed)

    def fold(self, label: str, closed: bool) -> bool:
        """List the spans of a label or not; whether that changed anything."""
        if closed == (label in self._closed):
            return False
        number = self._numbers.get(label, 0)
        count = len(self._lists.get(number, ())) if self._grouped else 0
        first = self._head_row(number) + 1 if count else 0
        if closed:
            self._closed.add(label)
            self.removeRows(first, count)
        else:
            self._closed.discard(label)
            self.insertRows(first, count)
        self._label_changed(number)
        return True

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
        if number not in self._lists:
            self._lists[number] = []
            insort(self._shown, number)
            if self._grouped:
                self.insertRows(self._head_row(number), 1)
        keys = self._lists[number]
        at = bisect_left(keys, order_key(span))
        keys.insert(at, order_key(span))
        if self._is_open(number, span.label):
            self.insertRows(self._first_row(number) + at, 1)
        self._label_changed(number)

    def _remove(self, span: Span) -> None:
        number = self._list_of(span)
        keys = self._lists.get(number, [])
        at = bisect_left(keys, order_key(span))
        if at >= len(keys) or keys[at] != order_key(span):
            return
        row, listed = self._first_row(number) + at, self._is_open(number, span.label)
        del keys[at]
        del self._spans[span.id]
        if listed:
            self.removeRows(row, 1)
        if self._grouped and not keys:
            row = self._head_row(number)
            del self._lists[number]
            self._shown.remove(number)
            self.removeRows(row, 1)
        else:
            self._label_changed(number)

    def _label_changed(self, number: int) -> None:
        if self._grouped and number in self._lists:
            index = self.index(self._head_row(number))
            self.dataChanged.emit(index, index)

    # rows -------------------------------------------------------------------------------------------------
    def _is_open(self, number: int, label: str = "") -> bool:
        return not self._grouped or (label or self._label_id(number)) not in self._closed

    def _height(self, number: int) -> int:
        """Rows that a list takes: its label, and its spans where they are listed."""
        spans = len(self._lists[number])
        return spans if not self._grouped else 1 + (spans if self._is_open(number) else 0)

    def _head_row(self, number: int) -> int:
        """The row of a label."""
        return sum(self._height(other) for other in self._shown if other < number)

    def _first_row(self, number: int) -> int:
        """The row of a label's first span."""
        return self._head_row(number) + (1 if self._grouped else 0)

    def _label_id(self, number: int) -> str:
        if 0 < number <= len(self._scheme.labels):
            return self._scheme.labels[number - 1].id
        keys = self._lists.get(number)
        return self._spans[keys[0][2]].label if keys else ""

    # finding ----------------------------------------------------------------------------------------------
    def __len__(self) -> int:
        return len(self._spans)

    def label_of(self, span_id: str) -> str:
        """The label under which a span is listed; empty in reading order, or where there is no such span."""
        span = self._spans.get(span_id)
        return span.label if span is not None and self._grouped else ""

    def index_of(self, span_id: str) -> QModelIndex:
        """Where a span is listed; an invalid index where it is not."""
        span = self._spans.get(span_id)
        if span is None or not self._is_open(self._list_of(span), span.label):
            return QModelIndex()
        number = self._list_of(span)
        return self.index(self._first_row(number) + bisect_left(self._lists[number], order_key(span)))

    def label_index(self, label: str) -> QModelIndex:
        """Where a label is, or an invalid index."""
        number = self._numbers.get(label, 0)
        return (
            self.index(self._head_row(number)) if self._grouped and number in self._lists else QModelIndex()
        )

    # what Qt asks -----------------------------------------------------------------------------------------
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = (ROW, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in shown:
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
        left, above = index.row(), ""
        for number in self._shown:
            height = self._height(number)
            if left < height:
                return self._row_in(number, left, above)
            left, above = left - height, self._label_id(number)
        raise IndexError(index.row())

    def _row_in(self, number: int, row: int, above: str) -> LabelRow | SpanRow:
        if self._grouped and row == 0:
            label = self._label_id(number)
            first = bool(above) and self._scheme.group_of(label) != self._scheme.group_of(above)
            return LabelRow(label, len(self._lists[number]), first, self._is_open(number))
        span = self._spans[self._lists[number][row - (1 if self._grouped else 0)][2]]
        quoted = " ".join(self._text[span.start : min(span.end, span.start + _QUOTED)].split())
        return SpanRow(span, quoted, figure_value(self._scheme, span), self._paragraphs.at(span.start))
