"""Commands: what a person asks for, one gesture each. ``plan`` checks it against the layer and gives the edits.

A command either refuses with a UserError, and nothing has changed, or gives edits that fit the layer exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from annotator.errors import DuplicateSpan, InvalidAttribute, InvalidRelation, LayerFinished, UnknownSpan
from annotator.model.edit import (
    DocumentLabelSet,
    LayerEdit,
    RelationAdded,
    RelationRemoved,
    ReviewedTo,
    SpanAdded,
    SpanRemoved,
    SpanReplaced,
    StateChanged,
)
from annotator.model.layer import Layer, LayerState
from annotator.model.scheme import AttributeValue, LabelScheme
from annotator.model.span import (
    SURE,
    UNSURE,
    Relation,
    Span,
    check_label,
    check_range,
    check_text,
    is_storable,
    keep_attributes,
    new_id,
    read_attributes,
)


class Command(Protocol):
    """One gesture on one document's layer. ``name`` is the step's stable code."""

    name: ClassVar[str]

    @property
    def document(self) -> str: ...

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]: ...


def _span(layer: Layer, span: str) -> Span:
    found = layer.spans.get(span)
    if found is None:
        raise UnknownSpan(span=span)
    return found


def open_layer(layer: Layer) -> list[LayerEdit]:
    """The edit that says that work on this layer has begun, where it had not. Raises LayerFinished."""
    if layer.state is LayerState.FINISHED:
        raise LayerFinished(document=layer.key.document, annotator=layer.key.annotator)
    if layer.state is LayerState.NEW:
        return [StateChanged(layer.state, LayerState.IN_PROGRESS, layer.reason, "")]
    return []


def _replace(layer: Layer, before: Span, after: Span) -> list[LayerEdit]:
    if before == after:
        return []
    moved = (before.start, before.end, before.label) != (after.start, after.end, after.label)
    if moved and layer.has_same(after.start, after.end, after.label, but=after.id):
        raise DuplicateSpan(start=after.start, end=after.end, label=after.label)
    return [*open_layer(layer), SpanReplaced(before, after)]


@dataclass(frozen=True, slots=True)
class AddSpan:
    """Label ``[start, end)`` (code points)."""

    document: str
    start: int
    end: int
    label: str
    attributes: Mapping[str, object] = field(default_factory=dict)
    id: str = ""
    name: ClassVar[str] = "add-span"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        check_range(text, self.start, self.end)
        check_label(scheme, self.label)
        if layer.has_same(self.start, self.end, self.label) or self.id in layer.spans:
            raise DuplicateSpan(start=self.start, end=self.end, label=self.label)
        attributes = read_attributes(scheme, self.label, self.attributes)
        span = Span(self.id or new_id(), self.start, self.end, self.label, attributes)
        return [*open_layer(layer), SpanAdded(span)]


@dataclass(frozen=True, slots=True)
class RemoveSpan:
    """Delete a span, and with it the relations that end in it."""

    document: str
    span: str
    name: ClassVar[str] = "remove-span"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        span = _span(layer, self.span)
        relations = [RelationRemoved(relation) for relation in layer.relations_of(span.id)]
        return [*open_layer(layer), *relations, SpanRemoved(span)]


@dataclass(frozen=True, slots=True)
class RelabelSpan:
    """Give a span another label; attributes that the new label lacks go, relations that it does not allow go too."""

    document: str
    span: str
    label: str
    name: ClassVar[str] = "relabel-span"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        before = _span(layer, self.span)
        check_label(scheme, self.label)
        after = before._replace(
            label=self.label, attributes=keep_attributes(scheme, self.label, before.attributes)
        )
        edits = _replace(layer, before, after)
        if not edits:
            return []
        labels = {span.id: span.label for span in layer.spans.values()} | {after.id: after.label}
        gone = [
            r
            for r in layer.relations_of(after.id)
            if not scheme.allows(r.label, labels[r.head], labels[r.tail])
        ]
        return [*edits[:-1], *map(RelationRemoved, gone), edits[-1]]


@dataclass(frozen=True, slots=True)
class ResizeSpan:
    """Move a span's edges to ``[start, end)`` (code points)."""

    document: str
    span: str
    start: int
    end: int
    name: ClassVar[str] = "resize-span"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        check_range(text, self.start, self.end)
        before = _span(layer, self.span)
        return _replace(layer, before, before._replace(start=self.start, end=self.end))


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """Set an attribute of a span; None takes the value away, so that the default holds again."""

    document: str
    span: str
    attribute: str
    value: object | None
    name: ClassVar[str] = "set-attribute"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        before = _span(layer, self.span)
        attributes = {key: value for key, value in before.attributes.items() if key != self.attribute}
        if self.value is not None and self.value != "":
            attributes |= read_attributes(scheme, before.label, {self.attribute: self.value})
        elif self.attribute not in {a.id for a in scheme.attributes_of(before.label)}:
            raise InvalidAttribute(attribute=self.attribute, value=self.value, reason="unknown")
        return _replace(layer, before, before._replace(attributes=attributes))


