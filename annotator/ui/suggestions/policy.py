"""Who is shown suggestions from where: for the whole project and for each person. What is off for all is off for everybody."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from annotator.i18n import tr
from annotator.model.people import GOLD, Role
from annotator.ui.dialogs.base import Dialog
from annotator.ui.suggestions.panel import SOURCES
from annotator.ui.textview.suggested_words import source_words
from annotator.ui.widgets.controls import ElidedLabel, plain_label

if TYPE_CHECKING:
    from annotator.services.session import Session
    from annotator.ui.failures import Failures
    from annotator.ui.theme import Themes

EVERYBODY = ""
SCORES = range(0, 100, 10)  # per cent


class PolicyDialog(Dialog):
    """A box for each source and person. Each row that was changed is one step of its own, to be undone like any other."""

    def __init__(self, session: Session, themes: Themes, failures: Failures, parent: QWidget) -> None:
        super().__init__(tr("Suggestions"), themes, parent)
        from annotator.services.suggest_settings import given_sources, least_score

        self._session, self._failures = session, failures
        self.add_words(tr("Which sources may suggest, and to whom. In a blind assignment no model is asked."))
        self.boxes: dict[tuple[str, str], QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        for column, source in enumerate(SOURCES, 1):
            grid.addWidget(
                plain_label(source_words(source), self, "caption"), 0, column, Qt.AlignmentFlag.AlignHCenter
            )
        self.before: dict[str, frozenset[str]] = {}
        for row, (person, name) in enumerate(self._people, 1):
            self.before[person] = given_sources(session, person)
            label = ElidedLabel(self)
            label.setText(name)
            label.setMinimumWidth(180)
            grid.addWidget(label, row, 0)
            for column, source in enumerate(SOURCES, 1):
                box = QCheckBox(self)
                box.setAccessibleName(f"{name}: {source_words(source)}")
                box.setChecked(source in self.before[person])
                grid.addWidget(box, row, column, Qt.AlignmentFlag.AlignHCenter)
                self.boxes[person, source] = box
        self.body.addLayout(grid)
        self.least = QComboBox(self)
        self._least = round(100 * least_score(session))
        for percent in sorted({*SCORES, self._least}):
            self.least.addItem(f"{percent} %", percent)
        self.least.setCurrentIndex(self.least.findData(self._least))
        self.add_field(tr("Lowest score that is shown"), self.least)
        self.add_button(tr("Cancel")).clicked.connect(self.reject)
        self.add_button(tr("Keep"), primary=True).clicked.connect(self._on_keep)

    @cached_property
    def _people(self) -> list[tuple[str, str]]:
        people = [p for p in self._session.annotators() if p.role is not Role.MODEL and p.id != GOLD]
        return [(EVERYBODY, tr("Everybody")), *((person.id, person.name) for person in people)]

    def _on_keep(self) -> None:
        from annotator.services.suggest_settings import allow_sources

        for person, _ in self._people:
            wanted = frozenset(source for source in SOURCES if self.boxes[person, source].isChecked())
            if wanted != self.before[person]:
                if self._failures.attempt(allow_sources, self._session, wanted, person) is None:
                    return
                self.before[person] = wanted
        if self.least.currentData() != self._least:
            self._failures.attempt(self._set_least)
        self.accept()

    def _set_least(self) -> None:
        from annotator.services.suggest_settings import set_suggestion_options

        set_suggestion_options(self._session, least=self.least.currentData() / 100)
