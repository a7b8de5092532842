"""Finding in the whole corpus, by words and by what was marked: hits with the words around them, as they are found.

Documents are read a few at a time and nothing stays open between two batches, so a search may run beside the work on
a connection of its own: no gesture waits for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.model.layer import LayerState
from annotator.model.query import Query, parse
from annotator.model.span import Span, in_order
from annotator.services.finding_criteria import Criteria, resolve
from annotator.services.jobs import Progress, no_progress
from annotator.store import annotation_search as store
from annotator.store.annotation_search import FoundDocument, FoundLayer
from annotator.store.project import Project

CONTEXT = 90  # code points of text on each side of a hit
FIRST_BATCH, BATCH = 8, 64


@dataclass(frozen=True, slots=True)
class Hit:
    """A place: [start, end) in code points, what stands there and around it. ``span``, ``label`` and ``annotator`` where
    it is a span; an empty range where the whole document is meant."""

    document: str
    title: str
    start: int
    end: int
    before: str = ""
    found: str = ""
    after: str = ""
    annotator: str = ""
    span: str = ""
    label: str = ""


def find(
    project: Project,
    query: Query | str,
    *,
    exact: bool = False,
    me: str = "",
    only: Collection[str] | None = None,
    progress: Progress = no_progress,
) -> Iterator[Hit]:
    """Every hit, document by document in the order of the queue. ``me`` is who asks, ``only`` ids of documents to look into.

    Spans where the query asks for labels, values, notes or doubt; else places in the text; else documents.
    Raises InvalidQuery before the first hit.
    """
    parsed = parse(query) if isinstance(query, str) else query
    criteria = resolve(project, parsed, exact=exact, me=me)
    return iter(()) if parsed.empty else _hits(project, criteria, only, progress)


def matching_documents(
    project: Project,
    query: Query | str,
    *,
    exact: bool = False,
    me: str = "",
    only: Collection[str] | None = None,
    progress: Progress = no_progress,
) -> list[str]:
    """Ids of the documents that hold a hit, in the order of the queue; every document for an empty query."""
    parsed = parse(query) if isinstance(query, str) else query
    criteria = resolve(project, parsed, exact=exact, me=me)
    found = _candidates(project, criteria, only, progress)
    return [one.document.id for one in found if next(_in_document(project, criteria, one), None) is not None]


def hit_at(document: FoundDocument, start: int, end: int, span: Span | None = None, by: str = "") -> Hit:
    """A hit with the words around it."""
    text = document.text
    return Hit(
        document.id, document.title, start, end, text[max(0, start - CONTEXT) : start], text[start:end],
        text[end : end + CONTEXT], by, span.id if span else "", span.label if span else "",
    )  # fmt: skip


def batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """A small batch first, so that something is to be seen at once."""
    yield numbers[:FIRST_BATCH]
    for start in range(FIRST_BATCH, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


class _Candidate(NamedTuple):
    """A document that may hold a hit, with the layers that the query asks for and those of their spans that may be one."""

    document: FoundDocument
    layers: list[FoundLayer]
    spans: dict[int, list[Span]]


def _hits(
    project: Project, criteria: Criteria, only: Collection[str] | None, progress: Progress
) -> Iterator[Hit]:
    for candidate in _candidates(project, criteria, only, progress):
        yield from _in_document(project, criteria, candidate)


def _candidates(
    project: Project, criteria: Criteria, only: Collection[str] | None, progress: Progress
) -> Iterator[_Candidate]:
    numbers = store.document_numbers(project, criteria.words, only)
    done = 0
    for batch in batches(numbers):
        progress(done, len(numbers))
        yield from _batch(project, criteria, batch)
        done += len(batch)
    progress(len(numbers), len(numbers))


def _batch(project: Project, criteria: Criteria, numbers: Sequence[int]) -> list[_Candidate]:
    reads_text = bool(criteria.patterns or criteria.refused) and not criteria.spans
    layers = store.layers(project, numbers) if criteria.layered or criteria.spans else {}
    chosen: list[tuple[FoundDocument, list[FoundLayer]]] = []
    for document in store.documents(project, numbers, text=reads_text):
        if all(test(document) for test in criteria.document_tests):
            passed = _layers_asked_for(criteria, document, layers.get(document.num, []))
            if passed or not criteria.layered:
                chosen.append((document, passed))
    spans: dict[int, list[Span]] = {}
    if criteria.spans:
        asked = [layer.num for _, passed in chosen for layer in passed if layer.num]
        spans = store.spans(project, asked, criteria.labels, plain=criteria.plain)
    return [_Candidate(document, passed, spans) for document, passed in chosen]


def _layers_asked_for(
    criteria: Criteria, document: FoundDocument, layers: list[FoundLayer]
) -> list[FoundLayer]:
    """The document's layers that pass; whoever has none there yet has a new one."""
    there = {layer.annotator for layer in layers}
    absent = (criteria.people - there) if criteria.people is not None else {""} if not layers else set()
    fresh = [FoundLayer(0, document.num, who, LayerState.NEW.value, 0, {}) for who in sorted(absent)]
    return [layer for layer in layers + fresh if all(test(layer) for test in criteria.layer_tests)]


def _in_document(project: Project, criteria: Criteria, candidate: _Candidate) -> Iterator[Hit]:
    document = candidate.document
    if criteria.spans:
        yield from _span_hits(project, criteria, candidate)
        return
    if any(pattern.found_in(document.text) for pattern in criteria.refused):
        return
    places = [list(pattern.find(document.text)) for pattern in criteria.patterns]
    if not all(places):
        return
    if not places:
        yield Hit(document.id, document.title, 0, 0)
    for start, end in sorted({place for found in places for place in found}):
        yield hit_at(document, start, end)


def _span_hits(project: Project, criteria: Criteria, candidate: _Candidate) -> Iterator[Hit]:
    document = candidate.document
    for layer in candidate.layers:
        for span in in_order(candidate.spans.get(layer.num, ())):
            if not all(test(span) for test in criteria.span_tests):
                continue
            if not document.text:
                (document,) = store.documents(project, [document.num], text=True)
            words = document.text[span.start : span.end]
            if all(pattern.found_in(words) for pattern in criteria.patterns) and not any(
                pattern.found_in(words) for pattern in criteria.refused
            ):
                yield hit_at(document, span.start, span.end, span, layer.annotator)
