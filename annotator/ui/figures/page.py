"""The page *Figures*: of this article or of all, found by words, sorted, checked, and written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import ntr, tr
from annotator.ui.figures.reader import Arrange, Row, TableReader, Wanted
from annotator.ui.figures.table import FiguresView, detail_words
from annotator.ui.labels import number_words
from annotator.ui.latest import Latest
from annotator.ui.search.page import QueryField
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, ElidedLabel, Segmented, hairline, plain_label

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.figures_checks import Figure, Finding
    from annotator.services.figures_table import Read

HERE, ALL = "here", "all"
EVERY, CHECKS = "every", "checks"
WAIT_MS = 150  # after the last key, or the first figures, before the rows are arranged
OFTEN_MS = 1_000  # between two arrangements while more are read


class FiguresPage(QWidget):
    """Says which row to open and that the table is wanted as a file. ``refused`` and ``crashed`` carry a job's error."""

    row_requested = Signal(object)
    export_requested = Signal(str)
    left = Signal()
    refused = Signal(object)
    crashed = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._path, self._person, self._document = Path(), "", ""
        self._rows: list[Figure] = []
        self._findings: list[Finding] = []
        self._wanted = Wanted()
        self._stale, self._reading, self._more = True, False, False
        self.scope = Segmented([(HERE, tr("This article")), (ALL, tr("All articles"))], self, tr("Where"))
        self.kind = Segmented([(EVERY, tr("All")), (CHECKS, tr("To check"))], self, tr("Which"))
        self.field = QueryField(themes, self, sign="search")
        self.count = plain_label("", self, "number")
        self.export = CapButton(themes, self, compact=True)
        self.view = FiguresView(scheme, self)
        self.detail = ElidedLabel(self, "secondary")
        self.hint = plain_label("", self, "secondary")
        self.reader, self.arranger = TableReader(self), Latest(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._build()
        self._connect()
        self._show_state()

    def _build(self) -> None:
        self.scope.choose(HERE)
        self.kind.choose(EVERY)
        self.scope.setFixedWidth(220)
        self.kind.setFixedWidth(200)
        self.field.setPlaceholderText(tr("Words, unit, value, article …"))
        self.field.setAccessibleName(tr("Find among the figures"))
        self.export.set_words(tr("Write to a file…"))
        first = QHBoxLayout()
        first.setContentsMargins(16, 10, 16, 8)
        first.setSpacing(8)
        first.addWidget(self.scope)
        first.addWidget(self.kind)
        first.addWidget(self.field, 1)
        first.addWidget(self.count)
        first.addWidget(self.export)
        self.hint.setContentsMargins(40, 32, 40, 8)
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.detail.setFixedHeight(30)
        last = QHBoxLayout()
        last.setContentsMargins(16, 0, 16, 0)
        last.addWidget(self.detail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(hairline(self))
        column.addWidget(self.hint, 1)
        column.addWidget(self.view, 1)
        column.addWidget(hairline(self))
        column.addLayout(last)

    def _connect(self) -> None:
        self._timer.timeout.connect(self.arrange)
        self.scope.chosen.connect(self._on_scope)
        self.kind.chosen.connect(self._on_kind)
        self.field.textChanged.connect(self._on_typed)
        self.field.went_on.connect(self.view.setFocus)
        self.field.left.connect(self.left)
        self.view.opened.connect(self.row_requested)
        self.view.pointed.connect(self._on_pointed)
        self.view.left.connect(self.left)
        self.view.over_top.connect(self.field.setFocus)
        self.view.sorted.connect(self._on_sorted)
        self.export.clicked.connect(self._on_export)
        self.reader.read.connect(self._on_read)
        self.reader.finished.connect(self._on_all_read)
        self.arranger.finished.connect(self._on_arranged)
        for jobs in (self.reader, self.arranger):
            jobs.refused.connect(self._on_refused)
            jobs.crashed.connect(self.crashed)

    # what is shown ----------------------------------------------------------------------------------------
    def show_project(self, path: Path, person: str, document: str) -> None:
        """Whose figures, and which article is the one on screen."""
        if (path, person) != (self._path, self._person) or (document != self._document and self.in_article):
            self._stale = True
        self._path, self._person, self._document = path, person, document

    @property
    def in_article(self) -> bool:
        """Only the article on screen is wanted."""
        return self.scope.choice() == HERE

    @property
    def document(self) -> str:
        """The article that is wanted; an empty text for all."""
        return self._document if self.in_article else ""

    @property
    def busy(self) -> bool:
        """Whether rows are still being read or arranged."""
        return self._reading or self.arranger.running or self._timer.isActive()

    def mark_stale(self) -> None:
        """Something has changed: it is read again when the page is next shown."""
        self._stale = True

    def come(self) -> None:
        """The page came to the front."""
        if self._stale:
            self.look()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Read the figures anew."""
        self._stale, self._reading, self._more = False, True, False
        self._rows, self._findings = [], []
        self.arranger.stop()
        if self.in_article and not self._document:
            self._on_all_read(False)
            return
        self.reader.look(self._path, self._person, self.document)
        self._show_state()

    def close_page(self) -> None:
        """No thread is left behind."""
        self._timer.stop()
        self.reader.close()
        self.arranger.close()

    def arrange(self) -> None:
        """Sort and filter what was read so far."""
        self._timer.stop()
        self.arranger.start(Arrange(tuple(self._rows), tuple(self._findings), self._wanted))

    def _show_state(self) -> None:
        shown, busy = self.view.rows.rowCount(), self.busy
        plus = "+" if self._more or self._reading else ""
        figures = ntr("{n} figure", "{n} figures", len(self._rows)).format(
            n=number_words(len(self._rows)) + plus
        )
        self.count.setText(figures if shown == len(self._rows) else f"{number_words(shown)} / {figures}")
        self.kind.set_text(CHECKS, tr("To check {n}").format(n=number_words(len(self._findings))))
        self.hint.setVisible(not shown)
        self.view.setVisible(bool(shown))
        self.detail.setVisible(bool(shown))
        self.export.setEnabled(bool(self._rows) and not self._reading)
        if busy:
            self.hint.setText("")
        elif self._rows:
            self.hint.setText(
                tr("Nothing is to be looked at again.") if self._wanted.checks else tr("Nothing found.")
            )
        else:
            self.hint.setText(
                tr("No figure is labelled yet. Labelled figures are listed here with what they are worth.")
            )

    # what happens -----------------------------------------------------------------------------------------
    def _on_read(self, read: Read) -> None:
        self._rows += read.figures
        self._findings += read.findings
        if not self._timer.isActive() and not self.arranger.running:
            self._timer.start(WAIT_MS if self.view.rows.rowCount() == 0 else OFTEN_MS)

    def _on_all_read(self, more: bool) -> None:
        self._reading, self._more = False, more
        self.arrange()

    def _on_arranged(self, rows: list[Row]) -> None:
        self.view.show_rows(rows)
        self._show_state()

    def _on_refused(self, error: object) -> None:
        self._reading = False
        self._show_state()
        self.refused.emit(error)

    def _on_scope(self, scope: str) -> None:
        self.look()

    def _on_kind(self, kind: str) -> None:
        self._wanted = self._wanted._replace(checks=kind == CHECKS)
        self.arrange()

    def _on_typed(self, words: str) -> None:
        self._wanted = self._wanted._replace(words=words.strip())
        self._timer.start(WAIT_MS)

    def _on_sorted(self, column: str, falling: bool) -> None:
        self._wanted = self._wanted._replace(column=column, falling=falling)
        self.arrange()

    def _on_pointed(self, row: Row | None) -> None:
        self.detail.setText(detail_words(row))

    def _on_export(self) -> None:
        self.export_requested.emit(self.document)
