"""The label scheme, changed: first everything that would be touched, then all of it as one step, with one undo.

The new version of the scheme and the edits of every layer are one transaction. Layers of other people, finished ones
among them, are changed by a manager alone; the log says who did it. Old versions of the scheme stay in the project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.errors import ChangedSince, NotManager
from annotator.model.edit import LayerEdit, LayerKey
from annotator.model.history import Act
from annotator.model.layer import LayerState
from annotator.model.people import Annotator, Role
from annotator.model.scheme import LabelScheme
from annotator.model.scheme_edit import NO_MAP, SchemeChange, replace_scheme
from annotator.model.scheme_edit_diff import Difference, differences
from annotator.model.scheme_edit_layers import Becomes, Effect, LayerPlanner
from annotator.services.jobs import Progress, no_progress
from annotator.store import scheme_use as store
from annotator.store.project import Project

SHOWN_SIGNS = 120  # of a span's text


@dataclass(frozen=True, slots=True)
class Touched:
    """One thing that would happen, and where. ``found`` is the beginning of the span's text."""

    document: str
    title: str
    annotator: str
    finished: bool
    found: str
    effect: Effect


@dataclass(slots=True)
class Preview:
    """Everything a change would do. ``touched`` is in the order of the queue; ``changing`` are people whose layers change."""

    change: SchemeChange
    differences: list[Difference]
    touched: list[Touched] = field(default_factory=list)
    counts: Counter[Becomes] = field(default_factory=Counter)
    layers: int = 0
    finished: int = 0
    changing: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        """How many values, relations and document labels go."""
        gone = self.counts[Becomes.RELATION] + self.counts[Becomes.DOCUMENT]
        return gone + sum(
            len(one.effect.lost) for one in self.touched if one.effect.becomes is not Becomes.DOCUMENT
        )


@dataclass(slots=True)
class Done:
    """What came of it. ``version`` is the scheme's, after."""

    version: int
    spans: int = 0
    layers: int = 0
    counts: Counter[Becomes] = field(default_factory=Counter)


def preview(project: Project, change: SchemeChange, progress: Progress = no_progress) -> Preview:
    """Everything the change would do; nothing is changed. For jobs, through a connection of their own."""
    found = Preview(change, differences(change.before, change.after))
    keys = _keys(project, change)
    names = store.titles(project, {key.document for key in keys})
    for key, finished, edits, effects, text in _planned(project, change, keys, progress):
        if not effects:
            continue
        found.layers += 1
        found.finished += finished
        if edits:
            found.changing[key.annotator] += sum(one.becomes is not Becomes.STAYS for one in effects)
        for effect in effects:
            span = effect.span
            words = text[span.start : min(span.end, span.start + SHOWN_SIGNS)] if span else ""
            title = names.get(key.document, "")
            found.touched.append(Touched(key.document, title, key.annotator, finished, words, effect))
            found.counts[effect.becomes] += 1
    return found


def apply(
    project: Project,
    change: SchemeChange,
    actor: str,
    name: str = "change-scheme",
    progress: Progress = no_progress,
) -> Done:
    """Do it, as one undo step of ``actor`` called ``name``.

    Raises ChangedSince where the scheme is not what it was, NotManager, StoreError, Cancelled: then nothing has changed.
    """
    before = project.scheme()
    if before != change.before:
        raise ChangedSince(step=name, document="", annotator="", reason="scheme")
    person = project.annotator(actor)
    models = {one.id for one in project.annotators() if one.role is Role.MODEL}
    after = replace(change.after, version=before.version)
    if after != before:
        after = replace(after, version=store.last_version(project) + 1)
    done = Done(after.version)
    keys = _keys(project, change)
    with project.writing() as writer:
        step: int | None = None
        if after.version != before.version:
            step = writer.begin_step(name, actor)
            writer.put_scheme(after)
            where, edit = writer.scheme_edit(before.version, after.version)
            writer.append(step, Act.DO, actor, name, where, [edit])
        for key, _, edits, effects, _ in _planned(project, change, keys, progress):
            done.counts.update(effect.becomes for effect in effects)
            if not edits:
                continue
            _check_may(person, key, models)
            step = writer.begin_step(name, actor) if step is None else step
            writer.append(step, Act.DO, actor, name, key, edits)
            done.layers += 1
            done.spans += sum(effect.becomes is not Becomes.STAYS for effect in effects)
        progress(len(keys), len(keys))
    return done


def may_change(project: Project, found: Preview, actor: str) -> bool:
    """Whether ``actor`` may do what the preview shows: a manager may, others where only their own layers change."""
    person = project.annotator(actor)
    models = {one.id for one in project.annotators() if one.role is Role.MODEL}
    return all(_may(person, annotator, models) for annotator in found.changing)


def replacement(project: Project, other: LabelScheme, moves: Mapping[str, str] = NO_MAP) -> SchemeChange:
    """The change that puts ``other`` in force; labels it lacks that have spans stay, retired. Raises UnknownLabel."""
    return replace_scheme(project.scheme(), other, store.span_counts(project), moves)


def uses(path: Path) -> dict[str, int]:
    """Spans by label over all layers, through a connection of its own."""
    with Project.open(path, read_only=True) as project:
        return store.span_counts(project)


def _keys(project: Project, change: SchemeChange) -> list[LayerKey]:
    planner = LayerPlanner(change)
    if not planner.labels and not planner.document_labels:
        return []
    return store.layers_holding(project, planner.labels, document_labels=planner.document_labels)


def _planned(
    project: Project, change: SchemeChange, keys: list[LayerKey], progress: Progress
) -> Iterator[tuple[LayerKey, bool, list[LayerEdit], list[Effect], str]]:
    """Layer by layer: whether it is finished, its edits, what becomes of what, the text."""
    planner = LayerPlanner(change)
    document, text = "", ""
    for number, key in enumerate(keys):
        if number % 20 == 0:
            progress(number, len(keys))
        if key.document != document:
            document, text = key.document, project.document(key.document).text
        layer = project.layer(key)
        edits, effects = planner.plan(layer, text)
        yield key, layer.state is LayerState.FINISHED, edits, effects, text


def _may(person: Annotator, annotator: str, models: set[str]) -> bool:
    own = annotator == person.id or annotator.startswith(f"{person.id}~")
    return own or annotator in models or person.role is Role.MANAGER


def _check_may(person: Annotator, key: LayerKey, models: set[str]) -> None:
    if not _may(person, key.annotator, models):
        raise NotManager(annotator=person.name, others=key.annotator)
