"""What stands before and behind a number: bounds, directions of change, what a change is measured against."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotator.model.figure import Bound, Change

_BREAK = ".,;:!?)]}…”\"'"
_OPEN = "([{“\"'‘«-/"
_REACH = 44
BOUNDS = {
    ("gần",): Bound.ABOUT, ("khoảng",): Bound.ABOUT, ("chừng",): Bound.ABOUT, ("ngót",): Bound.ABOUT,
    ("xấp", "xỉ"): Bound.ABOUT, ("trên", "dưới"): Bound.ABOUT, ("độ",): Bound.ABOUT,
    ("khoảng", "chừng"): Bound.ABOUT, ("vào", "khoảng"): Bound.ABOUT,
    ("khoảng", "trên"): Bound.OVER, ("khoảng", "gần"): Bound.ABOUT, ("gần", "như"): Bound.ABOUT,
    ("hơn",): Bound.OVER, ("trên",): Bound.OVER, ("quá",): Bound.OVER, ("ngoài",): Bound.OVER, ("vượt",): Bound.OVER,
    ("vượt", "quá"): Bound.OVER,
    ("ít", "nhất"): Bound.AT_LEAST, ("tối", "thiểu"): Bound.AT_LEAST, ("không", "dưới"): Bound.AT_LEAST,
    ("không", "ít", "hơn"): Bound.AT_LEAST, ("thấp", "nhất"): Bound.AT_LEAST, ("không", "kém"): Bound.AT_LEAST,
    ("ít", "nhất", "là"): Bound.AT_LEAST, ("tối", "thiểu", "là"): Bound.AT_LEAST, ("không", "thấp", "hơn"): Bound.AT_LEAST,
    ("dưới",): Bound.UNDER, ("tối", "đa"): Bound.UNDER, ("không", "quá"): Bound.UNDER, ("chưa", "đầy"): Bound.UNDER,
    ("chưa", "đến"): Bound.UNDER, ("chưa", "tới"): Bound.UNDER, ("không", "đầy"): Bound.UNDER, ("nhiều", "nhất"): Bound.UNDER,
    ("không", "vượt", "quá"): Bound.UNDER, ("không", "hơn"): Bound.UNDER, ("chưa", "quá"): Bound.UNDER, ("không", "đến"): Bound.UNDER,
    ("không", "tới"): Bound.UNDER, ("tối", "đa", "là"): Bound.UNDER,
}  # fmt: skip
_LAST = {words[-1] for words in BOUNDS}
_COMPARED = {"sớm", "muộn", "trẻ", "già", "lớn", "nhỏ", "dài", "ngắn", "rẻ", "đắt", "tốt", "rộng", "hẹp", "nhanh", "chậm",
             "xa", "nặng", "nhẹ", "sâu", "ngoài", "lâu"}  # fmt: skip
_UP, _DOWN = Change.UP, Change.DOWN
_CHANGES = {"tăng": _UP, "giảm": _DOWN}
_COMPARISONS = {("cao", "hơn"): _UP, ("nhiều", "hơn"): _UP, ("thấp", "hơn"): _DOWN, ("ít", "hơn"): _DOWN}
_FILLERS = {"thêm", "lên", "xuống", "còn", "tới", "đến", "được", "bình", "quân", "là", "đi"}
_AFTER_BOUND = re.compile(r" +(trở lên|trở xuống|trở đi)\b")
_AGAINST = re.compile(
    r",? +so +(?:với +)?((?:[^\W\d_]+|[0-9]+(?:[./-][0-9]+)*|(?<= )-(?= ))(?: +(?:[^\W\d_]+|[0-9]+(?:[.,/-][0-9]+)*|-))*)"
)
_AGAINST_END = re.compile(
    r" +(?:và|thì|là|nhưng|song|tăng|giảm|đạt|với|do|nhờ|trong đó|khi|bằng|từ|chiếm|còn|để|nên|của)\b"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\b")
_EARLIER = re.compile(r"so +với +([^,;.:()\n]{2,60}?)(?:,|$| (?:thì|số|tỷ lệ|tỉ lệ|đã|tổng))")
_RATE = re.compile(r"/[^\W\d_]+(?:/[^\W\d_]+)?(?![/-]?[0-9])")


@dataclass(frozen=True, slots=True)
class Left:
    """The words before a number at ``pos``, the nearest last; none across punctuation or a line end."""

    words: list[str]
    low: str
    pos: int

    def start(self, count: int) -> int:
        """Where the nearest ``count`` words begin; ``pos`` itself for none."""
        at = self.pos
        for word in reversed(self.words[len(self.words) - count :]):
            at = self.low.rfind(word, 0, at)
        return at


def left_of(low: str, pos: int, done: int = 0) -> Left:
    """Up to five words that lead to ``pos`` without a break, none that begins before ``done``."""
    begin = max(done, pos - _REACH)
    begin = max(begin, low.rfind("\n", begin, pos) + 1)
    found = low[begin:pos].split()
    if not found or low[pos - 1] in _OPEN:
        return Left([], low, pos)
    words: list[str] = []
    for word in reversed(found[-5:]):
        if word[-1] in _BREAK:
            break
        bare = word.lstrip(_OPEN)
        if not bare:
            break
        words.append(bare)
        if len(bare) != len(word):
            break
    words.reverse()
    return Left(words, low, pos)


def take_bound(left: Left) -> tuple[Bound, int]:
    """The bound that ends ``left`` and how many words it takes."""
    words = left.words
    if words and (words[-1] == "ước" or words[-2:] in (["ước", "tính"], ["ước", "đạt"])):
        return Bound.ABOUT, 0
    if not words or words[-1] not in _LAST:
        return Bound.EXACT, 0
    for size in (3, 2, 1):
        if len(words) >= size and (bound := BOUNDS.get(tuple(words[-size:]))):
            before = words[-size - 1] if len(words) > size else ""
            if (
                size == 1
                and words[-1] == "hơn"
                and (before in _COMPARED or ("hơn", before) == ("hơn", "cao"))
            ):
                return Bound.EXACT, 0
            if size == 1 and words[-1] == "hơn" and (before, "hơn") in _COMPARISONS:
                return Bound.EXACT, 0
            return bound, size
    return Bound.EXACT, 0


def take_change(left: Left, used: int) -> tuple[Change, int, bool]:
    """The direction that leads to a number before ``used`` words of bound: direction, words in all, "từ" seen."""
    words = left.words[: len(left.words) - used] if used else left.words
    index = len(words) - 1
    start_from = False
    if index >= 1 and words[index] == "từ" and words[index - 1] in _CHANGES:
        return _CHANGES[words[index - 1]], used + 2, True
    fillers = 0
    while index >= 0 and words[index] in _FILLERS and fillers < 2:
        index, fillers = index - 1, fillers + 1
    if index < 0:
        return Change.NONE, used, False
    if index >= 1 and (found := _COMPARISONS.get((words[index - 1], words[index]))):
        return found, used + fillers + 2, False
    if (found := _CHANGES.get(words[index])) and (
        index == 0 or words[index - 1] not in ("tỷ", "tỉ", "phương", "mức")
    ):
        return found, used + fillers + 1, start_from
    return Change.NONE, used, False


def bound_after(low: str, pos: int) -> Bound:
    """A bound that follows a figure ("2/3 trở lên"); it is not part of the span."""
    match = _AFTER_BOUND.match(low, pos)
    if match is None or match[1] == "trở đi":
        return Bound.EXACT
    return Bound.AT_LEAST if match[1] == "trở lên" else Bound.UNDER


def against_after(low: str, pos: int) -> tuple[int, int]:
    """Where "so với ..." behind a figure names what it is measured against: (start, end) of that name, or (0, 0)."""
    match = _AGAINST.match(low, pos)
    if match is None or match.end() - match.start(1) > 80:
        return (0, 0) if match is None else _cut(low, match.start(1), match.start(1) + 80)
    return _cut(low, match.start(1), match.end(1))


def _cut(low: str, start: int, end: int) -> tuple[int, int]:
    if stop := _AGAINST_END.search(low, start, end):
        end = stop.start()
    year = _YEAR.search(low, start, end)
    if year and not low[year.end() : end].lstrip().startswith("-"):
        end = year.end()
    while end > start and low[end - 1] in " -":
        end -= 1
    return (start, end) if end > start else (0, 0)


def against_before(low: str, pos: int) -> tuple[int, int]:
    """Where a sentence that says "So với năm 2020, ... tăng 3,45%" names what it is measured against."""
    begin = max(low.rfind("\n", 0, pos), low.rfind(". ", max(0, pos - 260), pos), pos - 260, 0)
    found = low.rfind("so với ", begin, pos)
    if found < 0:
        return 0, 0
    match = _EARLIER.match(low, found, pos)
    if match is None or any(
        c.isdigit() and low[max(0, i - 1)] in "0123456789" and low[i : i + 1] == "%"
        for i, c in enumerate(match[1])
    ):
        return 0, 0
    return _cut(low, match.start(1), match.end(1))


def rate_end(low: str, pos: int) -> int:
    """The end of "/người", "/năm", "/người/năm" behind a figure, or ``pos``."""
    match = _RATE.match(low, pos)
    return match.end() if match else pos
