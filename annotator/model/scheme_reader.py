"""Reads a label scheme from plain data and says every problem with the place it was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from annotator.errors import InvalidScheme
from annotator.model.scheme import (
    MODIFIERS,
    STROKES,
    Attribute,
    AttributeType,
    Choice,
    Colours,
    Group,
    Label,
    LabelScheme,
    RelationType,
)

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}\Z")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_KEY = re.compile(r"(?:[0-9]|[A-Z])\Z")
_SCHEME_KEYS = {"id", "version", "names", "groups", "labels", "attributes", "relations", "document_labels"}
_LABEL_KEYS = {
    "id",
    "group",
    "names",
    "short",
    "abbr",
    "key",
    "description",
    "light",
    "dark",
    "hue",
    "retired",
}
_ATTRIBUTE_KEYS = {"id", "type", "names", "default", "required", "choices", "applies", "excludes", "retired"}


class SchemeReader:
    """Reads plain data and collects problems as (where, code, detail) instead of stopping at the first."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[tuple[str, str, str]] = []

    def problem(self, where: str, code: str, detail: object = "") -> None:
        self.problems.append((where, code, str(detail)))

    def scheme(self, data: object) -> LabelScheme:
        if not isinstance(data, Mapping):
            raise InvalidScheme(source=self.source, problems=[("", "not-a-table", type(data).__name__)])
        self._unknown("", data, _SCHEME_KEYS)
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
            self._id("id", data.get("id")),
            version,
            self._names("names", data.get("names")),
            tuple(groups),
            tuple(labels),
            tuple(attributes),
            tuple(relations),
            tuple(document_labels),
        )
        self._cross_check(scheme)
        if self.problems:
            raise InvalidScheme(source=self.source, problems=self.problems)
        return scheme

    def _cross_check(self, scheme: LabelScheme) -> None:
        if not scheme.labels:
            self.problem("labels", "no-labels")
        groups = [group.id for group in scheme.groups]
        labels = [label.id for label in scheme.labels]
        self._unique("groups", groups)
        self._unique("labels", labels)
        for taken in sorted(set(groups) & set(labels)):  # `applies`, `heads` and `tails` name either
            self.problem("labels", "duplicate-id", taken)
        self._unique("relations", (relation.id for relation in scheme.relations))
        self._unique("document_labels", (attribute.id for attribute in scheme.document_labels))
        self._check_labels(scheme)
        self._check_ends(scheme, {*groups, *labels})
        for label in scheme.labels:
            self._unique(f"attributes of {label.id}", (a.id for a in scheme.attributes_of(label.id)))

    def _check_labels(self, scheme: LabelScheme) -> None:
        keys: dict[tuple[str, str], str] = {}
        for index, label in enumerate(scheme.labels):
            where = f"labels[{index + 1}] {label.id}"
            group = scheme.group(label.group)
            if group is None:
                self.problem(f"{where}.group", "unknown-group", label.group)
            elif label.key:
                chord = (group.modifier, label.key)
                if chord in keys:
                    self.problem(f"{where}.key", "key-taken", f"{label.key} ({keys[chord]})")
                keys.setdefault(chord, label.id)

    def _check_ends(self, scheme: LabelScheme, known: set[str]) -> None:
        places = [
            (f"relations[{index + 1}] {relation.id}.{side}", ends)
            for index, relation in enumerate(scheme.relations)
            for side, ends in (("heads", relation.heads), ("tails", relation.tails))
        ] + [
            (f"attributes[{index + 1}] {attribute.id}.{side}", ends)
            for index, attribute in enumerate(scheme.attributes)
            for side, ends in (("applies", attribute.applies), ("excludes", attribute.excludes))
        ]
        for where, ends in places:
            for end in sorted(ends - known):
                self.problem(where, "unknown-label", end)

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
        if fallback is not None and (value is None or value == {}):
            return {}
        if (
            isinstance(value, Mapping)
            and value
            and all(isinstance(v, str) and v.strip() for v in value.values())
        ):
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
            self._id(f"{where}.id", data.get("id")),
            self._names(f"{where}.names", data.get("names")),
            self._one_of(f"{where}.modifier", data.get("modifier", ""), MODIFIERS),
            self._one_of(f"{where}.stroke", data.get("stroke", "thin"), STROKES),
        )

    def _label(self, where: str, data: Mapping[str, Any]) -> Label:
        self._unknown(where, data, _LABEL_KEYS)
        names = self._names(f"{where}.names", data.get("names"))
        key = data.get("key", "")
        if not isinstance(key, str) or (key and not _KEY.match(key)):
            self.problem(f"{where}.key", "not-a-key", key)
            key = ""
        hue = data.get("hue")
        if hue is not None and (
            isinstance(hue, bool) or not isinstance(hue, (int, float)) or not 0 <= hue <= 360
        ):
            self.problem(f"{where}.hue", "not-a-hue", hue)
            hue = None
        return Label(
            self._id(f"{where}.id", data.get("id")),
            str(data.get("group", "")),
            names,
            self._names(f"{where}.short", data.get("short"), fallback="") or names,
            key,
            self._names(f"{where}.description", data.get("description"), fallback=""),
            self._colours(f"{where}.light", data.get("light")),
            self._colours(f"{where}.dark", data.get("dark")),
            hue,
            self._names(f"{where}.abbr", data.get("abbr"), fallback=""),
            self._yes_no(f"{where}.retired", data.get("retired", False)),
        )

    def _yes_no(self, where: str, value: object) -> bool:
        if not isinstance(value, bool):
            self.problem(where, "not-yes-no", value)
        return value is True

    def _colours(self, where: str, value: object) -> Colours | None:
        if value is None:
            return None
        if (
            isinstance(value, list)
            and len(value) == 3
            and all(isinstance(c, str) and _COLOUR.match(c) for c in value)
        ):
            return Colours(*value)
        self.problem(where, "not-colours", value)
        return None

    def _attribute(self, where: str, data: Mapping[str, Any]) -> Attribute:
        self._unknown(where, data, _ATTRIBUTE_KEYS)
        kind = AttributeType(
            self._one_of(f"{where}.type", data.get("type"), [t.value for t in AttributeType])
        )
        choices = tuple(self._choice(f"{where}.{place}", row) for place, row in self._tables(data, "choices"))
        self._unique(f"{where}.choices", (choice.id for choice in choices))
        if (kind is AttributeType.CHOICE) != bool(choices):
            self.problem(f"{where}.choices", "choices-for-choice-only", kind.value)
        required = self._yes_no(f"{where}.required", data.get("required", False))
        retired = self._yes_no(f"{where}.retired", data.get("retired", False))
        attribute = Attribute(
            self._id(f"{where}.id", data.get("id")),
            kind,
            self._names(f"{where}.names", data.get("names")),
            None,
            required,
            choices,
            self._ids(f"{where}.applies", data.get("applies", [])),
            self._ids(f"{where}.excludes", data.get("excludes", [])),
            retired,
        )
        if data.get("default") is None:
            return attribute
        default = attribute.read(data["default"])
        if default is None:
            self.problem(f"{where}.default", "default-does-not-fit", data["default"])
        return replace(attribute, default=default)

    def _choice(self, where: str, data: Mapping[str, Any]) -> Choice:
        self._unknown(where, data, {"id", "names"})
        return Choice(
            self._id(f"{where}.id", data.get("id")), self._names(f"{where}.names", data.get("names"))
        )

    def _relation(self, where: str, data: Mapping[str, Any]) -> RelationType:
        self._unknown(where, data, {"id", "names", "heads", "tails"})
        return RelationType(
            self._id(f"{where}.id", data.get("id")),
            self._names(f"{where}.names", data.get("names")),
            self._ids(f"{where}.heads", data.get("heads"), some=True),
            self._ids(f"{where}.tails", data.get("tails"), some=True),
        )

    def _ids(self, where: str, value: object, *, some: bool = False) -> frozenset[str]:
        if isinstance(value, list) and all(isinstance(v, str) for v in value) and (value or not some):
            return frozenset(value)
        self.problem(where, "not-a-list-of-ids", value)
        return frozenset()
