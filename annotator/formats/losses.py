"""What a format has no place for. Each writer declares its losses by these codes; ``annotator.wording`` says them.

``count_losses`` tells how much of that a document really holds, so that an export says what was left out and how often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from annotator.model.document import Document
from annotator.model.layer import Layer, LayerState
from annotator.model.span import SURE

# What is counted in ``count_losses``.
SPAN_IDS = "span-ids"
RELATION_IDS = "relation-ids"
ATTRIBUTES = "attributes"
NOTES = "notes"
CERTAINTY = "certainty"
ORIGIN = "origin"
RELATIONS = "relations"
DOCUMENT_IDS = "document-ids"
TITLE = "title"
META = "meta"
DOCUMENT_LABELS = "document-labels"
OWNER = "layer-owner"
STATE = "state"  # no state at all is kept
OTHER_STATES = "other-states"  # finished and skipped are kept, the rest becomes "in progress"
SKIPPED_SPANS = "skipped-spans"  # spans of a layer that was skipped
REASON = "reason"
REVIEWED_TO = "reviewed-to"
# What a writer counts itself, since only it knows.
OVERLAPS = "overlaps"  # of spans that overlap only the longest is kept
CUT_TOKENS = "cut-tokens"  # spans that begin or end inside a token
SPACING = "spacing"  # white space between tokens: one space, one line end
EDGE_LINE_ENDS = "edge-line-ends"  # line ends at the edges of a span
BLANK_TEXTS = "blank-texts"  # texts of nothing but white space
EDGE_SPACES = "edge-spaces"  # white space at the edges of a span
CONTROLS = "controls"  # signs that the format has no place for, replaced one by one

ALL = (
    SPAN_IDS, RELATION_IDS, ATTRIBUTES, NOTES, CERTAINTY, ORIGIN, RELATIONS, DOCUMENT_IDS, TITLE, META, DOCUMENT_LABELS,
    OWNER, STATE, OTHER_STATES, SKIPPED_SPANS, REASON, REVIEWED_TO, OVERLAPS, CUT_TOKENS, SPACING, EDGE_LINE_ENDS,
    BLANK_TEXTS, EDGE_SPACES, CONTROLS,
)  # fmt: skip
_KEPT_STATES = frozenset((LayerState.FINISHED, LayerState.SKIPPED))


def count_losses(document: Document, layer: Layer | None, losses: Iterable[str]) -> Counter[str]:
    """How much of what the format has no place for this document and layer hold."""
    found: Counter[str] = Counter({DOCUMENT_IDS: 1, TITLE: 1, META: 1 if document.meta else 0})
    if layer is not None:
        _count_layer(layer, found)
    wanted = frozenset(losses)
    return Counter({code: number for code, number in found.items() if number and code in wanted})


def _count_layer(layer: Layer, found: Counter[str]) -> None:
    for _, _, _, _, attributes, note, certainty, origin in layer.spans.values():
        if attributes:
            found[ATTRIBUTES] += 1
        if note:
            found[NOTES] += 1
        if certainty != SURE:
            found[CERTAINTY] += 1
        if origin:
            found[ORIGIN] += 1
    found[SPAN_IDS], found[RELATION_IDS] = len(layer.spans), len(layer.relations)
    found[RELATIONS] = len(layer.relations)
    found[DOCUMENT_LABELS] = len(layer.labels)
    found[OWNER] = found[STATE] = 1
    found[OTHER_STATES] = int(layer.state not in _KEPT_STATES and layer.state is not LayerState.IN_PROGRESS)
    found[SKIPPED_SPANS] = len(layer.spans) if layer.state is LayerState.SKIPPED else 0
    found[REASON] = int(bool(layer.reason))
    found[REVIEWED_TO] = int(layer.reviewed_to > 0)
