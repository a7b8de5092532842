"""The only place that shows an error: a bar above the article for what a person can mend, a dialog for the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox, QWidget

from annotator.errors import AnnotatorError, StoreError, UserError
from annotator.i18n import tr
from annotator.ui.report import report_of
from annotator.wording import describe_error

log = logging.getLogger(__name__)


class Failures(QObject):
    """Runs a gesture and shows what it refused. ``told`` carries (kind, words) to the message bar."""

    told = Signal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._known_bugs: set[str] = set()

    def attempt(self, gesture: Callable[..., Any], *args: Any) -> Any:
        """Call ``gesture(*args)``; its result, or None after showing why it was refused."""
        try:
            return gesture(*args)
        except AnnotatorError as error:
            self.show(error)
            return None

    def show(self, error: AnnotatorError) -> None:
        """Show an expected failure: what the person can mend in the bar, trouble with the disk in a dialog."""
        words = describe_error(error)
        if isinstance(error, UserError) or not isinstance(error, StoreError):
            self.told.emit("warn", words)
            return
        log.warning("store: %s", error)
        self.dialog(tr("The project could not be changed"), words)

    def dialog(self, title: str, words: str, details: str = "") -> None:
        """A message that must be read before work goes on."""
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, title, words, QMessageBox.StandardButton.NoButton, self._window
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        close = box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(close)
        box.setEscapeButton(close)
        if details:
            box.setDetailedText(details)
            save = box.addButton(tr("Save the report…"), QMessageBox.ButtonRole.ActionRole)
            save.clicked.disconnect()  # the box stays: it may be wanted once more
            save.clicked.connect(self._on_save)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def bug(self, error: BaseException, trace: str) -> None:
        """Something nobody expected: logged every time, shown once. The window stays, the work is on disk.

        The log has the whole trace, the report only what names no document's words.
        """
        log.error("unexpected: %s\n%s", error, trace)
        place = trace.strip().splitlines()[-2:] if trace.strip() else []
        if str(place) in self._known_bugs:
            return
        self._known_bugs.add(str(place))
        words = tr(
            "The program made a mistake. Your work is saved; you can go on. The report below helps to mend it."
        )
        self.dialog(tr("A mistake in the program"), words, report_of(error))

    def _on_save(self) -> None:
        button = self.sender()
        box = button.window() if isinstance(button, QAbstractButton) else None
        if not isinstance(box, QMessageBox):
            return
        words = _save(box.detailedText(), box)
        if words:
            box.setInformativeText(words)

    def save_report(self, report: str, parent: QWidget) -> None:
        """Ask where to save a report that was kept, and say what came of it."""
        words = _save(report, parent)
        if words:
            self.told.emit("info", words)


def _save(report: str, parent: QWidget) -> str:
    """What came of asking for a file and writing to it; empty where nothing was chosen."""
    kinds = tr("Text") + " (*.txt)"
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save the report…"), "annotator-report.txt", kinds)
    if not chosen:
        return ""
    try:
        Path(chosen).write_text(report, encoding="utf-8")
    except OSError as error:
        return tr("The file could not be written ({detail}).").format(detail=error.strerror)
    return tr("Saved: {path}").format(path=chosen)
