"""Checks that a reader of the article would make on its figures: parts and totals, percentages and counts, one fact twice.

Each finding names the rule that found it and the figures it is about. It points; what is right is for a person to say. Labels are
compared with each other and never known by name; words of the article are Vietnamese.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from annotator.model.text import fold_loose

PARTS_SUM, PARTS_OVER, PERCENT, TITLE, TWICE, AGAIN = (
    "parts-sum", "parts-over", "percent", "title", "twice", "again",
)  # fmt: skip
RULES = (PARTS_SUM, PARTS_OVER, PERCENT, TITLE, TWICE, AGAIN)

NEAR = 25  # code points from a total to "trong đó", and from the word before a part
PERCENT_NEAR = 60  # from a part to its percentage
CONTEXT, ALONE = (
    3,
    6,
)  # syllables on both sides of a figure, or before it alone, that make it the same fact in one article
SENTENCE = 12  # syllables that make a sentence known again in another article
ROUGH = Fraction(15, 100)  # how far "gần 5.000" may be from the number it stands for

_END = re.compile(r"[.;!?…](?=\s|$|[”\"])|\n")
_MARKER = re.compile(r"\b(trong đó|trong số đó|trong số này|bao gồm|gồm)\b", re.IGNORECASE)
_ALL = ("gồm", "bao gồm")
_PERCENT_WORDS = re.compile(r"chiếm|đạt|bằng|tỷ lệ|tỉ lệ|tương đương|\(")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
_RATIO = re.compile(r"(-?\d+)/(\d+)\Z")


class Figure(NamedTuple):
    """A marked figure: where it stands (code points), its label, its words, its values as stored; ``dated``: its value is a date."""

    document: str
    title: str
    span: str
    start: int
    end: int
    label: str
    words: str
    value: str
    to: str = ""
    unit: str = ""
    bound: str = ""
    change: str = ""
    against: str = ""
    dated: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What no other figure of the same person has."""
        return self.document, self.span

    @property
    def number(self) -> Fraction | None:
        """Its value, where it is one number."""
        return None if self.dated or not _NUMBER.match(self.value) else Fraction(self.value)

    @property
    def ratio(self) -> tuple[int, int] | None:
        """Part and whole, where it is written so."""
        found = None if self.dated else _RATIO.match(self.value)
        return (int(found[1]), int(found[2])) if found and int(found[2]) else None

    @property
    def percent(self) -> bool:
        return not self.dated and ("%" in self.words or "phần trăm" in self.words)

    @property
    def exact(self) -> bool:
        return self.bound in ("", "exact") and not self.to


class Finding(NamedTuple):
    """What ``rule`` found: the figures it is about, what one of them says and what the others make of it, in stored form."""

    rule: str
    figures: tuple[Figure, ...]
    said: str
    found: str


class CheckBook:
    """Checks documents one after the other, and remembers the sentences of earlier ones."""

    def __init__(self) -> None:
        self._sentences: dict[int, Figure] = {}

    def check(self, text: str, figures: Sequence[Figure]) -> list[Finding]:
        """What a reader would look at again in one document, and where it differs from an earlier one."""
        ordered = sorted((f for f in figures if f.value), key=_place)
        page = _Page(text, ordered)
        found = [*_parts(page), *_percents(page), *_title(page), *_twice(page)]
        return [*found, *self._again(page)]

    def _again(self, page: _Page) -> Iterator[Finding]:
        """The same sentence in two articles, with another number in it."""
        for figure in page.figures:
            key = page.sentence_key(figure)
            if key is None or figure.number is None:
                continue
            before = self._sentences.setdefault(key, figure)
            if before.document != figure.document and not agree(before, figure):
                yield Finding(AGAIN, (before, figure), before.value, figure.value)


