"""What stands right behind a number: per cent, money, time, measures, counted nouns; ranges and ratios."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from annotator.model.figure import Bound, FigureKind, Ratio, Reading, Value
from annotator.nlp.figures import nouns
from annotator.nlp.figures.context import rate_end
from annotator.nlp.figures.counted import measure_end, noun_end
from annotator.nlp.figures.dates import loose_day, read_months
from annotator.nlp.figures.numerals import EXACT, Numeral, read_numeral
from annotator.nlp.figures.view import View

_PERCENT = re.compile(r" ?%| +điểm +(?:phần +trăm|%)| +phần +trăm\b| ?‰")
_MONEY = re.compile(
    r"( *)(đồng(?! +(?:chí|bào|nghiệp|đội|hồ|hương|ruộng|phục|môn|thời|lúa|cỏ|hành|đẳng|lòng|bộ|phạm)\b)|vnđ|vnd|usd|đô[ -]la|euro|eur|nhân dân tệ|đ)\b"
)
_TIME = re.compile(
    r" *(năm(?! +(?:1[89]|20)[0-9]{2}(?:, *| +và +)(?:năm +)?(?:1[89]|20)[0-9]{2}\b)|tháng|tuần|ngày đêm|ngày(?! +(?:công|lương|hội|càng|nghỉ|lễ)\b)|giờ đồng hồ|giờ(?! +(?:công|học|giảng|làm)\b)|phút|giây|thập kỷ|thế kỷ"
    r"|tiếng đồng hồ|tiếng(?= *(?:[,.;:)]|rưỡi|mỗi|liền|sau|trước|\n|$))|nhiệm kỳ|tuổi(?! +đảng\b))\b(?! +lương\b)"
)
_TIME_TAIL = re.compile(
    r" +(?:qua(?! +[^\W\d_]+ +trình)|nay|liền|liên tục|liên tiếp|ròng|ròng rã|làm việc)\b"
)
_HALF = re.compile(r" +r[ưu][ỡở]i\b")
_YEAR_HALF = re.compile(r" +(?:đầu|cuối) +(?:năm|nhiệm kỳ)\b")
_SLASH = re.compile(r" ?/ ?([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?![0-9]|[.,/-][0-9]|-[a-zđ])")
_OF = re.compile(
    r" +(?:trên(?: +tổng +số)?|trong +(?:tổng +)?số) +([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?![0-9]|[.,/-][0-9]|%)"
)
_DASH = re.compile(
    r" ?- ?(?=[0-9])| +(?:đến|tới) +(?=[0-9])|,? +(?=(?:ba|bốn|năm|sáu|bảy|tám|chín)\b)|(?: ?- ?| +đến +)(?=[^\W\d_])"
)
_PERCENT_DASH = re.compile(r" ?%(?: ?- ?| +(?:đến|tới) +)(?=[0-9])")
_MONEY_TALK = re.compile(
    r"tiền|đầu tư|kinh phí|trị giá|vốn|quỹ|thu nhập|ngân sách|\bgiá\b|ủng hộ|thưởng|doanh thu|\blãi\b|\bnợ\b|góp|chi phí|lợi nhuận"
)
_PARTICLE = re.compile(r" +số(?= +[^\W\d_])")
_UNITS = {
    "đ": "đồng",
    "vnđ": "đồng",
    "vnd": "đồng",
    "usd": "USD",
    "đô la": "USD",
    "đô-la": "USD",
    "euro": "EUR",
    "eur": "EUR",
}
_HOURS = {"tiếng": "giờ", "tiếng đồng hồ": "giờ", "giờ đồng hồ": "giờ"}


@dataclass(slots=True)
class Right:
    """A number with what follows it, up to ``end``; the numeral itself ends at ``core``."""

    end: int
    kind: FigureKind
    value: Value
    core: int
    to: Decimal | None = None
    unit: str = ""
    readings: tuple[Reading, ...] = ()
    bound: Bound = Bound.EXACT


def read_right(view: View, pos: int, numeral: Numeral, *, known: bool) -> Right | None:
    """The number at ``pos`` together with its unit; None where nothing follows that could be counted."""
    if isinstance(numeral.value, Ratio):
        return _ratio(view, numeral.end, numeral.value)
    if not numeral.words and not numeral.scale and (ratio := _slash_ratio(view, pos, numeral)):
        return ratio
    value, to, last = _range(view, numeral)
    right = _unit(view, pos, last, known=known)
    if right is None or (
        numeral.words and to is not None and right.kind is FigureKind.MONEY and not last.scale
    ):
        return None
    if right.kind is FigureKind.PERIOD:
        return right
    right.value, right.to = (
        value if right.kind is not FigureKind.DURATION or to is not None else right.value,
        to,
    )
    if to is None:
        right.value = right.value if right.kind is FigureKind.DURATION else value
    if numeral.readings and to is None:
        right.readings = tuple(Reading(r, right.kind) for r in _in_order(numeral, right))
        first = right.readings[0].value
        right.value = first
    if numeral.vague:
        right.bound = Bound.OVER
    return right


def _in_order(numeral: Numeral, right: Right) -> tuple[Decimal, ...]:
    """The readings, the likelier one first: a decimal of a per cent or of a measure, thousands of people."""
    high = numeral.readings[0] > numeral.readings[-1]
    measured = right.unit.split(" ")[0] in nouns.MEASURES
    if high and (measured or (right.kind is FigureKind.PERCENT and numeral.readings[0] > 100)):
        return numeral.readings[::-1]
    return numeral.readings


def _slash_ratio(view: View, pos: int, numeral: Numeral) -> Right | None:
    low = view.low
    match = _SLASH.match(low, numeral.end)
    spoken = match is None
    if match is None:
        match = _OF.match(low, numeral.end)
    if match is None or numeral.value != numeral.value.to_integral_value():  # type: ignore[union-attr]
        return None
    assert isinstance(numeral.value, Decimal)
    part, whole = int(numeral.value), int(match[1].replace(".", ""))
    if whole == 0 or (spoken and part > whole) or match.end() - pos > 40:
        return None
    right = _ratio(view, match.end(), Ratio(part, whole))
    if right.unit or spoken:
        return right
    if part > whole:
        return None
    day = loose_day(part, whole) if part < whole else None
    if day and not noun_end(low, view.cased, right.end, known=False):
        right.readings = (Reading(right.value, right.kind), Reading(day, FigureKind.DATE))
    return right


def _ratio(view: View, end: int, ratio: Ratio) -> Right:
    start = end
    if particle := _PARTICLE.match(view.low, end):
        start = particle.end()
    noun = noun_end(view.low, view.cased, start, known=True)
    unit = _clean(view.cased[end:noun]) if noun else ""
    return Right(noun or end, FigureKind.RATIO, ratio, end, unit=unit)


def _range(view: View, numeral: Numeral) -> tuple[Decimal, Decimal | None, Numeral]:
    """The lower end, the upper end or None, and the numeral that the unit follows."""
    value = numeral.value
    assert isinstance(value, Decimal)
    low = view.low
    match = _DASH.match(low, numeral.end)
    percent = None if match else _PERCENT_DASH.match(low, numeral.end)
    start = match.end() if match else percent.end() if percent else 0
    if not start:
        return value, None, numeral
    second = read_numeral(low, start)
    if second is None or not isinstance(second.value, Decimal) or second.words != numeral.words:
        return value, None, numeral
    if percent and low[second.end : second.end + 2].strip()[:1] != "%":
        return value, None, numeral
    if second.words and not (value < 10 and second.value == value + 1 and low[start : start + 3] != "năm"):
        return value, None, numeral
    if second.scale and not numeral.scale:
        scaled = EXACT.multiply(value, Decimal(10) ** second.scale)
        if scaled < second.value:
            return scaled, second.value, second
        return value, None, numeral
    if second.value <= value:
        return value, None, numeral
    return value, second.value, second


def _unit(view: View, pos: int, numeral: Numeral, *, known: bool) -> Right | None:
    low, end = view.low, numeral.end
    value = numeral.value
    assert isinstance(value, Decimal)
    if match := _PERCENT.match(low, end):
        return _percent(view, match, value)
    if (
        (match := _MONEY.match(low, end))
        and not (match[2] == "đ" and match[1])
        and view.cased[match.start(2)] != "Đ"
    ):
        unit = _UNITS.get(match[2], match[2])
        after = rate_end(low, match.end())
        return Right(after, FigureKind.MONEY, value, end, unit=unit + view.cased[match.end() : after])
    if match := _TIME.match(low, end):
        return _time(view, match, numeral)
    if after := measure_end(low, end):
        rated = rate_end(low, after)
        return Right(rated, FigureKind.COUNT, value, end, unit=_clean(view.cased[end:rated]))
    if low[end : end + 1].isalpha() or low[end : end + 1] == "_":
        return None
    noun = noun_end(low, view.cased, end, known=known)
    if noun and not (numeral.words and view.cased[end:noun].lstrip()[:1].isupper()):
        rated = rate_end(low, noun)
        return Right(rated, FigureKind.COUNT, value, end, unit=_clean(view.cased[end:rated]))
    if numeral.scale >= 6 and _MONEY_TALK.search(low, max(0, pos - 60), pos):
        return Right(end, FigureKind.MONEY, value, end, unit="đồng")
    return None


def _percent(view: View, match: re.Match[str], value: Decimal) -> Right:
    low, end = view.low, match.end()
    rated = rate_end(low, end)
    written = match.group().strip()
    if written == "‰":
        value = EXACT.divide(value, Decimal(10))
    if rated != end or written.startswith("điểm"):
        unit = "điểm phần trăm" if written.startswith("điểm") else "%" + view.cased[end:rated]
        return Right(rated, FigureKind.PERCENT, value, end, unit=unit)
    start = end
    if particle := _PARTICLE.match(low, end):
        start = particle.end()
    noun = noun_end(low, view.cased, start, known=start == end)
    if view.low[end:noun].strip() in nouns.TARGETS:
        noun = 0
    return Right(
        noun or end, FigureKind.PERCENT, value, end, unit=_clean(view.cased[end:noun]) if noun else ""
    )


def _time(view: View, match: re.Match[str], numeral: Numeral) -> Right | None:
    low, end, unit = view.low, match.end(), match[1]
    value = numeral.value
    assert isinstance(value, Decimal)
    core = numeral.end
    whole = unit == "tháng" and value == value.to_integral_value() and value <= 12
    if whole and (months := read_months(low, core, int(value))):
        return Right(months[0], months[2], months[1], core)
    if half := _HALF.match(low, end):
        value, end = EXACT.add(value, Decimal("0.5")), half.end()
    elif unit == "tháng" and (year_half := _YEAR_HALF.match(low, end)):
        end = year_half.end()
    if unit != "tuổi" and (tail := _TIME_TAIL.match(low, end)):
        end = tail.end()
        if tail.group().endswith("làm việc"):
            unit = f"{unit} làm việc"
    unit = _HOURS.get(unit, unit)
    rated = rate_end(low, end)
    return Right(rated, FigureKind.DURATION, value, core, unit=unit + view.cased[end:rated])


def _clean(text: str) -> str:
    return " ".join(text.split())
