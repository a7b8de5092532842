"""Bands: several people's spans under one text. What all share is drawn as ever; below each line that has any of theirs,
one band of lanes for each person, opened by a letter. Spans in bands are brackets.

A band has spans and lanes of its own; it hangs below the lanes of the line, as a row shifted down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from annotator.model.span import Span
from annotator.ui.textview.index import SpanIndex
from annotator.ui.textview.layout import Block, Hang, Mark, Row, SpanFacts, extent

if TYPE_CHECKING:
    from annotator.ui.textview.lanes import Caption
    from annotator.ui.textview.page import Page
    from annotator.ui.textview.paint import Painter

Range = tuple[int, int]
SHARED = 0.6  # of a fill's strength, for what all share
_GAP = 4


class Band(SpanFacts):
    """One person's spans. Their ids are made different from everybody else's."""

    def __init__(self, letter: str, name: str, spans: Iterable[Span], *, everywhere: bool = True) -> None:
        """``everywhere``: also on lines where only others have something."""
        self.letter, self.name, self.everywhere = letter, name, everywhere
        own: Mapping[str, Span] = {f"{letter}:{s.id}": s._replace(id=f"{letter}:{s.id}") for s in spans}
        self.index = SpanIndex(own)
        self.is_innermost, self.rank = self.index.is_innermost, self.index.rank

    def join(self, page: Page) -> Band:
        """Take captions and widths from the page it hangs under."""
        self._page, self.measure = page, page.measure
        return self

    def caption(self, span: Span) -> Caption:
        return self._page.caption(span)

    def has_relation(self, span_id: str) -> bool:
        return False


@dataclass
class Bands:
    """All bands of an article. ``frame`` is the text of the case in question, ``differing`` the parts where versions
    differ; offsets are code points."""

    bands: Sequence[Band] = ()
    frame: Range | None = None
    differing: Sequence[Range] = field(default_factory=tuple)


@dataclass(slots=True)
class BandRow:
    """A band under one line: ``row`` is the line shifted so that its first lane is the band's."""

    letter: str
    row: Row


def hanging(bands: Bands, page: Page) -> Hang | None:
    """What puts the bands under the lines of one block, where there are any."""
    joined = [band.join(page) for band in bands.bands]
    named: dict[str, set[str]] = {}

    def hang(block: Block, row: Row) -> list[BandRow]:
        return bands_under(block, row, joined, named)

    return hang if joined else None


def bands_under(block: Block, row: Row, bands: Sequence[Band], named: dict[str, set[str]]) -> list[BandRow]:
    """The bands of one line, all of them where anybody has anything on it; ``row.height`` grows by them."""
    metrics, line = block.metrics, row.line
    start, end = line.start, max(line.end, line.start + 1)
    held = [band.index.overlapping(start, end) for band in bands]
    if not any(held):
        return []
    number = block.shape.lines.index(line)
    foot = metrics.foot
    y = row.height - (foot if row.lanes else 0)
    found = []
    for band, spans in zip(bands, held, strict=True):
        if not spans and not band.everywhere:
            continue
        marks = block.marks_on(number, spans, band, named.setdefault(band.letter, set()))
        for mark in marks:
            mark.filled, mark.bracket = False, True
        lanes = max((mark.lane for mark in marks), default=1)
        y += round(_GAP * metrics.scale)
        above = row.top + block.box + metrics.under  # what a row has above its first lane
        found.append(BandRow(band.letter, Row(line, row.y + y - above, row.top, lanes, 0, marks, False)))
        y += lanes * metrics.lane
    row.height = y + foot
    return found


# Painting -----------------------------------------------------------------------------------------------------
def paint_under_text(painter: Painter, block: Block, row: Row, bands: Bands) -> None:
    """The parts of the text that differ."""
    style, s = painter.style, painter.s
    for where in bands.differing:
        edges = extent(block, row, where)
        if edges is None:
            continue
        rect = QRectF(edges[0], row.y + row.top, edges[1] - edges[0], block.box)
        painter.p.fillRect(rect, style.match)
        pen = QPen(style.text3, 1.3 * s, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1.2, 1.4])
        painter.p.setPen(pen)
        y = rect.bottom() - 0.5 * s
        painter.p.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def paint_over_text(painter: Painter, block: Block, row: Row, bands: Bands) -> None:
    """The frame around the case, then each band: its letter, its guide, its spans."""
    if bands.frame is not None:
        edges = extent(block, row, bands.frame)
        if edges is not None:
            s = painter.s
            painter.p.setPen(QPen(painter.style.accent, 1.5 * s))
            painter.p.setBrush(Qt.BrushStyle.NoBrush)
            rect = QRectF(edges[0] - 2 * s, row.y + row.top - s, edges[1] - edges[0] + 4 * s, block.box + s)
            painter.p.drawRoundedRect(rect, 3 * s, 3 * s)
    for band in row.bands:
        _paint_band(painter, block, band)


def _paint_band(painter: Painter, block: Block, band: BandRow) -> None:
    style, s, row = painter.style, painter.s, band.row
    middle = block.lane_top(row, 1) + 6.5 * s
    pen = QPen(style.line2, 1, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([1, 3])
    painter.p.setPen(pen)
    painter.p.drawLine(QPointF(0, middle), QPointF(block.width, middle))
    paints = [(mark, painter.page.paint_of(mark.span.label)) for mark in row.marks]
    for mark, _ in paints:
        _clear(painter, block, row, mark)
    for mark, paint in paints:
        painter.bracket(block, row, mark, paint)
    for mark, paint in paints:
        painter.name(block, row, mark, paint)
    letter_box(painter, QRectF(-33 * s, middle - 6.5 * s, 13 * s, 13 * s), band.letter)


def _clear(painter: Painter, block: Block, row: Row, mark: Mark) -> None:
    """The guide does not run through names and brackets."""
    s, right = painter.s, mark.x1
    if mark.name is not None:
        right = max(right, mark.name.x + mark.name.width)
    top = block.lane_top(row, mark.lane)
    painter.p.fillRect(QRectF(mark.x0 - 2 * s, top, right - mark.x0 + 4 * s, 12 * s), painter.style.paper)


def letter_box(painter: Painter, rect: QRectF, letter: str) -> None:
    """A letter in a small box in the margin."""
    style, s = painter.style, painter.s
    painter.p.setPen(QPen(style.text3, 1))
    painter.p.setBrush(style.paper)
    painter.p.drawRoundedRect(rect, 2.5 * s, 2.5 * s)
    painter.p.setPen(QColor(style.text))
    painter.p.setFont(painter.page.metrics.value)
    painter.p.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), letter)
