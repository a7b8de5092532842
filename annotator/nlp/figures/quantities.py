"""Figures that begin with digits or number words: from the words before to the last word of the unit."""

from __future__ import annotations

import re
from decimal import Decimal

from annotator.model.figure import Bound, Change, Figure, FigureKind, PartialDate, Ratio, Reading, Status
from annotator.nlp.figures import guards
from annotator.nlp.figures.context import (
    Left,
    against_after,
    against_before,
    bound_after,
    left_of,
    take_bound,
    take_change,
)
from annotator.nlp.figures.dates import DAY_CUES, Dated, read_dated
from annotator.nlp.figures.finding import Finding
from annotator.nlp.figures.nouns import phrases
from annotator.nlp.figures.numerals import Numeral, read_numeral
from annotator.nlp.figures.units import Right, read_right
from annotator.nlp.figures.view import View

_NAMES = re.compile(r"[0-9]+[a-z]?(?:[/.-][0-9]+)*(?:(?:,| và|, và) [0-9]{1,2}(?![.,%/]?[0-9]|%))*")
_THEN = re.compile(
    r"(?: +(?:đầu|cuối|giữa|hồi|trong|vào)? *(?:năm|tháng|quý|nhiệm kỳ)[^,.;:()\n]{0,14})? +(?:xuống|lên|còn)(?: +(?:còn|tới|đến|mức|chỉ))* +(?=[^\W_])"
)
# A sign, a month or a second day behind the digits; without one, only a word before can make a date of them.
_SIGNED = re.compile(r"[0-9]+(?:[a-z]? ?[-/]|\.[0-9]{1,2}\b| +(?:tháng|và|đến) +[^\W_])")
_DATE_CUES = DAY_CUES | {"năm", "tháng", "quý", "học", "kỳ", "đoạn", "khóa", "từ"}
_NOTHING_MORE = re.compile(r" *(?:[.;:)\n…]|,(?![0-9])| +và\b|$)")
_BARE_VERBS = frozenset(
    {"trách", "cáo", "chức", "trừ", "được", "đạt", "là", "còn", "hơn", "trên", "gần", "khoảng"}
)
_YEAR_BEFORE = phrases("""
    mỗi, hằng, hàng, cả, từng, các, những, nhiều, mấy, cuối, đầu, đến, giữa, trong, một, quanh, trọn, vài, hai, ba, bốn, sáu, bảy, tám, chín, mười, theo, sau, trước, qua, nửa, mươi, trăm, nghìn, của, vào, hết, bao, lâu""")
_NOT_COUNTING = phrases("""
    thứ, hạng, giải, lớp, ông, bà, anh, chị, bác, cụ, chú, cô, dì, cậu, phố, khóa, tháng, tết, khoa, loại, phòng, bị, mồng, mùng, bậc, cấp, hàng""")
_ONE_TIME = frozenset(
    {"trong", "sau", "hơn", "gần", "suốt", "qua", "mất", "thêm", "đầy", "quá", "vòng", "hạn"}
)


def read_digits(view: View, pos: int, done: int) -> Finding:
    """What the digits at ``pos`` say."""
    low = view.low
    if guards.inside_token(low, pos):
        return Finding(guards.token_end(low, pos))
    if end := guards.list_end(view.cased, low, pos):
        return Finding(end)
    left = left_of(low, pos, done)
    if end := guards.phone_end(low, pos, left):
        return Finding(end)
    signed = _SIGNED.match(low, pos)
    if signed and (end := guards.document_end(view.cased, pos)):
        return Finding(end, (_document(view, pos, end),))
    if end := guards.clock_end(low, pos, left):
        return Finding(end)
    if (signed or (left.words and left.words[-1] in _DATE_CUES)) and (dated := read_dated(low, pos, left)):
        return Finding(dated.end, (date_figure(dated),))
    return _read_number(view, pos, left)


