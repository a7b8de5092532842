"""Many layers changed as one step: for jobs that hold the session (see ``Session.hold``), undone in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from annotator.errors import UserError
from annotator.model.edit import LayerEdit, LayerKey
from annotator.model.history import Act
from annotator.services.commands import Command
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

SAID_EVERY = 100  # layers between two words of progress


def commit_edits(
    project: Project,
    name: str,
    actor: str,
    layers: Iterable[tuple[LayerKey, list[LayerEdit]]],
    progress: Progress = no_progress,
    total: int = 0,
) -> int:
    """Write the edits of many layers as one undo step of ``actor``; returns how many edits there were.

    One transaction: where it raises (StoreError, Cancelled, UserError of what plans the edits) nothing has changed.
    """
    count = 0
    with project.writing() as writer:
        step = None
        for done, (key, edits) in enumerate(layers):
            if done % SAID_EVERY == 0:
                progress(done, total)
            if edits:
                step = writer.begin_step(name, actor) if step is None else step
                writer.append(step, Act.DO, actor, name, key, edits)
                count += len(edits)
    return count


def planned(
    project: Project,
    annotator: str,
    commands: Iterable[Command],
    refused: list[tuple[Command, UserError]] | None = None,
) -> Iterator[tuple[LayerKey, list[LayerEdit]]]:
    """Plan gestures in one person's layers; those of a document must stand together.

    A command that is refused is put in ``refused`` with the reason; without that list the refusal is raised.
    """
    scheme = project.scheme()
    for document, group in groupby(commands, attrgetter("document")):
        key = LayerKey(document, annotator)
        layer, text = project.layer(key), project.document(document).text
        edits: list[LayerEdit] = []
        for command in group:
            try:
                plan = command.plan(layer, text, scheme)
            except UserError as error:
                if refused is None:
                    raise
                refused.append((command, error))
                continue
            for edit in plan:
                layer.apply(edit)
            edits += plan
        yield key, edits
