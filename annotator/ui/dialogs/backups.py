"""Backups: what there is, and the way back to one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from annotator.i18n import tr
from annotator.services.backups import Backup
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes


class BackupsDialog(Dialog):
    """``restore_requested`` carries the backup; ``make_requested`` asks for a new one.

    ``trouble`` says why the project itself cannot be opened; then there is nothing to back up.
    """

    restore_requested = Signal(object)
    make_requested = Signal()

    def __init__(
        self, backups: Sequence[Backup], themes: Themes, parent: QWidget, *, writable: bool, trouble: str = ""
    ) -> None:
        super().__init__(tr("Backups"), themes, parent)
        self.resize(620, 420)
        self._backups = list(backups)
        self._writable = writable
        self.add_title(tr("Backups"))
        if trouble:
            self.add_words(trouble)
        words = tr(
            "One is made every half hour of work, and before anything large. They lie beside the project."
        )
        self.add_words(words, "secondary")
        self.table = QTableWidget(len(self._backups), 4, self)
        self._fill()
        self.body.addWidget(self.table, 1)
        self.note.setText(
            tr("Going back keeps the present state as a backup too.")
            if self._backups
            else tr("No backup yet.")
        )
        make = self.add_button(tr("Back up now"))
        make.setEnabled(writable and not trouble)
        make.clicked.connect(self._on_make)
        self.add_button(tr("Close"), "Esc").clicked.connect(self.reject)
        self._restore = self.add_button(tr("Go back to it"), "", primary=True)
        self._restore.clicked.connect(self._on_restore)
        self._on_selected()

    def _fill(self) -> None:
        table = self.table
        table.setAccessibleName(tr("Backups"))
        table.setHorizontalHeaderLabels([tr("When"), tr("Why"), tr("Documents"), tr("Spans")])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, backup in enumerate(self._backups):
            when = datetime.fromtimestamp(backup.time).astimezone().strftime("%H:%M  %d/%m/%Y")
            counts = (number_words(n) if n >= 0 else "–" for n in (backup.documents, backup.spans))
            why = reason_words(backup.reason) if backup.documents >= 0 else tr("damaged")
            for column, words in enumerate((when, why, *counts)):
                item = QTableWidgetItem(words)
                if column > 1:
                    item.setTextAlignment(right)
                table.setItem(row, column, item)
        for column in (2, 3):
            head = table.horizontalHeaderItem(column)
            if head is not None:
                head.setTextAlignment(right)
        table.setColumnWidth(0, 150)
        table.itemSelectionChanged.connect(self._on_selected)

    def _chosen(self) -> Backup | None:
        rows = self.table.selectionModel().selectedRows()
        return self._backups[rows[0].row()] if rows else None

    def _on_selected(self) -> None:
        backup = self._chosen()
        self._restore.setEnabled(backup is not None and backup.documents >= 0 and self._writable)

    def _on_restore(self) -> None:
        backup = self._chosen()
        if backup is not None:
            self.accept()
            self.restore_requested.emit(backup)

    def _on_make(self) -> None:
        self.accept()
        self.make_requested.emit()


def reason_words(reason: str) -> str:
    """Why a backup was made."""
    return {
        "work": tr("half an hour of work"), "open": tr("the project was opened"), "migration": tr("a new version of the program"),
        "import": tr("before an import"), "restore": tr("before going back"), "manual": tr("asked for"),
        "bulk": tr("before a large change"), "merge": tr("before taking in packages"),
    }.get(reason, reason)  # fmt: skip
