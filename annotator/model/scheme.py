"""LabelScheme: what may be marked. Groups, labels, typed attributes, relations, document labels.

Ids are stable ASCII and never shown; names are shown. A scheme is read from a plain mapping (a TOML file, a
row of a project) by ``LabelScheme.from_dict``, which reports every problem with the place it was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from typing import Any

AttributeValue = str | bool
Names = Mapping[str, str]

_DATE_PART = r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-Q[1-4])?|--(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)"
_DATE = re.compile(rf"{_DATE_PART}(?:/(?:{_DATE_PART}|\.\.))?\Z|\.\./{_DATE_PART}\Z", re.ASCII)
_EDTF_QUARTER = re.compile(r"(?<=\d{4}-)3([3-6])(?=/|\Z)")  # the quarters of a year, as months 33 to 36
_DECIMAL = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?\Z", re.ASCII)
_FRACTION = re.compile(r"-?\d{1,40}/[1-9]\d{0,39}\Z", re.ASCII)
MODIFIERS = ("", "shift", "alt", "ctrl")
STROKES = ("thin", "thick", "double")


class AttributeType(StrEnum):
    """How an attribute's value is read: number, choice, text, date or period, yes/no."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Attribute:
    """One typed attribute. ``applies`` holds group and label ids; empty means every label.

    A ``retired`` one is read where a span has a value, and no longer asked for.
    """

    id: str
    type: AttributeType
    names: Names
    default: AttributeValue | None = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    applies: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    retired: bool = False

    def read(self, value: object) -> AttributeValue | None:
        """``value`` in stored form, or None where it does not fit the type.

        Numbers are stored as exact decimal or fraction text (``4617``, ``98.59``, ``2/3``), dates as EDTF-like
        text (``2019-07-08``, ``--01-07``, ``2018``, ``2010/2018``, ``2021/..``, ``2025-Q3``).
        """
        if self.type is AttributeType.BOOL:
            return value if isinstance(value, bool) else None
        if self.type is AttributeType.NUMBER:
            return read_number(value)
        if not isinstance(value, str):
            return None
        if self.type is AttributeType.CHOICE:
            return value if any(choice.id == value for choice in self.choices) else None
        if self.type is AttributeType.DATE:
            return read_date(value)
        return value


def read_date(value: str) -> str | None:
    """A date or period in stored form, or None. A quarter may also be given as EDTF's ``2025-35``."""
    text = _EDTF_QUARTER.sub(lambda quarter: f"Q{int(quarter[1]) - 2}", value)
    return text if _DATE.match(text) else None


def read_number(value: object) -> str | None:
    """A number in stored form: exact decimal text without exponent or needless zeros, or a fraction ``a/b``."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _FRACTION.match(value):
        return value
    if isinstance(value, float):
        value = repr(value)
    if not isinstance(value, (int, str, Decimal)):
        return None
    if isinstance(value, str) and not _DECIMAL.match(value):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > 80 or abs(number.adjusted()) > 120:
        return None
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        return "0"
    return text if _DECIMAL.match(text) else None  # what is stored must be read again


@dataclass(frozen=True, slots=True)
class Colours:
    """``#rrggbb`` behind text, behind hovered or selected text, and of line and name."""

    fill: str
    sel: str
    ink: str


@dataclass(frozen=True, slots=True)
class Group:
    """Labels of one kind. ``modifier`` is pressed with their key; ``stroke`` tells them apart without colour."""

    id: str
    names: Names
    modifier: str = ""
    stroke: str = "thin"


@dataclass(frozen=True, slots=True)
class Label:
    """One label. ``key`` is a digit or capital letter; colours are given per theme or made from ``hue`` (degrees).

    ``short`` is written under the text, ``abbr`` where even that has no room. A ``retired`` label is read wherever it
    stands, and no longer offered.
    """

    id: str
    group: str
    names: Names
    short: Names
    key: str = ""
    description: Names = field(default_factory=dict)
    light: Colours | None = None
    dark: Colours | None = None
    hue: float | None = None
    abbr: Names = field(default_factory=dict)
    retired: bool = False


@dataclass(frozen=True, slots=True)
class RelationType:
    """A directed relation; ``heads`` and ``tails`` hold the group and label ids it may join."""

    id: str
    names: Names
    heads: frozenset[str]
    tails: frozenset[str]


