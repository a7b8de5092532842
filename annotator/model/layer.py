"""Layer: one annotator's annotations of one document, as a value that edits are applied to."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from annotator.model.edit import (
    DocumentLabelSet,
    Edit,
    FactSet,
    LayerKey,
    RelationAdded,
    RelationRemoved,
    ReviewedTo,
    SpanAdded,
    SpanRemoved,
    SpanReplaced,
    StateChanged,
)
from annotator.model.scheme import AttributeValue
from annotator.model.span import Relation, Span, in_order

T = TypeVar("T")


class LayerState(StrEnum):
    """Where a layer's work stands. Only ``finished`` refuses changes; it must be reopened first."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    SKIPPED = "skipped"
    FLAGGED = "flagged"


class EditConflict(ValueError):
    """An edit that does not fit the layer: the log and the projection disagree."""


def set_fact(facts: dict[tuple[str, str], Any], edit: FactSet) -> None:
    """Put what ``edit`` says into a table of facts."""
    if edit.after is None:
        facts.pop((edit.kind, edit.key), None)
    else:
        facts[edit.kind, edit.key] = edit.after


class Layer:
    """Spans, relations, document labels, facts, state and how far the text was looked at.

    The same class is filled from the projection when a document is opened, patched by every committed edit, and
    built from nothing by replaying the log; ``annotator check`` compares the two.
    """

    __slots__ = ("facts", "key", "labels", "reason", "relations", "reviewed_to", "spans", "state")

    def __init__(self, key: LayerKey) -> None:
        self.key = key
        self.spans: dict[str, Span] = {}
        self.relations: dict[str, Relation] = {}
        self.labels: dict[str, AttributeValue] = {}
        self.facts: dict[tuple[str, str], Any] = {}  # by kind and key
        self.state = LayerState.NEW
        self.reason = ""
        self.reviewed_to = 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Layer):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def in_order(self) -> list[Span]:
        """Spans in reading order, the outer one first."""
        return in_order(self.spans.values())

    def has_same(self, start: int, end: int, label: str, but: str = "") -> bool:
        """Whether another span than ``but`` has this range and label."""
        # A plain loop: this is asked for every gesture, also with 10,000 spans.
        for span in self.spans.values():
            if span[1] == start and span[2] == end and span[3] == label and span[0] != but:
                return True
        return False

    def looked_at(self, length: int) -> int:
        """Everything before this code point was looked at, in a text of ``length`` code points."""
        return length if self.state is LayerState.FINISHED else min(self.reviewed_to, length)

    def relations_of(self, span_id: str) -> list[Relation]:
        return [r for r in self.relations.values() if span_id in (r.head, r.tail)]

    def copy(self) -> Layer:
        other = Layer(self.key)
        other.spans, other.relations, other.labels = dict(self.spans), dict(self.relations), dict(self.labels)
        other.facts = dict(self.facts)
        other.state, other.reason, other.reviewed_to = self.state, self.reason, self.reviewed_to
        return other

    def apply(self, edit: Edit) -> None:
        """Apply one edit. Raises EditConflict where the edit's *before* is not what the layer holds."""
        match edit:
            case SpanAdded(span):
                self._add(self.spans, span.id, span)
            case SpanRemoved(span):
                self._take(self.spans, span.id, span)
            case SpanReplaced(before, after):
                self._expect(self.spans.get(before.id) == before and before.id == after.id, edit)
                self.spans[after.id] = after
            case RelationAdded(relation):
                self._add(self.relations, relation.id, relation)
            case RelationRemoved(relation):
                self._take(self.relations, relation.id, relation)
            case DocumentLabelSet() | FactSet():
                self._set(edit)
            case StateChanged(before_state, after_state, reason_before, reason_after):
                self._expect((self.state, self.reason) == (before_state, reason_before), edit)
                self.state, self.reason = LayerState(after_state), reason_after
            case ReviewedTo(before_offset, after_offset):
                self._expect(self.reviewed_to == before_offset, edit)
                self.reviewed_to = after_offset
            case _:
                raise EditConflict(edit)

    def _set(self, edit: DocumentLabelSet | FactSet) -> None:
        if isinstance(edit, FactSet):
            self._expect(self.facts.get((edit.kind, edit.key)) == edit.before != edit.after, edit)
            set_fact(self.facts, edit)
            return
        self._expect(self.labels.get(edit.name) == edit.before, edit)
        if edit.after is None:
            self.labels.pop(edit.name, None)
        else:
            self.labels[edit.name] = edit.after

    def _add(self, table: dict[str, T], key: str, value: T) -> None:
        self._expect(key not in table, value)
        table[key] = value

    def _take(self, table: dict[str, T], key: str, value: T) -> None:
        self._expect(table.get(key) == value, value)
        del table[key]

    @staticmethod
    def _expect(holds: bool, what: object) -> None:
        if not holds:
            raise EditConflict(what)
