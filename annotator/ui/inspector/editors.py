"""One editor per attribute type. Each tells what a person set; none shows a value that is not yet in the project."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
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
    given_up = Signal(str)  # Esc: what was typed, and perhaps refused, is not wanted any more
    done = Signal()

    def __init__(self, attribute: Attribute, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent)
        self.attribute = attribute
        self._stored = ""
        self._refused: str | None = None
        self._offered: list[str] = []
        self.setProperty("number", attribute.type in (AttributeType.NUMBER, AttributeType.DATE))
        self.setAccessibleName(name_of(attribute.names, attribute.id))
        self.setPlaceholderText(_default_words(attribute))
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._on_entered)
        self.left.connect(self._on_left)

    def show_value(self, value: AttributeValue | None, refused: AttributeValue | None = None) -> None:
        """Show what is stored, or what could not be; what a person is typing here is kept."""
        text = "" if value is None else str(value)
        typing = self.hasFocus() and self.text() != self._stored and refused is None
        self._stored, self._refused = text, None if refused is None else str(refused)
        shown = text if refused is None else str(refused)
        if not typing and self.text() != shown:
            self.setText(shown)
            self.setCursorPosition(0)
        if not typing:
            self._mark(True)

    def start_anew(self) -> None:
        """Show nothing: what was being typed belonged to another span, and was told."""
        self._stored, self._refused = "", None
        self.setText("")
        self._mark(True)

    def offer(self, values: Sequence[str]) -> None:
        """Complete from values used elsewhere in the project."""
        offered = sorted(set(values))
        if self.attribute.type is not AttributeType.TEXT or offered == self._offered:
            return
        self._offered = offered
        completer = QCompleter(offered, self)  # the one before goes with it
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def commit_new(self) -> bool:
        """As ``commit``, but not once more what was refused: nothing has changed since."""
        return self.text().strip() == self._refused or self.commit()

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
        self._refused = None
        self.setText(self._stored)
        self._mark(True)
        self.hinted.emit("", True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.commit_new():
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
        self.given_up.emit(self.attribute.id)
        self.done.emit()

    def _mark(self, valid: bool) -> None:
        if bool(self.property("invalid")) == valid:
            self.setProperty("invalid", not valid)
            restyle(self)


class ChoiceField(QComboBox):
    """One of the scheme's choices, or yes and no; a digit chooses. The first row, or 0, takes the value away."""

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
        rows: list[tuple[str, AttributeValue]] = [(name_of(c.names, c.id), c.id) for c in attribute.choices]
        if attribute.type is AttributeType.BOOL:
            rows = [(tr("yes"), True), (tr("no"), False)]
        self._first = self.count()
        for number, (words, value) in enumerate(rows, 1):
            self.addItem(f"{number}  {words}" if number <= 9 else words, value)
        self.activated.connect(self._on_activated)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses; Enter and Esc go back to the article."""
        digit = event.key() - Qt.Key.Key_0
        row = self._first + digit - 1 if digit else 0
        if 0 <= digit <= 9 and 0 <= row < self.count():
            self.setCurrentIndex(row)
            self._on_activated(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def start_anew(self) -> None:
        """Nothing is typed here that could belong to another span."""

    def show_value(self, value: AttributeValue | None, refused: AttributeValue | None = None) -> None:
        """Show what is stored, or the default. A choice that could not be stored is not shown as made."""
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

    commit_new = commit

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
