"""What a person typed into a value field, read into stored form, with a word on how it was read."""

from __future__ import annotations

import re
from typing import NamedTuple

from annotator.i18n import tr
from annotator.model.scheme import Attribute, AttributeType, AttributeValue, read_number

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z")
_COMMA = re.compile(r"[+-]?\d+,\d+\Z")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?\Z")
_MONTH = re.compile(r"(\d{1,2})/(\d{4})\Z")


class Reading(NamedTuple):
    """``value`` is None for an empty field; ``valid`` tells whether the text could be read; ``hint`` says how."""

    value: AttributeValue | None
    valid: bool = True
    hint: str = ""


def read_value(attribute: Attribute, typed: str) -> Reading:
    """Read ``typed`` for ``attribute``: numbers the Vietnamese way, days as 8/7/2019, text as it stands."""
    text = " ".join(typed.split())
    if not text:
        return Reading(None)
    if attribute.type is AttributeType.NUMBER:
        return _read_number(text)
    if attribute.type is AttributeType.DATE:
        return _read_date(attribute, text)
    value = attribute.read(text)
    return Reading(value, value is not None)


def _read_number(text: str) -> Reading:
    compact = text.replace(" ", "").removesuffix("%")
    if _GROUPED.match(compact):
        plain = compact.replace(".", "").replace(",", ".")
        hint = tr("“{typed}” is read as {value}: a dot separates thousands.").format(typed=text, value=plain)
        return Reading(read_number(plain), hint=hint)
    if _COMMA.match(compact):
        plain = compact.replace(",", ".")
        return Reading(
            read_number(plain), hint=tr("A comma is the decimal mark: {value}.").format(value=plain)
        )
    value = read_number(compact)
    if value is None:
        return Reading(None, valid=False, hint=tr("Not a number. Type 4617, 98,59 or 2/3."))
    return Reading(value)


def _read_date(attribute: Attribute, text: str) -> Reading:
    stored = attribute.read(text)
    if stored is None:
        day, month = _DAY.match(text), _MONTH.match(text)
        if day:
            year = f"{day[3]}-" if day[3] else "--"
            stored = attribute.read(f"{year}{int(day[2]):02}-{int(day[1]):02}")
        elif month:
            stored = attribute.read(f"{month[2]}-{int(month[1]):02}")
        elif re.fullmatch(r"\d{4} ?[-–/] ?\d{4}", text):
            stored = attribute.read("/".join(re.findall(r"\d{4}", text)))
    if stored is None:
        return Reading(None, valid=False, hint=tr("Not a date. Type 8/7/2019, 7/1, 2018 or 2010/2018."))
    hint = tr("“{typed}” is read as {value}.").format(typed=text, value=stored) if stored != text else ""
    return Reading(stored, hint=hint)
