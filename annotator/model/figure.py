"""Figures and what they mean: parsed values that never lose or invent a digit.

Numbers are exact (``Decimal``, or a part of a whole as written), dates are as partial as the text leaves them: "7/1"
has no year and gets none. Offsets are code points, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from annotator.model.scheme import read_date, read_number


class FigureKind(StrEnum):
    """What sort of statement a figure makes."""

    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"
    MONEY = "money"
    DATE = "date"
    PERIOD = "period"
    DURATION = "duration"
    ORDINAL = "ordinal"
    DOCUMENT_NUMBER = "document_number"


class Bound(StrEnum):
    """How the value is to be taken; the ids of the scheme's choices."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"


class Change(StrEnum):
    """Direction of a change; the ids of the scheme's choices."""

    NONE = "none"
    UP = "up"
    DOWN = "down"


class Status(StrEnum):
    """Whether the text can be read in one way only."""

    SURE = "sure"
    AMBIGUOUS = "ambiguous"


# The label of the shipped scheme that a kind belongs under; ordinals and document numbers have none.
LABELS = {
    FigureKind.COUNT: "COUNT",
    FigureKind.PERCENT: "PERCENT",
    FigureKind.RATIO: "RATIO",
    FigureKind.MONEY: "MONEY",
    FigureKind.DATE: "DATE",
    FigureKind.PERIOD: "DATE",
    FigureKind.DURATION: "DURATION",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole as written: 33/33 stays 33/33, where a ``Fraction`` would make it 1."""

    part: int
    whole: int

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.part, self.whole)

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month, quarter or year, as far as it is given. Never completed."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None

    @property
    def edtf(self) -> str | None:
        """EDTF-like text as the scheme stores it, or None for what it cannot hold (a quarter without a year)."""
        if self.quarter is not None:
            return None if self.year is None else f"{self.year:04}-Q{self.quarter}"
        if self.year is None:
            if self.month is None:
                return None
            return f"--{self.month:02}" + (f"-{self.day:02}" if self.day else "")
        if self.month is None:
            return f"{self.year:04}"
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    def __str__(self) -> str:
        return self.edtf or f"Q{self.quarter}"


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` to ``end``; None where that side is open ("từ năm 2019 đến nay")."""

    start: PartialDate | None
    end: PartialDate | None

    @property
    def edtf(self) -> str | None:
        first = ".." if self.start is None else self.start.edtf
        last = ".." if self.end is None else self.end.edtf
        return None if first is None or last is None else f"{first}/{last}"

    def __str__(self) -> str:
        return self.edtf or f"{self.start}/{self.end}"


Value = Decimal | Ratio | PartialDate | Period | str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an ambiguous figure."""

    value: Value
    kind: FigureKind


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at ``start``..``end``; ``core`` is the numeral alone (with its % sign), inside it.

    ``value``: for money in ``unit`` (đồng where Vietnamese), for percent the percentage (98.59); ``to`` is the
    upper end of a range. A document number's value is its text. ``readings`` holds every reading of an ambiguous
    figure, the assumed one first; it is empty where the figure is sure.
    """

    start: int
    end: int
    kind: FigureKind
    value: Value
    to: Decimal | None = None
    unit: str = ""
    bound: Bound = Bound.EXACT
    change: Change = Change.NONE
    against: str = ""
    status: Status = Status.SURE
    readings: tuple[Reading, ...] = ()
    core: tuple[int, int] = (0, 0)

    @property
    def label(self) -> str | None:
        """The label of the shipped scheme, or None for ordinals and document numbers."""
        return LABELS.get(self.kind)

    def attributes(self) -> dict[str, str]:
        """The scheme's attributes in stored form; what is a default or cannot be stored is left out."""
        if self.kind in (FigureKind.DATE, FigureKind.PERIOD):
            written = self.value.edtf if isinstance(self.value, (PartialDate, Period)) else None
            date = read_date(written) if written else None
            return {"date": date} if date else {}
        found = {
            "value": stored(self.value),
            "to": stored(self.to),
            "unit": self.unit,
            "against": self.against,
        }
        attributes = {name: text for name, text in found.items() if text}
        if self.bound is not Bound.EXACT:
            attributes["bound"] = self.bound.value
        if self.change is not Change.NONE:
            attributes["change"] = self.change.value
        return attributes


def stored(value: Value | None) -> str | None:
    """A number in the scheme's stored form (``4617``, ``98.59``, ``33/33``); None for anything else."""
    if isinstance(value, Ratio):
        return read_number(str(value))
    return read_number(value) if isinstance(value, Decimal) else None
