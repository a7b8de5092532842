"""Feature: one capability of the window that brings its own actions, pages and dialogs.

The composition root makes every feature of ``features.py`` once. A feature adds rows to the action table, binds them,
may bring pages (a tab beside *Annotate*), and hears of projects opened and closed and of every change. What is heavy
it imports when it is first used, so that no feature delays the window.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.ui.actions import ActionSpec
from annotator.ui.failures import Failures
from annotator.ui.settings import Settings
from annotator.ui.theme import Themes
from annotator.ui.worker import Job, Jobs, Work

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.services.session import Session
    from annotator.store.project import Project
    from annotator.ui.main_window import MainWindow
    from annotator.ui.workspace import Workspace


@dataclass(frozen=True)
class PageSpec:
    """A page of the window: its id, the words on its tab, and the action that shows it."""

    id: str
    title: str


def _nowhere(page: str, place: object) -> None:
    """Until there is a host that has pages."""


@dataclass
class Context:
    """What every feature works with. ``session`` is that of the open project, or None.

    ``show_place`` brings a page to the front and asks the feature it belongs to for a place on it.
    """

    window: MainWindow
    themes: Themes
    failures: Failures
    jobs: Jobs
    settings: Settings
    session: Session | None = None
    show_place: Callable[[str, object], object] = field(default=_nowhere)

    @property
    def workspace(self) -> Workspace | None:
        return self.window.workspace


class Feature(QObject):
    """Subclasses override what they need."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self.context = context
        self._held = ExitStack()
        self._after: Callable[[Any], object] | None = None
        self._step = ""

    # what a feature brings ----------------------------------------------------------------------------------
    @staticmethod
    def actions() -> list[ActionSpec]:
        """Its rows of the action table, each put at the end of its menu."""
        return []

    @staticmethod
    def pages() -> list[PageSpec]:
        """Its pages, in the order of their tabs."""
        return []

    def slots(self) -> dict[str, Callable[[], object]]:
        """A bound method for each of its actions."""
        return {}

    def make_page(self, page: str) -> QWidget:
        """The widget of a page; asked for once per project, when the page is first shown."""
        raise NotImplementedError(page)

    # what a feature hears -----------------------------------------------------------------------------------
    def opened(self, workspace: Workspace) -> None:
        """A project was opened."""

    def closed(self) -> None:
        """The project is about to be closed; its pages go with it."""

    def page_shown(self, page: str) -> None:
        """One of its pages came to the front."""

    def show_place(self, page: str, place: object) -> None:
        """One of its pages came to the front because of what is at ``place``."""

    def at_work(self) -> bool:
        """Whether it does something of its own that closing its pages would break off."""
        return False

    def changed(self, change: Change) -> None:
        """Something changed on disk; the annotate page shows it already."""

    # jobs ---------------------------------------------------------------------------------------------------
    def read_in_job(
        self, work: Work, words: str, done: Callable[[Any], object], *, quiet: bool = False
    ) -> Job | None:
        """Run a job that only reads (through a connection of its own); ``done`` gets its result. None while another runs."""
        job = self.context.jobs.run(work, words, quiet=quiet)
        if job is None:
            self.context.window.status.hint(tr("Something else is still at work. Try again in a moment."))
            return None
        job.finished.connect(done)
        job.refused.connect(self.context.failures.show)
        job.crashed.connect(self._on_crashed)
        return job

    def write_in_job(
        self,
        make_work: Callable[[Project], Work],
        words: str,
        step: str,
        done: Callable[[Any], object] | None = None,
    ) -> Job | None:
        """Run a job that has the project to itself, then tell everybody of one wide change called ``step``."""
        session, workspace = self.context.session, self.context.workspace
        if session is None or workspace is None:
            return None
        if self.context.jobs.running is not None:
            self.context.window.status.hint(tr("Something else is still at work. Try again in a moment."))
            return None
        workspace.right.inspector.commit()
        try:
            project = self._held.enter_context(session.hold())
        except AnnotatorError as error:
            self.context.failures.show(error)
            return None
        self._step, self._after = step, done
        job = self.context.jobs.run(make_work(project), words)
        if job is None:
            self._held.close()
            return None
        job.ended.connect(self._held.close)
        job.finished.connect(self._on_written)
        job.refused.connect(self._on_write_refused)
        job.stopped.connect(self._on_write_stopped)
        job.crashed.connect(self._on_crashed)
        return job

    @Slot(object)
    def _on_written(self, result: object) -> None:
        if self.context.session is not None:
            self.context.session.changed_widely(self._step, self)
        if self._after is not None:
            self._after(result)

    @Slot(object)
    def _on_write_refused(self, error: AnnotatorError) -> None:
        if self.context.session is not None:
            self.context.session.forget()
        self.context.failures.show(error)

    @Slot()
    def _on_write_stopped(self) -> None:
        if self.context.session is not None:
            self.context.session.forget()
        self.context.window.status.hint(tr("Stopped. Nothing was changed."))

    @Slot(object)
    def _on_crashed(self, what: tuple[BaseException, str]) -> None:
        if self.context.session is not None:
            self.context.session.forget()
        self.context.failures.bug(*what)
