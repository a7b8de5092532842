"""A message in the flow of the window: words, perhaps one thing to do about it, and a way to close it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from annotator.i18n import tr
from annotator.ui.icons import pixmap
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, IconButton, plain_label, restyle

_SIGNS = {
    "info": ("info", "text2"),
    "warn": ("warning", "warn"),
    "error": ("warning", "err"),
    "done": ("check", "ok"),
}


class MessageBar(QFrame):
    """Never modal, never over the text."""

    acted = Signal(str)
    closed = Signal()

    def __init__(self, themes: Themes, parent: QWidget, *, closable: bool = True) -> None:
        super().__init__(parent)
        self._themes = themes
        self._kind, self._act = "info", ""
        self.setProperty("role", "message")
        self.setMinimumHeight(36)
        self._sign = QLabel(self)
        self._sign.setFixedSize(16, 16)
        self._words = plain_label("", self)
        self._words.setWordWrap(True)
        self._button = CapButton(themes, self, compact=True)
        self._button.clicked.connect(self._on_button)
        self._close = IconButton(themes, "close", tr("Close"), self)
        self._close.setVisible(closable)
        self._close.clicked.connect(self._on_close)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 10, 4)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self.hide()

    def tell(self, kind: str, words: str, act: tuple[str, str, str] = ("", "", "")) -> None:
        """Show ``words`` (kind ``info``, ``warn``, ``error`` or ``done``); ``act`` is (id, words, key cap)."""
        self._kind, self._act = kind, act[0]
        self.setProperty("kind", kind)
        restyle(self)
        self._words.setText(words)
        self.setAccessibleName(words)
        self._button.setVisible(bool(act[0]))
        self._button.set_words(act[1], act[2])
        self.show()

    @property
    def words(self) -> str:
        return self._words.text() if self.isVisible() else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        name, token = _SIGNS.get(self._kind, _SIGNS["info"])
        self._sign.setPixmap(
            pixmap(name, str(getattr(self._themes.current, token)), 16, self.devicePixelRatioF())
        )

    def _on_button(self) -> None:
        self.hide()
        self.acted.emit(self._act)

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
