"""Small dialogs of the scheme editor: something new with a name, a merge, a split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from annotator.i18n import tr
from annotator.model.scheme import Attribute, AttributeType, Label, LabelScheme
from annotator.model.scheme_edit import Pick, free_hue, free_key
from annotator.model.text import fold_loose
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import label_name, name_of, value_text
from annotator.ui.scheme.forms import NamesRow
from annotator.ui.theme import Themes

KEEP, NOTE = "\x1fkeep", "\x1fnote"


def made_id(name: str, taken: Sequence[str]) -> str:
    """A stable ASCII id for a name: ``Địa danh`` gives ``DIA_DANH``."""
    body = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in fold_loose(name)).upper()
    body = "_".join(part for part in body.split("_") if part)[:40] or "LABEL"
    body = body if body[0].isalpha() else f"L_{body}"
    number, found = 2, body
    while found in taken:
        found, number = f"{body}_{number}", number + 1
    return found


class NewDialog(Dialog):
    """A name in two languages and the id made of it, which stays for good. ``given`` carries both."""

    given = Signal(str, object)

    def __init__(
        self, title: str, taken: Sequence[str], themes: Themes, parent: QWidget, *, lower: bool = False
    ) -> None:
        super().__init__(title, themes, parent)
        self.resize(460, 220)
        self._taken, self._lower, self._own = list(taken), lower, False
        self.names = NamesRow(tr("Name"), self)
        self.id = QLineEdit(self)
        self.id.setMaxLength(60)
        self.add_title(title)
        self.add_field(tr("Name"), self.names)
        self.add_field(tr("Id, which stays for good"), self.id)
        self.more()
        self.body.addStretch(1)
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self.add = self.add_button(tr("Add"), "↵", primary=True)
        self.add.clicked.connect(self._on_given)
        for field in self.names.fields.values():
            field.textChanged.connect(self._on_typed)
        self.id.textEdited.connect(self._on_id)
        self._check()

    def more(self) -> None:
        """What an heir asks besides."""

    def _on_typed(self) -> None:
        names = self.names.names()
        if not self._own:
            found = made_id(names.get("en") or next(iter(names.values()), ""), self._taken)
            self.id.setText(found.lower() if self._lower else found)
        self._check()

    def _on_id(self, text: str) -> None:
        self._own = bool(text)
        self._check()

    def _check(self) -> None:
        taken = self.id.text() in self._taken
        self.note.setText(tr("There is one with this id already.") if taken else "")
        self.add.setEnabled(bool(self.names.names()) and bool(self.id.text()) and not taken and self.ready())

    def ready(self) -> bool:
        """Whether what an heir asks is answered."""
        return True

    def _on_given(self) -> None:
        self.given.emit(self.id.text(), self.names.names())
        self.accept()


class SplitDialog(NewDialog):
    """Which spans get the new label: by value, by text. ``wanted`` carries the label and the pick."""

    wanted = Signal(object, object)

    def __init__(self, scheme: LabelScheme, label: Label, themes: Themes, parent: QWidget) -> None:
        self._scheme, self._label = scheme, label
        self.values: dict[str, QComboBox] = {}
        taken = [*scheme.label_ids, *(group.id for group in scheme.groups)]
        title = tr("Split {label}").format(label=label_name(scheme, label.id))
        super().__init__(title, taken, themes, parent)
        self.resize(520, 420)
        self.add.set_words(tr("Split"), "↵")
        self.given.connect(self._on_named)

    def more(self) -> None:
        self.add_words(tr("The new label goes to the spans that have all of this:"), "secondary")
        for attribute in self._scheme.attributes_of(self._label.id):
            choices = _choices(attribute)
            if choices:
                box = self.values[attribute.id] = QComboBox(self)
                box.addItem(tr("any"), None)
                for value in choices:
                    box.addItem(value_text(attribute, value), value)
                box.activated.connect(self._check)
                self.add_field(name_of(attribute.names, attribute.id), box)
        self.texts = QPlainTextEdit(self)
        self.texts.setTabChangesFocus(True)
        self.texts.setFixedHeight(84)
        self.texts.textChanged.connect(self._check)
        self.add_field(tr("One of these texts, one on each line (empty: any)"), self.texts)

    def pick(self) -> Pick:
        """What is chosen."""
        values = {key: box.currentData() for key, box in self.values.items() if box.currentData() is not None}
        raw = self.texts.document().toRawText().replace("\u2028", "\u2029")
        return Pick(values, tuple(line.strip() for line in raw.split("\u2029") if line.strip()))

    def ready(self) -> bool:
        pick = self.pick()
        return bool(pick.values or pick.words)

    def _on_named(self, id: str, names: dict[str, str]) -> None:
        scheme, label = self._scheme, self._label
        new = replace(
            label, id=id, names=names, short=names, abbr={}, description={}, light=None, dark=None, retired=False,
            key=free_key(scheme, label.group), hue=free_hue(scheme),
        )  # fmt: skip
        self.wanted.emit(new, self.pick())


def _choices(attribute: Attribute) -> list[str | bool]:
    if attribute.type is AttributeType.BOOL:
        return [True, False]
    return [choice.id for choice in attribute.choices]


class MergeDialog(Dialog):
    """Which label takes the spans, and where values go that it lacks. ``wanted``: target, mapped values, values kept."""

    wanted = Signal(str, object, object)

    def __init__(self, scheme: LabelScheme, label: Label, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Merge {label}").format(label=label_name(scheme, label.id)), themes, parent)
        self.resize(520, 360)
        self._scheme, self._label = scheme, label
        self.add_title(
            tr("All spans of {label} get another label").format(label=label_name(scheme, label.id))
        )
        self.add_words(
            tr("{label} is retired. Nothing is changed before you have seen every span.").format(
                label=label_name(scheme, label.id)
            ),
            "secondary",
        )
        self.target = QComboBox(self)
        for other in scheme.offered:
            if other.id != label.id:
                self.target.addItem(name_of(other.names, other.id), other.id)
        self.add_field(tr("Label that takes them"), self.target)
        self.rows: dict[str, QComboBox] = {}
        for attribute in scheme.attributes_of(label.id):
            box = self.rows[attribute.id] = QComboBox(self)
            self.add_field(tr("Value “{name}”").format(name=name_of(attribute.names, attribute.id)), box)
        self.body.addStretch(1)
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self.go = self.add_button(tr("Merge"), "↵", primary=True)
        self.go.setEnabled(self.target.count() > 0)
        self.go.clicked.connect(self._on_go)
        self.target.currentIndexChanged.connect(self._offer)
        self._offer()

    def _offer(self) -> None:
        target = str(self.target.currentData() or "")
        known = {a.id: a for a in self._scheme.attributes_of(target)}
        for id, box in self.rows.items():
            box.clear()
            box.setEnabled(id not in known)
            if id in known:
                box.addItem(tr("goes on, as far as it fits"), "")
                continue
            box.addItem(tr("into the note, or left out"), NOTE)
            box.addItem(tr("the other label gets this value too"), KEEP)
            for other in known.values():
                box.addItem(tr("as “{name}”").format(name=name_of(other.names, other.id)), other.id)

    def _on_go(self) -> None:
        chosen = {id: str(box.currentData() or "") for id, box in self.rows.items()}
        kept = [id for id, value in chosen.items() if value == KEEP]
        mapped = {id: value for id, value in chosen.items() if value not in (KEEP, NOTE, "")}
        self.wanted.emit(str(self.target.currentData()), mapped, kept)
        self.accept()
