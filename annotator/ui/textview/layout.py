"""One block on screen: its text broken into lines, and each line's spans in lanes with their names.

Offsets are code points of the whole text; x is in pixels from the left edge of the text column, y from the top of the
block. Shaping (slow, depends on the width) and dressing (quick, depends on the spans) are kept apart, so that a
changed span never shapes a line again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainterPath, QTextLayout, QTextLine, QTextOption

from annotator.model.offsets import OffsetMap
from annotator.model.span import Span
from annotator.ui.textview.blocks import display
from annotator.ui.textview.lanes import Caption, Measure, Name, NameRule, Piece, Slot, pack, place_names
from annotator.ui.textview.style import Metrics

if TYPE_CHECKING:
    from annotator.ui.textview.bands import BandRow
    from annotator.ui.textview.suggested import Suggested


class Line:
    """One visual line: ``start``..``end``, of which ``text_end`` leaves out the spaces at its end."""

    __slots__ = ("end", "qt", "start", "text_end", "width")

    def __init__(self, qt: QTextLine | None, start: int, end: int, text_end: int) -> None:
        self.qt = qt
        self.start, self.end, self.text_end = start, end, text_end
        self.width = qt.naturalTextWidth() if qt is not None else 0.0


class Shape:
    """A block's text, shaped and broken at ``width`` pixels."""

    def __init__(self, text: str, start: int, font: QFont, width: float) -> None:
        """``text`` is the block's own text, ``start`` where it begins in the whole."""
        shown = display(text)
        self.start, self.end = start, start + len(text)
        self._map = OffsetMap(shown)
        self._layout = QTextLayout(shown, font)
        self._layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self._layout.setTextOption(option)
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
        self._layout.endLayout()
        self.lines = [self._line(text, self._layout.lineAt(i)) for i in range(self._layout.lineCount())]
        if not self.lines:
            self.lines = [Line(None, start, self.end, self.end)]
        self._starts = [line.start for line in self.lines]

    def _line(self, text: str, qt: QTextLine) -> Line:
        first = self._map.from_utf16(qt.textStart())
        last = self._map.from_utf16(qt.textStart() + qt.textLength())
        trimmed = first + len(text[first:last].rstrip())
        return Line(qt, self.start + first, self.start + last, self.start + max(first, trimmed))

    def line_at(self, offset: int) -> int:
        """The line that holds ``offset``; where two lines meet, the later one."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def x(self, line: Line, offset: int) -> float:
        """Where ``offset`` stands on ``line``."""
        if line.qt is None:
            return 0.0
        place = line.qt.cursorToX(self._map.to_utf16(min(max(offset, line.start), line.end) - self.start))
        return cast(tuple[float, int], place)[0]

    def offset_near(self, line: Line, x: float) -> int:
        """The gap between characters nearest to ``x``."""
        return self._offset(line, x, QTextLine.CursorPosition.CursorBetweenCharacters)

    def character_at(self, line: Line, x: float) -> int:
        """The start of the character under ``x``."""
        return self._offset(line, x, QTextLine.CursorPosition.CursorOnCharacter)

    def _offset(self, line: Line, x: float, kind: QTextLine.CursorPosition) -> int:
        if line.qt is None:
            return line.start
        # Exactly at the right edge of a letter with several marks Qt answers with the end of the line; a little to the
        # left and right of it, it does not.
        found = (
            min(
                max(self.start + self._map.from_utf16(line.qt.xToCursor(x + aside, kind)), line.start),
                line.end,
            )
            for aside in (0.0, -0.05, 0.05)
        )
        return min(found, key=lambda offset: abs(self.x(line, offset) - x))


@dataclass(slots=True)
class Mark:
    """A span's piece on one line, ready to be painted. ``filled``: innermost; ``bracket``: drawn as one in its lane."""

    span: Span
    start: int
    end: int
    x0: float
    x1: float
    lane: int
    filled: bool
    bracket: bool
    from_before: bool
    goes_on: bool
    name: Name | None = None
    shape: QPainterPath | None = None  # of its fill, made when first painted


