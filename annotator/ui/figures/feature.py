"""Figures as a part of the window: questions, values beside their names, the page with the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.i18n import ntr, tr
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature, PageSpec
from annotator.ui.figures.question import FigureQuestion
from annotator.ui.labels import number_words
from annotator.ui.pages import HOME

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.ui.figures.page import FiguresPage
    from annotator.ui.figures.reader import Row
    from annotator.ui.workspace import Workspace

FIGURES = "figures"
_VALUES = "view.values"


class FigureFeature(Feature):
    """Page *Figures*; the toggle *Values of figures*."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.question = FigureQuestion(self)
        self.page: FiguresPage | None = None

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [ActionSpec("figure-values", "view", tr("Values of figures"), (), "document", checkable=True)]

    @staticmethod
    def pages() -> list[PageSpec]:
        return [PageSpec(FIGURES, tr("Figures"))]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"figure-values": self._on_values}

    def make_page(self, page: str) -> QWidget:
        from annotator.ui.figures.page import FiguresPage

        self.page = found = FiguresPage(
            self._space().session.scheme, self.context.themes, self.context.window
        )
        found.row_requested.connect(self._on_row)
        found.export_requested.connect(self._on_export)
        found.left.connect(self._on_left)
        found.refused.connect(self.context.failures.show)
        found.crashed.connect(self._on_crashed)
        return found

    def opened(self, workspace: Workspace) -> None:
        self.question.attach(workspace)
        self._show_values(workspace.session.setting(_VALUES, "yes") == "yes")

    def closed(self) -> None:
        self.question.detach()
        if self.page is not None:
            self.page.close_page()
        self.page = None

    def page_shown(self, page: str) -> None:
        space = self._space()
        if self.page is not None:
            self.page.show_project(space.session.path, space.session.annotator.id, space.state.document or "")
            self.page.come()

    def changed(self, change: Change) -> None:
        self.question.changed(change)
        if self.page is not None:
            self.page.mark_stale()

    def _space(self) -> Workspace:
        assert self.context.workspace is not None  # pages and actions exist only with a project
        return self.context.workspace

    # values beside their names ----------------------------------------------------------------------------
    def _on_values(self) -> None:
        space = self._space()
        shown = space.session.setting(_VALUES, "yes") != "yes"
        space.session.set_setting(_VALUES, "yes" if shown else "no")
        self._show_values(shown)

    def _show_values(self, shown: bool) -> None:
        self._space().page.view.show_values(shown)
        self.context.window.actions_table["figure-values"].setChecked(shown)

    # the table --------------------------------------------------------------------------------------------
    def _on_left(self) -> None:
        self.context.window.actions_table[f"page-{HOME}"].trigger()

    def _on_row(self, row: Row) -> None:
        """Open the article at the figure."""
        space, figure = self._space(), row.figure
        self._on_left()
        if figure.document != space.state.document:
            space.open_document(figure.document)
        layer = space.layer()
        if layer is not None and figure.span in layer.spans:
            space.go_to_span(figure.span)

    def _on_export(self, document: str) -> None:
        from annotator.ui.figures.reader import Write
        from annotator.wording.figures import rule_name

        space = self._space()
        kinds = tr("Table for spreadsheets") + " (*.csv)"
        name = f"{space.session.path.stem}-figures.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            self.context.window, tr("Write the figures to a file"), name, kinds
        )
        if not chosen:
            return
        work = Write(space.session.path, space.session.annotator.id, document, Path(chosen), rule_name)
        self.read_in_job(work, tr("Writing the figures"), self._on_written_table, quiet=True)

    def _on_written_table(self, done: tuple[Path, int]) -> None:
        file, count = done
        words = ntr("{n} figure written to {file}.", "{n} figures written to {file}.", count)
        self.context.window.status.hint(words.format(n=number_words(count), file=file.name))
