"""Guidelines in the window: F12 opens the page of the label at hand, one key makes the selected span an example."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.model.facts import GUIDELINE
from annotator.model.guidelines import GENERAL
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature
from annotator.ui.labels import label_name

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.ui.guidelines.editor import GuidelineDialog
    from annotator.ui.guidelines.pane import GuidelinesPane
    from annotator.ui.workspace import Workspace

OPEN = "guidelines-open"


class GuidelinesFeature(Feature):
    """The pane takes the place of the list of spans while it is open; the inspector stays below it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.pane: GuidelinesPane | None = None
        self.dialog: GuidelineDialog | None = None

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("guidelines", "view", tr("Guideline of the label"), ("F12",), "project", checkable=True),
            ActionSpec("search-guidelines", "view", tr("Look through the guidelines"), ("Shift+F12",), "project"),
            ActionSpec("add-example", "labels", tr("Add this span to the guideline as an example"), ("Ctrl+Shift+E",), "span", line_before=True),
            ActionSpec("edit-guideline", "project", tr("Edit the guideline…"), (), "writable"),
        ]  # fmt: skip

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "guidelines": self._on_toggle, "search-guidelines": self._on_search, "add-example": self._on_example,
            "edit-guideline": self._on_edit_here,
        }  # fmt: skip

    # a project ------------------------------------------------------------------------------------------------
    def opened(self, workspace: Workspace) -> None:
        workspace.state.span_changed.connect(self._on_at_hand)
        workspace.state.brush_changed.connect(self._on_at_hand)
        workspace.state.document_changed.connect(self._on_at_hand)
        self._show(workspace.session.setting(OPEN) == "yes")

    def closed(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self.pane = self.dialog = None

    def changed(self, change: Change) -> None:
        guidelines = any(getattr(edit, "kind", "") == GUIDELINE for _, edit in change.edits)
        if self.pane is not None and (change.wide or guidelines):
            self._read()
        if not change.wide and guidelines and change.initiator is not self:
            self.context.window.status.hint(tr("The guidelines have changed."))

    # the pane -------------------------------------------------------------------------------------------------
    def _space(self) -> Workspace:
        assert self.context.workspace is not None  # its actions exist only with a project
        return self.context.workspace

    def _make_pane(self) -> GuidelinesPane:
        from annotator.ui.guidelines.pane import GuidelinesPane

        space = self._space()
        self.pane = pane = GuidelinesPane(space.session.scheme, self.context.themes, space.right)
        column = space.right.layout()
        column.insertWidget(0, pane, 1)  # type: ignore[union-attr]  # the right pane is a column
        pane.closed.connect(self._on_close)
        pane.left.connect(space.focus_article)
        pane.edit_requested.connect(self.edit)
        return pane

    def _show(self, shown: bool) -> None:
        space = self._space()
        if shown and self.pane is None:
            self._make_pane()
            self._read()
        if self.pane is not None:
            self.pane.setVisible(shown)
            space.right.spans.setVisible(not shown)
        if shown:
            space.panes.show_inspector(True)
            self._on_at_hand()
        self.context.window.actions_table["guidelines"].setChecked(shown)
        space.session.set_setting(OPEN, "yes" if shown else "")

    def _read(self) -> None:
        from annotator.services.guidelines import last_changes, pages

        session = self._space().session
        if self.pane is not None and not session.held:
            names = {person.id: person.name for person in session.annotators()}
            found, changes = pages(session.project), last_changes(session.project)
            self.pane.show_pages(found, changes, names, writable=not session.read_only)

    def label_at_hand(self) -> str:
        """The label of the selected span, else the brush's, else none (the general page)."""
        space = self._space()
        layer = space.layer() if not space.session.held else None
        span = layer.spans.get(space.state.span or "") if layer is not None else None
        return span.label if span is not None else space.state.brush or GENERAL

    def _on_at_hand(self, *_: object) -> None:
        if self.pane is not None and self.pane.isVisibleTo(self._space()):
            label = self.label_at_hand()
            if label or not self.pane.label:
                self.pane.show_label(label)

    def _on_toggle(self) -> None:
        self._show(self.pane is None or not self.pane.isVisibleTo(self._space().right))

    def _on_close(self) -> None:
        self._show(False)
        self._space().focus_article()

    def _on_search(self) -> None:
        self._show(True)
        if self.pane is not None:
            self.pane.focus_search()

    # writing --------------------------------------------------------------------------------------------------
    def _on_example(self) -> None:
        from annotator.services.guidelines import add_example

        space = self._space()
        layer, document = space.layer(), space.state.document
        span = layer.spans.get(space.state.span or "") if layer is not None else None
        if document is None or span is None:
            return
        place = space.session.document(document)
        change = self.context.failures.attempt(add_example, space.session, place, span, tr("Examples"), self)
        if change is not None:
            name = label_name(space.session.scheme, span.label)
            said = (
                tr("Added to the guideline of {label}.")
                if change.edits
                else tr("It is an example of {label} already.")
            )
            self.context.window.status.hint(said.format(label=name))

    def _on_edit_here(self) -> None:
        self.edit(
            self.pane.label if self.pane is not None and self.pane.isVisible() else self.label_at_hand()
        )

    def edit(self, label: str) -> None:
        """Open the editor on a page."""
        from annotator.services.guidelines import history, pages
        from annotator.ui.guidelines.editor import GuidelineDialog

        session = self._space().session
        title = label_name(session.scheme, label) if label else tr("General guidelines")
        text = pages(session.project).get(label, "")
        self.dialog = GuidelineDialog(label, title, text, self.context.themes, self.context.window)
        names = {person.id: person.name for person in session.annotators()}
        self.dialog.show_versions(history(session.project, label), names)
        self.dialog.wanted.connect(self._on_wanted)
        self.dialog.finished.connect(self._on_dialog_closed)
        self.dialog.open()

    def _on_wanted(self, label: str, text: str) -> None:
        from annotator.services.guidelines import set_pages

        try:
            set_pages(self._space().session, {label: text}, initiator=self)
        except AnnotatorError as error:
            self.context.failures.show(error)
            return
        if self.dialog is not None:
            self.dialog.accept()
        self.context.window.status.hint(tr("The guideline is stored."))

    def _on_dialog_closed(self, result: int) -> None:
        self.dialog = None
