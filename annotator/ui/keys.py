"""Label keys: the key that is pressed, not the sign it types, and never while a text field has the focus."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from annotator.ui.commands.typing import Decoder

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
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock)
_HEARD = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress,
})  # fmt: skip
_BURST_MS = 120


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
    """Watches one window for a digit with no modifier, Shift or Alt, and says ``pressed(modifier, digit)``.

    Letters are heard only where ``decoder`` is set, and told by ``letter``; a Backspace is never a key of ours.
    """

    pressed = Signal(str, str)
    letter = Signal(str)
    touched = Signal()  # somebody is at work in the window
    asked = Signal()  # a key is about to be looked up among the shortcuts

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.decoder: Decoder | None = None
        self._settled = QTimer(self)  # an input method puts in again at once what it takes back
        self._settled.setSingleShot(True)
        self._settled.setInterval(_BURST_MS)
        self._settled.timeout.connect(self._on_settled)
        app = cast(QApplication, QApplication.instance())
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _HEARD:
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            self.asked.emit()
            self.touched.emit()
        if kind == QEvent.Type.MouseButtonPress:
            self.touched.emit()
        if kind == QEvent.Type.MouseButtonPress or takes_text(watched):
            if self.decoder is not None:
                self.decoder.forget()
            return False
        if kind == QEvent.Type.InputMethod:
            return self._composed(cast(QInputMethodEvent, event))
        return self._key(cast(QKeyEvent, event), first=kind == QEvent.Type.ShortcutOverride)

    def _key(self, event: QKeyEvent, *, first: bool) -> bool:
        if self.decoder is not None and self._typed(self.decoder, event, first=first):
            return True
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers not in _MODIFIERS:
            return False
        digit = digit_of(event, QGuiApplication.platformName())
        if not digit or QApplication.activePopupWidget() is not None:
            return False
        if first:
            event.accept()
        elif not event.isAutoRepeat():
            self.pressed.emit(_MODIFIERS[modifiers], digit)
        return True

    # letters ----------------------------------------------------------------------------------------------
    def _typed(self, decoder: Decoder, event: QKeyEvent, *, first: bool) -> bool:
        """A letter, or a Backspace between letters. ``first``: only asked whether it would be taken."""
        if event.modifiers() & _COMMANDS or QApplication.activePopupWidget() is not None:
            return False
        sign = event.text()
        back = event.key() == Qt.Key.Key_Backspace
        if not back and not (len(sign) == 1 and sign.isalpha()):
            if not first and event.key() not in _HELD:
                decoder.forget()
            return False
        if first:
            event.accept()
        elif back:
            decoder.backspace()
            self._settled.start()
        elif not event.isAutoRepeat():
            self._tell(decoder.sign(sign))
        return True

    def _composed(self, event: QInputMethodEvent) -> bool:
        if self.decoder is None or QApplication.activePopupWidget() is not None:
            return False
        self._tell(
            self.decoder.compose(event.preeditString(), event.commitString(), event.replacementLength())
        )
        event.accept()
        return True

    def _tell(self, keys: list[str]) -> None:
        for key in keys:
            if key.isdigit():
                self.pressed.emit("", key)
            else:
                self.letter.emit(key)

    def _on_settled(self) -> None:
        if self.decoder is not None:
            self.decoder.settle()
