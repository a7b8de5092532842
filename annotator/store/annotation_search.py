"""Reading documents, layers and spans a batch at a time, for searches that run beside the work.

Every function reads all its rows before it returns: a reader that stops half way would hold a lock that the next
gesture's commit has to wait for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from annotator.model.facts import ASSIGNMENT, ZONE
from annotator.model.scheme import AttributeValue
from annotator.model.span import Span
from annotator.store.connection import read_safely, rows
from annotator.store.project import Project
from annotator.store.search import match_words

_extra = msgspec.json.Decoder(tuple[dict[str, str | bool], str, str, str])
_labels = msgspec.json.Decoder(dict[str, str | bool])
_PLAIN = Span("", 0, 0, "")[4:]
_HEADS = """SELECT d.num, d.id, d.title, d.meta, x'' FROM json_each(?) n
    CROSS JOIN document d ON d.num = n.value ORDER BY d.num"""
_TEXTS = """SELECT d.num, d.id, d.title, d.meta, t.text FROM json_each(?) n
    CROSS JOIN document d ON d.num = n.value JOIN document_text t USING (num) ORDER BY d.num"""
_SPANS = """SELECT s.layer, s.id, s.start, s.end, s.label, s.extra FROM json_each(?) n
    CROSS JOIN span s ON s.layer = n.value"""
_LABELLED = " AND s.label IN (SELECT value FROM json_each(?))"
_NOT_PLAIN = " AND s.extra IS NOT NULL"


class FoundDocument(NamedTuple):
    """A document of a batch. ``text`` is empty where it was not asked for."""

    num: int
    id: str
    title: str
    meta: dict[str, str]
    text: str


class FoundLayer(NamedTuple):
    """A layer of a batch, without its spans. ``num`` and ``document`` are the file's own numbers."""

    num: int
    document: int
    annotator: str
    state: str
    reviewed_to: int
    labels: dict[str, AttributeValue]


def document_numbers(project: Project, words: str = "", only: Collection[str] | None = None) -> list[int]:
    """Numbers of the documents in the queue that may hold every word of ``words``, in its order; ``only`` among these ids."""
    query = "SELECT d.num FROM document d WHERE NOT d.withdrawn"
    values: list[str] = []
    if match := match_words(words):
        query += " AND d.num IN (SELECT rowid FROM search WHERE search MATCH ?)"
        values.append(match)
    if only is not None:
        query += " AND d.id IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(only)))
    with read_safely(project.path):
        return [num for (num,) in rows(project.connection, query + " ORDER BY d.num", *values)]


def documents(project: Project, numbers: Sequence[int], *, text: bool) -> list[FoundDocument]:
    """The documents with these numbers, in the order of the queue."""
    with read_safely(project.path):
        found = list(rows(project.connection, _TEXTS if text else _HEADS, json.dumps(list(numbers))))
        return [FoundDocument(a, b, c, json.loads(d), e.decode()) for a, b, c, d, e in found]


def layers(project: Project, numbers: Sequence[int]) -> dict[int, list[FoundLayer]]:
    """Every layer of these documents, by document, in the order the layers were begun."""
    query = """SELECT l.num, l.document, l.annotator, l.state, l.reviewed_to, l.labels FROM json_each(?) n
               CROSS JOIN layer l ON l.document = n.value ORDER BY l.num"""
    found: dict[int, list[FoundLayer]] = {}
    with read_safely(project.path):
        read = list(rows(project.connection, query, json.dumps(list(numbers))))
        for num, document, annotator, state, reviewed_to, labels in read:
            layer = FoundLayer(num, document, annotator, state, reviewed_to, _labels.decode(labels))
            found.setdefault(document, []).append(layer)
    return found


def spans(
    project: Project,
    layer_numbers: Sequence[int],
    labels: Collection[str] | None = None,
    *,
    plain: bool = True,
) -> dict[int, list[Span]]:
    """Spans of these layers, by layer: with one of ``labels``, and (not ``plain``) with a value, note or doubt only."""
    query, values = _SPANS, [json.dumps(list(layer_numbers))]
    if labels is not None:
        query += _LABELLED
        values.append(json.dumps(list(labels)))
    if not plain:
        query += _NOT_PLAIN
    parted: dict[int, list[Span]] = {}
    with read_safely(project.path):
        found = list(rows(project.connection, query, *values))
        for layer, id, start, end, label, extra in found:
            rest = _PLAIN if extra is None else _extra.decode(extra)
            parted.setdefault(layer, []).append(Span(id, start, end, label, *rest))
    return parted


def zones(project: Project, layer_numbers: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Excluded zones of these layers, by layer, as (start, end) code points."""
    query = """SELECT f.layer, f.key FROM json_each(?) n
               CROSS JOIN fact f ON f.layer = n.value AND f.kind = ? ORDER BY f.layer"""
    found: dict[int, list[tuple[int, int]]] = {}
    with read_safely(project.path):
        for layer, key in list(rows(project.connection, query, json.dumps(list(layer_numbers)), ZONE)):
            start, _, end = key.partition("-")
            found.setdefault(layer, []).append((int(start), int(end)))
    return found


def assigned(project: Project) -> dict[str, set[str]]:
    """Who is to annotate what: ids of people by id of document."""
    found: dict[str, set[str]] = {}
    with read_safely(project.path):
        query = "SELECT key FROM fact WHERE layer = 0 AND kind = ?"
        for (key,) in list(rows(project.connection, query, ASSIGNMENT)):
            document, _, annotator = key.partition("\x1f")
            found.setdefault(document, set()).add(annotator)
    return found
