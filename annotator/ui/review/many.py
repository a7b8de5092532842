"""Deciding many cases at once: choose a rule, see what it would take, decide in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHeaderView, QRadioButton, QTableView, QWidget

from annotator.i18n import ntr, tr
from annotator.model.scheme import LabelScheme
from annotator.review.decisions import Reason
from annotator.review.decisions_choices import Choice
from annotator.review.kinds import Kind
from annotator.services.adjudication import Said
from annotator.services.adjudication_many import Preview, Rule, Sample
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import label_name, number_words
from annotator.ui.review.quotes import one_line
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import Segmented, plain_label
from annotator.wording.review import kind_title, reason_name, rule_name

if TYPE_CHECKING:
    pass

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_WORDS = 90


class PreviewModel(QAbstractTableModel):
    """A case, what the rule would take of it."""

    def __init__(self, scheme: LabelScheme, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._rows: list[Sample] = []
        self._rule = Rule("none")

    def show_rule(self, rows: list[Sample], rule: Rule) -> None:
        """What ``rule`` does to these cases."""
        self.beginResetModel()
        self._rows, self._rule = rows, rule
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return [tr("Case"), tr("What is taken")][section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        sample = self._rows[index.row()]
        if index.column() == 0:
            return one_line(sample.row.words)
        return self._taken(sample.choices.get(self._rule), sample.text)

    def _taken(self, choice: Choice | None, text: str) -> str:
        if choice is None:
            return tr("left as it is")
        if not choice.marks:
            return tr("nothing")
        parts = []
        for mark in choice.marks:
            words = one_line(text[mark.start : min(mark.end, mark.start + _WORDS)])
            parts.append(f"{label_name(self._scheme, mark.label)}: {words}")
        return "; ".join(parts)


class ManyDialog(Dialog):
    """``decided`` carries (rule, what is said)."""

    decided = Signal(object)

    def __init__(
        self,
        seen: Preview,
        kind: Kind | None,
        people: Sequence[tuple[str, str]],
        scheme: LabelScheme,
        themes: Themes,
        parent: QWidget,
    ) -> None:
        super().__init__(tr("Decide many cases"), themes, parent)
        self._seen = seen
        self.resize(820, 620)
        name = kind_title(kind.value) if kind is not None else tr("All kinds")
        words = ntr("{kind}: {n} case to settle", "{kind}: {n} cases to settle", seen.cases)
        self.add_title(words.format(kind=name, n=number_words(seen.cases)))
        self.rules = rules_for(people)
        self._group = QButtonGroup(self)
        names = dict(people)
        for number, rule in enumerate(self.rules):
            button = QRadioButton(rule_name(rule.name, names.get(rule.person, "")).replace("&", "&&"), self)
            self._group.addButton(button, number)
            self.body.addWidget(button)
        self._group.idClicked.connect(self._on_rule)
        self.reasons = Segmented(
            [(reason.value or "none", reason_name(reason.value)) for reason in Reason], self, tr("Reason")
        )
        self.reasons.choose("none")
        self.add_field(tr("Reason"), self.reasons)
        self._table(scheme)
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self.button = self.add_button(tr("Decide"), primary=True)
        self.button.clicked.connect(self._on_decide)
        first = next((n for n, rule in enumerate(self.rules) if seen.decides[rule]), 0)
        self._group.button(first).setChecked(True)
        self._on_rule(first)

    def _table(self, scheme: LabelScheme) -> None:
        self._about = plain_label("", self, "secondary")
        self.body.addWidget(self._about)
        self.model = PreviewModel(scheme, self)
        table = QTableView(self)
        table.setModel(self.model)
        table.verticalHeader().hide()
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.setAccessibleName(tr("What would be taken"))
        table.setWordWrap(False)
        self.body.addWidget(table, 1)

    def _on_rule(self, number: int) -> None:
        """Show what the rule does."""
        rule, seen = self.rules[number], self._seen
        self.model.show_rule(seen.samples, rule)
        count = number_words(seen.decides[rule])
        words = tr(
            "The rule decides {able} of {n} cases; the others stay as they are. One Ctrl Z takes all of it back."
        )
        self._about.setText(words.format(n=number_words(seen.cases), able=count))
        self.button.set_words(tr("Decide {n}").format(n=count), "↵")
        self.button.setEnabled(seen.decides[rule] > 0)

    def _on_decide(self) -> None:
        reason = self.reasons.choice()
        said = Said(Reason("" if reason == "none" else reason))
        self.decided.emit((self.rules[self._group.checkedId()], said))
        self.accept()


def rules_for(people: Sequence[tuple[str, str]]) -> list[Rule]:
    """The rules that make sense between these people (id, name)."""
    rules = [Rule("longer"), Rule("shorter")]
    if len(people) > 2:
        rules.append(Rule("majority"))
    return [*rules, *(Rule("person", who) for who, _ in people), Rule("none")]
