"""The article as a column of blocks: which are laid out, where they are, what changed. No widget.

Only blocks near the window are laid out; the others have estimated heights. The scroll position is an anchor, the
first visible block and how far it is scrolled, so a better estimate elsewhere never moves what is on screen.
Offsets are code points; x from the left of the text column, y from the top of the window, in pixels.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PySide6.QtGui import QColor

from annotator.model.colours import label_colours
from annotator.model.edit import (
    FactSet,
    LayerEdit,
    RelationAdded,
    RelationRemoved,
    SpanAdded,
    SpanRemoved,
    SpanReplaced,
)
from annotator.model.facts import ZONE
from annotator.model.layer import Layer
from annotator.model.scheme import Label, LabelScheme
from annotator.model.span import Relation, Span
from annotator.model.zones import Zone, zones
from annotator.ui.textview.bands import Bands, hanging
from annotator.ui.textview.blocks import Blocks, Heights
from annotator.ui.textview.caption import caption_of
from annotator.ui.textview.index import SpanIndex
from annotator.ui.textview.lanes import Caption
from annotator.ui.textview.layout import Block, Mark, Row, Shape, SpanFacts, covers
from annotator.ui.textview.look import Look
from annotator.ui.textview.moves import previous_character
from annotator.ui.textview.suggested import Suggested, offered_caption

PAD_TOP, PAD_BOTTOM = 12, 48
_KEEP = 96


class LabelPaint(NamedTuple):
    """Colours and stroke of one label; ``column`` is its group's place, 0 to 2, in the overview."""

    fill: QColor
    sel: QColor
    ink: QColor
    stroke: str
    column: int


class Hit(NamedTuple):
    """What lies at a point: the caret place nearest to it, the character under it, spans innermost first."""

    offset: int
    character: int
    spans: tuple[Span, ...]
    on_text: bool


