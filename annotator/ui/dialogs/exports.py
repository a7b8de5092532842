"""Runs an export: checks and writing are jobs on a snapshot of the project, so that the work can go on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.formats.docbin_types import Action, Options
from annotator.i18n import ntr, tr
from annotator.services import exporting
from annotator.services.backups import snapshot_of
from annotator.services.exporting import Cut, Exported, Nested, Preflight
from annotator.ui.dialogs.exporting import ExportDialog
from annotator.ui.dialogs.small import FactsDialog
from annotator.ui.failures import Failures
from annotator.ui.labels import number_words
from annotator.ui.main_window import MainWindow
from annotator.ui.places import show_place
from annotator.ui.theme import Themes
from annotator.ui.widgets.paint import key_text
from annotator.ui.worker import Jobs, Reporter

if TYPE_CHECKING:
    from annotator.services.session import Session


class Exports(QObject):
    """Keeps the dialog and its jobs together; answers that come too late are dropped."""

    def __init__(
        self, window: MainWindow, themes: Themes, failures: Failures, jobs: Jobs, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._themes, self._failures, self._jobs = window, themes, failures, jobs
        self._path = Path()
        self._dialog: ExportDialog | None = None
        self._session: Session | None = None
        self._waiting: str | None = None

    def open(self, session: Session, layers: list[tuple[str, str]]) -> ExportDialog:
        """Show the dialog for a project and its layers (id, name), or the one that was laid aside to look at a span."""
        if self._dialog is not None and self._session is session:
            self._dialog.check_again()
            return self._dialog
        if self._dialog is not None:
            self._dialog.reject()  # laid aside in a project that was closed since
        self._session = session
        self._path = session.path
        folder = session.path.parent / "exports" / datetime.now().astimezone().strftime("%Y-%m-%d")
        dialog = ExportDialog(session.scheme, layers, folder, self._themes, self._window)
        self._dialog = dialog
        dialog.preflight_wanted.connect(self._on_preflight_wanted)
        dialog.wanted.connect(self._on_wanted)
        dialog.place_wanted.connect(self._on_place_wanted)
        dialog.finished.connect(self._on_dialog_closed)
        dialog.open()
        if layers:
            self._on_preflight_wanted(layers[0][0])
        return dialog

    def _on_dialog_closed(self) -> None:
        self._dialog = None

    def _on_place_wanted(self, row: Cut | Nested) -> None:
        """Lay the dialog aside, with the choices made in it, and show the span in the article."""
        if self._dialog is None:
            return
        self._dialog.hide()
        span = row.wrong.span if isinstance(row, Cut) else row.out
        place = row.document.id, span.start, span.end
        show_place(self._window, *place, span=span.id, annotator=row.annotator)
        words = tr("The export waits, with what was chosen: {key} goes back to it.")
        key = key_text(self._window.actions_table["export"].shortcut().toString())
        self._window.status.hint(words.format(key=key))

    # checks -----------------------------------------------------------------------------------------------
    def _on_preflight_wanted(self, layer: str) -> None:
        if self._jobs.running is not None:
            self._waiting = layer
            return
        self._waiting = None
        job = self._jobs.run(_Preflight(self._path, layer), tr("Checking"), quiet=True)
        if job is not None:
            job.finished.connect(self._on_preflight)
            job.refused.connect(self._failures.show)
            job.crashed.connect(self._on_crashed)

    def _on_preflight(self, answer: tuple[str, Preflight]) -> None:
        if self._dialog is not None:
            self._dialog.show_preflight(*answer)
        if self._waiting is not None:
            self._on_preflight_wanted(self._waiting)

    # writing ----------------------------------------------------------------------------------------------
    def _on_wanted(
        self, kind: str, layer: str, folder: Path, choices: dict[tuple[str, str, str], Action]
    ) -> None:
        work = _Export(self._path, kind, layer, folder, choices)
        job = self._jobs.run(work, tr("Exporting"), quiet=True)
        if job is not None:
            job.finished.connect(self._on_exported)
            job.refused.connect(self._on_refused)
            job.crashed.connect(self._on_crashed)

    def _on_exported(self, done: Exported) -> None:
        facts = [
            (tr("Documents"), number_words(done.documents)), (tr("Spans"), number_words(done.spans)),
            (tr("Files"), "\n".join(str(path) for path in done.files)),
        ]  # fmt: skip
        if done.counts is not None:
            counts = done.counts
            words = tr("{stored} stored + {skipped} left out; {moved} moved; {entities} in doc.ents")
            facts.insert(2, (tr("Of these"), words.format(
                stored=counts.stored, skipped=counts.skipped, moved=counts.moved, entities=counts.entities)))  # fmt: skip
        if done.skipped:
            left = ntr("{n} skipped document left out.", "{n} skipped documents left out.", len(done.skipped))
            facts.append((tr("Skipped"), left.format(n=len(done.skipped))))
        words = tr("Written, read back and compared with the project.")
        FactsDialog(tr("Exported"), facts, words, self._themes, self._window).open()

    def _on_refused(self, error: AnnotatorError) -> None:
        self._failures.show(error)

    def _on_crashed(self, what: tuple[BaseException, str]) -> None:
        self._failures.bug(*what)


class _Preflight:
    def __init__(self, path: Path, layer: str) -> None:
        self._path, self._layer = path, layer

    def __call__(self, progress: Reporter) -> tuple[str, Preflight]:
        with snapshot_of(self._path) as project:
            return self._layer, exporting.preflight(project, self._layer, progress)


class _Export:
    def __init__(self, path: Path, kind: str, layer: str, folder: Path, choices: Any) -> None:
        self._path, self._kind, self._layer, self._folder, self._choices = path, kind, layer, folder, choices

    def __call__(self, progress: Reporter) -> Exported:
        with snapshot_of(self._path) as project:
            if self._kind == "jsonl":
                return exporting.export_jsonl_into(project, self._folder, self._layer, progress)
            options = Options(misaligned=Action.STOP, each=self._choices)
            return exporting.export_docbin(project, self._folder, self._layer, options, progress=progress)
