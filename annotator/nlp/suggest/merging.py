"""What several sources say, as one list: the same said once, with who says so; nothing that a person has decided already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from annotator.model.span import Span
from annotator.nlp.suggest.suggestion import Suggestion


def longest(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Of those of one label that overlap, the first and longest; of two equal ones the surer."""
    by_label: dict[str, list[Suggestion]] = {}
    for suggestion in found:
        by_label.setdefault(suggestion.label, []).append(suggestion)
    for suggestions in by_label.values():
        suggestions.sort(key=lambda s: (s.start, -s.end, -s.score))
        reach = 0
        for suggestion in suggestions:
            if suggestion.start >= reach:
                reach = suggestion.end
                yield suggestion


def merged(found: Iterable[Suggestion]) -> list[Suggestion]:
    """Equal range and label become one, with all sources, the highest score and every attribute; in reading order."""
    table: dict[tuple[int, int, str], list[Suggestion]] = {}
    for suggestion in found:
        table.setdefault(suggestion.key, []).append(suggestion)
    return sorted(map(_one, table.values()), key=lambda s: (s.start, -s.end, -s.score, s.label))


def _one(same: list[Suggestion]) -> Suggestion:
    if len(same) == 1:
        return same[0]
    same.sort(key=lambda s: -s.score)
    attributes = {name: value for each in reversed(same) for name, value in each.attributes.items()}
    sources = "+".join(dict.fromkeys(source for each in same for source in each.sources))
    return same[0]._replace(source=sources, attributes=attributes)


def open_ones(
    suggestions: Iterable[Suggestion],
    spans: Collection[Span],
    zones: Sequence[tuple[int, int]],
    rejected: Collection[tuple[int, int, str]],
    group_of: Callable[[str], str],
) -> list[Suggestion]:
    """Those that nobody has decided yet.

    Left out are: what lies in an excluded zone, even in part; what was rejected; what is marked already, as the same or as another
    label of its group; and what overlaps a span of its own label, since somebody has put the boundary elsewhere.
    """
    taken = {(span.start, span.end, group_of(span.label)) for span in spans}
    by_label: dict[str, list[tuple[int, int]]] = {}
    for span in spans:
        by_label.setdefault(span.label, []).append((span.start, span.end))
    return [
        s for s in suggestions
        if s.key not in rejected
        and (s.start, s.end, group_of(s.label)) not in taken
        and not _meets(s, by_label.get(s.label, ()))
        and not _meets(s, zones)
    ]  # fmt: skip


def _meets(suggestion: Suggestion, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first < suggestion.end and suggestion.start < last for first, last in ranges)


def unambiguous(suggestions: Sequence[Suggestion], least: float = 0.0) -> list[Suggestion]:
    """Those with a score of ``least`` or more that no other suggestion contradicts: none has the same range with another
    label, and none crosses it. One inside another is no contradiction: spans nest.
    """
    ordered = sorted(suggestions, key=lambda s: (s.start, -s.end))
    doubtful: set[tuple[int, int, str]] = set()
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.start >= one.end:
                break
            if (one.start, one.end) == (other.start, other.end) or one.crosses(other.start, other.end):
                doubtful |= {one.key, other.key}
    return [s for s in suggestions if s.score >= least and s.key not in doubtful]
