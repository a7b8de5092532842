"""Small dialogs: a reason, the sheet of keys, about, about this project, somebody else has the project open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator import __version__
from annotator.i18n import tr
from annotator.ui.actions import ActionSpec, menu_titles, reading_keys
from annotator.ui.commands.letters import letters_of
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import label_key, label_name, name_of
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import KeyHint, plain_label
from annotator.ui.widgets.paint import key_text

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme


class ReasonDialog(Dialog):
    """Asks why a document is skipped or flagged; ``given`` carries the reason, which may be empty."""

    given = Signal(str)

    def __init__(self, title: str, words: str, act: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(title, themes, parent)
        self.resize(440, 170)
        self.add_words(words)
        self.field = QLineEdit(self)
        self.field.setMaxLength(200)
        self.add_field(tr("Reason"), self.field)
        self.body.addStretch(1)
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self.add_button(act, "↵", primary=True).clicked.connect(self._on_given)

    def _on_given(self) -> None:
        self.given.emit(" ".join(self.field.text().split()))
        self.accept()


class KeysDialog(Dialog):
    """Every key, from the action table, the label scheme and the article itself."""

    def __init__(
        self,
        table: Sequence[ActionSpec],
        scheme: LabelScheme | None,
        themes: Themes,
        parent: QWidget,
        *,
        letters: bool = False,
    ) -> None:
        super().__init__(tr("Keys"), themes, parent, margins=False)
        self.resize(820, 620)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        sheet = QWidget(area)
        sheet.setProperty("surface", "paper")
        row = QHBoxLayout(sheet)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(32)
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        for column in self._columns:
            column.setSpacing(1)
            row.addLayout(column, 1)
        self._sheet = sheet
        self._letters = letters
        self._fill(table, scheme)
        area.setWidget(sheet)
        self.body.addWidget(area)
        self.add_button(tr("Close"), "Esc", primary=True).clicked.connect(self.accept)

    def _fill(self, table: Sequence[ActionSpec], scheme: LabelScheme | None) -> None:
        heights = [0, 0]
        for title, rows in self._sections(table, scheme):
            number = heights.index(min(heights))
            column = self._columns[number]
            heading = plain_label(title, self._sheet, "strong")
            heading.setContentsMargins(0, 12 if heights[number] else 0, 0, 4)
            column.addWidget(heading)
            for keys, words in rows:
                caps = " ".join(key_text(key) for key in keys.split("  "))
                hint = KeyHint(self.themes, caps, words.rstrip("…"), self._sheet)
                column.addWidget(hint, 0, Qt.AlignmentFlag.AlignLeft)
            heights[number] += len(rows) + 2
        for column in self._columns:
            column.addStretch(1)

    def _sections(
        self, table: Sequence[ActionSpec], scheme: LabelScheme | None
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        sections: list[tuple[str, list[tuple[str, str]]]] = [(tr("In the article"), reading_keys())]
        for menu_id, title in menu_titles():
            rows = [
                (spec.keys[0], spec.text)
                for spec in table
                if spec.menu.split("/")[0] == menu_id and spec.keys
            ]
            if rows:
                sections.append((title, rows))
        for group in scheme.groups if scheme else ():
            labels = [one for one in scheme.labels if one.group == group.id and one.key]  # type: ignore[union-attr]
            keys = [(label_key(scheme, one), name_of(one.names, one.id)) for one in labels]  # type: ignore[arg-type]
            sections.append((name_of(group.names, group.id), keys))
        if scheme is not None and self._letters:
            given = sorted(letters_of(scheme).items())
            rows = [(letter.upper(), label_name(scheme, label)) for letter, label in given]
            sections.append((tr("Letters as label keys"), rows))
        return sections

    def sizeHint(self) -> QSize:
        return QSize(820, 620)


class FactsDialog(Dialog):
    """A heading and plain facts: about the program, about the project."""

    def __init__(
        self, title: str, facts: Sequence[tuple[str, str]], words: str, themes: Themes, parent: QWidget
    ) -> None:
        super().__init__(title, themes, parent)
        self.setMinimumWidth(460)
        self.add_title(title)
        if words:
            self.add_words(words)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for row, (name, value) in enumerate(facts):
            grid.addWidget(plain_label(name, self, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = plain_label(value, self)
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, row, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.add_button(tr("Close"), "Esc", primary=True).clicked.connect(self.accept)


def about_dialog(themes: Themes, parent: QWidget) -> FactsDialog:
    """About the program."""
    from PySide6.QtCore import qVersion

    words = tr("Builds a labelled corpus by hand, offline. Everything stays in files on this computer.")
    facts = [
        (tr("Version"), __version__),
        ("Qt", qVersion()),
        (tr("Fonts"), "Be Vietnam Pro, Noto Sans, Noto Serif (OFL)"),
    ]
    return FactsDialog("Annotator", facts, words, themes, parent)


class LockedDialog(Dialog):
    """Somebody has the project open, or it cannot be written to: say so, offer to read."""

    read_requested = Signal()

    def __init__(self, title: str, words: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(title, themes, parent)
        self.setMinimumWidth(440)
        self.add_title(title)
        self.add_words(words)
        self.add_words(
            tr("It can be opened for reading meanwhile; nothing can be changed then."), "secondary"
        )
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self.add_button(tr("Open for reading"), "↵", primary=True).clicked.connect(self._on_read)

    def _on_read(self) -> None:
        self.accept()
        self.read_requested.emit()
