"""What a labelled figure is worth: the reader's answer as values of the scheme, and the gestures that fill them in.

A label takes figures where the scheme gives it a number called ``value`` or a date called ``date``; nothing here knows a label's
name. What can be read in two ways is left open, for a person to answer. What a person typed is never overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from annotator.model.edit import LayerEdit, SpanReplaced
from annotator.model.figure import Figure, FigureKind, PartialDate, Period, Reading, stored
from annotator.model.layer import Layer
from annotator.model.scheme import Attribute, AttributeType, AttributeValue, LabelScheme
from annotator.model.span import NO_ATTRIBUTES
from annotator.services.commands import AddSpan, RelabelSpan, ResizeSpan

# What the reader says, and the id of the scheme's attribute that takes it: the one place that knows both.
FIELDS = {
    "value": "value", "date": "date", "to": "to", "unit": "unit", "bound": "bound", "change": "change", "against": "against",
}  # fmt: skip
MAIN = {FIELDS["value"]: AttributeType.NUMBER, FIELDS["date"]: AttributeType.DATE}
LONGEST = 400  # code points; nobody means one figure by more
ROOM = 2_000  # code points read on each side in a line without an end

_DATES = (FigureKind.DATE, FigureKind.PERIOD)
_NAMES = (FigureKind.ORDINAL, FigureKind.DOCUMENT_NUMBER)  # they count nothing


class Read(NamedTuple):
    """What the reader says of some words under a label: ``values`` by attribute, in stored form.

    Where the main value can be read in several ways it is not among them: ``choices`` holds every way, the likelier first, and
    ``attribute`` is what they are for.
    """

    values: Mapping[str, AttributeValue] = NO_ATTRIBUTES
    attribute: str = ""
    choices: tuple[str, ...] = ()


NOTHING = Read()


def main_attribute(scheme: LabelScheme, label: str) -> str:
    """The attribute that holds what a figure is worth, or an empty text for a label that takes no figures."""
    for attribute in scheme.attributes_of(label):
        if MAIN.get(attribute.id) is attribute.type:
            return attribute.id
    return ""


def read_values(scheme: LabelScheme, label: str, text: str, start: int, end: int) -> Read:
    """What ``text[start:end]`` (code points) says under ``label``, as far as the label's attributes can hold it."""
    if end - start > LONGEST or not main_attribute(scheme, label):
        return NOTHING
    figure = _figure(text, start, end)
    if figure is None or figure.kind in _NAMES:
        return NOTHING
    known = {attribute.id: attribute for attribute in scheme.attributes_of(label)}
    ways = figure.readings or (Reading(figure.value, figure.kind),)
    answers = list(dict.fromkeys(filter(None, (_answer(known, way) for way in ways))))
    if not answers:
        return NOTHING
    rest = _rest(known, figure)
    attribute = answers[0][0]
    if len(answers) == 1:
        return Read(rest | {attribute: answers[0][1]})
    rest.pop(FIELDS["to"], None)  # it goes with one of the answers only
    return Read(rest, attribute, tuple(value for id, value in answers if id == attribute))


def _figure(text: str, start: int, end: int) -> Figure | None:
    """The figure that the words are about: the one whose numeral is among them, read in its line, else from the words alone."""
    from annotator.nlp.figures import figure_at  # its patterns take a while to be made

    low, high = max(0, start - ROOM), min(len(text), end + ROOM)
    near = text[low:high]
    found = figure_at(near, start - low, end - low)
    if found is not None and start - low <= found.core[0] and found.core[1] <= end - low:
        return found
    words = text[start:end]
    return figure_at(words, 0, len(words))


def _answer(known: Mapping[str, Attribute], way: Reading) -> tuple[str, str] | None:
    """The main attribute and the value that this way to read it gives, where the label can hold it."""
    id = FIELDS["date" if way.kind in _DATES else "value"]
    attribute = known.get(id)
    if attribute is None or MAIN[id] is not attribute.type:
        return None
    said = way.value.edtf if isinstance(way.value, (PartialDate, Period)) else stored(way.value)
    value = attribute.read(said)
    return (id, str(value)) if value is not None else None


