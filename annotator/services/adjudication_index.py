"""Every place where layers differ, in the order of the corpus: what the page and the command line list.

Made in one pass over the corpus by a job; after a change only the documents it touched are read again.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from annotator.review.cases import Case
from annotator.review.decisions_choices import differing_part
from annotator.review.decisions_gold import UNSETTLED, Status
from annotator.review.kinds import Kind
from annotator.services.adjudication import Adjudicator, DocumentReview
from annotator.services.jobs import Progress, no_progress

WORDS = 110  # code points of a case that a list shows
_SAID_EVERY = 50


@dataclass(slots=True)
class CaseRow:
    """A case in a list. ``words`` are its text, cut; ``part`` of them differs. Offsets of ``part`` count from ``start``."""

    document: str
    case: str
    start: int
    end: int
    kind: Kind
    label: str
    status: Status
    words: str
    part: tuple[int, int]

    @property
    def unsettled(self) -> bool:
        return self.status in UNSETTLED


@dataclass(slots=True)
class ReviewIndex:
    """``rows`` by document, in the order of the corpus; agreed cases only where they are to be decided by hand."""

    annotators: tuple[str, ...]
    names: dict[str, str]
    take_agreed: bool
    titles: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[CaseRow]] = field(default_factory=dict)
    agreed: dict[str, int] = field(default_factory=dict)  # cases that all agree on, by document
    left: dict[str, int] = field(default_factory=dict)  # decisions whose case is there no more
    gold: dict[str, int] = field(default_factory=dict)  # spans in the gold layer
    unread: int = 0
    compared: int = 0  # documents that two annotators at least have looked at

    def every(self) -> Iterator[CaseRow]:
        for rows in self.rows.values():
            yield from rows

    def counts(self) -> tuple[Counter[Kind], Counter[Kind]]:
        """(all cases, those still to be settled) by kind."""
        total: Counter[Kind] = Counter()
        unsettled: Counter[Kind] = Counter()
        for row in self.every():
            total[row.kind] += 1
            if row.status in UNSETTLED:
                unsettled[row.kind] += 1
        return total, unsettled

    def statuses(self) -> Counter[Status]:
        return Counter(row.status for row in self.every())

    def read(self, review: DocumentReview) -> None:
        """Take over one document, for the first time or again."""
        id, text = review.document.id, review.document.text
        self.titles[id] = review.document.title
        rows, agreed = [], 0
        for standing in review.standings.cases:
            case = standing.case
            if case.kind is Kind.AGREE:
                agreed += 1
                if self.take_agreed or standing.status is Status.TAKEN:
                    continue
            rows.append(_row(case, standing.status, text))
        for table, value in (
            (self.agreed, agreed),
            (self.left, len(review.standings.left)),
            (self.gold, len(review.gold.spans)),
        ):
            if value:
                table[id] = value
            else:
                table.pop(id, None)
        if rows or id in self.rows:
            self.rows[id] = rows


def _row(case: Case, status: Status, text: str) -> CaseRow:
    start, end = differing_part(case)
    part = start - case.start, end - case.start
    words = text[case.start : min(case.end, case.start + WORDS)]
    label = next(iter(case.spans.values()))[0].label
    return CaseRow(case.document, case.id, case.start, case.end, case.kind, label, status, words, part)


def build_index(adjudicator: Adjudicator, progress: Progress = no_progress) -> ReviewIndex:
    """All of the corpus. Raises StoreError, Cancelled."""
    index = ReviewIndex(adjudicator.annotators, dict(adjudicator.names), adjudicator.take_agreed)
    total = adjudicator.project.count_documents()
    with _collecting_rarely():
        for number, review in enumerate(adjudicator.every()):
            if number % _SAID_EVERY == 0:
                progress(number, total)
            index.rows[review.document.id] = []  # keeps the order of the corpus
            index.read(review)
            index.unread += review.unread
            index.compared += len(review.material.sides) > 1
    progress(total, total)
    return index


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Nothing here makes cycles; to look for them among a million small objects took a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def in_order(rows: Iterable[CaseRow], kind: Kind | None = None) -> list[CaseRow]:
    """Rows of one kind, or all."""
    return [row for row in rows if kind is None or row.kind is kind]
