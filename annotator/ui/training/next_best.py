"""The queue in the order of what would teach the most, as a part of the window: worked out beside the work, kept with the project."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import ntr, tr
from annotator.model.edit import StateChanged
from annotator.model.facts import ASSIGNMENT
from annotator.model.layer import LayerState
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature
from annotator.ui.labels import number_words
from annotator.ui.latest import Latest
from annotator.ui.queue.pane import TEACH
from annotator.ui.training.words import percent_words
from annotator.ui.worker import Reporter

if TYPE_CHECKING:
    from annotator.nlp.suggest.model import ModelSuggester
    from annotator.services.change import Change
    from annotator.services.next_best import Lesson, NextBest, Order
    from annotator.ui.workspace import Workspace

SETTING = "queue-order"
_DONE = (LayerState.FINISHED, LayerState.SKIPPED)


class _Ask:
    """Work out the order; the model, where there is one, is loaded in a process of its own and ended afterwards."""

    def __init__(
        self,
        best: NextBest,
        annotator: str,
        sources: frozenset[str],
        blind: frozenset[str],
        model: ModelSuggester | None,
    ) -> None:
        self._called_off = threading.Event()
        self._best, self._annotator, self._sources, self._blind, self._model = (
            best,
            annotator,
            sources,
            blind,
            model,
        )

    def call_off(self) -> None:
        """It is not wanted any more; also where it asks for no progress."""
        self._called_off.set()

    def __call__(self, progress: Reporter) -> Order:
        given = self._annotator, self._sources, self._blind, self._model
        try:
            return self._best.order(*given, progress, self._called_off.is_set)
        finally:
            if self._model is not None:
                self._model.close()


class NextBestFeature(Feature):
    """Looks after the choice *Order* above the queue."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.order: Order | None = None
        self._best: NextBest | None = None
        self._work: _Ask | None = None
        self._latest = Latest(self)
        self._latest.finished.connect(self._on_found)
        self._latest.refused.connect(context.failures.show)
        self._latest.crashed.connect(self._on_crashed)

    @staticmethod
    def actions() -> list[ActionSpec]:
        words = tr("Order the queue by what teaches most, or as it came")
        return [ActionSpec("teach-order", "view", words, (), "project")]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"teach-order": self._on_toggle}

    def opened(self, workspace: Workspace) -> None:
        workspace.queue.order.chosen.connect(self._on_chosen)
        kept = workspace.session.setting(SETTING)
        if kept:  # what works the order out is loaded where there is one: most projects have none
            from annotator.services.next_best import from_setting

            self.order = from_setting(kept)
        self._show()
        self._ask()

    def closed(self) -> None:
        self._call_off()
        self._latest.close()
        self._best, self.order = None, None

    def changed(self, change: Change) -> None:
        """A finished document leaves the order at once; what it taught is worked out beside the work."""
        workspace = self.context.workspace
        if self._best is not None:
            self._best.changed(None if change.wide else [key for key, _ in change.edits])
        if self.order is None or workspace is None:
            return
        from annotator.services.next_best import without

        if change.wide or change.step in ("work-as", "set-suggestions"):
            self._ask()
            return
        if not any(isinstance(edit, StateChanged) for _, edit in change.edits):
            return
        for document in change.documents:
            if workspace.session.layer(document).state in _DONE:
                self.order = without(self.order, document)
        self._show()
        self._ask()

    # working it out ---------------------------------------------------------------------------------------
    def _ask(self) -> None:
        workspace = self.context.workspace
        if self.order is None or workspace is None:
            return
        from annotator.services.next_best import NextBest, blind_documents
        from annotator.services.suggest_models import chosen_model
        from annotator.services.suggest_settings import allowed_sources

        session = workspace.session
        best = self._best = self._best or NextBest(session.path)
        try:
            model = chosen_model(session)
        except AnnotatorError:
            model = None  # said already, where suggestions are asked for
        blind = blind_documents(session.facts(ASSIGNMENT), session.annotator.id)
        self._call_off()
        self._work = _Ask(best, session.annotator.id, allowed_sources(session), blind, model)
        self._latest.start(self._work)

    def _call_off(self) -> None:
        self._latest.stop()
        if self._work is not None:
            self._work.call_off()

    def _on_found(self, order: Order) -> None:
        from annotator.services.next_best import as_setting

        workspace = self.context.workspace
        if self.order is None or workspace is None:
            return
        self.order = order
        workspace.session.set_setting(SETTING, as_setting(order))
        self._show()
        if order.problem is not None:
            self.context.failures.show(order.problem)

    def _show(self) -> None:
        workspace = self.context.workspace
        if workspace is None:
            return
        if self.order is None:
            workspace.queue.show_order("", {})
            return
        model = workspace.queue.model
        rows = [(one, model.row_of(one.document)) for one in self.order.lessons]
        why = {
            one.document: why_words(one)
            for one, row in rows
            if row >= 0 and model.item(row).state not in _DONE
        }
        workspace.queue.show_order(TEACH, why)

    # what a person does -----------------------------------------------------------------------------------
    def _on_toggle(self) -> None:
        self._on_chosen("" if self.order is not None else TEACH)

    def _on_chosen(self, chosen: str) -> None:
        from annotator.services.next_best import Order, as_setting

        workspace = self.context.workspace
        if workspace is None:
            return
        self._call_off()
        self.order = Order() if chosen else None
        workspace.session.set_setting(SETTING, as_setting(self.order))
        self._show()
        self._ask()


def why_words(lesson: Lesson) -> str:
    """``model unsure at 6 places · 3 new phrases``."""
    parts = []
    if lesson.unsure:
        words = (
            ntr("model unsure at {n} place", "model unsure at {n} places", lesson.unsure)
            if lesson.model
            else ntr("unsure at {n} place", "unsure at {n} places", lesson.unsure)
        )
        parts.append(words.format(n=number_words(lesson.unsure)))
    if lesson.disputed:
        words = ntr("sources differ at {n} place", "sources differ at {n} places", lesson.disputed)
        parts.append(words.format(n=number_words(lesson.disputed)))
    if lesson.phrases:
        words = ntr("{n} new phrase", "{n} new phrases", lesson.phrases)
        parts.append(words.format(n=number_words(lesson.phrases)))
    if lesson.unseen >= 0.005:
        parts.append(tr("{share} new words").format(share=percent_words(lesson.unseen)))
    return " · ".join(parts) or tr("nothing new")
