"""Opens the dialogs and carries out what they ask for. The window knows only this one of them.

A dialog is loaded when it is first opened, so that none of them delays the window.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.errors import AnnotatorError, Busy, Locked, UserError
from annotator.i18n import tr
from annotator.model.history import Act, Step
from annotator.model.people import GOLD, Annotator, Role
from annotator.services.people import change_role, may_change_roles
from annotator.services.session import Session
from annotator.ui.dialogs.work import BackUp, BuildSample, PlayStep
from annotator.ui.failures import Failures
from annotator.ui.importing.drops import Drops
from annotator.ui.labels import name_of, number_words
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import SUFFIX, Settings
from annotator.ui.theme import Themes
from annotator.ui.worker import Job, Jobs
from annotator.wording import describe_error

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.backups import Backup
    from annotator.services.import_plan import ImportPlan
    from annotator.ui.dialogs.exports import Exports
    from annotator.ui.importing.flow import Imports

BACKUP_LOOK_MS = 60_000


class Desk(QObject):
    """Dialogs and jobs of one window. ``session`` is the open project, or None."""

    project_chosen = Signal(object)
    read_only_chosen = Signal(object)
    close_requested = Signal()

    def __init__(
        self, window: MainWindow, themes: Themes, failures: Failures, jobs: Jobs, settings: Settings
    ) -> None:
        super().__init__(window)
        self.session: Session | None = None
        self._window, self._themes, self._failures = window, themes, failures
        self._jobs, self._settings = jobs, settings
        self._held = ExitStack()
        self._last_path = Path()
        self._restored = Path()
        self._exports: Exports | None = None
        self._imports: Imports | None = None
        self._drops = Drops(window)
        self._drops.dropped.connect(self._on_dropped)
        self._backup_timer = QTimer(self)
        self._backup_timer.setInterval(BACKUP_LOOK_MS)
        self._backup_timer.timeout.connect(self._on_backup_due)
        self._backup_timer.start()

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the action table needs bound."""
        return {
            "new-project": self.new_project, "open-project": self.open_project, "import": self.import_files,
            "export": self.export, "backups": self.show_backups, "people": self.show_people,
            "about-project": self.about_project, "keys": self.show_keys, "about": self.about, "skip": self.skip,
            "flag": self.flag,
        }  # fmt: skip

    # projects ---------------------------------------------------------------------------------------------
    def _folder(self) -> Path:
        recent = self._settings.recent()
        return recent[0].parent if recent else Path.home()

    def new_project(self) -> None:
        """Ask for a file, a name and a label scheme, and make the project."""
        from annotator.ui.dialogs.new_project import NewProjectDialog

        dialog = NewProjectDialog(self._folder(), self._themes, self._window)
        dialog.wanted.connect(self._on_new_project)
        dialog.open()

    def _on_new_project(self, path: Path, scheme: LabelScheme, person: Annotator) -> None:
        try:
            Session.create(path, scheme, person).close()
        except AnnotatorError as error:
            self._failures.dialog(tr("The project was not made"), describe_error(error))
            return
        self.project_chosen.emit(path)

    def open_project(self) -> None:
        """Ask for a project file and open it."""
        kinds = tr("Projects") + f" (*{SUFFIX} *.annotator);;" + tr("All files") + " (*)"
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Open project"), str(self._folder()), kinds)
        if chosen:
            self.project_chosen.emit(Path(chosen))

    def open_sample(self) -> None:
        """The sample project, built on first use."""
        path = user_data_path("annotator", appauthor=False) / f"neu-guong-sample{SUFFIX}"
        if path.exists():
            self.project_chosen.emit(path)
            return
        self._last_path = path
        job = self._jobs.run(BuildSample(path), tr("Making the sample"))
        if job is not None:
            job.finished.connect(self._on_sample)
            job.refused.connect(self._failures.show)
            self._watch_crash(job)

    def _on_sample(self, _report: object) -> None:
        self.project_chosen.emit(self._last_path)

    def offer_read_only(self, path: Path, error: AnnotatorError) -> None:
        """Somebody else has the project, or it cannot be written to: offer to read it."""
        from annotator.ui.dialogs.small import LockedDialog

        self._last_path = path
        title = (
            tr("The project is open elsewhere")
            if isinstance(error, Locked)
            else tr("The project cannot be changed here")
        )
        dialog = LockedDialog(title, describe_error(error), self._themes, self._window)
        dialog.read_requested.connect(self._on_read_only)
        dialog.open()

    def _on_read_only(self) -> None:
        self.read_only_chosen.emit(self._last_path)

    # import -----------------------------------------------------------------------------------------------
    @property
    def imports(self) -> Imports:
        """The import window and its jobs, loaded when first used."""
        from annotator.ui.importing.flow import Imports

        if self._imports is None:
            self._imports = Imports(self._window, self._themes, self._failures, self._jobs, self)
            self._imports.project_made.connect(self._on_project_made)
        return self._imports

    def import_files(self) -> None:
        """Ask what to import and show what is in it."""
        self._import([])

    def _import(self, paths: list[Path], plan: ImportPlan | None = None) -> None:
        if self.session is not None and not self.session.read_only:
            self.imports.open(self.session, paths, plan)

    def _on_dropped(self, paths: list[Path]) -> None:
        projects = [path for path in paths if path.suffix == SUFFIX]
        if projects:
            self.project_chosen.emit(projects[0])
        elif self.session is None:
            self._window.status.hint(tr("Open a project first, then drop the files again."))
        else:
            self._import(paths)

    def _on_project_made(self, path: Path, paths: list[Path], plan: ImportPlan) -> None:
        self.project_chosen.emit(path)
        if self.session is not None and self.session.path == path.resolve():
            self._import(paths, plan)

    # export -----------------------------------------------------------------------------------------------
    def export(self) -> None:
        """The export dialog of the open project."""
        from annotator.services.exporting import ALL
        from annotator.ui.dialogs.exports import Exports

        if self.session is not None and self._jobs.running is None:
            names = {person.id: person.name for person in self.session.annotators()}
            names[GOLD] = tr("gold layers")
            owners = sorted(self.session.project.layer_owners(), key=lambda owner: owner != GOLD)
            layers = [(owner, names.get(owner, owner)) for owner in owners]
            layers.append((ALL, tr("everybody's layers")))
            if self._exports is None:
                self._exports = Exports(self._window, self._themes, self._failures, self._jobs, self)
            self._exports.open(self.session, layers)

    # people -----------------------------------------------------------------------------------------------
    def show_people(self) -> None:
        """Who works in the project, and a way to add somebody."""
        from annotator.ui.dialogs.people import PeopleDialog

        session = self.session
        if session is not None and session.held:
            self._failures.show(Busy(path=str(session.path)))
        elif session is not None:
            dialog = PeopleDialog(
                self._themes, self._window, writable=not session.read_only, roles=may_change_roles(session)
            )
            dialog.show_people(session.annotators())
            dialog.wanted.connect(self._on_person_wanted)
            dialog.role_wanted.connect(self._on_role_wanted)
            dialog.open()

    def _on_role_wanted(self, id: str, role: Role) -> None:
        if self.session is not None:
            self._failures.attempt(change_role, self.session, id, role)

    def _on_person_wanted(self, person: Annotator) -> None:
        from annotator.ui.dialogs.people import PeopleDialog

        dialog = self.sender()
        if self.session is None or not isinstance(dialog, PeopleDialog):
            return
        try:
            self.session.add_annotator(person)
        except UserError as error:
            dialog.refuse(describe_error(error))
        except AnnotatorError as error:
            self._failures.show(error)
        else:
            dialog.show_people(self.session.annotators(), person)

    # backups ----------------------------------------------------------------------------------------------
    def show_backups(self) -> None:
        """What backups there are, and the way back to one."""
        from annotator.services.backups import list_backups

        if self.session is not None:
            path = self.session.path
            self._show_backups(path, list_backups(path), writable=not self.session.read_only)

    def offer_backups(self, path: Path, trouble: str) -> bool:
        """The way back for a project that cannot be opened; False where it has no backups."""
        from annotator.services.backups import list_backups

        found = list_backups(path.resolve())
        if found:
            self._show_backups(path.resolve(), found, writable=True, trouble=trouble)
        return bool(found)

    def _show_backups(self, path: Path, found: list[Backup], *, writable: bool, trouble: str = "") -> None:
        from annotator.ui.dialogs.backups import BackupsDialog

        self._restored = path
        dialog = BackupsDialog(found, self._themes, self._window, writable=writable, trouble=trouble)
        dialog.restore_requested.connect(self.restore)
        dialog.make_requested.connect(self._on_back_up_now)
        dialog.open()

    def restore(self, backup: Backup) -> None:
        """Go back to a backup: the project is closed, put back, and opened again."""
        from annotator.services import backups

        path = self._restored
        if self.session is not None and self.session.path == path:
            self.close_requested.emit()
        try:
            backups.restore(path, backup.path)
        except AnnotatorError as error:
            self._failures.show(error)
        self.project_chosen.emit(path)

    def _on_back_up_now(self) -> None:
        self._back_up("manual")

    def _on_backup_due(self) -> None:
        if self.session is not None and not self.session.held and self.session.backup_due():
            self._back_up("work")

    def _back_up(self, reason: str) -> None:
        """In a job beside the work, through a connection of its own."""
        if self.session is None:
            return
        job = self._jobs.run(BackUp(self.session.path, reason), tr("Backing up"), quiet=True)
        if job is not None:
            job.finished.connect(self._on_backed_up)
            job.refused.connect(self._failures.show)
            self._watch_crash(job)

    def _on_backed_up(self, backup: Backup) -> None:
        if self.session is not None and backup.path.parent.name.startswith(self.session.path.name):
            self.session.backed_up()
        self._window.status.hint(tr("Backed up."))

    # large steps ------------------------------------------------------------------------------------------
    def play_step(self, step: Step, act: Act) -> None:
        """Undo or redo a large step in a job that has the project to itself."""
        session = self.session
        if session is None or self._jobs.running is not None:
            return
        try:
            project = self._held.enter_context(session.hold())
        except AnnotatorError as error:
            self._failures.show(error)
            return
        words = tr("Undoing") if act is Act.UNDO else tr("Doing again")
        job = self._jobs.run(PlayStep(project, step, act), words)
        if job is not None:
            job.ended.connect(self._held.close)
            job.finished.connect(self._on_played)
            job.refused.connect(self._on_play_refused)
            self._watch_crash(job)

    def _on_play_refused(self, error: AnnotatorError) -> None:
        if self.session is not None:
            self.session.forget()
        self._failures.show(error)

    def _on_played(self, played: tuple[Step, Act]) -> None:
        if self.session is not None:
            step, act = played
            self.session.changed_widely(step.name, act=act)

    # about the document -----------------------------------------------------------------------------------
    def skip(self) -> None:
        """Ask why, then skip the document."""
        from annotator.ui.dialogs.small import ReasonDialog

        words = tr("The document leaves the queue unfinished; its marks are kept and not exported.")
        dialog = ReasonDialog(tr("Skip this document"), words, tr("Skip"), self._themes, self._window)
        dialog.given.connect(self._on_skip)
        dialog.open()

    def _on_skip(self, reason: str) -> None:
        if self._window.workspace is not None:
            self._window.workspace.gestures.skip(reason)

    def flag(self) -> None:
        """Ask why, then flag the document."""
        from annotator.ui.dialogs.small import ReasonDialog

        words = tr("The document is put aside to be talked about.")
        dialog = ReasonDialog(tr("Flag this document"), words, tr("Flag"), self._themes, self._window)
        dialog.given.connect(self._on_flag)
        dialog.open()

    def _on_flag(self, reason: str) -> None:
        if self._window.workspace is not None:
            self._window.workspace.gestures.flag(reason)

    # help -------------------------------------------------------------------------------------------------
    def show_keys(self) -> None:
        """Every key on one sheet."""
        from annotator.ui.dialogs.small import KeysDialog

        scheme = self.session.scheme if self.session else None
        table, letters = self._window.actions_table.table, bool(self._settings.letters)
        KeysDialog(table, scheme, self._themes, self._window, letters=letters).open()

    def about(self) -> None:
        """About the program."""
        from annotator.ui.dialogs.small import about_dialog

        about_dialog(self._themes, self._window).open()

    def about_project(self) -> None:
        """Where the project lies, and what is in it."""
        from annotator.services.stats import stats
        from annotator.ui.dialogs.small import FactsDialog

        session = self.session
        if session is None:
            return
        counts = stats(session.project)
        spans = sum(layer.spans for layer in counts.layers)
        last = session.last_backup()
        facts = [
            (tr("File"), str(session.path)), (tr("Documents"), number_words(counts.documents)),
            (tr("Spans"), number_words(spans)),
            (tr("Labels"), name_of(session.scheme.names, session.scheme.id)),
            (tr("People"), ", ".join(person.name for person in session.annotators())),
            (tr("Last backup"), time.strftime("%H:%M %d/%m/%Y", time.localtime(last)) if last else tr("none yet")),
        ]  # fmt: skip
        FactsDialog(session.path.stem, facts, "", self._themes, self._window).open()

    def _watch_crash(self, job: Job) -> None:
        job.crashed.connect(self._on_crashed)

    def _on_crashed(self, what: tuple[BaseException, str]) -> None:
        self._failures.bug(*what)