class _Page:
    """A text with its figures, in order; ``ends`` are the ends of its sentences."""

    def __init__(self, text: str, figures: list[Figure]) -> None:
        self.text, self.figures = text, figures
        self.ends = [match.start() for match in _END.finditer(text)]
        self.starts = [figure.start for figure in figures]

    def sentence(self, offset: int) -> tuple[int, int]:
        """The range of the sentence at ``offset``."""
        place = bisect_left(self.ends, offset)
        end = self.ends[place] if place < len(self.ends) else len(self.text)
        return (self.ends[place - 1] + 1 if place else 0), end

    def between(self, start: int, end: int) -> list[Figure]:
        """Figures that begin in the range, those inside another one left out."""
        found: list[Figure] = []
        for figure in self.figures[bisect_left(self.starts, start) : bisect_left(self.starts, end)]:
            if not found or figure.start >= found[-1].end:
                found.append(figure)
        return found

    def before(self, offset: int, within: int) -> Figure | None:
        """The last figure that ends before ``offset``, at most ``within`` code points away and in the same sentence."""
        low = self.sentence(offset)[0]
        for figure in reversed(self.figures[: bisect_right(self.starts, offset)]):
            if figure.end <= offset:
                return figure if figure.start >= low and offset - figure.end <= within else None
        return None

    def syllables(self, start: int, end: int) -> list[str]:
        """The words of a range without marks and figures."""
        return _WORD.findall(fold_loose(self.text[start:end]))

    def period(self, figure: Figure) -> frozenset[str]:
        """The dates in the figure's sentence."""
        return frozenset(f.value for f in self.between(*self.sentence(figure.start)) if f.dated)

    def sentence_key(self, figure: Figure) -> int | None:
        """What makes a sentence the same but for its numbers, with the figure's place in it; None for a short one."""
        low, high = self.sentence(figure.start)
        words = self.syllables(low, high)
        inside = [f.span for f in self.between(low, high)]
        if len(words) < SENTENCE or figure.span not in inside:
            return None
        return hash((tuple(words), inside.index(figure.span), figure.label, self.period(figure)))


def _place(figure: Figure) -> tuple[int, int]:
    return figure.start, -figure.end


# Parts and their total ----------------------------------------------------------------------------------------
def _parts(page: _Page) -> Iterator[Finding]:
    for marker in _MARKER.finditer(page.text):
        total = page.before(marker.start(), NEAR)
        if total is None or total.number is None or total.percent or not total.exact:
            continue
        end = page.sentence(marker.end())[1]
        following = _MARKER.search(page.text, marker.end(), end)
        parts = [
            f for f in page.between(marker.end(), following.start() if following else end)
            if f.label == total.label and f.number is not None and not f.percent
        ]  # fmt: skip
        if not parts:
            continue
        totals = _totals(page, total)
        if over := [f for f in parts if (f.number or 0) > max(totals) and _alike(f.unit, total.unit)]:
            yield Finding(PARTS_OVER, (total, *over), total.value, over[0].value)
        elif len(parts) > 1 and all(f.exact for f in parts):
            yield from _sum(total, parts, totals, whole=marker[1].lower() in _ALL)


def _totals(page: _Page, total: Figure) -> list[Fraction]:
    """What the parts may add up to: the total, or with it the one it is joined to ("5 tổ chức và 74 đảng viên")."""
    first = total.number or Fraction(0)
    joined = page.before(total.start, 5)
    if joined is None or joined.number is None or joined.label != total.label:
        return [first]
    return [first, first + joined.number]


def _sum(total: Figure, parts: list[Figure], totals: list[Fraction], *, whole: bool) -> Iterator[Finding]:
    amount = sum((f.number for f in parts if f.number is not None), Fraction(0))
    same = all(_alike(part.unit, total.unit) for part in parts)
    one = len({part.unit for part in parts}) == 1
    if amount not in totals and ((amount > max(totals) and one) or (whole and same)):
        yield Finding(PARTS_SUM, (total, *parts), total.value, written(amount))


def _alike(part: str, total: str) -> bool:
    """Whether the parts can be of what the total counts: nothing is said against it."""
    part, total = fold_loose(part), fold_loose(total)
    return not part or not total or total in part or " ".join(part.split()[:2]) in total


# Percentages and counts -----------------------------------------------------------------------------------------
def _percents(page: _Page) -> Iterator[Finding]:
    for percent in page.figures:
        if (
            not percent.percent
            or percent.number is None
            or not percent.exact
            or percent.change not in ("", "none")
        ):
            continue
        part = page.before(percent.start, PERCENT_NEAR)
        if part is None or not _PERCENT_WORDS.search(page.text, part.end, percent.start + 1):
            continue
        if part.ratio is not None and part.exact:
            share = Fraction(100 * part.ratio[0], part.ratio[1])
            figures: tuple[Figure, ...] = (part, percent)
        else:
            total = _total_of(page, part)
            if total is None or part.number is None or not part.exact or part.percent:
                continue
            share, figures = 100 * part.number / (total.number or 1), (total, part, percent)
        if not _rounded(share, percent):
            yield Finding(PERCENT, figures, percent.value, written(share, 2))


