"""Dialogs of packages: what taking in would do, what it did, making one, sending one's work back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QListWidget, QListWidgetItem, QWidget

from annotator.i18n import ntr, tr
from annotator.model.people import Annotator, Role
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import number_words
from annotator.ui.packages.words import advice, plain_lines
from annotator.ui.packages.work import PackFor
from annotator.ui.queue.words import batch_words
from annotator.ui.theme import Themes
from annotator.wording import role_name

if TYPE_CHECKING:
    from annotator.services.packages_merge import MergeReport


def _lines(rows: Sequence[str], name: str, parent: QWidget) -> QListWidget:
    """Sentences to read, and to copy one by one."""
    shown = QListWidget(parent)
    shown.setAccessibleName(name)
    shown.setWordWrap(True)
    shown.addItems(list(rows))
    return shown


class TakeInDialog(Dialog):
    """What packages would do, before it is done; ``wanted`` carries those that can be taken."""

    wanted = Signal(object)

    def __init__(
        self, report: MergeReport, titles: Mapping[str, str], themes: Themes, parent: QWidget
    ) -> None:
        super().__init__(tr("Take in packages"), themes, parent)
        self.resize(720, 460)
        self._paths: list[Path] = [file.path for file in report.files if file.refused is None]
        self.add_title(tr("What taking in would do"))
        self.add_words(tr("Nothing has changed yet. A backup is made before."), "secondary")
        self.lines = _lines(plain_lines(report, titles), tr("What taking in would do"), self)
        self.body.addWidget(self.lines, 2)
        todo = advice(report)
        if todo:
            self.add_words(tr("What to do"), "strong")
            self.advice = _lines(todo, tr("What to do"), self)
            self.body.addWidget(self.advice, 1)
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        count = len(self._paths)
        words = ntr("Take in {n} package", "Take in {n} packages", count).format(n=number_words(count))
        self.take = self.add_button(words, "↵", primary=True)
        self.take.setEnabled(count > 0)
        self.take.clicked.connect(self._on_take)
        if count:
            self.take.setFocus()

    def _on_take(self) -> None:
        self.accept()
        self.wanted.emit(self._paths)


class ReportDialog(Dialog):
    """What was done, and what to do about what is left."""

    def __init__(
        self, title: str, lines: Sequence[str], todo: Sequence[str], themes: Themes, parent: QWidget
    ) -> None:
        super().__init__(title, themes, parent)
        self.resize(680, 380 if todo or len(lines) > 4 else 240)
        self.add_title(title)
        self.lines = _lines(lines, title, self)
        self.body.addWidget(self.lines, 2)
        if todo:
            self.add_words(tr("What to do"), "strong")
            self.body.addWidget(_lines(todo, tr("What to do"), self), 1)
        close = self.add_button(tr("Close"), "Esc", primary=True)
        close.clicked.connect(self.accept)
        close.setFocus()


class MakeDialog(Dialog):
    """For whom, and which documents; ``wanted`` carries a ``PackFor``. ``counts``: assigned documents by person and batch."""

    wanted = Signal(object)

    def __init__(
        self,
        people: Sequence[Annotator],
        counts: dict[str, dict[str, int]],
        total: int,
        listed: Sequence[str],
        themes: Themes,
        parent: QWidget,
    ) -> None:
        super().__init__(tr("Make a package"), themes, parent)
        self.resize(560, 420)
        self._people = [one for one in people if one.role is not Role.MODEL]
        self._counts, self._total, self._listed = counts, total, list(listed)
        self.add_title(tr("Make a package"))
        self.add_words(
            tr("One file with documents, label scheme, guidelines and earlier work. It opens on another computer by a double click."),
            "secondary",
        )  # fmt: skip
        self.person = QComboBox(self)
        for one in self._people:
            self.person.addItem(f"{one.name} ({role_name(one.role)})", one.id)
        self.add_field(tr("For"), self.person)
        self.what = QComboBox(self)
        self.add_field(tr("Documents"), self.what)
        self.add_words(tr("Work of others that goes along, for a reviewer"), "caption")
        self.others = QListWidget(self)
        self.others.setSpacing(2)
        self.others.setAccessibleName(tr("Work of others that goes along, for a reviewer"))
        self.body.addWidget(self.others, 1)
        self.add_button(tr("Cancel"), "Esc").clicked.connect(self.reject)
        self.make = self.add_button(tr("Choose a file…"), "↵", primary=True)
        self.make.clicked.connect(self._on_make)
        self.person.currentIndexChanged.connect(self._show_person)
        self._show_person()
        self.person.setFocus()

    def choose_person(self, id: str) -> None:
        """Make it for this person."""
        self.person.setCurrentIndex(max(0, self.person.findData(id)))

    def _show_person(self) -> None:
        id = self.person.currentData()
        mine = self._counts.get(id, {})
        self.what.clear()
        if self._counts and not mine:
            self.note.setText(tr("Nothing is assigned to this person: the package holds every document."))
        else:
            self.note.setText("")
        count = sum(mine.values()) if mine else self._total
        words = tr("all that is assigned ({n})") if mine else tr("all documents ({n})")
        self.what.addItem(words.format(n=number_words(count)), ("all", ""))
        for batch in sorted(name for name in mine if name):
            text = tr("batch {name} ({n})").format(name=batch_words(batch), n=number_words(mine[batch]))
            self.what.addItem(text, ("batch", batch))
        if self._listed:
            text = tr("those the queue lists now ({n})").format(n=number_words(len(self._listed)))
            self.what.addItem(text, ("listed", ""))
        self.others.clear()
        for one in self._people:
            if one.id != id:
                item = QListWidgetItem(one.name, self.others)
                item.setData(Qt.ItemDataRole.UserRole, one.id)
                item.setCheckState(Qt.CheckState.Unchecked)

    def _on_make(self) -> None:
        kind, batch = self.what.currentData()
        items = [self.others.item(row) for row in range(self.others.count())]
        others = [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]
        documents = self._listed if kind == "listed" else None
        self.accept()
        self.wanted.emit(
            PackFor(str(self.person.currentData()), batch if kind == "batch" else None, documents, others)
        )


class SendDialog(Dialog):
    """Whose work goes back, and whether all of it; ``wanted`` carries the latter."""

    wanted = Signal(bool)

    def __init__(self, person: Annotator, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Send back my work"), themes, parent)
        self.resize(480, 220)
        self.add_title(tr("Send back the work of {name}").format(name=person.name))
        self.add_words(
            tr("One file with what was done since the last package of the office. Send it as you like.")
        )
        self.whole = QCheckBox(tr("Everything, also what the office has (always right, only larger)"), self)
        self.body.addWidget(self.whole)
        self.body.addStretch(1)
        self.add_button(tr("Cancel"), "Esc").clicked.connect(self.reject)
        self.send = self.add_button(tr("Choose a file…"), "↵", primary=True)
        self.send.clicked.connect(self._on_send)
        self.send.setFocus()

    def _on_send(self) -> None:
        self.accept()
        self.wanted.emit(self.whole.isChecked())
