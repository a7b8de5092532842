"""What goes into training data: layers, states, labels, without excluded zones; and a record of all that does not.

Nothing is left out in silence: every document, span and relation that the plan leaves out is told to ``leave_out``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from annotator.errors import UnknownAnnotator
from annotator.formats.docbin_types import ExportDocument
from annotator.model.document import Document
from annotator.model.flatten import flatten
from annotator.model.layer import Layer
from annotator.model.span import Relation, Span
from annotator.model.zones import Zone, in_zone
from annotator.services.dataset_plan import Plan
from annotator.services.exporting import ALL, choose_layer, excluded, export_document, without
from annotator.store.project import Project

# Why something is left out.
STATE, NO_LAYER, BETWEEN = "state", "no-layer", "near-several-splits"
DROPPED, MERGED, NESTED, IN_ZONE, ENDS = (
    "label-dropped",
    "same-after-merging",
    "nested",
    "in-zone",
    "end-left-out",
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``what``: document, span, relation or zone; offsets are code points of the whole document."""

    what: str
    reason: str
    document: str
    layer: str = ""
    id: str = ""
    start: int | None = None
    end: int | None = None
    label: str = ""
    text: str = ""


LeaveOut = Callable[[LeftOut], None]


def nowhere(_: LeftOut) -> None:
    """For a pass whose record was kept already."""


class Selection:
    """The documents of a project that a plan takes, as often as they are asked for."""

    def __init__(self, project: Project, plan: Plan) -> None:
        self._project, self._plan = project, plan
        known = {person.id for person in project.annotators()} | set(project.layer_owners())
        self.layers = list(plan.layers) or [choose_layer(project, None)]
        for name in self.layers:
            if name != ALL and name not in known:
                raise UnknownAnnotator(annotator=name)

    def rows(self, leave_out: LeaveOut = nowhere) -> Iterator[tuple[Document, list[Layer]]]:
        """Every document of the project, with the layers of it that are taken (often none)."""
        owner = None if ALL in self.layers or len(self.layers) > 1 else self.layers[0]
        for _, group in groupby(self._every(owner), key=lambda row: row[0].id):
            rows = list(group)
            document = rows[0][0]
            yield (
                document,
                self._chosen(document, [layer for _, layer in rows if layer is not None], leave_out),
            )

    def _every(self, owner: str | None) -> Iterator[tuple[Document, Layer | None]]:
        if owner is None:
            yield from self._project.rows(None)
            return
        layers = self._project.rows(owner)  # in the same order, only documents that have one
        waiting = next(layers, None)
        for document in self._project.documents():
            if waiting is not None and waiting[0].id == document.id:
                yield waiting
                waiting = next(layers, None)
            else:
                yield document, None

    def _chosen(self, document: Document, found: list[Layer], leave_out: LeaveOut) -> list[Layer]:
        fit = []
        for layer in found:
            owner = layer.key.annotator
            if ALL not in self.layers and owner not in self.layers:
                continue
            if layer.state.value in self._plan.states:
                fit.append(layer)
            else:
                leave_out(LeftOut("document", STATE, document.id, owner, label=layer.state.value))
        if not fit and not any(ALL in self.layers or layer.key.annotator in self.layers for layer in found):
            leave_out(LeftOut("document", NO_LAYER, document.id))
        if ALL in self.layers or not fit:
            return fit
        return [min(fit, key=lambda layer: self.layers.index(layer.key.annotator))]

    def export(self, document: Document, layer: Layer, leave_out: LeaveOut = nowhere) -> ExportDocument:
        """The layer as it goes into the data."""
        item = export_document(document, layer)
        out, held = _Out(document, layer.key.annotator, leave_out), excluded(layer)
        for zone in held:
            out.zone(zone)
        spans = list(self._labelled(item.spans, held, out))
        if self._plan.spans == "ents":
            chosen = flatten(spans)
            for lost in chosen.left_out:
                out.span(lost.span, NESTED)
            spans = list(chosen.kept)
        there = {span.id for span in spans}
        relations = [r for r in item.relations if {r.head, r.tail} <= there]
        for relation in item.relations:
            if not {relation.head, relation.tail} <= there:
                out.relation(relation)
        return replace(item, spans=spans, relations=relations, reviewed=without(item.reviewed, held))

    def _labelled(self, spans: Iterable[Span], held: Sequence[Zone], out: _Out) -> Iterator[Span]:
        labels = self._plan.labels
        seen: set[tuple[int, int, str]] = set()
        for span in spans:
            name = labels.rename.get(span.label, span.label)
            if (labels.keep and span.label not in labels.keep) or span.label in labels.drop:
                out.span(span, DROPPED)
            elif in_zone(span.start, span.end, held):
                out.span(span, IN_ZONE)
            elif (span.start, span.end, name) in seen:
                out.span(span, MERGED)
            else:
                seen.add((span.start, span.end, name))
                yield span if name == span.label else span._replace(label=name)


class _Out:
    """Says what is left out of one layer."""

    def __init__(self, document: Document, layer: str, leave_out: LeaveOut) -> None:
        self._document, self._layer, self._leave_out = document, layer, leave_out

    def span(self, span: Span, reason: str) -> None:
        self._say("span", reason, span.id, span.start, span.end, span.label)

    def zone(self, zone: Zone) -> None:
        self._say("zone", IN_ZONE, "", zone.start, zone.end, zone.rule)

    def relation(self, relation: Relation) -> None:
        self._leave_out(
            LeftOut("relation", ENDS, self._document.id, self._layer, relation.id, label=relation.label)
        )

    def _say(self, what: str, reason: str, id: str, start: int, end: int, label: str) -> None:
        text = self._document.text[start:end]
        self._leave_out(LeftOut(what, reason, self._document.id, self._layer, id, start, end, label, text))


def label_counts(documents: Iterable[ExportDocument]) -> Counter[str]:
    """Spans by label."""
    return Counter(span.label for document in documents for span in document.spans)
