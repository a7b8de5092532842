"""Runs the import window: looking at files and importing are jobs; what is not wanted any more is stopped or dropped."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services.backups import snapshot_of
from annotator.services.import_plan import ImportPlan
from annotator.services.importing import ImportReport, ImportStopped, as_planned, import_paths
from annotator.services.mapping_suggest import MadeScheme, scheme_of
from annotator.services.survey import Survey, survey
from annotator.ui.failures import Failures
from annotator.ui.importing.dialog import ImportDialog
from annotator.ui.importing.report import ImportReportDialog
from annotator.ui.settings import SUFFIX
from annotator.ui.theme import Themes
from annotator.ui.worker import Job, Jobs, Reporter
from annotator.wording import describe_error

if TYPE_CHECKING:
    from annotator.services.session import Session
    from annotator.store.project import Project
    from annotator.ui.main_window import MainWindow


class Imports(QObject):
    """Keeps the window, its jobs and the report together."""

    project_made = Signal(object, object, object)  # path of a new project, paths to import, plan

    def __init__(
        self, window: MainWindow, themes: Themes, failures: Failures, jobs: Jobs, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._themes, self._failures, self._jobs = window, themes, failures, jobs
        self._session: Session | None = None
        self._dialog: ImportDialog | None = None
        self._wanted: tuple[list[Path], ImportPlan] | None = None
        self._looked_at: list[Path] = []
        self._looking: Job | None = None
        self._held = ExitStack()
        jobs.idle.connect(self._on_idle)

    def open(
        self, session: Session, paths: list[Path] | None = None, plan: ImportPlan | None = None
    ) -> ImportDialog:
        """Show the window for a project; where it is open already, the files come into it."""
        if self._dialog is not None:
            self._dialog.add_paths(paths or [])
            return self._dialog
        self._session = session
        people, current = session.annotators(), session.annotator.id
        dialog = self._dialog = ImportDialog(session.scheme, people, current, self._themes, self._window)
        dialog.survey_wanted.connect(self._on_survey_wanted)
        dialog.wanted.connect(self.start)
        dialog.stop_wanted.connect(self._on_stop)
        dialog.new_project_wanted.connect(self._on_new_project)
        dialog.finished.connect(self._on_closed)
        dialog.open()
        if plan is not None:
            dialog.use_plan(plan)
        dialog.add_paths(paths or [])
        return dialog

    def _on_closed(self) -> None:
        self._dialog, self._wanted = None, None
        self._on_stop()

    def _on_stop(self) -> None:
        self._wanted = None
        if self._jobs.running is not None and (self._looking is not None or self._session_held()):
            self._jobs.running.stop()

    def _session_held(self) -> bool:
        return self._session is not None and self._session.held

    # looking ----------------------------------------------------------------------------------------------
    def _on_survey_wanted(self, paths: list[Path], plan: ImportPlan) -> None:
        self._wanted = (paths, plan)
        if self._looking is not None:
            self._looking.stop()
        if self._dialog is not None:
            self._dialog.show_busy(tr("Reading…"))
        self._on_idle()

    def _on_idle(self) -> None:
        """Nothing runs: look at what is wanted, if anything is."""
        if self._wanted is None or self._session is None or self._jobs.running is not None:
            return
        (paths, plan), self._wanted = self._wanted, None
        job = self._jobs.run(_Survey(self._session.path, paths, plan), tr("Reading"), quiet=True)
        if job is not None:
            self._looking, self._looked_at = job, paths
            job.progressed.connect(self._on_progress)
            job.ended.connect(self._on_looked)
            job.finished.connect(self._on_found)
            job.refused.connect(self._on_refused)
            job.crashed.connect(self._on_crashed)

    def _on_progress(self, done: int, total: int, text: str) -> None:
        if self._dialog is not None:
            self._dialog.show_progress(done, total, text)

    def _on_looked(self) -> None:
        self._looking = None
        if self._dialog is not None and self._wanted is None:
            self._dialog.show_busy("")

    def _on_found(self, found: Survey) -> None:
        if self._dialog is not None and self._wanted is None:
            self._dialog.show_survey(self._looked_at, found)

    # importing --------------------------------------------------------------------------------------------
    def start(self, paths: list[Path], plan: ImportPlan) -> None:
        """Import in a job that has the project to itself."""
        session, space = self._session, self._window.workspace
        if session is None or space is None or self._jobs.running is not None:
            return
        space.right.inspector.commit()
        try:
            project = self._held.enter_context(session.hold())
        except AnnotatorError as error:
            self._failures.show(error)
            return
        job = self._jobs.run(_Import(project, paths, plan, session.annotator.id), tr("Importing"))
        if job is None:
            self._held.close()
            return
        if self._dialog is not None:
            self._dialog.show_busy(tr("Importing…"))
        job.progressed.connect(self._on_progress)
        job.ended.connect(self._on_ended)
        job.finished.connect(self._on_imported)
        job.refused.connect(self._on_refused)
        job.stopped.connect(self._on_stopped)
        job.crashed.connect(self._on_crashed)

    def _on_ended(self) -> None:
        self._held.close()
        if self._dialog is not None:
            self._dialog.show_busy("")

    def _on_imported(self, report: ImportReport) -> None:
        if self._session is not None:
            self._session.changed_widely("import")
            self._window.show_people()
        if self._dialog is not None:
            self._dialog.accept()
        ImportReportDialog(report, "", self._themes, self._window).open()

    def _on_refused(self, error: AnnotatorError) -> None:
        if self._session is not None and self._looking is None:
            self._session.forget()
        if isinstance(error, ImportStopped):
            words = tr("Something was wrong, so nothing was imported.")
            ImportReportDialog(
                error.fields["report"], words, self._themes, self._dialog or self._window
            ).open()
        else:
            self._failures.show(error)

    def _on_stopped(self) -> None:
        if self._session is not None:
            self._session.forget()
        self._window.status.hint(tr("Stopped. Nothing was changed."))
        if self._dialog is not None:
            self._dialog.note.setText(tr("Stopped. Nothing was changed."))

    def _on_crashed(self, what: tuple[BaseException, str]) -> None:
        self._failures.bug(*what)

    # a new project for these files ------------------------------------------------------------------------
    def _on_new_project(self, paths: list[Path], found: Survey) -> None:
        if self._session is None or not found.labels:
            return
        folder = self._session.path.parent
        name = paths[0].stem or tr("corpus")
        chosen, _ = QFileDialog.getSaveFileName(
            self._dialog, tr("New project"), str(folder / f"{name}{SUFFIX}"), tr("Projects") + f" (*{SUFFIX})"
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
            self.make_project(path, paths, scheme_of(found, name))

    def make_project(self, path: Path, paths: list[Path], made: MadeScheme) -> None:
        """A project whose scheme was made from the files, opened with them in the import window."""
        from annotator.services.session import Session

        if self._session is None:
            return
        try:
            Session.create(path, made.scheme, self._session.annotator).close()
        except AnnotatorError as error:
            self._failures.dialog(tr("The project was not made"), describe_error(error))
            return
        if self._dialog is not None:
            self._dialog.reject()
        self.project_made.emit(path, paths, made.plan)


class _Survey:
    """Looks at files beside a project that stays in use. Called in the job's thread."""

    def __init__(self, project: Path, paths: list[Path], plan: ImportPlan) -> None:
        self._project, self._paths, self._plan = project, paths, plan

    def __call__(self, progress: Reporter) -> Survey:
        plan = self._plan
        with snapshot_of(self._project) as project:
            return survey(project, self._paths, plan.format or None, plan.encoding_choice(), progress)


class _Import:
    """Imports into a project that the job has to itself."""

    def __init__(self, project: Project, paths: list[Path], plan: ImportPlan, actor: str) -> None:
        self._project, self._paths, self._plan, self._actor = project, paths, plan, actor

    def __call__(self, progress: Reporter) -> ImportReport:
        plan = self._plan
        return import_paths(
            self._project, self._paths, actor=self._actor, annotator=plan.annotator or plan.everybody or None,
            read_as=as_planned(plan), strict=plan.strict, progress=progress,
        )  # fmt: skip
