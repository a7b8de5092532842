"""Feedback: what was changed of one annotator's work and why, and where the guidelines leave people apart.

Both read decisions as they were taken, with the versions of that time; what is not decided yet is no feedback.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from annotator.errors import UnknownAnnotator
from annotator.model.scheme import LabelScheme
from annotator.model.text import fold_exact
from annotator.review.cases import Case
from annotator.review.decisions import Decision, Mark, Reason
from annotator.review.decisions_gold import Standing, Status
from annotator.review.feedback import Change, What, changes
from annotator.review.kinds import Kind
from annotator.services.adjudication import Adjudicator, DocumentReview
from annotator.services.jobs import Progress, no_progress

CONTEXT = 60  # code points of text on each side of a quoted span
EXAMPLES = 8  # of each label in the report of gaps
PHRASES = 30
_LONGEST = 60  # code points of a phrase that is counted
_SAID_EVERY = 50


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document with what stands around them; offsets are code points of the document."""

    start: int
    end: int
    before: str
    words: str
    after: str

    def of(self, mark: Mark) -> str:
        """The words of a span of the case, as far as they are quoted."""
        base = self.start - len(self.before)
        return (self.before + self.words + self.after)[max(0, mark.start - base) : max(0, mark.end - base)]


@dataclass(frozen=True, slots=True)
class Item:
    """One case of an annotator that was decided otherwise than they had marked it."""

    document: str
    title: str
    quote: Quote
    kind: str
    changes: tuple[Change, ...]
    reason: Reason
    comment: str
    reviewer: str
    stale: bool  # something was changed since


@dataclass(slots=True)
class Feedback:
    """For one annotator. ``decided``: cases they took part in; ``kept``: those decided as they had them."""

    annotator: str
    name: str
    scheme: LabelScheme
    names: dict[str, str]
    items: list[Item] = field(default_factory=list)
    decided: int = 0
    kept: int = 0
    agreed: int = 0
    waiting: int = 0
    kinds: Counter[What] = field(default_factory=Counter)
    reasons: Counter[Reason] = field(default_factory=Counter)


def feedback_for(adjudicator: Adjudicator, annotator: str, progress: Progress = no_progress) -> Feedback:
    """What was decided about one annotator's work. Raises UnknownAnnotator, StoreError, Cancelled."""
    if annotator not in adjudicator.names and annotator not in adjudicator.annotators:
        raise UnknownAnnotator(annotator=annotator)
    names = adjudicator.names
    found = Feedback(annotator, names.get(annotator, annotator), adjudicator.scheme, dict(names))
    total = adjudicator.project.count_documents()
    for number, review in enumerate(adjudicator.every()):
        if number % _SAID_EVERY == 0:
            progress(number, total)
        for standing in review.standings.cases:
            if annotator in standing.case.annotators:
                _add(found, adjudicator, review, standing)
    progress(total, total)
    return found


def _add(found: Feedback, adjudicator: Adjudicator, review: DocumentReview, standing: Standing) -> None:
    decision, case = standing.verdict, standing.case
    if decision is None or found.annotator not in decision.versions:
        if case.kind is Kind.AGREE:
            found.agreed += 1
        else:
            found.waiting += 1
        return
    found.decided += 1
    made = changes(decision, found.annotator, adjudicator.reader)
    found.kinds.update(change.what for change in made)
    if all(change.what is What.KEPT for change in made):
        found.kept += 1
        return
    found.reasons[decision.reason] += 1
    document = review.document
    start, end = _range(decision, case)
    found.items.append(
        Item(
            document.id, document.title, quote(document.text, start, end), decision.kind,
            tuple(change for change in made if change.what is not What.KEPT), decision.reason, decision.comment,
            decision.reviewer, standing.status is Status.STALE,
        )
    )  # fmt: skip


def _range(decision: Decision, case: Case) -> tuple[int, int]:
    keys = [*decision.keys, *(mark.key for mark in decision.marks)]
    return (min(key[0] for key in keys), max(key[1] for key in keys)) if keys else (case.start, case.end)


def quote(text: str, start: int, end: int) -> Quote:
    """A range with what stands around it, from word to word."""
    low, high = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    before, after = text[low:start], text[end:high]
    if low > 0 and " " in before:
        before = before[before.index(" ") + 1 :]
    if high < len(text) and " " in after:
        after = after[: after.rindex(" ")]
    return Quote(start, end, before, text[start:end], after)


# Gaps of the guidelines -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Example:
    """A case with what each version had and, where it was decided, what was taken and why."""

    document: str
    title: str
    quote: Quote
    kind: Kind
    versions: tuple[tuple[tuple[str, ...], tuple[Mark, ...]], ...]  # (who, what they marked)
    decided: tuple[Mark, ...] | None
    reason: Reason
    comment: str


