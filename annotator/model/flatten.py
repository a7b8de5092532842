"""The one choice among overlapping spans for formats that cannot hold overlaps (spaCy's ``doc.ents``, CoNLL)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.model.span import Span


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``span`` gave way to ``winner``, which overlaps it."""

    span: Span
    winner: Span


@dataclass(frozen=True, slots=True)
class Flattened:
    """``kept`` in reading order, without overlaps; ``left_out`` in the order in which they lost."""

    kept: tuple[Span, ...]
    left_out: tuple[LeftOut, ...]


def rank(span: Span) -> tuple[int, int, str, str]:
    """Who goes first: the longest (in code points), then the earliest, then by label, then by id."""
    return span.start - span.end, span.start, span.label, span.id


def flatten(spans: Iterable[Span]) -> Flattened:
    """Choose spans that do not overlap.

    The rule: spans are taken longest first, then earliest, then in the order of their labels, then of their ids; each
    one is kept unless it overlaps one already kept. So the outer of two nested spans stays, the outcome does not depend
    on the order of the input, and no span that was left out would still fit. Where a span overlaps several kept ones,
    the first of them in the text is named as the winner.
    """
    starts: list[int] = []
    kept: list[Span] = []
    left_out: list[LeftOut] = []
    for span in sorted(spans, key=rank):
        place = bisect_right(starts, span.start)
        if place and kept[place - 1].end > span.start:
            left_out.append(LeftOut(span, kept[place - 1]))
        elif place < len(kept) and kept[place].start < span.end:
            left_out.append(LeftOut(span, kept[place]))
        else:
            starts.insert(place, span.start)
            kept.insert(place, span)
    return Flattened(tuple(kept), tuple(left_out))
