"""A new project: where it lies, which labels it has, who works in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton, QWidget

from annotator.errors import AnnotatorError
from annotator.formats.scheme_toml import bundled_schemes, load_scheme
from annotator.i18n import tr
from annotator.model.people import Annotator, person_id
from annotator.model.scheme import LabelScheme
from annotator.ui.dialogs.base import Dialog
from annotator.ui.labels import name_of
from annotator.ui.settings import SUFFIX
from annotator.ui.theme import Themes
from annotator.wording import describe_error


class NewProjectDialog(Dialog):
    """``wanted`` carries (path, scheme, person) once all three make sense."""

    wanted = Signal(object, object, object)

    def __init__(self, folder: Path, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("New project"), themes, parent)
        self.setMinimumWidth(520)
        self.add_title(tr("New project"))
        self.path = QLineEdit(str(folder / f"{tr('corpus')}{SUFFIX}"), self)
        browse = QPushButton(tr("Choose…"), self)
        browse.clicked.connect(self._on_browse)
        self.add_field(tr("File"), self.path, browse)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(tr("as others shall read it"))
        self.add_field(tr("Your name"), self.name)
        self.schemes = QComboBox(self)
        for scheme_id in bundled_schemes():
            scheme = load_scheme(scheme_id)
            words = tr("{name}, {count} labels").format(
                name=name_of(scheme.names, scheme.id), count=len(scheme.labels)
            )
            self.schemes.addItem(words, scheme)
        self.schemes.setCurrentIndex(max(0, self.schemes.count() - 1))
        other = QPushButton(tr("From a file…"), self)
        other.clicked.connect(self._on_scheme_file)
        self.add_field(tr("Labels"), self.schemes, other)
        self.body.addStretch(1)
        self.add_button(tr("Leave it"), "Esc").clicked.connect(self.reject)
        self._make = self.add_button(tr("Create"), "↵", primary=True)
        self._make.clicked.connect(self._on_make)
        for field in (self.path, self.name):
            field.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    def _file(self) -> Path:
        path = Path(self.path.text().strip()).expanduser()
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    def _check(self) -> None:
        problem = ""
        if not self.path.text().strip():
            problem = tr("Choose where the project lies.")
        elif self._file().exists():
            problem = tr("There is a file of this name already. Choose another name.")
        elif not self._file().parent.is_dir():
            problem = tr("There is no such folder.")
        elif not self.name.text().strip():
            problem = tr("Write your name; every mark carries it.")
        self.note.setText(problem)
        self._make.setEnabled(not problem)

    def _on_browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("New project"), self.path.text(), tr("Projects") + f" (*{SUFFIX})"
        )
        if chosen:
            self.path.setText(chosen)

    def _on_scheme_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Labels"), "", tr("Label schemes") + " (*.toml)")
        if not chosen:
            return
        try:
            scheme = load_scheme(Path(chosen))
        except AnnotatorError as error:
            self.note.setText(describe_error(error))
            return
        self.schemes.addItem(name_of(scheme.names, scheme.id), scheme)
        self.schemes.setCurrentIndex(self.schemes.count() - 1)

    def _on_make(self) -> None:
        scheme = self.schemes.currentData()
        if isinstance(scheme, LabelScheme):
            name = " ".join(self.name.text().split())
            self.wanted.emit(self._file(), scheme, Annotator(person_id(name), name))
            self.accept()
