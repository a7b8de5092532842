"""The edits of one layer for many places at once: planned together, so that a thousand cost little more than one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from annotator.model.edit import (
    LayerEdit,
    RelationRemoved,
    SpanAdded,
    SpanRemoved,
    SpanReplaced,
)
from annotator.model.layer import Layer, LayerState
from annotator.model.scheme import AttributeValue, LabelScheme
from annotator.model.span import Relation, Span, keep_attributes, new_id
from annotator.services.commands import open_layer

Doing = Literal["label", "remove", "relabel"]
Target = tuple[int, int, str]  # start, end, and the id of the span that stands there, if any


class Wanted(Protocol):
    """The parts of a request that matter for one layer."""

    @property
    def doing(self) -> Doing: ...
    @property
    def label(self) -> str: ...
    @property
    def attributes(self) -> Mapping[str, AttributeValue]: ...


def planned_edits(
    layer: Layer, scheme: LabelScheme, wanted: Wanted, targets: Iterable[Target]
) -> tuple[list[LayerEdit], int]:
    """The edits, and how many of the targets they change. A finished layer is left alone."""
    if layer.state in (LayerState.FINISHED, LayerState.SKIPPED):
        return [], 0
    if wanted.doing == "label":
        edits: list[LayerEdit] = list(_added(layer, scheme, wanted, targets))
        changed = len(edits)
    elif wanted.doing == "remove":
        spans = _standing(layer, targets)
        gone = _relations(layer, {span.id for span in spans})
        edits, changed = [*map(RelationRemoved, gone), *map(SpanRemoved, spans)], len(spans)
    else:
        edits, changed = _relabelled(layer, scheme, wanted.label, _standing(layer, targets))
    return ([*open_layer(layer), *edits] if edits else []), changed


def _added(
    layer: Layer, scheme: LabelScheme, wanted: Wanted, targets: Iterable[Target]
) -> Iterable[SpanAdded]:
    there = {(span.start, span.end) for span in layer.spans.values() if span.label == wanted.label}
    attributes = keep_attributes(scheme, wanted.label, wanted.attributes)
    for start, end, _ in targets:
        if (start, end) not in there:
            there.add((start, end))
            yield SpanAdded(Span(new_id(), start, end, wanted.label, attributes))


def _standing(layer: Layer, targets: Iterable[Target]) -> list[Span]:
    """The targets' spans that still stand where they did."""
    found = ((layer.spans.get(id), start, end) for start, end, id in targets)
    return [span for span, start, end in found if span is not None and span[1:3] == (start, end)]


def _relations(layer: Layer, spans: set[str]) -> list[Relation]:
    return [r for r in layer.relations.values() if r.head in spans or r.tail in spans]


def _relabelled(
    layer: Layer, scheme: LabelScheme, label: str, spans: list[Span]
) -> tuple[list[LayerEdit], int]:
    """Spans given another label. One that would become another's double stays as it is."""
    there = {(span.start, span.end) for span in layer.spans.values() if span.label == label}
    labels = {span.id: span.label for span in layer.spans.values()}
    replaced: list[LayerEdit] = []
    for span in spans:
        if span.label != label and (span.start, span.end) not in there:
            there.add((span.start, span.end))
            labels[span.id] = label
            attributes = keep_attributes(scheme, label, span.attributes)
            replaced.append(SpanReplaced(span, span._replace(label=label, attributes=attributes)))
    gone = [
        r
        for r in _relations(layer, {span.id for span in spans})
        if not scheme.allows(r.label, labels[r.head], labels[r.tail])
    ]
    return [*map(RelationRemoved, gone), *replaced], len(replaced)