def date_figure(dated: Dated) -> Figure:
    kind = FigureKind.DATE if isinstance(dated.value, PartialDate) else FigureKind.PERIOD
    status = Status.SURE if dated.value.edtf else Status.AMBIGUOUS
    return Figure(dated.start, dated.end, kind, dated.value, status=status, core=(dated.core, dated.end))


def _document(view: View, start: int, end: int) -> Figure:
    kind, text = FigureKind.DOCUMENT_NUMBER, " ".join(view.cased[start:end].split())
    return Figure(start, end, kind, text, core=(start, end))


def _read_number(view: View, pos: int, left: Left) -> Finding:
    low = view.low
    numeral = read_numeral(low, pos)
    if numeral is None:
        return Finding(guards.token_end(low, pos))
    numbered = bool(left.words) and left.words[-1] == "số"
    document = guards.document_head(left)
    if document and numbered:
        return Finding(numeral.end, (_document(view, pos, numeral.end),))
    if low.startswith(("24/24", "24/7"), pos):
        return Finding(guards.token_end(low, pos))
    if guards.hard_name(left) and not (left.words[-1] == "năm" and numeral.scale):
        match = _NAMES.match(low, pos)
        return Finding(match.end() if match else numeral.end)
    if left.words and left.words[-1] == "năm" and not numeral.scale:
        return Finding(numeral.end)
    soft = guards.soft_name(left) or _after_name(view, left)
    right = read_right(view, pos, numeral, known=soft or bool(document))
    if right is None:
        return _without_unit(view, pos, left, numeral, document=bool(document))
    return assemble(view, pos, left, right)


def _after_name(view: View, left: Left) -> bool:
    """Whether the word before begins with a capital inside a sentence: the number may be part of a name."""
    if len(left.words) < 2:
        return False
    return view.cased[left.start(1)].isupper()


def _without_unit(view: View, pos: int, left: Left, numeral: Numeral, *, document: bool) -> Finding:
    """A number that counts nothing: a document's, an age, or a count whose noun was said before."""
    low, words = view.low, left.words
    if low[numeral.end : numeral.end + 1].isalpha():
        return Finding(guards.token_end(low, pos))
    if document and numeral.plain:
        return Finding(numeral.end, (_document(view, pos, numeral.end),))
    if not isinstance(numeral.value, Decimal):
        return Finding(numeral.end)
    right = Right(numeral.end, FigureKind.COUNT, numeral.value, numeral.end)
    if words and words[-1] == "tuổi" and numeral.plain and numeral.value < 130:
        right.kind, right.unit = FigureKind.DURATION, "tuổi"
        figure = _figure(left.start(1), pos, right, right.end)
        return Finding(right.end, (figure,))
    said = not numeral.plain or (bool(words) and words[-1] in _BARE_VERBS)
    if not said or not _NOTHING_MORE.match(low, numeral.end) or low[max(0, pos - 5) : pos] == "xem: ":
        return Finding(numeral.end)
    right.readings = tuple(Reading(r, right.kind) for r in numeral.readings)
    return assemble(view, pos, left, right)


def read_words(view: View, pos: int, done: int) -> Finding:
    """What the number words at ``pos`` say; words alone are mostly something else."""
    low = view.low
    numeral = read_numeral(low, pos)
    if numeral is None:
        half = low.startswith("một nửa", pos)
        return _half(view, pos, pos + 7, done) if half else Finding(0)
    if low.startswith("một nửa", pos):
        return _half(view, pos, pos + 7, done)
    left = left_of(low, pos, done)
    before = left.words[-1] if left.words else ""
    single = (
        numeral.value if isinstance(numeral.value, Decimal) and " " not in low[pos : numeral.end] else None
    )
    refused = Finding(0 if single is not None else numeral.end)
    if before in _NOT_COUNTING or guards.word_clock(low, numeral.end):
        return refused
    if single == 5 and (
        before in _YEAR_BEFORE or before[-1:].isdigit() or (pos > 1 and low[pos - 2].isdigit())
    ):
        return refused
    if numeral.bare and take_bound(left)[1] == 0:
        return refused
    right = read_right(view, pos, numeral, known=True)
    if (
        right is None
        and numeral.scale >= 6
        and isinstance(numeral.value, Decimal)
        and _NOTHING_MORE.match(low, numeral.end)
    ):
        right = Right(numeral.end, FigureKind.COUNT, numeral.value, numeral.end)
    if right is None or (single is not None and not _counts(single, right, left)):
        return refused
    return assemble(view, pos, left, right)


