"""Suggestions as a part of the window: what is asked for when, and what the keys do to the one a person stands on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from annotator.errors import AnnotatorError
from annotator.i18n import ntr, tr
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature
from annotator.ui.labels import number_words
from annotator.ui.latest import Latest
from annotator.ui.suggestions.finder import Finder, Learn, ReadRules
from annotator.ui.suggestions.keys import SuggestionKeys
from annotator.ui.suggestions.panel import SuggestionPanel

if TYPE_CHECKING:
    from annotator.nlp.suggest.suggestion import Suggestion
    from annotator.services.change import Change
    from annotator.services.suggest_learning import Rules
    from annotator.services.suggestions import Batch, SuggestionService
    from annotator.ui.workspace import Workspace

WHOLE = 60_000  # code points; of a longer article only what is near the screen is shown
AROUND = 20_000
SOON, LATER = 15, 120  # milliseconds: from a batch, from a scroll to what follows from it


class SuggestionFeature(Feature):
    """One service for each open project; its findings on the page, its commands on keys."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._workspace: Workspace | None = None
        self.service: SuggestionService | None = None
        self.panel: SuggestionPanel | None = None
        self.keys = SuggestionKeys(context, self)
        self.finder = Finder(self)
        self.finder.found.connect(self._on_found)
        self.finder.refused.connect(self.context.failures.show)
        self.finder.crashed.connect(self._on_crashed)
        self.learner = Latest(self)
        self.learner.finished.connect(self._on_learned)
        self.learner.refused.connect(self.context.failures.show)
        self.learner.crashed.connect(self._on_crashed)
        self._shown: tuple[int, int] = (0, 0)
        self._again = self._timer(0, self.find)
        self._soon, self._later = self._timer(SOON, self.show), self._timer(LATER, self._on_scrolled)

    def _timer(self, wait: int, slot: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(slot)
        return timer

    @staticmethod
    def actions() -> list[ActionSpec]:
        menu = "labels"
        return [
            ActionSpec("next-suggestion", menu, tr("Next suggestion"), ("F7",), "document", line_before=True),
            ActionSpec("previous-suggestion", menu, tr("Previous suggestion"), ("Shift+F7",), "document"),
            ActionSpec("accept-suggestions", menu, tr("Accept all that are seen and sure"), ("F9",), "editable"),
            ActionSpec("suggestion-rules", "project", tr("Suggestions…"), (), "writable"),
        ]  # fmt: skip

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "next-suggestion": self._on_next, "previous-suggestion": self._on_previous,
            "accept-suggestions": self.accept_all, "suggestion-rules": self._on_rules,
        }  # fmt: skip

    # a project ------------------------------------------------------------------------------------------------
    def opened(self, workspace: Workspace) -> None:
        self._workspace = workspace
        view, page = workspace.page.view, workspace.page
        self.panel = SuggestionPanel(workspace.session.scheme, self.context.themes, page)
        column = cast(QVBoxLayout, page.layout())
        column.insertWidget(column.indexOf(page.empty) + 1, self.panel)
        self.panel.source_switched.connect(self._on_source)
        self.panel.next_requested.connect(self._on_next)
        self.panel.accept_requested.connect(self.accept_all)
        self.panel.chosen.connect(self._on_chosen)
        self.panel.left.connect(workspace.focus_article)
        view.suggestion_changed.connect(self._on_standing)
        view.verticalScrollBar().valueChanged.connect(self._later.start)
        workspace.state.document_changed.connect(self._on_document)
        self.keys.attach(workspace)
        self._begin()
        self.show()

    def _begin(self) -> None:
        """Read the rules, where anything may be suggested to anybody here at all."""
        session = self._space().session
        if session.held or self.service is not None or self.learner.running:
            return
        if self.allowed():
            self.learner.start(ReadRules(session.path, session.scheme))

    def closed(self) -> None:
        for timer in (self._again, self._soon, self._later):
            timer.stop()
        self.finder.close()
        self.learner.close()
        service, self.service = self.service, None
        if service is not None:
            service.close()
            self._close_model(service)
        self.keys.detach()
        self._workspace, self.panel = None, None

    @property
    def busy(self) -> bool:
        """Whether something is still being looked for, learnt or about to be shown."""
        waits = self._again.isActive() or self._soon.isActive()
        return waits or self.learner.running or self.finder.running

    def _space(self) -> Workspace:
        assert self._workspace is not None  # the table enables these actions only with a project
        return self._workspace

    def _on_learned(self, result: Rules | int) -> None:
        """The rules are read: look at once, then learn; or something was learnt: look once more."""
        if isinstance(result, int):
            self.find()
            return
        from annotator.services.suggestions import SuggestionService  # loaded by now, by the thread

        self.service = SuggestionService(self._space().session, result)
        self._use_model()
        if result.problems:
            words = ntr(
                "{n} line of the project's rules cannot be read. The command “annotator suggest” lists it.",
                "{n} lines of the project's rules cannot be read. The command “annotator suggest” lists them.",
                len(result.problems),
            )
            self.context.window.status.hint(words.format(n=len(result.problems)))
        self.find()
        self.learner.start(Learn(self.service, anew=True))

    def _use_model(self) -> None:
        from annotator.services.suggest_models import chosen_model

        service, session = self.service, self._space().session
        if service is None:
            return
        try:
            model = chosen_model(session)
        except AnnotatorError as error:
            self.context.failures.show(error)
            model = None
        self._close_model(service)
        service.use_model(model)

    @staticmethod
    def _close_model(service: SuggestionService) -> None:
        close = getattr(service.model, "close", None)
        if close is not None:
            close()

    # finding --------------------------------------------------------------------------------------------------
    def _on_document(self, document: str | None) -> None:
        self._begin()
        self.show()
        self.find()
        if self.service is not None and not self.learner.running:
            self.learner.start(Learn(self.service, anew=False))

    def find(self) -> None:
        """Look for the suggestions of the document on screen, what is visible first."""
        from annotator.nlp.suggest.suggestion import MODEL

        space, service = self._workspace, self.service
        self.finder.stop()
        if space is None or service is None or space.session.held or space.state.document is None:
            return
        if not space.editable:
            self.show()
            return
        request = service.request(space.state.document, *space.page.view.seen())
        self.finder.find(service, request, MODEL)

    def _on_found(self, batch: Batch) -> None:
        if self.service is not None and self.service.take(batch):
            if self._shown == (0, 0):
                self.show()  # the first page at once
            else:
                self._soon.start()

    def changed(self, change: Change) -> None:
        if self._workspace is None or self._workspace.session.held:
            return
        if change.step == "set-suggestions":
            self._use_model()
        if change.wide:
            self._begin()
            self._again.start()  # once the service has heard of it too
        self.show()

    def _on_scrolled(self) -> None:
        space = self._workspace
        if space is None:
            return
        start, end = space.page.view.seen()
        if not (self._shown[0] <= start and end <= self._shown[1]):
            self.show()
        else:
            self._show_counts()

    # showing --------------------------------------------------------------------------------------------------
    def show(self) -> None:
        """Show what is suggested now in the document on screen, or nothing where it may not be changed."""
        self._soon.stop()
        space, service, panel = self._workspace, self.service, self.panel
        if space is None or panel is None or space.session.held:
            return
        view, document = space.page.view, space.state.document
        panel.setVisible(document is not None)
        found: list[Suggestion] = []
        self._shown = 0, 0
        if service is not None and document is not None and space.editable and view.page is not None:
            length, (start, end) = len(view.page.text), view.seen()
            self._shown = (
                (0, length) if length <= WHOLE else (max(0, start - AROUND), min(length, end + AROUND))
            )
            hidden = self.hidden()
            found = [s for s in service.shown(document, *self._shown) if not hidden.issuperset(s.sources)]
        view.show_suggestions(found)
        panel.show_list(view.page.text if view.page is not None else "", found, view.suggestion)
        self._show_sources()
        self._show_counts()

    def hidden(self) -> frozenset[str]:
        """The sources that the person at work has switched off for themselves."""
        session = self._space().session
        try:
            value = json.loads(session.setting(self._setting(), "[]"))
        except ValueError:
            value = []
        return frozenset(map(str, value)) if isinstance(value, list) else frozenset()

    def _setting(self) -> str:
        return f"view.suggestions:{self._space().session.annotator.id}"

    def allowed(self) -> frozenset[str]:
        """The sources that the project lets suggest to this person in this document."""
        from annotator.services.suggest_settings import allowed_sources, model_name

        space = self._space()
        found = allowed_sources(space.session, space.state.document or "")
        return found if model_name(space.session) else found - {"model"}

    def _show_sources(self) -> None:
        if self.panel is not None:
            self.panel.strip.show_sources(
                self.allowed(), self.hidden(), tr("Not in this project, or not for you here")
            )

    def _show_counts(self) -> None:
        space, panel = self._workspace, self.panel
        if space is None or panel is None or space.session.held:
            return
        table = self.context.window.actions_table
        waiting = len(space.page.view.page.suggested) if space.page.view.page is not None else 0
        on = space.editable and bool(self.allowed() - self.hidden())
        keys = table.key("next-suggestion"), table.key("accept-suggestions")
        panel.strip.show_counts(waiting, len(self.sure()), on=on, keys=keys)

    def sure(self) -> list[Suggestion]:
        """What stands on screen as a whole, with nothing against it and nothing to be asked."""
        space, service = self._workspace, self.service
        if space is None or service is None or space.state.document is None or not space.editable:
            return []
        page, (start, end) = space.page.view.page, space.page.view.seen()
        near = (
            [s for s in page.suggested.all() if s.start < end and start < s.end] if page is not None else []
        )
        found = service.certain_of(space.state.document, near)
        return [s for s in found if start <= s.start and s.end <= end]

    # what a person does ------------------------------------------------------------------------------------
    def _on_next(self) -> None:
        self.keys.go(1)

    def _on_previous(self) -> None:
        self.keys.go(-1)

    def _on_chosen(self, suggestion: Suggestion) -> None:
        self._space().page.view.select_suggestion(suggestion)
        self._space().focus_article()

    def _on_standing(self, suggestion: Suggestion | None) -> None:
        space = self._workspace
        if space is None or self.panel is None:
            return
        if suggestion is not None:
            space.page.view.set_tag(suggestion.start, [tr("Enter accepts · Del refuses")])
        self.panel.show_standing(suggestion)

    def accept_all(self) -> None:
        """Everything that is seen and sure, as one step."""
        from annotator.services.suggest_commands import AcceptAll

        space, found = self._space(), self.sure()
        if not found or space.state.document is None:
            self.context.window.status.hint(tr("Nothing on screen is sure enough to be accepted at once."))
            return
        if self.keys.do(AcceptAll(space.state.document, tuple(found))) is not None:
            words = ntr("{n} suggestion accepted.", "{n} suggestions accepted.", len(found))
            self.context.window.status.hint(words.format(n=number_words(len(found))))

    # who sees what --------------------------------------------------------------------------------------------
    def _on_source(self, source: str, on: bool) -> None:
        hidden = self.hidden() - {source} if on else self.hidden() | {source}
        self._space().session.set_setting(self._setting(), json.dumps(sorted(hidden)))
        self.show()
        self._space().focus_article()

    def _on_rules(self) -> None:
        from annotator.ui.suggestions.policy import PolicyDialog

        dialog = PolicyDialog(
            self._space().session, self.context.themes, self.context.failures, self.context.window
        )
        dialog.open()
