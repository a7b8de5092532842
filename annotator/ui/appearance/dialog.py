"""How the window looks, changed while one looks at it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from annotator.i18n import tr
from annotator.ui.appearance.look import COLUMNS, SIZES, SPACINGS, TextLook
from annotator.ui.dialogs.base import Dialog
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import Segmented


class AppearanceDialog(Dialog):
    """``theme_wanted`` and ``text_wanted`` follow every move; there is nothing to confirm."""

    theme_wanted = Signal(str)
    text_wanted = Signal(object)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Appearance"), themes, parent)
        self.setMinimumWidth(420)
        self.theme = QComboBox(self)
        for choice, words in (
            ("system", tr("Colours of the system")), ("light", tr("Light colours")), ("dark", tr("Dark colours")),
            ("contrast", tr("High contrast, light")), ("contrast-dark", tr("High contrast, dark")),
        ):  # fmt: skip
            self.theme.addItem(words, choice)
        self.theme.setCurrentIndex(max(0, self.theme.findData(themes.choice)))
        self.theme.activated.connect(self._on_theme)
        self.add_field(tr("Colours"), self.theme)
        self.family = Segmented(
            [("serif", tr("Serif")), ("sans", tr("Sans serif"))], self, tr("Letters of articles")
        )
        self.family.chosen.connect(self._on_family)
        self.add_field(tr("Letters of articles"), self.family)
        self.text_size = self._spin(SIZES, " px")
        self.spacing = self._spin(SPACINGS, " %")
        self.column = self._spin(COLUMNS, " px")
        self.add_field(tr("Text size of articles"), self.text_size)
        self.add_field(tr("Line spacing"), self.spacing)
        self.add_field(tr("Widest column, at a text size of 16"), self.column)
        self.body.addStretch(1)
        self.note.setText(tr("Each change holds at once."))
        self.reset = self.add_button(tr("As shipped"))
        self.reset.clicked.connect(self._on_reset)
        self.add_button(tr("Close"), "Esc", primary=True).clicked.connect(self.accept)
        self._show(themes.text)
        for spin in (self.text_size, self.spacing, self.column):
            spin.valueChanged.connect(self._on_number)

    def _spin(self, allowed: range, suffix: str) -> QSpinBox:
        spin = QSpinBox(self)
        spin.setRange(allowed[0], allowed[-1])
        spin.setSingleStep(allowed.step)
        spin.setSuffix(suffix)
        spin.lineEdit().setTextMargins(6, 0, 0, 0)
        return spin

    def _show(self, look: TextLook) -> None:
        self.family.choose(look.family)
        for spin, value in (
            (self.text_size, look.size),
            (self.spacing, look.spacing),
            (self.column, look.column),
        ):
            spin.setValue(value)

    def _on_theme(self) -> None:
        self.theme_wanted.emit(str(self.theme.currentData()))

    def _on_family(self, family: str) -> None:
        self.text_wanted.emit(replace(self.themes.text, family=family))

    def _on_number(self) -> None:
        self.text_wanted.emit(
            TextLook(
                self.text_size.value(), self.spacing.value(), self.column.value(), self.themes.text.family
            )
        )

    def _on_reset(self) -> None:
        self.text_wanted.emit(TextLook())
        self._show(TextLook())
