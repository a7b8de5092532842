"""The figures of a project as a table: what one person marked, with its values, and what a careful reader would look at again.

Documents are read a few at a time and nothing stays open between two batches, so that no gesture waits. Nothing is ever changed.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.errors import UnknownDocument
from annotator.formats.base import replacing
from annotator.formats.csv_tables import harmless
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span, in_order
from annotator.services.figure_values import FIELDS, main_attribute
from annotator.services.figures_checks import CheckBook, Figure, Finding
from annotator.services.finding import batches
from annotator.services.jobs import Progress, no_progress
from annotator.store import annotation_search as store
from annotator.store.project import Project

HEADER = (
    "document", "title", "start", "end", "label", "text", "value", "to", "unit", "bound", "change", "against", "checks",
)  # fmt: skip
WORDS = 160  # code points of a figure that the table shows


class Read(NamedTuple):
    """Some documents' figures, in the order of the queue, and what was found in them."""

    figures: list[Figure]
    findings: list[Finding]


def figure_labels(scheme: LabelScheme) -> list[str]:
    """The labels that take figures."""
    return [label.id for label in scheme.labels if main_attribute(scheme, label.id)]


def read_table(
    project: Project, annotator: str, only: Collection[str] | None = None, progress: Progress = no_progress
) -> Iterator[Read]:
    """One person's figures, some documents at a time; ``only`` ids of documents. Raises StoreError, Cancelled, UnknownDocument."""
    scheme = project.scheme()
    labels = figure_labels(scheme)
    numbers = store.document_numbers(project, only=only)
    if only is not None and len(numbers) < len(set(only)):
        raise UnknownDocument(document=min(only))
    book, done = CheckBook(), 0
    for batch in batches(numbers):
        progress(done, len(numbers))
        yield _batch(project, scheme, labels, annotator, batch, book)
        done += len(batch)
    progress(len(numbers), len(numbers))


def _batch(
    project: Project,
    scheme: LabelScheme,
    labels: Sequence[str],
    annotator: str,
    numbers: Sequence[int],
    book: CheckBook,
) -> Read:
    layers = {
        number: layer.num
        for number, held in store.layers(project, numbers).items()
        for layer in held
        if layer.annotator == annotator
    }
    spans = store.spans(project, list(layers.values()), labels)
    found: list[Figure] = []
    findings: list[Finding] = []
    for document in store.documents(project, [n for n in numbers if spans.get(layers.get(n, -1))], text=True):
        held = in_order(spans[layers[document.num]])
        rows = [figure_of(scheme, document.id, document.title, document.text, span) for span in held]
        found += rows
        findings += book.check(document.text, rows)
    return Read(found, findings)


def figure_of(scheme: LabelScheme, document: str, title: str, text: str, span: Span) -> Figure:
    """A span as the table shows it."""
    held = {field: str(span.attributes.get(id, "")) for field, id in FIELDS.items()}
    main = main_attribute(scheme, span.label)
    value = str(span.attributes.get(main, ""))
    words = " ".join(text[span.start : min(span.end, span.start + WORDS)].split())
    return Figure(
        document, title, span.id, span.start, span.end, span.label, words, value, held["to"], held["unit"], held["bound"],
        held["change"], held["against"], main == FIELDS["date"],
    )  # fmt: skip


def write_table(path: Path, reads: Iterable[Read], rule: Callable[[str], str] = str) -> int:
    """Write a table for spreadsheets, whole or not at all; no cell can be taken for a formula. Returns the number of figures.

    ``rule`` says the names of checks. Findings that link two batches stand with the later figure. Raises StoreError's kin for a
    file that cannot be written.
    """
    count = 0
    with replacing(path) as file:
        file.write(b"\xef\xbb\xbf" + line(HEADER))
        for read in reads:
            checks = checks_by_figure(read.findings)
            for figure in read.figures:
                names = "; ".join(rule(name) for name in checks.get(figure.key, ()))
                file.write(line(cells(figure, names)))
                count += 1
    return count


def checks_by_figure(findings: Iterable[Finding]) -> dict[tuple[str, str], list[str]]:
    """The rules that point at each figure, by its key, each once."""
    found: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        for figure in finding.figures:
            rules = found.setdefault(figure.key, [])
            if finding.rule not in rules:
                rules.append(finding.rule)
    return found


def cells(figure: Figure, checks: str) -> list[str]:
    """One row of the table, as text."""
    return [
        figure.document, figure.title, str(figure.start), str(figure.end), figure.label, figure.words, figure.value, figure.to,
        figure.unit, figure.bound, figure.change, figure.against, checks,
    ]  # fmt: skip


class _Line:
    """Where the writer of CSV puts one line."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)


def line(cells: Sequence[str]) -> bytes:
    """A line of CSV. A number with a minus stays a number: nothing in it can be run."""
    out = _Line()
    csv.writer(out).writerow([cell if _is_number(cell) else harmless(cell) for cell in cells])
    return out.text.encode("utf-8", "replace")


def _is_number(cell: str) -> bool:
    return cell.startswith("-") and cell[1:].replace(".", "", 1).isdigit() and cell.isascii()
