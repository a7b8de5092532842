"""The day around the work, as a part of the window: the next open document, active time, progress, the tour, undo offered."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from PySide6.QtCore import QTimer

from annotator.i18n import tr
from annotator.model.facts import OPTION
from annotator.model.history import Act
from annotator.services.activity import Activity, activity_file
from annotator.services.activity_progress import SHARE, Progress, progress_in_file, shares_time
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature
from annotator.ui.widgets.paint import cap_of
from annotator.wording import step_name

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.ui.day.progress_dialog import ProgressDialog
    from annotator.ui.day.tour import Tour
    from annotator.ui.worker import Reporter
    from annotator.ui.workspace import Workspace

SAMPLE = "neu-guong-sample"
_FLUSH_MS = 30_000
_LARGE = frozenset({
    "import", "label-all", "remove-all", "relabel-all", "accept-all", "decide-many", "take-agreed", "merge-labels",
    "split-label", "change-scheme", "replace-scheme", "merge", "assign", "import-guidelines",
})  # fmt: skip


class _Count:
    """The job that counts."""

    def __init__(self, path: Path, person: str, days: dict[str, float], documents: Counter[str]) -> None:
        self._what = path, person, days, documents

    def __call__(self, progress: Reporter) -> Progress:
        return progress_in_file(*self._what)


class DayFeature(Feature):
    """``activity`` holds the times of whoever works in the open project, ``tour`` the tour while it goes on."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.activity: Activity | None = None
        self.tour: Tour | None = None
        self.dialog: ProgressDialog | None = None
        self._person = ""
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(_FLUSH_MS)
        self._flush.timeout.connect(self._on_flush)
        context.window.label_keys.touched.connect(self._on_touched)

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("next-unfinished", "document", tr("Next document that is not done"), ("Ctrl+Shift+PgDown",), "document"),
            ActionSpec("my-progress", "project", tr("My progress…"), (), "project"),
            ActionSpec("tour", "help", tr("Tour of the window"), (), "document", line_before=True),
        ]  # fmt: skip

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "next-unfinished": self._on_next_unfinished, "my-progress": self.show_progress, "tour": self.start_tour,
        }  # fmt: skip

    # a project --------------------------------------------------------------------------------------------
    def opened(self, workspace: Workspace) -> None:
        self._sit_down(workspace)
        workspace.state.document_changed.connect(self._on_touched)
        session = workspace.session
        if session.path.stem == SAMPLE and not self.context.settings.tour_seen and not session.read_only:
            self.start_tour()

    def closed(self) -> None:
        if self.tour is not None:
            self.tour.end()
        if self.dialog is not None:
            self.dialog.reject()
        self._stand_up()

    def changed(self, change: Change) -> None:
        workspace = self.context.workspace
        if workspace is None:
            return
        if change.step == "work-as":
            self._stand_up()
            self._sit_down(workspace)
        if change.wide and change.act is Act.DO and change.step in _LARGE:
            self._offer_undo(workspace, change)

    def _offer_undo(self, workspace: Workspace, change: Change) -> None:
        step = workspace.session.next_undo()
        if step is not None and step.name == change.step:
            name = step_name(change.step)
            words = tr("Done: {step}.").format(step=name)
            workspace.page.message.tell("done", words, ("undo", tr("Undo"), cap_of("undo")))

    # active time ------------------------------------------------------------------------------------------
    def _sit_down(self, workspace: Workspace) -> None:
        folder = user_data_path("annotator", appauthor=False)
        self._person = workspace.session.annotator.id
        self.activity = Activity(activity_file(folder, workspace.session.project.uuid), self._person)
        self._on_touched()

    def _stand_up(self) -> None:
        activity, workspace = self.activity, self.context.workspace
        self.activity = None
        self._flush.stop()
        if activity is None:
            return
        activity.rest()
        activity.flush()
        if workspace is not None and not workspace.session.held and shares_time(workspace.session):
            times = {day: dict(found) for day, found in activity.days.items()}
            workspace.session.set_setting(f"active-time:{self._person}", json.dumps(times))

    def _on_touched(self) -> None:
        workspace = self.context.workspace
        if self.activity is not None and workspace is not None:
            self.activity.touch(workspace.state.document or "", time.monotonic(), time.strftime("%Y-%m-%d"))
            if not self._flush.isActive():
                self._flush.start()

    def _on_flush(self) -> None:
        if self.activity is not None:
            self.activity.flush()

    # progress ---------------------------------------------------------------------------------------------
    def show_progress(self) -> None:
        """Count in a job, then show."""
        workspace, activity = self.context.workspace, self.activity
        if workspace is not None and activity is not None:
            session = workspace.session
            work = _Count(session.path, session.annotator.id, activity.by_day(), activity.by_document())
            self.read_in_job(work, tr("Counting"), self._on_counted, quiet=True)

    def _on_counted(self, progress: Progress) -> None:
        from annotator.ui.day.progress_dialog import ProgressDialog

        workspace = self.context.workspace
        if workspace is None:
            return
        session = workspace.session
        self.dialog = ProgressDialog(progress, session.scheme, self.context.themes, self.context.window)
        self.dialog.show_share(shares_time(session), changeable=not session.read_only)
        self.dialog.share_wanted.connect(self._on_share)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    def _on_closed(self, result: int) -> None:
        self.dialog = None

    def _on_share(self, wanted: bool) -> None:
        workspace = self.context.workspace
        if workspace is not None:
            value = {SHARE: True if wanted else None}
            self.context.failures.attempt(workspace.session.set_facts, "set-active-time", OPTION, value)

    # the next one -----------------------------------------------------------------------------------------
    def _on_next_unfinished(self) -> None:
        workspace = self.context.workspace
        if workspace is None:
            return
        following = workspace.queue.model.next_open(workspace.state.document)
        if following is not None:
            workspace.open_document(following)
        else:
            self.context.window.status.hint(tr("No other document waits."))

    # the tour ---------------------------------------------------------------------------------------------
    def start_tour(self) -> None:
        """From its first line."""
        from annotator.ui.day.tour import Tour

        workspace = self.context.workspace
        if workspace is None:
            return
        if self.tour is not None:
            self.tour.end()
        waiting = workspace.queue.model.next_open(workspace.state.document)
        if not workspace.editable and waiting is not None:
            workspace.open_document(waiting)  # in a closed one nothing could be tried
        self.tour = Tour(self.context.window.news, workspace, self)
        self.tour.ended.connect(self._on_tour_ended)

    def _on_tour_ended(self) -> None:
        self.context.settings.tour_seen = True
        if self.tour is not None:
            self.tour.deleteLater()
            self.tour = None
