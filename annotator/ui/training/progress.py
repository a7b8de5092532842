"""How far a training is: a bar, the step, the loss, the scores so far, and *Stop*."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from annotator.i18n import language, tr
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes
from annotator.ui.training.words import score_words
from annotator.ui.training.works import Told
from annotator.ui.widgets.controls import CapButton, hairline, plain_label


class ProgressStrip(QWidget):
    """Above the page while something runs. ``stop_requested`` when the person has had enough."""

    stop_requested = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = plain_label("", self, "strong")
        self._facts = plain_label("", self, "secondary")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.stop = CapButton(themes, self, compact=True)
        self.stop.set_words(tr("Stop"))
        self.stop.clicked.connect(self._on_stop)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self._facts, 1)
        self.bar.setFixedWidth(260)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(hairline(self))
        self._loss, self._scores = "", ""
        self.hide()

    @property
    def facts(self) -> str:
        """What is said of the training now."""
        return self._facts.text()

    def begin(self, words: str) -> None:
        """Something has begun."""
        self._loss = self._scores = ""
        self._words.setText(words)
        self._facts.setText(tr("Reading the project"))
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(words)
        self.stop.setEnabled(True)
        self.show()

    def tell(self, told: Told) -> None:
        """Where a training is."""
        if told.loss is not None:
            loss = f"{told.loss:,.1f}".replace(",", " ")
            self._loss = tr("loss {loss}").format(loss=loss.replace(".", ",") if language() == "vi" else loss)
        if told.scores:
            self._scores = "  ".join(
                f"F {'ner' if name == 'ents_f' else 'spancat'} {score_words(value)}"
                for name, value in sorted(told.scores.items())
            )
        steps = tr("step {step} of at most {steps}")
        parts = [steps.format(step=number_words(told.step), steps=number_words(told.steps))]
        if told.runs > 1:
            run = tr("run {run} of {runs}, {percent} % of the data")
            parts.insert(0, run.format(run=told.run + 1, runs=told.runs, percent=told.percent))
        self._facts.setText("  ·  ".join([*parts, *filter(None, (self._loss, self._scores))]))
        self.bar.setRange(0, max(1, told.steps * told.runs))
        self.bar.setValue(told.step + told.run * told.steps)

    def count(self, done: int, total: int, text: str) -> None:
        """How far the reading or testing is."""
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(done)

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self._facts.setText(tr("Stopping…"))
        self.stop_requested.emit()
