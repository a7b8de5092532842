"""A figure that can be read in two ways: the question below it, answered by a digit, left open by Esc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from annotator.i18n import tr

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.services.figure_values import Read
    from annotator.ui.workspace import Workspace

MOST = 9


class FigureQuestion(QObject):
    """Asks about the selected span. While it asks, bare digits answer; otherwise they are keys of labels as always."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._span = ""
        self._asked: Read | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers to choose from now, in stored form; none where nothing is asked."""
        return self._asked.choices[:MOST] if self._asked is not None else ()

    def attach(self, workspace: Workspace) -> None:
        """Watch the selected span of an open project."""
        self._workspace = workspace
        workspace.state.span_changed.connect(self._on_span)
        workspace.gestures.digit_takers.append(self._take_digit)
        workspace.page.view.installEventFilter(self)

    def detach(self) -> None:
        """The project is about to be closed."""
        if self._workspace is not None:
            self._workspace.page.view.removeEventFilter(self)
        self._workspace, self._asked, self._span = None, None, ""

    def changed(self, change: Change) -> None:
        """A value was given, taken back, or the words were changed: ask, or ask no more."""
        space = self._workspace
        if space is not None and not space.session.held and (self._span or space.state.span):
            self._ask(space.state.span)

    def _on_span(self, span: str | None) -> None:
        self._ask(span)

    def _ask(self, span: str | None) -> None:
        from annotator.services.figure_values import open_question

        space = self._workspace
        if space is None or space.session.held:
            return
        layer, document = space.layer(), space.state.document
        before, self._asked, self._span = self._span, None, ""
        if span is not None and layer is not None and document is not None and space.editable:
            text = space.session.document(document).text
            asked = open_question(space.session.scheme, layer, text, span)
            if asked.choices:
                self._asked, self._span = asked, span
                answers = [f"{number} = {value}" for number, value in enumerate(self.choices, 1)]
                words = [tr("Two readings. Which one?"), " · ".join([*answers, tr("Esc leaves it open")])]
                space.page.view.set_tag(layer.spans[span].start, words)
                space.page.view.speech.say(", ".join(words))
                return
        if before:
            space.page.view.set_tag(0, ())

    def _take_digit(self, digit: str) -> bool:
        space = self._workspace
        if space is None or self._asked is None or not 1 <= int(digit) <= len(self.choices):
            return False
        span, asked, value = self._span, self._asked, self.choices[int(digit) - 1]
        space.gestures.set_attribute(span, asked.attribute, value)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or self._asked is None:
            return False
        if event.key() == Qt.Key.Key_Escape and self._workspace is not None:
            self._asked, self._span = None, ""
            self._workspace.page.view.set_tag(0, ())
            return True
        return False
