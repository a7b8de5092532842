"""What the window shows of labels and attributes: names in the reader's language, colours of the theme, values."""

from __future__ import annotations

from annotator.i18n import language, tr
from annotator.model.colours import Tone, clear_colours
from annotator.model.colours import label_colours as _made
from annotator.model.scheme import (
    Attribute,
    AttributeType,
    AttributeValue,
    Colours,
    Label,
    LabelScheme,
    Names,
    name_in,
)
from annotator.model.span import Span

MODIFIER_KEYS = {"": "", "shift": "Shift", "alt": "Alt", "ctrl": "Ctrl"}
_PLAIN = (Colours("#E3E3DF", "#C8C8C2", "#4E535A"), Colours("#2E3034", "#45484E", "#B4B8BE"))


def number_words(number: int) -> str:
    """A count as people write it: 1.506 in Vietnamese, 1,506 in English."""
    return f"{number:,}".replace(",", "." if language() == "vi" else ",")


def name_of(names: Names, fallback: str = "") -> str:
    """The name in the language in force."""
    return name_in(names, language(), fallback)


def label_name(scheme: LabelScheme, label_id: str) -> str:
    """The label's short name, or its id where the scheme no longer has it."""
    label = scheme.label(label_id)
    return short_name(label) if label else label_id


def short_name(label: Label) -> str:
    """What lists and the palette call a label."""
    return name_of(label.short, name_of(label.names, label.id))


def abbreviation(label: Label) -> str:
    """What is left of the name where there is no room."""
    return name_of(label.abbr, short_name(label)[:2])


def colours_of(label: Label | None, dark: bool | Tone) -> Colours:
    """Fill, sel and ink of a label; grey for a label the scheme no longer has."""
    if label:
        return _made(label, dark)
    plain = _PLAIN[bool(dark)]
    return clear_colours(plain, bool(dark)) if isinstance(dark, Tone) and dark.clear else plain


def stroke_of(scheme: LabelScheme, label_id: str) -> str:
    """The stroke of the label's group."""
    group = scheme.group_of(label_id)
    return group.stroke if group else "thin"


def label_key(scheme: LabelScheme, label: Label) -> str:
    """The keys that give this label: ``1``, ``Shift+1``, or nothing."""
    group = scheme.group(label.group)
    modifier = MODIFIER_KEYS.get(group.modifier, "") if group else ""
    return f"{modifier}+{label.key}" if label.key and modifier else label.key


def value_text(attribute: Attribute, value: AttributeValue | None) -> str:
    """A stored value as people read it: a choice by its name, yes or no, everything else as stored."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if attribute.type is AttributeType.CHOICE:
        return next((name_of(c.names, c.id) for c in attribute.choices if c.id == value), value)
    return value


def retired_values(scheme: LabelScheme, span: Span) -> str:
    """What the span has of values that are no longer asked for: ``Giá trị: 4617``; an empty string where nothing."""
    kinds = [a for a in scheme.attributes_of(span.label) if a.retired and a.id in span.attributes]
    return "  ·  ".join(f"{name_of(a.names, a.id)}: {value_text(a, span.attributes[a.id])}" for a in kinds)


def figure_value(scheme: LabelScheme, span: Span) -> str:
    """The parsed value a list shows beside a figure: its first number or date."""
    for attribute in scheme.attributes_of(span.label):
        if attribute.type in (AttributeType.NUMBER, AttributeType.DATE) and attribute.id in span.attributes:
            return str(span.attributes[attribute.id])
    return ""
