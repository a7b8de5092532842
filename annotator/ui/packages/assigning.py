"""Assignments as a capability of the window: the dialog, its plans by a job, and one step to undo; the queue shows what is mine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import ntr, tr
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature
from annotator.ui.labels import number_words
from annotator.ui.packages import work
from annotator.wording import describe_error

if TYPE_CHECKING:
    from annotator.model.assignment import Difference, Plan
    from annotator.services.assignments import Preview
    from annotator.services.change import Change
    from annotator.store.project import Project
    from annotator.ui.packages.assign_dialog import AssignDialog
    from annotator.ui.packages.assign_model import Material
    from annotator.ui.workspace import Workspace


class AssignFeature(Feature):
    """``dialog`` is open, or None."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.dialog: AssignDialog | None = None

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("assign", "project", tr("Who annotates what…"), (), "project", line_before=True),
        ]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"assign": self.assign}

    def opened(self, workspace: Workspace) -> None:
        self._show_mine()

    def closed(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def changed(self, change: Change) -> None:
        if change.wide:
            self._show_mine()

    def _show_mine(self) -> None:
        """What is assigned to the person who works."""
        session, space = self.context.session, self.context.workspace
        if session is not None and space is not None and not session.held:
            space.queue.show_assigned(session.assigned())
            self.context.window.show_saved()

    # the dialog ---------------------------------------------------------------------------------------------
    def assign(self) -> None:
        """Show who annotates what."""
        session = self.context.session
        if session is not None:
            self.read_in_job(
                work.MaterialWork(session.path), tr("Reading the assignments"), self._on_material
            )

    def _on_material(self, material: Material) -> None:
        from annotator.ui.packages.assign_dialog import AssignDialog

        session = self.context.session
        if session is None:
            return
        window, themes = self.context.window, self.context.themes
        self.dialog = AssignDialog(material, themes, window, writable=not session.read_only)
        self.dialog.plan_wanted.connect(self._on_plan_wanted)
        self.dialog.wanted.connect(self._on_wanted)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    def _on_closed(self) -> None:
        self.dialog = None

    def _on_plan_wanted(self, plan: Plan, documents: Sequence[str] | None) -> None:
        session = self.context.session
        if session is None or self.dialog is None:
            return
        job = self.context.jobs.run(
            work.PlanWork(session.path, plan, documents), tr("Working out the plan"), quiet=True
        )
        if job is None:
            self.dialog.refuse(tr("Something else is still at work. Try again in a moment."))
            return
        job.finished.connect(self._on_planned)
        job.refused.connect(self._on_plan_refused)
        job.crashed.connect(self._on_crashed)

    def _on_planned(self, preview: Preview) -> None:
        if self.dialog is not None:
            self.dialog.take(preview.difference)

    def _on_plan_refused(self, error: AnnotatorError) -> None:
        if self.dialog is not None:
            self.dialog.refuse(describe_error(error))

    def _on_wanted(self, found: Difference) -> None:
        session = self.context.session
        if session is None:
            return
        actor, count = session.annotator.id, len(found.added) + len(found.changed) + len(found.removed)

        def make_work(project: Project) -> work.AssignWork:
            return work.AssignWork(project, found, actor, count)

        self.write_in_job(make_work, tr("Assigning"), "assign", self._on_assigned)

    def _on_assigned(self, count: int) -> None:
        said = ntr(
            "{n} assignment changed. Ctrl Z takes it back",
            "{n} assignments changed. Ctrl Z takes it back",
            count,
        )
        self.context.window.status.hint(said.format(n=number_words(count)))
