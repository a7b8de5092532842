"""Saved filters of the queue, as a part of the window: which documents pass, kept true as the work goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import UserError
from annotator.i18n import tr
from annotator.services.filters import (
    SETTING,
    SavedFilter,
    as_setting,
    check_filter,
    passing,
    saved_filters,
)
from annotator.store.project import Project
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature
from annotator.ui.latest import Latest
from annotator.ui.worker import Reporter

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.ui.queue.filters_dialog import FiltersDialog
    from annotator.ui.workspace import Workspace

Passing = dict[str, set[str]]


class _Pass:
    """Which documents pass which filter; a filter that the project cannot answer any more lets none pass."""

    def __init__(self, path: Path, filters: list[SavedFilter], me: str) -> None:
        self._path, self._filters, self._me = path, filters, me

    def __call__(self, progress: Reporter) -> Passing:
        found: Passing = {}
        with Project.open(self._path, read_only=True) as project:
            for one in self._filters:
                try:
                    found[one.name] = set(passing(project, one, self._me, progress=progress))
                except UserError:
                    found[one.name] = set()
        return found


class FilterFeature(Feature):
    """Looks after the choice above the queue and its dialog."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.dialog: FiltersDialog | None = None
        self._filters: list[SavedFilter] = []
        self._passing: Passing = {}
        self._latest = Latest(self)
        self._latest.finished.connect(self._on_passing)
        self._latest.refused.connect(context.failures.show)
        self._latest.crashed.connect(self._on_crashed)

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("queue-filters", "view", tr("Filters of the queue…"), (), "project", line_before=True)
        ]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"queue-filters": self.show_filters}

    def opened(self, workspace: Workspace) -> None:
        workspace.queue.filters.chosen.connect(self._on_chosen)
        workspace.queue.filters.more_requested.connect(self.show_filters)
        self._filters = saved_filters(workspace.session.project)
        self._count()

    def closed(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self._latest.close()
        self._filters, self._passing = [], {}

    def changed(self, change: Change) -> None:
        workspace = self.context.workspace
        if not self._filters or workspace is None:
            return
        if change.wide or self._latest.running:
            self._count()
            return
        session, documents = workspace.session, change.documents
        for one in self._filters:
            try:
                now = set(passing(session.project, one, session.annotator.id, only=documents))
            except UserError:
                now = set()
            self._passing[one.name] = (self._passing.get(one.name, set()) - set(documents)) | now
        self._show()

    def _count(self) -> None:
        """Ask anew which documents pass; what was known is shown until then."""
        workspace = self.context.workspace
        if workspace is not None and self._filters:
            session = workspace.session
            self._latest.start(_Pass(session.path, self._filters, session.annotator.id))
        self._show()

    def _on_passing(self, found: Passing) -> None:
        self._passing = found
        self._show()

    def _show(self) -> None:
        workspace = self.context.workspace
        if workspace is None:
            return
        counts = {name: len(documents) for name, documents in self._passing.items()}
        before = workspace.queue.filters.current
        workspace.queue.filters.show_filters([one.name for one in self._filters], counts)
        if before and before in self._passing:
            self._apply(workspace.queue.filters.current)

    def _apply(self, name: str) -> None:
        workspace = self.context.workspace
        if workspace is not None:
            documents = frozenset(self._passing.get(name, set())) if name else None
            workspace.queue.pass_filter(name, documents)

    def _on_chosen(self, name: str) -> None:
        self._apply(name)

    # the dialog -------------------------------------------------------------------------------------------
    def show_filters(self) -> None:
        """Show the filters of the project; one that has just been kept elsewhere waits for its name."""
        from annotator.ui.queue.filters_dialog import FiltersDialog

        workspace = self.context.workspace
        if workspace is None:
            return
        known, self._filters = self._filters, saved_filters(workspace.session.project)
        window = self.context.window
        self.dialog = FiltersDialog(self._filters, self._check, self.context.themes, window)
        self.dialog.wanted.connect(self._on_wanted)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()
        if len(self._filters) > len(known):
            self.dialog.name_last()
        if self._filters != known:
            self._count()

    def _check(self, query: str) -> None:
        workspace = self.context.workspace
        if workspace is not None:
            check_filter(workspace.session.project, query, workspace.session.annotator.id)

    def _on_closed(self, result: int) -> None:
        self.dialog = None

    def _on_wanted(self, filters: list[SavedFilter]) -> None:
        workspace = self.context.workspace
        if workspace is not None:
            self._filters = filters
            workspace.session.set_setting(SETTING, as_setting(filters))
            self._count()
