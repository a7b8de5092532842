"""The same words, everywhere at once: label every other occurrence, or remove or relabel all that are labelled.

A proposal is made first and changes nothing: every place with the words around it, and what was left out and why.
What a person leaves ticked becomes the edits of one undo step.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

from annotator.model.edit import LayerEdit, LayerKey
from annotator.model.layer import LayerState
from annotator.model.occurrences import Pattern
from annotator.model.scheme import AttributeValue
from annotator.model.span import NO_ATTRIBUTES, Span, check_label, in_order
from annotator.model.zones import in_zone
from annotator.services.bulk import commit_edits
from annotator.services.finding import batches
from annotator.services.jobs import Progress, no_progress
from annotator.services.label_all_edits import Doing, planned_edits
from annotator.store import annotation_search as store
from annotator.store.annotation_search import FoundDocument, FoundLayer
from annotator.store.project import Project

CONTEXT = 40  # code points on each side of a place
CLOSED = {LayerState.FINISHED.value: "finished", LayerState.SKIPPED.value: "skipped"}
STEPS = {"label": "label-all", "remove": "remove-all", "relabel": "relabel-all"}


class Left(StrEnum):
    """Why a place is not in the proposal."""

    FINISHED = "finished"
    SKIPPED = "skipped"
    ZONE = "zone"
    LABELLED = "labelled"


@dataclass(frozen=True, slots=True)
class Place:
    """One occurrence: [start, end) in code points. ``span`` is what stands there, where it is to be removed or relabelled.
    ``inside``: a longer span has the label already, so it is not ticked at first."""

    document: str
    title: str
    start: int
    end: int
    before: str
    found: str
    after: str
    span: str = ""
    label: str = ""
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted. ``doing``: ``label`` (with ``label`` and ``attributes``), ``remove`` or ``relabel`` (spans with these
    words, of ``old`` label or any). ``document``: only there, else in the whole queue. ``annotator``: whose layers."""

    doing: Doing
    words: str
    label: str
    annotator: str
    exact: bool = True
    document: str = ""
    old: str = ""
    attributes: Mapping[str, AttributeValue] = field(default_factory=lambda: NO_ATTRIBUTES)


@dataclass(slots=True)
class Proposal:
    """``places`` in the order of the queue; ``left`` counts what was left out, ``closed`` names the documents it was for."""

    request: Request
    places: list[Place] = field(default_factory=list)
    left: Counter[Left] = field(default_factory=Counter)
    closed: list[str] = field(default_factory=list)

    @property
    def documents(self) -> int:
        return len({place.document for place in self.places})


def propose(project: Project, request: Request, progress: Progress = no_progress) -> Proposal:
    """Find every place; for jobs, through a connection of their own. Raises UnknownLabel, StoreError."""
    if request.doing != "remove":
        check_label(project.scheme(), request.label)
    proposal = Proposal(request)
    pattern = Pattern(request.words, exact=request.exact)
    if pattern.empty:
        return proposal
    only = [request.document] if request.document else None
    numbers = store.document_numbers(project, request.words, only)
    done = 0
    for batch in batches(numbers):
        progress(done, len(numbers))
        _propose_batch(project, proposal, pattern, batch)
        done += len(batch)
    return proposal


def _propose_batch(project: Project, proposal: Proposal, pattern: Pattern, numbers: Sequence[int]) -> None:
    annotator = proposal.request.annotator
    every = store.layers(project, numbers)
    own = {
        num: next((one for one in found if one.annotator == annotator), None) for num, found in every.items()
    }
    layer_numbers = [layer.num for layer in own.values() if layer is not None]
    spans, zones = store.spans(project, layer_numbers), store.zones(project, layer_numbers)
    for document in store.documents(project, numbers, text=True):
        layer = own.get(document.num)
        there = spans.get(layer.num, []) if layer else []
        excluded = zones.get(layer.num, []) if layer else []
        places = [
            place
            for place in _places(proposal, pattern, document, there)
            if not _excluded(place, excluded, proposal)
        ]
        _take(proposal, document, layer, places)


def _excluded(place: Place, zones: Sequence[tuple[int, int]], proposal: Proposal) -> bool:
    """Places in a zone are not labelled; what stands in one may still be removed or relabelled."""
    if proposal.request.doing == "label" and in_zone(place.start, place.end, zones):
        proposal.left[Left.ZONE] += 1
        return True
    return False


def _take(proposal: Proposal, document: FoundDocument, layer: FoundLayer | None, places: list[Place]) -> None:
    """Put the places into the proposal, unless the layer is closed."""
    why = CLOSED.get(layer.state, "") if layer else ""
    if why and places:
        proposal.left[Left(why)] += len(places)
        proposal.closed.append(document.id)
    else:
        proposal.places += places


def _places(
    proposal: Proposal, pattern: Pattern, document: FoundDocument, spans: Iterable[Span]
) -> Iterator[Place]:
    request = proposal.request
    if request.doing != "label":
        yield from _labelled(request, pattern, document, spans)
        return
    same = in_order(span for span in spans if span.label == request.label)
    exactly = {(span.start, span.end) for span in same}
    starts = [span.start for span in same]
    reach = list(accumulate((span.end for span in same), max))  # how far the spans begun so far go
    for start, end in pattern.find(document.text):
        if (start, end) in exactly:
            proposal.left[Left.LABELLED] += 1
            continue
        before = bisect_right(starts, start)
        inside = before > 0 and reach[before - 1] >= end
        yield _place(document, start, end, inside=inside)


def _labelled(
    request: Request, pattern: Pattern, document: FoundDocument, spans: Iterable[Span]
) -> Iterator[Place]:
    old = request.old if request.doing == "relabel" else request.old or request.label
    for span in in_order(spans):
        if (old and span.label != old) or (request.doing == "relabel" and span.label == request.label):
            continue
        if pattern.matches(document.text[span.start : span.end]):
            yield _place(document, span.start, span.end, span)


def _place(
    document: FoundDocument, start: int, end: int, span: Span | None = None, *, inside: bool = False
) -> Place:
    text = document.text
    return Place(
        document.id, document.title, start, end, text[max(0, start - CONTEXT) : start], text[start:end],
        text[end : end + CONTEXT], span.id if span else "", span.label if span else "", inside,
    )  # fmt: skip


@dataclass(slots=True)
class Done:
    """What came of it: how many places were changed, and how many could not be any more (something happened since)."""

    changed: int = 0
    documents: int = 0
    gone: int = 0


def apply(
    project: Project,
    request: Request,
    places: Collection[Place],
    actor: str,
    progress: Progress = no_progress,
) -> Done:
    """Change the ticked places as one undo step of ``actor``. Raises UserError, StoreError, Cancelled: then nothing changed.

    Places that no longer are what the proposal saw (labelled or deleted meanwhile, layer finished) are counted.
    """
    done = Done()
    wanted: dict[str, list[Place]] = {}
    for place in places:
        wanted.setdefault(place.document, []).append(place)

    def layers() -> Iterator[tuple[LayerKey, list[LayerEdit]]]:
        scheme = project.scheme()
        for document, chosen in wanted.items():
            key = LayerKey(document, request.annotator)
            layer = project.layer(key)
            targets = [(place.start, place.end, place.span) for place in chosen]
            edits, changed = planned_edits(layer, scheme, request, targets)
            done.changed += changed
            done.documents += bool(changed)
            done.gone += len(chosen) - changed
            yield key, edits

    commit_edits(project, STEPS[request.doing], actor, layers(), progress, len(wanted))
    return done
