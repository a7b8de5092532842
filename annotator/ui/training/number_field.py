"""A field for a whole number between two bounds: typed, or changed by the up and down keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NumberField(QLineEdit):
    """``changed`` follows every other value. What is typed half is no value yet; leaving the field brings it within bounds."""

    changed = Signal()

    def __init__(self, value: int, least: int, most: int, step: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._least, self._most, self._step = least, most, step
        self.setProperty("number", True)
        self.setValidator(QIntValidator(0, most, self))
        self.setText(str(self._within(value)))
        self.textChanged.connect(self._on_text)

    def value(self) -> int:
        """The number, within the bounds."""
        return self._within(int(self.text() or 0))

    def set_value(self, value: int) -> None:
        """Show another number."""
        self.setText(str(self._within(value)))

    def _within(self, value: int) -> int:
        return max(self._least, min(self._most, value))

    def _on_text(self) -> None:
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: self._step, Qt.Key.Key_Down: -self._step}.get(Qt.Key(event.key()))
        if by is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            self.set_value(self.value() + by)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.set_value(self.value())
        super().focusOutEvent(event)
