"""The label scheme in the window: the editor, what a change touches, and the change itself as one job with one undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from annotator.errors import AnnotatorError
from annotator.i18n import ntr, tr
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature
from annotator.ui.labels import number_words
from annotator.ui.widgets.paint import cap_of
from annotator.ui.worker import Job, Reporter

if TYPE_CHECKING:
    from annotator.model.scheme_edit import SchemeChange
    from annotator.services.scheme_changes import Done, Preview
    from annotator.store.project import Project
    from annotator.ui.scheme.dialog import SchemeDialog
    from annotator.ui.scheme.preview import PreviewDialog
    from annotator.ui.workspace import Workspace


class _Look:
    def __init__(self, path: Path, change: SchemeChange) -> None:
        self._path, self._change = path, change

    def __call__(self, progress: Reporter) -> Preview:
        from annotator.services.scheme_changes import preview
        from annotator.store.project import Project

        with Project.open(self._path, read_only=True) as project:
            return preview(project, self._change, progress)


class _Apply:
    def __init__(self, project: Project, change: SchemeChange, actor: str, step: str) -> None:
        self._project, self._change, self._actor, self._step = project, change, actor, step

    def __call__(self, progress: Reporter) -> Done:
        from annotator.services.scheme_changes import apply

        return apply(self._project, self._change, self._actor, self._step, progress)


def step_of(change: SchemeChange) -> str:
    """The name of the step, as undo calls it."""
    if not change.moves:
        return "change-scheme"
    return "split-label" if all(move.pick for move in change.moves) else "merge-labels"


class SchemeFeature(Feature):
    """Opens the editor; closes it before anything is changed, so that progress and *Stop* are to be seen."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.dialog: SchemeDialog | None = None
        self.preview: PreviewDialog | None = None
        self._job: Job | None = None
        self._change: SchemeChange | None = None
        self._said: tuple[str, bool] | None = None

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec(
                "edit-scheme", "project", tr("Label scheme…"), ("Ctrl+Shift+L",), "project", line_before=True
            )
        ]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"edit-scheme": self.open_editor}

    def opened(self, workspace: Workspace) -> None:
        if self._said is not None:  # the change that this window was made anew for
            self._tell(*self._said)
            self._said = None

    def closed(self) -> None:
        for dialog in (self.preview, self.dialog):
            if dialog is not None:
                dialog.done(0)
        self.dialog = self.preview = None

    # the editor -----------------------------------------------------------------------------------------------
    def _space(self) -> Workspace:
        assert self.context.workspace is not None  # its action exists only with a project
        return self.context.workspace

    def open_editor(self) -> None:
        """Open the editor on the scheme in force."""
        from annotator.store.scheme_use import span_counts
        from annotator.ui.scheme.dialog import SchemeDialog

        session = self._space().session
        if session.held or self.dialog is not None:
            return
        self._space().right.inspector.commit()
        counts = self.context.failures.attempt(span_counts, session.project) or {}
        self.dialog = dialog = SchemeDialog(
            session.scheme, counts, self.context.themes, self.context.window, writable=not session.read_only
        )
        dialog.look_requested.connect(self._on_look)
        dialog.stop_requested.connect(self._on_stop)
        dialog.file_requested.connect(self._on_file)
        dialog.write_requested.connect(self._on_write)
        dialog.finished.connect(self._on_dialog_closed)
        dialog.open()

    def _on_dialog_closed(self, result: int) -> None:
        self.dialog = None

    def _on_file(self) -> None:
        kinds = tr("Label schemes") + " (*.toml)"
        chosen, _ = QFileDialog.getOpenFileName(self.dialog, tr("Label scheme from a file"), "", kinds)
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """Intend the scheme of a file in the place of this one."""
        from annotator.formats.scheme_toml import read_scheme
        from annotator.services.scheme_changes import replacement
        from annotator.wording import describe_error

        if self.dialog is None:
            return
        try:
            self.dialog.take(replacement(self._space().session.project, read_scheme(path)))
        except AnnotatorError as error:
            self.dialog.note.setText(describe_error(error))

    def _on_write(self) -> None:
        kinds = tr("Label schemes") + " (*.toml)"
        chosen, _ = QFileDialog.getSaveFileName(
            self.dialog, tr("Write the label scheme"), "scheme.toml", kinds
        )
        if chosen:
            self.write_file(Path(chosen))

    def write_file(self, path: Path) -> None:
        """Write the scheme as the editor shows it."""
        from annotator.formats.base import replacing
        from annotator.formats.scheme_toml import write_scheme
        from annotator.wording import describe_error

        if self.dialog is None:
            return
        try:
            with replacing(path) as out:
                out.write(write_scheme(self.dialog.change.after).encode())
            self.dialog.note.setText(tr("Written: {path}.").format(path=path.name))
        except AnnotatorError as error:
            self.dialog.note.setText(describe_error(error))

    # looking --------------------------------------------------------------------------------------------------
    def _on_look(self, change: SchemeChange) -> None:
        self._change = change
        session = self._space().session
        self._job = self.read_in_job(_Look(session.path, change), tr("Looking"), self._on_looked, quiet=True)
        if self.dialog is None:
            return
        if self._job is None:
            self.dialog.note.setText(tr("Something else is still at work. Try again in a moment."))
            return
        self.dialog.show_looking(True, tr("Looking for the spans it touches…"))
        self._job.progressed.connect(self._on_progressed)
        self._job.ended.connect(self._on_look_ended)

    def _on_progressed(self, done: int, total: int, text: str) -> None:
        if self.dialog is not None and total:
            words = tr("Looking for the spans it touches… {done} of {total}")
            self.dialog.show_looking(True, words.format(done=number_words(done), total=number_words(total)))

    def _on_look_ended(self) -> None:
        self._job = None
        if self.dialog is not None:
            self.dialog.show_looking(False)

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _on_looked(self, found: Preview) -> None:
        from annotator.services.scheme_changes import may_change
        from annotator.ui.scheme.preview import PreviewDialog

        if self.dialog is None:
            return
        session = self._space().session
        may = may_change(session.project, found, session.annotator.id) and not session.read_only
        names = {person.id: person.name for person in session.annotators()}
        self.preview = PreviewDialog(found, names, self.context.themes, self.dialog, may=may)
        self.preview.agreed.connect(self._on_agreed)
        self.preview.notes_chosen.connect(self._on_notes)
        self.preview.finished.connect(self._on_preview_closed)
        self.preview.open()

    def _on_preview_closed(self, result: int) -> None:
        self.preview = None

    def _on_notes(self, notes: bool) -> None:
        if self._change is not None:
            self._change = replace(self._change, notes=notes)

    # changing -------------------------------------------------------------------------------------------------
    def _on_agreed(self) -> None:
        change = self._change
        if change is None:
            return
        if self.dialog is not None:
            self.dialog.accept()
        self._space().leave_document()
        self.write_in_job(self._make_work, tr("Changing the label scheme"), step_of(change), self._on_done)

    def _make_work(self, project: Project) -> _Apply:
        assert self._change is not None  # set before the job is asked for
        return _Apply(project, self._change, self._space().session.annotator.id, step_of(self._change))

    def _on_done(self, done: Done) -> None:
        words = tr("The label scheme is changed.")
        if done.spans:
            words += " " + ntr("{n} span with it.", "{n} spans with it.", done.spans).format(
                n=number_words(done.spans)
            )
        before = self._change.before if self._change is not None else None
        if before is not None and before.version != done.version:
            self._said = (words, True)  # told in the window that is made for the new scheme
        else:
            self._tell(words, True)
        self._change = None

    def _tell(self, words: str, undo: bool) -> None:
        act = ("undo", tr("Undo"), cap_of("undo")) if undo else ("", "", "")
        self._space().page.message.tell("done", words, act)
