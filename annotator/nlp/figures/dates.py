"""Days, months, quarters, years and periods. Partial dates stay partial."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from annotator.model.figure import FigureKind, PartialDate, Period, Value
from annotator.nlp.figures.context import Left
from annotator.nlp.figures.numerals import UNITS, read_roman

_Y = r"(?:1[0-9]|20)[0-9]{2}"
_END = r"(?![0-9]|[.,/-][0-9]|%|-[a-zđ])"
_FULL = re.compile(rf"([0-9]{{1,2}}) ?([/.-]) ?([0-9]{{1,2}}) ?\2 ?({_Y}){_END}")
_ISO = re.compile(rf"({_Y})-([01][0-9])-([0-3][0-9]){_END}")
_MONTH_YEAR = re.compile(rf"([0-9]{{1,2}})(?: ?[/-] ?| +năm +|\.)({_Y}){_END}")
_DAY_MONTH = re.compile(rf"([0-9]{{1,2}}) ?([/.-]) ?([0-9]{{1,2}}){_END}(?! *(?:%|triệu|tỷ|nghìn))")
_WORDY = re.compile(
    rf"([0-9]{{1,2}}) +tháng +([0-9]{{1,2}}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười hai|mười một|mười|chạp)\b"
    rf"(?:(?: *[/-] *| *,? +năm +)({_Y}))?(?![0-9])"
)
_MONTH = re.compile(r"([0-9]{1,2})(?![0-9]|[.,/-][0-9]|%)")
_YEAR = re.compile(rf"({_Y})(?![0-9]|[.,/][0-9]|%|/[a-zđ])")
_YEARS = re.compile(rf"({_Y}) ?- ?({_Y})(?![0-9]|[/-])")
_YEAR_LIST = re.compile(rf"((?:, *| +và +|, +và +)(?:năm +)?{_Y}(?![0-9]|[.,/-][0-9]|-))+")
_DAYS = re.compile(
    rf"([0-9]{{1,2}}) ?(?:-|và|đến) ?([0-9]{{1,2}})(?: ?[/.] ?| +tháng +)([0-9]{{1,2}})(?:(?: ?[/.] ?| +năm +)({_Y}))?{_END}"
)
_QUARTER_YEAR = re.compile(rf"(?: *[/-] *| +năm +| +)({_Y})(?![0-9])")
_TO = re.compile(
    r"(?: *- *| +(?:đến|tới) +)(?:hết +)?(?:cuối +|đầu +|giữa +)?(?:(ngày|tháng|năm|quý|năm học) +)?"
)
_UP_TO_YEAR = re.compile(rf" +(?:đến|tới) +(?:năm +)?{_Y}(?![0-9]|[.,/][0-9])")
_NOW = re.compile(r" +(?:đến|tới) +nay\b")
_HALF_YEAR = re.compile(rf" +tháng +(đầu|cuối)(?: +của)? +năm(?: +({_Y}))?(?![0-9])")
_OF_YEAR = re.compile(rf" +tháng +(?:của +)?năm +({_Y})(?![0-9])")
_MONTH_WORDS = {**UNITS, "giêng": 1, "tư": 4, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12}
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAY_CUES = frozenset(
    {"ngày", "mùng", "mồng", "sáng", "chiều", "tối", "đêm", "trưa", "hôm", "dịp", "lễ", "khánh", "nữ", "động"}
)
_RANGE_CUES = {
    ("nhiệm", "kỳ"),
    ("giai", "đoạn"),
    ("thời", "kỳ"),
    ("niên", "khóa"),
    ("năm", "học"),
    ("niên", "độ"),
    ("chu", "kỳ"),
}
_PARTS = frozenset({"đầu", "giữa", "cuối", "hết"})
_SEASONS = frozenset({"mưa", "khô", "hè", "xuân", "thu", "đông", "lũ", "bão"})


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or period found at ``start``..``end``."""

    start: int
    end: int
    value: PartialDate | Period
    core: int = 0


def valid(day: int | None, month: int | None) -> bool:
    """Whether such a day exists in some year."""
    if month is not None and not 1 <= month <= 12:
        return False
    return day is None or (1 <= day <= (_LENGTHS[month - 1] if month else 31))


def read_dated(low: str, pos: int, left: Left) -> Dated | None:
    """The date or period whose first digit stands at ``pos``; None where the digits say something else."""
    first = _first(low, pos, left)
    return _extend_left(_extend_right(low, first[0]), left, first[1]) if first else None


