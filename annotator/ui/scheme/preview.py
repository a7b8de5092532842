"""Everything a change of the scheme would do, before it is done: what differs, every span touched, what it comes to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHeaderView, QTableView, QWidget

from annotator.i18n import ntr, tr
from annotator.services.scheme_changes import Preview, Touched
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import number_words, short_name
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import plain_label
from annotator.wording.scheme import describe_difference, describe_effect, describe_preview

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
DIFFERENCES_SHOWN = 6


class TouchedModel(QAbstractTableModel):
    """One row per thing that happens."""

    def __init__(
        self, touched: list[Touched], names: dict[str, str], labels: dict[str, str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._touched, self._names, self._labels = touched, names, labels

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._touched)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return [tr("Span text"), tr("What becomes of it"), tr("Document"), tr("Person")][section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self._touched[index.row()]
        if role == Qt.ItemDataRole.FontRole and index.column() == 0:
            return font("article", 13)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == 0:
            return " ".join(one.found.split())
        if index.column() == 1:
            return describe_effect(one.effect, self._labels)
        if index.column() == 2:
            return one.title
        name = self._names.get(one.annotator, one.annotator)
        return f"{name}  ({tr('finished')})" if one.finished else name


class PreviewDialog(Dialog):
    """``agreed`` is told once: do it."""

    agreed = Signal()
    notes_chosen = Signal(bool)

    def __init__(
        self, found: Preview, names: dict[str, str], themes: Themes, parent: QWidget, *, may: bool
    ) -> None:
        super().__init__(tr("What the change touches"), themes, parent)
        self.resize(1000, 600)
        self.add_title(tr("What the change touches"))
        schemes = (found.change.before, found.change.after)
        labels = {one.id: short_name(one) for scheme in schemes for one in scheme.labels}
        self._say(found, names, labels)
        self.model = TouchedModel(found.touched, names, labels, self)
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self._prepare_table()
        self.body.addWidget(self.table, 1)
        self.table.setVisible(bool(found.touched))
        self.notes = QCheckBox(tr("Write values that fit nowhere into the notes"), self)
        self.notes.setChecked(found.change.notes)
        self.notes.setVisible(any(one.effect.lost and one.effect.span for one in found.touched))
        self.notes.toggled.connect(self.notes_chosen)
        self.body.addWidget(self.notes)
        if not found.touched:
            self.body.addStretch(1)
        self.add_button(tr("Back"), "Esc").clicked.connect(self.reject)
        self.go = self.add_button(tr("Change the scheme"), "Ctrl ↵", primary=True)
        self.go.setShortcut("Ctrl+Return")
        self.go.setEnabled(may)
        self.go.clicked.connect(self._on_go)
        self.note.setText(
            tr("One undo takes all of it back.")
            if may
            else tr("This changes the work of other people, which only a manager does.")
        )

    def _say(self, found: Preview, names: dict[str, str], labels: dict[str, str]) -> None:
        lines = [describe_difference(one, labels) for one in found.differences]
        if len(lines) > DIFFERENCES_SHOWN:
            more = len(lines) - DIFFERENCES_SHOWN
            rest = ntr("and {n} more", "and {n} more", more).format(n=number_words(more))
            lines = [*lines[:DIFFERENCES_SHOWN], rest]
        self.differences = plain_label("\n".join(lines), self, "secondary")
        self.summary = plain_label("\n".join(describe_preview(found, names)), self)
        for label in (self.differences, self.summary):
            label.setWordWrap(True)
            self.body.addWidget(label)

    def _prepare_table(self) -> None:
        table = self.table
        table.setAccessibleName(tr("Spans touched"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 270), (2, 220), (3, 150)):
            table.setColumnWidth(column, width)

    def _on_go(self) -> None:
        self.accept()
        self.agreed.emit()
