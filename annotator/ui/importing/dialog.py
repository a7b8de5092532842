"""The import, in one window: files, labels, preview, whose layer, what is there already, what will not come in. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.i18n import ntr, tr
from annotator.model.people import Annotator
from annotator.model.scheme import LabelScheme
from annotator.services.import_plan import ImportPlan, read_plan, save_plan
from annotator.services.mapping import LEAVE
from annotator.services.mapping_suggest import suggested_plan
from annotator.services.survey import Survey
from annotator.services.survey_tally import Outcome
from annotator.ui.dialogs.base import Dialog
from annotator.ui.importing.drops import dropped_paths
from annotator.ui.importing.files import BELIEVE, Files
from annotator.ui.importing.labels_page import LabelsPage
from annotator.ui.importing.owners import Owners
from annotator.ui.importing.preview import Preview
from annotator.ui.importing.remarks import Remarks
from annotator.ui.importing.sections import Part, Sections
from annotator.ui.importing.twins import TAKE, Twins
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, hairline
from annotator.wording import describe_error

FILES, LABELS, PREVIEW, OWNERS, TWINS, REMARKS = "files", "labels", "preview", "owners", "twins", "remarks"


class ImportDialog(Dialog):
    """``survey_wanted`` and ``wanted`` carry (paths, plan); ``stop_wanted`` ends what is under way."""

    survey_wanted = Signal(object, object)
    wanted = Signal(object, object)
    stop_wanted = Signal()
    new_project_wanted = Signal(object, object)  # paths, what was found

    def __init__(
        self, scheme: LabelScheme, people: Sequence[Annotator], current: str, themes: Themes, parent: QWidget
    ) -> None:
        super().__init__(tr("Import"), themes, parent, margins=False)
        self.setAcceptDrops(True)
        self.resize(1128, 700)
        self._scheme, self._current = scheme, current
        self.paths: list[Path] = []
        self.plan = ImportPlan()
        self.found: Survey | None = None
        self._busy = ""
        self.sections = Sections(themes, self, tr("Import"))
        self.pages = QStackedWidget(self)
        self.files = Files(themes, self)
        self.labels = LabelsPage(scheme, themes, self)
        self.preview = Preview(scheme, themes, self)
        self.owners = Owners(scheme, people, current, themes, self)
        self.twins = Twins(themes, self)
        self.remarks = Remarks(themes, self, strict=True)
        self._parts = {
            FILES: self.files, LABELS: self.labels, PREVIEW: self.preview, OWNERS: self.owners, TWINS: self.twins,
            REMARKS: self.remarks,
        }  # fmt: skip
        self._build()
        self._connect()
        self._refresh()

    # building ---------------------------------------------------------------------------------------------
    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.sections.setFixedWidth(236)
        row.addWidget(self.sections)
        row.addWidget(hairline(self, "vline"))
        for page in self._parts.values():
            self.pages.addWidget(page)
        row.addWidget(self.pages, 1)
        self.body.addLayout(row, 1)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(tr("Progress"))
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.body.addWidget(self.progress)
        self._leave = self.add_button(tr("Leave it"), "Esc")
        self._stop = self.add_button(tr("Stop"))
        self.start: CapButton = self.add_button(tr("Import"), "Ctrl ↵", primary=True)
        self.start.setShortcut("Ctrl+Return")

    def _connect(self) -> None:
        self.sections.chosen.connect(self._on_section)
        self.files.added.connect(self.add_paths)
        self.files.taken_out.connect(self._on_taken_out)
        self.files.read_otherwise.connect(self._survey)
        self.labels.decided.connect(self._on_decided)
        self.labels.all_left_out.connect(self._on_all_left_out)
        self.labels.save_wanted.connect(self._on_save_plan)
        self.labels.open_wanted.connect(self._on_open_plan)
        self.labels.new_project_wanted.connect(self._on_new_project)
        self.owners.changed.connect(self._refresh)
        self.owners.decided.connect(self._on_decided)
        self.twins.choice.chosen.connect(self._refresh)
        self.remarks.strict.toggled.connect(self._refresh)
        self._leave.clicked.connect(self.reject)
        self._stop.clicked.connect(self.stop_wanted)
        self.start.clicked.connect(self._on_start)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._survey)

    def sizeHint(self) -> QSize:
        return QSize(1128, 700)

    # files ------------------------------------------------------------------------------------------------
    def add_paths(self, paths: Sequence[Path]) -> None:
        """Put files and folders into the list, each once, and look at them."""
        new = [path for path in dict.fromkeys(paths) if path not in self.paths]
        if new:
            self._set_paths([*self.paths, *new])

    def _on_taken_out(self, gone: Sequence[Path]) -> None:
        self._set_paths([path for path in self.paths if path not in gone])

    def _set_paths(self, paths: list[Path]) -> None:
        self.paths = paths
        self.found = None
        self.files.show_paths(paths)
        self._refresh()
        self._later.start(0)

    def _survey(self) -> None:
        encoding = str(self.files.encoding.currentData() or "")
        believe = encoding == BELIEVE
        self.plan = msgspec.structs.replace(
            self.plan, format=str(self.files.format.currentData() or ""), encoding="" if believe else encoding,
            believe_encoding=believe,
        )  # fmt: skip
        self.found = None
        if self.paths:
            self.survey_wanted.emit(list(self.paths), self.plan)
        self._refresh()

    def show_survey(self, paths: Sequence[Path], found: Survey) -> None:
        """Show what was found, if it is still what is wanted."""
        if list(paths) != self.paths:
            return
        self.found = found
        self.plan = suggested_plan(found, self._scheme, self.plan)
        self.files.show_survey(found)
        self.labels.show_survey(found, self._targets())
        self.owners.show_survey(found)
        self.owners.set_targets(dict(self.plan.people))
        self.twins.show_twins(found.twins)
        self.remarks.show_issues(found.issues)
        self.preview.show_documents(found.samples, found.documents, self.plan.wording())
        self._refresh()

    def show_busy(self, words: str) -> None:
        """Something is under way, or (no words) no longer."""
        self._busy = words
        self.progress.setRange(0, 0)
        self._refresh()

    def show_progress(self, done: int, total: int, text: str) -> None:
        """How far it is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.note.setText(f"{self._busy}  {number_words(done)}  {text[:60]}" if done else self._busy)

    # what a person decides --------------------------------------------------------------------------------
    def _targets(self) -> dict[tuple[str, str], str]:
        tables: dict[str, Mapping[str, str]] = {
            kind: getattr(self.plan, kind)
            for kind in ("labels", "relations", "attributes", "document_labels")
        }
        return {(kind, name): target for kind, table in tables.items() for name, target in table.items()}

    def _on_decided(self, kind: str, name: str, target: str) -> None:
        table = {**getattr(self.plan, kind), name: target}
        self.plan = msgspec.structs.replace(self.plan, **{kind: table})
        self._show_plan()

    def _on_all_left_out(self) -> None:
        for kind, name in self.labels.open_names():
            table = {**getattr(self.plan, kind), name: LEAVE}
            self.plan = msgspec.structs.replace(self.plan, **{kind: table})
        self._show_plan()

    def _show_plan(self) -> None:
        self.labels.set_targets(self._targets())
        self.owners.set_targets(dict(self.plan.people))
        self.preview.set_wording(self.plan.wording())
        self._refresh()

    def chosen_plan(self) -> ImportPlan:
        """Every choice as it stands."""
        new, person = self.owners.new_name(), self.owners.everybody()
        return msgspec.structs.replace(
            self.plan, annotator=self.owners.annotator(), everybody=person,
            names={**self.plan.names, **({person: new} if new else {})},
            near_duplicates=self.twins.choice.choice() or TAKE, strict=self.remarks.strict.isChecked(),
        )  # fmt: skip

    def outcome(self) -> Outcome:
        """What will come of it."""
        if self.found is None:
            return Outcome()
        plan = self.chosen_plan()
        return self.found.book.outcome(
            plan.wording(), self._scheme.label_ids, plan.annotator, skip_near=plan.near_duplicates == "skip"
        )

    # showing ----------------------------------------------------------------------------------------------
    def _refresh(self) -> None:
        outcome, found = self.outcome(), self.found
        open_names = self.labels.open_names() if found is not None else []
        self.sections.show_parts(self._parts_list(outcome, len(open_names)))
        problem = self.owners.problem()
        busy = bool(self._busy)
        self.progress.setVisible(busy)
        self._stop.setVisible(busy)
        ready = found is not None and not busy and not open_names and not problem and found.documents > 0
        self.start.setEnabled(ready)
        if found is None or not found.documents:
            self.start.set_words(tr("Import"), "Ctrl ↵")
        else:
            words = [
                ntr("{n} document", "{n} documents", outcome.documents).format(
                    n=number_words(outcome.documents)
                )
            ]
            if found.spans:
                words.append(
                    ntr("{n} span", "{n} spans", outcome.spans).format(n=number_words(outcome.spans))
                )
            self.start.set_words(tr("Import {what}").format(what=", ".join(words)), "Ctrl ↵")
        self.note.setText(self._note(len(open_names), problem))

    def _note(self, open_names: int, problem: str) -> str:
        if self._busy:
            return self._busy
        if not self.paths:
            return tr("Choose files or a folder, or drop them here.")
        if open_names:
            words = ntr("{n} name still needs a choice.", "{n} names still need a choice.", open_names)
            return words.format(n=number_words(open_names))
        return problem or tr("One undo takes the import back.")

    def _parts_list(self, outcome: Outcome, open_names: int) -> list[Part]:
        found = self.found
        if found is None:
            return self._unread_parts()
        labels, near = len(found.labels), sum(twin.near for twin in found.twins)
        left = outcome.left.total()
        old = len(found.undecided_encodings)
        files = ntr("{n} text of unknown encoding", "{n} texts of unknown encoding", old).format(n=old)
        chosen = ntr("{n} to choose", "{n} to choose", open_names).format(n=open_names)
        said = ntr("{n} span left out", "{n} spans left out", left).format(n=number_words(left))
        kept = tr("near ones left out") if outcome.near else tr("near ones taken")
        count = number_words
        return [
            Part(FILES, "warning" if old else "file", tr("Files"), count(len(found.files)), files if old else self._formats(found)),
            Part(LABELS, "warning" if open_names else "check", tr("Labels"), count(labels), chosen if open_names else said if left else tr("all have a place")),
            Part(PREVIEW, "eye", tr("Preview"), count(found.documents), tr("with their marks")),
            Part(OWNERS, "warning" if self.owners.problem() else "person", tr("Whose layer"), count(len(found.people)), self._whose()),
            Part(TWINS, "warning" if near and not outcome.near else "info", tr("There already"), count(len(found.twins)), kept if near else tr("none nearly the same")),
            Part(REMARKS, "warning" if found.errors else "check", tr("Remarks"), count(len(found.issues)), ntr("{n} left out", "{n} left out", found.errors).format(n=count(found.errors)) if found.errors else tr("nothing lost")),
        ]  # fmt: skip

    def _unread_parts(self) -> list[Part]:
        """Before anything was looked at."""
        words = (
            tr("Files"),
            tr("Labels"),
            tr("Preview"),
            tr("Whose layer"),
            tr("There already"),
            tr("Remarks"),
        )
        signs = "file", "info", "eye", "person", "info", "info"
        parts = [Part(id, sign, said) for id, sign, said in zip(self._parts, signs, words, strict=True)]
        count = number_words(len(self.paths)) if self.paths else ""
        return [replace(parts[0], count=count), *parts[1:]]

    @staticmethod
    def _formats(found: Survey) -> str:
        return ", ".join(sorted({file.format or tr("not known") for file in found.files.values()}))

    def _whose(self) -> str:
        if self.owners.one.isChecked():
            return self.owners.new_name() or self.owners.person.currentText()
        return tr("as the files name them")

    def _on_section(self, id: str) -> None:
        self.pages.setCurrentWidget(self._parts[id])

    # what is done with it ---------------------------------------------------------------------------------
    def _on_start(self) -> None:
        if self.start.isEnabled():
            self.wanted.emit(list(self.paths), self.chosen_plan())

    def _on_new_project(self) -> None:
        if self.found is not None:
            self.new_project_wanted.emit(list(self.paths), self.found)

    def _on_save_plan(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the plan"), "import.toml", tr("Plans") + " (*.toml)"
        )
        if chosen:
            try:
                save_plan(self.chosen_plan(), Path(chosen))
                self.note.setText(tr("Saved: {path}").format(path=chosen))
            except AnnotatorError as error:
                self.note.setText(describe_error(error))

    def _on_open_plan(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Open a plan"), "", tr("Plans") + " (*.toml)")
        if chosen:
            try:
                self.use_plan(read_plan(Path(chosen)))
            except AnnotatorError as error:
                self.note.setText(describe_error(error))

    def use_plan(self, plan: ImportPlan) -> None:
        """Choose everything as a plan says."""
        reread = (plan.format, plan.encoding, plan.believe_encoding) != (
            self.plan.format, self.plan.encoding, self.plan.believe_encoding,
        )  # fmt: skip
        self.plan = plan if self.found is None else suggested_plan(self.found, self._scheme, plan)
        self.owners.set_choice(plan.annotator or self._current, plan.everybody)
        self.owners.name.setText(plan.names.get(plan.everybody, self.owners.name.text()))
        self.twins.choice.choose(plan.near_duplicates)
        self.remarks.strict.setChecked(plan.strict)
        self.files.choose(plan)
        self._show_plan()
        if reread:
            self._survey()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_paths(dropped_paths(event.mimeData()))
