"""Reads the figures of a text: one scan finds where a number may begin, small readers say what it is.

Conventions are those of the hand-made examples (docs/figures.md): a span takes in its bound and its counted noun
("gần 5.000 đảng viên") and a change with what it is measured against ("tăng 7,42% so với năm 2017"); a date named there
is also a figure of its own, the only case of one figure inside another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from annotator.model.figure import Figure
from annotator.nlp.figures import guards
from annotator.nlp.figures.context import left_of
from annotator.nlp.figures.counted import HEAD_STARTS
from annotator.nlp.figures.finding import Finding
from annotator.nlp.figures.numerals import SCALES
from annotator.nlp.figures.quantities import read_digits, read_words
from annotator.nlp.figures.special import read_half, read_multiple, read_ordinal, read_quarter_at
from annotator.nlp.figures.view import View, view_of

_NEXT = "|".join(
    sorted({*SCALES, *HEAD_STARTS, "mươi", "phần", "phẩy", "một", "linh", "lẻ", "năm", "tháng", "tuần", "ngày", "giờ", "phút", "giây", "tiếng", "thập", "thế",
            "quý", "mét", "đồng", "hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mốt", "lăm", "tuổi", "km", "ha", "tấn", "tạ",
            "rưỡi", "nửa"}, key=len, reverse=True)
)  # fmt: skip
_SCAN = re.compile(
    r"(?<![^\W_])(?:([0-9])"
    r"|((?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|vài|mấy|trăm|chục)(?= +(?:[^\W\d_]+|[0-9])|,? +(?:ba|bốn|năm|sáu|bảy|tám)\b))"
    r"|(quý) +[iv]|(gấp) |(thứ) |(nửa)\b)"
)
_WORTH = re.compile(rf"\w+,? +(?:{_NEXT})\b")


def read_figures(text: str) -> list[Figure]:
    """Every figure of ``text`` in order of its start, with code point offsets of ``text`` as given."""
    view = view_of(text)
    found: list[Figure] = []
    done = 0
    for match in _SCAN.finditer(view.low):
        pos = match.start()
        if pos < done:
            continue
        finding = _read(view, pos, match.lastindex or 1, done)
        done = max(done, finding.passed)
        found.extend(finding.figures)
    if view.offsets is not None:
        found = [_placed(view, figure) for figure in found]
    return found


def figure_at(text: str, start: int, end: int) -> Figure | None:
    """The figure that fits a selection best: the one that shares most of its characters, the narrower one if equal."""
    low = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    high = len(text) if line_end < 0 else line_end
    best: tuple[int, int] = (0, 0)
    chosen: Figure | None = None
    for figure in read_figures(text[low:high]):
        shared = min(end, figure.end + low) - max(start, figure.start + low)
        if shared > 0 and (score := (shared, figure.start - figure.end)) > best:
            best, chosen = score, figure
    if chosen is None:
        return None
    core = (chosen.core[0] + low, chosen.core[1] + low)
    return replace(chosen, start=chosen.start + low, end=chosen.end + low, core=core)


def _read(view: View, pos: int, sort: int, done: int) -> Finding:
    low = view.low
    if pos and low[pos - 1] in guards.QUOTES and (end := guards.quote_end(low, pos)):
        return Finding(end)
    if sort == 1:
        return read_digits(view, pos, done)
    if sort == 2:
        if _WORTH.match(low, pos) is None or guards.in_short_quote(low, pos, pos + 4):
            return Finding(0)
        return read_words(view, pos, done)
    reader = {3: read_quarter_at, 4: read_multiple, 5: read_ordinal, 6: read_half}[sort]
    return reader(view, pos, left_of(low, pos, done))


def _placed(view: View, figure: Figure) -> Figure:
    start, end = view.span(figure.start, figure.end)
    return replace(figure, start=start, end=end, core=view.span(*figure.core))


def line_columns(text: str, offsets: list[int]) -> list[tuple[int, int]]:
    """1-based (line, column) of each offset; columns count code points."""
    starts = [0, *(m.end() for m in re.finditer("\r\n|[\n\r]", text))]
    return [((line := bisect_right(starts, offset)), offset - starts[line - 1] + 1) for offset in offsets]
