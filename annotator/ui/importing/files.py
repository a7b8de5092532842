"""The files: what each was recognised as; and how texts in old encodings would read, before anybody believes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.formats import registry
from annotator.i18n import ntr, tr
from annotator.services.import_plan import ImportPlan
from annotator.services.survey import FileFound, Survey
from annotator.ui.importing.tables import Table, TextTable
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import hairline, plain_label

_QUOTED = 92  # signs of a candidate that are shown: one line
BELIEVE = "\x00believe"


class Files(QWidget):
    """``added`` and ``taken_out`` carry paths; ``read_otherwise`` tells that format or encoding was chosen."""

    added = Signal(object)
    taken_out = Signal(object)
    read_otherwise = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._paths: Sequence[Path] = ()
        self._found: list[FileFound] = []
        heads = [tr("File"), tr("Read as"), tr("Encoding"), tr("Documents"), tr("Spans"), tr("Not taken in")]
        self.model = TextTable(heads, self, numbers=(3, 4, 5))
        self.table = Table(self.model, 0, self, tr("Files and folders"))
        self.table.set_widths({1: 110, 2: 140, 3: 84, 4: 112, 5: 96})
        self.format = QComboBox(self)
        self.format.addItem(tr("by its content"), "")
        for name in registry.reader_names():
            self.format.addItem(name, name)
        self.encoding = QComboBox(self)
        self.encoding.setAccessibleName(tr("Encoding"))
        self._quote = plain_label("", self)
        self._old_words = plain_label("", self, "strong")
        self._old = self._old_box()
        self._build()
        self.format.activated.connect(self.read_otherwise)
        self.encoding.activated.connect(self._on_encoding)
        self.table.selectionModel().currentRowChanged.connect(self._show_quote)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.buttons: list[QPushButton] = []
        for words, slot in (
            (tr("Add files…"), self._on_files), (tr("Add a folder…"), self._on_folder), (tr("Take out"), self._on_out),
        ):  # fmt: skip
            button = QPushButton(words, self)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
            self.buttons.append(button)
        row.addStretch(1)
        row.addWidget(plain_label(tr("Format"), self, "caption"))
        self.format.setAccessibleName(tr("Format"))
        self.format.setProperty("compact", True)
        row.addWidget(self.format)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self._old)

    def _old_box(self) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(8)
        column.addWidget(hairline(box))
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 0)
        row.addWidget(self._old_words, 1)
        row.addWidget(plain_label(tr("Read these as"), box, "caption"))
        self.encoding.setProperty("compact", True)
        self.encoding.setMinimumWidth(220)
        row.addWidget(self.encoding)
        column.addLayout(row)
        self._quote.setProperty("role", "quote")
        self._quote.setWordWrap(True)
        self._quote.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self._quote)
        box.hide()
        return box

    def choose(self, plan: ImportPlan) -> None:
        """Show what a plan says of format and encoding."""
        self.format.setCurrentIndex(max(0, self.format.findData(plan.format)))
        wanted = BELIEVE if plan.believe_encoding else plan.encoding
        if wanted and self.encoding.findData(wanted) < 0:
            self.encoding.addItem(wanted.lstrip("\x00"), wanted)
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(wanted)))

    def show_paths(self, paths: Sequence[Path]) -> None:
        """What was chosen, before it was looked at."""
        self._paths = list(paths)
        self._found = []
        self.model.show([(str(path), "…", "", "", "", "") for path in paths])
        self.table.choose_first()

    def show_survey(self, found: Survey) -> None:
        """What each file was recognised as."""
        self._found = list(found.files.values())
        self.model.show([_row(file, self._paths) for file in self._found])
        self.table.choose_first()
        self._show_old(found)

    def _show_old(self, found: Survey) -> None:
        """Files whose encoding a person must confirm, or has."""
        open_ones = found.undecided_encodings
        chosen = self.encoding.currentData()
        self._old.setVisible(bool(open_ones) or bool(chosen))
        if not open_ones:
            return
        counts: Counter[str] = Counter()
        for file in open_ones:
            counts.update({str(one["encoding"]): int(one["confidence"]) for one in file.candidates})
        self.encoding.clear()
        self.encoding.addItem(tr("nothing yet: leave them out"), "")
        self.encoding.addItem(tr("what each is recognised as, from 90 % on"), BELIEVE)
        for name, _ in counts.most_common():
            self.encoding.addItem(tr("{encoding}, all of them").format(encoding=name), name)
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(chosen)))
        words = ntr(
            "{n} file is not Unicode. How the chosen one would read:",
            "{n} files are not Unicode. How the chosen one would read:",
            len(open_ones),
        )
        self._old_words.setText(words.format(n=number_words(len(open_ones))))
        first = next(n for n, file in enumerate(self._found) if file.candidates)
        if not self._found[max(0, self.table.row())].candidates:
            self.table.selectRow(first)
        self._show_quote()

    def _show_quote(self) -> None:
        row = self.table.row()
        file = self._found[row] if 0 <= row < len(self._found) else None
        lines = [
            f"{one['encoding']} ({one['confidence']} %): {' / '.join(one['lines'])[:_QUOTED]}"
            for one in (file.candidates[:3] if file is not None else ())
        ]
        self._quote.setText("\n".join(lines) or tr("This file is Unicode, or was not read as text."))

    # what a person does -----------------------------------------------------------------------------------
    def _on_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("Import"), "", tr("All files") + " (*)")
        if chosen:
            self.added.emit([Path(path) for path in chosen])

    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Import"))
        if chosen:
            self.added.emit([Path(chosen)])

    def _on_out(self) -> None:
        row = self.table.row()
        if row < 0:
            return
        shown = self._found[row].path if self._found else str(self._paths[row])
        gone = [path for path in self._paths if shown == str(path) or Path(shown).is_relative_to(path)]
        self.taken_out.emit(gone)

    def _on_encoding(self) -> None:
        self.read_otherwise.emit()


def _row(file: FileFound, paths: Sequence[Path]) -> tuple[str, ...]:
    encoding = file.encoding
    if file.candidates:
        encoding = tr("{encoding}? {confidence} %").format(encoding=encoding, confidence=file.confidence)
        encoding = encoding if file.encoding else tr("not certain")
    elif file.confidence < 100:
        encoding = f"{encoding}, {file.confidence} %"
    errors = number_words(file.errors) if file.errors else ""
    spans = number_words(file.spans) if file.spans else ""
    return (
        _shown(file.path, paths), file.format or tr("not known"), encoding, number_words(file.documents), spans, errors,
    )  # fmt: skip


def _shown(path: str, paths: Sequence[Path]) -> str:
    """The path as far as it tells more than what was chosen."""
    for root in paths:
        if path == str(root):
            return root.name
        if PurePath(path).is_relative_to(root):
            return f"{root.name}/{PurePath(path).relative_to(root).as_posix()}"
    return path
