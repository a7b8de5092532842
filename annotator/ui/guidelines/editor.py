"""Writing a page: Markdown at the left, what it looks like at the right, earlier versions above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSplitter, QWidget

from annotator.i18n import tr
from annotator.model.guidelines import normal
from annotator.store.fact_history import FactVersion
from annotator.ui.dialogs.base import Dialog
from annotator.ui.guidelines.pane import moment
from annotator.ui.guidelines.rendering import MarkdownView
from annotator.ui.theme import Themes, font

WAIT_MS = 150


class GuidelineDialog(Dialog):
    """``wanted`` carries the label and the text to store. It stays open until the text is stored."""

    wanted = Signal(str, str)

    def __init__(self, label: str, title: str, text: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Guideline: {label}").format(label=title), themes, parent)
        self.resize(980, 600)
        self.label, self._stored = label, text
        self._versions: list[FactVersion] = []
        self.versions = QComboBox(self)
        self.text = QPlainTextEdit(self)
        self.view = MarkdownView(themes, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WAIT_MS)
        self._build(title)
        self.text.setPlainText(text)
        self._later.timeout.connect(self._render)
        self.text.textChanged.connect(self._on_typed)
        self.versions.activated.connect(self._on_version)
        self._render()
        self._check()
        self.text.setFocus()

    def _build(self, title: str) -> None:
        self.add_title(title)
        self.add_field(tr("Versions"), self.versions)
        self.text.setAccessibleName(tr("Text in Markdown"))
        self.text.setFont(font("number", 13))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(
            tr("# Title\n\nWhat belongs to the label, what does not.\n\n## Examples\n\n- “…”")
        )
        self.view.setAccessibleName(tr("What it looks like"))
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.text)
        halves.addWidget(self.view)
        halves.setSizes([480, 480])
        halves.setChildrenCollapsible(False)
        self.body.addWidget(halves, 1)
        self.add_button(tr("Close"), "Esc").clicked.connect(self.reject)
        self._store = self.add_button(tr("Store"), "Ctrl ↵", primary=True)
        self._store.clicked.connect(self.store)

    def show_versions(self, versions: Sequence[FactVersion], names: Mapping[str, str]) -> None:
        """Earlier versions, the newest first; choosing one puts its text into the field, to be stored or not."""
        self._versions = list(versions)
        acts = {"undo": tr("taken back"), "redo": tr("done again")}
        for one in versions:
            words = f"{moment(one.time)}  {names.get(one.actor, one.actor)}  {acts.get(one.act, '')}".rstrip()
            self.versions.addItem(words if one.value else f"{words}  {tr('(empty)')}")
        if not versions:
            self.versions.addItem(tr("none yet"))
        self.versions.setEnabled(len(versions) > 1)

    def written(self) -> str:
        """What is in the field, as it would be stored; every sign as typed (Qt's plain text would change some)."""
        raw = self.text.document().toRawText()
        return normal(raw.replace("\u2029", "\n").replace("\u2028", "\n"))

    def store(self) -> None:
        """Ask for the text to be stored."""
        if self._store.isEnabled():
            self.wanted.emit(self.label, self.written())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.store()
            return
        super().keyPressEvent(event)

    def _on_typed(self) -> None:
        self._later.start()
        self._check()

    def _check(self) -> None:
        changed = self.written() != normal(self._stored)
        self._store.setEnabled(changed)
        self.note.setText(tr("Not stored yet.") if changed else "")

    def _on_version(self, row: int) -> None:
        if 0 <= row < len(self._versions):
            self.text.setPlainText(str(self._versions[row].value or ""))

    def _render(self) -> None:
        self.view.show_page(self.written())
