"""Models as a part of the window: trained and tested beside the work, looked at on a page, switched on and off."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError, FormatError, ModelUnavailable, WouldLose
from annotator.i18n import ntr, tr
from annotator.model.people import GOLD
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature, PageSpec
from annotator.ui.labels import number_words
from annotator.ui.latest import Latest
from annotator.ui.places import show_place
from annotator.ui.training.runner import Background, LongWork
from annotator.ui.training.works import Told
from annotator.ui.widgets.paint import key_text
from annotator.ui.worker import Reporter
from annotator.wording import describe_error

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.services.dataset_plan import Plan
    from annotator.services.training_models import Model
    from annotator.ui.training.page import ModelsPage
    from annotator.ui.training.train_dialog import TrainDialog
    from annotator.ui.workspace import Workspace

PAGE = "models"
PLAN_SETTING = "training-plan"


class _Read:
    """The project's models and the last learning curve, from the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, progress: Reporter) -> tuple[list[Model], Mapping[str, Any] | None]:
        from annotator.services.training_curve import read_curve
        from annotator.services.training_models import models

        return models(self._path), read_curve(self._path)


class TrainingFeature(Feature):
    """The page *Models* and what it asks for."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.page: ModelsPage | None = None
        self.dialog: TrainDialog | None = None
        self.background = Background(self)
        self._reader = Latest(self)
        self._done: Callable[[Any], object] | None = None
        self._about: tuple[Model, ...] = ()
        self._number = 0  # of the model to look at once the list is read
        self._errors: tuple[str, list[dict[str, Any]]] = ("", [])
        self._at = 0
        self._reader.finished.connect(self._on_read)
        self._reader.refused.connect(context.failures.show)
        self._reader.crashed.connect(self._on_crashed)
        self.background.said.connect(self._on_said)
        self.background.progressed.connect(self._on_progressed)
        self.background.ended.connect(self._on_ended)
        self.background.finished.connect(self._on_finished)
        self.background.refused.connect(self._on_refused)
        self.background.crashed.connect(self._on_crashed)
        self.background.stopped.connect(self._on_stopped)

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("train-model", "project", tr("Train a model…"), (), "project", line_before=True),
            ActionSpec("next-error", "document", tr("Next place where the model was wrong"), ("Ctrl+F8",), "project", line_before=True),
            ActionSpec("previous-error", "document", tr("Previous place where the model was wrong"), ("Ctrl+Shift+F8",), "project"),
        ]  # fmt: skip

    @staticmethod
    def pages() -> list[PageSpec]:
        return [PageSpec(PAGE, tr("Models"))]

    def at_work(self) -> bool:
        return self.background.running

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "train-model": self.ask_training,
            "next-error": self._on_next_error,
            "previous-error": self._on_previous_error,
        }

    def make_page(self, page: str) -> QWidget:
        from annotator.ui.training.page import ModelsPage

        self.page = made = ModelsPage(self._space().session.scheme, self.context.themes, self.context.window)
        made.results.next_key = key_text(
            self.context.window.actions_table["next-error"].shortcut().toString()
        )
        made.train_requested.connect(self.ask_training)
        made.curve_requested.connect(self._ask_curve)
        made.evaluate_requested.connect(self._on_evaluate)
        made.compare_requested.connect(self._on_compare)
        made.suggest_requested.connect(self._on_suggest)
        made.delete_requested.connect(self._on_delete)
        made.progress.stop_requested.connect(self.background.stop)
        made.results.error_requested.connect(self._on_error)
        return made

    def page_shown(self, page: str) -> None:
        self._read()
        if self.page is not None:
            self.page.take_focus()

    def closed(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self._reader.close()
        self.background.close()
        self.page, self._done, self._errors = None, None, ("", [])

    def changed(self, change: Change) -> None:
        if self.page is not None and change.step == "set-suggestions":
            self._read()

    def _space(self) -> Workspace:
        assert self.context.workspace is not None  # pages and actions exist only with a project
        return self.context.workspace

    # the models on disk -----------------------------------------------------------------------------------
    def _read(self) -> None:
        self._reader.start(_Read(self._space().session.path))

    def _on_read(self, found: tuple[list[Model], Mapping[str, Any] | None]) -> None:
        from annotator.services.suggest_settings import model_name

        if self.page is None:
            return
        session = self._space().session
        models, curve = found
        self.page.results.titles = {item.document: item.title for item in session.queue()}
        number, self._number = self._number, 0
        self.page.show_models(
            models, model_name(session), curve, number=number, writable=not session.read_only
        )
        if self.page.train.hasFocus() and models:
            self.page.take_focus()

    # training ---------------------------------------------------------------------------------------------
    def ask_training(self) -> None:
        """Ask what a model is to learn from."""
        self._ask(curve=False)

    def _ask_curve(self) -> None:
        self._ask(curve=True)

    def _ask(self, *, curve: bool) -> None:
        from annotator.services.exporting import ALL
        from annotator.ui.training.train_dialog import TrainDialog

        session = self._space().session
        if self._busy():
            return
        names = {person.id: person.name for person in session.annotators()} | {GOLD: tr("gold layers")}
        owners = sorted(session.project.layer_owners(), key=lambda owner: owner != GOLD)
        layers = [(owner, names.get(owner, owner)) for owner in owners] + [(ALL, tr("everybody's layers"))]
        themes, window = self.context.themes, self.context.window
        self.dialog = TrainDialog(session.scheme, layers, self._plan(), themes, window, curve=curve)
        self.dialog.wanted.connect(self._on_wanted)
        self.dialog.finished.connect(self._on_dialog_closed)
        self.dialog.open()

    def _plan(self) -> Plan:
        """The choices of the last time, or the usual ones."""
        from annotator.services.dataset_plan import Plan, plan_of

        try:
            return plan_of(json.loads(self._space().session.setting(PLAN_SETTING, "{}")))
        except (FormatError, ValueError):
            return Plan()

    def _on_dialog_closed(self, result: int) -> None:
        self.dialog = None

    def _on_wanted(self, plan: Plan, seeds: int) -> None:
        from annotator.services.dataset_plan import as_data
        from annotator.ui.training.works import LearningCurve, Train

        session = self._space().session
        session.set_setting(PLAN_SETTING, json.dumps(as_data(plan)))
        self.context.window.actions_table[f"page-{PAGE}"].trigger()
        if seeds:
            self._start(
                LearningCurve(session.path, plan, seeds), tr("Drawing the learning curve"), self._on_curve
            )
        else:
            self._start(Train(session.path, plan), tr("Training"), self._on_trained)

    def _busy(self) -> bool:
        if self.background.running:
            self.context.window.status.hint(tr("Something else is still at work. Try again in a moment."))
        return self.background.running

    def _start(self, work: LongWork, words: str, done: Callable[[Any], object], *about: Model) -> None:
        if self._busy():
            return
        self._done, self._about = done, about
        self.background.start(work, words)
        if self.page is not None:
            self.page.set_busy(words)

    def _on_said(self, told: Told) -> None:
        if self.page is not None:
            self.page.progress.tell(told)

    def _on_progressed(self, done: int, total: int, text: str) -> None:
        if self.page is not None:
            self.page.progress.count(done, total, text)

    def _on_ended(self) -> None:
        if self.page is not None:
            self.page.set_busy("")

    def _on_finished(self, result: object) -> None:
        done, self._done = self._done, None
        if done is not None:
            done(result)

    def _on_trained(self, model: Model) -> None:
        from annotator.ui.training.words import model_words, score_words, total_f
        from annotator.ui.training.works import Compare

        words = tr("{model} is trained: F {score} on documents that it never saw.")
        self.context.window.status.hint(
            words.format(model=model_words(model), score=score_words(total_f(model.evaluation)))
        )
        self._number = model.number
        self._read()
        before = (
            [one for one in self.page.list.known.models if one.number < model.number] if self.page else []
        )
        if before:
            self._start(
                Compare(before[0], model),
                tr("Comparing with the model before"),
                self._on_compared,
                before[0],
                model,
            )

    def _on_curve(self, curve: dict[str, Any]) -> None:
        if self.page is not None:
            self.page.show_curve(curve)
        self.context.window.status.hint(tr("The learning curve is drawn."))

    def _on_refused(self, error: AnnotatorError) -> None:
        if self._done == self._on_compared:  # a fact about two models, and no failure
            self._compared(None, describe_error(error))
        elif isinstance(error, WouldLose):
            count = error.fields["total"]
            text = ntr(
                "{n} span cuts a token. Choose in the dialog what to do with such spans, or mend it: Export shows it.",
                "{n} spans cut a token. Choose in the dialog what to do with such spans, or mend them: Export shows them.",
                count,
            )
            self.context.failures.dialog(tr("Nothing was trained"), text.format(n=number_words(count)))
        else:
            details = str(error.fields["detail"]) if isinstance(error, ModelUnavailable) else ""
            self.context.failures.dialog(tr("Nothing was trained"), describe_error(error), details)
        self._done = None

    def _on_stopped(self) -> None:
        self._done = None
        self.context.window.status.hint(tr("Stopped. Nothing was kept."))

    # looking at models ------------------------------------------------------------------------------------
    def _on_evaluate(self, model: Model, split: str) -> None:
        from annotator.ui.training.works import Evaluate

        work = Evaluate(self._space().session.path, model.path, split)
        self._start(work, tr("Testing on the project"), self._on_evaluated, model)

    def _on_evaluated(self, evaluation: dict[str, Any]) -> None:
        if self.page is not None and self._about:
            self.page.show_evaluation(self._about[0].number, evaluation)

    def _on_compare(self, before: Model, after: Model) -> None:
        from annotator.ui.training.works import Compare

        self._start(Compare(before, after), tr("Comparing"), self._on_compared, before, after)

    def _on_compared(self, found: tuple[dict[str, Any], dict[str, Any]]) -> None:
        self._compared(found, "")

    def _compared(self, found: tuple[dict[str, Any], dict[str, Any]] | None, why_not: str) -> None:
        if self.page is not None and len(self._about) == 2:
            self.page.look_at(self._about[1].number)
            self.page.show_comparison(self._about[1].number, found, why_not)

    # switching on, taking away ----------------------------------------------------------------------------
    def _on_suggest(self, name: str) -> None:
        from annotator.services.suggest_models import model_folder
        from annotator.services.suggest_settings import set_suggestion_options

        session = self._space().session
        if name and self.context.failures.attempt(model_folder, session.path, name) is None:
            return
        if self.context.failures.attempt(_switch, set_suggestion_options, session, name) is None:
            return
        words = (
            tr("It suggests from now on. Ctrl Z takes it back.")
            if name
            else tr("No model suggests from now on.")
        )
        self.context.window.status.hint(words)

    def _on_delete(self, model: Model) -> None:
        from annotator.ui.training.delete_dialog import DeleteDialog

        dialog = DeleteDialog(model, self.context.themes, self.context.window)
        dialog.confirmed.connect(self._on_delete_confirmed)
        dialog.open()

    def _on_delete_confirmed(self, model: Model) -> None:
        from annotator.services.suggest_settings import model_name
        from annotator.services.training_models import delete_model

        session = self._space().session
        if model_name(session) == model.folder.name:
            self._on_suggest("")
            if model_name(session) == model.folder.name:
                return  # it could not be switched off, and was said why
        try:
            delete_model(session.path, model.number)
        except OSError as error:
            self.context.failures.dialog(tr("The model was not deleted"), str(error.strerror))
        except AnnotatorError as error:
            self.context.failures.show(error)
        self._read()

    # errors in the article --------------------------------------------------------------------------------
    def _on_error(self, document: dict[str, Any], number: int) -> None:
        from annotator.ui.training.tables import errors_of

        self._errors, self._at = (document["document"], errors_of(document)), number
        self._show_error()

    def _on_next_error(self) -> None:
        self._go(1)

    def _on_previous_error(self) -> None:
        self._go(-1)

    def _go(self, by: int) -> None:
        _, errors = self._errors
        if not errors:
            self.context.window.status.hint(
                tr("Choose a document on the page Models, Worst documents, first.")
            )
        elif 0 <= self._at + by < len(errors):
            self._at += by
            self._show_error()
        else:
            self.context.window.status.hint(
                tr("No more places in this document. The page Models has the next one.")
            )

    def _show_error(self) -> None:
        from annotator.ui.labels import label_name

        document, errors = self._errors
        one = errors[self._at]
        if not show_place(self.context.window, document, one["start"], one["end"]):
            self.context.window.status.hint(tr("This document is not in the project any more."))
            return
        name = label_name(self._space().session.scheme, one["label"])
        text = (
            tr("{at} of {count}: the model missed {label}")
            if one["kind"] == "misses"
            else tr("{at} of {count}: the model found {label} too much")
        )
        self.context.window.status.hint(text.format(at=self._at + 1, count=len(errors), label=name))


def _switch(set_options: Callable[..., object], session: object, name: str) -> object:
    return set_options(session, model=name)
