"""Deciding many cases at once: by a rule, or by taking what all agree on. One step each, undone in one go.

The functions that write are for jobs that hold the session (see ``Session.hold``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from annotator.model.facts import OPTION, fact_edit
from annotator.model.history import PROJECT, Act, KeyedEdit
from annotator.review.decisions import Decision
from annotator.review.decisions_choices import Choice, by_rule
from annotator.services.adjudication import NOTHING_SAID, TAKE_AGREED, Adjudicator, DocumentReview, Said
from annotator.services.adjudication_index import CaseRow
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

_SAID_EVERY = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """``longer``, ``shorter``, ``majority``, ``none``, or ``person``: what that person marked."""

    name: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One case of a preview: what each rule would take, None where it decides nothing. ``text`` is the document's."""

    row: CaseRow
    text: str
    choices: dict[Rule, Choice | None]


@dataclass(slots=True)
class Preview:
    """What rules would do: how many cases each decides, and the first cases one by one."""

    cases: int = 0
    decides: Counter[Rule] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)


@dataclass(slots=True)
class Many:
    """What was decided in one go. ``untouched``: cases that the rule says nothing about, or that were settled meanwhile."""

    decided: int = 0
    untouched: int = 0
    documents: int = 0
    spans: int = 0  # by which the gold layer changed, any way
    cases: list[tuple[str, str]] = field(default_factory=list)


def preview(
    adjudicator: Adjudicator,
    rows: Iterable[CaseRow],
    rules: Sequence[Rule],
    progress: Progress = no_progress,
    *,
    most: int = 200,
) -> Preview:
    """What each rule would decide of the rows that are not settled yet, with the first ``most`` as samples."""
    found = Preview()
    wanted = [row for row in rows if row.unsettled]
    for document, group in groupby(wanted, key=lambda row: row.document):
        progress(found.cases, len(wanted))
        review = adjudicator.review(document)
        known = {standing.case.id: standing.case for standing in review.standings.cases}
        for row in group:
            case = known.get(row.case)
            versions = adjudicator.versions(review, case) if case is not None else []
            choices = {
                rule: by_rule(rule.name, versions, rule.person) if versions else None for rule in rules
            }
            found.cases += 1
            found.decides.update(rule for rule, choice in choices.items() if choice is not None)
            if len(found.samples) < most:
                found.samples.append(Sample(row, review.document.text, choices))
    return found


def decide_many(
    adjudicator: Adjudicator,
    reviewer: str,
    rows: Sequence[CaseRow],
    rule: Rule,
    said: Said = NOTHING_SAID,
    progress: Progress = no_progress,
) -> Many:
    """Decide by a rule every one of ``rows`` that is not settled. Raises StoreError, Cancelled; then nothing has changed."""
    result = Many()

    def plan(review: DocumentReview, ids: set[str]) -> list[KeyedEdit]:
        made: list[Decision] = []
        for standing in review.standings.cases:
            if standing.case.id not in ids:
                continue
            choice = by_rule(rule.name, adjudicator.versions(review, standing.case), rule.person)
            if choice is not None:
                made.append(adjudicator.decision(review, reviewer, standing, choice, said))
        result.decided += len(made)
        result.cases += [(review.document.id, one.case) for one in made]
        return adjudicator.plan(review, made) if made else []

    wanted = [row for row in rows if row.unsettled]
    by_document = {
        document: {row.case for row in group}
        for document, group in groupby(wanted, key=lambda row: row.document)
    }
    _write(
        adjudicator,
        ("decide-many", reviewer),
        list(by_document),
        lambda r: plan(r, by_document[r.document.id]),
        result,
        progress,
    )
    result.untouched = len(wanted) - result.decided
    return result


def take_agreed(
    adjudicator: Adjudicator, actor: str, *, take: bool = True, progress: Progress = no_progress
) -> Many:
    """Say that the project takes what all agree on without a decision (or does not), and have the gold layer follow.

    Done again it only brings the gold layer up to date. Raises StoreError, Cancelled; then nothing has changed.
    """
    project = adjudicator.project
    before = {(OPTION, key): value for key, value in project.facts(OPTION).items()}
    own: list[KeyedEdit] = [(PROJECT, edit) for edit in fact_edit(before, OPTION, TAKE_AGREED, take or None)]
    adjudicator.take_agreed = take
    result = Many()
    name = "renew-gold" if not own else "take-agreed" if take else "leave-agreed"
    documents = _documents(project)
    _write(adjudicator, (name, actor), documents, adjudicator.plan_gold, result, progress, own=own)
    return result


def _documents(project: Project) -> list[str]:
    return [item.document for item in project.queue("")]


def _write(
    adjudicator: Adjudicator,
    step_of: tuple[str, str],
    documents: Sequence[str],
    plan: Callable[[DocumentReview], list[KeyedEdit]],
    result: Many,
    progress: Progress,
    *,
    own: Sequence[KeyedEdit] = (),
) -> None:
    """One step (its name and actor) for all documents; none where nothing changes."""
    name, actor = step_of
    with adjudicator.project.writing() as writer:
        step = None
        if own:
            step = writer.begin_step(name, actor)
            writer.append_all(step, Act.DO, actor, name, own)
        for done, document in enumerate(documents):
            if done % _SAID_EVERY == 0:
                progress(done, len(documents))
            edits = plan(adjudicator.review(document))
            if edits:
                step = writer.begin_step(name, actor) if step is None else step
                writer.append_all(step, Act.DO, actor, name, edits)
                result.documents += 1
                result.spans += sum("Span" in type(edit).__name__ for _, edit in edits)
