"""The reviewer's desk: which case is looked at, which come next, and what is decided. No widget.

Holds the index of all cases, the document under review and the list that a kind and a filter leave. Decides through
``services/adjudication``, and follows the changes that come back.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.model.edit import FactSet
from annotator.model.facts import DECISION, GUIDELINE
from annotator.model.history import PROJECT
from annotator.model.people import GOLD
from annotator.review.decisions import Decision, Reason
from annotator.review.decisions_choices import Choice, Version, both, none, taken, union
from annotator.review.decisions_gold import Standing, Status, orders
from annotator.review.kinds import Kind
from annotator.services.adjudication import (
    Adjudicator,
    DocumentReview,
    Said,
    decide,
    may_review,
    say_more,
)

if TYPE_CHECKING:
    from annotator.services.adjudication_index import CaseRow, ReviewIndex
    from annotator.services.change import Change
    from annotator.services.session import Session
    from annotator.ui.failures import Failures

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OPEN, DECIDED, AGAIN = "open", "decided", "again"
_AGAIN = frozenset({Status.STALE, Status.DISCUSS, Status.CONTESTED})
_DECIDED = frozenset({Status.DECIDED, Status.TAKEN})
LAST = 12


@dataclass
class Current:
    """The case looked at, with what can be chosen. ``order``: the annotators in the order of their letters."""

    row: CaseRow
    review: DocumentReview
    standing: Standing
    order: list[str]
    versions: list[Version]
    both: Choice
    union: Choice
    none: Choice = field(default_factory=none)

    def letters(self, people: tuple[str, ...]) -> list[str]:
        """The letters of these annotators in this document."""
        return [LETTERS[self.order.index(who) % 26] for who in people if who in self.order]


@dataclass(frozen=True)
class Done:
    """A decision just made, as the last decisions list it."""

    row: CaseRow
    decision: Decision
    letters: str


class ReviewDesk(QObject):
    """Signals tell facts: ``listed`` that the list is another one, ``patched`` rows of one document (name), ``moved`` that
    another case is looked at, ``counted`` that numbers changed, ``said`` that reason, comment or discussion did."""

    listed = Signal()
    patched = Signal(str)
    moved = Signal()
    counted = Signal()
    said_changed = Signal()

    def __init__(self, session: Session, failures: Failures, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self._failures = session, failures
        self.adjudicator: Adjudicator | None = None
        self.index: ReviewIndex | None = None
        self.current: Current | None = None
        self.kind: Kind | None = None
        self.filter = OPEN
        self.hidden = session.setting("review-hide-names") == "yes"
        self.total: Counter[Kind] = Counter()
        self.unsettled: Counter[Kind] = Counter()
        self.again = 0
        self.last: deque[Done] = deque(maxlen=LAST)
        self.said = Said()
        self._review: DocumentReview | None = None
        self._ordinal: dict[str, int] = {}

    # what there is --------------------------------------------------------------------------------------------
    def show(self, index: ReviewIndex) -> None:
        """Take over what a job has read."""
        self.index = index
        self.adjudicator = Adjudicator(self.session.project)
        self._review = None
        self._ordinal = {document: number for number, document in enumerate(index.rows)}
        self.total, self.unsettled = index.counts()
        self.again = sum(row.status in _AGAIN for row in index.every())
        kept = self.current.row if self.current is not None else None
        if self.kind is not None and not self.total[self.kind]:
            self.kind = None
        self.listed.emit()
        self.counted.emit()
        row = self._find(kept.document, kept.case) if kept is not None else None
        self.look_at(row if row is not None and self.fits(row) else self.first())

    def may_decide(self) -> bool:
        """Whether the session's person is a reviewer and the project can be written."""
        return may_review(self.session.annotator) and not self.session.read_only

    def name(self, who: str) -> str:
        """A person's name, or nothing where names are hidden."""
        return "" if self.hidden or self.index is None else self.index.names.get(who, who)

    def fits(self, row: CaseRow) -> bool:
        """Whether the list shows this row."""
        if self.kind is not None and row.kind is not self.kind:
            return False
        if self.filter == OPEN:
            return row.unsettled
        return row.status in (_DECIDED if self.filter == DECIDED else _AGAIN)

    def rows(self) -> list[CaseRow]:
        """All rows of the list, in the order of the corpus."""
        return [row for row in self.index.every() if self.fits(row)] if self.index is not None else []

    def rows_of(self, document: str) -> list[CaseRow]:
        """Those of one document."""
        found = self.index.rows.get(document, []) if self.index is not None else []
        return [row for row in found if self.fits(row)]

    def ordinal(self, document: str) -> int:
        """The place of a document in the corpus."""
        return self._ordinal.get(document, len(self._ordinal))

    def first(self) -> CaseRow | None:
        """The first row of the list."""
        if self.index is None:
            return None
        return next((row for row in self.index.every() if self.fits(row)), None)

    def _find(self, document: str, case: str) -> CaseRow | None:
        rows = self.index.rows.get(document, []) if self.index is not None else []
        return next((row for row in rows if row.case == case), None)

    def guideline(self, label: str) -> str:
        """The page of the guidelines about a label, else the general one."""
        pages = self.session.facts(GUIDELINE) if not self.session.held else {}
        return str(pages.get(label) or pages.get("") or "")

    # choosing what to look at ---------------------------------------------------------------------------------
    def show_kind(self, kind: Kind | None) -> None:
        """List only cases of this kind, or all."""
        if kind is not self.kind:
            self.kind = kind
            self.listed.emit()
            self.look_at(self.first())

    def show_filter(self, name: str) -> None:
        """List what is open, decided, or to be looked at again."""
        if name != self.filter:
            self.filter = name
            self.listed.emit()
            self.look_at(self.first())

    def hide_names(self, hidden: bool) -> None:
        """Letters instead of names, shuffled by the document."""
        self.hidden = hidden
        self.session.set_setting("review-hide-names", "yes" if hidden else "")
        if self.current is not None:
            self.look_at(self.current.row)

    def look_at(self, row: CaseRow | None) -> None:
        """Another case, or none."""
        if row is None or self.adjudicator is None:
            self.current = None
            self.said = Said()
            self.moved.emit()
            return
        if self._review is None or self._review.document.id != row.document:
            self._review = self._failures.attempt(self.adjudicator.review, row.document)
        review = self._review
        standing = None
        if review is not None:
            standing = next((one for one in review.standings.cases if one.case.id == row.case), None)
        if review is None or standing is None:
            self.look_at(None)
            return
        names = self.index.names if self.index is not None else {}
        order = orders(list(review.material.sides), row.document, names, hidden=self.hidden)
        versions = self.adjudicator.versions(review, standing.case, order)
        self.current = Current(row, review, standing, order, versions, both(versions), union(versions))
        own = review.decisions.get((self.session.annotator.id, row.case))
        self.said = Said(own.reason, own.comment, own.discuss) if own is not None else Said()
        self.moved.emit()

    def step(self, by: int) -> bool:
        """The next (+1) or previous (-1) case of the list; False where there is none."""
        row = self._beside(by)
        if row is not None:
            self.look_at(row)
        return row is not None

    def step_in_document(self, by: int) -> bool:
        """The next or previous case of any kind in this document that is not settled."""
        current = self.current
        if current is None or self.index is None:
            return False
        rows = [r for r in self.index.rows.get(current.row.document, []) if r.unsettled or r is current.row]
        place = next((n for n, row in enumerate(rows) if row.case == current.row.case), 0)
        if len(rows) < 2:
            return False
        self.look_at(rows[(place + by) % len(rows)])
        return True

    def look_at_place(self, document: str, offset: int) -> None:
        """The case at a place in the text, the shortest one there."""
        rows = self.index.rows.get(document, []) if self.index is not None else []
        here = [row for row in rows if row.start <= offset < row.end]
        if here:
            self.look_at(min(here, key=lambda row: row.end - row.start))

    def look_at_case(self, document: str, case: str) -> bool:
        """A case by its id, in a list that shows it; False where it is not listed (any more)."""
        row = self._find(document, case)
        if row is not None and not self.fits(row):
            self.kind = None
            self.filter = OPEN if row.unsettled else DECIDED if row.status in _DECIDED else AGAIN
            self.listed.emit()
        if row is not None:
            self.look_at(row)
        return row is not None

    def _beside(self, by: int) -> CaseRow | None:
        """The row after or before the current one in the order of the corpus, whether the current one is still listed or not."""
        if self.index is None or self.current is None:
            return self.first()
        here = self.current.row
        documents = list(self.index.rows)
        place = self._ordinal.get(here.document, 0)
        rows = self.index.rows.get(here.document, [])
        after = [
            row
            for row in rows
            if (_key(row) > _key(here)) == (by > 0) and row.case != here.case and self.fits(row)
        ]
        if after:
            return after[0] if by > 0 else after[-1]
        for document in documents[place + 1 :] if by > 0 else reversed(documents[:place]):
            fit = [row for row in self.index.rows[document] if self.fits(row)]
            if fit:
                return fit[0] if by > 0 else fit[-1]
        return None

    # deciding -------------------------------------------------------------------------------------------------
    def choice_of(self, digit: int) -> Choice | None:
        """What a digit stands for: 0 none, then each version, both, union. None where it stands for nothing."""
        current = self.current
        if current is None:
            return None
        if digit == 0:
            return current.none
        choices = [*map(taken, current.versions), current.both, current.union]
        return choices[digit - 1] if digit <= len(choices) else None

    def take(self, choice: Choice) -> Change | None:
        """Decide the current case."""
        current, adjudicator = self.current, self.adjudicator
        if current is None or adjudicator is None or choice.refused:
            return None
        case, said = current.standing.case.id, self.said
        made: Change | None = self._failures.attempt(
            decide, self.session, adjudicator, current.review, case, choice, said
        )
        return made

    def say(self, said: Said) -> None:
        """Reason, comment or discussion of the current case: of its decision where there is one, else of the next one."""
        current, adjudicator = self.current, self.adjudicator
        if current is None or adjudicator is None:
            return
        before, self.said = self.said, said
        own = current.review.decisions.get((self.session.annotator.id, current.row.case))
        if own is not None or said.discuss != before.discuss:
            case = current.standing.case.id
            if (
                self._failures.attempt(say_more, self.session, adjudicator, current.review, case, said)
                is None
            ):
                self.said = before
        self.said_changed.emit()

    # following ------------------------------------------------------------------------------------------------
    def follow(self, change: Change) -> bool:
        """Patch what is known. False: too much changed, everything must be read again."""
        if change.wide or self.index is None or self.adjudicator is None:
            return not change.wide
        if any(key == PROJECT for key, _ in change.edits):
            return True
        decided = [
            (key, edit)
            for key, edit in change.edits
            if isinstance(edit, FactSet) and edit.kind == DECISION and key.annotator != GOLD
        ]
        for document in change.documents:
            self._read_again(document, change)
        self.counted.emit()
        if decided:
            self._after_decision(change, decided[0][0].document, decided[0][0].annotator, decided[0][1].key)
        elif self.current is not None and self.current.row.document in change.documents:
            row = self._find(self.current.row.document, self.current.row.case)
            self.look_at(row or self.first())
        return True

    def _read_again(self, document: str, change: Change) -> None:
        index, adjudicator = self.index, self.adjudicator
        assert index is not None
        assert adjudicator is not None
        review = self._review
        if review is None or review.document.id != document or not adjudicator.follow(review, change.edits):
            review = self._failures.attempt(adjudicator.review, document)
            if self._review is not None and self._review.document.id == document:
                self._review = review
        if review is None:
            return
        self._count(document, -1)
        index.read(review)
        self._ordinal.setdefault(document, len(self._ordinal))
        self._count(document, 1)
        self.patched.emit(document)

    def _count(self, document: str, by: int) -> None:
        for row in self.index.rows.get(document, []) if self.index is not None else ():
            self.total[row.kind] += by
            self.unsettled[row.kind] += by * row.unsettled
            self.again += by * (row.status in _AGAIN)

    def _after_decision(self, change: Change, document: str, reviewer: str, case: str) -> None:
        """On to the next case; after an undo, back to the one that was taken back."""
        row = self._find(document, case)
        if change.act == "undo":
            if self.last and self.last[0].row.case == case:
                self.last.popleft()
            self.look_at(row or self.first())
            return
        review, current = self._review, self.current
        if review is not None and current is not None and current.row.case == case and row is not None:
            made = review.decisions.get((reviewer, case))
            if made is not None and made.decided:
                letters = "".join(current.letters(made.whose))
                if self.last and self.last[0].row.case == case:
                    self.last.popleft()
                self.last.appendleft(Done(row, made, letters))
            if row.unsettled and not (made is not None and made.discuss):
                self.look_at(row)
                return
            was_decided = current.standing.status is Status.DECIDED
            if (
                was_decided
                and current.standing.verdict is not None
                and made is not None
                and made.outcome == current.standing.verdict.outcome
            ):
                self.look_at(row)  # only what is said about it changed
                return
        self.go_on(row)

    def go_on(self, row: CaseRow | None) -> None:
        """The next case to decide: of this kind, else of the next kind that has one."""
        following = self._beside(1) or self.first()
        if following is not None and (row is None or following.case != row.case):
            self.look_at(following)
            return
        if self.filter == OPEN and self.kind is not None:
            kind = next((kind for kind in Kind if self.unsettled[kind]), None)
            if kind is not None:
                self.show_kind(kind)
                return
        self.look_at(following)


def reason_of(digit: int) -> Reason | None:
    """The reason that Alt and a digit stand for."""
    reasons = [Reason.SLIP, Reason.AMBIGUOUS, Reason.GUIDELINE, Reason.SCHEME, Reason.OTHER]
    return reasons[digit - 1] if 1 <= digit <= len(reasons) else None


def _key(row: CaseRow) -> tuple[int, int, str]:
    return row.start, -row.end, row.case
