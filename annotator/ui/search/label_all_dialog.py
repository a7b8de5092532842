"""The dialog *Label all*: the same words everywhere, each place to be seen and unticked before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import ntr, tr
from annotator.services.label_all import Left, Proposal, Request, propose
from annotator.store.project import Project
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import number_words, short_name
from annotator.ui.latest import Latest
from annotator.ui.search.places import PlacesDelegate, PlacesModel, PlacesView
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import FlatChoice
from annotator.ui.widgets.controls import Segmented, plain_label
from annotator.ui.worker import Reporter
from annotator.wording import describe_error

if TYPE_CHECKING:
    from annotator.model.scheme import AttributeValue, LabelScheme
    from annotator.services.label_all_edits import Doing

WAIT_MS = 250


class _Propose:
    def __init__(self, path: Path, request: Request) -> None:
        self._path, self._request = path, request

    def __call__(self, progress: Reporter) -> Proposal:
        with Project.open(self._path, read_only=True) as project:
            return propose(project, self._request, progress)


class LabelAllDialog(Dialog):
    """``wanted`` carries the request and the ticked places."""

    wanted = Signal(object, object)
    crashed = Signal(object)

    def __init__(
        self,
        scheme: LabelScheme,
        path: Path,
        request: Request,
        themes: Themes,
        parent: QWidget,
        *,
        here: str = "",
    ) -> None:
        super().__init__(tr("Label all"), themes, parent)
        self.resize(980, 620)
        self._path, self._request, self._scheme = path, request, scheme
        self._document, self._values = here or request.document, request.attributes
        self._proposal: Proposal | None = None
        self._latest = Latest(self)
        self.doing = Segmented(
            [("label", tr("Give a label")), ("relabel", tr("Change the label")), ("remove", tr("Remove"))], self, tr("What to do"),
        )  # fmt: skip
        self.words = QLineEdit(request.words, self)
        self.way = Segmented([("exact", tr("Same marks")), ("loose", tr("Any marks"))], self, tr("Marks"))
        self.scope = Segmented(
            [("document", tr("This document")), ("queue", tr("All documents"))], self, tr("Where")
        )
        self.label = FlatChoice(themes, self, tr("Label"))
        self.old = FlatChoice(themes, self, tr("instead of"))
        self.values = QCheckBox(tr("With the values of this span"), self)
        self.model = PlacesModel(self)
        self.view = PlacesView(self)
        self.view.setModel(self.model)
        self._delegate = PlacesDelegate(scheme, themes, self.view)
        self.view.setItemDelegate(self._delegate)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._build()
        self._connect()
        self._show_request()
        self._ask()

    def _build(self) -> None:
        self.words.setAccessibleName(tr("Words"))
        self.words.setPlaceholderText(tr("the words to look for"))
        self.doing.setFixedWidth(330)
        self.way.setFixedWidth(196)
        self.scope.setFixedWidth(230)
        rows = (
            (self.doing, self.label, self.old, self.values, None),
            (self.words, self.way, self.scope),
        )
        for widgets in rows:
            row = QHBoxLayout()
            row.setSpacing(10)
            for widget in widgets:
                if widget is None:
                    row.addStretch(1)
                else:
                    row.addWidget(widget, 1 if widget is self.words else 0)
            self.body.addLayout(row)
        self.left_out = plain_label("", self, "secondary")
        self.left_out.setWordWrap(True)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.left_out)
        labels = [(label.id, short_name(label)) for label in self._scheme.labels]
        offered = {label.id for label in self._scheme.offered}
        self.label.set_choices([(id, name) for id, name in labels if id in offered])
        self.old.set_choices([("", tr("any label")), *labels])
        self.all = self.add_button(tr("Tick all"))
        self.none = self.add_button(tr("Tick none"))
        self.close_button = self.add_button(tr("Close"), "Esc")
        self.go = self.add_button("", "Ctrl ↵", primary=True)
        for button in (self.all, self.none, self.close_button, self.go):
            button.setAutoDefault(False)
            button.setDefault(False)

    def _connect(self) -> None:
        self.doing.chosen.connect(self._on_doing)
        self.way.chosen.connect(self._on_asked)
        self.scope.chosen.connect(self._on_asked)
        self.label.chosen.connect(self._on_label)
        self.old.chosen.connect(self._on_old)
        self.words.textChanged.connect(self._on_words)
        self.words.returnPressed.connect(self.view.enter)
        self.view.left.connect(self.reject)
        self.view.over_top.connect(self._on_over_top)
        self.all.clicked.connect(self._on_all)
        self.none.clicked.connect(self._on_none)
        self.close_button.clicked.connect(self.reject)
        self.go.clicked.connect(self._on_go)
        self.model.ticks_changed.connect(self._show_count)
        self._timer.timeout.connect(self._ask)
        self._latest.finished.connect(self._on_proposal)
        self._latest.refused.connect(self._on_refused)
        self._latest.crashed.connect(self.crashed)
        self.finished.connect(self._on_finished)

    # what is shown ----------------------------------------------------------------------------------------
    def _show_request(self) -> None:
        request = self._request
        self.doing.choose(request.doing)
        self.way.choose("exact" if request.exact else "loose")
        self.scope.choose("document" if request.document else "queue")
        self.scope.button("document").setEnabled(bool(self._document))
        self.label.show_value(request.label, self._name(request.label) if request.label else tr("choose"))
        self.old.show_value(request.old, self._name(request.old) if request.old else tr("any label"))
        self.old.setVisible(request.doing == "relabel")
        self.values.setVisible(request.doing == "label" and bool(self._values))
        self.values.setChecked(bool(self._values))
        self._delegate.label = request.label

    def _name(self, label: str) -> str:
        found = self._scheme.label(label)
        return short_name(found) if found else label

    def request(self) -> Request:
        """What the controls say."""
        values: Mapping[str, AttributeValue] = self._values if self.values.isChecked() else {}
        return replace(
            self._request, words=self.words.text(), exact=self.way.choice() == "exact",
            document=self._document if self.scope.choice() == "document" else "", attributes=values,
        )  # fmt: skip

    def _ask(self) -> None:
        self._timer.stop()
        self._proposal = None
        self._request = self.request()
        if not self._request.words.strip() or not self._request.label:
            self._latest.stop()
            self.model.show([])
            return
        self._latest.start(_Propose(self._path, self._request))
        self._show_count()

    def _on_proposal(self, proposal: Proposal) -> None:
        self._proposal = proposal
        self.model.show(proposal.places)
        self.left_out.setText(left_words(proposal))

    def _on_refused(self, error: AnnotatorError) -> None:
        self.model.show([])
        self.note.setText(describe_error(error))

    def _show_count(self) -> None:
        ticked = self.model.ticked()
        count, documents = len(ticked), len({place.document for place in ticked})
        self.go.set_words(go_words(self._request.doing, count), "Ctrl ↵")
        self.go.setEnabled(count > 0 and self._proposal is not None)
        if not self._request.label:
            self.note.setText(tr("Choose a label."))
        elif self._proposal is None:
            self.note.setText(tr("Looking…") if self._latest.running else "")
        elif not self.model.rowCount():
            self.note.setText(tr("No place to change."))
        else:
            words = ntr(
                "{n} of {all} ticked, in {d} document", "{n} of {all} ticked, in {d} documents", documents
            )
            self.note.setText(
                words.format(n=number_words(count), all=number_words(self.model.rowCount()), d=documents)
            )
        for button in (self.all, self.none):
            button.setEnabled(self.model.rowCount() > 0)

    # what a person does -----------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter goes on from wherever the keys are; Enter alone changes nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.go.isEnabled():
                self._on_go()
            return
        super().keyPressEvent(event)

    def _on_doing(self, doing: str) -> None:
        asked = self.request()
        if doing == "relabel" and not asked.old:  # the label there is now becomes the one to be changed
            asked = replace(asked, old=asked.label, label="")
        elif doing != "relabel" and not asked.label:
            asked = replace(asked, label=asked.old)
        self._request = replace(asked, doing=cast("Doing", doing))
        self._show_request()
        self._ask()

    def _on_label(self, label: str) -> None:
        self._request = replace(self.request(), label=label)
        self._show_request()
        self._ask()

    def _on_old(self, label: str) -> None:
        self._request = replace(self.request(), old=label)
        self._show_request()
        self._ask()

    def _on_asked(self, choice: str) -> None:
        self._ask()

    def _on_words(self, words: str) -> None:
        self._proposal = None
        self._show_count()
        self._timer.start()

    def _on_over_top(self) -> None:
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_all(self) -> None:
        self.model.tick_all(True)

    def _on_none(self) -> None:
        self.model.tick_all(False)

    def _on_go(self) -> None:
        ticked = self.model.ticked()
        if self._proposal is not None and ticked:
            self.wanted.emit(self.request(), ticked)
            self.accept()

    def _on_finished(self, result: int) -> None:
        self._timer.stop()
        self._latest.close()


def go_words(doing: str, count: int) -> str:
    """The button says what it does, and to how many."""
    n = number_words(count)
    if doing == "label":
        return ntr("Label {n} place", "Label {n} places", count).format(n=n)
    if doing == "remove":
        return ntr("Remove {n} span", "Remove {n} spans", count).format(n=n)
    return ntr("Change {n} span", "Change {n} spans", count).format(n=n)


def left_words(proposal: Proposal) -> str:
    """What was left out and why, in one line."""
    left = proposal.left
    kinds = (
        (Left.LABELLED, tr("already labelled so: {n}")),
        (Left.FINISHED, tr("in finished documents: {n}")),
        (Left.SKIPPED, tr("in skipped documents: {n}")),
        (Left.ZONE, tr("in excluded zones: {n}")),
    )
    parts = [words.format(n=number_words(left[kind])) for kind, words in kinds if left[kind]]
    inside = sum(place.inside for place in proposal.places)
    if inside:
        words = tr("inside a longer span with this label, not ticked: {n}")
        parts.append(words.format(n=number_words(inside)))
    return tr("Left out: {parts}").format(parts=" · ".join(parts)) if parts else ""
