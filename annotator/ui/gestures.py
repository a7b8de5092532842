"""What a person does to the corpus, as commands: each gesture is a line or three, every refusal goes to ``failures``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.i18n import tr
from annotator.model.edit import RelationAdded, SpanAdded
from annotator.model.history import Act, Step
from annotator.model.scheme import LabelScheme
from annotator.model.span import SURE, UNSURE, Span, keep_attributes
from annotator.model.text import ParagraphIndex
from annotator.services.commands import (
    AddRelation,
    Command,
    Finish,
    Flag,
    MarkReviewed,
    RemoveRelation,
    RemoveSpan,
    Reopen,
    SetCertainty,
    SetDocumentLabel,
    Skip,
)
from annotator.services.figure_values import LabelWords, RelabelFigure, ResizeFigure
from annotator.services.zone_commands import AcceptZones, ClearZone, MarkZone, ProposeZones
from annotator.ui.failures import Failures
from annotator.ui.state import UiState
from annotator.ui.unsaved import Typed, Unsaved

if TYPE_CHECKING:
    from annotator.model.layer import Layer
    from annotator.services.change import Change
    from annotator.services.session import Session


class Gestures(QObject):
    """Acts on the document, span and range of ``state``. ``finished`` says that a document is done,
    ``large_step`` that a step is to be undone or redone by a job. ``unsaved`` holds what was typed and could not be
    stored."""

    finished = Signal(str)
    hinted = Signal(str)
    large_step = Signal(object, object)
    value_refused = Signal(str, str, object)  # span, attribute (empty: the note), value
    value_kept = Signal(str, str)  # what had been refused is stored now

    def __init__(self, session: Session, state: UiState, failures: Failures, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._state, self._failures = session, state, failures
        self.unsaved = Unsaved(session)
        self._last: tuple[str, object, object] | None = None
        self._copied: Span | None = None
        self.digit_takers: list[Callable[[str], bool]] = []  # asked before a bare digit is a label's key
        self.label_takers: list[
            Callable[[str], bool]
        ] = []  # asked before a label is given to words or a span

    def _do(self, command: Command) -> Change | None:
        change: Change | None = self._failures.attempt(self._session.execute, command, self)
        return change

    def _layer(self) -> Layer | None:
        return self._session.layer(self._state.document) if self._state.document else None

    def _span(self) -> Span | None:
        layer = self._layer()
        return layer.spans.get(self._state.span) if layer and self._state.span else None

    # spans ------------------------------------------------------------------------------------------------
    def choose_label(self, label: str) -> None:
        """A label was picked: with the brush in hand it is the brush's, else it is given."""
        if any(take(label) for take in self.label_takers):
            return
        if self._state.brush is None:
            self.give_label(label)
            return
        self._state.take_brush(label)
        if self._state.range is not None:
            self.give_label(label)

    def paint(self) -> None:
        """With the brush in hand, the words that were selected get its label."""
        if self._state.brush and self._state.range is not None:
            self.give_label(self._state.brush)

    def give_label(self, label: str) -> None:
        """Label the selected text, else relabel the selected span."""
        document, chosen, span = self._state.document, self._state.range, self._span()
        if document is None:
            return
        if chosen is not None:
            where = self._trimmed(document, *chosen)
            change = self._do(LabelWords(document, *where, label, self._copied_values(where, label)))
            added = (
                [edit.span.id for _, edit in change.edits if isinstance(edit, SpanAdded)] if change else []
            )
            if added:
                self._last = ("label", label, None)
                self._state.select_range(None)
                self._state.select_span(added[0])
        elif span is not None:
            if span.label == label or self._do(RelabelFigure(document, span.id, label)) is not None:
                self._last = ("label", label, None)
        else:
            self.hinted.emit(tr("Select words first, then press the key of a label."))

    def _trimmed(self, document: str, start: int, end: int) -> tuple[int, int]:
        """Without white space at the ends, however the range was selected; one of white space alone as it is."""
        words = self._session.document(document).text[start:end]
        return (
            (start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))
            if words.strip()
            else (start, end)
        )

    def _copied_values(self, where: tuple[int, int], label: str) -> Mapping[str, object]:
        """What a copy keeps of the values of the span it was made from: those that its own label has too."""
        copied, self._copied = self._copied, None
        if copied is None or (copied.start, copied.end) != where:
            return {}
        return keep_attributes(self._session.scheme, label, copied.attributes)

    def copy_selected(self) -> None:
        """Select the words of the selected span, so that the next label marks them once more; values that fit go along."""
        span = self._span()
        if span is not None:
            self._state.select_span(None)
            self._state.select_range((span.start, span.end))
            self._copied = span
            self.hinted.emit(tr("Press the key of the other label."))

    def repeat(self) -> None:
        """Do to the selected words or span what was last done to another one."""
        kind, first, second = self._last or ("", None, None)
        span = self._span()
        if kind == "label":
            self.give_label(str(first))
        elif not kind:
            self.hinted.emit(tr("There is nothing to repeat yet."))
        elif span is None:
            self.hinted.emit(tr("Select a span first."))
        elif kind == "attribute":
            self.set_attribute(span.id, str(first), second)
        elif kind == "certainty":
            self.set_certainty(span.id, str(first))
        elif kind == "note":
            self.set_note(span.id, str(first))
        elif kind == "delete":
            self.delete(span.id)

    def press(self, modifier: str, digit: str) -> None:
        """A label key was pressed."""
        if not modifier and any(take(digit) for take in self.digit_takers):
            return
        label = label_for_key(self._session.scheme, modifier, digit)
        if label:
            self.choose_label(label)

    def relabel(self, span: str, label: str) -> None:
        """Give a span another label."""
        if self._state.document:
            self._do(RelabelFigure(self._state.document, span, label))

    def resize(self, span: str, start: int, end: int) -> None:
        """Move a span's edges."""
        if self._state.document:
            self._do(ResizeFigure(self._state.document, span, start, end))

    def delete_selected(self) -> None:
        """Delete the selected span."""
        if self._state.span:
            self.delete(self._state.span)

    def delete(self, span: str) -> None:
        """Delete a span and the relations that end in it."""
        if self._state.document and self._do(RemoveSpan(self._state.document, span)) is not None:
            self._last = ("delete", None, None)

    def set_attribute(self, span: str, attribute: str, value: object) -> None:
        """Set or take away one value. ``value_refused`` tells one that could not be stored."""
        if self._type(span, attribute, value):
            self._last = ("attribute", attribute, value)

    def set_certainty(self, span: str, certainty: str) -> None:
        """Sure or unsure."""
        if self._state.document and self._do(SetCertainty(self._state.document, span, certainty)) is not None:
            self._last = ("certainty", certainty, None)

    def toggle_certainty(self) -> None:
        """The other one for the selected span."""
        span = self._span()
        if span is not None:
            self.set_certainty(span.id, SURE if span.certainty == UNSURE else UNSURE)

    def set_note(self, span: str, note: str) -> None:
        """Write, change or take away a note. ``value_refused`` tells one that could not be stored."""
        if self._type(span, "", note):
            self._last = ("note", note, None)

    def _type(self, span: str, field: str, value: object) -> bool:
        if self._state.document is None:
            return False
        typed = Typed(self._state.document, span, field, value)
        if self._do(typed.command()) is None:
            self.unsaved.keep(typed)
            self.value_refused.emit(span, field, value)
            return False
        self.unsaved.drop(typed)
        return True

    def give_up(self, span: str, field: str) -> None:
        """What was typed there, and refused, is not wanted any more."""
        self.unsaved.drop(Typed(self._state.document or "", span, field, None))

    def save_typed(self) -> int:
        """Try once more to store what could not be; returns how much was stored."""
        stored = self.unsaved.retry()
        for typed in stored:
            self.value_kept.emit(typed.span, typed.field)
        return len(stored)

    # relations --------------------------------------------------------------------------------------------
    def begin_link(self) -> None:
        """Draw a relation from the selected span."""
        if self._span() is not None:
            self._state.link_from(self._state.span)

    def end_link(self) -> None:
        """Leave it."""
        head = self._state.link
        self._state.link_from(None)
        if head is not None:
            self._state.select_span(head)

    def join(self, relation: str, head: str, tail: str) -> None:
        """Join two spans that were named."""
        if self._state.document:
            self._do(AddRelation(self._state.document, relation, head, tail))

    def link(self, relation: str) -> None:
        """Join the span the link began at to the selected one."""
        head, tail, document = self._state.link, self._state.span, self._state.document
        if head and tail and document:
            change = self._do(AddRelation(document, relation, head, tail))
            if change and any(isinstance(edit, RelationAdded) for _, edit in change.edits):
                self.end_link()

    def remove_relation(self, relation: str) -> None:
        """Delete a relation."""
        if self._state.document:
            self._do(RemoveRelation(self._state.document, relation))

    # excluded zones ---------------------------------------------------------------------------------------
    def exclude(self, start: int, end: int) -> bool:
        """Exclude [start, end); whether it was done."""
        document = self._state.document
        return document is not None and self._do(MarkZone(document, start, end)) is not None

    def include(self, offset: int) -> bool:
        """Take back the zone at ``offset``, or refuse the proposed one; whether there was one."""
        document = self._state.document
        return document is not None and self._do(ClearZone(document, offset)) is not None

    def accept_zones(self) -> None:
        """Make every proposed zone of the document a zone."""
        if self._state.document:
            self._do(AcceptZones(self._state.document))

    def propose_zones(self, proposed: Sequence[tuple[int, int, str]]) -> bool:
        """Put down what a rule found, to be accepted or refused; whether anything was new."""
        document = self._state.document
        change = self._do(ProposeZones(document, tuple(proposed))) if document is not None else None
        return change is not None and bool(change.edits)

    # the document -----------------------------------------------------------------------------------------
    def set_document_label(self, name: str, value: object) -> None:
        """Set or take away a label of the document."""
        if self._state.document:
            self._do(SetDocumentLabel(self._state.document, name, value))

    def finish(self) -> None:
        """Say that the document is done; ``finished`` follows."""
        document = self._state.document
        if document and self._do(Finish(document)) is not None:
            self.finished.emit(document)

    def reopen(self) -> None:
        """Work on a finished or skipped document again."""
        if self._state.document:
            self._do(Reopen(self._state.document))

    def skip(self, reason: str) -> None:
        """Leave the document out, with the reason; ``finished`` follows."""
        document = self._state.document
        if document and self._do(Skip(document, reason)) is not None:
            self.finished.emit(document)

    def flag(self, reason: str) -> None:
        """Put the document aside for discussion."""
        if self._state.document:
            self._do(Flag(self._state.document, reason))

    def looked_at(self, offset: int) -> None:
        """Everything up to the end of the paragraph at ``offset`` has been looked at."""
        document = self._state.document
        if document is None:
            return
        index = ParagraphIndex(self._session.document(document).text)
        number = index.at(offset)
        end = index.ranges[number + 1][0] if number + 1 < len(index.ranges) else index.ranges[number][1]
        self._do(MarkReviewed(document, end))

    # history ----------------------------------------------------------------------------------------------
    def undo(self) -> None:
        """Take back the last gesture."""
        self._play(self._session.next_undo(), Act.UNDO)

    def redo(self) -> None:
        """Do it again."""
        self._play(self._session.next_redo(), Act.REDO)

    def _play(self, step: Step | None, act: Act) -> None:
        """A large step (an import) is work for a job; any other is done before the next frame."""
        if step is not None and self._session.is_large(step):
            self.large_step.emit(step, act)
        else:
            self._failures.attempt(self._session.undo if act is Act.UNDO else self._session.redo, self)


def label_for_key(scheme: LabelScheme, modifier: str, digit: str) -> str:
    """The label a key gives, or an empty string."""
    for label in scheme.labels:
        group = scheme.group(label.group)
        if label.key == digit and group is not None and group.modifier == modifier:
            return label.id
    return ""
