"""A document and a layer as feature structures: what both ways of writing a CAS have in common."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

from annotator.formats import cas_own
from annotator.formats.cas_model import DEPENDENT, GOVERNOR, METADATA, SENTENCE, TOKEN
from annotator.formats.cas_own import OwnTypes
from annotator.formats.cas_tokens import tokens as tokens_of
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.offsets import OffsetMap
from annotator.model.span import SURE
from annotator.model.text import sentences

SOFA = 1  # the id of the text


class Made(NamedTuple):
    """One feature structure to be written. ``place`` in UTF-16 units; values are str, bool or int; refs are ids."""

    id: int
    type: str
    place: tuple[int, int] | None
    values: dict[str, Any]
    refs: dict[str, Any]  # an id, or a list of ids


class Built(NamedTuple):
    """Everything of one document: the frame of tokens and sentences apart, since it is long and plain."""

    tokens: list[tuple[int, int]]
    sentences: list[tuple[int, int]]
    first: int  # the id of the first token; tokens, then sentences have the ids from there on
    made: list[Made]


def build(document: Document, layer: Layer | None, types: OwnTypes) -> Built:
    """The feature structures of a row."""
    text = document.text
    tokens, parts = tokens_of(text), sentences(text)
    offsets = OffsetMap(text)
    if offsets.to_utf16(len(text)) != len(text):
        to = offsets.to_utf16
        tokens = [(to(start), to(end)) for start, end in tokens]
        parts = [(to(start), to(end)) for start, end in parts]
    first = SOFA + 1
    ids = count(first + len(tokens) + len(parts))
    made = list(_document(document, layer, offsets, ids))
    if layer is not None:
        made += _annotations(layer, offsets, types, ids)
    return Built(tokens, parts, first, made)


def _document(
    document: Document, layer: Layer | None, offsets: OffsetMap, ids: Iterator[int]
) -> Iterator[Made]:
    length = offsets.to_utf16(len(document.text))
    names = {"documentTitle": document.title, "documentId": document.id}
    yield Made(next(ids), METADATA, (0, length), names, {})
    values: dict[str, Any] = {"documentId": document.id, "title": document.title}
    entries = [("meta", key, value) for key, value in document.meta.items()]
    if layer is not None:
        values |= {"owner": layer.key.annotator, "state": layer.state.value, "reason": layer.reason}
        values["reviewedTo"] = offsets.to_utf16(layer.reviewed_to)
        entries += [
            ("yes-no", key, "true" if value else "false")
            if isinstance(value, bool)
            else ("label", key, value)
            for key, value in layer.labels.items()
        ]
    numbers = []
    for kind, key, value in entries:
        numbers.append(next(ids))
        yield Made(numbers[-1], cas_own.ENTRY, None, {"kind": kind, "key": key, "value": value}, {})
    yield Made(next(ids), cas_own.DOCUMENT, None, values, {"entries": numbers} if numbers else {})


def _annotations(layer: Layer, offsets: OffsetMap, types: OwnTypes, ids: Iterator[int]) -> Iterator[Made]:
    numbers: dict[str, tuple[int, tuple[int, int]]] = {}
    for id, start, end, label, attributes, note, certainty, origin in layer.in_order():
        values: dict[str, Any] = {cas_own.LABEL: label}
        for name, value in attributes.items():
            values[types.feature(name, value)] = value
        if note:
            values[cas_own.NOTE] = note
        if certainty != SURE:
            values[cas_own.CERTAINTY] = certainty
        if origin:
            values[cas_own.ORIGIN] = origin
        number, place = next(ids), (offsets.to_utf16(start), offsets.to_utf16(end))
        numbers[id] = number, place
        yield Made(number, cas_own.SPAN, place, values, {})
    for relation in sorted(layer.relations.values()):
        (head, _), (tail, place) = numbers[relation.head], numbers[relation.tail]
        ends = {GOVERNOR: head, DEPENDENT: tail}
        yield Made(next(ids), cas_own.RELATION, place, {cas_own.LABEL: relation.label}, ends)


__all__ = ["SENTENCE", "SOFA", "TOKEN", "Built", "Made", "build"]
