"""What is written under a span, and what its tool tip says. Pure code; texts are plain, never markup."""

from __future__ import annotations

from annotator.i18n import language, tr
from annotator.model.scheme import AttributeType, LabelScheme, name_in
from annotator.model.span import UNSURE, Span, open_attributes
from annotator.ui.textview.lanes import Caption

BOUNDS = {"about": "≈", "over": ">", "at_least": "≥", "under": "<"}
_VALUES = ("value", "date")


def value_of(scheme: LabelScheme, span: Span) -> str:
    """``= 4617`` in stored form, with ``≈ > ≥ <`` for a bound, ``= ?`` for one still open; nothing for other labels."""
    missing = open_attributes(scheme, span)
    held = {a.id: a for a in scheme.attributes_of(span.label)}
    key = next((name for name in _VALUES if name in held), None)
    if key is None or held[key].type not in (AttributeType.NUMBER, AttributeType.DATE):
        return "= ?" if missing else ""
    value = span.attributes.get(key)
    if value in (None, ""):
        return "= ?" if missing else ""
    sign = BOUNDS.get(str(span.attributes.get("bound", "")), "=")
    upper = span.attributes.get("to")
    shown = f"{value}–{upper}" if upper not in (None, "") else str(value)
    return f"{sign} {shown} ?" if missing else f"{sign} {shown}"


def caption_of(scheme: LabelScheme, span: Span, *, values: bool = True) -> Caption:
    """Name, value and abbreviation of a span in the language in force; without ``values`` only that one is missing."""
    label = scheme.label(span.label)
    doubt = " ?" if span.certainty == UNSURE else ""
    if label is None:
        return Caption(span.label + doubt, "", span.label[:3] + doubt)
    short = name_in(label.short, language(), label.id)
    abbreviation = name_in(label.abbr, language(), short[:2])
    value = value_of(scheme, span)
    return Caption(short + doubt, value if values or value == "= ?" else "", abbreviation + doubt)


def tip_of(scheme: LabelScheme, span: Span) -> str:
    """The tool tip of a span: label and value, where it came from, the note. Plain text, lines parted by LF."""
    label = scheme.label(span.label)
    name = name_in(label.names, language(), label.id) if label else span.label
    value = value_of(scheme, span)
    lines = [f"{name} {value}" if value else name]
    if span.certainty == UNSURE:
        lines.append(tr("unsure"))
    if span.origin:
        from annotator.ui.textview.suggested_words import origin_words

        lines.append(origin_words(scheme, span.origin))
    if span.note:
        lines.append(span.note)
    return "\n".join(lines)
