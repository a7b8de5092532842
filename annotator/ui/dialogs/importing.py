"""Import: choose files, whose layers they are, how strict; afterwards what came in and every issue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.i18n import ntr, tr
from annotator.model.people import Annotator, Role
from annotator.services.importing import ImportReport
from annotator.ui.dialogs.base import Dialog, rows_as_text
from annotator.ui.theme import Themes
from annotator.wording import describe_issue, issue_place

SHOWN = 5000


class ImportDialog(Dialog):
    """``wanted`` carries (paths, annotator id, strict)."""

    wanted = Signal(object, str, bool)

    def __init__(self, people: Sequence[Annotator], current: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Import"), themes, parent)
        self.resize(560, 420)
        self.add_title(tr("Import"))
        self.add_words(tr("Text files (one document each), JSON lines, or a folder of either."), "secondary")
        self.paths = QListWidget(self)
        self.paths.setAccessibleName(tr("Files and folders"))
        self.paths.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.body.addWidget(self.paths, 1)
        row = QHBoxLayout()
        for words, slot in (
            (tr("Add files…"), self._on_files), (tr("Add a folder…"), self._on_folder), (tr("Take out"), self._on_out),
        ):  # fmt: skip
            button = QPushButton(words, self)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.people = QComboBox(self)
        for person in people:
            if person.role is not Role.MODEL:
                self.people.addItem(person.name, person.id)
        self.people.setCurrentIndex(max(0, self.people.findData(current)))
        self.add_field(tr("Marks that name nobody belong to"), self.people)
        self.strict = QCheckBox(tr("All or nothing: import nothing if anything is wrong"), self)
        self.body.addWidget(self.strict)
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self._start = self.add_button(tr("Import"), "↵", primary=True)
        self._start.clicked.connect(self._on_start)
        self._check()

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Put files and folders into the list, each once."""
        known = {self.paths.item(row).text() for row in range(self.paths.count())}
        for path in paths:
            if str(path) not in known:
                self.paths.addItem(str(path))
                known.add(str(path))
        self._check()

    def _check(self) -> None:
        self._start.setEnabled(self.paths.count() > 0)
        self.note.setText("" if self.paths.count() else tr("Nothing chosen yet."))

    def _on_files(self) -> None:
        kinds = tr("Texts and JSON lines") + " (*.txt *.jsonl *.ndjson);;" + tr("All files") + " (*)"
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("Import"), "", kinds)
        self.add_paths([Path(path) for path in chosen])

    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Import"))
        if chosen:
            self.add_paths([Path(chosen)])

    def _on_out(self) -> None:
        for item in self.paths.selectedItems():
            self.paths.takeItem(self.paths.row(item))
        self._check()

    def _on_start(self) -> None:
        paths = [Path(self.paths.item(row).text()) for row in range(self.paths.count())]
        self.wanted.emit(paths, str(self.people.currentData() or ""), self.strict.isChecked())
        self.accept()


class ImportReportDialog(Dialog):
    """What came in, what did not and why; to copy or to save."""

    def __init__(self, report: ImportReport, words: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Import report"), themes, parent)
        self.resize(760, 480 if report.issues else 200)
        self._rows = [
            [_severity(issue.severity), issue_place(issue), describe_issue(issue)] for issue in report.issues
        ]
        self.add_title(words or summary(report))
        if words:
            self.add_words(tr("Nothing was changed."), "secondary")
        if self._rows:
            self.body.addWidget(self._table(), 1)
            if len(self._rows) > SHOWN:
                more = tr("The first {shown} of {count} are shown; all are in the saved text.")
                self.add_words(more.format(shown=SHOWN, count=len(self._rows)), "secondary")
            self.add_button(tr("Save as text…")).clicked.connect(self._on_save)
            self.add_button(tr("Copy")).clicked.connect(self._on_copy)
        else:
            self.add_words(tr("Nothing to remark."), "secondary")
            self.body.addStretch(1)
        self.add_button(tr("Close"), "Esc", primary=True).clicked.connect(self.accept)

    def _table(self) -> QTableWidget:
        table = QTableWidget(min(len(self._rows), SHOWN), 3, self)
        table.setAccessibleName(tr("Issues"))
        table.setHorizontalHeaderLabels([tr("Kind"), tr("Where"), tr("What")])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for number, row in enumerate(self._rows[:SHOWN]):
            for column, words in enumerate(row):
                item = QTableWidgetItem(words)
                item.setToolTip("")
                table.setItem(number, column, item)
        table.resizeColumnsToContents()
        table.setColumnWidth(1, min(240, table.columnWidth(1)))
        if len(self._rows) <= 300:
            table.resizeRowsToContents()
        return table

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(rows_as_text(self._rows))
        self.note.setText(tr("Copied."))

    def _on_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Import report"), "import.txt", tr("Text") + " (*.txt)"
        )
        if chosen:
            Path(chosen).write_text(rows_as_text(self._rows), encoding="utf-8")
            self.note.setText(tr("Saved: {path}").format(path=chosen))


def summary(report: ImportReport) -> str:
    """``24 documents, 48 layers, 3120 spans imported; 2 skipped.``"""
    parts = [
        ntr("{n} document", "{n} documents", report.documents).format(n=report.documents),
        ntr("{n} layer", "{n} layers", report.layers).format(n=report.layers),
        ntr("{n} span", "{n} spans", report.spans).format(n=report.spans),
    ]
    words = tr("Imported: {parts}.").format(parts=", ".join(parts))
    if report.skipped:
        words += " " + tr("{n} lines or files brought nothing new.").format(n=report.skipped)
    return words


def _severity(severity: str) -> str:
    return {"error": tr("left out"), "warning": tr("look at it")}.get(severity, tr("to know"))
