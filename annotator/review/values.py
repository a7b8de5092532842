"""When two spans have the same attribute values: read by type, after defaults."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from annotator.model.scheme import AttributeType, AttributeValue, LabelScheme
from annotator.model.text import fold_exact

Values = Mapping[str, AttributeValue]
NO_VALUE = ""


class ValueReader:
    """Values of spans in a form in which equal means the same.

    Numbers are compared as numbers (``1/2`` is ``0.5``), texts without regard to case, to runs of spaces and to how
    Vietnamese letters are composed; an attribute that was not given has its default, an empty one has no value.
    """

    def __init__(self, scheme: LabelScheme) -> None:
        self._attributes = {
            label.id: {a.id: (a.type, a.default) for a in scheme.attributes_of(label.id)}
            for label in scheme.labels
        }
        self.ids = sorted({a.id for a in scheme.attributes})
        self.choices: dict[
            str, list[str]
        ] = {}  # of attributes whose values are few: chance agreement means something
        for a in scheme.attributes:  # one id may stand for several attributes, of different labels
            if a.type in (AttributeType.CHOICE, AttributeType.BOOL):
                known = self.choices.setdefault(a.id, [NO_VALUE])
                values = ["yes", "no"] if a.type is AttributeType.BOOL else [c.id for c in a.choices]
                known += [value for value in values if value not in known]

    def of(self, label: str, values: Values) -> dict[str, str]:
        """Every attribute of ``label`` that has a value."""
        found = {}
        for name, (kind, default) in self._attributes.get(label, {}).items():
            value = values.get(name, default)
            if value not in (None, ""):
                found[name] = _same_form(kind, value)
        return found

    def differing(self, label: str, a: Values, b: Values) -> list[str]:
        """The attributes in which two spans of one label differ."""
        if a == b:
            return []
        left, right = self.of(label, a), self.of(label, b)
        return [name for name in sorted(left.keys() | right.keys()) if left.get(name) != right.get(name)]


def _same_form(kind: AttributeType, value: AttributeValue | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if kind is AttributeType.NUMBER:
        try:
            return str(Fraction(text))
        except (ValueError, ZeroDivisionError):
            return text
    return " ".join(fold_exact(text).split()) if kind is AttributeType.TEXT else text
