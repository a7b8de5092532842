"""What can be changed of a group or a label, in place: each field tells its change when it is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from annotator.i18n import tr
from annotator.model.scheme import Group, Label, LabelScheme, Names
from annotator.model.scheme_edit import key_holder
from annotator.ui.labels import MODIFIER_KEYS, label_name, name_of
from annotator.ui.scheme.colour_row import ColourRow
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import plain_label

LANGUAGES_SHOWN = ("vi", "en")
USABLE = ("", "shift", "alt")  # Ctrl with a digit chooses a page of the window


class NamesRow(QWidget):
    """The same in Vietnamese and in English; ``changed`` carries the names."""

    changed = Signal(object)

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._before: dict[str, str] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.fields = {}
        for code, language in zip(LANGUAGES_SHOWN, (tr("Vietnamese"), tr("English")), strict=True):
            field = self.fields[code] = QLineEdit(self)
            field.setPlaceholderText(language)
            field.setAccessibleName(f"{words}, {language}")
            field.editingFinished.connect(self._on_edited)
            row.addWidget(field, 1)

    def show_names(self, names: Names) -> None:
        """Show these."""
        self._before = dict(names)
        for code, field in self.fields.items():
            field.setText(names.get(code, ""))
            field.setCursorPosition(0)  # long ones are read from their beginning

    def names(self) -> dict[str, str]:
        """What is written; languages that are not shown here stay as they are."""
        found = {code: value for code, value in self._before.items() if code not in self.fields}
        for code, field in self.fields.items():
            if text := " ".join(field.text().split()):
                found[code] = text
        return found

    def _on_edited(self) -> None:
        names = self.names()
        if names != self._before:
            self.changed.emit(names)


class GroupForm(QWidget):
    """``changed`` carries the group's id and its new fields."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = ""
        self.title = plain_label("", self, "title")
        self.names = NamesRow(tr("Name"), self)
        self.modifier = QComboBox(self)
        for code in USABLE:
            self.modifier.addItem(MODIFIER_KEYS[code] or tr("digit alone"), code)
        self.stroke = QComboBox(self)
        for code, words in (
            ("thin", tr("thin line")),
            ("thick", tr("thick line")),
            ("double", tr("double line")),
        ):
            self.stroke.addItem(words, code)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.title)
        _rows(form, [(tr("Name"), self.names), (tr("Keys"), self.modifier), (tr("Stroke"), self.stroke)])
        self.names.changed.connect(self._on_names)
        self.modifier.activated.connect(self._on_modifier)
        self.stroke.activated.connect(self._on_stroke)

    def show_group(self, group: Group) -> None:
        """Show this group."""
        self._group = group.id
        self.title.setText(f"{name_of(group.names, group.id)}  ({group.id})")
        self.names.show_names(group.names)
        self.modifier.setCurrentIndex(max(0, self.modifier.findData(group.modifier)))
        self.stroke.setCurrentIndex(max(0, self.stroke.findData(group.stroke)))

    def _on_names(self, names: dict[str, str]) -> None:
        self.changed.emit(self._group, {"names": names})

    def _on_modifier(self) -> None:
        self.changed.emit(self._group, {"modifier": self.modifier.currentData()})

    def _on_stroke(self) -> None:
        self.changed.emit(self._group, {"stroke": self.stroke.currentData()})


