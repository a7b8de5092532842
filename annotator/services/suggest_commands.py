"""Gestures on suggestions. A suggestion is in no layer until one of these puts it there; a rejection is remembered too.

An accepted span keeps where it came from in ``Span.origin``: ``rules+memory@0.91`` says who and how sure; what a person put
right when accepting is added: ``memory@0.75,was=ORG:120-131``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from annotator.errors import DuplicateSpan
from annotator.model.edit import LayerEdit, SpanAdded
from annotator.model.facts import REJECTION, Facts, fact_edit, of_kind
from annotator.model.layer import Layer
from annotator.model.scheme import AttributeValue, LabelScheme
from annotator.model.span import Span, check_label, check_range, new_id
from annotator.nlp.suggest.suggestion import Suggestion
from annotator.services.commands import open_layer
from annotator.services.figure_values import FIELDS, main_attribute, read_values


def origin_of(suggestion: Suggestion, start: int = -1, end: int = -1, label: str = "") -> str:
    """What a span accepted from ``suggestion`` keeps; with range and label as they are marked, where they differ."""
    origin = f"{suggestion.source}@{suggestion.score:.2f}"
    if label and (start, end, label) != suggestion.key:
        origin += f",was={suggestion.label}:{suggestion.start}-{suggestion.end}"
    return origin


def rejection_key(start: int, end: int, label: str) -> str:
    return f"{start}-{end}-{label}"


def rejections(facts: Facts) -> set[tuple[int, int, str]]:
    """What was rejected in a layer, as (start, end, label)."""
    found = set()
    for key in of_kind(facts, REJECTION):
        start, _, rest = key.partition("-")
        end, _, label = rest.partition("-")
        found.add((int(start), int(end), label))
    return found


@dataclass(frozen=True, slots=True)
class AcceptSuggestion:
    """Mark what is suggested, with the attributes that come with it."""

    document: str
    suggestion: Suggestion
    name: ClassVar[str] = "accept-suggestion"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        suggested = self.suggestion
        return [
            *open_layer(layer),
            *_marked(
                suggested, suggested.key, suggested_values(scheme, text, suggested), layer, text, scheme
            ),
        ]


@dataclass(frozen=True, slots=True)
class AcceptCorrected:
    """Mark what is suggested with another range or label, in one gesture.

    ``attributes``: those that the person gave. Without any, those that come with the suggestion are kept as far as they fit; a figure
    with a new range is read again.
    """

    document: str
    suggestion: Suggestion
    start: int
    end: int
    label: str
    attributes: Mapping[str, AttributeValue] | None = None
    name: ClassVar[str] = "accept-corrected"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        check_range(text, self.start, self.end)
        corrected = self.suggestion._replace(start=self.start, end=self.end, label=self.label)
        if main_attribute(scheme, self.label) and corrected.key != self.suggestion.key:
            corrected = corrected._replace(
                attributes={}
            )  # what was read of other words, or for another label
        attributes: Mapping[str, Any] = (
            suggested_values(scheme, text, corrected) if self.attributes is None else self.attributes
        )
        return [
            *open_layer(layer),
            *_marked(self.suggestion, (self.start, self.end, self.label), attributes, layer, text, scheme),
        ]


@dataclass(frozen=True, slots=True)
class AcceptAll:
    """Mark all of these as one undo step. Those that are marked already are passed over."""

    document: str
    suggestions: tuple[Suggestion, ...]
    name: ClassVar[str] = "accept-all"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        there = {(span.start, span.end, span.label) for span in layer.spans.values()}
        edits: list[LayerEdit] = []
        for suggested in self.suggestions:
            if suggested.key not in there:
                there.add(suggested.key)
                values = suggested_values(scheme, text, suggested)
                edits += _marked(suggested, suggested.key, values, layer, text, scheme)
        return [*open_layer(layer), *edits] if edits else []


@dataclass(frozen=True, slots=True)
class RejectSuggestion:
    """Remember that this is not to be marked so; it is never suggested here again."""

    document: str
    suggestion: Suggestion
    name: ClassVar[str] = "reject-suggestion"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        suggested = self.suggestion
        check_range(text, suggested.start, suggested.end)
        value = {"source": origin_of(suggested)}
        edits = fact_edit(layer.facts, REJECTION, rejection_key(*suggested.key), value)
        return [*open_layer(layer), *edits] if edits else []


def _marked(
    suggestion: Suggestion,
    place: tuple[int, int, str],
    attributes: Mapping[str, Any],
    layer: Layer,
    text: str,
    scheme: LabelScheme,
) -> list[LayerEdit]:
    """The new span at ``place`` (start, end, label), and the end of an earlier rejection of it."""
    start, end, label = place
    check_range(text, start, end)
    check_label(scheme, label)
    if layer.has_same(start, end, label):
        raise DuplicateSpan(start=start, end=end, label=label)
    origin = origin_of(suggestion, start, end, label)
    span = Span(new_id(), start, end, label, fitting(scheme, label, attributes), origin=origin)
    return [*fact_edit(layer.facts, REJECTION, rejection_key(start, end, label), None), SpanAdded(span)]


def suggested_values(scheme: LabelScheme, text: str, suggestion: Suggestion) -> Mapping[str, AttributeValue]:
    """The values that come with a suggestion; of a figure as they are read here, without what a person is still to be asked."""
    start, end, label = suggestion.key
    if end > len(text):
        return suggestion.attributes
    read = read_values(scheme, label, text, start, end)
    asked = {read.attribute, FIELDS["to"]} if read.choices else set()
    return {**{id: v for id, v in suggestion.attributes.items() if id not in asked}, **read.values}


def fitting(scheme: LabelScheme, label: str, values: Mapping[str, Any]) -> dict[str, AttributeValue]:
    """``values`` in stored form, as far as the label knows them: a rule may say more than a project asks for."""
    known = {attribute.id: attribute for attribute in scheme.attributes_of(label)}
    read = {key: known[key].read(value) for key, value in values.items() if key in known}
    return {key: value for key, value in read.items() if value is not None}
