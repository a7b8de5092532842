"""The people of a project: who there is, and a row to add somebody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from annotator.i18n import tr
from annotator.model.people import HUMAN_ROLES, Annotator, Role, person_id
from annotator.ui.dialogs.base import Dialog
from annotator.ui.theme import Themes
from annotator.wording import role_name


class PeopleDialog(Dialog):
    """``wanted`` carries the person to add; it stays open for the next one. ``role_wanted``: an id and another role."""

    wanted = Signal(object)
    role_wanted = Signal(str, object)

    def __init__(self, themes: Themes, parent: QWidget, *, writable: bool, roles: bool = False) -> None:
        super().__init__(tr("People"), themes, parent)
        self.resize(560, 420)
        self._writable, self._roles = writable, roles
        self.add_title(tr("People"))
        self.add_words(
            tr("Each person marks in a layer of their own. The id is what exports carry."), "secondary"
        )
        self.table = QTableWidget(0, 3, self)
        self._prepare_table()
        self.body.addWidget(self.table, 1)
        self.name = QLineEdit(self)
        self.name.setMaxLength(100)
        self.name.setPlaceholderText(tr("as others shall read it"))
        self.role = QComboBox(self)
        for role in HUMAN_ROLES:
            self.role.addItem(role_name(role), role.value)
        self.add_field(tr("Name and role"), self.name, self.role)
        self.role.setAccessibleName(tr("Role"))
        self.add_button(tr("Close"), "Esc").clicked.connect(self.reject)
        self._add = self.add_button(tr("Add"), "↵", primary=True)
        self._add.clicked.connect(self._on_add)
        self.name.textChanged.connect(self._check)
        self.name.setEnabled(writable)
        self.role.setEnabled(writable)
        self._check()
        self.name.setFocus()

    def show_people(self, people: Sequence[Annotator], added: Annotator | None = None) -> None:
        """List them; ``added`` is the one that was just added."""
        self.table.setRowCount(len(people))
        for row, person in enumerate(people):
            for column, words in enumerate((person.name, person.id, role_name(person.role))):
                self.table.setItem(row, column, QTableWidgetItem(words))
            if self._roles and person.role in HUMAN_ROLES:
                self.table.setCellWidget(row, 2, self._role_choice(person))
            if added is not None and person.id == added.id:
                self.table.selectRow(row)
                self.table.scrollTo(self.table.model().index(row, 0))
        if added is not None:
            self.name.clear()
            self.name.setFocus()
            self.note.setText(tr("Added: {name}.").format(name=added.name))

    def _role_choice(self, person: Annotator) -> QComboBox:
        choice = QComboBox(self.table)
        choice.setProperty("compact", True)
        choice.setObjectName(f"role-{person.id}")
        choice.setAccessibleName(tr("Role of {name}").format(name=person.name))
        for role in HUMAN_ROLES:
            choice.addItem(role_name(role), role.value)
        choice.setCurrentIndex(choice.findData(person.role.value))
        choice.activated.connect(self._on_role)
        return choice

    def _on_role(self) -> None:
        choice = self.sender()
        if isinstance(choice, QComboBox):
            self.role_wanted.emit(choice.objectName().removeprefix("role-"), Role(choice.currentData()))

    def refuse(self, words: str) -> None:
        """Say why the person was not added; what was typed stays."""
        self.note.setText(words)
        self.name.setFocus()
        self.name.selectAll()

    def _prepare_table(self) -> None:
        table = self.table
        table.setAccessibleName(tr("People"))
        table.setHorizontalHeaderLabels([tr("Name"), tr("Id"), tr("Role")])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(1, 170)
        table.setColumnWidth(2, 156)

    def _name(self) -> str:
        return " ".join(self.name.text().split())

    def _check(self) -> None:
        name = self._name()
        if not self._writable:
            self.note.setText(tr("For reading only"))
        elif name:
            self.note.setText(tr("Id: {id}").format(id=person_id(name)))
        else:
            self.note.setText("")
        self._add.setEnabled(self._writable and bool(name))

    def _on_add(self) -> None:
        name = self._name()
        if name:
            self.wanted.emit(Annotator(person_id(name), name, Role(self.role.currentData())))