class LabelForm(QWidget):
    """``changed`` carries the label's id and its new fields."""

    changed = Signal(str, object)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._label: Label | None = None
        self._scheme: LabelScheme | None = None
        self.title = plain_label("", self, "title")
        self.names = NamesRow(tr("Name"), self)
        self.short = NamesRow(tr("Short name"), self)
        self.abbr = NamesRow(tr("Abbreviation"), self)
        self.description = NamesRow(tr("Description"), self)
        self.group = QComboBox(self)
        self.key = QComboBox(self)
        self.taken = plain_label("", self, "mark")
        self.taken.setWordWrap(True)
        self.colour = ColourRow(themes, self)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.title)
        _rows(form, [
            (tr("Name"), self.names), (tr("Short name"), self.short), (tr("Abbreviation"), self.abbr),
            (tr("Description"), self.description), (tr("Group"), self.group), (tr("Key"), self.key),
        ])  # fmt: skip
        form.addRow("", self.taken)
        _rows(form, [(tr("Colour"), self.colour)])
        self._connect()

    def _connect(self) -> None:
        self.names.changed.connect(self._on_names)
        self.short.changed.connect(self._on_short)
        self.abbr.changed.connect(self._on_abbr)
        self.description.changed.connect(self._on_description)
        self.group.activated.connect(self._on_group)
        self.key.activated.connect(self._on_key)
        self.colour.hue_chosen.connect(self._on_hue)
        self.colour.hue_moved.connect(self._on_hue_moved)

    def show_label(self, scheme: LabelScheme, label: Label) -> None:
        """Show this label."""
        self._scheme, self._label = scheme, label
        retired = f"  {tr('retired')}" if label.retired else ""
        self.title.setText(f"{name_of(label.names, label.id)}  ({label.id}){retired}")
        self.names.show_names(label.names)
        self.short.show_names(label.short)
        self.abbr.show_names(label.abbr)
        self.description.show_names(label.description)
        _fill(self.group, [(g.id, name_of(g.names, g.id)) for g in scheme.groups], label.group)
        _fill(self.key, [("", tr("no key")), *((k, self._key_words(k)) for k in self._keys())], label.key)
        self.key.setEnabled(not label.retired)
        self.taken.hide()
        self.colour.show_label(label, self._stroke())

    def _keys(self) -> list[str]:
        own = self._label.key if self._label else ""
        return [*"1234567890", *([own] if own and not own.isdigit() else [])]

    def _key_words(self, key: str) -> str:
        group = self._scheme.group(self._label.group) if self._scheme and self._label else None
        modifier = MODIFIER_KEYS.get(group.modifier, "") if group else ""
        words = f"{modifier} {key}".strip()
        holder = self._holder(key)
        return (
            tr("{key} (taken: {label})").format(key=words, label=label_name(self._scheme, holder))
            if holder and self._scheme
            else words
        )

    def _holder(self, key: str, group: str = "") -> str:
        if self._scheme is None or self._label is None:
            return ""
        return key_holder(self._scheme, group or self._label.group, key, self._label.id)

    def _stroke(self) -> str:
        group = self._scheme.group(self._label.group) if self._scheme and self._label else None
        return group.stroke if group else "thin"

    def _tell(self, **fields: Any) -> None:
        if self._label is not None:
            self.changed.emit(self._label.id, fields)

    def _on_names(self, names: dict[str, str]) -> None:
        same = self._label is not None and self._label.short == self._label.names
        self._tell(names=names, **({"short": names} if same else {}))

    def _on_short(self, names: dict[str, str]) -> None:
        self._tell(short=names or self.names.names())

    def _on_abbr(self, names: dict[str, str]) -> None:
        self._tell(abbr=names)

    def _on_description(self, names: dict[str, str]) -> None:
        self._tell(description=names)

    def _on_group(self) -> None:
        group = self.group.currentData()
        holder = self._holder(self._label.key, group) if self._label else ""
        self._tell(group=group, **({"key": ""} if holder else {}))

    def _on_key(self) -> None:
        key = self.key.currentData()
        holder = self._holder(key)
        if holder and self._scheme is not None and self._label is not None:
            words = tr("{key} gives {label} already. Take it away there first.")
            self.taken.setText(
                words.format(key=self._key_words(key).split(" (")[0], label=label_name(self._scheme, holder))
            )
            self.taken.show()
            self.key.setCurrentIndex(max(0, self.key.findData(self._label.key)))
            return
        self.taken.hide()
        self._tell(key=key)

    def _on_hue_moved(self, hue: float) -> None:
        if self._label is not None:
            self.colour.follow(replace(self._label, hue=hue, light=None, dark=None), self._stroke())

    def _on_hue(self, hue: float) -> None:
        self._tell(hue=hue)


def _fill(box: QComboBox, choices: Sequence[tuple[str, str]], current: str) -> None:
    box.clear()
    for code, words in choices:
        box.addItem(words, code)
    box.setCurrentIndex(max(0, box.findData(current)))


def _rows(form: QFormLayout, rows: Sequence[tuple[str, QWidget]]) -> None:
    for words, widget in rows:
        form.addRow(words, widget)
        if not widget.accessibleName():
            widget.setAccessibleName(words)
