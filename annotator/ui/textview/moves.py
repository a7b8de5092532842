"""Where the caret goes: by character, unit, sentence. Pure code over the text; offsets are code points."""

from __future__ import annotations

import unicodedata

from annotator.model.text import next_boundary, sentences, unit_at, unit_end

_JOINER = "\u200d"
_REACH = 4096


def _extends(sign: str) -> bool:
    """Whether ``sign`` belongs to the character before it: marks, variation selectors, joiners, skin tones."""
    return sign == _JOINER or "\U0001f3fb" <= sign <= "\U0001f3ff" or unicodedata.category(sign)[0] == "M"


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def next_character(text: str, offset: int) -> int:
    """The end of the character a reader sees at ``offset``: a letter with its marks, a joined emoji, CR LF."""
    if offset >= len(text):
        return len(text)
    position = offset + 1
    if text[offset] == "\r" and text.startswith("\n", position):
        return position + 1
    if _is_flag(text[offset]) and position < len(text) and _is_flag(text[position]):
        position += 1
    while position < len(text) and (_extends(text[position]) or text[position - 1] == _JOINER):
        position += 1
    return position


def previous_character(text: str, offset: int) -> int:
    """The start of the character a reader sees before ``offset``."""
    start = max(0, offset - 1)
    low = max(0, offset - 64)
    while start > low and (
        _extends(text[start]) or text[start - 1] == _JOINER or text[start - 1 : start + 1] == "\r\n"
    ):
        start -= 1
    if _is_flag(text[start : start + 1] or " "):
        first = start
        while first > low and _is_flag(text[first - 1]):
            first -= 1
        start -= (start - first) % 2
    return start


def by_unit(text: str, offset: int, step: int, anchor: int | None = None) -> int:
    """The next stop of the caret. When extending from ``anchor``, forward stops at the ends of units."""
    if anchor is None:
        return next_boundary(text, offset, step)
    if step > 0:
        return unit_end(text, offset, 1) if offset >= anchor else next_boundary(text, offset, 1)
    if offset <= anchor:
        return next_boundary(text, offset, -1)
    start = next_boundary(text, offset, -1)
    if start <= anchor:
        return anchor
    back = unit_end(text, offset, -1)
    return back if anchor < back < offset else anchor


def sentence_at(text: str, offset: int, start: int, end: int) -> tuple[int, int]:
    """The sentence of the paragraph start..end that covers ``offset``, else the nearest one before it."""
    low, high = max(start, offset - _REACH), min(end, offset + _REACH)
    found = sentences(text, low, high)
    for first, last in found:
        if offset < last:
            return first, last
    return found[-1] if found else (offset, offset)


def by_sentence(text: str, offset: int, step: int) -> int:
    """The start of the next sentence (+1) or of this or the one before (-1)."""
    if step > 0:
        for first, _ in sentences(text, max(0, offset - _REACH), min(len(text), offset + _REACH)):
            if first > offset:
                return first
        return min(len(text), offset + _REACH)
    low = max(0, offset - _REACH)
    starts = [first for first, _ in sentences(text, low, offset) if first < offset]
    return starts[-1] if starts else low


def unit_range(text: str, offset: int) -> tuple[int, int]:
    """The unit at ``offset``, or the one that ends there; empty on white space."""
    start, end = unit_at(text, offset) if offset < len(text) else (offset, offset)
    if start == end and offset > 0:
        start, end = unit_at(text, offset - 1)
    return (start, end) if start < end else (offset, offset)


def moved_edge(
    text: str, start: int, end: int, side: str, step: int, *, exact: bool = False
) -> tuple[int, int] | None:
    """The range after its ``side`` (start or end) went one unit forward (+1) or back (-1), or one character (``exact``).

    White space is never left at the edge that moved. None where the edge cannot go there: nothing would be left, or the
    text ends.
    """
    fixed, edge = (end, start) if side == "start" else (start, end)
    moved = _next_edge(text, edge, fixed, side, step, exact)
    low, high = (moved, end) if side == "start" else (start, moved)
    return (low, high) if low < high and moved != edge and not text[low:high].isspace() else None


def _next_edge(text: str, edge: int, fixed: int, side: str, step: int, exact: bool) -> int:
    if not exact:
        if side == "start":
            return min(next_boundary(text, edge, step), len(text))
        return by_unit(text, edge, step, fixed)
    go = next_character if step > 0 else previous_character
    moved = go(text, edge)
    while 0 < moved < len(text) and text[moved if side == "start" else moved - 1].isspace():
        moved = go(text, moved)
    return moved