def _rest(known: Mapping[str, Attribute], figure: Figure) -> dict[str, AttributeValue]:
    """Everything but the main value that the label can hold."""
    said = {FIELDS[field]: value for field, value in figure.attributes().items()}
    read = {id: known[id].read(value) for id, value in said.items() if id in known and id not in MAIN}
    return {id: value for id, value in read.items() if value is not None}


def open_question(scheme: LabelScheme, layer: Layer, text: str, span: str) -> Read:
    """The readings of a figure whose main value nobody has given yet; one without ``choices`` where nothing is to be asked."""
    held = layer.spans.get(span)
    if held is None:
        return NOTHING
    main = main_attribute(scheme, held.label)
    if not main or held.attributes.get(main) not in (None, ""):
        return NOTHING
    read = read_values(scheme, held.label, text, held.start, held.end)
    return read if len(read.choices) > 1 else NOTHING


@dataclass(frozen=True, slots=True)
class LabelWords:
    """Label ``[start, end)``; a figure gets its values in the same step. ``attributes`` that are given win."""

    document: str
    start: int
    end: int
    label: str
    attributes: Mapping[str, object] = field(default_factory=dict)
    name: ClassVar[str] = AddSpan.name

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        values: Mapping[str, object] = self.attributes
        if not _holds_main(scheme, self.label, values) and 0 <= self.start < self.end <= len(text):
            values = {**read_values(scheme, self.label, text, self.start, self.end).values, **values}
        return AddSpan(self.document, self.start, self.end, self.label, values).plan(layer, text, scheme)


@dataclass(frozen=True, slots=True)
class ResizeFigure:
    """Move a span's edges; values that are the reader's own, and that nobody has touched, are read anew."""

    document: str
    span: str
    start: int
    end: int
    name: ClassVar[str] = ResizeSpan.name

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        edits = ResizeSpan(self.document, self.span, self.start, self.end).plan(layer, text, scheme)
        return [_read_again(edit, text, scheme) for edit in edits]


@dataclass(frozen=True, slots=True)
class RelabelFigure:
    """Give a span another label; what the new label needs and nobody has given is read."""

    document: str
    span: str
    label: str
    name: ClassVar[str] = RelabelSpan.name

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        edits = RelabelSpan(self.document, self.span, self.label).plan(layer, text, scheme)
        return [_read_label(edit, text, scheme) for edit in edits]


def _holds_main(scheme: LabelScheme, label: str, values: Mapping[str, object]) -> bool:
    return values.get(main_attribute(scheme, label)) not in (None, "")


def _read_again(edit: LayerEdit, text: str, scheme: LabelScheme) -> LayerEdit:
    if not isinstance(edit, SpanReplaced):
        return edit
    before, after = edit.before, edit.after
    main = main_attribute(scheme, after.label)
    if not main:
        return edit
    was = read_values(scheme, before.label, text, before.start, before.end)
    if before.attributes.get(main) != was.values.get(main):
        return edit  # a person's value: all of it stays as they left it
    now = read_values(scheme, after.label, text, after.start, after.end).values
    values = dict(after.attributes)
    for id in FIELDS.values():
        if values.get(id) == was.values.get(id):
            values.pop(id, None)
            if id in now:
                values[id] = now[id]
    return edit._replace(after=after._replace(attributes=values))


def _read_label(edit: LayerEdit, text: str, scheme: LabelScheme) -> LayerEdit:
    if not isinstance(edit, SpanReplaced) or _holds_main(scheme, edit.after.label, edit.after.attributes):
        return edit
    after = edit.after
    read = read_values(scheme, after.label, text, after.start, after.end).values
    return edit._replace(after=after._replace(attributes={**read, **after.attributes}))
