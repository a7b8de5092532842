"""Excluded zones: parts of a text (web furniture) in which nothing is suggested, counted or exported.

A zone is a fact of a layer (``facts.ZONE``) under the key ``<start>-<end>``, in code points. Zones of one layer
neither overlap nor touch: marking text beside a zone makes it grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from annotator.model.facts import ZONE, Facts, of_kind
from annotator.model.span import Span


class Zone(NamedTuple):
    """``proposed``: found by a rule and not yet looked at by a person. ``rule``: which one."""

    start: int
    end: int
    proposed: bool = False
    rule: str = ""


def zone_key(start: int, end: int) -> str:
    return f"{start}-{end}"


def zones(facts: Facts) -> list[Zone]:
    """The zones of a layer, in order."""
    found = []
    for key, value in of_kind(facts, ZONE).items():
        start, _, end = key.partition("-")
        found.append(Zone(int(start), int(end), bool(value.get("proposed")), str(value.get("rule", ""))))
    return sorted(found)


def zone_value(zone: Zone) -> dict[str, object]:
    """What the fact of a zone holds."""
    return {"proposed": True, "rule": zone.rule} if zone.proposed else {}


def in_zone(start: int, end: int, ranges: Sequence[tuple[int, int] | Zone]) -> bool:
    """Whether any sign of [start, end) lies in one of the ranges."""
    return any(start < one[1] and one[0] < end for one in ranges)


def outside(spans: Iterable[Span], ranges: Sequence[tuple[int, int] | Zone]) -> list[Span]:
    """The spans that no zone touches."""
    return [span for span in spans if not in_zone(span.start, span.end, ranges)] if ranges else list(spans)
