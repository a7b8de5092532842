"""Lanes under one visual line: which span's name and bracket stand how deep, and how much of a name fits.

Pure code. A *piece* is the part of one span that lies on one visual line. ``start`` and ``end`` are code points,
half-open; ``x0``, ``x1`` and all widths are pixels of the line. Lanes count from 1, downwards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

ELLIPSIS = "…"


class Piece(NamedTuple):
    """The part of a span on one line. ``length`` is the whole span's, ``rank`` its age (the earlier, the smaller)."""

    start: int
    end: int
    x0: float
    x1: float
    innermost: bool
    length: int
    rank: int = 0


class _Lane:
    """Disjoint ranges in order: the pieces that already stand in one lane."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def hits(self, start: int, end: int) -> bool:
        """Whether a piece of this lane overlaps start..end."""
        index = bisect_left(self.starts, end)
        return index > 0 and self.ends[index - 1] > start

    def add(self, start: int, end: int) -> None:
        index = bisect_left(self.starts, start)
        self.starts.insert(index, start)
        self.ends.insert(index, end)


def packing_key(piece: Piece) -> tuple[int, bool, int, int, int]:
    """Shortest first; of equal pieces the innermost, then the one of the shorter span, then the earlier."""
    return piece.end - piece.start, not piece.innermost, piece.length, piece.rank, piece.start


def pack(pieces: Sequence[Piece], taken: Sequence[tuple[int, int, int]] = ()) -> list[int]:
    """The lane of each piece, in the order given. ``taken`` are (start, end, lane) of pieces that stand already.

    An innermost piece takes the first lane free of overlap, an outer one goes one lane below the deepest piece it
    overlaps. The order of ``pieces`` does not matter as long as ``rank`` tells equal ones apart.
    """
    lanes = [_Lane() for _ in range(max((lane for _, _, lane in taken), default=0))]
    for start, end, lane in taken:
        lanes[lane - 1].add(start, end)
    found = [0] * len(pieces)
    for index in sorted(range(len(pieces)), key=lambda i: packing_key(pieces[i])):
        piece = pieces[index]
        place = _first_free(lanes, piece) if piece.innermost else _below_deepest(lanes, piece)
        if place == len(lanes):
            lanes.append(_Lane())
        lanes[place].add(piece.start, piece.end)
        found[index] = place + 1
    return found


def _first_free(lanes: list[_Lane], piece: Piece) -> int:
    for place, lane in enumerate(lanes):
        if not lane.hits(piece.start, piece.end):
            return place
    return len(lanes)


def _below_deepest(lanes: list[_Lane], piece: Piece) -> int:
    for place in range(len(lanes) - 1, -1, -1):
        if lanes[place].hits(piece.start, piece.end):
            return place + 1
    return 0


# Names ----------------------------------------------------------------------------------------------------
class Caption(NamedTuple):
    """What may be written under a span: its name, its value (``= 4617`` or nothing) and an abbreviation."""

    name: str
    value: str = ""
    short: str = ""


class Slot(NamedTuple):
    """One piece that wants a name: where it stands and how it is joined to the lines before and after.

    ``named``: an earlier line already carries the whole name. ``from_before`` / ``goes_on``: the span comes from the
    line before, goes on to the next.
    """

    x0: float
    x1: float
    lane: int
    bracket: bool
    caption: Caption
    from_before: bool = False
    goes_on: bool = False
    named: bool = False


class Name(NamedTuple):
    """A name as it is written: at ``x``, ``width`` wide; ``value_x`` is where ``value`` begins."""

    text: str
    value: str
    x: float
    width: float
    value_x: float
    after: bool = False


class NameRule(NamedTuple):
    """Distances in pixels: name from a fill's or a bracket's left edge, gaps, and the line left of and after a name."""

    fill_in: float = -0.5
    bracket_in: float = 9.0
    gap: float = 4.0
    space: float = 3.5
    tail: float = 6.0


Measure = Callable[[str, bool], float]
"""Width in pixels of a text; the flag says that it is a value, written in the other face."""


def place_names(
    slots: Sequence[Slot], right: float, measure: Measure, rule: NameRule | None = None
) -> list[Name | None]:
    """The name of each slot, or None where there is no room. ``right`` is where a name must end at the latest.

    A name may run past its span into free room of its lane; without room the value is dropped, then the name is
    abbreviated. On a span's first line a name that does not fit moves whole to the next line.
    """
    rule = rule or NameRule()
    names: list[Name | None] = [None] * len(slots)
    by_lane: dict[int, list[int]] = {}
    for index in sorted(range(len(slots)), key=lambda i: (slots[i].x0, slots[i].x1, i)):
        by_lane.setdefault(slots[index].lane, []).append(index)
    for members in by_lane.values():
        for position, index in enumerate(members):
            following = slots[members[position + 1]].x0 if position + 1 < len(members) else right + rule.gap
            names[index] = _name(slots[index], following - rule.gap, measure, rule)
    return names


def _name(slot: Slot, limit: float, measure: Measure, rule: NameRule) -> Name | None:
    for text, value in _choices(slot):
        width = measure(text, False)
        value_at = width + rule.space if value else width
        total = value_at + measure(value, True) if value else width
        place = (
            _bracket_place(slot, total, limit, rule)
            if slot.bracket
            else _fill_place(slot, total, limit, rule)
        )
        if place is not None:
            return Name(text, value, place, total, place + value_at, slot.bracket and place > slot.x1)
    return None


def _choices(slot: Slot) -> list[tuple[str, str]]:
    name, value, short = slot.caption
    if slot.named:
        return [(f"{ELLIPSIS} {name}", ""), (f"{ELLIPSIS} {short or name}", ""), (ELLIPSIS, "")]
    if slot.goes_on:
        return [(name, value), (name, "")] if value else [(name, "")]
    choices = [(name, value), (name, "")] if value else [(name, "")]
    if short and short != name:
        choices.append((short, ""))
    return choices


def _fill_place(slot: Slot, width: float, limit: float, rule: NameRule) -> float | None:
    x = slot.x0 + rule.fill_in
    return x if x + width <= limit else None


def _bracket_place(slot: Slot, width: float, limit: float, rule: NameRule) -> float | None:
    x = slot.x0 + rule.bracket_in
    if x + width + rule.tail <= slot.x1 and x + width <= limit:
        return x
    if slot.goes_on:
        return None
    after = slot.x1 + rule.gap
    return after if after + width <= limit else None
