"""Label keys: the key that is pressed, not the sign it types, and never while a text field has the focus."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

# Signs that Shift gives on the digit row of common layouts; used where the system tells no scan code.
_SHIFTED = {
    sign: str(digit) for digit, sign in zip((1, 2, 3, 4, 5, 6, 7, 8, 9, 0), "!@#$%^&*()", strict=True)
}
_MAC_CODES = {18: "1", 19: "2", 20: "3", 21: "4", 23: "5", 22: "6", 26: "7", 28: "8", 25: "9", 29: "0"}
_MODIFIERS = {
    Qt.KeyboardModifier.NoModifier: "",
    Qt.KeyboardModifier.ShiftModifier: "shift",
    Qt.KeyboardModifier.AltModifier: "alt",
}


def digit_of(event: QKeyEvent, platform: str = "") -> str:
    """The digit printed on the pressed key, whatever sign it types; an empty string for any other key."""
    key = event.key()
    if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return chr(key)
    if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
        return ""
    if platform in ("xcb", "wayland", "windows"):
        return _by_scan_code(event.nativeScanCode(), platform)
    if platform == "cocoa":
        return _MAC_CODES.get(event.nativeVirtualKey(), "")
    if 0x20 <= key <= 0x7E:
        return _SHIFTED.get(chr(key), "")
    return ""


def _by_scan_code(code: int, platform: str) -> str:
    first = 2 if platform == "windows" else 10  # X11 and Wayland add 8 to the kernel's codes
    return "1234567890"[code - first] if 0 <= code - first < 10 else ""


def takes_text(widget: QObject | None) -> bool:
    """Whether keys typed into ``widget`` are text."""
    return isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox))


class LabelKeys(QObject):
    """Watches one window for a digit with no modifier, Shift or Alt, and says ``pressed(modifier, digit)``."""

    pressed = Signal(str, str)
    asked = Signal()  # a key is about to be looked up among the shortcuts

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        app = cast(QApplication, QApplication.instance())
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            self.asked.emit()
        if takes_text(watched):
            return False
        key_event = cast(QKeyEvent, event)
        modifiers = key_event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers not in _MODIFIERS:
            return False
        digit = digit_of(key_event, QGuiApplication.platformName())
        if not digit or QApplication.activePopupWidget() is not None:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
        elif not key_event.isAutoRepeat():
            self.pressed.emit(_MODIFIERS[modifiers], digit)
        return True
