"""The page *Models*: the models of the project at the left, what is known of the chosen one at the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.ui.theme import Themes
from annotator.ui.training.list import ModelsList
from annotator.ui.training.progress import ProgressStrip
from annotator.ui.training.results import CHANGE, CURVE, SCORES, Compared, Results
from annotator.ui.training.words import model_words, split_words
from annotator.ui.widgets.choices import FlatChoice
from annotator.ui.widgets.controls import CapButton, hairline, plain_label

if TYPE_CHECKING:
    from annotator.services.training_models import Model


class ModelsPage(QWidget):
    """Says what a person wants; the feature does it."""

    train_requested = Signal()
    curve_requested = Signal()
    evaluate_requested = Signal(object, str)
    compare_requested = Signal(object, object)
    suggest_requested = Signal(str)
    delete_requested = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._evaluations: dict[int, Mapping[str, Any]] = {}
        self._compared: dict[int, Compared] = {}
        self._why_not: dict[int, str] = {}
        self._writable, self._busy = True, False
        self.train = CapButton(themes, self, primary=True)
        self.curve = CapButton(themes, self)
        self.evaluate = FlatChoice(themes, self, tr("Test on"))
        self.compare = FlatChoice(themes, self, tr("Compare with"))
        self.suggest = CapButton(themes, self)
        self.delete = CapButton(themes, self)
        self.progress = ProgressStrip(themes, self)
        self.list = ModelsList(themes, self)
        self.results = Results(scheme, themes, self)
        self._empty = plain_label("", self, "secondary")
        self._stack = QStackedWidget(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.train.set_words(tr("Train a model…"))
        self.curve.set_words(tr("Learning curve…"))
        self.delete.set_words(tr("Delete…"))
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 8)
        head.setSpacing(10)
        head.addWidget(self.train)
        head.addWidget(self.curve)
        head.addStretch(1)
        for widget in (self.evaluate, self.compare, self.suggest, self.delete):
            head.addWidget(widget)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        nothing = QWidget(self)
        around = QVBoxLayout(nothing)
        around.setContentsMargins(40, 32, 40, 8)
        around.addWidget(self._empty, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        split.addWidget(self.results)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        self.list.setMinimumWidth(220)
        split.setSizes([280, 1100])
        split.setStretchFactor(1, 1)
        self._stack.addWidget(nothing)
        self._stack.addWidget(split)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline(self))
        column.addWidget(self.progress)
        column.addWidget(self._stack, 1)
        self.evaluate.set_choices([(split, split_words(split)) for split in ("test", "dev", "all")])
        self.evaluate.show_value("", tr("the project…"))
        self._empty.setText(tr("Looking…"))
        self._show_buttons()

    def _connect(self) -> None:
        self.train.clicked.connect(self.train_requested)
        self.curve.clicked.connect(self.curve_requested)
        self.evaluate.chosen.connect(self._on_evaluate)
        self.compare.chosen.connect(self._on_compare)
        self.suggest.clicked.connect(self._on_suggest)
        self.delete.clicked.connect(self._on_delete)
        self.list.delete_requested.connect(self._on_delete)
        self.list.chosen.connect(self._on_chosen)

    # what is shown ----------------------------------------------------------------------------------------
    def show_models(
        self,
        models: list[Model],
        chosen: str,
        curve: Mapping[str, Any] | None,
        *,
        number: int = 0,
        writable: bool = True,
    ) -> None:
        """Show the project's models; ``chosen`` is the folder's name of the one that suggests, ``number`` the one to look at."""
        looked_at = self.list.model_chosen()
        self._writable = writable
        self.results.curve = curve
        numbers = {model.number for model in models}
        for kept in (self._evaluations, self._compared, self._why_not):
            for gone in kept.keys() - numbers:
                del kept[gone]
        self.list.show_models(models, chosen, number or (looked_at.number if looked_at else 0))
        self._stack.setCurrentIndex(1 if models or curve else 0)
        words = tr(
            "No model yet. Train one on what is labelled; it can then suggest what to mark in the next documents."
        )
        self._empty.setText("" if models or curve else words)

    def look_at(self, number: int) -> None:
        """Choose the model with this number."""
        for row, model in enumerate(self.list.known.models):
            if model.number == number:
                self.list.setCurrentIndex(self.list.known.index(row))

    def show_evaluation(self, number: int, evaluation: Mapping[str, Any]) -> None:
        """A model was tested on the project as it is now."""
        self._evaluations[number] = evaluation
        self.results.show_tab(SCORES)
        self._show_chosen()

    def show_comparison(self, number: int, compared: Compared | None, why_not: str = "") -> None:
        """A model was compared with another, or ``why_not``."""
        self._why_not[number] = why_not
        self._compared.pop(number, None)
        if compared is not None:
            self._compared[number] = compared
        self.results.show_tab(CHANGE)
        self._show_chosen()

    def show_curve(self, curve: Mapping[str, Any]) -> None:
        """A learning curve was drawn."""
        self.results.curve = curve
        self._stack.setCurrentIndex(1)
        self.results.show_tab(CURVE)

    def set_busy(self, words: str) -> None:
        """Something runs, called so; an empty text when it is over."""
        self._busy = bool(words)
        if words:
            self.progress.begin(words)
        else:
            self.progress.hide()
        self._show_buttons()

    def take_focus(self) -> None:
        """The keys go to the list of models, or to what makes the first one."""
        taker = self.list if self.list.known.rowCount() else self.train
        taker.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_chosen(self) -> None:
        self._on_chosen(self.list.model_chosen())

    def _on_chosen(self, model: Model | None) -> None:
        number = model.number if model is not None else 0
        evaluation = self._evaluations.get(number) or (model.evaluation if model is not None else None)
        self.results.show_model(model, evaluation, self._compared.get(number), self._why_not.get(number, ""))
        self._show_buttons()

    def _show_buttons(self) -> None:
        model = self.list.model_chosen()
        others = [one for one in self.list.known.models if model is not None and one.number != model.number]
        free = model is not None and not self._busy
        for button in (self.train, self.curve):
            button.setEnabled(not self._busy)
        self.evaluate.setEnabled(free)
        self.compare.setEnabled(free and bool(others))
        self.compare.set_choices([(str(one.number), model_words(one)) for one in others])
        self.compare.show_value("", tr("another…"))
        self.delete.setEnabled(free)
        on = model is not None and model.folder.name == self.list.known.chosen
        self.suggest.set_words(tr("Let it suggest no more") if on else tr("Let it suggest"))
        self.suggest.setEnabled(model is not None and self._writable)

    # what a person does -----------------------------------------------------------------------------------
    def _on_evaluate(self, split: str) -> None:
        self.evaluate.show_value("", tr("the project…"))
        model = self.list.model_chosen()
        if model is not None:
            self.evaluate_requested.emit(model, split)

    def _on_compare(self, number: str) -> None:
        self.compare.show_value("", tr("another…"))
        model = self.list.model_chosen()
        other = next((one for one in self.list.known.models if str(one.number) == number), None)
        if model is not None and other is not None:
            before, after = sorted((model, other), key=lambda one: one.number)
            self.compare_requested.emit(before, after)

    def _on_suggest(self) -> None:
        model = self.list.model_chosen()
        if model is not None:
            on = model.folder.name == self.list.known.chosen
            self.suggest_requested.emit("" if on else model.folder.name)

    def _on_delete(self) -> None:
        model = self.list.model_chosen()
        if model is not None and self.delete.isEnabled():
            self.delete_requested.emit(model)
