"""What every dialog of the program is made of: a body on paper, a foot with a note and buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, hairline, plain_label


class Dialog(QDialog):
    """``body`` is filled by the heir; ``add_button`` puts buttons at the right of the foot."""

    def __init__(self, title: str, themes: Themes, parent: QWidget, *, margins: bool = True) -> None:
        super().__init__(parent)
        self.themes = themes
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body = QVBoxLayout()
        edge = 20 if margins else 0
        self.body.setContentsMargins(edge, 16 if margins else 0, edge, 16 if margins else 0)
        self.body.setSpacing(8 if margins else 0)
        column.addLayout(self.body, 1)
        column.addWidget(hairline(self))
        foot = QWidget(self)
        foot.setProperty("surface", "win")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._foot = QHBoxLayout(foot)
        self._foot.setContentsMargins(20, 12, 16, 12)
        self._foot.setSpacing(8)
        self.note = plain_label("", foot, "secondary")
        self.note.setWordWrap(True)
        self._foot.addWidget(self.note, 1)
        column.addWidget(foot)
        self._foot_box = foot

    def add_button(self, words: str, cap: str = "", *, primary: bool = False) -> CapButton:
        """A button at the right end of the foot."""
        button = CapButton(self.themes, self._foot_box, primary=primary)
        button.set_words(words, cap)
        button.setDefault(primary)
        button.setAutoDefault(primary)
        self._foot.addWidget(button)
        return button

    def add_title(self, words: str) -> None:
        """A heading inside the body."""
        self.body.addWidget(plain_label(words, self, "title"))

    def add_words(self, words: str, role: str = "") -> None:
        """A paragraph."""
        label = plain_label(words, self, role)
        label.setWordWrap(True)
        self.body.addWidget(label)

    def add_field(self, caption: str, *widgets: QWidget) -> None:
        """A caption above one or more controls in a row."""
        self.body.addWidget(plain_label(caption, self, "caption"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for number, widget in enumerate(widgets):
            widget.setAccessibleName(widget.accessibleName() or caption)
            row.addWidget(widget, 1 if number == 0 else 0)
        self.body.addLayout(row)


def rows_as_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows of a table as tab-separated lines, to copy or to save."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows) + "\n"
