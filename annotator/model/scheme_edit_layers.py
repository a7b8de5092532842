"""What a change of the scheme does to one layer: the edits, and for every span touched what becomes of it.

Nothing goes in silence: a value that fits nowhere, a span that becomes another's double, a relation that no longer
fits its ends are each an ``Effect``. Layers that are finished are changed like the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from annotator.model.edit import (
    DocumentLabelSet,
    LayerEdit,
    RelationAdded,
    RelationRemoved,
    SpanRemoved,
    SpanReplaced,
)
from annotator.model.layer import Layer
from annotator.model.scheme import AttributeValue, LabelScheme
from annotator.model.scheme_edit import SchemeChange
from annotator.model.span import UNSURE, Relation, Span, in_order, keep_attributes

Values = dict[str, AttributeValue]


class Becomes(StrEnum):
    """What becomes of a span, a relation or a document label."""

    MOVED = "moved"  # another label
    JOINED = "joined"  # it became the double of another one, which stays
    VALUES = "values"  # it keeps its label, but values no longer fit
    STAYS = "stays"  # its label is retired
    RELATION = "relation"  # a relation of it no longer fits, and goes
    DOCUMENT = "document"  # a document label no longer fits, and goes


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that happens. ``lost``: the values that fit nowhere. ``after`` is the span that stays, if any."""

    becomes: Becomes
    span: Span | None
    after: Span | None = None
    lost: Mapping[str, AttributeValue] = field(default_factory=dict)
    relation: Relation | None = None


class LayerPlanner:
    """Made once for a change, then asked layer by layer."""

    def __init__(self, change: SchemeChange) -> None:
        self.change = change
        before, after = change.before, change.after
        self._moved = {move.label for move in change.moves}
        self._values = {
            one.id
            for one in before.labels
            if before.attributes_of(one.id) != after.attributes_of(one.id) and one.id in after.label_ids
        }
        was = {one.id for one in before.labels if one.retired}
        self._retired = {one.id for one in after.labels if one.retired} - was
        self._fits: dict[str, Callable[[Values], Values]] = {}

    @cached_property
    def labels(self) -> frozenset[str]:
        """Labels whose spans, or whose spans' relations, may be touched."""
        return frozenset(self._moved | self._values | self._retired | self._unrelated())

    @cached_property
    def document_labels(self) -> bool:
        """Whether document labels may be touched."""
        return self.change.before.document_labels != self.change.after.document_labels

    def _unrelated(self) -> set[str]:
        """Labels that a relation may no longer join."""
        before, after = self.change.before, self.change.after
        lost: set[str] = set()
        for relation in before.relations:
            now = after.relation(relation.id)
            for side in ("heads", "tails"):
                had = _spread(before, getattr(relation, side))
                lost |= had - _spread(after, getattr(now, side)) if now else had
        return lost & after.label_ids

    def plan(self, layer: Layer, text: str) -> tuple[list[LayerEdit], list[Effect]]:
        """The edits, in the order they apply, and what becomes of what, in reading order."""
        return _Plan(self, layer, text).made()

    def label_of(self, span: Span, text: str) -> tuple[str, Values]:
        """The label a span goes to, with its values under the names they have there."""
        label, values = span.label, span.attributes
        for move in self.change.moves:
            if move.label == label and (move.pick is None or move.pick.takes(span, text)):
                label = move.to
                values = {_under(key, move.attributes, values): value for key, value in values.items()}
        return label, dict(values)

    def changes_values(self, label: str) -> bool:
        return label in self._values

    def retires(self, label: str) -> bool:
        return label in self._retired


