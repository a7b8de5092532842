"""A whole corpus: documents are added one by one, then the numbers are worked out with their intervals.

Only rows of counts are kept, never spans, so memory grows with documents and pairs, not with what was marked.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from annotator.model.scheme import LabelScheme
from annotator.review.agreement.evaluation import Evaluation, Pair, Table
from annotator.review.agreement.layout import Layout
from annotator.review.agreement.resampling import matrix
from annotator.review.agreement.results import Agreement, LeftOut, Scope, Settings
from annotator.review.agreement.rows import RowMaker
from annotator.review.material import Material, Reason
from annotator.review.values import ValueReader


@dataclass(slots=True)
class _Rows:
    """The rows of one pair (or of all annotators), with the document each belongs to and its week."""

    documents: list[int] = field(default_factory=list)
    weeks: list[str] = field(default_factory=list)
    numbers: array[float] = field(default_factory=lambda: array("d"))

    def add(self, document: int, week: str, row: array[float]) -> None:
        self.documents.append(document)
        self.weeks.append(week)
        self.numbers.extend(row)

    def table(self, rank: Mapping[int, int], width: int) -> Table:
        """Rows in the order of their documents' ranks."""
        order = sorted(range(len(self.documents)), key=lambda row: rank[self.documents[row]])
        values = matrix(self.numbers, width)
        if order != list(range(len(order))):
            values = values[order]
        return Table([rank[self.documents[row]] for row in order], [self.weeks[row] for row in order], values)


class Study:
    """Add every document's material, then ``finish``."""

    def __init__(
        self, scheme: LabelScheme, annotators: Iterable[str], settings: Settings | None = None
    ) -> None:
        self.annotators = sorted(annotators)
        self.settings = settings or Settings()
        reader = ValueReader(scheme)
        self.layout = Layout.make([label.id for label in scheme.labels], reader.ids, reader.choices)
        self._maker = RowMaker(self.layout, reader)
        self._documents: list[str] = []
        self._pairs: dict[Pair, _Rows] = {pair: _Rows() for pair in combinations(self.annotators, 2)}
        self._group = _Rows()
        self._left_out: Counter[tuple[str, str, str, Pair | None]] = Counter()

    def add(self, material: Material, weeks: Mapping[str, str] | None = None) -> None:
        """One document. ``weeks``: by annotator, the week in which the layer was last changed (``2026-W47``)."""
        number = len(self._documents)
        self._documents.append(material.document)
        self._note_left_out(material)
        pairs, group = self._maker.rows(material)
        for pair, row in pairs.items():
            week = max(weeks.get(name, "") for name in pair) if weeks else ""
            self._pairs[pair].add(number, week, row)
        if group is not None:
            self._group.add(number, "", group)

    def _note_left_out(self, material: Material) -> None:
        for (annotator, reason), count in material.left_out.items():
            self._left_out["spans", reason, annotator, None] += count
        for annotator, reason in material.why_not.items():
            self._left_out["documents", reason, annotator, None] += 1
        if len(material.sides) == 1:
            self._left_out["documents", Reason.ALONE, next(iter(material.sides)), None] += 1
        for pair in self._pairs:
            for annotator in pair:
                if annotator in material.why_not:
                    self._left_out["documents", material.why_not[annotator], annotator, pair] += 1

    def nothing(self) -> Agreement:
        """What there is before any document was added."""
        return Agreement(self.annotators, 0, 0, self.settings, Scope("overall"))

    def finish(self) -> Agreement:
        """All numbers, with their intervals."""
        compared = sorted(self._group.documents, key=lambda number: self._documents[number])
        rank = {number: place for place, number in enumerate(compared)}
        evaluation = Evaluation(
            self.layout,
            self.settings,
            [self._documents[number] for number in compared],
            {pair: rows.table(rank, self.layout.width) for pair, rows in self._pairs.items()},
            self._group.table(rank, self.layout.group_width),
        )
        found = Agreement(self.annotators, len(self._documents), len(compared), self.settings, evaluation.overall())  # fmt: skip
        found.pairs = evaluation.pairs()
        found.labels = evaluation.labels()
        found.attributes = evaluation.attributes()
        found.weeks = evaluation.weeks()
        found.by_document = evaluation.documents()
        found.left_out = sorted(
            (LeftOut(*key[:3], count, key[3]) for key, count in self._left_out.items()),
            key=lambda left: (left.pair or ("", ""), left.what, left.reason, left.annotator),
        )
        return found
