"""Span and Relation: what a layer holds, their order and their validity against a text and a scheme."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import NamedTuple

from annotator.errors import InvalidAttribute, InvalidSpan, UnknownLabel
from annotator.model.scheme import AttributeValue, LabelScheme

NO_ATTRIBUTES: Mapping[str, AttributeValue] = {}
SURE, UNSURE = "sure", "unsure"


class Span(NamedTuple):
    """A labelled range of one document: code points, half-open. ``origin`` says where an accepted suggestion came from."""

    id: str
    start: int
    end: int
    label: str
    attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES
    note: str = ""
    certainty: str = SURE
    origin: str = ""

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span and is shorter."""
        return (
            self.start <= other.start
            and other.end <= self.end
            and self.end - self.start > other.end - other.start
        )


class Relation(NamedTuple):
    """A directed, labelled link from the span ``head`` to the span ``tail`` (span ids)."""

    id: str
    head: str
    tail: str
    label: str


def order_key(span: Span) -> tuple[int, int, str]:
    """Reading order: by start, the outer one first, then by id."""
    return span.start, -span.end, span.id


_ID, _START, _END = itemgetter(0), itemgetter(1), itemgetter(2)


def in_order(spans: Iterable[Span]) -> list[Span]:
    """Sorted by ``order_key``: three stable sorts by C code, faster than one by a key made in Python."""
    ordered = sorted(spans, key=_ID)
    ordered.sort(key=_END, reverse=True)
    ordered.sort(key=_START)
    return ordered


def innermost_first(spans: Iterable[Span]) -> list[Span]:
    """The order in which a click or Space walks spans at one place: the shortest first."""
    return sorted(spans, key=lambda s: (s.end - s.start, s.start, s.id))


def new_id() -> str:
    """A span, relation or step id that no other laptop will make."""
    return secrets.token_hex(6)


def check_range(text: str, start: int, end: int) -> None:
    """Raises InvalidSpan unless ``text[start:end]`` is a non-empty range of the text with more than white space."""
    if not 0 <= start <= end <= len(text):
        raise InvalidSpan(start=start, end=end, reason="outside")
    if start == end:
        raise InvalidSpan(start=start, end=end, reason="empty")
    if text[start:end].isspace():
        raise InvalidSpan(start=start, end=end, reason="blank")


def is_storable(value: object) -> bool:
    """Whether no half of a surrogate pair is in the value: no file could hold it."""
    return not isinstance(value, str) or not any("\ud800" <= sign <= "\udfff" for sign in value)


def check_text(name: str, value: str) -> None:
    """Raises InvalidAttribute for a text that no file can hold."""
    if not is_storable(value):
        raise InvalidAttribute(attribute=name, value=ascii(value), reason="text")


def check_label(scheme: LabelScheme, label: str) -> None:
    if label not in scheme.label_ids:
        raise UnknownLabel(label=label)


def read_attributes(
    scheme: LabelScheme, label: str, values: Mapping[str, object]
) -> dict[str, AttributeValue]:
    """``values`` in stored form; raises InvalidAttribute for one the label lacks or that does not fit its type."""
    known = {attribute.id: attribute for attribute in scheme.attributes_of(label)}
    stored: dict[str, AttributeValue] = {}
    for key, value in values.items():
        if key not in known:
            raise InvalidAttribute(attribute=key, value=value, reason="unknown")
        read = known[key].read(value)
        if read is None or not is_storable(read):
            raise InvalidAttribute(attribute=key, value=value, reason=known[key].type.value)
        stored[key] = read
    return stored


def keep_attributes(
    scheme: LabelScheme, label: str, values: Mapping[str, AttributeValue]
) -> dict[str, AttributeValue]:
    """Those of ``values`` that a span relabelled to ``label`` can still carry."""
    known = {attribute.id: attribute for attribute in scheme.attributes_of(label)}
    return {key: value for key, value in values.items() if key in known and known[key].read(value) == value}


def open_attributes(scheme: LabelScheme, span: Span) -> list[str]:
    """Ids of required attributes that have neither a value nor a default."""
    return [
        a.id
        for a in scheme.attributes_of(span.label)
        if a.required and not a.retired and a.default is None and span.attributes.get(a.id) in (None, "")
    ]