def _first(low: str, pos: int, left: Left) -> tuple[Dated, int] | None:
    """The first point, and how many words before it say what it is (they join the span unless they say "ngày")."""
    words = left.words
    cue = words[-1] if words else ""
    if match := _YEARS.match(low, pos):
        first, last = int(match[1]), int(match[2])
        if first < last and last - first <= 120:
            used = 2 if tuple(words[-2:]) in _RANGE_CUES else 1 if cue == "năm" else 0
            period = Period(PartialDate(first), PartialDate(last))
            return Dated(left.start(used), match.end(), period, core=pos), used
    if cue == "từ" and (match := _YEAR.match(low, pos)) and _UP_TO_YEAR.match(low, match.end()):
        return Dated(pos, match.end(), PartialDate(int(match[1])), core=pos), 0
    if cue == "năm" or (cue == "học" and words[-2:-1] == ["năm"]):
        return _year(low, pos, left)
    if cue == "quý" and low[pos] in "1234" and (quarter := _quarter(low, int(low[pos]), pos + 1)):
        return replace(quarter, start=left.start(1), core=pos), 1
    if cue == "tháng" and (month := _month(low, pos)):
        return replace(month, start=left.start(1), core=pos), 1
    point = _days(low, pos, words) or _point(low, pos, words)
    return (point, 1 if cue in ("ngày", "mùng", "mồng") else 0) if point else None


def _year(low: str, pos: int, left: Left) -> tuple[Dated, int] | None:
    match = _YEAR.match(low, pos)
    if match is None:
        return None
    used = 2 if left.words[-1] == "học" else 1
    before = left.words[-2] if len(left.words) > 1 else ""
    counted = before in UNITS or low[max(0, left.start(1) - 2) : left.start(1)].strip().isdigit()
    several = counted or before in ("các", "những")
    value: PartialDate | Period = PartialDate(int(match[1]))
    end, start = match.end(), left.start(used)
    if several and (more := _YEAR_LIST.match(low, end)):
        years = [int(y) for y in re.findall(_Y, low[pos : more.end()])]
        if years == list(range(years[0], years[0] + len(years))):
            value, end = Period(PartialDate(years[0]), PartialDate(years[-1])), more.end()
            start = pos if counted else start
    return Dated(start, end, value, core=pos), used


def _quarter(low: str, quarter: int, pos: int) -> Dated | None:
    match = _QUARTER_YEAR.match(low, pos)
    if match:
        return Dated(pos, match.end(), PartialDate(int(match[1]), quarter=quarter))
    if low[pos : pos + 1].isalnum() or low[pos : pos + 2].strip(" ")[:1].isdigit():
        return None
    return Dated(pos, pos, PartialDate(quarter=quarter))


def read_quarter(low: str, pos: int, left: Left) -> Dated | None:
    """ "quý III/2025" whose "quý" stands at ``pos``."""
    roman = read_roman(low, pos + 4)
    if roman is None or not 1 <= roman[0] <= 4:
        return None
    found = _quarter(low, *roman)
    return (
        _extend_left(replace(_extend_right(low, found), start=pos, core=pos + 4), left, 0) if found else None
    )


def _month(low: str, pos: int) -> Dated | None:
    if (match := _MONTH_YEAR.match(low, pos)) and valid(None, int(match[1])):
        return Dated(pos, match.end(), PartialDate(int(match[2]), int(match[1])))
    if (match := _MONTH.match(low, pos)) and valid(None, int(match[1])):
        end = match.end()
        if low.startswith(" vừa qua", end):
            end += len(" vừa qua")
        return Dated(pos, end, PartialDate(month=int(match[1])))
    return None


def _days(low: str, pos: int, words: list[str]) -> Dated | None:
    """ "4 và 5/7/2024", "1-5/7": several days of one month."""
    match = _DAYS.match(low, pos)
    if match is None:
        return None
    first, last, month = int(match[1]), int(match[2]), int(match[3])
    if first >= last or not valid(last, month) or not (match[4] or (words and words[-1] in DAY_CUES)):
        return None
    year = int(match[4]) if match[4] else None
    return Dated(
        pos, match.end(), Period(PartialDate(year, month, first), PartialDate(year, month, last)), core=pos
    )


def _point(low: str, pos: int, words: list[str]) -> Dated | None:
    """One day or month written with signs."""
    if (match := _FULL.match(low, pos)) and valid(int(match[1]), int(match[3])):
        return Dated(pos, match.end(), PartialDate(int(match[4]), int(match[3]), int(match[1])), core=pos)
    if (match := _ISO.match(low, pos)) and valid(int(match[3]), int(match[2])):
        return Dated(pos, match.end(), PartialDate(int(match[1]), int(match[2]), int(match[3])), core=pos)
    if (match := _WORDY.match(low, pos)) and (
        match[3] or (words and words[-1] in DAY_CUES) or match[2].isdigit()
    ):
        month = int(match[2]) if match[2].isdigit() else _MONTH_WORDS[match[2]]
        if valid(int(match[1]), month):
            year = int(match[3]) if match[3] else None
            return Dated(pos, match.end(), PartialDate(year, month, int(match[1])), core=pos)
    if (match := _MONTH_YEAR.match(low, pos)) and valid(None, int(match[1])) and low[match.end(1)] in "/- ":
        return Dated(pos, match.end(), PartialDate(int(match[2]), int(match[1])), core=pos)
    return _day_month(low, pos, words)


