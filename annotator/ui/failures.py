"""The only place that shows an error: a bar above the article for what a person can mend, a dialog for the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.errors import AnnotatorError, StoreError, UserError
from annotator.i18n import tr
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
        box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
        if details:
            box.setDetailedText(details)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def bug(self, error: BaseException, trace: str) -> None:
        """Something nobody expected: logged every time, shown once. The window stays, the work is on disk."""
        log.error("unexpected: %s\n%s", error, trace)
        place = trace.strip().splitlines()[-2:] if trace.strip() else []
        if str(place) in self._known_bugs:
            return
        self._known_bugs.add(str(place))
        words = tr(
            "The program made a mistake. Your work is saved; you can go on. The report below helps to mend it."
        )
        self.dialog(tr("A mistake in the program"), words, trace)
