"""What an import brought, and every remark on what did not come in: to read, to copy, to save."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.i18n import ntr, tr
from annotator.services.importing import ImportReport
from annotator.ui.dialogs.base import Dialog, rows_as_text
from annotator.ui.importing.remarks import Remarks, severity_words
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes
from annotator.wording import describe_issue, issue_place


class ImportReportDialog(Dialog):
    """What came in, what did not and why; to copy or to save."""

    def __init__(self, report: ImportReport, words: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Import report"), themes, parent)
        self.resize(860, 520 if report.issues else 200)
        self._report = report
        self.add_title(words or summary(report))
        if words:
            self.add_words(tr("Nothing was changed."), "secondary")
        elif left := left_words(report.left.items()):
            self.add_words(left, "secondary")
        self.remarks = Remarks(themes, self)
        self.remarks.show_issues(report.issues)
        if report.issues:
            self.body.addWidget(self.remarks, 1)
            self.add_button(tr("Save as text…")).clicked.connect(self._on_save)
            self.add_button(tr("Copy")).clicked.connect(self._on_copy)
        else:
            self.remarks.hide()
            self.add_words(tr("Nothing to remark."), "secondary")
            self.body.addStretch(1)
        self.add_button(tr("Close"), "Esc", primary=True).clicked.connect(self.accept)

    def rows(self) -> list[list[str]]:
        """Every remark as a row of texts."""
        return [
            [severity_words(issue.severity), issue_place(issue), describe_issue(issue)]
            for issue in self._report.issues
        ]

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(rows_as_text(self.rows()))
        self.note.setText(tr("Copied."))

    def _on_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Import report"), "import.txt", tr("Text") + " (*.txt)"
        )
        if chosen:
            Path(chosen).write_text(rows_as_text(self.rows()), encoding="utf-8")
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
    if left := report.left.total():
        words += " " + ntr("{n} span left out by the plan.", "{n} spans left out by the plan.", left).format(
            n=number_words(left)
        )
    if report.near:
        words += " " + ntr(
            "{n} near-duplicate left out.", "{n} near-duplicates left out.", report.near
        ).format(n=number_words(report.near))
    return words


def left_words(left: Iterable[tuple[str, int]]) -> str:
    """``Left out by the plan: MISC 12, DRUG 3``; nothing where nothing was."""
    parts = [f"{name or tr('layers')} {number_words(count)}" for name, count in left]
    return tr("Left out by the plan: {parts}").format(parts=", ".join(parts)) if parts else ""
