"""The two tables of the overview as rows of cells: labels beside agreement, and confusion between labels."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.i18n import tr
from annotator.model.scheme import Label, LabelScheme
from annotator.services.agreement import MISSING
from annotator.services.overview import FEW, LOW, Compared, ProjectProgress
from annotator.ui.dashboard.words import NOTHING, decimal_words, estimate_words, initials
from annotator.ui.labels import abbreviation, label_name, name_of, number_words

GROUP, LABEL, COUNT, HEAT, EMPTY = "group", "label", "count", "heat", "empty"


@dataclass(frozen=True)
class Cell:
    """``share`` is how long the bar of a count is, or how dark a heat cell, 0 to 1. ``payload``: what is behind it, for the page."""

    kind: str
    words: str = ""
    tip: str = ""
    label: str = ""
    share: float = 0.0
    low: bool = False
    few: bool = False
    payload: tuple[object, ...] | None = None


@dataclass(frozen=True)
class Table:
    """``heads`` name the columns, ``widths`` in pixels; 0 takes what is left."""

    name: str
    heads: list[str]
    widths: list[int]
    rows: list[list[Cell]]


NO_TABLE = Table("", [], [], [])


def label_table(found: ProjectProgress, compared: Compared | None) -> Table:
    """Labels with their counts, and how exactly each pair of people agrees on them."""
    pairs = compared.report.pairs if compared is not None else []
    names = compared.report.names if compared is not None else {}
    columns = [*pairs, None] if len(pairs) > 1 else [None]
    heads = [tr("Label"), tr("Spans")]
    heads += [
        tr("All") if pair is None else "\n".join(initials(names.get(who, who)) for who in pair)
        for pair in columns
    ]
    most = max(found.labels.values(), default=1)
    rows: list[list[Cell]] = []
    for group, labels in _groups(found):
        total = number_words(sum(found.labels[label] for label in labels))
        rows.append([Cell(GROUP, f"{group} {total}"), *[Cell(EMPTY)] * (len(heads) - 1)])
        for label in labels:
            name, count = label_name(found.scheme, label), found.labels[label]
            row = [
                Cell(LABEL, name, name, label, payload=("label", label, None)),
                Cell(COUNT, number_words(count), name, label, count / most, payload=("label", label, None)),
            ]
            rows.append(row + [_heat(compared, label, name, pair) for pair in columns])
    return Table(tr("Labels and agreement"), heads, [190, 0, *[62] * len(columns)], rows)


def _groups(found: ProjectProgress) -> list[tuple[str, list[str]]]:
    """(name, labels) of the groups of the scheme, and what the scheme lacks at the end."""
    scheme = found.scheme
    groups = [
        (
            name_of(group.names, group.id),
            [label.id for label in scheme.labels if _shown(found, group.id, label)],
        )
        for group in scheme.groups
    ]
    other = [label for label in sorted(found.labels) if scheme.label(label) is None]
    return [(name, labels) for name, labels in [*groups, (tr("Not in the scheme"), other)] if labels]


def _shown(found: ProjectProgress, group: str, label: Label) -> bool:
    return label.group == group and (not label.retired or bool(found.labels[label.id]))


def _heat(compared: Compared | None, label: str, name: str, pair: tuple[str, str] | None) -> Cell:
    if compared is None:
        return Cell(HEAT, "", tr("not worked out yet"), label, few=True)
    found = compared.estimate(label, pair)
    who = ", ".join(compared.report.names.get(one, one) for one in pair or ())
    tip = ": ".join(filter(None, (name, who, estimate_words(found))))
    payload = ("label", label, pair)
    if found is None or found.value is None or found.n < FEW:
        return Cell(HEAT, NOTHING, tip, label, few=True, payload=payload if found is not None else None)
    return Cell(
        HEAT, decimal_words(found.value), tip, label, 1 - found.value, found.value < LOW, payload=payload
    )


def confusion_table(scheme: LabelScheme, compared: Compared | None) -> Table:
    """Which label stands where another annotator has which, over all pairs. Darker: a larger share of the row's spans."""
    counts = compared.report.confusion() if compared is not None else {}
    seen = {label for pair, count in counts.items() if count for label in pair}
    order = [label.id for label in scheme.labels if label.id in seen]
    order += sorted(seen - set(order) - {MISSING})
    columns = [*order, MISSING]
    rows = []
    for row in order:
        total = sum(counts.get((row, column), 0) for column in columns)
        name = label_name(scheme, row)
        cells = [Cell(LABEL, name, name, row, payload=("label", row, None))]
        for column in columns:
            count = counts.get((row, column), 0)
            other = label_name(scheme, column) if column else tr("nothing")
            tip = tr("{first} and {second}: {n}").format(first=name, second=other, n=number_words(count))
            share = count / total if total and row != column else 0.0
            payload = ("confused", row, column) if count else None
            words = number_words(count) if count else ""
            cells.append(Cell(HEAT, words, tip, row, share, payload=payload))
        rows.append(cells)
    heads = [tr("Label"), *(_short(scheme, label) for label in order), NOTHING]
    return Table(tr("Confusion between labels"), heads, [134, *[0] * len(columns)], rows)


def _short(scheme: LabelScheme, label: str) -> str:
    known = scheme.label(label)
    return abbreviation(known) if known else label[:4]


def rows_as_text(table: Table) -> list[list[str]]:
    """The table as words, to be copied: what is not defined is a dash."""
    return [
        [" ".join(head.split()) for head in table.heads],
        *([cell.words for cell in row] for row in table.rows),
    ]