@dataclass(slots=True)
class LabelGap:
    """One label: its cases by kind, with which labels it was confused, for which reasons, examples that say most."""

    label: str
    cases: int = 0
    agreed: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter)
    reasons: Counter[Reason] = field(default_factory=Counter)
    against: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How much of what was marked with this label is disputed, 0 to 1."""
        return self.cases / (self.cases + self.agreed) if self.cases + self.agreed else 0.0


@dataclass(slots=True)
class Phrase:
    """Words that people mark differently again and again. ``labels`` as marked; an empty one: not marked."""

    words: str
    cases: int = 0
    labels: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Gaps:
    """``labels`` with most disagreement first, ``phrases`` likewise."""

    scheme: LabelScheme
    names: dict[str, str]
    labels: list[LabelGap] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    documents: int = 0
    cases: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)


def gaps(adjudicator: Adjudicator, progress: Progress = no_progress) -> Gaps:
    """Where annotators differ most, by label and by words. Raises StoreError, Cancelled."""
    found = Gaps(adjudicator.scheme, dict(adjudicator.names))
    labels: dict[str, LabelGap] = {}
    phrases: dict[str, Phrase] = {}
    pools: defaultdict[str, list[Example]] = defaultdict(list)
    total = adjudicator.project.count_documents()
    for number, review in enumerate(adjudicator.every()):
        if number % _SAID_EVERY == 0:
            progress(number, total)
        found.documents += len(review.material.sides) > 1
        for standing in review.standings.cases:
            case = standing.case
            marked = {span.label for spans in case.spans.values() for span in spans}
            for label in marked:
                gap = labels.setdefault(label, LabelGap(label))
                if case.kind is Kind.AGREE:
                    gap.agreed += 1
            if case.kind is Kind.AGREE:
                continue
            found.cases += 1
            _count(labels, marked, standing)
            _count_phrases(phrases, case, review.document.text)
            example = _example(adjudicator, review, standing)
            if example.decided is not None:
                found.reasons[example.reason] += 1
            for label in marked:
                _keep(pools[label], example)
    found.labels = sorted((g for g in labels.values() if g.cases), key=lambda g: (-g.cases, g.label))
    for gap in found.labels:
        gap.examples = sorted(pools[gap.label], key=_worth)[:EXAMPLES]
    often = [phrase for phrase in phrases.values() if phrase.cases > 1]
    found.phrases = sorted(often, key=lambda phrase: (-phrase.cases, phrase.words))[:PHRASES]
    progress(total, total)
    return found


def _count(labels: dict[str, LabelGap], marked: set[str], standing: Standing) -> None:
    for label in marked:
        gap = labels[label]
        gap.cases += 1
        gap.kinds[standing.case.kind] += 1
        gap.against.update(marked - {label})
        if standing.verdict is not None:
            gap.reasons[standing.verdict.reason] += 1


def _count_phrases(phrases: dict[str, Phrase], case: Case, text: str) -> None:
    for words in {text[s.start : s.end] for spans in case.spans.values() for s in spans}:
        if len(words) > _LONGEST:
            continue
        phrase = phrases.setdefault(" ".join(fold_exact(words).split()), Phrase(words))
        phrase.cases += 1
        for who in case.annotators:
            here = [s.label for s in case.spans.get(who, ()) if text[s.start : s.end] == words]
            phrase.labels.update(here or [""])


def _example(adjudicator: Adjudicator, review: DocumentReview, standing: Standing) -> Example:
    case, verdict, text = standing.case, standing.verdict, review.document.text
    versions = tuple((v.annotators, v.marks) for v in adjudicator.versions(review, case))
    said = verdict or next(iter(standing.decisions), None)
    return Example(
        case.document, review.document.title, quote(text, case.start, case.end), case.kind, versions,
        verdict.marks if verdict is not None else None, said.reason if said else Reason.UNSAID,
        said.comment if said else "",
    )  # fmt: skip


def _keep(pool: list[Example], example: Example) -> None:
    """The examples that say most: those with a comment, with a gap as the reason, decided ones, short ones."""
    pool.append(example)
    if len(pool) > 8 * EXAMPLES:
        pool.sort(key=_worth)
        del pool[EXAMPLES:]


def _worth(example: Example) -> tuple[bool, bool, bool, int]:
    gap = example.reason in (Reason.GUIDELINE, Reason.SCHEME, Reason.AMBIGUOUS)
    return not example.comment, not gap, example.decided is None, example.quote.end - example.quote.start