@dataclass(frozen=True)
class LabelScheme:
    """Everything that may be marked in a project. Immutable; a changed scheme is a new one with a higher version."""

    id: str
    version: int
    names: Names
    groups: tuple[Group, ...]
    labels: tuple[Label, ...]
    attributes: tuple[Attribute, ...] = ()
    relations: tuple[RelationType, ...] = ()
    document_labels: tuple[Attribute, ...] = ()

    @cached_property
    def _labels(self) -> dict[str, Label]:
        return {label.id: label for label in self.labels}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.id: group for group in self.groups}

    @cached_property
    def _attributes(self) -> dict[str, tuple[Attribute, ...]]:
        table = {}
        for label in self.labels:
            own = {label.id, label.group}
            table[label.id] = tuple(
                a for a in self.attributes if (not a.applies or a.applies & own) and not a.excludes & own
            )
        return table

    @cached_property
    def label_ids(self) -> frozenset[str]:
        return frozenset(self._labels)

    @cached_property
    def offered(self) -> tuple[Label, ...]:
        """The labels that can be given: those that are not retired."""
        return tuple(label for label in self.labels if not label.retired)

    @cached_property
    def offered_ids(self) -> frozenset[str]:
        return frozenset(label.id for label in self.offered)

    def label(self, label_id: str) -> Label | None:
        return self._labels.get(label_id)

    def group(self, group_id: str) -> Group | None:
        return self._groups.get(group_id)

    def group_of(self, label_id: str) -> Group | None:
        label = self._labels.get(label_id)
        return self._groups.get(label.group) if label else None

    def attributes_of(self, label_id: str) -> tuple[Attribute, ...]:
        """The attributes a span with this label carries, in the scheme's order."""
        return self._attributes.get(label_id, ())

    def relation(self, relation_id: str) -> RelationType | None:
        return next((r for r in self.relations if r.id == relation_id), None)

    def allows(self, relation_id: str, head_label: str, tail_label: str) -> bool:
        """Whether the relation may go from a span with ``head_label`` to one with ``tail_label``."""
        relation = self.relation(relation_id)
        head, tail = self._labels.get(head_label), self._labels.get(tail_label)
        if relation is None or head is None or tail is None:
            return False
        return bool(relation.heads & {head.id, head.group}) and bool(relation.tails & {tail.id, tail.group})

    @classmethod
    def from_dict(cls, data: object, source: str = "") -> LabelScheme:
        """Build a scheme from plain data. Raises InvalidScheme with every problem as (where, code, detail)."""
        from annotator.model.scheme_reader import SchemeReader

        return SchemeReader(source).scheme(data)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that ``from_dict`` reads back to an equal scheme."""
        return {
            "id": self.id,
            "version": self.version,
            "names": dict(self.names),
            "groups": [
                {"id": g.id, "names": dict(g.names), "modifier": g.modifier, "stroke": g.stroke}
                for g in self.groups
            ],
            "labels": [_label_dict(label) for label in self.labels],
            "attributes": [_attribute_dict(a) for a in self.attributes],
            "relations": [
                {"id": r.id, "names": dict(r.names), "heads": sorted(r.heads), "tails": sorted(r.tails)}
                for r in self.relations
            ],
            "document_labels": [_attribute_dict(a) for a in self.document_labels],
        }


def name_in(names: Names, language: str, fallback: str = "") -> str:
    """The name in ``language``, else in any language given, else ``fallback``."""
    return names.get(language) or next(iter(names.values()), "") or fallback


def _label_dict(label: Label) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": label.id,
        "group": label.group,
        "names": dict(label.names),
        "short": dict(label.short),
        "abbr": dict(label.abbr),
        "key": label.key,
        "description": dict(label.description),
    }
    for theme in ("light", "dark"):
        colours: Colours | None = getattr(label, theme)
        if colours is not None:
            data[theme] = [colours.fill, colours.sel, colours.ink]
    if label.hue is not None:
        data["hue"] = label.hue
    if label.retired:
        data["retired"] = True
    return data


def _attribute_dict(attribute: Attribute) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": attribute.id,
        "type": attribute.type.value,
        "names": dict(attribute.names),
        "required": attribute.required,
        "choices": [{"id": c.id, "names": dict(c.names)} for c in attribute.choices],
        "applies": sorted(attribute.applies),
        "excludes": sorted(attribute.excludes),
    }
    if attribute.default is not None:
        data["default"] = attribute.default
    if attribute.retired:
        data["retired"] = True
    return data
