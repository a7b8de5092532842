"""The right end of the menu bar: which project, who works, and which page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.people import Annotator, Role
from annotator.ui.pages import PageTabs
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import FlatChoice
from annotator.ui.widgets.controls import plain_label


class Corner(QWidget):
    """Project name, a chooser of persons, and the tabs of the pages."""

    person_chosen = Signal(str)
    add_requested = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._project = plain_label("", self, "faint")
        self._person = FlatChoice(themes, self, "")
        self._person.setAccessibleName(tr("Who works"))
        self._person.chosen.connect(self.person_chosen)
        self._person.more_requested.connect(self.add_requested)
        self.tabs = PageTabs(themes, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(6)
        row.addWidget(self._project, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._person, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)

    def show_project(
        self, name: str, people: Sequence[Annotator], current: Annotator | None, *, writable: bool = False
    ) -> None:
        """Show a project and its people, or nothing."""
        self._project.setText(name)
        self._project.setToolTip(name)
        self._person.setVisible(current is not None)
        if current is not None:
            self._person.set_choices([(p.id, p.name) for p in people if p.role is not Role.MODEL])
            if writable:
                self._person.add_more(tr("Add a person…"))
            self._person.show_value(current.id, current.name)
            self._person.setToolTip(tr("Who works"))
        self.adjustSize()
