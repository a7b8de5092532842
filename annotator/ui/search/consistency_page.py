"""The page *Consistency*: words that are labelled in more than one way, and each of their places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from annotator.i18n import ntr, tr
from annotator.model.people import GOLD
from annotator.services.consistency import Inconsistency, inconsistencies, places
from annotator.store.project import Project
from annotator.ui.labels import number_words
from annotator.ui.latest import Latest
from annotator.ui.search.hits import HitsDelegate, HitsModel, RowsView
from annotator.ui.search.items import ItemsDelegate, ItemsModel
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import FlatChoice
from annotator.ui.widgets.controls import CapButton, ShareBar, hairline, plain_label
from annotator.ui.worker import Reporter

if TYPE_CHECKING:
    from annotator.model.people import Annotator
    from annotator.model.scheme import LabelScheme
    from annotator.services.consistency import Labels
    from annotator.services.finding import Hit

SHOWN = 2_000  # places of one item in the list; the counts tell of all


class _Compare:
    def __init__(self, path: Path, annotator: str | None, unread: bool) -> None:
        self._path, self._annotator, self._unread = path, annotator, unread

    def __call__(self, progress: Reporter) -> list[Inconsistency]:
        with Project.open(self._path, read_only=True) as project:
            return inconsistencies(project, self._annotator, unread=self._unread, progress=progress)


class _Places:
    def __init__(self, path: Path, item: Inconsistency, annotator: str | None, unread: bool) -> None:
        self._path, self._item, self._annotator, self._unread = path, item, annotator, unread

    def __call__(self, progress: Reporter) -> list[tuple[Labels, Hit]]:
        with Project.open(self._path, read_only=True) as project:
            return places(project, self._item, self._annotator, unread=self._unread, progress=progress)


class ConsistencyPage(QWidget):
    """Says which place to open, and which words to label or relabel everywhere (words, doing, label, old label)."""

    hit_requested = Signal(object)
    fix_requested = Signal(str, str, str, str)
    left = Signal()
    refused = Signal(object)
    crashed = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._path, self._names, self._person = Path(), dict[str, str](), ""
        self._people: list[tuple[str, str]] = []
        self._looked, self._stale, self._writable = False, False, False
        self._compare, self._fetch = Latest(self), Latest(self)
        self.person = FlatChoice(themes, self, tr("Layers of"))
        self.unread = QCheckBox(tr("Also where nobody has looked yet"), self)
        self.again = CapButton(themes, self, compact=True)
        self.label_all = CapButton(themes, self, compact=True)
        self.relabel_all = CapButton(themes, self, compact=True)
        self.count = plain_label("", self, "number")
        self.bar = ShareBar(themes, self, tr("Looked through"))
        self.hint = plain_label("", self, "secondary")
        self.items = ItemsModel(scheme, self)
        self.list = RowsView(tr("Words"), self)
        self.list.setModel(self.items)
        self.list.setItemDelegate(ItemsDelegate(scheme, themes, self.list))
        self.hits = HitsModel(scheme, self)
        self.places = RowsView(tr("Places"), self)
        self.places.setModel(self.hits)
        delegate = HitsDelegate(scheme, themes, self.places, self._name)
        delegate.unlabelled = tr("no label")
        self.places.setItemDelegate(delegate)
        self._build()
        self._connect(themes)
        self._show_state()

    def _build(self) -> None:
        self.again.set_words(tr("Look again"), "F5")
        self.label_all.set_words(tr("Label all…"))
        self.relabel_all.set_words(tr("Change the label of all…"))
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 16, 8)
        head.setSpacing(10)
        head.addWidget(self.person)
        head.addWidget(self.unread)
        head.addWidget(self.again)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.label_all)
        head.addWidget(self.relabel_all)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        split.addWidget(self.places)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        self.list.setMinimumWidth(260)
        split.setSizes([380, 900])
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        self._split = split
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(40, 32, 40, 8)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(hairline(self))
        column.addWidget(self.hint, 1)
        column.addWidget(split, 1)

    def _connect(self, themes: Themes) -> None:
        self.person.chosen.connect(self._on_person)
        self.unread.clicked.connect(self.look)
        self.again.clicked.connect(self.look)
        self.again.setShortcut("F5")
        self.label_all.clicked.connect(self._on_label_all)
        self.relabel_all.clicked.connect(self._on_relabel_all)
        self.list.opened.connect(self._on_item_opened)
        self.list.left.connect(self.left)
        self.list.selectionModel().currentChanged.connect(self._on_item)
        self.places.opened.connect(self._on_place_opened)
        self.places.left.connect(self.list.enter)
        self._compare.finished.connect(self._on_found)
        self._compare.progressed.connect(self._on_progressed)
        self._fetch.finished.connect(self._on_places)
        for latest in (self._compare, self._fetch):
            latest.refused.connect(self.refused)
            latest.crashed.connect(self.crashed)
        for view in (self.list, self.places):
            themes.changed.connect(view.viewport().update)

    # what is shown ----------------------------------------------------------------------------------------
    def show_project(self, path: Path, people: list[Annotator], me: str, *, writable: bool) -> None:
        """Compare layers of this project, one's own at first."""
        self._path, self._writable = path, writable
        self._names = {person.id: person.name for person in people}
        others = [(person.id, person.name) for person in people if person.id != GOLD]
        self._people = [("", tr("all people")), *others, (GOLD, tr("gold"))]
        self.person.set_choices(self._people)
        self._person = me
        self._show_person()

    def look_once(self) -> None:
        """Begin, the first time the page is shown."""
        if not self._looked:
            self.look()

    def look(self) -> None:
        """Look through all layers again."""
        self._looked, self._stale = True, False
        if self.list.hasFocus() or self.places.hasFocus():
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)  # they are hidden until something is found
        self._fetch.stop()
        self.items.show([])
        self.hits.clear()
        self._compare.start(_Compare(self._path, self._person or None, self.unread.isChecked()))
        self._show_state()

    def take_focus(self) -> None:
        """The keys go to the words."""
        taker = self.list if self.items.rowCount() else self.again
        taker.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mark_stale(self) -> None:
        """Something has changed: what is shown may not be so any more."""
        self._stale = self._looked and not self._compare.running
        self._show_state()

    def request_fix(self, doing: str) -> None:
        """Label or relabel all places of the chosen words."""
        if doing == "label":
            self._on_label_all()
        else:
            self._on_relabel_all()

    def close_page(self) -> None:
        """No thread is left behind."""
        self._compare.close()
        self._fetch.close()

    def item(self) -> Inconsistency | None:
        """The item chosen."""
        index = self.list.currentIndex()
        return self.items.item(index.row()) if index.isValid() else None

    def _name(self, person: str) -> str:
        return self._names.get(person, person)

    def _show_person(self) -> None:
        self.person.show_value(self._person, dict(self._people).get(self._person, self._person))

    def _show_state(self) -> None:
        count, running = self.items.rowCount(), self._compare.running
        words = ntr("{n} group of words", "{n} groups of words", count).format(n=number_words(count))
        if self._stale:
            words = tr("{words}, before the last changes").format(words=words)
        self.count.setText(words if count else tr("Looking…") if running else "")
        self._split.setVisible(bool(count))
        self.hint.setVisible(not count)
        self.hint.setText("" if running else tr(
            "Nothing here: the same words have the same labels everywhere that somebody has looked."
        ))  # fmt: skip
        if not running:
            self.bar.set_parts([], "")
        item = self.item()
        for button in (self.label_all, self.relabel_all):
            button.setEnabled(item is not None and self._writable)
        if item is not None and not item.labelled_differently:
            self.relabel_all.setEnabled(False)

    # what happens -----------------------------------------------------------------------------------------
    def _on_person(self, person: str) -> None:
        self._person = person
        self._show_person()
        self.look()

    def _on_progressed(self, done: int, total: int) -> None:
        self.bar.set_parts([(done / total, "accent")] if total else [], f"{done}/{total}")

    def _on_found(self, items: list[Inconsistency]) -> None:
        self.items.show(items)
        self._show_state()
        if items:
            self.list.setCurrentIndex(self.items.index(0))
            if self.again.hasFocus():
                self.list.enter()

    def _on_item(self, index: QModelIndex, before: QModelIndex) -> None:
        self.hits.clear()
        item = self.item()
        if item is not None:
            self._fetch.start(_Places(self._path, item, self._person or None, self.unread.isChecked()))
        self._show_state()

    def _on_places(self, found: list[tuple[Labels, Hit]]) -> None:
        self.hits.clear()
        if found:
            self.hits.add([hit for _, hit in found[:SHOWN]])

    def _on_item_opened(self, row: int) -> None:
        if self.hits.rowCount():
            self.places.enter()

    def _on_place_opened(self, row: int) -> None:
        self.hit_requested.emit(self.hits.hit(row))

    def _on_label_all(self) -> None:
        item = self.item()
        if item is not None:
            self.fix_requested.emit(item.words, "label", _usual_label(item), "")

    def _on_relabel_all(self) -> None:
        item = self.item()
        if item is not None:
            usual = _usual_label(item)
            others = [label for labels, _ in item.counts for label in labels if label != usual]
            self.fix_requested.emit(item.words, "relabel", usual, others[0] if others else "")


def _usual_label(item: Inconsistency) -> str:
    """The label that most of the labelled places have."""
    return next((labels[0] for labels, _ in item.counts if labels), "")
