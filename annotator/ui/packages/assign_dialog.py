"""Who annotates what: a table to switch by hand, a plan to work out, and what all of it would do before it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import ntr, tr
from annotator.model.assignment import Difference
from annotator.model.layer import LayerState
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import number_words
from annotator.ui.packages.assign_model import ALL, CHANGED, SHARED, UNASSIGNED, AssignModel, Material
from annotator.ui.packages.assign_parts import AssignTable, LoadChart, LoadShown, PlanFields
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, Segmented, hairline, plain_label


class AssignDialog(Dialog):
    """``plan_wanted`` carries a plan and the documents it is for (None: all); ``wanted`` what is to be changed."""

    plan_wanted = Signal(object, object)
    wanted = Signal(object)

    def __init__(self, material: Material, themes: Themes, parent: QWidget, *, writable: bool) -> None:
        super().__init__(tr("Who annotates what"), themes, parent, margins=False)
        self.resize(1180, 680)
        self._writable = writable
        self.model = AssignModel(material, self)
        self.table = AssignTable(self.model, themes, self)
        self.search = QLineEdit(self)
        self.filter = Segmented(
            [
                (ALL, tr("All")),
                (UNASSIGNED, tr("Nobody's")),
                (SHARED, tr("Shared")),
                (CHANGED, tr("Would change")),
            ],
            self,
            tr("Show"),
        )
        self.plan = PlanFields(material.people, self)
        self.try_plan = CapButton(themes, self)
        self.chart = LoadChart(themes, self)
        self.summary = plain_label("", self, "secondary")
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(self._left(), 1)
        row.addWidget(hairline(self, "vline"))
        row.addWidget(self._right(), 0)
        self.body.addLayout(row)
        self.add_button(tr("Cancel"), "Esc").clicked.connect(self.reject)
        self.undo = self.add_button(tr("As it was"))
        self.undo.clicked.connect(self.model.forget)
        self.apply = self.add_button(tr("Assign"), primary=True)
        self.apply.clicked.connect(self._on_apply)
        for button in (self.undo, self.apply):
            button.setAutoDefault(False)
        self.model.changed.connect(self._show_difference)
        self._show_difference()
        self.table.setFocus()

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setContentsMargins(16, 12, 12, 12)
        left.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(plain_label(tr("Who annotates what"), self, "title"))
        head.addStretch(1)
        self.search.setPlaceholderText(tr("Find by title"))
        self.search.setAccessibleName(tr("Find a document by its title"))
        self.search.setFixedWidth(200)
        self.search.textChanged.connect(self._show_rows)
        head.addWidget(self.search)
        self.filter.setFixedWidth(320)
        self.filter.choose(ALL)
        self.filter.chosen.connect(self._show_rows)
        head.addWidget(self.filter)
        left.addLayout(head)
        left.addWidget(self.table, 1)
        self.summary.setWordWrap(True)
        self.summary.setMinimumHeight(34)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        left.addWidget(self.summary)
        return left

    def _right(self) -> QWidget:
        box = QWidget(self)
        box.setProperty("surface", "pane")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right = QVBoxLayout(box)
        right.setContentsMargins(16, 12, 16, 12)
        right.setSpacing(8)
        right.addWidget(plain_label(tr("By a plan"), box, "strong"))
        right.addWidget(self.plan)
        self.try_plan.set_words(tr("Work out the plan"))
        self.try_plan.setEnabled(self._writable)
        self.try_plan.setAutoDefault(False)
        self.try_plan.clicked.connect(self._on_plan)
        self.plan.asked.connect(self._on_plan)
        right.addWidget(self.try_plan)
        right.addSpacing(8)
        right.addWidget(plain_label(tr("What each would have"), box, "strong"))
        right.addWidget(self.chart)
        right.addStretch(1)
        area = QScrollArea(self)  # a large team does not make the dialog higher than the screen
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedWidth(346)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(box)
        return area

    # what is planned ----------------------------------------------------------------------------------------
    def take(self, found: Difference) -> None:
        """Show what a plan would do."""
        self.model.take(found)
        self._show_rows()

    def refuse(self, words: str) -> None:
        """Say why a plan cannot be carried out."""
        self.note.setText(words)

    def _on_plan(self) -> None:
        plan = self.plan.plan()
        self.note.setText("")
        listed = self.model.rows if len(self.model.rows) < len(self.model.material.titles) else None
        self.plan_wanted.emit(plan, listed)

    def _show_rows(self) -> None:
        self.model.show_only(self.filter.choice(), self.search.text())
        few = len(self.model.rows) < len(self.model.material.titles)
        count = number_words(len(self.model.rows))
        words = tr("Work out the plan for the {n} listed").format(n=count) if few else tr("Work out the plan")
        self.try_plan.set_words(words)
        self.try_plan.setEnabled(self._writable and bool(self.model.rows))

    def _show_difference(self) -> None:
        plan = self.plan.plan()
        self.model.pattern = type(self.model.pattern)("", "", plan.batch, plan.blind, plan.suggestions)
        found = self.model.difference()
        self.summary.setText(" ".join(difference_lines(found, self._names())))
        changes = bool(found.added or found.removed or found.changed)
        self.apply.setEnabled(self._writable and changes)
        self.undo.setEnabled(changes)
        self.chart.show_loads(self._loads())

    def _names(self) -> dict[str, str]:
        return {one.id: one.name for one in self.model.material.people}

    def _loads(self) -> list[LoadShown]:
        material = self.model.material
        loads = []
        for person in material.people:
            mine = [one.document for one in self.model.planned.values() if one.annotator == person.id]
            done = sum(material.states.get((id, person.id)) == LayerState.FINISHED for id in mine)
            loads.append(
                LoadShown(person.name, len(mine), sum(material.sizes.get(id, 0) for id in mine), done)
            )
        return loads

    def _on_apply(self) -> None:
        found = self.model.difference()
        self.accept()
        self.wanted.emit(found)


def difference_lines(found: Difference, names: dict[str, str]) -> list[str]:
    """What would be added, changed and taken away, and what that does to work already done."""
    if not (found.added or found.removed or found.changed):
        return [tr("Nothing would change. Space switches a cell; a plan fills the table.")]
    text = tr("{added} added, {changed} changed, {removed} taken away, {kept} stay.")
    counts = {name: number_words(len(getattr(found, name))) for name in ("added", "changed", "removed")}
    lines = [text.format(**counts, kept=number_words(found.kept))]
    count = len(found.with_work)
    if count:
        said = ntr(
            "{n} of those taken away has work already ({who}); the work stays in the project.",
            "{n} of those taken away have work already ({who}); the work stays in the project.",
            count,
        )
        who = ", ".join(sorted({names.get(one.annotator, one.annotator) for one in found.with_work}))
        lines.append(said.format(n=number_words(count), who=who))
    return lines
