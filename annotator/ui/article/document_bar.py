"""The bar above the article: where one is in the queue, the title, the document's labels, finish or reopen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import Attribute, AttributeType, AttributeValue
from annotator.ui.labels import name_of, value_text
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import FlatChoice
from annotator.ui.widgets.controls import CapButton, ElidedLabel, IconButton
from annotator.ui.widgets.paint import cap_of

_TRUE, _FALSE = "true", "false"


class DocumentBar(QWidget):
    """Shows one document's head; every wish is a signal."""

    previous_requested = Signal()
    next_requested = Signal()
    finish_requested = Signal()
    reopen_requested = Signal()
    label_requested = Signal(str, object)

    def __init__(self, labels: Sequence[Attribute], themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(44)
        self._labels = {a.id: a for a in labels if a.type in (AttributeType.CHOICE, AttributeType.BOOL)}
        self._finished = False
        self._previous = IconButton(themes, "previous", tr("Previous document") + "  (Ctrl PgUp)", self)
        self._next = IconButton(themes, "next", tr("Next document") + "  (Ctrl PgDn)", self)
        self._title = ElidedLabel(self, "strong")
        self._choices: dict[str, FlatChoice] = {}
        self.button = CapButton(themes, self, primary=True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._build(themes)

    def _build(self, themes: Themes) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 14, 0)
        row.setSpacing(0)
        row.addWidget(self._previous)
        row.addWidget(self._next)
        row.addSpacing(6)
        row.addWidget(self._title, 1)
        row.addSpacing(8)
        for attribute in self._labels.values():
            choice = FlatChoice(themes, self, name_of(attribute.names, attribute.id))
            choice.set_choices(_choices_of(attribute))
            choice.chosen.connect(self._on_label)
            self._choices[attribute.id] = choice
            row.addWidget(choice)
            row.addSpacing(4)
        row.addSpacing(6)
        row.addWidget(self.button)
        self._previous.clicked.connect(self.previous_requested)
        self._next.clicked.connect(self.next_requested)
        self.button.clicked.connect(self._on_button)

    def show_document(
        self, title: str, labels: Mapping[str, AttributeValue], *, finished: bool, writable: bool
    ) -> None:
        """Show a document's head."""
        self._finished = finished
        self._title.setText(title)
        for attribute_id, choice in self._choices.items():
            attribute, value = self._labels[attribute_id], labels.get(attribute_id)
            words = value_text(attribute, value) if value is not None else tr("not set")
            choice.show_value(_key_of(value), words, missing=value is None and attribute.required)
            choice.setEnabled(writable and not finished)
        if finished:
            self.button.set_words(tr("Reopen"), cap_of("reopen"), primary=False)
        else:
            self.button.set_words(tr("Finish"), cap_of("finish"), primary=True)
        self.button.setEnabled(writable)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = (
            110
            + self.button.sizeHint().width()
            + sum(c.sizeHint().width() + 4 for c in self._choices.values())
        )
        room = self.width() - wanted
        for choice in reversed(self._choices.values()):
            choice.setVisible(room >= 140)
            if room < 140:
                room += choice.sizeHint().width() + 4

    def _on_button(self) -> None:
        (self.reopen_requested if self._finished else self.finish_requested).emit()

    def _on_label(self, key: str) -> None:
        sender = self.sender()
        for attribute_id, choice in self._choices.items():
            if choice is sender:
                kind = self._labels[attribute_id].type
                value: object = (key == _TRUE) if kind is AttributeType.BOOL and key else key or None
                self.label_requested.emit(attribute_id, value)


def _choices_of(attribute: Attribute) -> list[tuple[str, str]]:
    if attribute.type is AttributeType.BOOL:
        named = [(_TRUE, tr("yes")), (_FALSE, tr("no"))]
    else:
        named = [(choice.id, name_of(choice.names, choice.id)) for choice in attribute.choices]
    return [*named, ("", tr("not set"))]


def _key_of(value: AttributeValue | None) -> str:
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    return value or ""
