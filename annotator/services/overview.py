"""What a data manager asks: who has what, how far, which packages are awaited, how well people agree, and what is behind it.

``progress_of`` asks the projection and is quick; ``compared`` reads all layers and is work for a job. Both only read.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from annotator.model.assignment import Assignment
from annotator.model.facts import PACKAGE
from annotator.model.layer import LayerState
from annotator.model.people import GOLD, Annotator, Role
from annotator.model.scheme import AttributeType, LabelScheme
from annotator.review.agreement.results import Estimate, Settings
from annotator.review.kinds import Kind
from annotator.services.adjudication import Adjudicator
from annotator.services.adjudication_index import CaseRow, build_index
from annotator.services.agreement import AgreementReport, CaseRef, Pair, agreement
from annotator.services.assignments import assignments
from annotator.services.jobs import Progress, no_progress
from annotator.store import progress as store
from annotator.store.progress import Standing, Values
from annotator.store.project import Project

DAYS = 14
LOW = 0.60  # agreement under this is shown with a frame
FEW = 10  # spans; agreement of fewer says nothing
MEASURE = "span_exact"
Moment = tuple[int, str]
_EXACT = frozenset({Kind.AGREE.value, Kind.ATTRIBUTE.value, Kind.RELATION.value})  # same places, same labels


@dataclass(slots=True)
class PersonProgress:
    """One person. ``documents`` are those to do: the assigned ones, or all where nothing is assigned to anybody.

    ``last``, ``sent`` and ``came`` are Unix times (0: never): of the last change in a layer of theirs, the last package made for
    them and the last one taken in from them.
    """

    id: str
    name: str
    role: Role
    documents: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    spans: int = 0
    last: float = 0.0
    sent: float = 0.0
    came: float = 0.0
    batches: Counter[str] = field(default_factory=Counter)

    @property
    def out(self) -> bool:
        """A package went out to them, and none has come back since."""
        return self.sent > self.came


@dataclass(slots=True)
class ProjectProgress:
    """``complete``: documents that everybody who has them has finished (two people at least, where nothing is assigned).

    ``labels`` counts spans of people's layers; ``days`` documents finished on each of the last days, the last one today.
    """

    state: Moment
    scheme: LabelScheme
    made: float
    assigned: bool
    titles: dict[str, str]
    people: list[PersonProgress]
    complete: list[str]
    labels: Counter[str]
    layers_finished: int
    days: list[tuple[date, list[str]]]
    figures: dict[str, Values]
    unsure: dict[str, list[tuple[str, str]]]

    @property
    def spans(self) -> int:
        return self.labels.total()


@dataclass(slots=True)
class Compared:
    """How people agree. ``rows`` are the cases that reviewers list, by document and case.

    ``unsettled`` and ``settled`` count those in which people differ, ``agreeing`` those in which all marked the same.
    """

    report: AgreementReport
    rows: dict[CaseRef, CaseRow]
    order: dict[CaseRef, int] = field(default_factory=dict)  # of all cases, as one reads the corpus
    unsettled: int = 0
    settled: int = 0
    agreeing: int = 0

    def estimate(self, label: str, pair: Pair | None) -> Estimate | None:
        """How exactly spans with ``label`` agree, between two people or all of them."""
        one = pair if len(self.report.pairs) > 1 else None  # of two people, all pairs are the pair
        found = (s for s in self.report.agreement.labels if s.name == label and s.pair == one)
        return next((scope.estimates[MEASURE] for scope in found if MEASURE in scope.estimates), None)

    def cases_of(self, label: str, pair: Pair | None) -> list[CaseRef]:
        """The cases in which they differ about a place of ``label``; where there is none, those in which they agree."""
        cells = self.report.cells.items()
        differing: dict[CaseRef, None] = {}
        for key, cell in cells:
            if key.table == "label" and key.row == label and key.column not in _EXACT:
                differing.update(dict.fromkeys(cell.cases))
        if pair is not None:
            theirs = set(self.of_pair(pair))
            differing = {ref: None for ref in differing if ref in theirs}
        if differing:
            return self._in_order(differing)
        agreeing = dict.fromkeys(
            ref
            for key, cell in cells
            if key.table == "confusion" and pair in (None, key.pair) and label == key.row == key.column
            for ref in cell.cases
        )
        return self._in_order(agreeing)

    def confused(self, row: str, column: str) -> list[CaseRef]:
        """The cases in which one marked ``row`` where another marked ``column`` (an empty text: nothing)."""
        found: dict[CaseRef, None] = {}
        for key, cell in self.report.cells.items():
            if key.table == "confusion" and (key.row, key.column) in ((row, column), (column, row)):
                found.update(dict.fromkeys(cell.cases))
        return self._in_order(found)

    def of_pair(self, pair: Pair | None) -> list[CaseRef]:
        """The cases in which two people, or any, differ."""
        return self._together("kind", pair, None)

    def of_week(self, week: str) -> list[CaseRef]:
        """The cases of a week in which people differ."""
        return self._together("week", None, week)

    def open_cases(self) -> list[CaseRef]:
        """The cases in which people differ and nobody has decided."""
        return [ref for ref, row in self.rows.items() if row.unsettled and row.kind is not Kind.AGREE]

    def _together(self, table: str, pair: Pair | None, row: str | None) -> list[CaseRef]:
        found: dict[CaseRef, None] = {}
        for key, cell in self.report.cells.items():
            if key.table != table or key.pair != pair or row not in (None, key.row):
                continue
            kind = key.row if table == "kind" else key.column
            if kind != Kind.AGREE.value:
                found.update(dict.fromkeys(cell.cases))
        return self._in_order(found)

    def _in_order(self, found: Iterable[CaseRef]) -> list[CaseRef]:
        return sorted(found, key=self.order.__getitem__)


def state_of(project: Project) -> Moment:
    """Differs whenever an overview has to be made anew."""
    return store.state(project)


def progress_of(project: Project, now: float | None = None) -> ProjectProgress:
    """Raises StoreError."""
    now = time.time() if now is None else now
    titles, found = store.titles(project), store.standings(project)
    table = [one for one in assignments(project) if one.document in titles]
    everybody = project.annotators()
    people = _people(project, everybody, titles, table, found)
    workers = {person.id for person in people}
    finished = [one for one in found if one.state == LayerState.FINISHED and one.annotator in workers]
    labels: Counter[str] = Counter()
    for id, counts in project.label_counts().items():
        if id in workers:
            labels.update(counts)
    scheme, ids = project.scheme(), json.dumps(sorted(workers))
    main = _main_attributes(scheme)
    return ProjectProgress(
        state_of(project), scheme, now, bool(table), titles, people, _complete(titles, table, finished), labels,
        len(finished), _days(finished, now),
        {label: store.values(project, label, attribute, ids) for label, attribute in main.items()},
        {label: store.unsure(project, label, ids) for label in main},
    )  # fmt: skip


def compared(
    project: Project, settings: Settings | None = None, progress: Progress = no_progress
) -> Compared:
    """Raises StoreError, Cancelled."""
    report = agreement(project, settings=settings, progress=progress)
    index = build_index(Adjudicator(project), progress)
    rows = {CaseRef(row.document, row.case): row for row in index.every()}
    differing = [row for row in rows.values() if row.kind is not Kind.AGREE]
    unsettled = sum(row.unsettled for row in differing)
    return Compared(
        report, rows, _order(report, rows), unsettled, len(differing) - unsettled, sum(index.agreed.values())
    )


def _order(report: AgreementReport, rows: Mapping[CaseRef, CaseRow]) -> dict[CaseRef, int]:
    places = {document: place for place, document in enumerate(report.titles)}
    found: dict[CaseRef, tuple[int, int]] = {}
    for key, cell in report.cells.items():
        if key.table == "kind" and key.pair is None:
            for ref in cell.cases:
                row = rows.get(ref)
                found[ref] = places[ref.document], row.start if row is not None else 0
    return {ref: number for number, ref in enumerate(sorted(found, key=found.__getitem__))}


def _people(
    project: Project,
    everybody: Sequence[Annotator],
    titles: Mapping[str, str],
    table: Sequence[Assignment],
    found: Sequence[Standing],
) -> list[PersonProgress]:
    """Those who annotate: by their role, their work or their assignments; not models, not the gold layer."""
    models = {person.id for person in everybody if person.role is Role.MODEL}
    active = ({one.annotator for one in found} | {one.annotator for one in table}) - models
    listed = [
        p for p in everybody if p.role is not Role.MODEL and (p.role is Role.ANNOTATOR or p.id in active)
    ]
    people = {one.id: PersonProgress(one.id, one.name, one.role) for one in listed}
    for id in sorted(active):
        if id.partition("~")[0] != GOLD:
            people.setdefault(id, PersonProgress(id, id, Role.ANNOTATOR))
    for one in table:
        if one.annotator in people:
            people[one.annotator].documents.append(one.document)
            if one.batch:
                people[one.annotator].batches[one.batch] += 1
    for person in people.values():
        if not table:
            person.documents = list(titles)
        person.documents.sort(key={id: place for place, id in enumerate(titles)}.__getitem__)
    _count_work(people, found)
    _count_packages(people, project)
    return list(people.values())


def _count_work(people: Mapping[str, PersonProgress], found: Iterable[Standing]) -> None:
    wanted = {id: set(person.documents) for id, person in people.items()}
    for one in found:
        person = people.get(one.annotator)
        if person is None:
            continue
        person.spans += one.spans
        person.last = max(person.last, one.changed)
        if one.document not in wanted[one.annotator]:
            continue
        if one.state == LayerState.FINISHED:
            person.finished.append(one.document)
        elif one.state != LayerState.SKIPPED:
            person.begun.append(one.document)


def _count_packages(people: Mapping[str, PersonProgress], project: Project) -> None:
    for value in project.facts(PACKAGE).values():
        known = isinstance(value, dict) and isinstance(value.get("made"), (int, float))
        person = people.get(str(value.get("annotator"))) if known else None
        if person is None:
            continue
        if value.get("kind") == "work":
            person.sent = max(person.sent, float(value["made"]))
        elif value.get("kind") == "return":
            person.came = max(person.came, float(value["made"]))


def _complete(titles: Iterable[str], table: Iterable[Assignment], finished: Iterable[Standing]) -> list[str]:
    """Documents that everybody who has them has finished; those assigned to nobody need two people, if nobody has any."""
    by: dict[str, set[str]] = {}
    wanted: dict[str, set[str]] = {}
    for one in finished:
        by.setdefault(one.document, set()).add(one.annotator)
    for each in table:
        wanted.setdefault(each.document, set()).add(each.annotator)
    if wanted:
        return [id for id in titles if id in wanted and wanted[id] <= by.get(id, set())]
    return [id for id in titles if len(by.get(id, ())) > 1]


def _days(finished: Iterable[Standing], now: float) -> list[tuple[date, list[str]]]:
    """Documents by the local day on which a layer of theirs that is finished was last changed."""
    today = datetime.fromtimestamp(now, UTC).astimezone().date()
    days: dict[date, list[str]] = {today - timedelta(days=DAYS - 1 - n): [] for n in range(DAYS)}
    for one in finished:
        day = datetime.fromtimestamp(one.changed, UTC).astimezone().date()
        if day in days:
            days[day].append(one.document)
    return list(days.items())


def _main_attributes(scheme: LabelScheme) -> dict[str, str]:
    """Of labels that carry a number or a date: the attribute that holds it."""
    main: dict[str, str] = {}
    for label in scheme.labels:
        for attribute in scheme.attributes_of(label.id):
            if attribute.type in (AttributeType.NUMBER, AttributeType.DATE) and attribute.required:
                main.setdefault(label.id, attribute.id)
    return main
