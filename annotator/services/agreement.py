"""Agreement of a project: who is compared, the numbers, and the cases behind every cell.

Read-only, one pass; documents are looked at one by one and let go again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations, groupby
from typing import NamedTuple

from annotator.errors import UnknownAnnotator
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.people import GOLD, Role
from annotator.model.scheme import LabelScheme
from annotator.review.agreement.results import Agreement, Settings
from annotator.review.agreement.study import Study
from annotator.review.cases import Case, CaseFinder, Comparisons
from annotator.review.kinds import Kind
from annotator.review.material import Material, Range, prepare
from annotator.review.values import ValueReader
from annotator.services.jobs import Progress, no_progress
from annotator.services.zones import closed_ranges
from annotator.store.project import Project

MISSING = ""  # the label of a span that the other annotator has not
_SAID_EVERY = 50
Pair = tuple[str, str]


class CaseRef(NamedTuple):
    """Where to look: a document and a case in it."""

    document: str
    case: str


class CellKey(NamedTuple):
    """One cell of a table of the report.

    ``confusion``: pair, label of the first, label of the second (either may be MISSING). ``kind``: pair (or None for all),
    kind. ``label``, ``attribute``, ``week``, ``document``: its name, and a kind.
    """

    table: str
    pair: Pair | None
    row: str
    column: str = ""


@dataclass(slots=True)
class Cell:
    """``count``: spans (confusion) or cases; ``cases``: those behind it, each once, in the order of the corpus."""

    count: int = 0
    cases: list[CaseRef] = field(default_factory=list)


@dataclass(slots=True)
class AgreementReport:
    """The numbers and what is behind them. ``names`` of people by id, ``titles`` of documents."""

    agreement: Agreement
    scheme: LabelScheme
    names: dict[str, str]
    titles: dict[str, str]
    cases: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter)
    cells: dict[CellKey, Cell] = field(default_factory=dict)
    not_compared: dict[str, str] = field(default_factory=dict)  # annotators that nobody asked to compare: why

    @property
    def pairs(self) -> list[Pair]:
        return list(combinations(self.agreement.annotators, 2))

    def confusion(self, pair: Pair | None = None) -> dict[tuple[str, str], int]:
        """Spans by both labels. Without ``pair``, of all pairs together; then who is first means nothing, and what is
        off the diagonal stands on both of its sides."""
        table: Counter[tuple[str, str]] = Counter()
        for key, cell in self.cells.items():
            if key.table != "confusion" or pair not in (None, key.pair):
                continue
            table[key.row, key.column] += cell.count
            if pair is None and key.row != key.column:
                table[key.column, key.row] += cell.count
        return dict(table)

    def behind(self, table: str, row: str, column: str = "", pair: Pair | None = None) -> list[CaseRef]:
        """The cases behind a cell."""
        cell = self.cells.get(CellKey(table, pair, row, column))
        return cell.cases if cell is not None else []


def agreement(
    project: Project,
    pair: Pair | None = None,
    settings: Settings | None = None,
    excluded: Callable[[Document], Iterable[Range]] | None = None,
    progress: Progress = no_progress,
) -> AgreementReport:
    """Compare the annotators who have layers (without models and the gold layer), or only ``pair``.

    What one of them excluded does not count, nor does what ``excluded`` gives for a text. Raises UnknownAnnotator.
    """
    scheme = project.scheme()
    people = {person.id: person for person in project.annotators()}
    chosen, why_not = _choose(project, pair)
    weeks = _weeks(project, chosen)
    study = Study(scheme, chosen, settings)
    reader = ValueReader(scheme)
    finder = CaseFinder(reader)
    names = {id: people[id].name if id in people else id for id in [*chosen, *why_not]}
    report = AgreementReport(study.nothing(), scheme, names, {}, not_compared=why_not)
    collector = _Collector(report, reader)
    total = project.count_documents()
    for number, (document, material) in enumerate(_materials(project, chosen, excluded)):
        if number % _SAID_EVERY == 0:
            progress(number, total)
        report.titles[document.id] = document.title
        when = {name: weeks[name].get(document.id, "") for name in material.sides}
        study.add(material, when)
        for case, comparisons in finder.examine(material):
            collector.add(case, comparisons, max(map(when.__getitem__, case.annotators), default=""))
    report.agreement = study.finish()
    return report


def materials(
    project: Project,
    annotators: Sequence[str],
    excluded: Callable[[Document], Iterable[Range]] | None = None,
) -> Iterator[Material]:
    """What can be compared, document by document, in the order of the queue."""
    return (material for _, material in _materials(project, annotators, excluded))


def _materials(
    project: Project, annotators: Sequence[str], excluded: Callable[[Document], Iterable[Range]] | None
) -> Iterator[tuple[Document, Material]]:
    for _, group in groupby(project.rows(None), key=lambda row: row[0].id):
        rows = list(group)
        document = rows[0][0]
        layers: dict[str, Layer] = {layer.key.annotator: layer for _, layer in rows if layer is not None}
        compared = [layers[name] for name in annotators or layers if name in layers]
        closed = [*closed_ranges(compared), *(excluded(document) if excluded else ())]
        yield document, prepare(document, layers, annotators, closed)


def _choose(project: Project, pair: Pair | None) -> tuple[list[str], dict[str, str]]:
    """(whom to compare, why not the others)."""
    owners = project.layer_owners()
    roles = {person.id: person.role for person in project.annotators()}
    if pair is not None:
        for id in pair:
            if id not in owners and id not in roles:
                raise UnknownAnnotator(annotator=id)
        return sorted(set(pair)), {}
    why_not = {id: "gold" for id in owners if id.partition("~")[0] == GOLD}
    why_not |= {id: "model" for id in owners if roles.get(id) is Role.MODEL}
    workers = set(project.workers())  # a reviewer's layers may hold decisions alone
    owners = [id for id in owners if id in workers or id in why_not]
    return [id for id in owners if id not in why_not], why_not


def _weeks(project: Project, annotators: Iterable[str]) -> dict[str, dict[str, str]]:
    """By annotator and document, the ISO week (UTC) in which the layer was last changed."""
    return {
        name: {item.document: week_of(item.changed) for item in project.queue(name) if item.changed}
        for name in annotators
    }


def week_of(moment: float) -> str:
    """``2026-W47``."""
    year, week, _ = datetime.fromtimestamp(moment, UTC).isocalendar()
    return f"{year}-W{week:02}"


class _Collector:
    """Puts every case behind its cells."""

    def __init__(self, report: AgreementReport, reader: ValueReader) -> None:
        self._report = report
        self._reader = reader
        self._settled: dict[tuple[tuple[str, ...], str, tuple[Kind, ...], str], list[Cell]] = {}

    def add(self, case: Case, comparisons: Comparisons, week: str) -> None:
        report, ref = self._report, CaseRef(case.document, case.id)
        report.cases += 1
        report.kinds[case.kind] += 1
        if comparisons:
            labels = {span.label for spans in case.spans.values() for span in spans}
            cells = [self._cell(key) for key in _keys(case.kinds, labels, week)]
            self._of_differing(comparisons, ref)
        else:
            cells = self._of_settled(case, week)
        for cell in cells:
            cell.count += 1
            cell.cases.append(ref)
        for kind in case.kinds:
            if kind is not Kind.AGREE:
                self._put(CellKey("document", None, case.document, kind.value), ref)
        if Kind.ATTRIBUTE in case.kinds:
            self._of_values(case, ref)

    def _of_settled(self, case: Case, week: str) -> list[Cell]:
        """The cells of a case in which all marked the same: few different ones, asked for all the time."""
        label = next(iter(case.spans.values()))[0].label
        known = (case.annotators, label, case.kinds, week)
        cells = self._settled.get(known)
        if cells is None:
            keys = _keys(case.kinds, {label}, week)
            for pair in combinations(case.annotators, 2):
                keys.append(CellKey("confusion", pair, label, label))
                keys += [CellKey("kind", pair, kind.value) for kind in case.kinds]
            cells = self._settled[known] = [self._cell(key) for key in keys]
        return cells

    def _of_differing(self, comparisons: Comparisons, ref: CaseRef) -> None:
        for pair, found in comparisons.items():
            for one, other in found.pairs:
                self._put(CellKey("confusion", pair, one[2], other[2]), ref)
            for key in found.only_a:
                self._put(CellKey("confusion", pair, key[2], MISSING), ref)
            for key in found.only_b:
                self._put(CellKey("confusion", pair, MISSING, key[2]), ref)
            for kind in found.kinds or ({Kind.AGREE} if found.pairs else ()):
                self._put(CellKey("kind", pair, kind.value), ref)

    def _of_values(self, case: Case, ref: CaseRef) -> None:
        by_key: dict[tuple[int, int, str], list[Mapping[str, str | bool]]] = {}
        for spans in case.spans.values():
            for span in spans:
                by_key.setdefault(span[1:4], []).append(span.attributes)
        names = {
            name
            for (_, _, label), values in by_key.items()
            for one, other in combinations(values, 2)
            for name in self._reader.differing(label, one, other)
        }
        for name in sorted(names):
            self._put(CellKey("attribute", None, name, Kind.ATTRIBUTE.value), ref)

    def _cell(self, key: CellKey) -> Cell:
        cell = self._report.cells.get(key)
        if cell is None:
            cell = self._report.cells[key] = Cell()
        return cell

    def _put(self, key: CellKey, ref: CaseRef) -> None:
        cell = self._cell(key)
        cell.count += 1
        if not cell.cases or cell.cases[-1] is not ref:
            cell.cases.append(ref)


def _keys(kinds: Iterable[Kind], labels: Iterable[str], week: str) -> list[CellKey]:
    """The cells of a case by its kinds: of all, of each label, of the week."""
    keys = []
    for kind in kinds:
        keys.append(CellKey("kind", None, kind.value))
        keys += [CellKey("label", None, label, kind.value) for label in labels]
        if week:
            keys.append(CellKey("week", None, week, kind.value))
    return keys
