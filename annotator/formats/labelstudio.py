"""Label Studio's JSON: tasks with annotations, read. JSON-MIN, the flattened form, is read by the same keys.

Offsets are code points; exports of before 2023 counted UTF-16, which is tried where a text does not fit, and said. Regions of
HTML and of paragraphs count in other ways; they are named and left aside. What a model predicted becomes a layer of the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from annotator.formats.base import Incoming, ReadRelation, ReadSpan, Report
from annotator.formats.foreign import Aside, ForeignReader, plain_meta
from annotator.formats.lines import json_values
from annotator.model.layer import LayerState

_TEXT_KEYS = ("text", "Text", "content", "body", "document")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_OUT_OF_DATA = frozenset({"title", "document_id"})


class Value(msgspec.Struct, gc=False):
    """What a region covers. Keys of other kinds of regions are not looked at."""

    start: int | str | None = None
    end: int | str | None = None
    text: str | list[str] | None = None
    labels: list[str] | None = None
    paragraphlabels: list[str] | None = None
    hypertextlabels: list[str] | None = None


class Result(msgspec.Struct, gc=False):
    """One region or relation of an annotation."""

    type: str = ""
    id: str | int | None = None
    value: Value | None = None
    from_id: str | int | None = None
    to_id: str | int | None = None
    direction: str | None = None
    labels: list[str] | None = None
    to_name: str | None = None
    meta: dict[str, Any] | None = None
    score: Decimal | None = None


class Annotation(msgspec.Struct, gc=False):
    """What one person did with a task."""

    result: list[Result] | None = None
    completed_by: int | str | dict[str, Any] | None = None
    annotator: str | None = None  # this and the next are our own keys, which Label Studio does not look at
    state: str | None = None
    was_cancelled: bool | None = False


class Prediction(msgspec.Struct, gc=False):
    """What a model found in a task."""

    result: list[Result] | None = None
    model_version: str | int | float | None = None
    score: Decimal | None = None


class Task(msgspec.Struct, gc=False, forbid_unknown_fields=False):
    """One task. Older exports call annotations ``completions``."""

    data: dict[str, Any]
    annotations: list[Annotation] | None = None
    completions: list[Annotation] | None = None
    predictions: list[Any] | None = None
    drafts: list[Any] | None = None
    meta: dict[str, Any] | None = None


class LabelStudioReader(ForeignReader[Task]):
    """Reads Label Studio's JSON export."""

    name = "labelstudio"
    suffixes = (".json",)
    kind = Task

    def __init__(self, accept_reading: str | None = "utf-16") -> None:
        super().__init__(accept_reading)

    def recognises(self, record: Mapping[str, Any], head: bytes) -> bool:
        return isinstance(record.get("data"), dict) and any(
            isinstance(record.get(key), list)
            for key in ("annotations", "completions", "predictions", "drafts")
        )

    def records(self, path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
        return json_values(path, report)

    def items(self, record: Task, source: str, number: int, aside: Aside) -> Iterator[Incoming]:
        annotations = (record.annotations or []) + (record.completions or [])
        key = _text_key(record.data, annotations)
        if key is None:
            aside.note("error", "task-without-text", number)
            return
        if record.drafts:
            aside.note("info", "drafts-left", number)
        data = {**(record.meta or {}), **record.data}
        del data[key]
        meta = plain_meta(data, number, aside)
        id, title = meta.pop("document_id", ""), meta.pop("title", "")
        predictions = list(_predictions(record, number, aside))
        for annotation in annotations or (() if predictions else (None,)):
            item = Incoming(record.data[key], source, number, id, title, dict(meta))
            if annotation is not None:
                item.layer = _owner(annotation)
                done = LayerState.SKIPPED if annotation.was_cancelled else LayerState.FINISHED
                item.state = annotation.state or done.value
                _fill(item, annotation.result or [], number, aside)
            yield item
        for model, spans, relations in predictions:
            yield Incoming(
                record.data[key], source, number, id, title, dict(meta),
                layer=model, spans=spans, relations=relations, machine=True,
            )  # fmt: skip


def _text_key(data: Mapping[str, Any], annotations: list[Annotation]) -> str | None:
    """The key of the text: a usual one, or the only one whose value is a text."""
    for key in _TEXT_KEYS:
        if isinstance(data.get(key), str):
            return key
    texts = [key for key, value in data.items() if isinstance(value, str) and key not in _OUT_OF_DATA]
    return texts[0] if len(texts) == 1 and annotations else None


def _owner(annotation: Annotation) -> str | None:
    by = annotation.completed_by
    if annotation.annotator:
        return annotation.annotator
    if isinstance(by, dict):
        by = by.get("email") or by.get("username") or by.get("id")
    return f"user-{by}" if isinstance(by, int) else by if isinstance(by, str) and by else None


def _fill(item: Incoming, results: list[Result], number: int, aside: Aside) -> None:
    """Spans and relations of one annotation. A region with several labels becomes a span for each."""
    for result in results:
        if result.type == "relation":
            _relation(item, result, number, aside)
        elif result.type == "labels" and result.value is not None:
            _region(item, result, result.value, number, aside)
        else:
            aside.note("warning", "region-left", number, kind=result.type[:40] or "?")


def _predictions(
    task: Task, number: int, aside: Aside
) -> Iterator[tuple[str, list[ReadSpan], list[ReadRelation]]]:
    """Whose layer, spans and relations of every prediction; how sure the model was stands in a span's origin."""
    for row in task.predictions or ():
        try:
            found = msgspec.convert(row, Prediction)
        except msgspec.ValidationError:  # a number that stands for one, or something else
            aside.note("info", "predictions-left", number)
            continue
        aside.note("info", "predictions-as-layer", number)
        version = "" if found.model_version is None else str(found.model_version)
        holder = Incoming("", "")
        _fill(holder, found.result or [], number, aside)
        scores = {str(result.id): result.score for result in found.result or () if result.id is not None}
        for span in holder.spans:
            score = scores.get(span.id.partition(".")[0])
            score = found.score if score is None else score
            span.origin = model_id(version) + _sureness(score)
        yield model_id(version), holder.spans, holder.relations


def _sureness(score: Decimal | None) -> str:
    """``@0.91`` for a share; nothing for what is none."""
    return f"@{score:.2f}" if score is not None and 0 <= score <= 1 else ""


def model_id(version: str) -> str:
    """Whose layer a model's predictions are: ``model-`` and what is plain of its version."""
    plain = _NOT_PLAIN.sub("-", version.lower()).strip("-")[:50]
    return f"model-{plain}" if plain else "model"


def _region(item: Incoming, result: Result, value: Value, number: int, aside: Aside) -> None:
    start, end, labels = value.start, value.end, value.labels
    if not isinstance(start, int) or not isinstance(end, int) or not labels:
        aside.note("warning", "region-left", number, kind="labels")
        return
    note = result.meta.get("text", "") if result.meta else ""
    note = "\n".join(map(str, note)) if isinstance(note, list) else str(note)
    text = value.text if isinstance(value.text, str) else None
    for index, label in enumerate(labels):
        id = "" if result.id is None else f"{result.id}{f'.{index}' if index else ''}"
        item.spans.append(ReadSpan(start, end, label, id, text, note=note))


def _relation(item: Incoming, result: Result, number: int, aside: Aside) -> None:
    labels = result.labels or []
    if not labels:
        aside.note("warning", "relation-without-label", number)
        return
    head, tail = str(result.from_id), str(result.to_id)
    if result.direction == "left":
        head, tail = tail, head
    elif result.direction == "bi":
        aside.note("info", "relation-both-ways", number)
    item.relations += [ReadRelation(head, tail, label) for label in labels]


# JSON-MIN ---------------------------------------------------------------------------------------------------------
class LabelStudioMinReader(ForeignReader[msgspec.Struct]):
    """Reads JSON-MIN: data and one key for each control, without relations."""

    name = "labelstudio-min"
    suffixes = (".json",)

    class Record(msgspec.Struct, gc=False, forbid_unknown_fields=True):
        """Names of data and controls are each project's own."""

        id: Any = None
        annotator: int | str | dict[str, Any] | None = None
        annotation_id: Any = None
        created_at: Any = None
        updated_at: Any = None
        lead_time: Any = None
        rest: dict[str, Any] = {}

    kind = Record

    def __init__(self, accept_reading: str | None = "utf-16") -> None:
        super().__init__(accept_reading)

    def recognises(self, record: Mapping[str, Any], head: bytes) -> bool:
        flat = any(map(_are_regions, record.values())) or {"annotation_id", "lead_time"} <= record.keys()
        return flat and "data" not in record

    def records(self, path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
        return json_values(path, report)

    def items(self, record: Any, source: str, number: int, aside: Aside) -> Iterator[Incoming]:
        regions = {key: value for key, value in record.rest.items() if _are_regions(value)}
        data = {key: value for key, value in record.rest.items() if key not in regions and value != []}
        key = _text_key(data, [Annotation()])
        if key is None:
            aside.note("error", "task-without-text", number)
            return
        text = data.pop(key)
        meta = plain_meta(data, number, aside)
        id, title = meta.pop("document_id", ""), meta.pop("title", "")
        item = Incoming(text, source, number, id, title, meta)
        item.layer = _owner(Annotation(completed_by=record.annotator))
        for rows in regions.values():
            for row in rows:
                try:
                    value = msgspec.convert(row, Value)
                except msgspec.ValidationError:
                    value = Value()
                _region(item, Result("labels"), value, number, aside)
        yield item


def _are_regions(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and "labels" in row and "start" in row for row in value)
    )
