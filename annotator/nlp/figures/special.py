"""Figures that begin with a word of their own: quarters, "gấp đôi", "lần thứ IX", "nửa"."""

from __future__ import annotations

import re
from decimal import Decimal

from annotator.model.figure import Bound, Change, Figure, FigureKind, Ratio
from annotator.nlp.figures.context import Left, against_after, take_bound
from annotator.nlp.figures.dates import read_quarter
from annotator.nlp.figures.finding import Finding
from annotator.nlp.figures.numerals import read_numeral, read_roman
from annotator.nlp.figures.quantities import date_figure
from annotator.nlp.figures.view import View

_TIMES = re.compile(r"gấp (đôi|rưỡi)\b")
_TIMES_NUMBER = re.compile(r"gấp +(?:hơn +|gần +|khoảng +|trên +)?(?=[^\W_])")
_LAN = re.compile(r" *lần\b")
_OBJECT = re.compile(
    r" +(năm (?:19|20)[0-9]{2}|năm trước|năm ngoái|cùng kỳ(?: năm (?:trước|ngoái|(?:19|20)[0-9]{2}))?)(?![0-9])"
)
_ORDINAL = re.compile(r"thứ +")
_HALF = re.compile(r"nửa +(năm|tháng|ngày|giờ|tiếng|thế kỷ|nhiệm kỳ)\b(?! +(?:đầu|cuối|đường))")


def read_quarter_at(view: View, pos: int, left: Left) -> Finding:
    """ "quý III/2025" at its "quý"."""
    dated = read_quarter(view.low, pos, left)
    if dated is None or view.cased[dated.core].islower():
        return Finding(0)
    return Finding(dated.end, (date_figure(dated),))


def read_multiple(view: View, pos: int, _left: Left) -> Finding:
    """ "gấp đôi năm 2023", "gấp 3 lần": a count of times, upwards."""
    low = view.low
    if match := _TIMES.match(low, pos):
        value, end, core = Decimal("2" if match[1] == "đôi" else "1.5"), match.end(), match.start(1)
    else:
        match = _TIMES_NUMBER.match(low, pos)
        numeral = read_numeral(low, match.end()) if match else None
        times = _LAN.match(low, numeral.end) if numeral else None
        if match is None or numeral is None or times is None or not isinstance(numeral.value, Decimal):
            return Finding(0)
        value, end, core = numeral.value, times.end(), match.end()
    done = end
    first, last = against_after(low, end)
    if not last and (what := _OBJECT.match(low, end)):
        first, last = what.span(1)
    against = " ".join(view.cased[first:last].split())
    figure = Figure(
        pos,
        last or end,
        FigureKind.COUNT,
        value,
        unit="lần",
        change=Change.UP,
        against=against,
        core=(core, done),
    )
    return Finding(done, (figure,))


def read_ordinal(view: View, pos: int, left: Left) -> Finding:
    """ "lần thứ IX", "Kỳ thứ 31"; weekdays and "thứ nhất" are passed over."""
    low = view.low
    match = _ORDINAL.match(low, pos)
    at = match.end() if match else pos + 1
    if at >= len(low):
        return Finding(len(low))
    counted = bool(left.words) and left.words[-1] in ("lần", "kỳ", "khóa", "phiên")
    start = left.start(1) if counted else pos
    if view.cased[at].isupper() and (roman := read_roman(low, at)):
        value, end = Decimal(roman[0]), roman[1]
    else:
        numeral = read_numeral(low, at)
        if (
            numeral is None
            or not isinstance(numeral.value, Decimal)
            or low[numeral.end : numeral.end + 1] == "/"
        ):
            return Finding(at)
        if numeral.words and not counted:
            return Finding(numeral.end)
        value, end = numeral.value, numeral.end
    return Finding(end, (Figure(start, end, FigureKind.ORDINAL, value, core=(at, end)),))


def read_half(view: View, pos: int, left: Left) -> Finding:
    """ "nửa năm"; "hơn nửa số đảng viên"."""
    low = view.low
    bound, used = take_bound(left)
    start = left.start(used)
    if match := _HALF.match(low, pos):
        figure = Figure(
            start,
            match.end(),
            FigureKind.DURATION,
            Decimal("0.5"),
            unit=match[1],
            bound=bound,
            core=(pos, pos + 3),
        )
        return Finding(match.end(), (figure,))
    if bound is Bound.EXACT or not (left.words and used):
        return Finding(0)
    return Finding(
        pos + 3, (Figure(start, pos + 3, FigureKind.RATIO, Ratio(1, 2), bound=bound, core=(pos, pos + 3)),)
    )
