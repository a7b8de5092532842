"""The relations of a span: what it is joined to, how, and the way to join it to more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.model.span import Relation, Span
from annotator.ui.icons import paint_icon
from annotator.ui.labels import colours_of, label_name, name_of, stroke_of
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import CapButton, IconButton, plain_label
from annotator.ui.widgets.paint import paint_swatch, paint_text

if TYPE_CHECKING:
    from annotator.model.layer import Layer


def relation_name(scheme: LabelScheme, relation: str) -> str:
    """A relation's name in the reader's language."""
    kind = scheme.relation(relation)
    return name_of(kind.names, kind.id) if kind else relation


class RelationLink(QAbstractButton):
    """One relation: its direction, its name and the span at its other end, which a click selects."""

    def __init__(self, relation: Relation, other: Span, quoted: str, parent: RelationRows) -> None:
        super().__init__(parent)
        self.other = other.id
        self._rows = parent
        self._outgoing = relation.tail == other.id
        self._name = relation_name(parent.scheme, relation.label)
        self._label, self._quoted = other.label, quoted
        self.setFixedHeight(24)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words = f"{self._name} {quoted}" if self._outgoing else f"{quoted} {self._name}"
        self.setAccessibleName(f"{words} ({label_name(parent.scheme, other.label)})")
        self.setToolTip(words)

    def sizeHint(self) -> QSize:
        return QSize(60, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._rows.themes.current
        colours = colours_of(self._rows.scheme.label(self._label), theme.dark)
        paint_icon(painter, "link" if self._outgoing else "link-in", theme.text2, 0, 5, 14)
        face = font("ui", 12)
        width = QFontMetricsF(face).horizontalAdvance(self._name)
        paint_text(painter, QRectF(20, 0, width + 1, 24), self._name, face, theme.colour("text2"))
        x = 20 + width + 6
        paint_swatch(painter, QRectF(x, 6, 12, 12), colours, stroke_of(self._rows.scheme, self._label), 2)
        rest = QRectF(x + 17, 0, self.width() - x - 18, 24)
        paint_text(painter, rest, self._quoted, font("ui", 12, 500), QColor(colours.ink))
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class RelationRows(QWidget):
    """The rows, each with a way to delete it, and the button that begins another relation."""

    span_requested = Signal(object)
    removed = Signal(str)
    link_requested = Signal()

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.scheme, self.themes = scheme, themes
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._rows: list[QWidget] = []
        self._deletes: dict[QWidget, str] = {}
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 2, 0, 0)
        self._none = plain_label(tr("No relations"), self, "faint")
        foot.addWidget(self._none)
        foot.addStretch(1)
        self._add = CapButton(themes, self, compact=True)
        self._add.setProperty("flat", True)
        self._add.set_words(tr("Add a relation"), "F4")
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.clicked.connect(self.link_requested)
        foot.addWidget(self._add)
        self._column.addLayout(foot)

    def show_relations(self, span: Span, layer: Layer, text: str, *, editable: bool) -> None:
        """Show every relation that begins or ends at ``span``."""
        relations = layer.relations_of(span.id)
        possible = any({span.label, self._group(span)} & r.heads for r in self.scheme.relations)
        self._add.setVisible(possible)
        self._add.setEnabled(editable)
        self._none.setVisible(not relations and possible)
        ends = {r.id: layer.spans[r.tail if r.head == span.id else r.head] for r in relations}
        shown = (span.id, editable, [(r, ends[r.id][1:4]) for r in relations])
        if shown == self._shown:
            return
        self._shown = shown
        self._drop_rows()
        for relation in relations:
            other = ends[relation.id]
            quoted = " ".join(text[other.start : min(other.end, other.start + 80)].split())
            self._add_row(relation, other, quoted, editable)

    def _group(self, span: Span) -> str:
        group = self.scheme.group_of(span.label)
        return group.id if group else ""

    def _drop_rows(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows, self._deletes = [], {}

    def _add_row(self, relation: Relation, other: Span, quoted: str, editable: bool) -> None:
        box = QWidget(self)
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        link = RelationLink(relation, other, quoted, self)
        link.setParent(box)
        link.clicked.connect(self._on_link)
        line.addWidget(link, 1)
        delete = IconButton(self.themes, "close", tr("Delete this relation"), box)
        delete.setEnabled(editable)
        delete.clicked.connect(self._on_delete)
        self._deletes[delete] = relation.id
        line.addWidget(delete)
        self._column.insertWidget(len(self._rows), box)
        self._rows.append(box)

    def _on_link(self) -> None:
        link = self.sender()
        if isinstance(link, RelationLink):
            self.span_requested.emit(link.other)

    def _on_delete(self) -> None:
        sender = self.sender()
        if isinstance(sender, QWidget) and sender in self._deletes:
            self.removed.emit(self._deletes[sender])
