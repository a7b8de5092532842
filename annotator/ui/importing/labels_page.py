"""What labels, relations and attributes of the files become: a table with a search, and what can be done with all of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.model.text import fold_loose
from annotator.services.survey import Survey
from annotator.ui.importing.mapping import (
    ATTRIBUTES,
    DOCUMENT_LABELS,
    LABELS,
    RELATIONS,
    MappingModel,
    MappingView,
    MapRow,
)
from annotator.ui.labels import name_of, short_name
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapField, plain_label

Targets = Mapping[tuple[str, str], str]


class LabelsPage(QWidget):
    """``decided`` tells (kind, name, target)."""

    decided = Signal(str, str, str)
    all_left_out = Signal()
    save_wanted = Signal()
    open_wanted = Signal()
    new_project_wanted = Signal()

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._all: list[MapRow] = []
        self._targets: Targets = {}
        self.model = MappingModel(scheme, self)
        self.model.choices = _choices(scheme)
        self.table = MappingView(themes, self.model, self, tr("What names of the files become"))
        self.search: QLineEdit = CapField(themes, self, sign="search")
        self.search.setPlaceholderText(tr("Find a name"))
        self.search.setAccessibleName(tr("Find a name"))
        self.search.setFixedWidth(200)
        self.empty = plain_label(tr("The files bring texts without marks."), self, "secondary")
        self.empty.setContentsMargins(16, 4, 16, 12)
        self.leave = self._button(tr("Leave out what is open"), self.all_left_out)
        self.new = self._button(tr("New project with these labels…"), self.new_project_wanted)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.search)
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.new)
        row.addWidget(self._button(tr("Open a plan…"), self.open_wanted))
        row.addWidget(self._button(tr("Save the plan…"), self.save_wanted))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.empty)
        column.addWidget(self.table, 1)
        self.search.textChanged.connect(self._show)
        self.model.decided.connect(self.decided)
        self._show()

    def _button(self, words: str, signal: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.setProperty("compact", True)
        button.clicked.connect(signal)
        return button

    def show_survey(self, found: Survey, targets: Targets) -> None:
        """Show what the files name; what is open comes first, then what is most frequent."""
        self._targets = targets
        rows = [
            MapRow(LABELS, name, count, found.examples.get(name, "")) for name, count in found.labels.items()
        ]
        rows += [MapRow(RELATIONS, name, count) for name, count in found.relations.items()]
        for kind, table in ((ATTRIBUTES, found.attributes), (DOCUMENT_LABELS, found.document_labels)):
            rows += [
                MapRow(kind, name, values.count, ", ".join(sorted(values.values)[:3]))
                for name, values in table.items()
            ]
        self.model.set_targets(targets)
        kinds = (LABELS, RELATIONS, ATTRIBUTES, DOCUMENT_LABELS)
        self._all = sorted(
            rows, key=lambda row: (not self.model.is_open(row), kinds.index(row.kind), -row.count, row.name)
        )
        self._show()

    def set_targets(self, targets: Targets) -> None:
        """What names become now; rows stay where they are."""
        self._targets = targets
        self.model.set_targets(targets)
        self._settle()

    def open_names(self) -> list[tuple[str, str]]:
        """(kind, name) of all that still needs a choice."""
        return [(row.kind, row.name) for row in self._all if self.model.is_open(row)]

    def _show(self) -> None:
        wanted = fold_loose(self.search.text().strip())
        rows = [row for row in self._all if wanted in fold_loose(f"{row.name} {self.model.words(row)}")]
        self.model.show_rows(rows, self._targets)
        self.table.choose_first()
        self._settle()

    def _settle(self) -> None:
        self.empty.setVisible(not self._all)
        self.leave.setEnabled(bool(self.open_names()))
        self.new.setEnabled(any(row.kind == LABELS for row in self._all))


def _choices(scheme: LabelScheme) -> dict[str, list[tuple[str, str]]]:
    """What each kind of name can become."""
    return {
        LABELS: [
            (label.id, _said(label.id, short_name(label))) for label in scheme.labels if not label.retired
        ],
        RELATIONS: [(one.id, _said(one.id, name_of(one.names, one.id))) for one in scheme.relations],
        ATTRIBUTES: [(one.id, _said(one.id, name_of(one.names, one.id))) for one in _once(scheme.attributes)],
        DOCUMENT_LABELS: [
            (one.id, _said(one.id, name_of(one.names, one.id))) for one in scheme.document_labels
        ],
    }


def _once(attributes):
    """Attributes of one id may apply to different labels."""
    return list({attribute.id: attribute for attribute in attributes}.values())


def _said(id: str, name: str) -> str:
    return name if name.casefold() == id.casefold() else f"{name}  {id}"
