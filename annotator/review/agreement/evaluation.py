"""From rows of counts to numbers with intervals, over every part of the corpus that is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.review.agreement.layout import Layout
from annotator.review.agreement.measures import Measure, Measures, Sums, mean_of
from annotator.review.agreement.resampling import LEAST_DOCUMENTS, draws, interval
from annotator.review.agreement.results import Estimate, Scope, Settings

if TYPE_CHECKING:
    from annotator.review.agreement.resampling import Matrix

Pair = tuple[str, str]
# Of several pairs together the mean is given: their tables cannot be added, for who is first would matter.
MEAN_OF_PAIRS = frozenset(
    {"token_kappa", "token_kappa_marked", "label_kappa", "token_kappa_label", "value_kappa"}
)
BY_DOCUMENT = ("span_exact", "span_relaxed", "span_weighted", "position_exact", "token_kappa", "alpha_u")


class Table(NamedTuple):
    """Rows in the order of documents: which document each belongs to, its week, its counts."""

    places: list[int]
    weeks: list[str]
    values: Matrix

    def of_week(self, week: str) -> Table:
        chosen = [row for row, other in enumerate(self.weeks) if other == week]
        return Table([self.places[row] for row in chosen], [week] * len(chosen), self.values[chosen])


@dataclass(slots=True)
class Part:
    """Sums over some rows: of each pair and of all pairs together, as they are and for each resample."""

    documents: int
    pairs: list[Sums]
    pooled: Sums
    drawn: list[list[list[float]]]
    drawn_pooled: list[list[float]]

    def of_pair(self, index: int, documents: int) -> Part:
        drawn = self.drawn[index] if self.drawn else []
        return Part(documents, [self.pairs[index]], self.pairs[index], [drawn] if drawn else [], drawn)


class Evaluation:
    """All numbers of one study. ``documents`` are the ids of those compared, in order."""

    def __init__(self, layout: Layout, settings: Settings, documents: Sequence[str], tables: dict[Pair, Table], group: Table) -> None:  # fmt: skip
        self.layout = layout
        self.settings = settings
        self.measures = Measures(layout)
        self._documents = documents
        self._tables = tables
        self._group = group
        enough = len(documents) >= LEAST_DOCUMENTS and settings.resamples > 0
        self._counts = draws(len(documents), settings.resamples, settings.seed) if enough else None
        self._whole = self._part(list(tables.values()))

    def overall(self) -> Scope:
        """All pairs together, and all annotators at once."""
        scope = self._scope(Scope("overall"), self._whole, self.measures.pair)
        sums, drawn = self._sums(self._group)
        whole = Part(len(self._documents), [sums], sums, [drawn] if drawn else [], drawn)
        return self._scope(scope, whole, self.measures.group)

    def pairs(self) -> list[Scope]:
        return [self._scope(Scope("pair", pair=pair), part, self.measures.pair) for pair, part in self._by_pair()]  # fmt: skip

    def labels(self) -> list[Scope]:
        """Each label that occurs, of all pairs and of each."""
        chosen = [(name, self.measures.of_label(number)) for number, name in enumerate(self.layout.labels)]
        return self._each(
            "label", [(name, found) for name, found in chosen if found[0].size(self._whole.pooled)]
        )

    def attributes(self) -> list[Scope]:
        """Each attribute that was compared, of all pairs and of each."""
        chosen = [(name, self.measures.of_attribute(name)) for name in self.layout.attributes]
        return self._each(
            "attribute", [(name, found) for name, found in chosen if found[0].size(self._whole.pooled)]
        )

    def weeks(self) -> list[Scope]:
        """Each week in which layers were last changed (the later of the two of a pair), of all pairs together."""
        names = sorted({week for table in self._tables.values() for week in table.weeks if week})
        found = []
        for name in names:
            part = self._part([table.of_week(name) for table in self._tables.values()])
            found.append(self._scope(Scope("week", name), part, self.measures.pair))
        return found

    def documents(self) -> list[Scope]:
        """Each document, of all its pairs together, without intervals."""
        measures = [measure for measure in self.measures.pair if measure.id in BY_DOCUMENT]
        rows: dict[int, list[Any]] = {}
        for table in self._tables.values():
            for place, row in zip(table.places, table.values, strict=True):
                rows.setdefault(place, []).append(row)
        scopes = []
        for place in sorted(rows):
            pooled = sum(rows[place][1:], start=rows[place][0]).tolist()
            pairs = [row.tolist() for row in rows[place]] if len(rows[place]) > 1 else [pooled]
            part = Part(1, pairs, pooled, [], [])
            scopes.append(self._scope(Scope("document", self._documents[place]), part, measures))
        return scopes

    # parts ----------------------------------------------------------------------------------------------------------
    def _each(self, kind: str, chosen: Sequence[tuple[str, Sequence[Measure]]]) -> list[Scope]:
        scopes = [self._scope(Scope(kind, name), self._whole, found) for name, found in chosen]
        if len(self._tables) > 1:
            for pair, part in self._by_pair():
                scopes += [self._scope(Scope(kind, name, pair), part, found) for name, found in chosen]
        return scopes

    def _by_pair(self) -> list[tuple[Pair, Part]]:
        return [
            (pair, self._whole.of_pair(index, len(table.places)))
            for index, (pair, table) in enumerate(self._tables.items())
        ]

    def _sums(self, table: Table) -> tuple[list[float], list[list[float]]]:
        sums: list[float] = table.values.sum(axis=0).tolist()
        used = [column for column, total in enumerate(sums) if total]  # counts are never negative
        values = table.values[:, used]
        all_there = table.places == list(range(len(self._documents)))
        drawn: list[list[float]] = []
        if self._counts is not None:
            for row in ((self._counts if all_there else self._counts[:, table.places]) @ values).tolist():
                whole = [0.0] * len(sums)
                for column, total in zip(used, row, strict=True):
                    whole[column] = total
                drawn.append(whole)
        return sums, drawn

    def _part(self, tables: Sequence[Table]) -> Part:
        found = [self._sums(table) for table in tables]
        documents = len({place for table in tables for place in table.places})
        if not found:
            return Part(0, [], [0.0] * self.layout.width, [], [])
        pooled = [sum(column) for column in zip(*(sums for sums, _ in found), strict=True)]
        if len(found) == 1:
            drawn_pooled = found[0][1]
        else:
            drawn_pooled = [
                [sum(column) for column in zip(*rows, strict=True)]
                for rows in zip(*(drawn for _, drawn in found), strict=True)
            ]
        drawn = [drawn for _, drawn in found] if drawn_pooled else []
        return Part(documents, [sums for sums, _ in found], pooled, drawn, drawn_pooled)

    # numbers --------------------------------------------------------------------------------------------------------
    def _scope(self, scope: Scope, part: Part, measures: Sequence[Measure]) -> Scope:
        scope.documents = part.documents
        for measure in measures:
            scope.estimates[measure.id] = self._estimate(measure, part)
        return scope

    def _estimate(self, measure: Measure, part: Part) -> Estimate:
        value, drawn = _value_of(measure, part)
        bounds = (
            interval(drawn, self.settings.confidence) if value is not None and part.documents > 1 else None
        )
        left_out = {reason: round(count(part.pooled)) for reason, count in measure.left_out.items()}
        return Estimate(
            measure.id, value, round(measure.size(part.pooled)), measure.unit,
            bounds[0] if bounds else None, bounds[1] if bounds else None,
            {reason: count for reason, count in left_out.items() if count},
        )  # fmt: skip


def _value_of(measure: Measure, part: Part) -> tuple[float | None, list[float | None]]:
    """The value, and that of each resample."""
    value: Callable[[Sums], float | None] = measure.value
    if measure.id not in MEAN_OF_PAIRS or len(part.pairs) == 1:
        return value(part.pooled), [value(sums) for sums in part.drawn_pooled]
    return (
        mean_of([value(sums) for sums in part.pairs]),
        [mean_of([value(sums) for sums in each]) for each in zip(*part.drawn, strict=True)],
    )
