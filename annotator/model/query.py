"""What to look for in a corpus, read from one line of text.

    nêu gương                     these words, together
    "Bí thư" "Tỉnh ủy"            both, anywhere in the document
    label:PERSON,ORG text:"Lan"   spans with one of these labels that hold the word
    value>1000  date<2020  unit:  spans by their values; ``unit:`` has one at all
    note:  note:"xem lại"  unsure:
    by:lan  by:me  state:finished  title:…  source:…  doc.topic:law
    -label:PERSON                 a hyphen in front: not so

``parse`` knows the grammar only; which attributes and labels there are is for whoever answers the query.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from annotator.errors import InvalidQuery
from annotator.model.text import fold_loose

# Vietnamese names of the fields, folded, beside the English ones.
_NAMES = {
    "nhan": "label", "chu": "text", "nguoi": "by", "trangthai": "state", "ghichu": "note", "chuachac": "unsure",
    "tieude": "title", "nguon": "source", "bai": "doc", "giao": "assigned",
}  # fmt: skip
FIELDS = ("text", "label", "by", "state", "note", "unsure", "title", "source", "assigned")
_BARE = ("note", "unsure", "title", "source", "assigned")  # fields that say something without a value
_LISTS = ("label", "by", "state", "assigned")
_QUOTES = '"“”„«»'
_TOKEN = re.compile(
    rf"""\s*(?P<no>-(?=[^\s-]))?
         (?:(?P<field>[^\W\d_][\w-]*(?:\.[^\W\d_][\w.-]*)?)(?P<sign>>=|<=|[:=<>]))?
         (?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}])?|(?P<plain>[^\s{_QUOTES}]+))?""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together; ``no``: documents (or spans) that hold them are left out."""

    words: str
    no: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` ``sign`` (``:``, ``<``, ``<=``, ``>``, ``>=``) one of ``values``; without values: has any."""

    field: str
    sign: str
    values: tuple[str, ...]
    no: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Everything holds at once. ``phrases`` are text, ``conditions`` the rest, in the order they were written."""

    phrases: tuple[Phrase, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.phrases and not self.conditions


def parse(line: str) -> Query:
    """Read a query. Raises InvalidQuery with the reason (``quote``, ``value``, ``sign``) and the part that is wrong."""
    phrases: list[Phrase] = []
    conditions: list[Condition] = []
    words: list[str] = []
    position, line = 0, unicodedata.normalize("NFC", line).rstrip()
    while position < len(line):
        match = _TOKEN.match(line, position)
        assert match is not None  # every part of the pattern may be absent
        position = max(match.end(), position + 1)
        _check(match)
        value, field = match["quoted"] or match["plain"] or "", _field(match["field"])
        if not field and match["quoted"] is None and not match["no"]:
            words += [value] if value else []
            continue
        phrases += _together(words)
        words = []
        if field in ("", "text"):
            phrases += [Phrase(value, bool(match["no"]))] if value.strip() else []
        else:
            conditions.append(_condition(match, field, value))
    return Query((*phrases, *_together(words)), tuple(conditions))


def _together(words: list[str]) -> list[Phrase]:
    return [Phrase(" ".join(words))] if words else []


def _field(name: str | None) -> str:
    """The field's own name: lower case, and English for the Vietnamese ones."""
    if not name:
        return ""
    head, dot, rest = name.partition(".")
    folded = fold_loose(head).replace("-", "").replace("_", "")
    head = _NAMES.get(folded, head.lower() if head.lower() in (*FIELDS, "doc") else head)
    return head + dot + rest


def _check(match: re.Match[str]) -> None:
    if match["quoted"] is not None and match["closed"] is None:
        raise InvalidQuery(reason="quote", part=match.group().strip())
    if _field(match["field"]) == "text" and not (match["quoted"] or match["plain"]):
        raise InvalidQuery(reason="value", part=match.group().strip(), field="text")


def _condition(match: re.Match[str], field: str, value: str) -> Condition:
    sign = ":" if match["sign"] == "=" else match["sign"]
    part = match.group().strip()
    if field in FIELDS and sign != ":":
        raise InvalidQuery(reason="sign", part=part, field=field)
    if not value and (sign != ":" or (field in FIELDS and field not in _BARE)):
        raise InvalidQuery(reason="value", part=part, field=field)
    values = tuple(filter(None, value.split(","))) if field in _LISTS else (value,) if value else ()
    return Condition(field, sign, values, bool(match["no"]))


def with_term(line: str, field: str, term: str) -> str:
    """``line`` with ``term`` in place of whatever it says about ``field``; an empty term takes that away."""
    line = unicodedata.normalize("NFC", line)
    parts, position = [], 0
    while position < len(line):
        match = _TOKEN.match(line, position)
        assert match is not None  # every part of the pattern may be absent
        position = max(match.end(), position + 1)
        if not match["field"] or _field(match["field"]) != field:
            parts.append(match.group().strip())
    return " ".join(filter(None, [*parts, term]))


def term_of(line: str, field: str) -> Condition | None:
    """What ``line`` says about ``field``, as far as it can be read."""
    try:
        return next((c for c in parse(line).conditions if c.field == field), None)
    except InvalidQuery:
        return None


def quoted(words: str) -> str:
    """``words`` as one phrase of a query, whatever signs they hold."""
    return '"' + "".join(" " if sign in _QUOTES else sign for sign in words) + '"'
