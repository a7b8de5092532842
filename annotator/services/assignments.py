"""Assigning documents: a preview that says what it does to work already done, then one undo step."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

from annotator.errors import InvalidPlan, UnknownDocument
from annotator.model.assignment import (
    Assignment,
    Difference,
    Load,
    Plan,
    Size,
    assign,
    assignments_of,
    compare,
)
from annotator.model.edit import FactSet
from annotator.model.facts import ASSIGNMENT
from annotator.model.history import PROJECT
from annotator.model.layer import LayerState
from annotator.store import travel
from annotator.store.project import Project

STEP = "assign"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change, and what each person would then have to do."""

    difference: Difference
    loads: list[Load]

    @property
    def changes(self) -> bool:
        found = self.difference
        return bool(found.added or found.removed or found.changed)


def assignments(project: Project) -> list[Assignment]:
    """Everybody's assignments, by document and person."""
    return assignments_of(project.facts(ASSIGNMENT))


def assigned_to(project: Project, annotator: str) -> dict[str, Assignment] | None:
    """This person's assignments by document; None where nobody has any, and so everything is everybody's."""
    if not travel.has_facts(project, ASSIGNMENT):
        return None
    return {
        one.document: one for one in assignments_of(travel.facts_of_person(project, ASSIGNMENT, annotator))
    }


def preview_plan(project: Project, plan: Plan, documents: Collection[str] | None = None) -> Preview:
    """What ``plan`` would do to the given documents (all in the queue); other documents keep their assignments.

    Raises UnknownAnnotator, UnknownDocument, InvalidPlan.
    """
    _check(project, plan)
    sizes = _sizes(project, documents)
    among = {size.document for size in sizes}
    worked = travel.worked_pairs(project)
    before = assignments(project)
    planned = assign(sizes, plan, worked)
    after = [one for one in before if one.document not in among] + planned
    return _preview(project, before, after)


def preview_by_hand(
    project: Project, add: Iterable[Assignment] = (), remove: Iterable[Assignment] = ()
) -> Preview:
    """What adding and taking away single assignments would do. Raises UnknownAnnotator, UnknownDocument."""
    before = assignments(project)
    table = {one.key: one for one in before}
    for one in add:
        project.annotator(one.annotator)
        if not project.has_document(one.document):
            raise UnknownDocument(document=one.document)
        table[one.key] = one
    for one in remove:
        table.pop(one.key, None)
    return _preview(project, before, list(table.values()))


def apply(project: Project, preview: Preview, actor: str) -> int | None:
    """Make it so, as one undo step of ``actor``; returns its id, None where nothing changes. Raises StoreError."""
    stored = project.facts(ASSIGNMENT)
    found = preview.difference
    edits = [
        FactSet(ASSIGNMENT, one.key, stored.get(one.key), one.value)
        for one in chain(found.added, found.changed)
    ]
    edits += [
        FactSet(ASSIGNMENT, one.key, stored[one.key], None) for one in found.removed if one.key in stored
    ]
    edits = [edit for edit in edits if edit.before != edit.after]
    return project.commit(STEP, actor, [(PROJECT, edit) for edit in edits]) if edits else None


def loads(project: Project, found: Iterable[Assignment] | None = None) -> list[Load]:
    """What each person has to do, and how far they are, by the assignments given (those in force)."""
    table = assignments(project) if found is None else list(found)
    characters = dict(travel.sizes(project))
    states = travel.layer_states(project)
    listed = []
    for person in sorted({one.annotator for one in table}):
        mine = [one.document for one in table if one.annotator == person and one.document in characters]
        state = [states.get((document, person)) for document in mine]
        begun = sum(one is not None and one != LayerState.NEW for one in state)
        done = sum(one == LayerState.FINISHED for one in state)
        listed.append(Load(person, len(mine), sum(characters[document] for document in mine), begun, done))
    return listed


def _preview(project: Project, before: list[Assignment], after: list[Assignment]) -> Preview:
    difference = compare(before, after, travel.worked_pairs(project))
    return Preview(difference, loads(project, after))


def _check(project: Project, plan: Plan) -> None:
    for person in plan.people:
        project.annotator(person)
    wrong = (
        "people" if not plan.people
        else "per-document" if not 1 <= plan.per_document <= len(set(plan.people))
        else "shared-by" if plan.share and not plan.per_document <= plan.shared_by <= len(set(plan.people))
        else "share" if not 0 <= plan.share <= 1
        else "calibration" if plan.calibration < 0 or plan.batch_size < 0
        else ""
    )  # fmt: skip
    if wrong:
        raise InvalidPlan(reason=wrong, people=len(set(plan.people)))


def _sizes(project: Project, documents: Collection[str] | None) -> list[Size]:
    found = [Size(*one) for one in travel.sizes(project)]
    if documents is None:
        return found
    shown = {size.document for size in found}
    for id in documents:
        if id not in shown:
            raise UnknownDocument(document=id)
    return [size for size in found if size.document in set(documents)]