class Page(SpanFacts):
    """Text, spans and layout of one article in one style, zoom and width."""

    def __init__(self, text: str, layer: Layer, scheme: LabelScheme) -> None:
        self.text, self.scheme = text, scheme
        self.blocks = Blocks(text)
        self.suggested = Suggested()
        self._take(layer)
        self.zones: list[Zone] = []
        self._read_zones()
        self.anchor, self.delta = 0, -PAD_TOP
        self.width, self.height = 0, 0
        self.laid_out = self.dressed = 0  # counted for tests and benchmarks
        self._cache: OrderedDict[int, Block] = OrderedDict()
        self.bands: Bands | None = None
        self.values = True  # beside the names of figures

    def _take(self, layer: Layer) -> None:
        self.layer = layer
        self.index = self.suggested.spans = SpanIndex(layer.spans)
        self.is_innermost, self.rank = self.index.is_innermost, self.index.rank
        self._related: dict[str, dict[str, Relation]] = {}
        for relation in layer.relations.values():
            self._relate(relation)

    def set_look(self, look: Look, width: int, height: int) -> None:
        """Lay out for a column of ``width`` pixels in a window of ``height``; the first visible line stays first."""
        state = self.top_state() if self.width else None
        self.look, self.style, self.metrics = look, look.style, look.metrics
        self.measure = look.measure
        self.width, self.height = width, height
        self._paints: dict[str, LabelPaint] = {}
        self._captions: dict[str, Caption] = {}
        self._cache.clear()
        self.heights = Heights(self._estimates())
        if state is not None:
            self.go_to(*state)

    def set_height(self, height: int) -> None:
        """The window's height changed; nothing is laid out again."""
        self.height = height
        self.move(0)

    def _estimates(self) -> list[int]:
        metrics = self.metrics
        per_line = max(1.0, self.width / max(1.0, self.look.character * 0.94))
        lines = max(1.0, len(self.text) / per_line)
        row = metrics.bare + round(min(1.0, 0.8 * len(self.index) / lines) * (metrics.lane + metrics.foot))
        blank, gap = metrics.blank, metrics.gap
        size = int(per_line)
        return [
            row * ((end - start) // size + 1) + gap if end > start else blank
            for start, end in zip(self.blocks.starts, self.blocks.ends, strict=True)
        ]

    # Facts for dressing ------------------------------------------------------------------------------------
    def caption(self, span: Span) -> Caption:
        found = self._captions.get(span.id)
        if found is None:
            make = caption_of if self.suggested.of(span) is None else offered_caption
            found = self._captions[span.id] = make(self.scheme, span, values=self.values)
        return found

    def has_relation(self, span_id: str) -> bool:
        return span_id in self._related

    def relations_of(self, span_id: str) -> list[Relation]:
        """Relations that start or end at a span."""
        return list(self._related.get(span_id, {}).values())

    def paint_of(self, label_id: str) -> LabelPaint:
        """Colours and stroke of a label; one the scheme lacks is drawn by a colour its id stands for."""
        found = self._paints.get(label_id)
        if found is None:
            label = self.scheme.label(label_id) or Label(label_id, "", {}, {})
            group = self.scheme.group_of(label_id)
            column = min(2, self.scheme.groups.index(group)) if group in self.scheme.groups else 2
            colours = label_colours(label, self.style.dark)
            found = LabelPaint(
                QColor(colours.fill),
                QColor(colours.sel),
                QColor(colours.ink),
                group.stroke if group else "thin",
                column,
            )
            self._paints[label_id] = found
        return found

    def _read_zones(self) -> None:
        self.zones = zones(self.layer.facts)
        self._closed = [(zone.start, zone.end) for zone in self.zones if not zone.proposed]

    def zone_at(self, offset: int) -> Zone | None:
        """The excluded or proposed zone at ``offset``."""
        return next((zone for zone in self.zones if zone.start <= offset < zone.end), None)

    def is_closed(self, start: int, end: int) -> bool:
        """Whether any sign of [start, end) is excluded."""
        place = bisect_left(self._closed, (end, 0))
        return place > 0 and self._closed[place - 1][1] > start

    def _relate(self, relation: Relation) -> None:
        for end in (relation.head, relation.tail):
            self._related.setdefault(end, {})[relation.id] = relation

    def _unrelate(self, relation: Relation) -> None:
        for end in (relation.head, relation.tail):
            held = self._related.get(end, {})
            held.pop(relation.id, None)
            if not held:
                self._related.pop(end, None)

    # Blocks --------------------------------------------------------------------------------------------------
    def block(self, number: int) -> Block:
        """A block, laid out and dressed."""
        found = self._cache.get(number)
        if found is None:
            found = self._cache[number] = self._shape(number)
            if len(self._cache) > _KEEP:
                self._cache.popitem(last=False)
        else:
            self._cache.move_to_end(number)
        if not found.dressed:
            shape = found.shape
            spans = self.index.overlapping(shape.start, max(shape.end, shape.start + 1))
            hang = hanging(self.bands, self) if self.bands is not None else None
            found.dress(spans, self, hang, self.suggested)
            self.dressed += 1
            self.heights.set(number, found.height)
        return found

    def set_layer(self, layer: Layer, bands: Bands | None) -> None:
        """Show other spans of the same text; nothing is shaped again."""
        self._take(layer)
        self.set_bands(bands)

    def set_bands(self, bands: Bands | None) -> None:
        """Show several people's spans in bands of their own, or no longer; nothing is shaped again."""
        self.bands = bands
        self._captions.clear()
        for block in self._cache.values():
            block.dressed = False

    def _shape(self, number: int) -> Block:
        start, end = self.blocks.starts[number], self.blocks.ends[number]
        heading = self.blocks.is_heading(number)
        self.laid_out += 1
        shape = Shape(
            self.text[start:end], start, self.metrics.heading if heading else self.metrics.body, self.width
        )
        blank = start == end and len(self.blocks) > 1
        gap = self.metrics.gap if self.blocks.is_last(number) and not blank else 0
        return Block(shape, self.metrics, width=self.width, heading=heading, blank=blank, gap=gap)

    def visible(self) -> list[tuple[int, int, Block]]:
        """Blocks in the window as (number, y of its top, block), from the top."""
        found, y, number = [], -self.delta, self.anchor
        while number < len(self.blocks) and y < self.height:
            block = self.block(number)
            found.append((number, y, block))
            y += block.height
            number += 1
        return found

    # Scrolling -------------------------------------------------------------------------------------------------
    @property
    def total(self) -> int:
        """Height of the whole article in pixels, as well as it is known."""
        return PAD_TOP + self.heights.total + PAD_BOTTOM

    @property
    def value(self) -> int:
        """How far the article is scrolled, in pixels."""
        return PAD_TOP + self.heights.top(self.anchor) + self.delta

    def move(self, dy: int) -> None:
        """Scroll by ``dy`` pixels; exact, whatever the estimates were. Far moves go by the estimates."""
        if abs(dy) > 4 * max(200, self.height):
            self.anchor, self.delta = self.heights.find(self.value + dy - PAD_TOP)
            dy = 0
        self.delta += dy
        while self.delta < 0 and self.anchor > 0:
            self.anchor -= 1
            self.delta += self.block(self.anchor).height
        last = len(self.blocks) - 1
        while self.anchor < last and self.delta >= self.block(self.anchor).height:
            self.delta -= self.block(self.anchor).height
            self.anchor += 1
        self._clamp()

    def _clamp(self) -> None:
        room, y, number = self.height - PAD_BOTTOM, -self.delta, self.anchor
        while number < len(self.blocks) and y < room:
            y += self.block(number).height
            number += 1
        if y < room:  # the end has come too far up
            self.delta -= room - y
            while self.delta < 0 and self.anchor > 0:
                self.anchor -= 1
                self.delta += self.block(self.anchor).height
        if self.anchor == 0:
            self.delta = max(self.delta, -PAD_TOP)

    def go_to(self, offset: int, dy: int = 0) -> None:
        """Put the line that holds ``offset`` at the top of the window, ``dy`` pixels of it scrolled away."""
        self.anchor = self.blocks.at(offset)
        block = self.block(self.anchor)
        self.delta = block.rows[block.row_of(offset)].y + dy
        self.move(0)

    def top_state(self) -> tuple[int, int]:
        """What ``go_to`` needs to come back: the first visible line's start and how far it is scrolled."""
        block = self.block(self.anchor)
        row = block.rows[block.row_at(max(0, self.delta))]
        return row.line.start, self.delta - row.y

    def y_of(self, number: int) -> int:
        """The window y of a block's top: exact near the window, estimated elsewhere."""
        return self.heights.top(number) - self.heights.top(self.anchor) - self.delta

    # Places ------------------------------------------------------------------------------------------------------
    def row_of(self, offset: int) -> tuple[int, Block, Row]:
        """The block and row on which ``offset`` stands."""
        number = self.blocks.at(offset)
        block = self.block(number)
        return number, block, block.rows[block.row_of(offset)]

    def x_of(self, offset: int) -> float:
        """x of ``offset`` on its line."""
        _, block, row = self.row_of(offset)
        return block.shape.x(row.line, offset)

    def line_limit(self, number: int, row: Row) -> int:
        """The last place of the caret that is still on this line: the end of its paragraph, else before the break."""
        line = row.line
        if line.end >= self.blocks.ends[number] and self.blocks.is_last(number):
            return line.end
        if line.text_end < line.end:
            return line.text_end
        return max(line.start, previous_character(self.text, line.end))

    def place_near(self, number: int, row: Row, x: float) -> int:
        """The caret place on a line that is nearest to ``x``."""
        return min(self.block(number).shape.offset_near(row.line, x), self.line_limit(number, row))

    def find(self, y: float) -> tuple[int, int, Block]:
        """The block at window height ``y``, clamped to the laid out window; (number, y of its top, block)."""
        seen = self.visible()
        for number, top, block in seen:
            if y < top + block.height:
                return number, top, block
        return seen[-1] if seen else (0, -self.delta, self.block(0))

    def hit(self, x: float, y: float) -> Hit:
        """What lies at a point of the window."""
        number, top, block = self.find(y)
        row = block.rows[block.row_at(y - top)]
        line, shape = row.line, block.shape
        below = y - top - (row.y + row.top + block.box)
        offset = self.place_near(number, row, x)
        character = shape.character_at(line, x)
        if below > self.metrics.under:
            lane = int((below - self.metrics.under) // self.metrics.lane) + 1
            spans = tuple(m.span for m in row.marks if m.lane == lane and covers(m, x))
            return Hit(offset, character, spans, False)
        edge = 2 * self.metrics.scale
        on_text = -edge <= x <= line.width + edge and y - top >= row.y
        spans = tuple(self.index.at(min(character, max(line.start, line.text_end - 1)))) if on_text else ()
        return Hit(offset, character, spans, on_text)

    def marks(self, span_id: str) -> Iterator[tuple[int, Block, Row, Mark]]:
        """The visible pieces of a span as (y of the block, block, row, mark)."""
        for _, top, block in self.visible():
            for row in block.rows:
                for mark in row.marks:
                    if mark.span.id == span_id:
                        yield top, block, row, mark

    # Edits -------------------------------------------------------------------------------------------------------
    def apply(self, edits: Iterable[LayerEdit]) -> bool:
        """Follow edits that the layer already holds. True where something that is drawn in the text changed."""
        touched: list[tuple[int, int]] = []
        for edit in edits:
            match edit:
                case SpanAdded(span):
                    touched += self._change(None, span)
                case SpanRemoved(span):
                    touched += self._change(span, None)
                case SpanReplaced(before, after):
                    touched += self._change(before, after)
                case RelationAdded(relation):
                    self._relate(relation)
                    touched += self._ends(relation)
                case RelationRemoved(relation):
                    self._unrelate(relation)
                    touched += self._ends(relation)
                case FactSet(kind) if kind == ZONE:
                    self._read_zones()
                case _:
                    pass
        self.undress(touched)
        return bool(touched)

    def undress(self, touched: list[tuple[int, int]]) -> None:
        """Dress the blocks that these ranges touch anew when they are next shown."""
        for block in self._cache.values():
            low, high = block.shape.start, block.shape.end
            if any(start <= high and low < end for start, end in touched):
                block.dressed = False

    def _change(self, before: Span | None, after: Span | None) -> list[tuple[int, int]]:
        changed = [span for span in (before, after) if span is not None]
        low, high = min(s.start for s in changed), max(s.end for s in changed)
        around = {s.id: (s, self.index.is_innermost(s)) for s in self.index.overlapping(low, high)}
        for span in changed:
            self._captions.pop(span.id, None)
        if after is not None:
            self.index.add(after)
        elif before is not None:
            self.index.remove(before.id)
        touched = [(span.start, span.end) for span in changed]
        for id, (span, was) in around.items():
            now = self.index.get(id)
            if now is not None and self.index.is_innermost(now) != was:
                touched.append((span.start, span.end))
        return touched

    def _ends(self, relation: Relation) -> list[tuple[int, int]]:
        spans = (self.index.get(relation.head), self.index.get(relation.tail))
        return [(span.start, span.end) for span in spans if span is not None]
