"""Paragraphs from the lines of a PDF, which knows none: by where lines begin and end on the page."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"\W*(?:(?:trang|page|tr\.?)\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_SOFT = ("\u00ad", "\u0002", "\ufffe")  # a hyphen that is only there because the line ended
_SENTENCE_END = (".", "!", "?", ":", ";", "…", "”", '"', ")")
_EDGE = 2  # lines at the top and bottom of a page that may be running heads
_SEEN = 3  # pages on which one must be


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on its page; places in points, from the left and the bottom of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return max(1.0, self.top - self.bottom)


def without_edges(pages: list[list[Line]]) -> tuple[list[list[Line]], Counter[str]]:
    """The pages without page numbers and running heads, and how many lines of each kind were taken away."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line) for line in _edges(page)})
    enough = max(_SEEN, len(pages) // 3)
    gone: Counter[str] = Counter()
    kept = []
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        lines = []
        for line in page:
            if id(line) in edges and len(pages) > 1 and _NUMBER.fullmatch(line.text):
                gone["page-numbers"] += 1
            elif id(line) in edges and seen[_shape(line)] >= enough:
                gone["running-heads"] += 1
            else:
                lines.append(line)
        kept.append(lines)
    return kept, gone


def paragraphs_of(pages: list[list[Line]]) -> tuple[list[str], int]:
    """The paragraphs of all pages, and how many line ends were joined."""
    found: list[str] = []
    joins = 0
    before: Line | None = None
    right = 0.0
    for lines in pages:
        left, page_right, step = _frame(lines)
        for index, line in enumerate(lines):
            if before is not None and _goes_on(before, line, (left, right), step if index else None):
                found[-1] = _glued(found[-1], line.text)
                joins += 1
            else:
                found.append(line.text)
            before, right = line, page_right
    return found, joins


def _edges(page: list[Line]) -> list[Line]:
    """The topmost and lowest lines: where they stand decides, not where they are in the file."""
    by_height = sorted(page, key=lambda line: -line.top)
    return by_height[:_EDGE] + by_height[-_EDGE:] if len(page) > 2 * _EDGE else []


def _shape(line: Line) -> str:
    return _DIGITS.sub("#", " ".join(line.text.split()))


def _frame(lines: list[Line]) -> tuple[float, float, float]:
    """Where the text of a page begins and ends, and how far apart its lines are."""
    if not lines:
        return 0.0, 0.0, 0.0
    rights = sorted(line.right for line in lines)
    steps = [a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom > b.bottom]
    height = statistics.median(line.height for line in lines)
    step = min(statistics.median(steps), 2.2 * height) if steps else 1.5 * height
    return min(line.left for line in lines), rights[int(len(rights) * 0.95)], step


def _goes_on(before: Line, line: Line, frame: tuple[float, float], step: float | None) -> bool:
    """Whether ``line`` is of the same paragraph. ``step`` is None at the top of a page."""
    left, right = frame
    if not 0.75 < line.height / before.height < 1.34:
        return False
    full = before.right >= right - 0.12 * (right - left)
    indented = line.left > left + 0.9 * line.height and line.left > before.left + 0.5 * line.height
    if not full or indented:
        return False
    if step is None:
        return not before.text.rstrip().endswith(_SENTENCE_END)
    return 0 < before.bottom - line.bottom <= 1.35 * step


def _glued(before: str, after: str) -> str:
    if before.endswith(_SOFT):
        return before[:-1] + after
    if before.endswith("-") and before[-2:-1].isalpha():
        return before + after
    return f"{before.rstrip()} {after.lstrip()}"