def _day_month(low: str, pos: int, words: list[str]) -> Dated | None:
    match = _DAY_MONTH.match(low, pos)
    if match is None or not valid(int(match[1]), int(match[3])):
        return None
    cued = bool(words) and words[-1] in DAY_CUES
    if not cued and (match[2] != "/" or int(match[1]) <= int(match[3]) or " " in match.group()):
        return None
    return Dated(pos, match.end(), PartialDate(None, int(match[3]), int(match[1])), core=pos)


def loose_day(part: int, whole: int) -> PartialDate | None:
    """What "2/3" would be if it were a day, for a ratio that nothing else explains."""
    return PartialDate(None, whole, part) if valid(part, whole) else None


def _extend_right(low: str, found: Dated) -> Dated:
    if _NOW.match(low, found.end) and isinstance(found.value, PartialDate):
        match = _NOW.match(low, found.end)
        assert match
        return replace(found, end=match.end(), value=Period(found.value, None))
    to = _TO.match(low, found.end)
    if to is None or isinstance(found.value, Period):
        return found
    second = _second(low, to.end(), to[1] or "", found.value)
    if second is None:
        return found
    first = _with_year_of(found.value, second[0])
    return replace(found, end=second[1], value=Period(first, second[0]))


def _second(low: str, pos: int, cue: str, first: PartialDate) -> tuple[PartialDate, int] | None:
    if cue == "quý":
        roman = read_roman(low, pos)
        quarter = _quarter(low, *roman) if roman and 1 <= roman[0] <= 4 else None
    elif cue.startswith("năm") or (not cue and first.month is None and first.quarter is None):
        year = _YEAR.match(low, pos)
        return (PartialDate(int(year[1])), year.end()) if year else None
    elif cue == "tháng" or (not cue and first.month is not None and first.day is None):
        quarter = _month(low, pos)
    else:
        quarter = _point(low, pos, [cue or "ngày"])
    if quarter is None or not isinstance(quarter.value, PartialDate):
        return None
    return quarter.value, quarter.end


def _with_year_of(first: PartialDate, last: PartialDate) -> PartialDate:
    """ "từ ngày 1/6 đến ngày 31/8/2025": the year governs both, where the months run forward."""
    if first.year is not None or last.year is None:
        return first
    if first.quarter is not None:
        return replace(first, year=last.year) if (last.quarter or 0) >= first.quarter else first
    return replace(first, year=last.year) if (last.month or 0) >= (first.month or 99) else first


def _extend_left(found: Dated, left: Left, used: int) -> Dated:
    """Takes in "cuối", "cùng kỳ", "mùa mưa" and "từ"; "từ" without an end leaves the period open."""
    words = left.words
    index = len(words) - used
    start = found.start
    day = used == 1 and words[-1] in ("ngày", "mùng", "mồng")
    if not day and index and words[index - 1] in _PARTS and (used or start != found.core):
        index -= 1
        start = left.start(len(words) - index)
    elif index >= 2 and used and (words[index - 2 : index] == ["cùng", "kỳ"] or (
            words[index - 2] == "mùa" and words[index - 1] in _SEASONS)):  # fmt: skip
        index -= 2
        start = left.start(len(words) - index)
    if index and words[index - 1] == "từ" and (index < 2 or words[index - 2] not in ("tăng", "giảm")):
        start = left.start(len(words) - index + 1)
        if isinstance(found.value, PartialDate):
            return Dated(start, found.end, Period(found.value, None), found.core)
    return found if start == found.start else Dated(start, found.end, found.value, found.core)


def read_months(low: str, end: int, months: int) -> tuple[int, Value, FigureKind] | None:
    """What follows "6" in "6 tháng đầu năm 2024": end, value, kind. Without a year it is a duration."""
    if not 1 <= months <= 12:
        return None
    if match := _HALF_YEAR.match(low, end):
        if match[2] is None:
            return None
        year = int(match[2])
        first, last = (1, months) if match[1] == "đầu" else (13 - months, 12)
        return match.end(), Period(PartialDate(year, first), PartialDate(year, last)), FigureKind.PERIOD
    if match := _OF_YEAR.match(low, end):
        year = int(match[1])
        return match.end(), Period(PartialDate(year, 1), PartialDate(year, months)), FigureKind.PERIOD
    return None
