"""*File*, *Save a picture of the document…*: HTML, PNG or PDF, made by a job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from annotator.i18n import tr
from annotator.services.backups import snapshot_of
from annotator.services.jobs import Progress
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Feature


class _Draw:
    """The job: it reads a copy of the project, so that the work goes on."""

    def __init__(self, project: Path, document: str, annotator: str, out: Path, theme: str) -> None:
        self._project, self._wanted = project, (document, annotator, out, theme)

    def __call__(self, progress: Progress) -> list[Path]:
        from annotator.services.pictures import save_picture

        with snapshot_of(self._project) as copy:
            return save_picture(copy.path, *self._wanted)


class Pictures(Feature):
    """Asks for the file and says when it is there."""

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [ActionSpec("save-picture", "file", tr("Save a picture of the document…"), (), "document")]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"save-picture": self.ask}

    def ask(self) -> None:
        """Ask where to, then draw."""
        session, workspace = self.context.session, self.context.workspace
        document = workspace.state.document if workspace else None
        if session is None or document is None:
            return
        name = "".join(sign if sign.isalnum() else "-" for sign in session.document(document).title)[
            :60
        ].strip("-")
        kinds = [
            tr("Page for a browser") + " (*.html)",
            tr("Picture") + " (*.png)",
            tr("For printing") + " (*.pdf)",
        ]
        start = str(session.path.parent / f"{name or document}.png")
        chosen, _ = QFileDialog.getSaveFileName(
            self.context.window, tr("Save a picture"), start, ";;".join(kinds), kinds[1]
        )
        if chosen:
            self.save(Path(chosen), document)

    def save(self, out: Path, document: str) -> None:
        """Draw ``document`` as the person who works has marked it."""
        session = self.context.session
        if session is not None:
            theme = "dark" if self.context.themes.current.dark else "light"
            work = _Draw(session.path, document, session.annotator.id, out, theme)
            self.read_in_job(work, tr("Drawing"), self._on_drawn, quiet=True)

    def _on_drawn(self, written: list[Path]) -> None:
        self.context.window.status.hint(
            tr("Saved: {file}").format(file=", ".join(path.name for path in written))
        )
