"""What keys and mouse do to the suggestion a person stands on: accept, correct, refuse, go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.i18n import tr
from annotator.ui.desk_keys.feature import EDGES
from annotator.ui.feature import Context
from annotator.ui.textview.moves import moved_edge

if TYPE_CHECKING:
    from annotator.nlp.suggest.suggestion import Suggestion
    from annotator.services.change import Change
    from annotator.services.commands import Command
    from annotator.ui.workspace import Workspace

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SuggestionKeys(QObject):
    """Every decision is one undo step; after it the next suggestion is stood on."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._workspace: Workspace | None = None
        self._label = ""

    def attach(self, workspace: Workspace) -> None:
        """Listen to the article of an open project."""
        self._workspace = workspace
        view = workspace.page.view
        view.installEventFilter(self)
        view.suggestion_resized.connect(self._on_resized)
        workspace.gestures.label_takers.append(self._take_label)

    def detach(self) -> None:
        """The project is about to be closed."""
        if self._workspace is not None:
            self._workspace.page.view.removeEventFilter(self)
        self._workspace = None

    def _space(self) -> Workspace:
        assert self._workspace is not None  # asked for by actions and views of an open project
        return self._workspace

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        space = self._workspace
        if space is None or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if space.page.view.suggestion is None or space.state.link is not None or not space.editable:
            return False
        if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if event.key() in _ENTER:
                self.accept()
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.reject()
                return True
        return self._move_edge(QKeySequence(event.keyCombination()))

    def _move_edge(self, pressed: QKeySequence) -> bool:
        """The keys that move the edges of a span move those of a suggestion too; Enter then takes it as it is."""
        view, table = self._space().page.view, self._context.window.actions_table
        for id, (side, step, exact) in EDGES.items():
            if pressed in table[id].shortcuts():
                where = view.offered()
                if where is not None and view.page is not None:
                    moved = moved_edge(view.page.text, *where, side, step, exact=exact)
                    if moved is None:
                        self._context.window.status.hint(tr("The edge can go no further."))
                    else:
                        view.offer(*moved)
                return True
        return False

    def go(self, step: int, after: Suggestion | None = None) -> None:
        space = self._space()
        found = space.page.view.next_suggestion(step, after)
        if found is None:
            left = len(space.page.view.page.suggested) if space.page.view.page is not None else 0
            words = tr("No more suggestions below.") if step > 0 else tr("No more suggestions above.")
            self._context.window.status.hint(words if left else tr("No suggestion waits here."))
        space.focus_article()

    # what a person decides ------------------------------------------------------------------------------------
    def do(self, command: Command) -> Change | None:
        done: Change | None = self._context.failures.attempt(self._space().session.execute, command, self)
        return done

    def _decide(self, make: Callable[[str, Suggestion], Command]) -> None:
        """Store a decision on the suggestion a person stands on, and go on to the next one."""
        space, standing = self._space(), self._space().page.view.suggestion
        if standing is None or space.state.document is None:
            return
        change = self.do(make(space.state.document, standing))
        if change is None:
            return
        asked = self._open_figure(change)
        if asked:
            space.state.select_span(asked)
        else:
            self.go(1, standing)

    def _open_figure(self, change: Change) -> str:
        """The span that was added, where a person is still to say what it is worth."""
        from annotator.model.edit import SpanAdded
        from annotator.services.figure_values import open_question

        space = self._space()
        layer, document = space.layer(), space.state.document
        for _, edit in change.edits:
            if isinstance(edit, SpanAdded) and layer is not None and document is not None:
                text = space.session.document(document).text
                if open_question(space.session.scheme, layer, text, edit.span.id).choices:
                    return edit.span.id
        return ""

    def accept(self) -> None:
        """Enter: the suggestion becomes a span, with the edges as they were moved."""
        self._decide(self._accepting)

    def reject(self) -> None:
        """Delete: it is never suggested here again."""
        from annotator.services.suggest_commands import RejectSuggestion

        self._decide(RejectSuggestion)

    def _accepting(self, document: str, suggestion: Suggestion) -> Command:
        return self._correcting(document, suggestion, suggestion.label)

    def _correcting(self, document: str, suggestion: Suggestion, label: str) -> Command:
        from annotator.services.suggest_commands import AcceptCorrected, AcceptSuggestion

        start, end = self._space().page.view.offered() or (suggestion.start, suggestion.end)
        if (start, end, label) == suggestion.key:
            return AcceptSuggestion(document, suggestion)
        return AcceptCorrected(document, suggestion, start, end, label)

    def _take_label(self, label: str) -> bool:
        """A label's key on a suggestion: accepted with that label."""
        space = self._workspace
        if space is None or space.page.view.suggestion is None or space.state.brush is not None:
            return False
        self._label = label
        self._decide(self._relabelling)
        return True

    def _relabelling(self, document: str, suggestion: Suggestion) -> Command:
        return self._correcting(document, suggestion, self._label)

    def _on_resized(self, suggestion: Suggestion, start: int, end: int) -> None:
        """An edge was dragged: accepted with it."""
        if self._space().editable:
            self.accept()
