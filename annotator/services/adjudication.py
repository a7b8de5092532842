"""Adjudication: what there is to decide in a document, and deciding it.

``Adjudicator`` knows how a project is reviewed; it reads documents (``DocumentReview``), whose cases stand somewhere. A
decision is a fact in the reviewer's own layer, and the edits of the gold layer that follow from it belong to the same
step: undo takes both back. What was decided is never thrown away, see ``review/decisions.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from annotator.errors import NotReviewer, UnknownAnnotator, UnknownCase
from annotator.model.document import Document
from annotator.model.edit import FactSet, LayerKey
from annotator.model.facts import DECISION, OPTION, of_kind
from annotator.model.history import KeyedEdit
from annotator.model.layer import Layer
from annotator.model.people import GOLD, Annotator, Role
from annotator.model.scheme import LabelScheme
from annotator.model.span import check_label, check_range, check_text, read_attributes
from annotator.model.zones import zones
from annotator.review.cases import Case, CaseFinder
from annotator.review.decisions import Decision, How, Reason, places_of
from annotator.review.decisions_choices import Choice, Linker, Version, versions_of
from annotator.review.decisions_gold import Standing, Standings, gold_edits, gold_of, stand
from annotator.review.material import Material, prepare
from annotator.review.values import ValueReader
from annotator.services.change import Change
from annotator.services.session import Session
from annotator.store.project import Project

TAKE_AGREED = "take-agreed"  # the project's option: what all agree on needs no decision
REVIEWERS = (Role.REVIEWER, Role.MANAGER)
Decisions = dict[tuple[str, str], Decision]  # by reviewer and case


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer may add to a decision."""

    reason: Reason = Reason.UNSAID
    comment: str = ""
    discuss: bool = False


NOTHING_SAID = Said()


@dataclass(slots=True)
class DocumentReview:
    """One document under review. ``layers`` are those compared, ``gold`` its gold layer as it is on disk."""

    document: Document
    layers: dict[str, Layer]
    gold: Layer
    facts: dict[str, dict[str, object]]  # of every reviewer, as stored, by case
    decisions: Decisions
    material: Material
    cases: list[Case]
    linker: Linker
    standings: Standings = field(default_factory=Standings)
    unread: int = 0  # facts that hold no decision

    def standing(self, case: str) -> Standing:
        """Raises UnknownCase."""
        for standing in self.standings.cases:
            if standing.case.id == case:
                return standing
        raise UnknownCase(document=self.document.id, case=case)

    @property
    def reach(self) -> int:
        """How far at least two annotators have looked, in code points."""
        reaches = sorted((side.reach for side in self.material.sides.values()), reverse=True)
        return reaches[1] if len(reaches) > 1 else 0


