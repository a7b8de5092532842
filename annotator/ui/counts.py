"""How many spans of the document on screen carry each label, kept up with every edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.model.edit import FactSet, LayerEdit, SpanAdded, SpanRemoved, SpanReplaced
from annotator.model.facts import ZONE
from annotator.model.span import Span
from annotator.services.zones import Range, closed_ranges, count_labels, is_closed

if TYPE_CHECKING:
    from annotator.model.layer import Layer


class LabelCounts:
    """Spans in excluded zones are not counted. Patched: counting all spans anew would be felt in a large document."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._closed: list[Range] = []

    def show(self, layer: Layer | None) -> None:
        """Count the spans of another layer, or of none."""
        self.counts = count_labels(layer) if layer is not None else Counter()
        self._closed = closed_ranges([layer]) if layer is not None else []

    def follow(self, layer: Layer, edits: Sequence[LayerEdit]) -> None:
        """Follow edits that the layer holds already."""
        if any(isinstance(edit, FactSet) and edit.kind == ZONE for edit in edits):
            self.show(layer)
            return
        for edit in edits:
            match edit:
                case SpanAdded(span):
                    self._add(span, 1)
                case SpanRemoved(span):
                    self._add(span, -1)
                case SpanReplaced(before, after):
                    self._add(before, -1)
                    self._add(after, 1)

    def _add(self, span: Span, by: int) -> None:
        if not is_closed(span, self._closed):
            self.counts[span.label] += by
