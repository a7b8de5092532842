"""What a query can say, as menus: each writes its part of the line, and shows what the line says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.layer import LayerState
from annotator.model.people import GOLD
from annotator.model.query import term_of, with_term
from annotator.ui.labels import short_name
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import FlatChoice

if TYPE_CHECKING:
    from annotator.model.people import Annotator
    from annotator.model.scheme import LabelScheme


def state_choices() -> list[tuple[str, str]]:
    """(state, words) as the menu shows them."""
    return [
        (LayerState.NEW.value, tr("not begun")),
        (LayerState.IN_PROGRESS.value, tr("in progress")),
        (LayerState.FINISHED.value, tr("finished")),
        (LayerState.SKIPPED.value, tr("skipped")),
        (LayerState.FLAGGED.value, tr("flagged")),
    ]


class QueryControls(QWidget):
    """``line_wanted`` carries the line as it should be."""

    line_wanted = Signal(str)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = ""
        self._people: list[tuple[str, str]] = []
        self._labels = [(label.id, short_name(label)) for label in scheme.labels]
        self.label = FlatChoice(themes, self, tr("Label"))
        self.person = FlatChoice(themes, self, tr("Person"))
        self.state = FlatChoice(themes, self, tr("State"))
        self.unsure = QCheckBox(tr("Unsure"), self)
        self.note = QCheckBox(tr("With a note"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.label, self.person, self.state, self.unsure, self.note):
            row.addWidget(part)
        any_one = ("", tr("any"))
        self.label.set_choices([any_one, *self._labels])
        self.state.set_choices([any_one, *state_choices()])
        self.set_people([])
        self.label.chosen.connect(self._on_label)
        self.person.chosen.connect(self._on_person)
        self.state.chosen.connect(self._on_state)
        self.unsure.clicked.connect(self._on_unsure)
        self.note.clicked.connect(self._on_note)
        for box in (self.unsure, self.note):
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_people(self, people: list[Annotator]) -> None:
        """Who can be chosen, beside oneself and the gold layer."""
        others = [(person.id, person.name) for person in people if person.id != GOLD]
        self._people = [("", tr("any")), ("me", tr("me")), *others, (GOLD, tr("gold"))]
        self.person.set_choices(self._people)
        self.show_line(self._line)

    def show_line(self, line: str) -> None:
        """Show what the line says."""
        self._line = line
        for control, field, choices in (
            (self.label, "label", [("", tr("any")), *self._labels]),
            (self.person, "by", self._people),
            (self.state, "state", [("", tr("any")), *state_choices()]),
        ):
            term = term_of(line, field)
            values, no = (term.values, "-" if term.no else "") if term else ((), "")
            names = dict(choices)
            words = no + ", ".join(names.get(one, one) for one in values)
            control.show_value(no + ",".join(values), words or names[""])
        for box, field in ((self.unsure, "unsure"), (self.note, "note")):
            term = term_of(line, field)
            box.setChecked(term is not None and not term.no and not term.values)

    def _write(self, field: str, term: str) -> None:
        self.line_wanted.emit(with_term(self._line, field, term))

    def _on_label(self, label: str) -> None:
        self._write("label", f"label:{label}" if label else "")

    def _on_person(self, person: str) -> None:
        self._write("by", f"by:{person}" if person else "")

    def _on_state(self, state: str) -> None:
        self._write("state", f"state:{state}" if state else "")

    def _on_unsure(self, on: bool) -> None:
        self._write("unsure", "unsure:" if on else "")

    def _on_note(self, on: bool) -> None:
        self._write("note", "note:" if on else "")
