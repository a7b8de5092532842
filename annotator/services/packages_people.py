"""Whoever has a layer is among the people of the project: those a package tells of, and branches of a log under their own id."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.model.edit import AnnotatorAdded
from annotator.model.history import PROJECT
from annotator.model.people import Annotator, Role
from annotator.store.log import branch_of
from annotator.store.merging import Outcome
from annotator.store.project import Project
from annotator.store.writer import Writer


def add_branches(project: Project, writer: Writer, outcomes: Iterable[Outcome], step: str) -> list[str]:
    """Add people for layers that a fork made (``lan~2``); returns their ids."""
    names = sorted({name for outcome in outcomes for name in outcome.branches})
    people = {person.id: person for person in project.annotators()}
    fresh = [_branch(name, people) for name in names if name not in people]
    add_people(writer, fresh, step)
    return names


def add_people(writer: Writer, people: Iterable[Annotator], step: str) -> None:
    edits = [AnnotatorAdded(one.id, one.name, one.role.value) for one in people]
    if edits:
        writer.gesture(step, "", [(PROJECT, edit) for edit in edits])


def _branch(id: str, people: dict[str, Annotator]) -> Annotator:
    """Named after the person whose log it branched off: ``Lan (2)``."""
    base = people.get(branch_of(id) or "")
    number = id.rpartition("~")[2]
    return Annotator(id, f"{base.name} ({number})", base.role) if base else Annotator(id, id, Role.ANNOTATOR)
