"""The left column: who has what and how far, what was finished each day, and what is worth doing next."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from annotator.i18n import ntr, tr
from annotator.services.overview import FEW, LOW, Compared, PersonProgress, ProjectProgress
from annotator.ui.dashboard.days import DaysChart
from annotator.ui.dashboard.rows import PersonRow
from annotator.ui.dashboard.sections import Pane
from annotator.ui.dashboard.words import moment_words
from annotator.ui.labels import label_name, number_words
from annotator.ui.queue.words import batch_words
from annotator.ui.theme import Themes

WORST = 4  # labels listed


class PeoplePane(Pane):
    """Shows ``ProjectProgress.people`` and ``days``."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent)
        self.section_people = self.section(tr("Annotators"))
        self.section_people.more.setText(tr("finished, begun, all"))
        self.section_days = self.section(tr("Layers finished each day"))
        self.days = DaysChart(themes, self.section_days)
        self.days.chosen.connect(self._on_day)
        self.section_days.body.addWidget(self.days)
        self.section_next = self.section(tr("Worth doing next"))
        self.end()

    def show_progress(self, found: ProjectProgress, compared: Compared | None) -> None:
        """Show another overview."""
        self.section_people.clear()
        for person in found.people:
            row = PersonRow(self._themes, self.section_people)
            row.person = person.id
            left, right = _left(person), _right(person, found.made)
            done, begun = len(person.finished), len(person.begun)
            row.show_person(person.name, done, begun, len(person.documents), left, right, warn=person.out)
            row.clicked.connect(self._on_person)
            self.section_people.add(row)
        if not found.people:
            self.section_people.say_nothing(tr("Nobody annotates yet. Add people in the menu Project."))
        self.days.show_days([(day, len(documents)) for day, documents in found.days])
        count = len(found.days)
        self.section_days.more.setText(ntr("{n} day", "{n} days", count).format(n=count))
        self._show_next(found, compared)

    def _show_next(self, found: ProjectProgress, compared: Compared | None) -> None:
        section = self.section_next
        section.clear()
        for person in found.people:
            if person.out:
                words = tr("Package of {name} is out since {when}")
                said = words.format(name=person.name, when=moment_words(person.sent, found.made))
                self.thing(section, said, ("person", person.id), sign="warning")
        if compared is not None:
            if compared.unsettled:
                words = ntr(
                    "{n} case waits for a reviewer", "{n} cases wait for a reviewer", compared.unsettled
                )
                self.thing(section, words.format(n=number_words(compared.unsettled)), ("cases",), sign="info")
            for label in _worst(found, compared):
                words = tr("{label}: the guideline has to say more")
                name = label_name(found.scheme, label)
                self.thing(section, words.format(label=name), ("label", label, None), sign="info")
        if not section.rows:
            section.say_nothing(tr("Nothing that cannot wait."))

    def _on_person(self) -> None:
        row = self.sender()
        if isinstance(row, PersonRow):
            self.wanted.emit(("person", row.person))

    def _on_day(self, place: int) -> None:
        self.wanted.emit(("day", place))


def _worst(found: ProjectProgress, compared: Compared) -> list[str]:
    """Labels that people agree on least, the worst first."""
    values = {}
    for label in found.labels:
        one = compared.estimate(label, None)
        if one is not None and one.value is not None and one.n >= FEW and one.value < LOW:
            values[label] = one.value
    return sorted(values, key=values.__getitem__)[:WORST]


def _left(person: PersonProgress) -> str:
    parts = []
    worked = len(person.finished) + len(person.begun)
    if worked:
        each = round(person.spans / worked)
        parts.append(ntr("{n} span a document", "{n} spans a document", each).format(n=each))
    batches = [f"{batch_words(name)} {count}" for name, count in sorted(person.batches.items())]
    parts += batches[:2]
    return "  ".join(parts)


def _right(person: PersonProgress, now: float) -> str:
    if person.out:
        return tr("out since {when}").format(when=moment_words(person.sent, now))
    if person.came:
        return tr("package {when}").format(when=moment_words(person.came, now))
    if person.last:
        return tr("worked {when}").format(when=moment_words(person.last, now))
    return tr("not begun")
