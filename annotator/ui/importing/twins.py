"""Texts that are there already, the same or nearly, and what is to become of the latter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import ntr, tr
from annotator.services.survey import Twin
from annotator.ui.importing.tables import Table, TextTable
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import Segmented, plain_label
from annotator.wording import place_in_file

TAKE, SKIP = "take", "skip"


class Twins(QWidget):
    """A table; above it the one choice there is."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = plain_label("", self, "secondary")
        self.words.setWordWrap(True)
        self.choice = Segmented(
            [(TAKE, tr("Take them")), (SKIP, tr("Leave them out"))], self, tr("Nearly the same")
        )
        self.choice.choose(TAKE)
        self.choice.setFixedWidth(220)
        self.model = TextTable([tr("In the files"), tr("Where"), tr("How"), tr("There already")], self)
        self.table = Table(self.model, 3, self, tr("Texts that are there already"))
        self.table.set_widths({0: 300, 1: 190, 2: 100})
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        row.addWidget(plain_label(tr("Nearly the same"), self, "caption"))
        row.addWidget(self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def show_twins(self, twins: Sequence[Twin]) -> None:
        """Show these, nearly equal ones first."""
        rows = sorted(twins, key=lambda twin: not twin.near)
        near = sum(twin.near for twin in rows)
        same = len(rows) - near
        words = [
            ntr("{n} text is there already and is not stored twice.", "{n} texts are there already and are not stored twice.", same).format(n=number_words(same)),
            ntr("{n} is nearly one that is there.", "{n} are nearly such as are there.", near).format(n=number_words(near)),
        ]  # fmt: skip
        self.words.setText(" ".join(words) if rows else tr("No text is there already."))
        self.choice.setEnabled(near > 0)
        self.model.show(
            [
                (
                    twin.title,
                    place_in_file(twin.path, twin.line),
                    tr("nearly") if twin.near else tr("the same"),
                    twin.other_title if twin.other else tr("in these files: {title}").format(title=twin.other_title),
                )
                for twin in rows
            ]
        )  # fmt: skip
        self.table.choose_first()
