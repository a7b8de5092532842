"""A column of titled sections whose rows come and go."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from annotator.ui.dashboard.rows import PaintedButton, ThingRow
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import hairline, plain_label


class Section(QWidget):
    """A title, something at its right, and rows below."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = plain_label(title, self, "strong")
        self.more = plain_label("", self, "number")
        head = QHBoxLayout()
        head.setContentsMargins(12, 10, 12, 4)
        head.addWidget(self.title, 1)
        head.addWidget(self.more)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 6)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self._rows: list[QWidget] = []

    def clear(self) -> None:
        """Let go of the rows."""
        for row in self._rows:
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []

    def add(self, row: QWidget) -> None:
        """One more row."""
        self._rows.append(row)
        self.body.addWidget(row)

    def say_nothing(self, words: str) -> QLabel:
        """What an empty section says."""
        label = plain_label(words, self, "secondary")
        label.setWordWrap(True)
        label.setContentsMargins(12, 2, 12, 4)
        self.add(label)
        return label

    @property
    def rows(self) -> list[QWidget]:
        return list(self._rows)


class Pane(QWidget):
    """A column of sections; ``wanted`` tells the payload of the row that a person opened."""

    wanted = Signal(object)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._themes = themes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 2, 4, 8)
        self._column.setSpacing(0)

    def section(self, title: str) -> Section:
        """One more section, below a line."""
        if self._column.count():
            self._column.addWidget(hairline(self))
        made = Section(title, self)
        self._column.addWidget(made)
        return made

    def thing(
        self,
        section: Section,
        words: str,
        payload: object,
        *,
        sign: str = "",
        value: str = "",
        more: str = "",
    ) -> ThingRow:
        """A row that opens something; it cannot be chosen where there is nothing behind it."""
        row = ThingRow(self._themes, section)
        row.show_thing(words, payload, sign=sign, value=value, more=more)
        row.setEnabled(payload is not None)
        row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if payload is not None else Qt.FocusPolicy.NoFocus)
        row.clicked.connect(self._on_thing)
        section.add(row)
        return row

    def end(self) -> None:
        """Nothing follows."""
        self._column.addStretch(1)

    def _on_thing(self) -> None:
        row = self.sender()
        if isinstance(row, PaintedButton):
            payload = getattr(row, "payload", None)
            if payload is not None:
                self.wanted.emit(payload)
