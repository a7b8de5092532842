"""Comparing stored values (numbers, dates, choices) with what a query asks for."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from fractions import Fraction

from annotator.model.scheme import Attribute, AttributeType, AttributeValue, read_date, read_number
from annotator.model.text import fold_loose

Test = Callable[[AttributeValue], bool]
_SIGNS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ":": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_YES, _NO = {"yes", "true", "1", "co"}, {"no", "false", "0", "khong"}
_QUARTER = re.compile(r"(\d{4})-Q([1-4])\Z")
_FIRST, _LAST = "0000-01-01", "9999-12-31"


def value_test(attribute: Attribute, sign: str, asked: str) -> Test | None:
    """A test of stored values, or None where ``asked`` does not fit the attribute's type or ``sign`` makes no sense.

    Text is compared by whoever knows how words are compared: it has no test here.
    """
    if attribute.type is AttributeType.NUMBER:
        return _number_test(sign, asked)
    if attribute.type is AttributeType.DATE:
        return _date_test(sign, asked)
    if sign != ":":
        return None
    if attribute.type is AttributeType.BOOL:
        return _bool_test(asked)
    if attribute.type is AttributeType.CHOICE:
        return _choice_test(attribute, asked)
    return None


def number_of(stored: AttributeValue) -> Fraction | None:
    """A stored number as an exact value."""
    try:
        return Fraction(stored) if isinstance(stored, str) else None
    except (ValueError, ZeroDivisionError):
        return None


def _number_test(sign: str, asked: str) -> Test | None:
    text = asked.replace(".", "").replace(",", ".") if "," in asked else asked
    wanted = number_of(read_number(text) or "")
    if wanted is None:
        return None
    compare = _SIGNS[sign]

    def test(stored: AttributeValue) -> bool:
        value = number_of(stored)
        return value is not None and compare(value, wanted)

    return test


def date_range(stored: str) -> tuple[str, str] | None:
    """First and last day (``2018-01-01``) that a stored date or period covers; None for one without a year."""
    first, slash, last = stored.partition("/")
    if not slash:
        return _days(stored)
    low = (_FIRST, _FIRST) if first == ".." else _days(first)
    high = (_LAST, _LAST) if last == ".." else _days(last)
    return (low[0], high[1]) if low and high else None


def _days(part: str) -> tuple[str, str] | None:
    if part.startswith("--") or not part[:4].isdigit():
        return None
    if quarter := _QUARTER.match(part):
        year, number = quarter[1], int(quarter[2])
        return f"{year}-{3 * number - 2:02}-01", f"{year}-{3 * number:02}-31"
    return part + _FIRST[len(part) :], part + "-12-31"[len(part) - 4 :]


def _date_test(sign: str, asked: str) -> Test | None:
    wanted = read_date(asked)
    if wanted is None:
        return None
    days = date_range(wanted)
    if days is None:
        return (lambda stored: stored == wanted) if sign == ":" else None
    first, last = days

    def test(stored: AttributeValue) -> bool:
        covered = date_range(stored) if isinstance(stored, str) else None
        if covered is None:
            return False
        low, high = covered
        within = {":": low >= first and high <= last, "<": high < first, "<=": high <= last,
                  ">": low > last, ">=": low >= first}  # fmt: skip
        return within[sign]

    return test


def _bool_test(asked: str) -> Test | None:
    folded = fold_loose(asked)
    if folded not in _YES | _NO:
        return None
    wanted = folded in _YES
    return lambda stored: stored is wanted


def _choice_test(attribute: Attribute, asked: str) -> Test | None:
    wanted = set()
    for part in asked.split(","):
        found = {c.id for c in attribute.choices if is_named(part, c.id, *c.names.values())}
        if not found:
            return None
        wanted |= found
    return lambda stored: stored in wanted


def is_named(asked: str, *names: str) -> bool:
    """Whether ``asked`` is one of ``names``, regardless of case and marks."""
    folded = fold_loose(asked).strip()
    return any(fold_loose(name).strip() == folded for name in names)
