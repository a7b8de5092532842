"""Where the spans of a document are: found by range, changed one at a time, without sorting or scanning all.

Pure code. Ranges are code points, half-open. Spans lie in buckets of several sizes, each in the size that it
touches at most a few of, so a span over many paragraphs is found from every one and costs no more than a short one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from annotator.model.span import Span, innermost_first, order_key

_SHIFTS = (10, 13, 16, 19, 22, 25, 28, 31)
_WINDOW = 1 << 12
_START, _END = itemgetter(1), itemgetter(2)


class SpanIndex:
    """Spans by place. ``rank`` tells which was there earlier; it follows the order in which the layer holds them."""

    def __init__(self, spans: Mapping[str, Span]) -> None:
        self._buckets: list[dict[int, dict[str, Span]]] = [{} for _ in _SHIFTS]
        self._rank = dict(zip(spans, range(len(spans)), strict=True))
        self._next = len(spans)
        self._inner: dict[str, bool] = {}
        self._spans: dict[str, Span] = dict(spans)
        self._limit = 0
        self._fill(spans)

    def _fill(self, spans: Mapping[str, Span]) -> None:
        """Sort many spans into buckets at once: nearly all touch one or two of the smallest."""
        first: defaultdict[int, dict[str, Span]] = defaultdict(dict)
        self._buckets[0], shift, held = first, _SHIFTS[0], spans.values()
        starts, ends = map(_START, held), list(map(_END, held))
        self._limit = max(ends, default=0)
        # One turn for every span of a document that is opened: the parts are taken out by C code.
        for id, start, end, span in zip(spans, starts, ends, held, strict=True):
            low, high = start >> shift, (end - 1) >> shift
            if low == high:
                first[low][id] = span
            elif high == low + 1:
                first[low][id] = first[high][id] = span
            else:
                self._place(span)

    def __len__(self) -> int:
        return len(self._spans)

    def get(self, id: str | None) -> Span | None:
        return self._spans.get(id) if id is not None else None

    def all(self) -> Iterable[Span]:
        """Every span, in no particular order."""
        return self._spans.values()

    def rank(self, id: str) -> int:
        """The age of a span: smaller is earlier."""
        return self._rank[id]

    @staticmethod
    def _keys(start: int, end: int) -> tuple[int, range]:
        length = max(1, end - start)
        level = 0
        while length > (2 << _SHIFTS[level]) and level + 1 < len(_SHIFTS):
            level += 1
        low = start >> _SHIFTS[level]
        return level, range(low, max(low, (end - 1) >> _SHIFTS[level]) + 1)

    def _place(self, span: Span) -> None:
        level, keys = self._keys(span.start, span.end)
        for key in keys:
            self._buckets[level].setdefault(key, {})[span.id] = span
        self._limit = max(self._limit, span.end)

    def add(self, span: Span) -> None:
        """Add a span as the youngest; one whose id is known replaces it in place."""
        old = self._spans.get(span.id)
        if old is not None:
            self._take(old)
        else:
            self._rank[span.id] = self._next
            self._next += 1
        self._spans[span.id] = span
        self._place(span)
        self._forget(span)

    def remove(self, id: str) -> None:
        """Forget a span; one that is not known is ignored."""
        span = self._spans.pop(id, None)
        if span is not None:
            self._take(span)
            del self._rank[id]
            self._inner.pop(id, None)

    def _take(self, span: Span) -> None:
        level, keys = self._keys(span.start, span.end)
        self._drop(level, keys, span.id)
        self._forget(span)

    def _drop(self, level: int, keys: range, id: str) -> None:
        for key in keys:
            bucket = self._buckets[level].get(key)
            if bucket is not None:
                bucket.pop(id, None)
                if not bucket:
                    del self._buckets[level][key]

    def overlapping(self, start: int, end: int) -> list[Span]:
        """Spans that share at least one code point with start..end, in no particular order."""
        found: dict[str, Span] = {}
        for level, shift in enumerate(_SHIFTS):
            buckets = self._buckets[level]
            if not buckets:
                continue
            low, high = start >> shift, max(start, end - 1) >> shift
            keys: Iterable[int] = range(low, high + 1) if high - low < len(buckets) else list(buckets)
            for key in keys:
                bucket = buckets.get(key)
                if bucket and low <= key <= high:
                    found.update(
                        (id, span) for id, span in bucket.items() if span[1] < end and start < span[2]
                    )
        return list(found.values())

    def at(self, offset: int) -> list[Span]:
        """Spans that cover the code point at ``offset``, innermost first."""
        return innermost_first(self.overlapping(offset, offset + 1))

    def is_innermost(self, span: Span) -> bool:
        """Whether no other span lies inside this one and is shorter."""
        known = self._inner.get(span.id)
        if known is None:
            known = self._inner[span.id] = not self._holds_any(span)
        return known

    def _holds_any(self, span: Span) -> bool:
        _, start, end = span[:3]
        length = end - start
        for level, shift in enumerate(_SHIFTS):
            buckets = self._buckets[level]
            if not buckets:
                continue
            low, high = start >> shift, (end - 1) >> shift
            keys: Iterable[int] = range(low, high + 1) if high - low < len(buckets) else list(buckets)
            for key in keys:
                for other in buckets.get(key, {}).values():
                    if start <= other[1] and other[2] <= end and other[2] - other[1] < length:
                        return True
        return False

    def _forget(self, span: Span) -> None:
        self._inner.pop(span.id, None)
        for other in self.overlapping(span.start, span.end):
            self._inner.pop(other.id, None)

    # Walking in reading order ----------------------------------------------------------------------------------
    def after(self, key: tuple[int, int, str]) -> Span | None:
        """The first span in reading order behind ``key`` (see ``model.span.order_key``)."""
        for low in range(key[0], self._limit, _WINDOW):
            found = [s for s in self._starting(low, low + _WINDOW) if order_key(s) > key]
            if found:
                return min(found, key=order_key)
        return None

    def before(self, key: tuple[int, int, str]) -> Span | None:
        """The last span in reading order ahead of ``key``."""
        high = key[0] + 1
        while high > 0:
            low = max(0, high - _WINDOW)
            found = [s for s in self._starting(low, high) if order_key(s) < key]
            if found:
                return max(found, key=order_key)
            high = low
        return None

    def _starting(self, low: int, high: int) -> Iterator[Span]:
        return (span for span in self.overlapping(low, high) if low <= span.start < high)
