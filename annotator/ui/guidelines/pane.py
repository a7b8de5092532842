"""The page of the label at hand beside the article, a field that looks through all pages, and who changed it last."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.i18n import ntr, tr
from annotator.model.guidelines import GENERAL, search
from annotator.model.scheme import LabelScheme
from annotator.store.fact_history import FactVersion
from annotator.ui.guidelines.rendering import MarkdownView
from annotator.ui.labels import label_name
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, CapField, ElidedLabel, IconButton, hairline

LISTED = 6  # rows of the list of pages found


def moment(when: float) -> str:
    """Day and time as people write them: ``22/11 14:03``."""
    return time.strftime("%d/%m %H:%M", time.localtime(when)).lstrip("0")


class GuidelinesPane(QWidget):
    """Shows one page. ``edit_requested`` carries the label (empty: the general page)."""

    edit_requested = Signal(str)
    closed = Signal()
    left = Signal()

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self.label = GENERAL
        self._pages: dict[str, str] = {}
        self._changes: dict[str, FactVersion] = {}
        self._names: dict[str, str] = {}
        self.title = ElidedLabel(self, "strong")
        self.general = CapButton(themes, self, compact=True)
        self.general.set_words(tr("General"))
        self.edit = CapButton(themes, self, compact=True)
        self.edit.set_words(tr("Edit…"))
        self.close_button = IconButton(themes, "close", tr("Close the guidelines"), self)
        self.field = CapField(themes, self, sign="search")
        self.found = QListWidget(self)
        self.view = MarkdownView(themes, self)
        self.foot = ElidedLabel(self, "secondary")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setAccessibleName(tr("Guidelines"))
        self.field.setPlaceholderText(tr("Look through the guidelines"))
        self.field.setAccessibleName(tr("Look through the guidelines"))
        self.found.setAccessibleName(tr("Pages found"))
        self.view.setAccessibleName(tr("Guideline"))
        self.view.setFrameShape(MarkdownView.Shape.NoFrame)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        for widget in (self.general, self.edit, self.close_button):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self.found)
        column.addWidget(self.view, 1)
        column.addWidget(hairline(self))
        column.addWidget(self.foot)
        self.found.hide()

    def _connect(self) -> None:
        self.general.clicked.connect(self._on_general)
        self.edit.clicked.connect(self._on_edit)
        self.close_button.clicked.connect(self.closed)
        self.field.textChanged.connect(self._on_search)
        self.field.left.connect(self._on_field_left)
        self.field.returnPressed.connect(self._on_entered)
        self.found.itemClicked.connect(self._on_item)
        self.found.itemActivated.connect(self._on_item)

    def sizeHint(self) -> QSize:
        return QSize(312, 400)

    # showing ----------------------------------------------------------------------------------------------
    def show_pages(
        self,
        pages: Mapping[str, str],
        changes: Mapping[str, FactVersion],
        names: Mapping[str, str],
        *,
        writable: bool,
    ) -> None:
        """Every page by label, its last change, names of people by id."""
        self._pages, self._changes, self._names = dict(pages), dict(changes), dict(names)
        self.edit.setEnabled(writable)
        self.show_label(self.label)
        self._on_search(self.field.text())

    def show_label(self, label: str) -> None:
        """The page of a label, or the general one."""
        same, self.label = label == self.label, label
        self.title.setText(label_name(self._scheme, label) if label else tr("General guidelines"))
        self.general.setVisible(bool(label))
        page = self._pages.get(label, "")
        place = self.view.verticalScrollBar().value() if same else 0
        self.view.show_page(page or tr("Nothing is written about it yet."))
        if not self.field.text().strip():
            self.view.verticalScrollBar().setValue(place)
        self.foot.setText(self._last_change(label))

    def focus_search(self) -> None:
        """The caret goes to the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _last_change(self, label: str) -> str:
        change = self._changes.get(label)
        if change is None:
            return ""
        who = self._names.get(change.actor, change.actor)
        return tr("Changed by {who}, {when}").format(who=who, when=moment(change.time))

    # finding ----------------------------------------------------------------------------------------------
    def _on_search(self, words: str) -> None:
        counts = search(self._pages, words)
        order = {label.id: number for number, label in enumerate(self._scheme.labels)}
        self.found.clear()
        for label in sorted(counts, key=lambda one: order.get(one, -1)):
            name = label_name(self._scheme, label) if label else tr("General guidelines")
            hits = ntr("{n} place", "{n} places", counts[label]).format(n=counts[label])
            item = QListWidgetItem(f"{name}   {hits}", self.found)
            item.setData(Qt.ItemDataRole.UserRole, label)
        if words.strip() and not counts:
            item = QListWidgetItem(tr("No page holds these words."), self.found)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        rows = min(LISTED, self.found.count())
        self.found.setFixedHeight(max(1, rows) * 24 + 10)
        self.found.setVisible(bool(words.strip()))
        self.view.highlight(words)

    def _on_item(self, item: QListWidgetItem) -> None:
        label = item.data(Qt.ItemDataRole.UserRole)
        if label is not None:
            self.show_label(str(label))
            self.view.highlight(self.field.text())

    def _on_entered(self) -> None:
        if self.found.count():
            self._on_item(self.found.item(0))

    def _on_field_left(self) -> None:
        if self.field.text():
            self.field.clear()
        else:
            self.left.emit()

    def _on_general(self) -> None:
        self.show_label(GENERAL)

    def _on_edit(self) -> None:
        self.edit_requested.emit(self.label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the article."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
