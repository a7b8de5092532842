"""The annotate page of one open project: queue, article, palette, spans and inspector, joined by session and state."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.errors import UserError
from annotator.i18n import tr
from annotator.model.edit import DocumentLabelSet, LayerEdit, LayerKey, StateChanged
from annotator.model.layer import LayerState
from annotator.ui.actions import Situation
from annotator.ui.article.page import ArticlePage
from annotator.ui.bridge import Bridge
from annotator.ui.counts import LabelCounts
from annotator.ui.failures import Failures
from annotator.ui.gestures import Gestures
from annotator.ui.inspector.pane import InspectorPane
from annotator.ui.palette.palette import LabelPalette
from annotator.ui.panes import Panes
from annotator.ui.queue.pane import QueuePane
from annotator.ui.state import UiState
from annotator.ui.theme import Themes
from annotator.ui.viewmemory import ViewMemory

if TYPE_CHECKING:
    from annotator.model.layer import Layer
    from annotator.services.change import Change
    from annotator.services.session import Session


class Workspace(QWidget):
    """Listens to the session and patches each part; passes what a person asks for to ``gestures``."""

    situation_changed = Signal()
    saved = Signal()
    people_changed = Signal()
    hinted = Signal(str)
    zoomed = Signal(int)
    context_wanted = Signal(QPoint)
    scheme_changed = Signal()  # what is on show was made for another scheme

    def __init__(self, session: Session, themes: Themes, failures: Failures, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._failures = failures
        self._scheme = session.scheme
        self.state = UiState(self)
        self.gestures = Gestures(session, self.state, failures, self)
        self.bridge = Bridge(session, self)
        self.memory = ViewMemory(session, self)
        self.queue = QueuePane(themes, self)
        self.page = ArticlePage(self._scheme, themes, self)
        self.right = InspectorPane(self._scheme, themes, self)
        self.palette_box = LabelPalette(self._scheme, themes, self.page)
        self.page.dock(self.palette_box)
        self.panes = Panes(self.queue, self.page, self.right, self)
        self.busy = False
        self._found = False
        self._labels = LabelCounts()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)
        self._connect()
        self.panes.restore(*self.memory.panes())
        self.right.spans.set_view(*self.memory.spans_view())
        self._last_zoom = self.memory.zoom()
        self.page.view.set_zoom(self._last_zoom)

    def _connect(self) -> None:
        state, view, gestures = self.state, self.page.view, self.gestures
        self.bridge.changed.connect(self._on_changed)
        state.document_changed.connect(self._on_document)
        state.span_changed.connect(self._on_span)
        state.range_changed.connect(self._on_range)
        state.link_changed.connect(self._on_link)
        view.selection_changed.connect(state.select_range)
        view.span_selected.connect(state.select_span)
        view.resize_requested.connect(gestures.resize)
        view.context_menu_requested.connect(self._on_context)
        view.zoom_changed.connect(self._on_zoom)
        view.installEventFilter(self)
        self.queue.document_requested.connect(self.open_document)
        self.queue.left.connect(self.focus_article)
        self.palette_box.label_requested.connect(gestures.choose_label)
        self.page.bar.previous_requested.connect(self.previous_document)
        self.page.bar.next_requested.connect(self.next_document)
        self.page.bar.finish_requested.connect(gestures.finish)
        self.page.bar.reopen_requested.connect(gestures.reopen)
        self.page.bar.label_requested.connect(gestures.set_document_label)
        self.page.message_acted.connect(self._on_message)
        self.page.found_changed.connect(self._on_found)
        self.page.low_changed.connect(self.palette_box.set_low)
        gestures.finished.connect(self._on_finished)
        gestures.hinted.connect(self.hinted)
        self._connect_right()

    def _connect_right(self) -> None:
        spans, inspector, card, gestures = (
            self.right.spans,
            self.right.inspector,
            self.right.card,
            self.gestures,
        )
        spans.span_requested.connect(self.go_to_span)
        spans.folded.connect(self.memory.save_folded)
        spans.order_chosen.connect(self.memory.save_order)
        inspector.span_requested.connect(self.go_to_span)
        inspector.label_requested.connect(gestures.relabel)
        inspector.attribute_requested.connect(gestures.set_attribute)
        inspector.certainty_requested.connect(gestures.set_certainty)
        inspector.note_requested.connect(gestures.set_note)
        gestures.value_refused.connect(inspector.value_refused)
        gestures.value_kept.connect(inspector.forget_refused)
        inspector.given_up.connect(gestures.give_up)
        inspector.delete_requested.connect(gestures.delete)
        inspector.relation_removed.connect(gestures.remove_relation)
        inspector.link_requested.connect(gestures.begin_link)
        inspector.done.connect(self.focus_article)
        card.accepted.connect(gestures.link)
        card.cancelled.connect(gestures.end_link)
        self.panes.changed.connect(self._on_panes)

    # what is open -----------------------------------------------------------------------------------------
    def start(self) -> None:
        """Show the queue and the document that was open last."""
        items = self.session.queue()
        known = {item.document for item in items}
        last: str | None = self.memory.document()
        self.queue.show_queue(items, last if last in known else None)
        if last not in known:
            last = self.queue.model.next_open(None) or (items[0].document if items else None)
        self.open_document(last)
        if last is None:
            self._on_document(None)

    def open_document(self, document: str | None) -> None:
        """Show a document where it was left."""
        self.right.inspector.commit()
        self.leave_document()
        self.state.open_document(document)
        self.focus_article()

    def leave_document(self) -> None:
        """Remember caret and scroll of the document on screen."""
        if self.state.document is not None:
            self.memory.leave(self.state.document, self.page.view.scroll_state(), self.page.view.caret())

    def layer(self) -> Layer | None:
        """The layer on screen."""
        return self.session.layer(self.state.document) if self.state.document else None

    def next_document(self) -> None:
        """One row down in the queue."""
        self._step(1)

    def previous_document(self) -> None:
        """One row up in the queue."""
        self._step(-1)

    def _step(self, by: int) -> None:
        document = self.queue.step(by)
        if document is not None:
            self.open_document(document)
        else:
            self.hinted.emit(
                tr("This is the last document in the list.")
                if by > 0
                else tr("This is the first document in the list.")
            )

    def focus_article(self) -> None:
        """Give the keys to the article."""
        self.page.take_focus()

    def go_to_span(self, span: str) -> None:
        """Select a span and bring it into view."""
        self.state.select_span(span)
        layer = self.layer()
        if layer is not None and span in layer.spans:
            self.page.view.ensure_visible(layer.spans[span].start)
        self.focus_article()

    def situation(self) -> Situation:
        """What the action table wants to know."""
        layer = self.layer() if not self.session.held else None
        return Situation(
            project=True, writable=not self.session.read_only and not self.busy, document=layer is not None,
            finished=layer is not None and layer.state in (LayerState.FINISHED, LayerState.SKIPPED),
            span=self.state.span is not None, linking=self.state.link is not None,
            undo=not self.session.held and self.session.next_undo() is not None,
            redo=not self.session.held and self.session.next_redo() is not None, found=self._found, busy=self.busy,
        )  # fmt: skip

    @property
    def editable(self) -> bool:
        """The document on screen may be changed now."""
        return not self.busy and not self.session.held and self._editable(self.layer())

    def set_busy(self, busy: bool) -> None:
        """A job works on the project: nothing can be changed meanwhile."""
        self.busy = busy
        self.setEnabled(not busy)
        if not busy:
            self.focus_article()
        self.situation_changed.emit()

    # what the session says --------------------------------------------------------------------------------
    def _on_changed(self, change: Change) -> None:
        if change.wide:
            self._reload()
            if self.session.scheme != self._scheme:
                self.scheme_changed.emit()
            self.people_changed.emit()
        else:
            self._patch(change)
        self.saved.emit()
        self.situation_changed.emit()

    def _reload(self) -> None:
        items = self.session.queue()
        known = {item.document for item in items}
        document = self.state.document if self.state.document in known else None
        self.queue.show_queue(items, document)
        self.state.select_span(None)
        self.state.open_document(document or (items[0].document if items else None))
        self._on_document(self.state.document)

    def _patch(self, change: Change) -> None:
        if self.state.document not in change.documents and change.documents and change.act != "do":
            self.open_document(change.documents[0])
        for document in change.documents:
            try:
                self.queue.patch(self.session.queue_item(document))
            except UserError:
                self.queue.show_queue(self.session.queue(), self.state.document)
        edits = [cast(LayerEdit, edit) for key, edit in change.edits if key == self._key()]
        layer = self.layer()
        if not edits or layer is None:
            return
        if not self.right.shows(layer):  # read again, after something could not be stored
            self._show_again(self.state.span)
            return
        self.page.message.hide()
        self.page.view.apply_edits(edits)
        if self.state.span is not None and self.state.span not in layer.spans:
            self.state.select_span(None)
        if self.state.link is not None and self.state.link not in layer.spans:
            self.state.link_from(None)
        self.right.apply(edits, self.state.span)
        self._count_labels(edits)
        if any(isinstance(edit, (DocumentLabelSet, StateChanged)) for edit in edits):
            self._show_head(layer)

    def _show_again(self, span: str | None) -> None:
        self.leave_document()
        self._on_document(self.state.document)
        self.state.select_span(span)
        self._on_span(self.state.span)

    def _count_labels(self, edits: list[LayerEdit]) -> None:
        layer = self.layer()
        if layer is not None:
            self._labels.follow(layer, edits)
        self.palette_box.show_counts(self._labels.counts)

    def _key(self) -> LayerKey:
        return LayerKey(self.state.document or "", self.session.annotator.id)

    # what the state says ----------------------------------------------------------------------------------
    def _on_document(self, document: str | None) -> None:
        shown = self.session.document(document) if document else None
        layer = self.session.layer(document) if document else None
        self.page.show_document(shown, layer, writable=not self.session.read_only)
        editable = self._editable(layer)
        self.right.show_document(shown.text if shown else "", layer, editable=editable)
        self._labels.show(layer)
        self.palette_box.show_counts(self._labels.counts)
        self.palette_box.set_ready(editable)
        self.queue.show_current(document)
        if document is not None:
            self.memory.enter(document)
            scroll, caret = self.memory.place(document)
            if scroll is not None:
                self.page.view.restore(scroll)
            elif caret is not None:
                self.page.view.ensure_visible(caret)
        self.situation_changed.emit()

    def _show_head(self, layer: Layer) -> None:
        self.page.show_head(layer, writable=not self.session.read_only)
        editable = self._editable(layer)
        self.palette_box.set_ready(editable)
        self.right.set_editable(editable, self.state.span)

    def _editable(self, layer: Layer | None) -> bool:
        closed = layer is None or layer.state in (LayerState.FINISHED, LayerState.SKIPPED)
        return not closed and not self.session.read_only

    def _on_span(self, span: str | None) -> None:
        if self.page.view.selected_span != span:
            self.page.view.select_span(span)
        self.right.show_span(span)
        self.situation_changed.emit()

    def _on_range(self, chosen: tuple[int, int] | None) -> None:
        if chosen is not None and self.page.view.selection() != chosen:
            self.page.view.select(*chosen)
        self.situation_changed.emit()

    def _on_link(self, head: str | None) -> None:
        self.right.link_from(head, self.state.span)
        if head is not None:
            self.panes.show_inspector(True)
        self.situation_changed.emit()

    # what a person does -----------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self.state.link is not None
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.right.card.accept()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.gestures.end_link()
                return True
        return False

    def edit_attributes(self) -> None:
        """F2: the caret goes to the first value of the selected span."""
        self.panes.show_inspector(True)
        self.right.inspector.focus_first()

    def edit_note(self) -> None:
        """The caret goes to the note of the selected span."""
        self.panes.show_inspector(True)
        self.right.inspector.focus_note()

    def looked_at(self) -> None:
        """The text up to the end of the caret's paragraph has been looked at."""
        self.gestures.looked_at(self.page.view.caret())

    def _on_finished(self, document: str) -> None:
        following = self.queue.model.next_open(document)
        if following is not None:
            self.open_document(following)
        else:
            self.page.tell("done", tr("Every document in the queue is done."))

    def _on_message(self, act: str) -> None:
        if act == "reopen":
            self.gestures.reopen()
        elif act == "undo":
            self.gestures.undo()

    def _on_found(self, found: bool) -> None:
        self._found = found
        self.situation_changed.emit()

    def _on_context(self, wanted: tuple[QPoint, str | None]) -> None:
        self.context_wanted.emit(wanted[0])

    def _on_zoom(self, percent: int) -> None:
        self._last_zoom = percent
        self.memory.save_zoom(percent)
        self.zoomed.emit(percent)

    @property
    def zoom(self) -> int:
        return self._last_zoom

    def set_zoom(self, percent: int) -> None:
        """80 to 200 percent."""
        self.page.view.set_zoom(max(80, min(200, percent)))

    def _on_panes(self) -> None:
        self.memory.save_panes(*self.panes.shape())
        self.situation_changed.emit()

    def step_out(self) -> None:
        """Tell what is being typed, remember where one was, and hear no more of the project."""
        self.right.inspector.commit()
        self.leave_document()
        self.memory.flush()
        self.bridge.close()

    def close_session(self) -> None:
        """Step out and let go of the project."""
        self.step_out()
        self.session.close()
