"""One editor per attribute type. Each tells what a person set; none shows a value that is not yet in the project."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from annotator.i18n import tr
from annotator.model.scheme import Attribute, AttributeType, AttributeValue
from annotator.ui.inspector.reading import read_value
from annotator.ui.labels import name_of
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapField, restyle


class TypedField(CapField):
    """Number, date or text: committed on Enter and when the focus leaves; Esc brings the stored value back."""

    committed = Signal(str, object)
    hinted = Signal(str, bool)
    done = Signal()

    def __init__(self, attribute: Attribute, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent)
        self.attribute = attribute
        self._stored = ""
        self.setProperty("number", attribute.type in (AttributeType.NUMBER, AttributeType.DATE))
        self.setAccessibleName(name_of(attribute.names, attribute.id))
        self.setPlaceholderText(_default_words(attribute))
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._on_entered)
        self.left.connect(self._on_left)

    def show_value(self, value: AttributeValue | None) -> None:
        """Show what is stored; what a person is typing here is kept."""
        text = "" if value is None else str(value)
        typing = self.hasFocus() and self.text() != self._stored
        self._stored = text
        if not typing:
            self.setText(text)
            self.setCursorPosition(0)
            self._mark(True)

    def offer(self, values: Sequence[str]) -> None:
        """Complete from values used elsewhere in the project."""
        if self.attribute.type is not AttributeType.TEXT or not values:
            return
        completer = QCompleter(sorted(set(values)), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def commit(self) -> bool:
        """Tell what was typed, if it is new; False for something that cannot be read."""
        if self.text().strip() == self._stored or self.isReadOnly():
            return True
        reading = read_value(self.attribute, self.text())
        self._mark(reading.valid)
        self.hinted.emit(reading.hint, reading.valid)
        if reading.valid:
            self._stored = "" if reading.value is None else str(reading.value)
            self.committed.emit(self.attribute.id, reading.value)
        return reading.valid

    def revert(self) -> None:
        """Show the stored value again."""
        self.setText(self._stored)
        self._mark(True)
        self.hinted.emit("", True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.commit():
            self.revert()

    def _on_edited(self) -> None:
        reading = read_value(self.attribute, self.text())
        self._mark(True)
        self.hinted.emit(reading.hint if reading.valid else "", True)

    def _on_entered(self) -> None:
        if self.commit():
            self.done.emit()

    def _on_left(self) -> None:
        self.revert()
        self.done.emit()

    def _mark(self, valid: bool) -> None:
        if bool(self.property("invalid")) == valid:
            self.setProperty("invalid", not valid)
            restyle(self)


class ChoiceField(QComboBox):
    """One of the scheme's choices, or yes and no. The first row takes the value away."""

    committed = Signal(str, object)
    done = Signal()

    def __init__(self, attribute: Attribute, parent: QWidget) -> None:
        super().__init__(parent)
        self.attribute = attribute
        self.setAccessibleName(name_of(attribute.names, attribute.id))
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if attribute.default is None:
            self.addItem(tr("not set"), None)
        if attribute.type is AttributeType.BOOL:
            self.addItem(tr("yes"), True)
            self.addItem(tr("no"), False)
        for choice in attribute.choices:
            self.addItem(name_of(choice.names, choice.id), choice.id)
        self.activated.connect(self._on_activated)

    def show_value(self, value: AttributeValue | None) -> None:
        """Show what is stored, or the default."""
        wanted = self.attribute.default if value is None else value
        for row in range(self.count()):
            if self.itemData(row) == wanted and type(self.itemData(row)) is type(wanted):
                self.setCurrentIndex(row)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel that happens to pass must not change a value."""
        event.ignore()

    def commit(self) -> bool:
        """Nothing is left to commit: a choice is told when it is made."""
        return True

    def _on_activated(self, row: int) -> None:
        value = self.itemData(row)
        self.committed.emit(self.attribute.id, None if value == self.attribute.default else value)


Editor = TypedField | ChoiceField


def make_editor(attribute: Attribute, themes: Themes, parent: QWidget) -> Editor:
    """The editor for an attribute of this type."""
    if attribute.type in (AttributeType.CHOICE, AttributeType.BOOL):
        return ChoiceField(attribute, parent)
    return TypedField(attribute, themes, parent)


def _default_words(attribute: Attribute) -> str:
    if attribute.default is not None:
        return str(attribute.default)
    return tr("needed") if attribute.required else tr("none")
