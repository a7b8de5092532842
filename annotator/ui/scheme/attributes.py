"""The values (attributes) of a label: a list with what each asks, and a dialog for one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.i18n import tr
from annotator.model.scheme import Attribute, AttributeType, AttributeValue, Choice, LabelScheme
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import name_of
from annotator.ui.scheme.forms import NamesRow
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton


def type_words() -> dict[AttributeType, str]:
    """The types as people call them."""
    return {
        AttributeType.NUMBER: tr("number"), AttributeType.CHOICE: tr("choice"), AttributeType.TEXT: tr("text"),
        AttributeType.DATE: tr("date or period"), AttributeType.BOOL: tr("yes or no"),
    }  # fmt: skip


def line_of(attribute: Attribute) -> str:
    """``Giá trị (value): number, required``."""
    words = [type_words()[attribute.type]]
    if attribute.choices:
        words.append(", ".join(name_of(choice.names, choice.id) for choice in attribute.choices))
    if attribute.required:
        words.append(tr("required"))
    if attribute.retired:
        words.append(tr("retired"))
    return f"{name_of(attribute.names, attribute.id)} ({attribute.id}): {', '.join(words)}"


class AttributesBox(QWidget):
    """``add_requested``, and ``edit_requested`` and ``retire_requested`` with the place in the scheme's list."""

    add_requested = Signal()
    edit_requested = Signal(int)
    retire_requested = Signal(int)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Values of the label"))
        self.list.setFixedHeight(116)
        self.add = CapButton(themes, self, compact=True)
        self.add.set_words(tr("Add a value…"))
        self.edit = CapButton(themes, self, compact=True)
        self.edit.set_words(tr("Change…"))
        self.retire = CapButton(themes, self, compact=True)
        self.retire.set_words(tr("Retire"))
        row = QHBoxLayout()
        for button in (self.add, self.edit, self.retire):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.add.clicked.connect(self.add_requested)
        self.edit.clicked.connect(self._on_edit)
        self.retire.clicked.connect(self._on_retire)
        self.list.itemDoubleClicked.connect(self._on_edit)
        self.list.currentRowChanged.connect(self._on_row)

    def show_label(self, scheme: LabelScheme, label: str) -> None:
        """The values that spans of this label carry."""
        row = self.list.currentRow()
        self.list.clear()
        for attribute in scheme.attributes_of(label):
            item = QListWidgetItem(line_of(attribute), self.list)
            item.setToolTip(item.text())
            item.setData(Qt.ItemDataRole.UserRole, scheme.attributes.index(attribute))
            item.setData(Qt.ItemDataRole.UserRole + 1, attribute.retired)
        if self.list.count():
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self._on_row()

    def _index(self) -> int:
        item = self.list.currentItem()
        return int(item.data(Qt.ItemDataRole.UserRole)) if self.list.currentRow() >= 0 else -1

    def _on_row(self) -> None:
        there = self.list.currentRow() >= 0
        self.edit.setEnabled(there)
        self.retire.setEnabled(there)
        retired = there and bool(self.list.currentItem().data(Qt.ItemDataRole.UserRole + 1))
        self.retire.set_words(tr("Ask for it again") if retired else tr("Retire"))

    def _on_edit(self) -> None:
        if self._index() >= 0:
            self.edit_requested.emit(self._index())

    def _on_retire(self) -> None:
        if self._index() >= 0:
            self.retire_requested.emit(self._index())


class AttributeDialog(Dialog):
    """One value. ``wanted`` carries the attribute; the dialog stays until ``accept``, and shows why it was refused."""

    wanted = Signal(object)

    def __init__(self, attribute: Attribute | None, label: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Value of a label"), themes, parent)
        self.resize(480, 520)
        self._before = attribute
        shown = attribute or Attribute("", AttributeType.TEXT, {}, applies=frozenset({label}))
        self.id = QLineEdit(shown.id, self)
        self.id.setReadOnly(attribute is not None)
        self.names = NamesRow(tr("Name"), self)
        self.names.show_names(shown.names)
        self.type = QComboBox(self)
        for kind, words in type_words().items():
            self.type.addItem(words, kind.value)
        self.type.setCurrentIndex(self.type.findData(shown.type.value))
        self.choices = QPlainTextEdit(self)
        self.choices.setPlainText("\n".join(_choice_line(choice) for choice in shown.choices))
        self.choices.setTabChangesFocus(True)
        self.default = QLineEdit(_default_text(shown.default), self)
        self.required = QCheckBox(tr("Required: shown as open until it is filled in"), self)
        self.required.setChecked(shown.required)
        self.applies = QLineEdit(", ".join(sorted(shown.applies)), self)
        self._build(attribute is None)

    def _build(self, new: bool) -> None:
        self.add_title(tr("A new value") if new else tr("Change the value"))
        self.add_field(tr("Id, which stays for good"), self.id)
        self.add_field(tr("Name"), self.names)
        self.add_field(tr("Type"), self.type)
        self.add_field(tr("Choices, one on each line: id = Vietnamese | English"), self.choices)
        self.add_field(tr("Default (empty: none)"), self.default)
        self.body.addWidget(self.required)
        self.add_field(tr("Ids of groups and labels it is for (empty: all)"), self.applies)
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self.go = self.add_button(tr("Add") if new else tr("Change"), "↵", primary=True)
        self.go.clicked.connect(self._on_go)
        self.type.currentIndexChanged.connect(self._on_type)
        self._on_type()

    def attribute(self) -> Attribute:
        """What is written."""
        kind = AttributeType(self.type.currentData())
        applies = frozenset(part for part in self.applies.text().replace(",", " ").split())
        base = self._before or Attribute(self.id.text().strip(), kind, {})
        default: AttributeValue | None = self.default.text().strip() or None
        if kind is AttributeType.BOOL and isinstance(default, str):
            default = {
                "yes": True,
                "true": True,
                "có": True,
                "no": False,
                "false": False,
                "không": False,
            }.get(default.lower(), default)
        return replace(
            base, type=kind, names=self.names.names(), default=default, required=self.required.isChecked(),
            choices=self._choices() if kind is AttributeType.CHOICE else (), applies=applies,
        )  # fmt: skip

    def refuse(self, words: str) -> None:
        """Say why it cannot be so."""
        self.note.setText(words)

    def _choices(self) -> tuple[Choice, ...]:
        raw = self.choices.document().toRawText().replace("\u2028", "\u2029")
        found = []
        for line in filter(None, (part.strip() for part in raw.split("\u2029"))):
            id, _, rest = (part.strip() for part in line.partition("="))
            vi, _, en = (part.strip() for part in rest.partition("|"))
            names = {code: words for code, words in (("vi", vi), ("en", en)) if words}
            found.append(Choice(id, names or {"en": id}))
        return tuple(found)

    def _on_type(self) -> None:
        self.choices.setEnabled(self.type.currentData() == AttributeType.CHOICE.value)

    def _on_go(self) -> None:
        self.wanted.emit(self.attribute())


def _choice_line(choice: Choice) -> str:
    vi, en = choice.names.get("vi", ""), choice.names.get("en", "")
    return f"{choice.id} = {vi} | {en}" if en else f"{choice.id} = {vi}"


def _default_text(value: AttributeValue | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""
