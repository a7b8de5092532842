"""The article page: document bar, messages, find bar, the article itself, the label palette below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.layer import LayerState
from annotator.ui.appearance.article import article_style
from annotator.ui.article.document_bar import DocumentBar
from annotator.ui.article.empty import EmptyPage
from annotator.ui.article.find_bar import FindBar
from annotator.ui.textview.view import ArticleView
from annotator.ui.widgets.controls import hairline
from annotator.ui.widgets.message_bar import MessageBar
from annotator.ui.widgets.paint import cap_of

if TYPE_CHECKING:
    from annotator.model.document import Document
    from annotator.model.layer import Layer
    from annotator.model.scheme import LabelScheme
    from annotator.ui.theme import Themes


class ArticlePage(QWidget):
    """Places its parts and lets them work together; it knows nothing of commands."""

    found_changed = Signal(bool)
    message_acted = Signal(str)
    low_changed = Signal(bool)
    import_requested = Signal()

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document: Document | None = None
        self.bar = DocumentBar(scheme.document_labels, themes, self)
        self.notice = MessageBar(themes, self, closable=False)
        self.message = MessageBar(themes, self)
        self.find_bar = FindBar(themes, self)
        self.view = ArticleView(self)
        self.empty = EmptyPage(themes, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in (self.bar, hairline(self), self.notice, self.message, self.find_bar):
            self._column.addWidget(part)
        self._column.addWidget(self.view, 1)
        self._column.addWidget(self.empty, 1)
        self.empty.hide()
        self.empty.import_requested.connect(self.import_requested)
        self.find_bar.hide()
        self.find_bar.hits_changed.connect(self._on_hits)
        self.find_bar.closed.connect(self._on_find_closed)
        self.find_bar.taken.connect(self._on_taken)
        self.message.acted.connect(self.message_acted)
        self.notice.acted.connect(self.message_acted)
        themes.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def dock(self, low: QWidget) -> None:
        """Put a widget under the article: the label palette."""
        self._column.addWidget(hairline(self))
        self._column.addWidget(low)

    # showing ----------------------------------------------------------------------------------------------
    def show_document(self, document: Document | None, layer: Layer | None, *, writable: bool) -> None:
        """Show another document, or none."""
        self._document = document
        self.message.hide()
        empty = document is None or layer is None
        self.empty.set_writable(writable)
        self.empty.setVisible(empty)
        self.view.setVisible(not empty)
        if document is None or layer is None:
            self.view.clear()
            self.find_bar.hide()
            self.bar.hide()
            self.notice.hide()
            return
        self.bar.show()
        self.view.set_article(document.text, layer, self._scheme)
        self.find_bar.set_text(document.text)
        self.show_head(layer, writable=writable)

    def take_focus(self) -> None:
        """The keys go to the article, or to the next step where there is none."""
        taker = self.view if self._document is not None else self.empty.button
        taker.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_head(self, layer: Layer, *, writable: bool) -> None:
        """Show title, document labels and state again."""
        finished = layer.state is LayerState.FINISHED
        closed = finished or layer.state is LayerState.SKIPPED
        title = self._document.title if self._document else ""
        self.bar.show_document(title, layer.labels, finished=closed, writable=writable)
        self.view.set_read_only(closed or not writable)
        if not writable:
            self.notice.tell("info", tr("This project is open for reading only."))
        elif finished:
            words = tr("This document is done. Reopen it to change it.")
            self.notice.tell("done", words, ("reopen", tr("Reopen"), cap_of("reopen")))
        elif layer.state is LayerState.FLAGGED:
            words = tr("Flagged for discussion: {reason}") if layer.reason else tr("Flagged for discussion.")
            self.notice.tell("warn", words.format(reason=layer.reason))
        elif layer.state is LayerState.SKIPPED:
            words = tr("Skipped: {reason}") if layer.reason else tr("Skipped.")
            self.notice.tell(
                "info", words.format(reason=layer.reason), ("reopen", tr("Take it up again"), "")
            )
        else:
            self.notice.hide()

    def tell(self, kind: str, words: str) -> None:
        """A message under the document bar."""
        self.message.tell(kind, words)

    # finding ----------------------------------------------------------------------------------------------
    def open_find(self) -> None:
        """Open the find bar, with the selected words in it."""
        if self._document is None:
            return
        chosen = self.view.selection()
        words = self._document.text[chosen[0] : chosen[1]] if chosen and chosen[1] - chosen[0] < 200 else ""
        self.find_bar.open(" ".join(words.split()), chosen[0] if chosen else self.view.caret())

    def find_step(self, by: int) -> None:
        """To the next or previous hit, also while the bar is closed."""
        if self.find_bar.isVisible():
            self.find_bar.step(by)
            return
        chosen = self.view.selection()
        start = chosen[0] if chosen else self.view.caret()
        if not self.find_bar.step_from(start + (1 if by > 0 else 0), by):
            self.open_find()

    def _on_taken(self, start: int, end: int) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.select(start, end)
        self.view.tell_selection()

    def _on_hits(self, hits: list[tuple[int, int]], current: int) -> None:
        self.view.highlight_matches(hits if self.find_bar.isVisible() else [])
        if 0 <= current < len(hits):
            self.view.select(*hits[current])
            self.view.ensure_visible(hits[current][0])
        self.found_changed.emit(bool(hits))

    def _on_find_closed(self, hit: tuple[int, int] | None) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if hit is not None:
            self.view.select(*hit)

    # looks ------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.low_changed.emit(self.window().height() < 700)

    def _on_theme_changed(self) -> None:
        self.view.set_style(article_style(self._themes))
