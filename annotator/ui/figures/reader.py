"""Reads figures in threads, arranges them, writes them to a file: nothing of it on the window's own thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import merge
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from annotator.model.text import fold_loose
from annotator.services.figures_checks import Figure, Finding
from annotator.services.figures_table import Read, read_table, write_table
from annotator.store.project import Project
from annotator.ui.latest import Latest
from annotator.ui.worker import Reporter

MOST = 100_000  # figures; a file takes them all
PIECE = 4_000  # rows


class Row(NamedTuple):
    """A figure as a row; ``finding`` is what points at it, or None."""

    figure: Figure
    finding: Finding | None = None


class Wanted(NamedTuple):
    """How the table is to look: words to be found in a row, findings only, the column it is sorted by."""

    words: str = ""
    checks: bool = False
    column: str = ""
    falling: bool = False


class _Feed(QObject):
    """Emitted from the job's thread, delivered in the window's."""

    read = Signal(object)


class _Read:
    def __init__(self, feed: _Feed, path: Path, annotator: str, document: str) -> None:
        self._feed, self._path, self._annotator, self._document = feed, path, annotator, document

    def __call__(self, progress: Reporter) -> bool:
        """Whether there is more than ``MOST``."""
        count = 0
        with Project.open(self._path, read_only=True) as project:
            only = [self._document] if self._document else None
            for read in read_table(project, self._annotator, only, progress):
                count += len(read.figures)
                self._feed.read.emit(read)
                if count >= MOST:
                    return True
        return False


class TableReader(Latest):
    """``read`` carries figures of the table that was asked for last; ``finished`` says whether there are more than ``MOST``."""

    read = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._feed: _Feed | None = None

    def look(self, path: Path, annotator: str, document: str) -> None:
        """Read one person's figures, of one document or (an empty text) of all."""
        feed = _Feed(self)
        feed.read.connect(self._on_read)
        self.start(_Read(feed, path, annotator, document))
        feed.setParent(self._job)  # goes when the thread has ended
        self._feed = feed

    def _on_read(self, read: Read) -> None:
        if self.sender() is self._feed:
            self.read.emit(read)


class Arrange:
    """Which rows are shown, in which order: a job, since there may be very many."""

    def __init__(self, figures: Sequence[Figure], findings: Sequence[Finding], wanted: Wanted) -> None:
        self._figures, self._findings, self._wanted = figures, findings, wanted

    def __call__(self, progress: Reporter) -> list[Row]:
        wanted = self._wanted
        if wanted.checks:
            rows = [Row(figure, finding) for finding in self._findings for figure in finding.figures]
        else:
            first: dict[tuple[str, str], Finding] = {}
            for finding in self._findings:
                for figure in finding.figures:
                    first.setdefault(figure.key, finding)
            rows = [Row(figure, first.get(figure.key)) for figure in self._figures]
        if wanted.words:
            words = fold_loose(wanted.words).split()
            rows = [row for row in rows if _fits(row.figure, words)]
        progress(0, 0)
        return _sorted(rows, SORTS[wanted.column], falling=wanted.falling) if wanted.column else rows


def _sorted(rows: list[Row], key: Callable[[Row], Any], *, falling: bool) -> list[Row]:
    """In pieces: one long sort would not let the window's thread in between."""
    pieces = [sorted(rows[at : at + PIECE], key=key, reverse=falling) for at in range(0, len(rows), PIECE)]
    return list(merge(*pieces, key=key, reverse=falling))


def _fits(figure: Figure, words: list[str]) -> bool:
    text = fold_loose(
        f"{figure.words} {figure.title} {figure.unit} {figure.label} {figure.value} {figure.against}"
    )
    return all(word in text for word in words)


def _by_value(row: Row) -> tuple[int, float, str]:
    """Numbers by size, then dates, then what has no value."""
    figure = row.figure
    if figure.number is not None:
        return 0, float(figure.number), ""
    if figure.ratio is not None:
        return 0, figure.ratio[0] / figure.ratio[1], ""
    return (1, 0.0, figure.value) if figure.value else (2, 0.0, "")


SORTS: dict[str, Callable[[Row], Any]] = {
    "words": lambda row: fold_loose(row.figure.words), "label": lambda row: row.figure.label, "value": _by_value,
    "unit": lambda row: fold_loose(row.figure.unit), "bound": lambda row: (row.figure.bound, row.figure.change),
    "against": lambda row: fold_loose(row.figure.against), "title": lambda row: fold_loose(row.figure.title),
    "check": lambda row: row.finding.rule if row.finding else "~",
}  # fmt: skip


class Write:
    """Writes every figure to a file, however many there are."""

    def __init__(
        self, project: Path, annotator: str, document: str, file: Path, rule: Callable[[str], str]
    ) -> None:
        self._project, self._annotator, self._document = project, annotator, document
        self._file, self._rule = file, rule

    def __call__(self, progress: Reporter) -> tuple[Path, int]:
        with Project.open(self._project, read_only=True) as project:
            only = [self._document] if self._document else None
            reads = read_table(project, self._annotator, only, progress)
            return self._file, write_table(self._file, reads, self._rule)
