"""Numbers, names and moments as the overview writes them."""

from __future__ import annotations

from datetime import date, datetime

from annotator.i18n import language, tr
from annotator.review.agreement.results import Estimate
from annotator.services.overview import FEW

NOTHING = "–"


def decimal_words(value: float | None) -> str:
    """Two decimals as people write them: 0,84 in Vietnamese; a dash for what is not defined."""
    if value is None:
        return NOTHING
    return f"{value:.2f}".replace(".", "," if language() == "vi" else ".")


def interval_words(found: Estimate | None) -> str:
    """``0,83–0,85``, or an empty text where there is no interval."""
    if found is None or found.low is None or found.high is None:
        return ""
    return f"{decimal_words(found.low)}–{decimal_words(found.high)}"


def estimate_words(found: Estimate | None) -> str:
    """A number with its interval and what it is from, for tool tips and screen readers."""
    if found is None or found.value is None:
        return tr("not defined")
    if found.n < FEW:
        return tr("too few spans to say ({n})").format(n=found.n)
    bounds = interval_words(found)
    value = f"{decimal_words(found.value)} ({bounds})" if bounds else decimal_words(found.value)
    return tr("{value}, from {n} spans").format(value=value, n=found.n)


def initials(name: str) -> str:
    """``M. Châu`` for Minh Châu: short enough for the head of a column."""
    *before, last = name.split() or [name]
    return " ".join([*(f"{word[0]}." for word in before), last])


def moment_words(moment: float, now: float) -> str:
    """``today 09:20``, ``18/11``; an empty text for never."""
    if not moment:
        return ""
    then, today = datetime.fromtimestamp(moment).astimezone(), datetime.fromtimestamp(now).astimezone()
    if then.date() == today.date():
        return tr("today {time}").format(time=then.strftime("%H:%M"))
    return then.strftime("%d/%m" if then.year == today.year else "%d/%m/%Y")


def day_words(day: date) -> str:
    """``9/11``."""
    return f"{day.day}/{day.month}"
