"""What a model is to learn from and for how long; the same choices for a learning curve."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.i18n import ntr, tr
from annotator.model.layer import LayerState
from annotator.model.scheme import LabelScheme
from annotator.services.dataset_plan import LabelPlan, Plan, SplitPlan
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import label_name
from annotator.ui.theme import Themes
from annotator.ui.training.number_field import NumberField
from annotator.ui.widgets.controls import plain_label


def _states() -> list[tuple[str, str]]:
    return [
        (LayerState.FINISHED.value, tr("finished")), (LayerState.IN_PROGRESS.value, tr("in progress")),
        (LayerState.FLAGGED.value, tr("flagged")), (LayerState.NEW.value, tr("not begun")),
        (LayerState.SKIPPED.value, tr("skipped")),
    ]  # fmt: skip


def _words(curve: bool) -> str:
    if curve:
        return tr(
            "Models learn from 25, 50, 75 and 100 % of the data and are all tested on the same documents. None is kept."
        )
    return tr(
        "The model learns in a process of its own; you can go on working. It is tested on documents that it never saw."
    )


def _together() -> list[tuple[str, str]]:
    return [
        ("text", tr("equal texts")),
        ("near", tr("texts that are nearly equal")),
        ("date", tr("articles of one day")),
    ]


def _finds() -> list[tuple[str, str]]:
    return [
        ("both", tr("both")),
        ("spans", tr("nested and overlapping spans too")),
        ("ents", tr("one label per word")),
    ]


def _cuts() -> list[tuple[str, str]]:
    words = [tr("stop and say which"), tr("expand"), tr("contract"), tr("leave out")]
    return list(zip(("stop", "expand", "contract", "skip"), words, strict=True))


class TrainDialog(Dialog):
    """``wanted`` carries the plan and, of a learning curve, how often each part is trained (else 0)."""

    wanted = Signal(object, int)

    def __init__(
        self,
        scheme: LabelScheme,
        layers: Sequence[tuple[str, str]],
        plan: Plan,
        themes: Themes,
        parent: QWidget,
        *,
        curve: bool = False,
    ) -> None:
        title = tr("Learning curve") if curve else tr("Train a model")
        super().__init__(title, themes, parent)
        self.resize(720, 520)
        self._plan, self._curve = plan, curve
        self.add_words(_words(curve), "secondary")
        self._make_fields(layers, plan)
        self.labels = QListWidget(self)
        self._fill_labels(scheme)
        self._build()
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self.start = self.add_button(tr("Draw the curve") if curve else tr("Train"), "↵", primary=True)
        self._connect()
        self._check()
        self.steps.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_fields(self, layers: Sequence[tuple[str, str]], plan: Plan) -> None:
        self.layer = self._combo(layers, plan.layers[0] if plan.layers else "")
        self.states = {key: QCheckBox(text, self) for key, text in _states()}
        for key, box in self.states.items():
            box.setChecked(key in plan.states)
        shares = plan.split.shares
        self.test, self.dev = self._number(shares[2], 5, 40), self._number(shares[1], 5, 40)
        self.together = self._combo(_together(), plan.split.group)
        self.spans = self._combo(_finds(), plan.spans)
        self.cut = self._combo(_cuts(), plan.misaligned)
        self.steps = self._number(plan.train.steps, 1, 100_000, 100)
        self.seeds = self._number(3, 2, 20)

    def _connect(self) -> None:
        self.start.clicked.connect(self._on_start)
        for box in self.states.values():
            box.toggled.connect(self._check)
        self.labels.itemChanged.connect(self._check)
        for field in (self.test, self.dev, self.seeds):
            field.changed.connect(self._check)

    def _combo(self, choices: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
        combo = QComboBox(self)
        for key, text in choices:
            combo.addItem(text, key)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))
        return combo

    def _number(self, value: int, least: int, most: int, step: int = 1) -> NumberField:
        return NumberField(value, least, most, step, self)

    def _fill_labels(self, scheme: LabelScheme) -> None:
        kept = self._plan.labels.keep
        for label in scheme.labels:
            item = QListWidgetItem(label_name(scheme, label.id))
            item.setData(Qt.ItemDataRole.UserRole, label.id)
            on = not kept or label.id in kept
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.labels.addItem(item)
        self.labels.setAccessibleName(tr("Labels to learn"))

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addLayout(self._fields())
        left.addSpacing(8)
        left.addWidget(self._caption(tr("Documents that are")))
        boxes = QHBoxLayout()
        boxes.setSpacing(16)
        for box in self.states.values():
            boxes.addWidget(box)
        boxes.addStretch(1)
        left.addLayout(boxes)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self._caption(tr("Labels to learn")))
        right.addWidget(self.labels, 1)
        self.labels.setFixedWidth(190)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addLayout(left, 1)
        both.addLayout(right)
        self.body.addLayout(both, 1)

    def _fields(self) -> QGridLayout:
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        rows: list[tuple[str, QWidget]] = [
            (tr("Layer"), self.layer), (tr("To test on, % of the documents"), self.test),
            (tr("To tune with, % of the documents"), self.dev), (tr("Never part"), self.together),
            (tr("The model finds"), self.spans), (tr("Spans that cut a token"), self.cut),
            (tr("Steps at most"), self.steps),
        ]  # fmt: skip
        if self._curve:
            rows.append((tr("Runs of each part"), self.seeds))
        else:
            self.seeds.hide()
        for number, (words, widget) in enumerate(rows):
            caption = plain_label(words, self, "caption")
            caption.setBuddy(widget)
            widget.setAccessibleName(words)
            fields.addWidget(caption, number, 0)
            fields.addWidget(widget, number, 1)
        fields.setColumnStretch(1, 1)
        return fields

    def _caption(self, words: str) -> QWidget:
        caption = plain_label(words, self, "caption")
        caption.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return caption

    def plan(self) -> Plan:
        """What is chosen; what the dialog does not show stays as it was in the plan before."""
        states = tuple(key for key, box in self.states.items() if box.isChecked())
        replace, before = msgspec.structs.replace, self._plan
        test, dev = self.test.value(), self.dev.value()
        split: SplitPlan = replace(
            before.split, shares=(100 - test - dev, dev, test), group=self.together.currentData()
        )
        labels: LabelPlan = replace(
            before.labels, keep=() if self._unchecked() == 0 else tuple(self._checked())
        )
        return replace(
            before, layers=(self.layer.currentData(),), states=states, spans=self.spans.currentData(),
            misaligned=self.cut.currentData(), split=split, labels=labels,
            train=replace(before.train, steps=self.steps.value()),
        )  # fmt: skip

    def _checked(self) -> list[str]:
        items = [self.labels.item(row) for row in range(self.labels.count())]
        return [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked]

    def _unchecked(self) -> int:
        return self.labels.count() - len(self._checked())

    def _check(self) -> None:
        learn = 100 - self.test.value() - self.dev.value()
        states = any(box.isChecked() for box in self.states.values())
        self.start.setEnabled(bool(self._checked()) and states and self.layer.count() > 0)
        words = tr("{learn} % of the documents are learnt from.").format(learn=learn)
        if self._curve:
            runs = 4 * self.seeds.value()
            words += " " + ntr("{n} model is trained.", "{n} models are trained.", runs).format(n=runs)
        self.note.setText(words)

    def _on_start(self) -> None:
        self.wanted.emit(self.plan(), self.seeds.value() if self._curve else 0)
        self.accept()
