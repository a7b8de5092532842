"""What one has done: by day, by label, and how long each article took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.i18n import language, ntr, tr
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import label_name, number_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import Segmented

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.activity_progress import Progress

_SIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def duration_words(seconds: float) -> str:
    """``3 min``, ``2 h 5 min``; nothing for nothing."""
    minutes = round(seconds / 60)
    if seconds <= 0:
        return ""
    if minutes < 1:
        return tr("under 1 min")
    hours, rest = divmod(minutes, 60)
    if not hours:
        return tr("{n} min").format(n=rest)
    return tr("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def day_words(day: str) -> str:
    """``2026-11-22`` as people write it."""
    date = QDate.fromString(day, Qt.DateFormat.ISODate)
    return QLocale(language()).toString(date, "ddd dd/MM/yyyy") if date.isValid() else day


class ProgressDialog(Dialog):
    """``share_wanted`` says whether active times are to be kept in the project too."""

    share_wanted = Signal(bool)

    def __init__(self, progress: Progress, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("My progress"), themes, parent)
        self.resize(560, 520)
        self._progress, self._scheme = progress, scheme
        done = ntr("{done} of {n} document done", "{done} of {n} documents done", progress.total)
        self.add_title(done.format(done=number_words(progress.done), n=number_words(progress.total)))
        self.kind = Segmented(
            [("day", tr("By day")), ("label", tr("By label")), ("document", tr("By document"))],
            self,
            tr("My progress"),
        )
        self.kind.chosen.connect(self.show_kind)
        self.body.addWidget(self.kind)
        self.table = QTableWidget(0, 0, self)
        self.table.setAccessibleName(tr("My progress"))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.body.addWidget(self.table, 1)
        self.share = QCheckBox(tr("Keep active times in the project too"), self)
        self.share.toggled.connect(self.share_wanted)
        self.body.addWidget(self.share)
        self.note.setText(
            tr("Active times are counted on this computer; a pause counts as one minute at most.")
        )
        self.add_button(tr("Close"), "Esc", primary=True).clicked.connect(self.accept)
        self.kind.choose("day")
        self.show_kind("day")

    def show_share(self, shared: bool, *, changeable: bool) -> None:
        """How the project has it."""
        self.share.blockSignals(True)
        self.share.setChecked(shared)
        self.share.blockSignals(False)
        self.share.setEnabled(changeable)

    def show_kind(self, kind: str) -> None:
        """One of the three tables."""
        found = self._progress
        if kind == "label":
            rows = [
                (label_name(self._scheme, label), number_words(n)) for label, n in found.labels.most_common()
            ]
            self._fill([tr("Label"), tr("Spans")], rows)
        elif kind == "document":
            rows = [(title, duration_words(seconds)) for title, seconds in found.documents]
            self._fill([tr("Document"), tr("Active time")], rows)
        else:
            days = [
                (
                    day_words(one.day),
                    number_words(one.documents),
                    number_words(one.spans),
                    duration_words(one.seconds),
                )
                for one in found.days
            ]
            self._fill([tr("Day"), tr("Documents done"), tr("Spans marked"), tr("Active time")], days)

    def _fill(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        table = self.table
        table.clear()
        table.setColumnCount(len(heads))
        table.setRowCount(len(rows))
        table.setHorizontalHeaderLabels(heads)
        for number, row in enumerate(rows):
            for column, words in enumerate(row):
                item = QTableWidgetItem(words)
                if column:
                    item.setTextAlignment(_SIDE)
                table.setItem(number, column, item)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(heads)):
            stretch = (
                QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
            )
            head.setSectionResizeMode(column, stretch)