def _counts(value: Decimal, right: Right, left: Left) -> bool:
    """Whether a single number word counts: "một" mostly is an article, "năm tháng" are years and months."""
    before = left.words[-1] if left.words else ""
    if value == 5 and right.kind is FigureKind.DURATION and right.unit not in ("năm", "ngày", "phút"):
        return False
    if value != 1 or right.to is not None:
        return right.unit not in ("chữ", "từ", "mặt", "nước")
    if take_bound(left)[1]:
        return True
    halved = isinstance(right.value, Decimal) and right.value != 1
    return right.kind is FigureKind.DURATION and (before in _ONE_TIME or halved)


def _half(view: View, pos: int, end: int, done: int) -> Finding:
    """ "một nửa": fifty per cent of a change, else one of two."""
    left = left_of(view.low, pos, done)
    change = take_change(left, take_bound(left)[1])[0]
    if change is not Change.NONE:
        return assemble(view, pos, left, Right(end, FigureKind.PERCENT, Decimal(50), end))
    return assemble(view, pos, left, Right(end, FigureKind.RATIO, Ratio(1, 2), end))


def _figure(start: int, pos: int, right: Right, end: int, **fields: object) -> Figure:
    status = Status.AMBIGUOUS if right.readings else Status.SURE
    return Figure(start, end, right.kind, right.value, right.to, right.unit, status=status, readings=right.readings,
                  core=(pos, right.core), **fields)  # type: ignore[arg-type]  # fmt: skip


def assemble(view: View, pos: int, left: Left, right: Right) -> Finding:
    """Joins the words before, the number and what comes behind into one figure."""
    low = view.low
    if right.kind is FigureKind.PERIOD:
        figure = _figure(pos, pos, right, right.end)
        return Finding(right.end, (figure,))
    bound, used = take_bound(left)
    change, taken, moved = take_change(left, used)
    start = left.start(taken)
    if right.kind is FigureKind.DURATION and len(left.words) > taken and left.words[-taken - 1] == "suốt":
        start = left.start(taken + 1)
    if moved and (whole := _moved(view, pos, start, change, right)):
        return whole
    if moved and right.to is None:  # "giảm từ 1,5 - 2%" is a range of changes
        change, start = Change.NONE, left.start(used)
    if bound is Bound.EXACT:
        bound = bound_after(low, right.end)
        if bound is not Bound.EXACT and right.kind is FigureKind.RATIO:
            right.readings = ()  # no day is "at least"
    if bound is Bound.EXACT:
        bound = right.bound
    end, against = right.end, ""
    if change is not Change.NONE:
        first, last = against_after(low, right.end)
        if last:
            end = last
        else:
            first, last = against_before(low, start)
        against = " ".join(view.cased[first:last].split())
    figure = _figure(start, pos, right, end, bound=bound, change=change, against=against)
    return Finding(right.end, (figure,))


def _moved(view: View, pos: int, start: int, change: Change, right: Right) -> Finding | None:
    """ "giảm từ 9,8% xuống 1,3%": the value is the new one, measured against the old one."""
    low = view.low
    match = _THEN.match(low, right.end)
    numeral = read_numeral(low, match.end()) if match else None
    if match is None or numeral is None:
        return None
    second = read_right(view, match.end(), numeral, known=True)
    if second is None or second.kind is not right.kind:
        return None
    against = " ".join(view.cased[pos : right.end].split())
    figure = _figure(start, match.end(), second, second.end, change=change, against=against)
    return Finding(second.end, (figure,))
