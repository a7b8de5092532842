"""Sentences: an exception, an issue, a finding or a step's name, in the language in force.

The tables hold templates by code, or by ``code/reason`` where a kind of failure has several causes. A code without a
sentence of its own gets its group's, never an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any, Protocol

from annotator.errors import AnnotatorError, FormatError, InvalidScheme
from annotator.i18n import tr
from annotator.wording.errors import ERRORS, SCHEME_PROBLEMS
from annotator.wording.issues import FINDINGS, ISSUES, ROLES, STEPS, VALUES

_SHOWN = 90  # signs of one quoted value
_PROBLEMS_SHOWN = 3
_CODES = frozenset({"kind", "detail", "reading", "readings"})  # fields whose value may be a code of ours


class IssueLike(Protocol):
    """What ``describe_issue`` needs to know."""

    @property
    def code(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def fields(self) -> Mapping[str, Any]: ...


class FindingLike(Protocol):
    """What ``describe_finding`` needs to know."""

    @property
    def code(self) -> str: ...
    @property
    def fields(self) -> Mapping[str, Any]: ...


def describe_error(error: AnnotatorError) -> str:
    """One short sentence that says what is and, where it helps, what can be done; with file and line where known."""
    if isinstance(error, InvalidScheme):
        return _scheme_problems(error)
    template = _find(ERRORS, error.code, error.fields.get("reason"))
    if template is None:
        codes = (getattr(kind, "code", "") for kind in type(error).__mro__)
        template = next(ERRORS[code] for code in codes if code in ERRORS)
    sentence = _fill(template, error.fields)
    if isinstance(error, FormatError):
        place = place_in_file(error.fields.get("path"), error.fields.get("line"), error.fields.get("column"))
        return f"{place}: {sentence}" if place else sentence
    return sentence


def describe_issue(issue: IssueLike) -> str:
    """One short sentence for an issue, without its place (``issue_place``)."""
    fields = issue.fields
    template = _find(ISSUES, issue.code, fields.get("reason")) or _find(
        ERRORS, issue.code, fields.get("reason")
    )
    return _fill(template or ISSUES[""], {"code": issue.code, **fields})


def issue_place(issue: IssueLike) -> str:
    """Where an issue was met: file name, line and column, as far as they are known."""
    return place_in_file(issue.path, issue.line, issue.fields.get("column"))


def describe_finding(finding: FindingLike) -> str:
    """One short sentence for something that a check of the project found."""
    return _fill(FINDINGS.get(finding.code, FINDINGS[""]), {"code": finding.code, **finding.fields})


def step_name(code: str) -> str:
    """The name of an undo step, as it follows "Undo": ``add-span`` is "add span"."""
    return tr(STEPS.get(code, code))


def role_name(code: str) -> str:
    """What a person does in the project: ``reviewer``."""
    return tr(ROLES.get(code, code))


def step_codes() -> list[str]:
    """Every step that has a name."""
    return list(STEPS)


def place_in_file(path: object, line: object = None, column: object = None) -> str:
    """``articles.jsonl, line 3, column 12``, as far as it is known."""
    parts = [PurePath(str(path)).name] if path else []
    if line:
        parts.append(tr("line {line}").format(line=line))
        if column:
            parts.append(tr("column {column}").format(column=column))
    return ", ".join(parts)


def scheme_problems(error: InvalidScheme) -> list[str]:
    """Every problem of a label scheme on a line of its own: file, place and reason."""
    source = place_in_file(error.fields.get("source"))
    return [f"{source}: {said}" if source else said for said in _problems(error)]


def _scheme_problems(error: InvalidScheme) -> str:
    said = _problems(error)
    shown = said[:_PROBLEMS_SHOWN]
    if len(said) > _PROBLEMS_SHOWN:
        shown.append(tr("and {count} more").format(count=len(said) - _PROBLEMS_SHOWN))
    return " ".join(
        [_fill(ERRORS["invalid-scheme"], {**error.fields, "count": len(said)}), "; ".join(shown)]
    ).strip()


def _problems(error: InvalidScheme) -> list[str]:
    return [
        f"{where or tr('whole file')}: "
        + _fill(SCHEME_PROBLEMS.get(code, SCHEME_PROBLEMS[""]), {"code": code, "detail": detail})
        for where, code, detail in error.fields.get("problems") or []
    ]


def _find(table: Mapping[str, str], code: str, reason: object) -> str | None:
    return table.get(f"{code}/{reason}") or table.get(code)


def _fill(template: str, fields: Mapping[str, Any]) -> str:
    return tr(template).format_map(_Shown(fields))


class _Shown(dict[str, str]):
    """Fields as they are shown: short, on one line, numbers of bytes as MB, a missing one as ``?``."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__((key, _shown(key, value)) for key, value in fields.items())

    def __missing__(self, key: str) -> str:
        return "?"


def _shown(key: str, value: object) -> str:
    if value is None or value == "":
        return "?"
    if key == "limit" and isinstance(value, int):
        return f"{value // (1 << 20)} MB"
    if key == "since" and isinstance(value, (int, float)):
        return _moment(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_shown(key, item) for item in value) or "?"
    if key in _CODES and isinstance(value, str) and value in VALUES:
        return tr(VALUES[value])
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _moment(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds).astimezone().strftime("%H:%M %d/%m/%Y") if seconds else "?"
    except (ValueError, OverflowError, OSError):  # what stood in a file need not be a time
        return "?"


__all__ = [
    "FindingLike",
    "IssueLike",
    "describe_error",
    "describe_finding",
    "describe_issue",
    "issue_place",
    "place_in_file",
    "role_name",
    "scheme_problems",
    "step_codes",
    "step_name",
]
