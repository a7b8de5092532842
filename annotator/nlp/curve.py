"""Whether more data would still help, label by label: a line through the scores of models trained on parts of the data.

The score is F on documents that no model learnt from; the line's slope is what doubling the data brings. The interval comes from
the spread between seeds and parts alone: another choice of test documents could move all of them, so labels that are rare in
the test data get no verdict at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

FRACTIONS = (0.25, 0.5, 0.75, 1.0)
LEAST_SUPPORT = 20  # marked in the test documents
LEAST_GAIN = 0.01  # in F for twice the data: less is not worth the work
LEAST_POINTS = 6
_T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110,
    2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


class Verdict(StrEnum):
    HELPS = "helps"  # the whole interval lies above LEAST_GAIN
    FLAT = "flat"  # the whole interval lies below LEAST_GAIN
    UNCLEAR = "unclear"  # neither
    NOT_ENOUGH = "not-enough"  # too few examples or runs to say anything


@dataclass(frozen=True, slots=True)
class Point:
    """One model: the share of the training documents it saw, its seed, and F."""

    fraction: float
    seed: int
    f: float


@dataclass(frozen=True, slots=True)
class Curve:
    """``slope``: F for twice the data, between ``low`` and ``high`` (95 %); None where it cannot be said."""

    label: str
    support: int
    points: tuple[Point, ...]
    slope: float | None
    low: float | None
    high: float | None
    verdict: Verdict

    @property
    def means(self) -> dict[float, tuple[float, float]]:
        """fraction -> mean and standard deviation of F over the seeds."""
        found = {}
        for fraction in sorted({point.fraction for point in self.points}):
            values = [point.f for point in self.points if point.fraction == fraction]
            mean = sum(values) / len(values)
            spread = (
                math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))
                if len(values) > 1
                else 0.0
            )
            found[fraction] = (mean, spread)
        return found


def curve(label: str, support: int, points: Iterable[Point]) -> Curve:
    """The line and the verdict for one label."""
    found = tuple(sorted(points, key=lambda point: (point.fraction, point.seed)))
    few = (
        len(found) < LEAST_POINTS or len({p.fraction for p in found}) < 3 or len({p.seed for p in found}) < 2
    )
    if few or support < LEAST_SUPPORT:
        return Curve(label, support, found, None, None, None, Verdict.NOT_ENOUGH)
    slope, margin = _line([math.log2(point.fraction) for point in found], [point.f for point in found])
    low, high = slope - margin, slope + margin
    if low > LEAST_GAIN:
        verdict = Verdict.HELPS
    elif high < LEAST_GAIN:
        verdict = Verdict.FLAT
    else:
        verdict = Verdict.UNCLEAR
    return Curve(label, support, found, slope, low, high, verdict)


def _line(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """The slope by least squares and half of its 95 % interval."""
    n = len(xs)
    middle_x, middle_y = sum(xs) / n, sum(ys) / n
    square = sum((x - middle_x) ** 2 for x in xs)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / square
    rest = sum((y - middle_y - slope * (x - middle_x)) ** 2 for x, y in zip(xs, ys, strict=True))
    free = n - 2
    quantile = _T95[free - 1] if free <= len(_T95) else 1.96
    return slope, quantile * math.sqrt(rest / free / square)
