"""Prodigy's JSON lines: one task on each line. Offsets are code points; ``token_end`` is the last token, not the one after it.

Only what was accepted is gold. The text of a task that was rejected or ignored comes in, its spans do not; they are counted
and their lines listed. Questions about one text are put together (``prodigy_answers``). Relations join tokens; they are read by the spans they name, or else by the token that ends a span.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from annotator.errors import MalformedInput
from annotator.formats import losses
from annotator.formats.base import Incoming, ReadRelation, ReadSpan, Report, Row, replacing
from annotator.formats.foreign import Aside, ForeignReader, plain_meta
from annotator.formats.prodigy_answers import Merger, Questions, is_question
from annotator.model.document import Document
from annotator.model.layer import Layer, LayerState
from annotator.model.scheme import LabelScheme
from annotator.model.text import units

_TELLING = frozenset({"_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id", "answer"})
_A_TIME = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\Z")  # the session of somebody who gave no name
_ACCEPTED = (None, "accept")


class Token(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """One token of a task."""

    text: str
    start: int
    end: int
    id: int = 0
    ws: bool = True
    disabled: bool = False


class TaskSpan(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """One span of a task; ``start`` and ``end`` may be missing in the spans that a relation names."""

    start: int | None = None
    end: int | None = None
    label: str | None = None
    text: str | None = None
    token_start: int | None = None
    token_end: int | None = None
    id: Any = None
    answer: str | None = None
    source: Any = None
    input_hash: Any = None


class TaskRelation(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A relation from token ``head`` to token ``child``."""

    head: int
    child: int
    label: str
    head_span: TaskSpan | None = None
    child_span: TaskSpan | None = None
    color: str | None = None


