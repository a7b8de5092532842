"""The scheme editor: a copy of the scheme that is changed in place; nothing is stored before what it touches was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import UserError
from annotator.i18n import tr
from annotator.model import scheme_edit as se
from annotator.model.scheme import Attribute, Group, Label, LabelScheme
from annotator.model.scheme_edit import Pick, SchemeChange
from annotator.model.scheme_edit_diff import differences
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import short_name
from annotator.ui.scheme.attributes import AttributeDialog, AttributesBox
from annotator.ui.scheme.forms import GroupForm, LabelForm
from annotator.ui.scheme.small import MergeDialog, NewDialog, SplitDialog
from annotator.ui.scheme.tree import SchemeTree
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, plain_label
from annotator.wording import describe_error
from annotator.wording.scheme import describe_difference


class SchemeDialog(Dialog):
    """``look_requested`` carries the change that is intended; ``stop_requested``: no longer look."""

    look_requested = Signal(object)
    stop_requested = Signal()
    file_requested = Signal()
    write_requested = Signal()

    def __init__(
        self,
        scheme: LabelScheme,
        counts: Mapping[str, int],
        themes: Themes,
        parent: QWidget,
        *,
        writable: bool,
    ) -> None:
        super().__init__(tr("Label scheme"), themes, parent)
        self.resize(1140, 700)
        self._counts, self._writable = counts, writable
        self._made = [se.begin(scheme)]  # the change as it grew, step by step
        self._looking = False
        self.tree = SchemeTree(themes, self)
        self.label_form, self.group_form = LabelForm(themes, self), GroupForm(self)
        self.attributes = AttributesBox(themes, self)
        self.said = QListWidget(self)
        self.buttons: dict[str, CapButton] = {}
        self._build()
        self._connect()
        first = scheme.labels[0].id
        self._show(("label", first))
        self.tree.setFocus()

    @property
    def change(self) -> SchemeChange:
        """What is intended."""
        return self._made[-1]

    # building ---------------------------------------------------------------------------------------------
    def _build(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.tree, 1)
        for row in self._button_rows():
            column.addLayout(row)
        area = self._form_area()
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(left)
        halves.addWidget(area)
        halves.setSizes([600, 500])
        halves.setChildrenCollapsible(False)
        self.body.addWidget(halves, 1)
        self.body.addWidget(self.said)
        self.said.setAccessibleName(tr("What is changed so far"))
        self.said.setFixedHeight(62)
        self.said.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.close_button = self.add_button(tr("Close"), "Esc")
        self.look = self.add_button(tr("See what it touches…"), "Ctrl ↵", primary=True)
        self.look.setShortcut("Ctrl+Return")
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field takes what is written, and presses nothing
            button.setDefault(False)

    def _form_area(self) -> QScrollArea:
        label_page = QWidget(self)
        inside = QVBoxLayout(label_page)
        inside.setContentsMargins(12, 0, 8, 0)
        inside.addWidget(self.label_form)
        inside.addWidget(plain_label(tr("Values of the label"), label_page, "caption"))
        inside.addWidget(self.attributes)
        inside.addStretch(1)
        group_page = QWidget(self)
        inside = QVBoxLayout(group_page)
        inside.setContentsMargins(12, 0, 8, 0)
        inside.addWidget(self.group_form)
        inside.addStretch(1)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(label_page)
        self._pages.addWidget(group_page)
        area = QScrollArea(self)
        area.setWidget(self._pages)
        area.setWidgetResizable(True)
        area.viewport().setAutoFillBackground(False)
        self._pages.setAutoFillBackground(False)
        return area

    def _button_rows(self) -> list[QHBoxLayout]:
        rows = [
            [
                ("add-label", tr("New label…")),
                ("add-group", tr("New group…")),
                ("up", tr("Up")),
                ("down", tr("Down")),
            ],
            [
                ("merge", tr("Merge…")),
                ("split", tr("Split…")),
                ("retire", tr("Retire")),
                ("back", tr("Take back")),
            ],
            [("file", tr("From a file…")), ("write", tr("Write to a file…"))],
        ]
        layouts = []
        for names in rows:
            row = QHBoxLayout()
            row.setSpacing(6)
            for id, words in names:
                button = self.buttons[id] = CapButton(self.themes, self, compact=True)
                button.set_words(words)
                row.addWidget(button)
            row.addStretch(1)
            layouts.append(row)
        return layouts

    def _connect(self) -> None:
        slots = {
            "add-label": self._on_add_label, "add-group": self._on_add_group, "up": self._on_up, "down": self._on_down,
            "merge": self._on_merge, "split": self._on_split, "retire": self._on_retire, "back": self._on_back,
            "file": self.file_requested, "write": self.write_requested,
        }  # fmt: skip
        for id, slot in slots.items():
            self.buttons[id].clicked.connect(slot)
        self.tree.chosen.connect(self._on_chosen)
        self.label_form.changed.connect(self._on_label_changed)
        self.group_form.changed.connect(self._on_group_changed)
        self.attributes.add_requested.connect(self._on_add_attribute)
        self.attributes.edit_requested.connect(self._on_edit_attribute)
        self.attributes.retire_requested.connect(self._on_retire_attribute)
        self.close_button.clicked.connect(self.reject)
        self.look.clicked.connect(self._on_look)

    # showing ----------------------------------------------------------------------------------------------
    def _show(self, which: tuple[str, str] | None = None) -> None:
        which = which or self.tree.current()
        self.tree.show_scheme(self.change.after, self._counts, which)
        self._show_form(*which)
        self.said.clear()
        names = {one.id: short_name(one) for one in (*self.change.before.labels, *self.change.after.labels)}
        for one in differences(self.change.before, self.change.after):
            self.said.addItem(describe_difference(one, names))
        for move in self.change.moves:
            words = (
                tr("Some spans of {label} become {other}.")
                if move.pick
                else tr("Spans of {label} become {other}.")
            )
            self.said.addItem(words.format(label=names[move.label], other=names[move.to]))
        if not self.said.count():
            self.said.addItem(tr("Nothing is changed yet."))
        self.said.scrollToBottom()
        self.look.setEnabled(self._writable and not self.change.empty and not self._looking)
        self.buttons["back"].setEnabled(len(self._made) > 1)

    def _show_form(self, kind: str, id: str) -> None:
        scheme = self.change.after
        label, group = scheme.label(id), scheme.group(id)
        if label is not None:
            self.label_form.show_label(scheme, label)
            self.attributes.show_label(scheme, id)
            self.buttons["retire"].set_words(tr("Offer again") if label.retired else tr("Retire"))
        elif group is not None:
            self.group_form.show_group(group)
        self._pages.setCurrentIndex(0 if label is not None else 1)
        for name in ("merge", "split", "retire", "up", "down"):
            self.buttons[name].setEnabled(label is not None and self._writable)
        for name in ("add-label", "add-group", "file"):
            self.buttons[name].setEnabled(self._writable)
        self._pages.setEnabled(self._writable)

    def _on_chosen(self, kind: str, id: str) -> None:
        self.note.setText("")
        self._show_form(kind, id)

    # changing ---------------------------------------------------------------------------------------------
    def do(
        self, act: Callable[..., SchemeChange], *args: Any, show: tuple[str, str] | None = None, **fields: Any
    ) -> bool:
        """Change the copy, or say why that cannot be."""
        try:
            change = act(self.change, *args, **fields)
        except UserError as error:
            self.note.setText(describe_error(error))
            self._show_form(*self.tree.current())
            return False
        self.note.setText("")
        self._made.append(change)
        self._show(show)
        return True

    def take(self, change: SchemeChange) -> None:
        """Another change in the place of this one: that of a file."""
        self._made.append(change)
        self._show(("label", change.after.labels[0].id))

    def _current_label(self) -> Label | None:
        return self.change.after.label(self.tree.current()[1])

    def _on_label_changed(self, label: str, fields: dict[str, Any]) -> None:
        self.do(se.change_label, label, **fields)

    def _on_group_changed(self, group: str, fields: dict[str, Any]) -> None:
        self.do(se.change_group, group, **fields)

    def _on_up(self) -> None:
        self.do(se.move_label, self.tree.current()[1], -1)

    def _on_down(self) -> None:
        self.do(se.move_label, self.tree.current()[1], 1)

    def _on_retire(self) -> None:
        label = self._current_label()
        if label is not None:
            self.do(se.restore_label if label.retired else se.retire_label, label.id)

    def _on_back(self) -> None:
        if len(self._made) > 1:
            self._made.pop()
            scheme = self.change.after
            which = self.tree.current()
            known = which[1] in scheme.label_ids or scheme.group(which[1]) is not None
            self._show(which if known else ("label", scheme.labels[0].id))

    def _taken(self) -> list[str]:
        return [*self.change.after.label_ids, *(group.id for group in self.change.after.groups)]

    def _on_add_label(self) -> None:
        dialog = NewDialog(tr("New label"), self._taken(), self.themes, self)
        dialog.given.connect(self._on_label_given)
        dialog.open()

    def _on_label_given(self, id: str, names: dict[str, str]) -> None:
        scheme, (kind, current) = self.change.after, self.tree.current()
        label = scheme.label(current)
        group = label.group if label is not None else current if kind == "group" else scheme.groups[0].id
        made = Label(id, group, names, names, se.free_key(scheme, group), hue=se.free_hue(scheme))
        self.do(se.add_label, made, show=("label", id))

    def _on_add_group(self) -> None:
        dialog = NewDialog(tr("New group"), self._taken(), self.themes, self, lower=True)
        dialog.given.connect(self._on_group_given)
        dialog.open()

    def _on_group_given(self, id: str, names: dict[str, str]) -> None:
        self.do(se.add_group, Group(id, names), show=("group", id))

    def _on_merge(self) -> None:
        label = self._current_label()
        if label is not None:
            dialog = MergeDialog(self.change.after, label, self.themes, self)
            dialog.wanted.connect(self._on_merge_wanted)
            dialog.open()

    def _on_merge_wanted(self, target: str, mapped: dict[str, str], kept: list[str]) -> None:
        self.do(se.merge_labels, self.tree.current()[1], target, mapped, kept, show=("label", target))

    def _on_split(self) -> None:
        label = self._current_label()
        if label is not None:
            dialog = SplitDialog(self.change.after, label, self.themes, self)
            dialog.wanted.connect(self._on_split_wanted)
            dialog.open()

    def _on_split_wanted(self, new: Label, pick: Pick) -> None:
        self.do(se.split_label, self.tree.current()[1], new, pick, show=("label", new.id))

    # values -----------------------------------------------------------------------------------------------
    def _on_add_attribute(self) -> None:
        self._open_attribute(None)

    def _on_edit_attribute(self, index: int) -> None:
        self._open_attribute(index)

    def _on_retire_attribute(self, index: int) -> None:
        self.do(se.retire_attribute, index, not self.change.after.attributes[index].retired)

    def _open_attribute(self, index: int | None) -> None:
        self._index = index
        before = self.change.after.attributes[index] if index is not None else None
        self._attribute = AttributeDialog(before, self.tree.current()[1], self.themes, self)
        self._attribute.wanted.connect(self._on_attribute)
        self._attribute.open()

    def _on_attribute(self, wanted: Attribute) -> None:
        if self._index is None:
            done = self.do(se.add_attribute, wanted)
        else:
            fields = {
                name: getattr(wanted, name)
                for name in ("type", "names", "default", "required", "choices", "applies")
            }
            done = self.do(se.change_attribute, self._index, **fields)
        if done:
            self._attribute.accept()
        else:
            self._attribute.refuse(self.note.text())

    # looking ----------------------------------------------------------------------------------------------
    def _on_look(self) -> None:
        self.look_requested.emit(self.change)

    def show_looking(self, looking: bool, words: str = "") -> None:
        """While spans are looked for nothing is changed; Esc stops it."""
        self._looking = looking
        self.note.setText(words)
        for widget in (self.tree, self._pages, *self.buttons.values()):
            widget.setEnabled(not looking)
        self.close_button.set_words(tr("Stop") if looking else tr("Close"), "Esc")
        if not looking:
            self._show()

    def reject(self) -> None:
        """Esc: stop looking, else close."""
        if self._looking:
            self.stop_requested.emit()
        else:
            super().reject()
