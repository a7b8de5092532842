"""Spans that do not begin and end where tokens do, and the two ranges that would.

spaCy drops such spans with a warning at most, so they are found before anything is written. Tokens are the units of
``annotator.model.text``; the exported tokenizer cuts the same ones. Pure Python, one bisection per edge.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.model.span import Span
from annotator.model.text import trim_spaces, units

Range = tuple[int, int]


class Problem(StrEnum):
    """Why a span cannot be told in tokens."""

    CUTS_START = "cuts-start"  # begins inside a syllable, a number or a sign with its marks
    CUTS_END = "cuts-end"
    SPACE_START = "space-start"  # begins with white space
    SPACE_END = "space-end"
    ONLY_SPACE = "only-space"
    EMPTY = "empty"
    OUTSIDE = "outside"  # reaches beyond the text


@dataclass(frozen=True, slots=True)
class Misaligned:
    """A span and what is wrong with it. A proposal is None where nothing would be left of the span."""

    span: Span
    problems: tuple[Problem, ...]
    expand: Range | None
    contract: Range | None


class Tokens:
    """The tokens of one text, ready to be asked about many spans."""

    def __init__(self, text: str, bounds: Sequence[Range] | None = None) -> None:
        self.text = text
        found = units(text) if bounds is None else bounds
        self._starts = [start for start, _ in found]
        self._ends = [end for _, end in found]

    def check(self, span: Span) -> Misaligned | None:
        """What is wrong with ``span``; None where it begins and ends with tokens."""
        start, end = span.start, span.end
        if start >= end:
            return Misaligned(span, (Problem.EMPTY,), None, None)
        if start < 0 or end > len(self.text):
            return Misaligned(span, (Problem.OUTSIDE,), None, None)
        low, high = trim_spaces(self.text, start, end)
        if low == high:
            return Misaligned(span, (Problem.ONLY_SPACE,), None, None)
        expand = self._expand(low, high)
        if expand == (start, end):
            return None
        problems: list[Problem] = []
        if low > start:
            problems.append(Problem.SPACE_START)
        if expand[0] < low:
            problems.append(Problem.CUTS_START)
        if high < end:
            problems.append(Problem.SPACE_END)
        if expand[1] > high:
            problems.append(Problem.CUTS_END)
        return Misaligned(span, tuple(problems), expand, self._contract(low, high))

    def _expand(self, low: int, high: int) -> Range:
        first = bisect_right(self._starts, low) - 1
        last = bisect_left(self._ends, high)
        return self._starts[first], self._ends[last]

    def _contract(self, low: int, high: int) -> Range | None:
        first = bisect_left(self._starts, low)
        last = bisect_right(self._ends, high) - 1
        return (self._starts[first], self._ends[last]) if first <= last else None


def check(text: str, spans: Iterable[Span], bounds: Sequence[Range] | None = None) -> list[Misaligned]:
    """The spans that do not align with the tokens of ``text`` (or with ``bounds``), in the order given.

    ``expand`` sheds white space at the edges and widens to whole tokens; ``contract`` sheds it and keeps only the
    tokens that lie inside. Both always align.
    """
    tokens = Tokens(text, bounds)
    return [found for span in spans if (found := tokens.check(span)) is not None]
