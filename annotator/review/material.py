"""What of a document can be compared: whose layers, how far, which spans; and what was left out, and why.

A layer counts as looked at from the start of the text to its *reach*: all of it when finished, else ``reviewed_to``. A span
takes part when its annotator and at least one other have looked at all of it. Nobody is said to have missed what they have
not reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.model.document import Document
from annotator.model.layer import Layer, LayerState
from annotator.model.span import Relation, Span, in_order

Range = tuple[int, int]


class Reason(StrEnum):
    """Why something was left out of a comparison."""

    NO_LAYER = "no-layer"  # the annotator has no layer on the document
    SKIPPED = "skipped"  # the layer's state is skipped
    NOT_REVIEWED = "not-reviewed"  # the annotator has not looked at the document, or not at this part of it
    ALONE = "alone"  # nobody else has looked at this part
    EXCLUDED = "excluded"  # in a part of the text that is not to be counted
    SELF_OVERLAP = "self-overlap"  # overlaps a span of the same label and annotator (unitizing alpha only)
    UNTOKENED = "without-token"  # no token starts in the span (token measures only)


@dataclass(slots=True)
class Side:
    """One annotator's part in a document: the spans that take part, in reading order, and how far they looked."""

    annotator: str
    reach: int
    spans: list[Span]
    relations: list[Relation]


@dataclass(slots=True)
class Material:
    """A document ready to be compared. ``sides`` holds, by annotator, those who looked at some of it."""

    document: str
    text: str
    sides: dict[str, Side]
    why_not: dict[str, Reason]  # the other annotators
    left_out: Counter[tuple[str, Reason]] = field(default_factory=Counter)  # spans, by annotator
    excluded: tuple[Range, ...] = ()

    def common_reach(self, a: str, b: str) -> int:
        """How much of the text both have looked at, in code points from its start."""
        return min(self.sides[a].reach, self.sides[b].reach)

    def length(self, reach: int) -> int:
        """How many code points before ``reach`` count."""
        return reach - sum(min(end, reach) - start for start, end in self.excluded if start < reach)

    def spans(self, annotator: str, reach: int) -> list[Span]:
        """The annotator's spans that end by ``reach``."""
        side = self.sides[annotator]
        return side.spans if reach >= side.reach else [s for s in side.spans if s.end <= reach]


def reach_of(layer: Layer, length: int) -> int:
    """How far the layer's annotator has looked, in code points."""
    return length if layer.state is LayerState.FINISHED else min(layer.reviewed_to, length)


def prepare(
    document: Document,
    layers: Mapping[str, Layer],
    annotators: Sequence[str] = (),
    excluded: Iterable[Range] = (),
) -> Material:
    """What can be compared of ``document``. ``annotators``: whom to compare, all who have a layer where it is empty.

    ``excluded`` are ranges of the text that do not count: spans that touch one are left out, whole.
    """
    zones = tuple(sorted(excluded))
    material = Material(document.id, document.text, {}, {}, excluded=zones)
    length = len(document.text)
    for annotator in sorted(annotators or layers):
        layer = layers.get(annotator)
        reason = _why_not(layer, length)
        if reason is not None:
            material.why_not[annotator] = reason
            if layer is not None and layer.spans:
                material.left_out[annotator, reason] += len(layer.spans)
        elif layer is not None:
            spans = in_order(layer.spans.values())
            material.sides[annotator] = Side(annotator, reach_of(layer, length), spans, [])
    reaches = {name: side.reach for name, side in material.sides.items()}
    for annotator, side in material.sides.items():
        others = max((reach for name, reach in reaches.items() if name != annotator), default=0)
        _keep_comparable(material, side, others)
        kept = {span.id for span in side.spans}
        relations = layers[annotator].relations.values()
        side.relations = [r for r in relations if r.head in kept and r.tail in kept]
    return material


def _why_not(layer: Layer | None, length: int) -> Reason | None:
    if layer is None or (layer.state is LayerState.NEW and not layer.spans and not layer.reviewed_to):
        return Reason.NO_LAYER
    if layer.state is LayerState.SKIPPED:
        return Reason.SKIPPED
    return None if reach_of(layer, length) > 0 else Reason.NOT_REVIEWED


def _keep_comparable(material: Material, side: Side, others: int) -> None:
    reach = min(side.reach, others)
    if reach >= len(material.text) and not material.excluded:
        return
    kept = []
    for span in side.spans:
        if span.end > side.reach:
            reason = Reason.NOT_REVIEWED
        elif span.end > others:
            reason = Reason.ALONE
        elif any(span.start < end and start < span.end for start, end in material.excluded):
            reason = Reason.EXCLUDED
        else:
            kept.append(span)
            continue
        material.left_out[side.annotator, reason] += 1
    side.spans = kept
