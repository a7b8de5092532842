"""Whose layer it becomes: as the files name it, one person's, or a new person's."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from annotator.i18n import ntr, tr
from annotator.model.people import Annotator, Role, person_id
from annotator.model.scheme import LabelScheme
from annotator.services.survey import Survey
from annotator.ui.importing.mapping import PEOPLE, MappingModel, MappingView, MapRow
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import plain_label

_NEW = "\x00new"


class Owners(QWidget):
    """``changed`` comes whenever something else was chosen; ``decided`` tells what becomes of somebody the files name."""

    changed = Signal()
    decided = Signal(str, str, str)

    def __init__(
        self, scheme: LabelScheme, people: Sequence[Annotator], current: str, themes: Themes, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._people = [person for person in people if person.role is not Role.MODEL]
        self._ids = {person.id for person in people}
        self.as_named = QRadioButton(tr("As the files name them; what names nobody is of"), self)
        self.one = QRadioButton(tr("All of one person:"), self)
        self.as_named.setChecked(True)
        self.nobody = self._combo(tr("What names nobody is of"), current)
        self.person = self._combo(tr("All of one person:"), current)
        self.person.addItem(tr("A new person…"), _NEW)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(tr("name of the new person"))
        self.name.setAccessibleName(tr("Name of the new person"))
        self.note = plain_label("", self, "secondary")
        self.note.setWordWrap(True)
        self.model = MappingModel(scheme, self, people=True)
        self.model.choices[PEOPLE] = [(person.id, person.name) for person in self._people]
        self.table = MappingView(themes, self.model, self, tr("People named in the files"))
        for column in (1, 3):  # of one kind all of them, and without an example
            self.table.hideColumn(column)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._build()
        self.model.decided.connect(self.decided)
        self.as_named.toggled.connect(self._on_changed)
        for box in (self.nobody, self.person):
            box.activated.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self._settle()

    def _combo(self, name: str, current: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        for person in self._people:
            box.addItem(person.name, person.id)
        box.setCurrentIndex(max(0, box.findData(current)))
        return box

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(16, 12, 16, 8)
        grid.setHorizontalSpacing(8)
        grid.addWidget(self.as_named, 0, 0)
        grid.addWidget(self.nobody, 0, 1)
        grid.addWidget(self.one, 1, 0)
        grid.addWidget(self.person, 1, 1)
        grid.addWidget(self.name, 1, 2)
        grid.addWidget(self.note, 2, 0, 1, 3)
        grid.setColumnStretch(2, 1)
        for box in (self.nobody, self.person):
            box.setMinimumWidth(200)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(grid)
        column.addWidget(self.table, 1)

    def show_survey(self, found: Survey) -> None:
        """Whom the files name, and how many layers each."""
        rows = [MapRow(PEOPLE, name, count) for name, count in found.people.most_common()]
        named = {(PEOPLE, row.name): row.name for row in rows}
        self.model.choices[PEOPLE] = [
            *((person.id, person.name) for person in self._people),
            *((row.name, tr("{name}, a model").format(name=row.name) if row.name in found.machines else row.name)
              for row in rows if row.name not in self._ids),
        ]  # fmt: skip
        self.model.show_rows(rows, named)
        self.table.setVisible(bool(rows))
        words = (
            [ntr("{n} layer names nobody.", "{n} layers name nobody.", found.nobody)] if found.nobody else []
        )
        if found.machines:
            words.append(tr("What a model predicted stays a layer of the model's own."))
        self.note.setText(" ".join(words).format(n=found.nobody))
        self._settle()

    def set_targets(self, targets: dict[str, str]) -> None:
        """What becomes of those whom the files name."""
        self.model.set_targets({(PEOPLE, name): target for name, target in targets.items()})

    def set_choice(self, annotator: str, everybody: str) -> None:
        """Show what a plan says; somebody who is not there yet is a new person."""
        self.nobody.setCurrentIndex(max(0, self.nobody.findData(annotator)))
        self.one.setChecked(bool(everybody))
        self.as_named.setChecked(not everybody)
        if everybody:
            row = self.person.findData(everybody)
            self.person.setCurrentIndex(self.person.count() - 1 if row < 0 else row)
            self.name.setText(everybody if row < 0 else "")

    def annotator(self) -> str:
        """Whose what names nobody is."""
        return self.everybody() or str(self.nobody.currentData() or "")

    def everybody(self) -> str:
        """The one person whose everything becomes; empty where the files' names stand, or a new one has no name yet."""
        if not self.one.isChecked():
            return ""
        if self.person.currentData() == _NEW:
            name = self.new_name()
            return person_id(name) if name else ""
        return str(self.person.currentData() or "")

    def new_name(self) -> str:
        """The name of the new person, or nothing."""
        wanted = self.one.isChecked() and self.person.currentData() == _NEW
        return " ".join(self.name.text().split()) if wanted else ""

    def problem(self) -> str:
        """What is still missing."""
        if self.one.isChecked() and self.person.currentData() == _NEW:
            if not self.new_name():
                return tr("Write the name of the new person.")
            if person_id(self.new_name()) in self._ids:
                return tr("There is somebody of this name already.")
        return ""

    def _on_changed(self) -> None:
        self._settle()
        self.changed.emit()

    def _settle(self) -> None:
        one = self.one.isChecked()
        self.nobody.setEnabled(not one)
        self.person.setEnabled(one)
        self.name.setVisible(one and self.person.currentData() == _NEW)
        self.table.setEnabled(not one)
