"""Web furniture in an article (related links, counters, share lines), found by rules and proposed as excluded zones.

The text is not touched. The rules lie in ``resources/rules/furniture.toml``, where their form is told.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from annotator.assets import asset
from annotator.errors import MalformedInput
from annotator.model.text import fold_loose, paragraphs

LONG = 200  # characters: a paragraph that long is the article's
SHORT, TITLE = 90, 200  # the longest line of furniture; the longest title of another article
_SIGNS = re.compile(r"[\W_]+")
_SENTENCE_END = (".", "…", "!", "?", "”.", '".')


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """What a line of furniture looks like; ``menu`` and ``starts`` on the folded line, ``patterns`` on the line as it is."""

    id: str
    menu: tuple[str, ...]
    starts: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    anywhere: bool
    takes: Literal["", "titles", "rest"]

    def fits(self, line: str, folded: str) -> bool:
        if any(pattern.fullmatch(line) for pattern in self.patterns):
            return True
        return len(line) <= SHORT and bool(folded) and folded.startswith(self.starts)


@dataclass(frozen=True, slots=True)
class Furniture:
    """All rules, and one expression for lines that are made of their whole lines only, such as a row of links."""

    rules: tuple[FurnitureRule, ...]
    rows: re.Pattern[str]

    def rule_of(self, line: str, *, at_end: bool) -> FurnitureRule | None:
        """The rule that a line (without blanks at its ends) falls under."""
        folded = folded_line(line)
        if at_end and len(line) <= SHORT and (row := self.rows.match(folded)):
            return next(rule for rule in self.rules if row[1] in rule.menu)
        return next((r for r in self.rules if (at_end or r.anywhere) and r.fits(line, folded)), None)


def folded_line(line: str) -> str:
    """The line without case, marks and signs, words apart by one blank."""
    return _SIGNS.sub(" ", fold_loose(line)).strip()


def read_furniture(path: Path) -> Furniture:
    """The rules of a file. Raises MalformedInput where it is not TOML or a rule does not hold."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = tuple(_rule(one) for one in found["rule"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, re.error) as error:
        raise MalformedInput(
            path=str(path), line=None, column=None, reason="toml-syntax", detail=str(error)
        ) from None
    phrases = sorted({phrase for rule in rules for phrase in rule.menu}, key=len, reverse=True)
    choice = "|".join(map(re.escape, phrases)) or r"(?!)"
    return Furniture(rules, re.compile(rf"({choice})(?: (?:{choice}))*\Z"))


def _rule(one: dict[str, Any]) -> FurnitureRule:
    takes, where = one.get("takes", ""), one.get("where", "end")
    if takes not in ("", "titles", "rest") or where not in ("end", "anywhere"):
        raise ValueError(f"{one['id']}: {takes or where}")
    return FurnitureRule(
        id=one["id"],
        menu=tuple(map(folded_line, one.get("lines", []))),
        starts=tuple(folded for start in one.get("starts", []) if (folded := folded_line(start))),
        patterns=tuple(map(re.compile, one.get("patterns", []))),
        anywhere=where == "anywhere",
        takes=takes,
    )


@cache
def furniture() -> Furniture:
    """The program's own rules."""
    return read_furniture(asset("rules", "furniture.toml"))


def propose_zones(text: str, rules: Furniture | None = None) -> list[tuple[int, int, str]]:
    """Where furniture stands in ``text``: (start, end, rules) in code points, in order, never touching.

    Lines with nothing but blanks between them are one zone; its rules are joined by ``+``.
    """
    known = rules or furniture()
    lines = [_trimmed(text, start, end) for start, end in paragraphs(text)]
    lines = [(start, end) for start, end in lines if start < end]
    tail = max((index for index, (start, end) in enumerate(lines) if end - start >= LONG), default=-1)
    found: list[tuple[int, int, str]] = []
    taking, beside, by = "", False, ""
    for index, (start, end) in enumerate(lines):
        line = text[start:end]
        rule = known.rule_of(line, at_end=index > max(tail, 0))
        if rule is not None:
            taking, by = ("rest", by) if taking == "rest" else (rule.takes, rule.id)
        elif taking == "titles" and (end - start > TITLE or line.endswith(_SENTENCE_END)):
            taking = ""
        if rule is None and not taking:
            beside = False
            continue
        name = rule.id if rule is not None else by
        if beside:
            first, _, names = found.pop()
            name = names if name in names.split("+") else f"{names}+{name}"
            found.append((first, end, name))
        else:
            found.append((start, end, name))
        beside = True
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())