@dataclass(frozen=True, slots=True)
class SetNote:
    document: str
    span: str
    note: str
    name: ClassVar[str] = "set-note"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        before = _span(layer, self.span)
        check_text("note", self.note)
        return _replace(layer, before, before._replace(note=self.note))


@dataclass(frozen=True, slots=True)
class SetCertainty:
    """``certainty`` is ``sure`` or ``unsure``."""

    document: str
    span: str
    certainty: str
    name: ClassVar[str] = "set-certainty"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        if self.certainty not in (SURE, UNSURE):
            raise InvalidAttribute(attribute="certainty", value=self.certainty, reason="choice")
        before = _span(layer, self.span)
        return _replace(layer, before, before._replace(certainty=self.certainty))


@dataclass(frozen=True, slots=True)
class AddRelation:
    """Join the span ``head`` to the span ``tail``, where the scheme allows it."""

    document: str
    label: str
    head: str
    tail: str
    name: ClassVar[str] = "add-relation"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        head, tail = _span(layer, self.head), _span(layer, self.tail)
        check_relation(scheme, self.label, head, tail)
        if any((r.head, r.tail, r.label) == (head.id, tail.id, self.label) for r in layer.relations.values()):
            raise InvalidRelation(relation=self.label, reason="duplicate")
        return [*open_layer(layer), RelationAdded(Relation(new_id(), head.id, tail.id, self.label))]


def check_relation(scheme: LabelScheme, label: str, head: Span, tail: Span) -> None:
    """Raises InvalidRelation unless the scheme allows this relation between these spans."""
    if scheme.relation(label) is None:
        raise InvalidRelation(relation=label, reason="unknown-label")
    if head.id == tail.id:
        raise InvalidRelation(relation=label, reason="self")
    if not scheme.allows(label, head.label, tail.label):
        raise InvalidRelation(relation=label, reason="ends")


@dataclass(frozen=True, slots=True)
class RemoveRelation:
    document: str
    relation: str
    name: ClassVar[str] = "remove-relation"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        relation = layer.relations.get(self.relation)
        if relation is None:
            raise InvalidRelation(relation=self.relation, reason="unknown-end")
        return [*open_layer(layer), RelationRemoved(relation)]


@dataclass(frozen=True, slots=True)
class SetDocumentLabel:
    """Set a document label; None takes it away."""

    document: str
    label: str
    value: object | None
    name: ClassVar[str] = "set-document-label"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        kind = next((a for a in scheme.document_labels if a.id == self.label), None)
        if kind is None:
            raise InvalidAttribute(attribute=self.label, value=self.value, reason="unknown")
        stored: AttributeValue | None = None
        if self.value is not None:
            stored = kind.read(self.value)
            if stored is None or not is_storable(stored):
                raise InvalidAttribute(attribute=self.label, value=self.value, reason=kind.type.value)
        before = layer.labels.get(self.label)
        return [] if before == stored else [*open_layer(layer), DocumentLabelSet(self.label, before, stored)]


@dataclass(frozen=True, slots=True)
class Finish:
    """The document is done: all of it was looked at."""

    document: str
    name: ClassVar[str] = "finish"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        return _to_state(layer, LayerState.FINISHED)


@dataclass(frozen=True, slots=True)
class Reopen:
    document: str
    name: ClassVar[str] = "reopen"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        return _to_state(layer, LayerState.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Skip:
    document: str
    reason: str = ""
    name: ClassVar[str] = "skip"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        check_text("reason", self.reason)
        return _to_state(layer, LayerState.SKIPPED, self.reason)


@dataclass(frozen=True, slots=True)
class Flag:
    """Put the document aside for discussion."""

    document: str
    reason: str = ""
    name: ClassVar[str] = "flag"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        check_text("reason", self.reason)
        return _to_state(layer, LayerState.FLAGGED, self.reason)


def _to_state(layer: Layer, state: LayerState, reason: str = "") -> list[LayerEdit]:
    if (layer.state, layer.reason) == (state, reason):
        return []
    return [StateChanged(layer.state, state, layer.reason, reason)]


@dataclass(frozen=True, slots=True)
class MarkReviewed:
    """Everything before ``offset`` (code points) has been looked at; 0 takes it back."""

    document: str
    offset: int
    name: ClassVar[str] = "mark-reviewed"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        offset = min(max(0, self.offset), len(text))
        return (
            [] if offset == layer.reviewed_to else [*open_layer(layer), ReviewedTo(layer.reviewed_to, offset)]
        )
