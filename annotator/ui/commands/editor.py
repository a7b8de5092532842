"""The shortcut editor: every action and its key, with what a new key would collide with said before it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.i18n import tr
from annotator.ui.actions import ActionSpec, menu_titles
from annotator.ui.commands.keymap import collision, portable
from annotator.ui.commands.matching import fit
from annotator.ui.commands.typing import OFF, PLAIN, TELEX, VNI
from annotator.ui.dialogs.base import Dialog
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton
from annotator.ui.widgets.paint import key_text

_MODIFIER_KEYS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class KeyField(QLineEdit):
    """Shows the key that is pressed in it; ``pressed`` tells it. Tab and Esc keep their meaning."""

    pressed = Signal(str)

    def event(self, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.ShortcutOverride
        if (
            asked
            and isinstance(event, QKeyEvent)
            and event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif event.key() not in (*_MODIFIER_KEYS, 0, Qt.Key.Key_unknown):
            self.pressed.emit(
                QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
            )


class KeysEditor(Dialog):
    """``kept`` carries (own keys by action, the method by which letters are typed) when they are to be in force."""

    kept = Signal(object, str)

    def __init__(
        self, shipped: Sequence[ActionSpec], own: Mapping[str, Sequence[str]], letters: str, themes: Themes, parent: QWidget
    ) -> None:  # fmt: skip
        super().__init__(tr("Change keys"), themes, parent)
        self.resize(760, 620)
        self._shipped = {spec.id: spec for spec in shipped}
        self.table_now = [replace(spec, keys=tuple(own.get(spec.id, spec.keys))) for spec in shipped]
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("A few letters of a command, marks are not needed"))
        self.search.setAccessibleName(tr("Command"))
        self.search.textChanged.connect(self._on_search)
        self.body.addWidget(self.search)
        self.rows = QTableWidget(len(shipped), 3, self)
        self._prepare()
        self.body.addWidget(self.rows, 1)
        self._build_field()
        self._build_letters(letters)
        self.add_button(tr("Cancel"), "Esc").clicked.connect(self.reject)
        self.keep = self.add_button(tr("Keep"), primary=True)
        self.keep.clicked.connect(self._on_keep)
        self.keep.setDefault(False)
        for button in self.findChildren(CapButton):
            button.setAutoDefault(False)
        self.rows.setCurrentCell(0, 0)

    def _prepare(self) -> None:
        rows = self.rows
        rows.setAccessibleName(tr("Keys"))
        rows.setHorizontalHeaderLabels([tr("Command"), tr("Menu"), tr("Key")])
        rows.verticalHeader().hide()
        rows.setShowGrid(False)
        rows.setTabKeyNavigation(False)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        rows.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        rows.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        rows.setColumnWidth(1, 120)
        rows.setColumnWidth(2, 200)
        titles = dict(menu_titles())
        for row, spec in enumerate(self.table_now):
            for column, words in enumerate((spec.text.rstrip("…"), titles[spec.menu.split("/")[0]], "")):
                rows.setItem(row, column, QTableWidgetItem(words))
            self._show_key(row)
        rows.currentCellChanged.connect(self._on_row)

    def _build_field(self) -> None:
        self.field = KeyField(self)
        self.field.setPlaceholderText(tr("Press the new key here"))
        self.field.pressed.connect(self.set_key)
        self.take_away = CapButton(self.themes, self)
        self.take_away.set_words(tr("No key"))
        self.take_away.clicked.connect(self._on_take_away)
        self.reset = CapButton(self.themes, self)
        self.reset.set_words(tr("As shipped"))
        self.reset.clicked.connect(self._on_reset)
        self.reset_all = CapButton(self.themes, self)
        self.reset_all.set_words(tr("All as shipped"))
        self.reset_all.clicked.connect(self._on_reset_all)
        self.add_field(
            tr("Key of the chosen command"), self.field, self.take_away, self.reset, self.reset_all
        )

    def _build_letters(self, letters: str) -> None:
        self.letters = QComboBox(self)
        for method, words in (
            (OFF, tr("Letters give no labels")), (PLAIN, tr("Letters give labels; no Vietnamese keyboard")),
            (TELEX, tr("Letters give labels; Telex keyboard")), (VNI, tr("Letters give labels; VNI keyboard")),
        ):  # fmt: skip
            self.letters.addItem(words, method)
        self.letters.setCurrentIndex(max(0, self.letters.findData(letters)))
        row = QHBoxLayout()
        row.addWidget(self.letters)
        row.addStretch(1)
        self.letters.setAccessibleName(tr("Letters as label keys"))
        self.body.addLayout(row)

    # a row ------------------------------------------------------------------------------------------------
    def choose(self, action: str) -> None:
        """Go to the row of an action."""
        self.rows.setCurrentCell(next(n for n, spec in enumerate(self.table_now) if spec.id == action), 0)

    def _show_key(self, row: int) -> None:
        spec = self.table_now[row]
        words = "   ".join(key_text(key) for key in spec.keys)
        item = self.rows.item(row, 2)
        if item is not None:
            item.setText(words)
            changed = spec.keys != self._shipped[spec.id].keys
            face = item.font()
            face.setBold(changed)
            item.setFont(face)

    def _on_row(self) -> None:
        self.field.clear()
        self.note.setText("")

    def set_key(self, key: str) -> None:
        """The key for the chosen command; refused with the reason where it collides."""
        row = self.rows.currentRow()
        if row < 0:
            return
        self.field.setText(key_text(key))
        spec = self.table_now[row]
        shipped = {portable(one) for one in self._shipped[spec.id].keys}
        others = [one for one in self.table_now if one.id != spec.id]
        trouble = collision(key, spec.id, others)
        taken = any(portable(key) in map(portable, one.keys) for one in others)
        if trouble and not (portable(key) in shipped and not taken):
            self.note.setText(trouble)
            return
        self._set(row, (portable(key),))

    def _set(self, row: int, keys: tuple[str, ...]) -> None:
        self.table_now[row] = replace(self.table_now[row], keys=keys)
        self.note.setText("")
        self._show_key(row)

    def _on_take_away(self) -> None:
        if self.rows.currentRow() >= 0:
            self._set(self.rows.currentRow(), ())

    def _on_reset(self) -> None:
        row = self.rows.currentRow()
        if row < 0:
            return
        spec = self._shipped[self.table_now[row].id]
        wanted = set(map(portable, spec.keys))
        for other in self.table_now:
            if other.id != spec.id and wanted & set(map(portable, other.keys)):
                words = tr("{key} belongs to “{action}”.")
                self.note.setText(words.format(key=key_text(spec.keys[0]), action=other.text.rstrip("…")))
                return
        self._set(row, spec.keys)

    def _on_reset_all(self) -> None:
        for row, spec in enumerate(self.table_now):
            self._set(row, self._shipped[spec.id].keys)

    def _on_search(self, query: str) -> None:
        for row, spec in enumerate(self.table_now):
            names = [spec.text, *spec.keys, *(key_text(key) for key in spec.keys)]
            self.rows.setRowHidden(row, fit(query, names) is None)

    def _on_keep(self) -> None:
        own = {spec.id: spec.keys for spec in self.table_now if spec.keys != self._shipped[spec.id].keys}
        self.accept()
        self.kept.emit(own, str(self.letters.currentData()))
