"""The right pane: the list of spans above, the inspector of the selected one below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.model.edit import SpanAdded, SpanReplaced
from annotator.model.scheme import AttributeType, LabelScheme
from annotator.ui.inspector.inspector import Inspector
from annotator.ui.inspector.link_card import LinkCard
from annotator.ui.inspector.numbering import ParagraphNumbers
from annotator.ui.inspector.spans_view import SpansPane
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import hairline

if TYPE_CHECKING:
    from annotator.model.layer import Layer


class InspectorPane(QWidget):
    """Joins list, inspector and link card. The inspector takes the height it needs, the list scrolls."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("right")
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scheme = scheme
        self._layer: Layer | None = None
        self._text = ""
        self._paragraphs = ParagraphNumbers("")
        self._values: dict[str, set[str]] = {}
        self._texts = {a.id for a in scheme.attributes if a.type is AttributeType.TEXT}
        self._head: str | None = None
        self._lower: QWidget | None = self  # neither of the two: what is shown first is laid out
        self._editable = False
        self._reveal = QTimer(self)  # once the panes have their heights
        self._reveal.setSingleShot(True)
        self._reveal.setInterval(0)
        self.spans = SpansPane(scheme, themes, self)
        self._line = hairline(self)
        self._scroll = QScrollArea(self)
        self._holder = QWidget(self._scroll)
        self.inspector = Inspector(scheme, themes, self._holder)
        self.card = LinkCard(scheme, themes, self._holder)
        self._build()

    def _build(self) -> None:
        inside = QVBoxLayout(self._holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.inspector)
        inside.addWidget(self.card)
        inside.addStretch(1)
        self._holder.installEventFilter(self)
        self._scroll.setWidget(self._holder)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._holder.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.spans, 1)
        column.addWidget(self._line)
        column.addWidget(self._scroll)
        self._reveal.timeout.connect(self.spans.reveal)
        self._show_lower(None)

    def sizeHint(self) -> QSize:
        return QSize(312, 600)

    # showing ----------------------------------------------------------------------------------------------
    def show_document(self, text: str, layer: Layer | None, *, editable: bool) -> None:
        """Show another document, or none."""
        self._text, self._layer, self._editable = text, layer, editable
        self._paragraphs = ParagraphNumbers(text)
        for span in layer.spans.values() if layer else ():
            if span.attributes:
                self._learn(span.attributes)
        self.inspector.offer_values(self._values)
        self.spans.show_layer(text, layer)
        self.show_span(None)

    def shows(self, layer: Layer | None) -> bool:
        """Whether this very layer is on show, not an earlier reading of it."""
        return self._layer is layer

    def apply(self, edits: Sequence[object], selected: str | None) -> None:
        """Patch what an edit touches."""
        self.spans.apply(edits)
        for edit in edits:
            if isinstance(edit, SpanAdded):
                self._learn(edit.span.attributes)
            elif isinstance(edit, SpanReplaced):
                self._learn(edit.after.attributes)
        self.show_span(selected)

    def set_editable(self, editable: bool, selected: str | None) -> None:
        """Whether values can be changed now."""
        self._editable = editable
        self.show_span(selected)

    def show_span(self, selected: str | None) -> None:
        """Show the selected span in the list and in the inspector, or as the tail of a new relation."""
        span = self._layer.spans.get(selected) if self._layer and selected else None
        head = self._layer.spans.get(self._head) if self._layer and self._head else None
        if head is not None:
            tail = span if span is not None and span.id != head.id else None
            self.card.show_ends(head, self._quoted(head), tail, self._quoted(tail) if tail else "")
            self._show_lower(self.card)
        elif span is not None and self._layer is not None:
            number = self._paragraphs.at(span.start)
            self.inspector.show_span(span, self._text, self._layer, number, editable=self._editable)
            self._show_lower(self.inspector)
        else:
            self.inspector.clear()
            self._show_lower(None)
        self.spans.select(span.id if span else None)
        self._reveal.start()

    def link_from(self, head: str | None, selected: str | None) -> None:
        """Begin to draw a relation, or stop."""
        self._head = head
        self.show_span(selected)

    def _quoted(self, span: object) -> str:
        start, end = span.start, span.end  # type: ignore[attr-defined]
        return " ".join(self._text[start : min(end, start + 120)].split())

    def learn(self, values: Mapping[str, Iterable[str]]) -> None:
        """Values of text attributes used in the project, for completion."""
        for key, found in values.items():
            self._values.setdefault(key, set()).update(found)
        self.inspector.offer_values(self._values)

    def _learn(self, attributes: object) -> None:
        for key, value in dict(attributes).items():  # type: ignore[call-overload]
            if key in self._texts and isinstance(value, str) and value:
                self._values.setdefault(key, set()).add(value)

    # height -----------------------------------------------------------------------------------------------
    def _show_lower(self, which: QWidget | None) -> None:
        if which is not self._lower:  # laid out anew only where something else is to be seen
            self._lower = which
            self.inspector.setVisible(which is self.inspector)
            self.card.setVisible(which is self.card)
            self._scroll.setVisible(which is not None)
            self._line.setVisible(which is not None)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._holder and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self._holder.layout()
        if layout is None or not self._scroll.isVisibleTo(self):
            return
        wanted = (
            layout.totalHeightForWidth(self.width())
            if layout.hasHeightForWidth()
            else layout.totalSizeHint().height()
        )
        self._scroll.setFixedHeight(max(80, min(wanted, round(self.height() * 0.62))))