@dataclass(slots=True)
class Row:
    """A dressed line: ``y`` of its top, height above the text, number of lanes, whole height, its marks, bands below."""

    line: Line
    y: int
    top: int
    lanes: int
    height: int
    marks: list[Mark]
    relation: bool
    bands: Sequence[BandRow] = ()
    suggested: Sequence[Mark] = ()


class SpanFacts:
    """What dressing must know about spans; the page answers."""

    is_innermost: Callable[[Span], bool]
    rank: Callable[[str], int]
    caption: Callable[[Span], Caption]
    has_relation: Callable[[str], bool]
    measure: Measure


Hang = Callable[["Block", Row], "Sequence[BandRow]"]
"""Puts bands under a row, which grows by them."""


class Block:
    """A shaped block with its spans. ``height`` includes the gap after a paragraph."""

    def __init__(
        self, shape: Shape, metrics: Metrics, *, width: float, heading: bool, blank: bool, gap: int
    ) -> None:
        self.shape, self.metrics, self.width = shape, metrics, width
        self.heading, self.blank, self.gap = heading, blank, gap
        self.rows: list[Row] = []
        self.height = 0
        self.dressed = False

    @property
    def box(self) -> int:
        """Height of the text box of a line."""
        if self.blank:
            return self.metrics.blank
        return self.metrics.box + (2 * self.metrics.heading_extra if self.heading else 0)

    @property
    def ascent(self) -> int:
        """From the top of the text box to the baseline."""
        return self.metrics.ascent + (self.metrics.heading_extra if self.heading else 0)

    def dress(
        self,
        spans: Iterable[Span],
        facts: SpanFacts,
        hang: Hang | None = None,
        suggested: Suggested | None = None,
    ) -> None:
        """Sort ``spans`` onto the lines, pack their lanes, place their names and measure the rows; ``hang`` adds bands.

        What is ``suggested`` takes the lanes that are left: it never changes in which one a span stands.
        """
        metrics, lines = self.metrics, self.shape.lines
        by_line, more = self._pieces(spans), dict[int, list[tuple[Span, int, int]]]()
        if suggested:
            more = self._pieces(suggested.overlapping(self.shape.start, self.shape.end))
        named: set[str] = set()
        rows, y = [], 0
        for number, line in enumerate(lines):
            marks = self._marks(line, by_line.get(number, ()), facts)
            offered: list[Mark] = []
            if suggested and number in more:
                offered = self._marks(line, more[number], suggested, beside=marks)
            if marks or offered:
                self._name([*marks, *offered], named, facts)
            lanes = max((mark.lane for mark in (*marks, *offered)), default=0)
            relation = any(not m.from_before and facts.has_relation(m.span.id) for m in marks)
            top = 0 if self.blank and not lanes else metrics.relation_top if relation else metrics.top
            under = 0 if self.blank and not lanes else metrics.under
            height = top + self.box + under + (lanes * metrics.lane + metrics.foot if lanes else 0)
            row = Row(line, y, top, lanes, height, marks, relation, suggested=offered)
            if hang is not None:
                row.bands = hang(self, row)
            rows.append(row)
            y += row.height
        self.rows, self.height, self.dressed = rows, y + self.gap, True

    def marks_on(self, number: int, spans: Iterable[Span], facts: SpanFacts, named: set[str]) -> list[Mark]:
        """The marks of other spans on one line, packed and named by themselves. ``named``: spans that carry their name."""
        marks = self._marks(
            self.shape.lines[number], self._pieces(spans).get(number, ()), facts, bracket=True
        )
        self._name(marks, named, facts)
        return marks

    def _pieces(self, spans: Iterable[Span]) -> dict[int, list[tuple[Span, int, int]]]:
        lines = self.shape.lines
        found: dict[int, list[tuple[Span, int, int]]] = {}
        for span in spans:
            number = self.shape.line_at(max(span.start, self.shape.start))
            while number < len(lines) and (lines[number].start < span.end):
                line = lines[number]
                start, end = max(span.start, line.start), min(span.end, line.end)
                if span.end > line.text_end and (span.end > line.end or span.start < line.text_end):
                    end = min(end, line.text_end)
                if start < end:
                    found.setdefault(number, []).append((span, start, end))
                number += 1
        return found

    def _marks(
        self,
        line: Line,
        pieces: Iterable[tuple[Span, int, int]],
        facts: SpanFacts,
        *,
        bracket: bool = False,
        beside: Sequence[Mark] = (),
    ) -> list[Mark]:
        marks, packed = [], []
        for span, start, end in pieces:
            x0, x1 = sorted((self.shape.x(line, start), self.shape.x(line, end)))
            inner = facts.is_innermost(span)
            length = span.end - span.start
            packed.append(Piece(start, end, x0, max(x1, x0 + 2), inner, length, facts.rank(span.id)))
            marks.append(
                Mark(
                    span,
                    start,
                    end,
                    x0,
                    max(x1, x0 + 2),
                    0,
                    inner,
                    not inner,
                    span.start < line.start,
                    span.end > line.end,
                )
            )
        taken = [(mark.start, mark.end, mark.lane) for mark in beside]
        for mark, lane in zip(marks, pack(packed, taken), strict=True):
            mark.lane = lane
            mark.bracket = bracket or lane > 1 or not mark.filled
        # Painted longest first, so that the shorter of two crossing fills lies on top and the earlier of two equal ones.
        order = sorted(
            range(len(marks)), key=lambda i: (packed[i].end - packed[i].start, marks[i].lane), reverse=True
        )
        return [marks[i] for i in order]

    def _name(self, marks: list[Mark], named: set[str], facts: SpanFacts) -> None:
        scale = self.metrics.scale
        rule = NameRule(-0.5 * scale, 9 * scale, 4 * scale, 3.5 * scale, 6 * scale)
        slots = [
            Slot(m.x0, m.x1, m.lane, m.bracket, facts.caption(m.span), m.from_before, m.goes_on,
                 m.span.id in named or m.span.start < self.shape.start)
            for m in marks
        ]  # fmt: skip
        for mark, name in zip(
            marks, place_names(slots, self.width + 16 * scale, facts.measure, rule), strict=True
        ):
            mark.name = name
            if name is not None:
                named.add(mark.span.id)

    # Places -----------------------------------------------------------------------------------------------
    def row_at(self, y: float) -> int:
        """The row at height ``y``, clamped."""
        for number, row in enumerate(self.rows):
            if y < row.y + row.height:
                return number
        return len(self.rows) - 1

    def row_of(self, offset: int) -> int:
        """The row on which ``offset`` stands."""
        return self.shape.line_at(offset)

    def baseline(self, row: Row) -> int:
        return row.y + row.top + self.ascent

    def lane_top(self, row: Row, lane: int) -> int:
        """Top of a lane, in pixels of the block."""
        return row.y + row.top + self.box + self.metrics.under + (lane - 1) * self.metrics.lane


def covers(mark: Mark, x: float) -> bool:
    """Whether ``x`` is on a mark or its name."""
    right = mark.x1 if mark.name is None else max(mark.x1, mark.name.x + mark.name.width)
    return mark.x0 - 2 <= x <= right + 2


def extent(block: Block, row: Row, where: tuple[int, int]) -> tuple[float, float] | None:
    """x of the left and right edge of a range on a row, or None where it does not touch it."""
    line = row.line
    start, end = max(where[0], line.start), min(where[1], line.end)
    if start >= end:
        return None
    if where[1] > line.text_end > start:
        end = min(end, line.text_end) if where[1] > line.end else end
    x0, x1 = sorted((block.shape.x(line, start), block.shape.x(line, end)))
    return x0, x1
