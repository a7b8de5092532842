"""LabelScheme: what may be marked. Groups, labels, typed attributes, relations, document labels.

Ids are stable ASCII and never shown; names are shown. A scheme is read from a plain mapping (a TOML file, a
row of a project) by ``LabelScheme.from_dict``, which reports every problem with the place it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from typing import Any

from annotator.errors import InvalidScheme

AttributeValue = str | bool
Names = Mapping[str, str]

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}\Z")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_KEY = re.compile(r"(?:[0-9]|[A-Z])\Z")
_DATE_PART = r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-Q[1-4])?|--(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)"
_DATE = re.compile(rf"{_DATE_PART}(?:/{_DATE_PART})?\Z")
_FRACTION = re.compile(r"-?\d{1,40}/[1-9]\d{0,39}\Z")
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
    """One typed attribute. ``applies`` holds group and label ids; empty means every label."""

    id: str
    type: AttributeType
    names: Names
    default: AttributeValue | None = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    applies: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()

    def read(self, value: object) -> AttributeValue | None:
        """``value`` in stored form, or None where it does not fit the type.

        Numbers are stored as exact decimal or fraction text (``4617``, ``98.59``, ``2/3``), dates as EDTF-like
        text (``2019-07-08``, ``--01-07``, ``2018``, ``2010/2018``, ``2025-Q3``).
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
            return value if _DATE.match(value) else None
        return value


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
    if isinstance(value, str) and not re.fullmatch(r"[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?", value):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > 80:
        return None
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


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
    """One label. ``key`` is a digit or capital letter; colours are given per theme or made from ``hue`` (degrees)."""

    id: str
    group: str
    names: Names
    short: Names
    key: str = ""
    description: Names = field(default_factory=dict)
    light: Colours | None = None
    dark: Colours | None = None
    hue: float | None = None


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
        return _Reader(source).scheme(data)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that ``from_dict`` reads back to an equal scheme."""
        return {
            "id": self.id,
            "version": self.version,
            "names": dict(self.names),
            "groups": [
                {"id": g.id, "names": dict(g.names), "modifier": g.modifier, "stroke": g.stroke} for g in self.groups
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
        "key": label.key,
        "description": dict(label.description),
    }
    for theme in ("light", "dark"):
        colours: Colours | None = getattr(label, theme)
        if colours is not None:
            data[theme] = [colours.fill, colours.sel, colours.ink]
    if label.hue is not None:
        data["hue"] = label.hue
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
    return data


class _Reader:
    """Reads plain data and collects problems as (where, code, detail) instead of stopping at the first."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[tuple[str, str, str]] = []

    def problem(self, where: str, code: str, detail: object = "") -> None:
        self.problems.append((where, code, str(detail)))

    def scheme(self, data: object) -> LabelScheme:
        if not isinstance(data, Mapping):
            raise InvalidScheme(source=self.source, problems=[("", "not-a-table", type(data).__name__)])
        self._unknown("", data, {"id", "version", "names", "groups", "labels", "attributes", "relations", "document_labels"})
        groups = [self._group(w, d) for w, d in self._tables(data, "groups")]
        labels = [self._label(w, d) for w, d in self._tables(data, "labels")]
        attributes = [self._attribute(w, d) for w, d in self._tables(data, "attributes")]
        relations = [self._relation(w, d) for w, d in self._tables(data, "relations")]
        document_labels = [self._attribute(w, d) for w, d in self._tables(data, "document_labels")]
        version = data.get("version", 1)
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            self.problem("version", "not-a-version", version)
            version = 1
        scheme = LabelScheme(
            self._id("id", data.get("id")), version, self._names("names", data.get("names")),
            tuple(groups), tuple(labels), tuple(attributes), tuple(relations), tuple(document_labels),
        )
        self._cross_check(scheme)
        if self.problems:
            raise InvalidScheme(source=self.source, problems=self.problems)
        return scheme

    def _cross_check(self, scheme: LabelScheme) -> None:
        if not scheme.labels:
            self.problem("labels", "no-labels")
        known = {g.id for g in scheme.groups} | {label.id for label in scheme.labels}
        for kind, items in (("groups", scheme.groups), ("labels", scheme.labels), ("relations", scheme.relations),
                            ("document_labels", scheme.document_labels)):
            self._unique(kind, (item.id for item in items))
        keys: dict[tuple[str, str], str] = {}
        groups = {g.id: g for g in scheme.groups}
        for index, label in enumerate(scheme.labels):
            where = f"labels[{index + 1}] {label.id}"
            if label.group not in groups:
                self.problem(f"{where}.group", "unknown-group", label.group)
                continue
            if label.key:
                chord = (groups[label.group].modifier, label.key)
                if chord in keys:
                    self.problem(f"{where}.key", "key-taken", f"{label.key} ({keys[chord]})")
                keys[chord] = label.id
        for index, relation in enumerate(scheme.relations):
            for side, ends in (("heads", relation.heads), ("tails", relation.tails)):
                for end in sorted(ends - known):
                    self.problem(f"relations[{index + 1}] {relation.id}.{side}", "unknown-label", end)
        for index, attribute in enumerate(scheme.attributes):
            for end in sorted((attribute.applies | attribute.excludes) - known):
                self.problem(f"attributes[{index + 1}] {attribute.id}.applies", "unknown-label", end)
        for label in scheme.labels:
            self._unique(f"attributes of {label.id}", (a.id for a in scheme.attributes_of(label.id)))

    def _unique(self, where: str, ids: Iterable[str]) -> None:
        seen: set[str] = set()
        for item in ids:
            if item in seen:
                self.problem(where, "duplicate-id", item)
            seen.add(item)

    def _tables(self, data: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
        rows = data.get(key, [])
        if not isinstance(rows, list):
            self.problem(key, "not-a-list", type(rows).__name__)
            return []
        tables = []
        for index, row in enumerate(rows):
            if isinstance(row, Mapping):
                tables.append((f"{key}[{index + 1}] {row.get('id', '?')}", row))
            else:
                self.problem(f"{key}[{index + 1}]", "not-a-table", type(row).__name__)
        return tables

    def _unknown(self, where: str, data: Mapping[str, Any], known: set[str]) -> None:
        for key in data:
            if key not in known:
                self.problem(f"{where}.{key}" if where else str(key), "unknown-key", key)

    def _id(self, where: str, value: object) -> str:
        if isinstance(value, str) and _ID.match(value):
            return value
        self.problem(where, "not-an-id", value)
        return "?"

    def _names(self, where: str, value: object, fallback: str | None = None) -> dict[str, str]:
        if value is None and fallback is not None:
            return {}
        if isinstance(value, Mapping) and value and all(isinstance(v, str) and v.strip() for v in value.values()):
            return {str(k): v for k, v in value.items()}
        self.problem(where, "not-names", value)
        return {}

    def _one_of(self, where: str, value: object, allowed: Iterable[str]) -> str:
        options = list(allowed)
        if isinstance(value, str) and value in options:
            return value
        self.problem(where, "not-one-of", f"{value} ({', '.join(filter(None, options))})")
        return options[0]

    def _group(self, where: str, data: Mapping[str, Any]) -> Group:
        self._unknown(where, data, {"id", "names", "modifier", "stroke"})
        return Group(
            self._id(f"{where}.id", data.get("id")), self._names(f"{where}.names", data.get("names")),
            self._one_of(f"{where}.modifier", data.get("modifier", ""), MODIFIERS),
            self._one_of(f"{where}.stroke", data.get("stroke", "thin"), STROKES),
        )

    def _label(self, where: str, data: Mapping[str, Any]) -> Label:
        self._unknown(where, data, {"id", "group", "names", "short", "key", "description", "light", "dark", "hue"})
        names = self._names(f"{where}.names", data.get("names"))
        key = data.get("key", "")
        if not isinstance(key, str) or (key and not _KEY.match(key)):
            self.problem(f"{where}.key", "not-a-key", key)
            key = ""
        hue = data.get("hue")
        if hue is not None and (isinstance(hue, bool) or not isinstance(hue, (int, float)) or not 0 <= hue <= 360):
            self.problem(f"{where}.hue", "not-a-hue", hue)
            hue = None
        return Label(
            self._id(f"{where}.id", data.get("id")), str(data.get("group", "")), names,
            self._names(f"{where}.short", data.get("short"), fallback="") or names, key,
            self._names(f"{where}.description", data.get("description") or None, fallback=""),
            self._colours(f"{where}.light", data.get("light")), self._colours(f"{where}.dark", data.get("dark")), hue,
        )

    def _colours(self, where: str, value: object) -> Colours | None:
        if value is None:
            return None
        if isinstance(value, list) and len(value) == 3 and all(isinstance(c, str) and _COLOUR.match(c) for c in value):
            return Colours(*value)
        self.problem(where, "not-colours", value)
        return None

    def _attribute(self, where: str, data: Mapping[str, Any]) -> Attribute:
        self._unknown(where, data, {"id", "type", "names", "default", "required", "choices", "applies", "excludes"})
        kind = AttributeType(self._one_of(f"{where}.type", data.get("type"), [t.value for t in AttributeType]))
        choices = tuple(
            Choice(self._id(f"{w}.id", c.get("id")), self._names(f"{w}.names", c.get("names")))
            for w, c in ((f"{where}.{w}", c) for w, c in self._tables(data, "choices"))
        )
        if (kind is AttributeType.CHOICE) != bool(choices):
            self.problem(f"{where}.choices", "choices-for-choice-only", kind.value)
        required = data.get("required", False)
        if not isinstance(required, bool):
            self.problem(f"{where}.required", "not-yes-no", required)
        attribute = Attribute(
            self._id(f"{where}.id", data.get("id")), kind, self._names(f"{where}.names", data.get("names")), None,
            bool(required), choices, self._ids(f"{where}.applies", data.get("applies", [])),
            self._ids(f"{where}.excludes", data.get("excludes", [])),
        )
        if data.get("default") is None:
            return attribute
        default = attribute.read(data["default"])
        if default is None:
            self.problem(f"{where}.default", "default-does-not-fit", data["default"])
        return Attribute(attribute.id, kind, attribute.names, default, attribute.required, choices,
                         attribute.applies, attribute.excludes)

    def _relation(self, where: str, data: Mapping[str, Any]) -> RelationType:
        self._unknown(where, data, {"id", "names", "heads", "tails"})
        return RelationType(
            self._id(f"{where}.id", data.get("id")), self._names(f"{where}.names", data.get("names")),
            self._ids(f"{where}.heads", data.get("heads"), some=True),
            self._ids(f"{where}.tails", data.get("tails"), some=True),
        )

    def _ids(self, where: str, value: object, *, some: bool = False) -> frozenset[str]:
        if isinstance(value, list) and all(isinstance(v, str) for v in value) and (value or not some):
            return frozenset(value)
        self.problem(where, "not-a-list-of-ids", value)
        return frozenset()