class Adjudicator:
    """Whose layers are compared (all people's where nobody is named), and what is taken without a decision."""

    def __init__(self, project: Project, annotators: Sequence[str] = ()) -> None:
        self.project = project
        self.scheme: LabelScheme = project.scheme()
        self.reader = ValueReader(self.scheme)
        self.finder = CaseFinder(self.reader)
        people = {person.id: person for person in project.annotators()}
        self.names = {id: person.name for id, person in people.items()}
        self.annotators = _choose(project, people, annotators)
        self.take_agreed = bool(project.facts(OPTION).get(TAKE_AGREED, False))

    # reading ------------------------------------------------------------------------------------------------
    def review(self, document: str) -> DocumentReview:
        """One document. Raises UnknownDocument."""
        found = self.project.document(document)
        held = [
            self.project.layer(LayerKey(document, who)) for who in self.project.layer_annotators(document)
        ]
        return self._review(found, held)

    def every(self) -> Iterator[DocumentReview]:
        """Every document of the queue, one by one; nothing may be written meanwhile."""
        for _, group in groupby(self.project.rows(None), key=lambda row: row[0].id):
            rows = list(group)
            yield self._review(rows[0][0], [layer for _, layer in rows if layer is not None])

    def _review(self, document: Document, held: Sequence[Layer]) -> DocumentReview:
        layers = {layer.key.annotator: layer for layer in held if layer.key.annotator in self.annotators}
        closed = [zone[:2] for layer in held for zone in zones(layer.facts) if not zone.proposed]
        material = prepare(document, layers, sorted(layers), closed) if layers else prepare(document, {})
        cases = self.finder.cases(material)
        gold = next(
            (layer for layer in held if layer.key.annotator == GOLD), Layer(LayerKey(document.id, GOLD))
        )
        facts = {layer.key.annotator: of_kind(layer.facts, DECISION) for layer in held if layer.facts}
        made = DocumentReview(document, layers, gold, facts, {}, material, cases, Linker(cases, layers))
        self._read_decisions(made)
        self.look_again(made)
        return made

    def _read_decisions(self, review: DocumentReview) -> None:
        review.decisions, review.unread = {}, 0
        for who, values in review.facts.items():
            for case, value in values.items():
                decision = Decision.from_value(who, case, value)
                if decision is None:
                    review.unread += 1
                else:
                    review.decisions[who, case] = decision

    def look_again(self, review: DocumentReview) -> None:
        """Work out anew where each case stands."""
        review.standings = stand(
            review.cases, review.decisions.values(), review.linker, self.reader, self.annotators,
            take_agreed=self.take_agreed,
        )  # fmt: skip

    def follow(self, review: DocumentReview, edits: Sequence[KeyedEdit]) -> bool:
        """Patch what is in memory after decisions were made or taken back. False: something else changed, read it again."""
        touched = [(key, edit) for key, edit in edits if key.document == review.document.id]
        for key, edit in touched:
            if key.annotator == GOLD:
                review.gold.apply(edit)
            elif isinstance(edit, FactSet) and edit.kind == DECISION:
                held = review.facts.setdefault(key.annotator, {})
                if edit.after is None:
                    held.pop(edit.key, None)
                else:
                    held[edit.key] = edit.after
            else:
                return False
        if touched:
            self._read_decisions(review)
            self.look_again(review)
        return True

    def versions(self, review: DocumentReview, case: Case, order: Sequence[str] = ()) -> list[Version]:
        """The versions of a case, in the order of the letters of those who gave them."""
        return versions_of(case, review.linker, self.reader, order)

    # planning -----------------------------------------------------------------------------------------------
    def decision(
        self, review: DocumentReview, reviewer: str, standing: Standing, choice: Choice, said: Said
    ) -> Decision:
        """What a reviewer's choice is, with everything it was made from."""
        case = standing.case
        versions = {
            who: (version.identity, version.marks)
            for version in self.versions(review, case)
            for who in version.annotators
        }
        over = places_of(standing.decisions, review.decisions.get((reviewer, case.id)))
        return Decision(
            reviewer, case.id, choice.how, case.kind.value, choice.whose, choice.marks, choice.links, versions,
            said.reason, said.comment, said.discuss, over,
        )  # fmt: skip

    def plan(self, review: DocumentReview, decisions: Sequence[Decision]) -> list[KeyedEdit]:
        """The edits of new decisions on one document and of the gold layer that follows. Nothing is changed."""
        edits: list[KeyedEdit] = []
        for decision in decisions:
            before = review.facts.get(decision.reviewer, {}).get(decision.case)
            after = decision.to_value()
            if before != after:
                key = LayerKey(review.document.id, decision.reviewer)
                edits.append((key, FactSet(DECISION, decision.case, before, after)))
        new = review.decisions | {decision.ref: decision for decision in decisions}
        standings = stand(
            review.cases,
            new.values(),
            review.linker,
            self.reader,
            self.annotators,
            take_agreed=self.take_agreed,
        )
        return edits + self.plan_gold(review, standings)

    def plan_gold(self, review: DocumentReview, standings: Standings | None = None) -> list[KeyedEdit]:
        """The edits after which the gold layer is what decisions and agreement make of it."""
        document = review.document
        held = review.standings if standings is None else standings
        gold = gold_of(held, review.linker, self.scheme, review.reach, document.id)
        key = LayerKey(document.id, GOLD)
        return [(key, edit) for edit in gold_edits(gold, review.gold, len(document.text))]

    def check_choice(self, review: DocumentReview, choice: Choice) -> Choice:
        """A choice whose spans hold. Raises InvalidSpan, UnknownLabel, InvalidAttribute."""
        marks = []
        for mark in choice.marks:
            check_range(review.document.text, mark.start, mark.end)
            check_label(self.scheme, mark.label)
            marks.append(mark._replace(attributes=read_attributes(self.scheme, mark.label, mark.attributes)))
        return choice._replace(marks=tuple(marks))


def _choose(project: Project, people: Mapping[str, Annotator], wanted: Sequence[str]) -> tuple[str, ...]:
    owners = project.layer_owners()
    for id in wanted:
        if id not in owners and id not in people:
            raise UnknownAnnotator(annotator=id)
    if wanted:
        return tuple(sorted(set(wanted)))
    models = {id for id, person in people.items() if person.role is Role.MODEL}
    # A merge may leave a branch of the gold layer beside it (``gold~2``): nobody's work either.
    return tuple(id for id in project.workers() if id.partition("~")[0] != GOLD and id not in models)


def may_review(person: Annotator) -> bool:
    """Whether the person decides: reviewers and managers do."""
    return person.role in REVIEWERS


def check_reviewer(person: Annotator) -> None:
    """Raises NotReviewer."""
    if not may_review(person):
        raise NotReviewer(annotator=person.name)


def decide(
    session: Session,
    adjudicator: Adjudicator,
    review: DocumentReview,
    case: str,
    choice: Choice,
    said: Said = NOTHING_SAID,
    *,
    initiator: object | None = None,
) -> Change:
    """Decide a case as the session's person; the decision and the gold layer are one step.

    Raises NotReviewer, UnknownCase, InvalidSpan, UnknownLabel, InvalidAttribute, StoreError.
    """
    check_reviewer(session.annotator)
    check_text("comment", said.comment)
    standing = review.standing(case)
    choice = adjudicator.check_choice(review, choice) if choice.how is How.EDIT else choice
    made = adjudicator.decision(review, session.annotator.id, standing, choice, said)
    return session.commit("decide", adjudicator.plan(review, [made]), initiator)


def say_more(
    session: Session,
    adjudicator: Adjudicator,
    review: DocumentReview,
    case: str,
    said: Said,
    *,
    initiator: object | None = None,
) -> Change:
    """Change reason, comment and discussion of one's own decision; where there is none, put the case up for discussion.

    Raises NotReviewer, UnknownCase, StoreError.
    """
    check_reviewer(session.annotator)
    check_text("comment", said.comment)
    standing = review.standing(case)
    own = review.decisions.get((session.annotator.id, case))
    if own is None:
        own = adjudicator.decision(review, session.annotator.id, standing, Choice(How.OPEN), said)
        own = replace(own, over={})  # to talk about a case takes nobody's place
    made = replace(own, reason=said.reason, comment=said.comment, discuss=said.discuss)
    name = "discuss" if said.discuss and made.how is How.OPEN else "decide"
    return session.commit(name, adjudicator.plan(review, [made]), initiator)
