"""The cells of WebAnno TSV 3: how values, stacks and texts are escaped, and what a header declares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

NOTHING, NO_VALUE = "_", "*"  # no annotation here; an annotation without this value
_VALUE = re.compile(r"\\(\\|\[|\]|\||_|->|;|t|n|\*)")
_VALUE_BACK = {"t": "\t", "n": "\n"}
_TO_ESCAPE = re.compile(r"[\\\[\]|_;\t\n*]|->")
_VALUE_OUT = {"\t": "\\t", "\n": "\\n"}
_TEXT = re.compile("\\\\([\\\\tnfrb\x00-\x07\x0e-\x1f])")
_TEXT_BACK = {"t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b"}
_TEXT_OUT = str.maketrans(
    {chr(code): "\\" + chr(code) for code in (*range(8), *range(14, 32))}
    | {"\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\b": "\\b", "\\": "\\\\"}
)
_JAVA = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\\\"'tnfrb]))")
_STACKED = re.compile(r"((?:\\.|[^\\|])*)(\||\Z)", re.DOTALL)
_SLOTS = re.compile(r"((?:\\.|[^\\;])*)(;|\Z)", re.DOTALL)
_ID = re.compile(r"\[(\d{1,9})(?:_(\d{1,9}))?\]\Z")
_LINK = re.compile(r"->(\d{1,9})-(\d{1,9})\Z")
_ROLE = re.compile(r"ROLE_([^:|]*):(.+)_([^_|]+)\Z")

ColumnKind = Literal["value", "none", "role", "target", "governor", "chain-type", "chain-link"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column after the third. ``feature`` is its name; ``type`` the type at the other end, or of the link for a role."""

    kind: ColumnKind
    feature: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The columns of one type, from the column ``first`` on."""

    kind: Literal["SP", "CH", "RL"]
    type: str
    first: int
    columns: tuple[Column, ...]


def unescape(value: str) -> str:
    """A value as it was."""
    if "\\" not in value:
        return value
    return _VALUE.sub(lambda sign: _VALUE_BACK.get(sign[1], sign[1]), value)


def escape(value: str) -> str:
    """A value as a cell holds it."""
    return _TO_ESCAPE.sub(lambda sign: _VALUE_OUT.get(sign[0], f"\\{sign[0]}"), value)


def unescape_text(text: str, *, java: bool) -> str:
    """A line of text as it was. ``java``: as versions up to 3.1 wrote it, with Java's own escapes."""
    if "\\" not in text:
        return text
    if java:
        return _JAVA.sub(_java_sign, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _TEXT.sub(lambda sign: _TEXT_BACK.get(sign[1], sign[1]), text)


def _java_sign(sign: re.Match[str]) -> str:
    return chr(int(sign[1], 16)) if sign[1] else _TEXT_BACK.get(sign[2], sign[2])


def escape_text(text: str) -> str:
    return text.translate(_TEXT_OUT)


def stacked(cell: str) -> list[str]:
    """The values that stand in one cell."""
    return _cut(cell, "|", _STACKED)


def slots(value: str) -> list[str]:
    """The roles or targets of one value."""
    return _cut(value, ";", _SLOTS)


def _cut(cell: str, sign: str, pattern: re.Pattern[str]) -> list[str]:
    if sign not in cell:
        return [cell]
    if "\\" not in cell:
        return cell.split(sign)
    found, at = [], 0
    while match := pattern.match(cell, at):
        found.append(match[1])
        at = match.end()
        if not match[2]:
            return found
    return [*found, cell[at:]]  # a backslash at the very end


def with_ids(value: str) -> tuple[str, int, int]:
    """A value without its mark, and the numbers of it; 0 where there is none."""
    match = _ID.search(value) if value.endswith("]") else None
    return (value, 0, 0) if match is None else (value[: match.start()], int(match[1]), int(match[2] or 0))


def chain_place(value: str) -> tuple[str, int, int] | None:
    """A value, the number of its chain and its place there."""
    match = _LINK.search(value)
    return None if match is None else (value[: match.start()], int(match[1]), int(match[2]))


def header_group(line: str, first: int) -> Group | None:
    """The columns that one line of the header declares; None where it declares none."""
    mark, found, rest = line.partition("=")
    kind = {"#T_SP": "SP", "#T_CH": "CH", "#T_RL": "RL"}.get(mark)
    name, *fields = [part for part in rest.split("|") if part] or [""]
    if not found or kind is None or not name:
        return None
    columns: list[Column] = []
    for number, part in enumerate(fields):
        role = _ROLE.match(part) if kind == "SP" else None
        if role is not None:
            columns.append(Column("role", role[2], role[3]))
        elif kind == "SP" and number and columns[-1].kind == "role":
            columns.append(Column("target", columns[-1].feature, part))
        elif kind == "RL" and part.startswith("BT_"):
            columns.append(Column("governor", type=part[3:]))
        elif kind == "CH":
            columns.append(Column("chain-link" if part == "referenceRelation" else "chain-type", part))
        else:
            columns.append(Column("value", part))
    return Group(kind, name, first, tuple(columns) or (Column("none"),))  # type: ignore[arg-type]  # one of three