def _total_of(page: _Page, part: Figure) -> Figure | None:
    """The total that a part is of: the figure before "trong đó" before it, with nothing counted between."""
    low = page.sentence(part.start)[0]
    markers = list(_MARKER.finditer(page.text, low, part.start))
    if not markers or page.between(markers[-1].end(), part.start):
        return None
    total = page.before(markers[-1].start(), NEAR)
    right = total is not None and total.label == part.label and total.exact and not total.percent
    return total if right and total is not None and total.number else None


def _rounded(share: Fraction, percent: Figure) -> bool:
    """Whether a percentage is the share, rounded or cut to as many places as it has."""
    places = len(percent.value.partition(".")[2])
    return abs(share - Fraction(percent.value)) < Fraction(1, 10**places)


# One fact twice ---------------------------------------------------------------------------------------------------
def agree(one: Figure, other: Figure) -> bool:
    """Whether both can be true: equal, or as far apart as their bounds allow."""
    a, b = one.number, other.number
    if a is None or b is None:
        return True
    return a == b or _allows(one, a, b) or _allows(other, b, a)


def _allows(figure: Figure, value: Fraction, other: Fraction) -> bool:
    if figure.to and _NUMBER.match(figure.to):
        return value <= other <= Fraction(figure.to)
    if figure.bound == "about":
        return abs(value - other) <= ROUGH * max(abs(value), abs(other))
    if figure.bound in ("over", "at_least"):
        return other >= value
    return figure.bound == "under" and other <= value


def _subject(figure: Figure) -> tuple[str, ...]:
    return (
        figure.label,
        fold_loose(figure.unit),
        fold_loose(figure.against),
        figure.change,
        str(figure.percent),
    )


def _title(page: _Page) -> Iterator[Finding]:
    """A number in the headline that the article gives otherwise."""
    head = page.text.find("\n")
    if head < 0:
        return
    for figure in page.between(0, head):
        if figure.number is None or not (figure.percent or _telling(figure)):
            continue
        body = [
            f
            for f in page.figures
            if f.start > head and _subject(f) == _subject(figure) and f.number is not None
        ]
        if body and not any(agree(figure, other) for other in body):
            far = [abs((other.number or Fraction(0)) - figure.number) for other in body]
            nearest = body[far.index(min(far))]
            yield Finding(TITLE, (figure, nearest), figure.value, nearest.value)


def _telling(figure: Figure) -> bool:
    """Whether a headline would not mean something else by the same unit: "30 năm" and "15 năm" are no slip."""
    return " " in figure.unit or (bool(figure.unit) and (figure.number or 0) >= 100)


def _twice(page: _Page) -> Iterator[Finding]:
    """Two numbers for the same thing, said with the same words, and no other time given."""
    known: dict[tuple[object, ...], Figure] = {}
    told: set[tuple[str, str]] = set()
    for figure in page.figures:
        if figure.number is None or not (figure.unit or figure.percent):
            continue
        for key in _contexts(page, figure):
            before = known.setdefault(key, figure)
            pair = (before.span, figure.span)
            if before is figure or pair in told or agree(before, figure):
                continue
            times = page.period(before), page.period(figure)
            if not all(times) or times[0] == times[1]:
                told.add(pair)
                yield Finding(TWICE, (before, figure), before.value, figure.value)


def _contexts(page: _Page, figure: Figure) -> Iterator[tuple[object, ...]]:
    low, high = page.sentence(figure.start)
    before, after = page.syllables(low, figure.start), page.syllables(figure.end, high)
    if min(len(before), len(after)) >= CONTEXT:
        yield ("around", *before[-CONTEXT:], *after[:CONTEXT], *_subject(figure))
    if len(before) >= ALONE:
        yield ("before", *before[-ALONE:], *_subject(figure))


def written(value: Fraction, places: int = 6) -> str:
    """A number as it is stored, to so many places."""
    text = f"{float(value):.{places}f}" if value.denominator != 1 else str(value.numerator)
    return text.rstrip("0").rstrip(".") if "." in text else text
