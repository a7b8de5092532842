"""Checks of one line that was read: spans against the text, ids, ends of relations. Nothing is dropped in silence."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from annotator.formats.base import MAX_TEXT, Incoming, Issue, ReadSpan, Report, Severity
from annotator.model.layer import LayerState
from annotator.model.offsets import READINGS, Reading, reading_of

_STATES = frozenset(state.value for state in LayerState)
_PLAIN_TYPES = frozenset((str, bool, int, Decimal))
_SHOWN = 80  # code points of a text quoted in an issue


def is_plain(item: Incoming) -> bool:
    """Whether there is nothing to say about the line. The way nearly all lines go, so it is kept fast."""
    text = item.text
    length = len(text)
    spans = item.spans
    if [s for s in spans if text[s.start : s.end] != s.text or not 0 <= s.start < s.end <= length]:
        return False
    for attributes in [s.attributes for s in spans if s.attributes]:
        for value in attributes.values():
            if type(value) not in _PLAIN_TYPES:
                return False
    if not length or length > MAX_TEXT // 4 or (item.state is not None and item.state not in _STATES):
        return False
    if (item.reviewed_to is not None or item.zones) and not _edges_hold(item, length):
        return False
    if spans or item.relations:
        ids = {s.id for s in spans}
        if len(ids) != len(spans):
            return False
        if not all(r.head in ids and r.tail in ids for r in item.relations):
            return False
    return not item.labels or all(type(value) in _PLAIN_TYPES for value in item.labels.values())


class LineCheck:
    """Goes through a line that is not plain, says what is wrong with it and takes out what does not hold."""

    def __init__(self, report: Report, accept_reading: str | None) -> None:
        self._report = report
        self._accept = accept_reading
        self._unverified = 0
        self._first_unverified = 0

    def settle(self, item: Incoming) -> bool:
        """Make the line hold, in place. False where nothing of it can be kept."""
        if not item.text:
            self._say("error", "empty-text", item, id=item.id)
            return False
        if len(item.text) > MAX_TEXT // 4 and len(item.text.encode()) > MAX_TEXT:
            self._say("error", "too-large", item, limit=MAX_TEXT)
            return False
        item.spans = self._spans(item)
        self._ids(item)
        self._relations(item)
        self._state(item)
        self._zones(item)
        item.labels = self._values(item, "", item.labels)
        for span in item.spans:
            span.attributes = self._values(item, span.id, span.attributes)
        return True

    def finish(self, path: str) -> None:
        """Say how many spans carried no text to be compared."""
        if self._unverified:
            fields = {"count": self._unverified}
            self._report(Issue("info", "spans-unverified", path, self._first_unverified, fields))

    def _say(self, severity: Severity, code: str, item: Incoming, **fields: Any) -> None:
        self._report(Issue(severity, code, item.path, item.line, fields))

    # Spans against the text ---------------------------------------------------------------------------
    def _spans(self, item: Incoming) -> list[ReadSpan]:
        quoted = [span for span in item.spans if span.text]
        if len(quoted) < len(item.spans):
            self._unverified += len(item.spans) - len(quoted)
            self._first_unverified = self._first_unverified or item.line or 0
        if all(_fits(item.text, span) for span in quoted):
            return [span for span in item.spans if self._inside(item, span)]
        readings = {name: reading_of(item.text, name) for name in READINGS}
        fitting = [
            name for name, reading in readings.items() if all(_fits(item.text, s, reading) for s in quoted)
        ]
        if self._accept in fitting:
            return self._converted(item, self._accept or "", readings[self._accept or ""])
        if fitting:
            wrong = sum(not _fits(item.text, span) for span in quoted)
            self._say(
                "error", "offsets-in-other-unit", item, reading=fitting[0], readings=fitting, count=wrong
            )
        kept = []
        for span in item.spans:
            if span.text and not _fits(item.text, span):
                self._differs(item, span, readings)
            elif self._inside(item, span):
                kept.append(span)
        return kept

    def _inside(self, item: Incoming, span: ReadSpan) -> bool:
        if 0 <= span.start < span.end <= len(item.text):
            return True
        code = "span-empty" if 0 <= span.start == span.end <= len(item.text) else "span-outside"
        self._say(
            "error",
            code,
            item,
            span=span.id,
            start=span.start,
            end=span.end,
            label=span.label,
            length=len(item.text),
        )
        return False

    def _differs(self, item: Incoming, span: ReadSpan, readings: dict[str, Reading]) -> None:
        fitting = [name for name, reading in readings.items() if _fits(item.text, span, reading)]
        start, end = max(0, span.start), max(0, span.end)
        self._say(
            "error", "span-text-differs", item, span=span.id, start=span.start, end=span.end, label=span.label,
            expected=_cut(span.text or ""), found=_cut(item.text[start:end]), readings=fitting,
        )  # fmt: skip

    def _converted(self, item: Incoming, name: str, reading: Reading) -> list[ReadSpan]:
        kept = []
        for span in item.spans:
            start, end = reading(span.start), reading(span.end)
            if start is not None and end is not None:
                span.start, span.end = start, end
            else:
                span.start, span.end = -1, -1
            if self._inside(item, span):
                kept.append(span)
        if item.reviewed_to is not None:
            item.reviewed_to = reading(item.reviewed_to)
        item.zones = tuple(
            (reading(start) or 0, reading(end) or 0, rule) for start, end, rule in item.zones
        )  # one with an edge inside a character is empty now, and reported
        self._say("info", "offsets-converted", item, reading=name, count=len(kept))
        return kept

    # The rest -----------------------------------------------------------------------------------------
    def _ids(self, item: Incoming) -> None:
        seen: set[str] = set()
        for span in item.spans:
            if span.id in seen:
                self._say("warning", "duplicate-span-id", item, span=span.id)
                span.id = ""
            elif span.id:
                seen.add(span.id)

    def _relations(self, item: Incoming) -> None:
        ids = {span.id for span in item.spans if span.id}
        kept = []
        for relation in item.relations:
            missing = [end for end in (relation.head, relation.tail) if end not in ids]
            if missing:
                self._say(
                    "error",
                    "relation-end-missing",
                    item,
                    relation=relation.id,
                    label=relation.label,
                    span=missing[0],
                )
            else:
                kept.append(relation)
        item.relations = kept

    def _state(self, item: Incoming) -> None:
        if item.state is not None and item.state not in _STATES:
            self._say("warning", "unknown-state", item, state=_cut(item.state))
            item.state = None
        if item.reviewed_to is not None and not 0 <= item.reviewed_to <= len(item.text):
            self._say(
                "warning", "reviewed-outside", item, reviewed_to=item.reviewed_to, length=len(item.text)
            )
            item.reviewed_to = None

    def _zones(self, item: Incoming) -> None:
        """Zones in order and apart: those that touch become one, which is proposed where the first one is."""
        kept: list[tuple[int, int, str]] = []
        for start, end, rule in sorted(item.zones):
            if not 0 <= start < end <= len(item.text):
                self._say("error", "zone-outside", item, start=start, end=end, length=len(item.text))
            elif kept and start <= kept[-1][1]:
                kept[-1] = (kept[-1][0], max(end, kept[-1][1]), kept[-1][2])
            else:
                kept.append((start, end, rule))
        item.zones = tuple(kept)

    def _values(self, item: Incoming, span: str, values: dict[str, Any]) -> dict[str, Any]:
        kept = {}
        for key, value in values.items():
            if type(value) in _PLAIN_TYPES:
                kept[key] = value
            elif value is not None:
                self._say(
                    "error", "value-not-plain", item, span=span, attribute=key, found=type(value).__name__
                )
        return kept


def _edges_hold(item: Incoming, length: int) -> bool:
    """Whether ``reviewed_to`` lies in the text, and the zones in order, apart from each other."""
    edges = [-1, *(edge for zone in item.zones for edge in zone[:2])]
    apart = all(one < other for one, other in pairwise(edges)) and edges[-1] <= length
    return apart and (item.reviewed_to is None or 0 <= item.reviewed_to <= length)


def _fits(text: str, span: ReadSpan, reading: Reading | None = None) -> bool:
    start: int | None = span.start
    end: int | None = span.end
    if reading is not None:
        start, end = reading(span.start), reading(span.end)
    return (
        start is not None
        and end is not None
        and 0 <= start < end <= len(text)
        and text[start:end] == span.text
    )


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
