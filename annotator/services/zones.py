"""Excluded zones of layers: which parts of a text do not count, and which ones a rule would exclude."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from annotator.model.layer import Layer
from annotator.model.span import Span
from annotator.model.zones import zones

Range = tuple[int, int]


def closed_ranges(layers: Iterable[Layer]) -> list[Range]:
    """What at least one of the layers excludes, in code points: in order, none touching another. Proposals do not count."""
    found = sorted(
        (zone.start, zone.end) for layer in layers for zone in zones(layer.facts) if not zone.proposed
    )
    joined: list[Range] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def is_closed(span: Span, closed: Iterable[Range]) -> bool:
    """Whether any sign of the span is excluded."""
    return any(span.start < end and start < span.end for start, end in closed)


def count_labels(layer: Layer) -> Counter[str]:
    """How many spans carry each label; those in excluded zones are left out."""
    closed = closed_ranges([layer])
    if not closed:
        return Counter(span.label for span in layer.spans.values())
    return Counter(span.label for span in layer.spans.values() if not is_closed(span, closed))


def find_zones(text: str) -> list[tuple[int, int, str]]:
    """What the rules take for web furniture, as (start, end, rules) in code points."""
    from annotator.nlp.zones import propose_zones  # its rules are read when they are first asked for

    return propose_zones(text)
