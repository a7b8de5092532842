"""Counts of a project: how far the work is, and what was marked. Spans in excluded zones are not counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from annotator.model.facts import ZONE
from annotator.model.layer import LayerState
from annotator.services.zones import closed_ranges, is_closed
from annotator.store.project import Project


@dataclass(slots=True)
class LayerStats:
    """One person's layers. ``states`` counts documents (those without a layer are *new*)."""

    annotator: str
    name: str
    states: Counter[str] = field(default_factory=Counter)
    spans: int = 0
    relations: int = 0
    labels: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Stats:
    documents: int
    characters: int
    scheme: str
    layers: list[LayerStats] = field(default_factory=list)


def stats(project: Project) -> Stats:
    """Read-only; one pass over the projection."""
    documents, characters = project.sizes()
    scheme = project.scheme()
    result = Stats(documents, characters, f"{scheme.id} {scheme.version}")
    names = {person.id: person.name for person in project.annotators()}
    labels, relations = project.label_counts(), project.relation_counts()
    closed = _closed_spans(project)
    for id in sorted(set(names) | set(project.layer_owners())):
        queue = project.queue(id)
        layer = LayerStats(id, names.get(id, id), relations=relations.get(id, 0))
        layer.states = Counter(item.state.value for item in queue)
        layer.labels = Counter(labels.get(id, {})) - closed.get(id, Counter())
        layer.spans = layer.labels.total()
        if layer.states.keys() - {LayerState.NEW.value}:
            result.layers.append(layer)
    return result


def _closed_spans(project: Project) -> dict[str, Counter[str]]:
    """Spans in excluded zones by annotator and label, of documents in the queue. Only layers that have zones are read."""
    found: dict[str, Counter[str]] = {}
    for key in dict.fromkeys(key for key, _, _ in project.layer_facts(ZONE)):
        layer = project.layer(key)
        closed = closed_ranges([layer])
        inside = Counter(span.label for span in layer.spans.values() if is_closed(span, closed))
        found.setdefault(key.annotator, Counter()).update(inside)
    return found
