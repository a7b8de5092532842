"""The overview as a capability of the window: worked out beside the work, kept while nothing changes, and a door to what is behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from annotator.i18n import ntr, tr
from annotator.ui.feature import Context, Feature, PageSpec
from annotator.ui.labels import label_name, number_words
from annotator.ui.latest import Latest

if TYPE_CHECKING:
    from annotator.services.agreement import CaseRef
    from annotator.services.change import Change
    from annotator.services.jobs import Progress
    from annotator.services.overview import Compared, Moment, ProjectProgress
    from annotator.ui.dashboard.behind import Behind, BehindDialog
    from annotator.ui.dashboard.page import OverviewPage

PAGE = "overview"
RESAMPLES = 200
SETTLED = 1500  # milliseconds after a change until the counts are taken again


class _Count:
    """Counts on a copy of the project; nobody's commit waits for it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, progress: Progress) -> ProjectProgress:
        from annotator.services.backups import snapshot_of
        from annotator.services.overview import progress_of

        with snapshot_of(self._path) as project:
            return progress_of(project)


class _Compare:
    """Compares all layers on a copy; tells what state the numbers are of."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, progress: Progress) -> tuple[Moment, Compared]:
        from annotator.review.agreement.results import Settings
        from annotator.services.backups import snapshot_of
        from annotator.services.overview import compared, state_of

        with snapshot_of(self._path) as project:
            return state_of(project), compared(project, Settings(RESAMPLES), progress)


class OverviewFeature(Feature):
    """One page for each open project."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.page: OverviewPage | None = None
        self.found: ProjectProgress | None = None
        self.compared: Compared | None = None
        self.dialog: BehindDialog | None = None
        self._compared_at: Moment | None = None
        self._counting, self._comparing = Latest(self), Latest(self)
        for latest in (self._counting, self._comparing):
            latest.refused.connect(context.failures.show)
            latest.crashed.connect(self._on_crashed)
        self._counting.finished.connect(self._on_counted)
        self._comparing.finished.connect(self._on_compared)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED)
        self._timer.timeout.connect(self._count)

    @staticmethod
    def pages() -> list[PageSpec]:
        return [PageSpec(PAGE, tr("Overview"))]

    def make_page(self, page: str) -> QWidget:
        from annotator.ui.dashboard.page import OverviewPage

        session = self.context.session
        assert session is not None  # pages are shown for an open project only
        self.page = OverviewPage(session.scheme, self.context.themes)
        self.page.wanted.connect(self.open)
        self.page.refresh_requested.connect(self.refresh)
        self.page.action_requested.connect(self._on_action)
        return self.page

    # what happens in the window -----------------------------------------------------------------------------
    def closed(self) -> None:
        self._timer.stop()
        self._counting.close()
        self._comparing.close()
        if self.dialog is not None:
            self.dialog.reject()
        self.page = self.found = self.compared = self._compared_at = None

    def page_shown(self, page: str) -> None:
        if self.page is not None:
            self.page.take_focus()
            self.bring_up_to_date()

    def changed(self, change: Change) -> None:
        if change.step == "work-as" or self.page is None:
            return
        self.page.say_stale()
        if self._shown:
            self._timer.start()

    @property
    def _shown(self) -> bool:
        return self.context.window.page == PAGE and self.page is not None

    # working it out -----------------------------------------------------------------------------------------
    def bring_up_to_date(self) -> None:
        """Work out what changed since the last time; nothing where nothing did."""
        from annotator.services.overview import state_of

        session = self.context.session
        if session is None or session.held or self.page is None:
            return
        state = state_of(session.project)
        if self.found is not None and self.found.state == state == self._compared_at:
            self.page.show_progress(self.found, self.compared)
            return
        self._count()
        if self._compared_at != state:
            self._compare()

    def refresh(self) -> None:
        """Work everything out again."""
        self._count()
        self._compare()

    def _count(self) -> None:
        session = self.context.session
        if session is not None:
            self._timer.stop()
            self._counting.start(_Count(session.path))

    def _compare(self) -> None:
        session = self.context.session
        if session is not None:
            self._comparing.start(_Compare(session.path))

    def _on_counted(self, found: ProjectProgress) -> None:
        self.found = found
        self._show()

    def _on_compared(self, result: tuple[Moment, Compared]) -> None:
        self._compared_at, self.compared = result
        self._show()

    def _show(self) -> None:
        if self.page is not None and self.found is not None:
            self.page.show_progress(self.found, self.compared)
            if self._compared_at is not None and self._compared_at != self.found.state:
                self.page.say_stale()

    def _on_action(self, action: str) -> None:
        self.context.window.actions_table[action].trigger()

    # what is behind -----------------------------------------------------------------------------------------
    def open(self, payload: tuple[object, ...]) -> None:
        """Show what is behind a number, a row or a cell; the first of ``payload`` says which kind."""
        if self.found is None:
            return
        kind, *rest = payload
        documents = self._documents_behind(str(kind), rest)
        if documents is not None:
            self._show_documents(*documents)
            return
        cases = self._cases_behind(str(kind), rest)
        if cases is not None:
            self._show_cases(*cases)

    def _documents_behind(self, kind: str, rest: list[object]) -> tuple[str, str, list[Behind]] | None:
        from annotator.ui.dashboard.listing import document_rows, person_rows, unsure_rows

        found = self.found
        assert found is not None
        if kind == "complete":
            title = tr("Finished by all who have them") if found.assigned else tr("Finished by two or more")
            return title, "", document_rows(found, found.complete)
        if kind == "spans":
            return tr("Documents with finished layers"), "", person_rows(found, None)
        if kind == "day":
            day, documents = found.days[int(str(rest[0]))]
            return (
                tr("Finished on {day}").format(day=f"{day.day}/{day.month}"),
                "",
                document_rows(found, documents),
            )
        if kind == "person":
            person = next((one for one in found.people if one.id == rest[0]), None)
            return (person.name, "", person_rows(found, person)) if person is not None else None
        if kind in ("figures", "unsure"):
            labels = [str(rest[0])] if rest else list(found.unsure)
            return tr("Figures that somebody is unsure of"), "", unsure_rows(found, labels)
        return None

    def _cases_behind(self, kind: str, rest: list[object]) -> tuple[str, str, list[CaseRef]] | None:
        compared, found = self.compared, self.found
        if compared is None or found is None:
            return None
        names = compared.report.names
        if kind == "label":
            label, pair = str(rest[0]), rest[1]
            who = ", ".join(names.get(one, one) for one in map(str, pair)) if isinstance(pair, tuple) else ""
            title = ": ".join(filter(None, (label_name(found.scheme, label), who)))
            return title, "", compared.cases_of(label, pair if isinstance(pair, tuple) else None)
        if kind == "confused":
            row, column = str(rest[0]), str(rest[1])
            other = label_name(found.scheme, column) if column else tr("nothing")
            words = tr("{first} and {second}").format(first=label_name(found.scheme, row), second=other)
            return words, "", compared.confused(row, column)
        if kind in ("pair", "agreement"):
            chosen = rest[0] if rest and isinstance(rest[0], tuple) else None
            who = ", ".join(names.get(one, one) for one in map(str, chosen or ()))
            return ": ".join(filter(None, (tr("Where they differ"), who))), "", compared.of_pair(chosen)
        if kind == "week":
            return tr("Where they differ: {week}").format(week=rest[0]), "", compared.of_week(str(rest[0]))
        if kind == "cases":
            return tr("Cases to decide"), "", compared.open_cases()
        return None

    def _show_cases(self, title: str, words: str, refs: Sequence[CaseRef]) -> None:
        from annotator.ui.dashboard.listing import CaseRows

        if self.compared is None or self.found is None:
            return
        rows = CaseRows(self.compared, self.found, refs)
        said = ntr(
            "{n} case. Open one to see it in the review.",
            "{n} cases. Open one to see it in the review.",
            len(rows),
        )
        heads = [tr("Document"), tr("Kind"), tr("Words")]
        self._show_dialog(title, words or said.format(n=number_words(len(rows))), heads, rows)

    def _show_documents(self, title: str, words: str, rows: list[Behind]) -> None:
        said = ntr("{n} document", "{n} documents", len({row.document for row in rows}))
        words = words or said.format(n=number_words(len({row.document for row in rows})))
        self._show_dialog(title, words, [tr("Document"), tr("State")], rows)

    def _show_dialog(self, title: str, words: str, heads: list[str], rows: Sequence[Behind]) -> None:
        from annotator.ui.dashboard.behind import BehindDialog

        self.dialog = BehindDialog(title, words, heads, rows, self.context.themes, self.context.window)
        self.dialog.opened.connect(self._on_opened)
        self.dialog.queue_wanted.connect(self._on_queue)
        self.dialog.finished.connect(self._on_dialog_closed)
        self.dialog.open()

    def _on_dialog_closed(self) -> None:
        self.dialog = None

    def _on_opened(self, row: Behind) -> None:
        window, workspace = self.context.window, self.context.workspace
        if row.case:
            self.context.show_place("review", (row.document, row.case))
        elif workspace is not None:
            window.actions_table["page-annotate"].trigger()
            workspace.open_document(row.document)

    def _on_queue(self, title: str, documents: frozenset[str]) -> None:
        window, workspace = self.context.window, self.context.workspace
        if workspace is not None:
            window.actions_table["page-annotate"].trigger()
            workspace.queue.pass_filter(title, documents)
