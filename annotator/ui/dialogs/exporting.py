"""Export: format, layer and folder; for DocBin every check opened before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.formats.docbin_types import Action
from annotator.i18n import ntr, tr
from annotator.ui.dialogs.base import Dialog
from annotator.ui.dialogs.checks import CheckItem, ChecksList
from annotator.ui.dialogs.misaligned import MisalignedModel, MisalignedView
from annotator.ui.dialogs.nested import NestedView
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, Segmented, hairline, plain_label

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.exporting import Preflight


class ExportDialog(Dialog):
    """``preflight_wanted`` asks for the checks of a layer; ``wanted`` carries (format, layer, folder, choices).

    ``place_wanted`` carries a row (``Cut`` or ``Nested``) whose place in the article a person wants to see.
    """

    preflight_wanted = Signal(str)
    wanted = Signal(str, str, object, object)
    place_wanted = Signal(object)

    def __init__(
        self,
        scheme: LabelScheme,
        layers: Sequence[tuple[str, str]],
        folder: Path,
        themes: Themes,
        parent: QWidget,
    ) -> None:
        super().__init__(tr("Export"), themes, parent, margins=False)
        self.resize(1128, 716)
        self._scheme, self._found, self._spans = scheme, False, 0
        self.kind = QComboBox(self)
        self.kind.addItem(tr("DocBin for spaCy"), "docbin")
        self.kind.addItem(tr("JSON lines"), "jsonl")
        self.layer = QComboBox(self)
        for key, name in layers:
            self.layer.addItem(name, key)
        self.folder = QLineEdit(str(folder), self)
        self.folder.setProperty("compact", True)
        self._sum = plain_label("", self)
        self.model = MisalignedModel(scheme, self)
        self.rows = MisalignedView(scheme, themes, self.model, self)
        self.nested = NestedView(scheme, themes, self)
        self.checks = ChecksList(themes, self)
        self._all = Segmented(
            [("expand", tr("Expand")), ("contract", tr("Contract")), ("skip", tr("Leave out"))],
            self,
            tr("All"),
        )
        self._title = plain_label("", self, "title")
        self._pages = QStackedWidget(self)
        self._wait = plain_label(tr("Checking every span against the tokenizer…"), self, "secondary")
        self._build()
        self._connect()
        self._show_kind()

    # building ---------------------------------------------------------------------------------------------
    def _build(self) -> None:
        self.body.addWidget(self._head())
        self.body.addWidget(hairline(self))
        row = QHBoxLayout()
        row.setSpacing(0)
        self.checks.setFixedWidth(236)
        row.addWidget(self.checks)
        row.addWidget(hairline(self, "vline"))
        row.addWidget(self._pages, 1)
        self._pages.addWidget(self._centred(self._wait))
        self._pages.addWidget(self._checked_page())
        self._lines = plain_label("", self)
        self._lines.setWordWrap(True)
        self._pages.addWidget(self._centred(self._lines))
        self.body.addLayout(row, 1)
        read_back = tr("What is written is read back and compared with the project.")
        self.note.setText(read_back + " " + tr("Enter shows a span in the article."))
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self.start: CapButton = self.add_button(tr("Export"), "Ctrl ↵", primary=True)
        self.start.setShortcut("Ctrl+Return")

    def _head(self) -> QWidget:
        head = QWidget(self)
        head.setFixedHeight(48)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        browse = QPushButton(tr("Choose…"), head)
        browse.setProperty("compact", True)
        browse.clicked.connect(self._on_browse)
        for caption, widget in (
            (tr("Format"), self.kind),
            (tr("Layer"), self.layer),
            (tr("Folder"), self.folder),
        ):
            widget.setProperty("compact", True)
            widget.setAccessibleName(caption)
            row.addWidget(plain_label(caption, head, "caption"))
            row.addWidget(widget, 1 if widget is self.folder else 0)
            row.addSpacing(10)
        row.addWidget(browse)
        row.addSpacing(12)
        row.addWidget(self._sum)
        return head

    def _checked_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 8)
        top.addWidget(self._title, 1)
        self._all_words = plain_label(tr("All"), page, "caption")
        top.addWidget(self._all_words)
        top.addSpacing(8)
        self._all.setFixedWidth(200)
        top.addWidget(self._all)
        column.addLayout(top)
        column.addWidget(hairline(page))
        column.addWidget(self.rows, 3)
        column.addWidget(self.nested, 2)
        return page

    def _centred(self, widget: QWidget) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.addStretch(1)
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return box

    def _connect(self) -> None:
        self.kind.activated.connect(self._show_kind)
        self.layer.activated.connect(self._show_kind)
        self._all.chosen.connect(self._on_all)
        self.model.decided.connect(self._show_state)
        self.start.clicked.connect(self._on_start)
        self.rows.place_wanted.connect(self.place_wanted)
        self.nested.place_wanted.connect(self.place_wanted)

    def sizeHint(self) -> QSize:
        return QSize(1128, 716)

    # showing ----------------------------------------------------------------------------------------------
    def check_again(self) -> None:
        """Come back after a look at the article: what was chosen is kept as far as the spans are as they were."""
        self.open()
        self._show_kind()

    def _show_kind(self) -> None:
        self._found = False
        docbin = self.kind.currentData() == "docbin"
        self.checks.setVisible(docbin)
        self._sum.setText("")
        if docbin:
            self._pages.setCurrentIndex(0)
            self.preflight_wanted.emit(self.layer.currentData() or "")
        else:
            self._lines.setText(
                tr("One line per document and person: everything the project holds, nothing left out.")
            )
            self._pages.setCurrentIndex(2)
        self._show_state()

    def show_preflight(self, layer: str, found: Preflight) -> None:
        """Show the checks, if they are still those that are wanted."""
        if layer != self.layer.currentData() or self.kind.currentData() != "docbin":
            return
        self._found, self._spans = True, found.spans
        self.checks.show_checks(self._checks(found))
        self.model.show(found.misaligned)
        self.rows.fit()
        self.nested.show_rows(found.nested)
        self._pages.setCurrentIndex(1)
        wrong = len(found.misaligned)
        words = tr("{spans} spans in the project = {fit} that fit + {wrong} to mend")
        self._sum.setText(words.format(spans=found.spans, fit=found.aligned, wrong=wrong))
        title = ntr(
            "{n} span cuts through a syllable or a number",
            "{n} spans cut through a syllable or a number",
            wrong,
        )
        self._title.setText(title.format(n=wrong) if wrong else tr("Every span fits the tokens"))
        for widget in (self._all, self._all_words):
            widget.setVisible(wrong > 0)
        self._all.choose(None)
        self._show_state()

    @staticmethod
    def _checks(found: Preflight) -> list[CheckItem]:
        wrong = len(found.misaligned)
        return [
            CheckItem("warning" if wrong else "check", tr("Do not fit syllables"), wrong, tr("each needs a choice") if wrong else tr("nothing to mend")),
            CheckItem("info" if found.nested else "check", tr("Nested, overlapping"), len(found.nested), tr("in doc.spans, not in doc.ents")),
            CheckItem("info" if found.unreviewed else "check", tr("Paragraphs nobody looked at"), found.unreviewed, tr("written as missing, not as O")),
            CheckItem("info" if found.skipped else "check", tr("Skipped documents"), len(found.skipped), tr("not exported")),
            CheckItem("check", tr("Labels, places, texts"), found.spans, tr("agree with the project")),
        ]  # fmt: skip

    def _show_state(self) -> None:
        docbin = self.kind.currentData() == "docbin"
        open_rows = self.model.undecided() if docbin else 0
        ready = (self._found or not docbin) and not open_rows and self.layer.count() > 0
        self.start.setEnabled(ready)
        if docbin and self._found:
            left = self.model.count(Action.SKIP)
            self.start.set_words(tr("Export {count} spans").format(count=self._spans - left), "Ctrl ↵")
            if self.model.rowCount():
                self.checks.set_detail(0, tr("{done} of {count} have a choice").format(
                    done=self.model.rowCount() - open_rows, count=self.model.rowCount()))  # fmt: skip
        else:
            self.start.set_words(tr("Export"), "Ctrl ↵")

    # what a person does -----------------------------------------------------------------------------------
    def _on_all(self, action: str) -> None:
        self.model.decide_all(Action(action))
        self._all.choose(None)

    def _on_browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _on_start(self) -> None:
        kind = str(self.kind.currentData())
        self.wanted.emit(
            kind, str(self.layer.currentData()), Path(self.folder.text()).expanduser(), self.model.choices()
        )
        self.accept()
