"""What is selected in the window: a document, a span, a range of text. The only selection there is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class UiState(QObject):
    """Facts about the window, not about the corpus. Setting what is already so tells nobody."""

    document_changed = Signal(object)
    span_changed = Signal(object)
    range_changed = Signal(object)
    link_changed = Signal(object)
    brush_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: str | None = None
        self._span: str | None = None
        self._range: tuple[int, int] | None = None
        self._link: str | None = None
        self._brush: str | None = None

    @property
    def document(self) -> str | None:
        """The id of the document on screen."""
        return self._document

    @property
    def span(self) -> str | None:
        """The id of the selected span."""
        return self._span

    @property
    def range(self) -> tuple[int, int] | None:
        """The selected text that has no label yet, in code points."""
        return self._range

    @property
    def link(self) -> str | None:
        """The id of the span a relation is being drawn from."""
        return self._link

    @property
    def brush(self) -> str | None:
        """The label that every selection gets at once; empty while none is chosen yet, None while the brush is down."""
        return self._brush

    def take_brush(self, label: str | None) -> None:
        """Take up the brush with a label, change its label, or put it down."""
        if label != self._brush:
            self._brush = label
            self.brush_changed.emit(label)

    def open_document(self, document: str | None) -> None:
        """Another document: what was selected in the old one is not any more."""
        if document == self._document:
            return
        self._document = document
        self.link_from(None)
        self.select_span(None)
        self.select_range(None)
        self.document_changed.emit(document)

    def select_span(self, span: str | None) -> None:
        """Select a span, or none."""
        if span != self._span:
            self._span = span
            self.span_changed.emit(span)

    def select_range(self, chosen: tuple[int, int] | None) -> None:
        """Select a range of text, or none."""
        if chosen != self._range:
            self._range = chosen
            self.range_changed.emit(chosen)

    def link_from(self, span: str | None) -> None:
        """Begin a relation at ``span``, or stop drawing one."""
        if span != self._link:
            self._link = span
            self.link_changed.emit(span)