class _Plan:
    """One layer."""

    def __init__(self, planner: LayerPlanner, layer: Layer, text: str) -> None:
        self._planner, self._layer, self._text = planner, layer, text
        self._scheme = planner.change.after
        self._final: dict[str, Span] = {}  # changed spans that stay, by id
        self._joined: dict[str, str] = {}  # id of a double -> id of the span that stays
        self._effects: list[Effect] = []

    def made(self) -> tuple[list[LayerEdit], list[Effect]]:
        touched = [s for s in self._layer.spans.values() if s.label in self._planner.labels]
        moving = {
            s.id: found for s in touched if (found := self._planner.label_of(s, self._text))[0] != s.label
        }
        targets = {label for label, _ in moving.values()}
        self._there = {
            (s.start, s.end, s.label): s.id
            for s in reversed(in_order(self._layer.spans.values()))
            if s.label in targets and s.id not in moving
        }
        for span in in_order(touched):
            if span.id in moving:
                self._move(span, *moving[span.id])
            elif self._planner.changes_values(span.label):
                self._keep(span)
            elif self._planner.retires(span.label):
                self._effects.append(Effect(Becomes.STAYS, span, span))
        removed, added = self._relations()
        labels = self._document_labels() if self._planner.document_labels else []
        spans = self._layer.spans
        edits: list[LayerEdit] = [
            *map(RelationRemoved, removed),
            *(SpanRemoved(spans[id]) for id in self._joined),
            *(SpanReplaced(spans[id], span) for id, span in self._final.items() if spans[id] != span),
            *map(RelationAdded, added),
            *labels,
        ]
        return edits, self._effects

    def _move(self, span: Span, label: str, values: Values) -> None:
        kept = keep_attributes(self._scheme, label, values)
        lost = {key: value for key, value in values.items() if key not in kept}
        place = (span.start, span.end, label)
        standing = self._there.get(place)
        if standing is None:
            self._there[place] = span.id
            after = self._noted(span._replace(label=label, attributes=kept), lost)
            self._final[span.id] = after
            self._effects.append(Effect(Becomes.MOVED, span, after, lost))
            return
        stays = self._final.get(standing) or self._layer.spans[standing]
        own = dict(stays.attributes)
        lost |= {key: value for key, value in kept.items() if own.get(key, value) != value}
        note = stays.note
        if span.note and span.note not in note:
            note = f"{note}\n{span.note}" if note else span.note
        certainty = UNSURE if UNSURE in (span.certainty, stays.certainty) else stays.certainty
        after = self._noted(stays._replace(attributes=kept | own, note=note, certainty=certainty), lost)
        self._final[standing] = after
        self._joined[span.id] = standing
        self._effects.append(Effect(Becomes.JOINED, span, after, lost))

    def _keep(self, span: Span) -> None:
        """The label stays; values that fitted and no longer do are seen to."""
        before = keep_attributes(self._planner.change.before, span.label, span.attributes)
        after = keep_attributes(self._scheme, span.label, span.attributes)
        lost = {key: value for key, value in before.items() if key not in after}
        if lost:
            left = {key: value for key, value in span.attributes.items() if key not in lost}
            stays = self._final.get(span.id, span)
            self._final[span.id] = self._noted(stays._replace(attributes=left), lost)
            self._effects.append(Effect(Becomes.VALUES, span, self._final[span.id], lost))
        elif self._planner.retires(span.label):
            self._effects.append(Effect(Becomes.STAYS, span, span))

    def _noted(self, span: Span, lost: Mapping[str, AttributeValue]) -> Span:
        if not (lost and self._planner.change.notes):
            return span
        words = "; ".join(f"{key}: {_plain(value)}" for key, value in lost.items())
        return span._replace(note=f"{span.note}\n{words}" if span.note else words)

    def _relations(self) -> tuple[list[Relation], list[Relation]]:
        """Relations to take away, and those that go on from the span that stays in the place of its double."""
        removed: list[Relation] = []
        added: list[Relation] = []
        spans, before = self._layer.spans, self._planner.change.before
        ends = {(r.head, r.tail, r.label) for r in self._layer.relations.values()}
        for relation in self._layer.relations.values():
            head, tail = self._stays(relation.head), self._stays(relation.tail)
            if head is None or tail is None:
                continue
            moved = relation._replace(head=head.id, tail=tail.id)
            fits = self._scheme.allows(relation.label, head.label, tail.label)
            if moved == relation:
                fitted = before.allows(relation.label, spans[head.id].label, spans[tail.id].label)
                if fits or not fitted:
                    continue
            removed.append(relation)
            if fits and head.id != tail.id and moved != relation and moved[1:] not in ends:
                ends.add((moved.head, moved.tail, moved.label))
                added.append(moved)
            else:
                self._effects.append(Effect(Becomes.RELATION, spans[relation.head], relation=relation))
        return removed, added

    def _stays(self, id: str) -> Span | None:
        id = self._joined.get(id, id)
        return self._final.get(id) or self._layer.spans.get(id)

    def _document_labels(self) -> Iterable[LayerEdit]:
        known = {a.id: a for a in self._scheme.document_labels}
        fitted = {a.id: a for a in self._planner.change.before.document_labels}
        for name, value in self._layer.labels.items():
            was = name in fitted and fitted[name].read(value) == value
            if was and (name not in known or known[name].read(value) != value):
                self._effects.append(Effect(Becomes.DOCUMENT, None, lost={name: value}))
                yield DocumentLabelSet(name, value, None)


def _under(key: str, names: Mapping[str, str], values: Mapping[str, AttributeValue]) -> str:
    """The name a value goes on under; its own where another value has that name already."""
    name = names.get(key, key)
    return key if name in values else name


def _spread(scheme: LabelScheme, ends: frozenset[str]) -> set[str]:
    """The labels that are named, themselves or by their group."""
    return {label.id for label in scheme.labels if ends & {label.id, label.group}}


def _plain(value: AttributeValue) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"
