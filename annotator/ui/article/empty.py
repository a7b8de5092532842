"""What stands in place of the article while a project has no documents: the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, plain_label
from annotator.ui.widgets.paint import cap_of


class EmptyPage(QWidget):
    """``import_requested`` asks for the first documents."""

    import_requested = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = plain_label("", self, "secondary")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = CapButton(themes, self, primary=True)
        self.button.set_words(tr("Import files…"), cap_of("import"))
        self.button.clicked.connect(self.import_requested)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(plain_label(tr("No documents yet"), self, "title"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def set_writable(self, writable: bool) -> None:
        """Whether documents can be brought in here."""
        self.button.setVisible(writable)
        self._words.setText(
            tr("Import text files, JSON lines or a folder; each article becomes a document.")
            if writable
            else tr("This project is open for reading only.")
        )