class Task(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """One line. What only Prodigy itself uses is read and left behind."""

    text: str
    meta: dict[str, Any] | None = None
    spans: list[TaskSpan] | None = None
    tokens: list[Token] | None = None
    relations: list[TaskRelation] | None = None
    answer: str | None = None
    view: str | None = msgspec.field(name="_view_id", default=None)
    session: str | None = msgspec.field(name="_session_id", default=None)
    annotator: str | None = msgspec.field(name="_annotator_id", default=None)
    time: Any = msgspec.field(name="_timestamp", default=None)
    input_hash: Any = msgspec.field(name="_input_hash", default=None)
    task_hash: Any = msgspec.field(name="_task_hash", default=None)
    binary: Any = msgspec.field(name="_is_binary", default=None)


class ProdigyReader(ForeignReader[Task]):
    """Reads Prodigy's datasets."""

    name = "prodigy"
    suffixes = (".jsonl",)
    kind = Task

    def __init__(self, accept_reading: str | None = None) -> None:
        super().__init__(accept_reading)
        self._merger: Merger | None = None

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        aside = Aside(str(path), report)
        self._merger = Merger(Questions.of(path), aside)
        for item in super().read(path, report):
            yield from self._merger.take(item)
        yield from self._merger.finish()
        aside.finish()

    def recognises(self, record: Mapping[str, Any], head: bytes) -> bool:
        if not isinstance(record.get("text"), str):
            return False
        spans = record.get("spans")
        first = spans[0] if isinstance(spans, list) and spans else None
        return not _TELLING.isdisjoint(record) or (isinstance(first, dict) and "token_start" in first)

    def items(self, record: Task, source: str, number: int, aside: Aside) -> Iterator[Incoming]:
        meta = plain_meta(record.meta or {}, number, aside)
        id, title = meta.pop("document_id", ""), meta.pop("title", "")
        item = Incoming(record.text, source, number, id, title, meta, layer=_owner(record))
        if record.answer not in _ACCEPTED:
            spans = len(record.spans or ())
            aside.note("warning", "answer-not-gold", number, answer=str(record.answer)[:20])
            if spans:
                aside.note("warning", "spans-not-gold", number, spans, answer=str(record.answer)[:20])
            if record.answer == "reject" and self._merger is not None:
                self._merger.refuse(number, item.layer, _places(record))
            item.state = LayerState.SKIPPED.value if record.answer == "ignore" and item.layer else None
            item.layer = item.layer if item.state else None
        else:
            kept = self._spans(record, number, aside)
            item.spans = kept
            item.relations = _relations(record, kept, number, aside) if record.relations else []
            asked = any(s.answer is not None or s.input_hash is not None for s in record.spans or ())
            if record.answer and not is_question(record.view, record.binary, asked):
                item.state = LayerState.FINISHED.value  # somebody looked at all of it
        yield item

    def _spans(self, task: Task, number: int, aside: Aside) -> list[ReadSpan]:
        kept: list[ReadSpan] = []
        for span in task.spans or ():
            if span.answer not in _ACCEPTED:
                if self._merger is not None and span.answer == "reject":
                    self._merger.refuse(number, _owner(task), _places(task, "reject"))
                aside.note("warning", "spans-not-gold", number, answer=str(span.answer)[:20])
            elif span.label is None or span.start is None or span.end is None:
                aside.note("error", "span-without-label", number)
            else:
                if span.token_start is not None and task.tokens:
                    _check_tokens(span, task.tokens, number, aside)
                kept.append(ReadSpan(span.start, span.end, span.label, "", span.text))
        return kept


def _places(task: Task, answer: str | None = None) -> set[tuple[int, int, str]]:
    """Where the task's spans are; only those with an ``answer`` of their own, where one is given."""
    return {
        (s.start, s.end, s.label)
        for s in task.spans or ()
        if s.start is not None and s.end is not None and s.label is not None and answer in (None, s.answer)
    }


def _owner(task: Task) -> str | None:
    owner = task.annotator or task.session
    return None if owner is None or _A_TIME.search(owner) else owner or None


def _check_tokens(span: TaskSpan, tokens: list[Token], number: int, aside: Aside) -> None:
    first, last = span.token_start, span.token_end
    if first is None or last is None:
        return
    if not (0 <= first <= last < len(tokens)):
        aside.note("warning", "token-outside", number)
    elif tokens[first].start != span.start or tokens[last].end != span.end:
        aside.note("warning", "token-edges-differ", number)


def _relations(task: Task, spans: list[ReadSpan], number: int, aside: Aside) -> list[ReadRelation]:
    """Relations between spans; ids are given to the spans here, since the file has none."""
    for index, span in enumerate(spans):
        span.id = f"s{index}"
    places = {(s.start, s.end, s.label): s.id for s in spans}
    kept: list[ReadRelation] = []
    for relation in task.relations or ():
        head = _end(relation.head_span, relation.head, task.tokens, spans, places)
        tail = _end(relation.child_span, relation.child, task.tokens, spans, places)
        if head and tail:
            kept.append(ReadRelation(head, tail, relation.label))
        else:
            aside.note("error", "relation-end-unclear", number, label=relation.label[:80])
    return kept


def _end(
    named: TaskSpan | None,
    token: int,
    tokens: list[Token] | None,
    spans: list[ReadSpan],
    places: Mapping[tuple[int, int, str], str],
) -> str:
    """The id of the span that a relation ends at; empty where there is none, or more than one."""
    if named is not None and named.start is not None and named.end is not None and named.label is not None:
        return places.get((named.start, named.end, named.label), "")
    if not tokens or not 0 <= token < len(tokens):
        return ""
    found = [span.id for span in spans if span.end == tokens[token].end]
    if len(found) != 1:
        found = [span.id for span in spans if span.start <= tokens[token].start < span.end]
    return found[0] if len(found) == 1 else ""


# Writing --------------------------------------------------------------------------------------------------
class _OutToken(msgspec.Struct, gc=False):
    text: str
    start: int
    end: int
    id: int
    ws: bool


class _OutSpan(msgspec.Struct, gc=False):
    start: int
    end: int
    label: str
    text: str
    token_start: int | UnsetType = UNSET
    token_end: int | UnsetType = UNSET


class _OutRelation(msgspec.Struct, gc=False):
    head: int
    child: int
    label: str
    head_span: _OutSpan
    child_span: _OutSpan


class _OutTask(msgspec.Struct, gc=False, omit_defaults=True):
    text: str
    meta: Mapping[str, str]
    spans: list[_OutSpan]
    tokens: list[_OutToken] | UnsetType = UNSET
    relations: list[_OutRelation] | UnsetType = UNSET
    answer: str | UnsetType = UNSET
    view: str = msgspec.field(name="_view_id", default="")
    annotator: str | UnsetType = msgspec.field(name="_annotator_id", default=UNSET)
    session: str | UnsetType = msgspec.field(name="_session_id", default=UNSET)


class ProdigyWriter:
    """Writes Prodigy tasks. Tokens are written where relations need them; else Prodigy makes its own."""

    name = "prodigy"
    suffixes = (".jsonl",)
    losses = (
        losses.SPAN_IDS, losses.RELATION_IDS, losses.ATTRIBUTES, losses.NOTES, losses.CERTAINTY, losses.ORIGIN,
        losses.DOCUMENT_LABELS, losses.OTHER_STATES, losses.SKIPPED_SPANS, losses.REASON, losses.REVIEWED_TO,
    )  # fmt: skip

    def reduce(self, document: Document, layer: Layer | None, lost: Counter[str]) -> Row:
        """A skipped layer keeps no spans: its answer is *ignore*."""
        if layer is None or layer.state is not LayerState.SKIPPED:
            return document, layer
        empty = Layer(layer.key)
        empty.state = layer.state
        return document, empty

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        encode = msgspec.json.Encoder(order="deterministic").encode
        count = 0
        with replacing(path) as file:
            for document, layer in rows:
                try:
                    file.write(encode(_task(document, layer)) + b"\n")
                except UnicodeEncodeError:
                    raise MalformedInput(
                        path=str(path), line=None, column=None, reason="lone-surrogate", detail=document.id
                    ) from None
                count += 1
        return count


def _task(document: Document, layer: Layer | None) -> _OutTask:
    text = document.text
    task = _OutTask(text, {**document.meta, "title": document.title, "document_id": document.id}, [])
    task.view = "spans_manual"
    if layer is None:
        return task
    task.annotator = task.session = layer.key.annotator
    if layer.state is LayerState.SKIPPED:
        task.answer = "ignore"
        return task
    if layer.state is LayerState.FINISHED:
        task.answer = "accept"
    spans = layer.in_order()
    task.spans = [_OutSpan(s[1], s[2], s[3], text[s[1] : s[2]]) for s in spans]
    if layer.relations:
        task.view = "relations"
        _relate(task, layer, {span[0]: out for span, out in zip(spans, task.spans, strict=True)})
    return task


def _relate(task: _OutTask, layer: Layer, spans: Mapping[str, _OutSpan]) -> None:
    """Tokens, the tokens of each span, and the relations between them; ``head`` is the last token of its span."""
    text = task.text
    places = [(start, end) for start, end in units(text) if not text[start].isspace()]
    task.tokens = [
        _OutToken(text[start:end], start, end, number, text[end : end + 1].isspace())
        for number, (start, end) in enumerate(places)
    ]
    starts, ends = [start for start, _ in places], [end for _, end in places]
    for span in task.spans:
        span.token_start = bisect_right(ends, span.start)
        span.token_end = bisect_left(starts, span.end) - 1
    task.relations = [
        _OutRelation(_last(spans[head]), _last(spans[tail]), label, spans[head], spans[tail])
        for _, head, tail, label in sorted(layer.relations.values())
    ]


def _last(span: _OutSpan) -> int:
    return span.token_end if isinstance(span.token_end, int) else -1
