"""What the window shows while no project is open: the next step, and the projects one had open before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, plain_label
from annotator.ui.widgets.paint import cap_of


class StartPage(QWidget):
    """One primary action, and what was open before."""

    new_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    package_requested = Signal()
    recent_requested = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._recent: dict[QPushButton, str] = {}
        box = QWidget(self)
        box.setFixedWidth(640)
        self._column = QVBoxLayout(box)
        self._column.setSpacing(8)
        self._column.addWidget(plain_label("Annotator", box, "title"))
        words = plain_label(
            tr("A project holds articles and what people mark in them, in one file on this computer."), box
        )
        words.setWordWrap(True)
        words.setFixedWidth(480)
        words.setMinimumHeight(words.heightForWidth(480))
        self._column.addWidget(words)
        self._column.addSpacing(12)
        self._column.addLayout(self._buttons(themes, box))
        self._column.addSpacing(16)
        self._title = plain_label(tr("Opened before"), box, "strong")
        self._column.addWidget(self._title)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self._column.addLayout(self._rows)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self._new.clicked.connect(self.new_requested)
        self._open.clicked.connect(self.open_requested)
        self._sample.clicked.connect(self.sample_requested)
        self._package.clicked.connect(self.package_requested)
        self._box = box

    def _buttons(self, themes: Themes, box: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._new = CapButton(themes, box, primary=True)
        self._new.set_words(tr("New project"), cap_of("new-project"))
        self._open = CapButton(themes, box)
        self._open.set_words(tr("Open project"), cap_of("open-project"))
        self._package = CapButton(themes, box)
        self._package.set_words(tr("Open a package"))
        self._sample = CapButton(themes, box)
        self._sample.set_words(tr("Look at the sample"))
        for button in (self._new, self._open, self._package, self._sample):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List projects opened before."""
        for button in self._recent:
            self._rows.removeWidget(button)
            button.deleteLater()
        self._recent = {}
        self._title.setVisible(bool(paths))
        for path in paths:
            words = f"{path.stem}   {_folder_words(path)}"
            button = QPushButton(words.replace("&", "&&"), self._box)
            button.setProperty("flat", True)
            button.setAccessibleName(words)
            button.setToolTip(str(path))
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(self._on_recent)
            self._recent[button] = str(path)
            self._rows.addWidget(button)

    def _on_recent(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton) and sender in self._recent:
            self.recent_requested.emit(self._recent[sender])


def _folder_words(path: Path) -> str:
    try:
        return "~/" + str(path.parent.relative_to(Path.home()))
    except ValueError:
        return str(path.parent)
