"""Opens the dialogs and carries out what they ask for. The window knows only this one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.services.session import Session
from annotator.ui.failures import Failures
from annotator.ui.settings import Settings
from annotator.ui.theme import Themes
from annotator.ui.worker import Jobs


class Desk(QObject):
    project_chosen = Signal(object)
    read_only_chosen = Signal(object)
    close_requested = Signal()

    def __init__(self, window: QWidget, themes: Themes, failures: Failures, jobs: Jobs, settings: Settings) -> None:
        super().__init__(window)
        self.session: Session | None = None

    def slots(self) -> dict[str, Callable[[], object]]:
        return {}

    def new_project(self) -> None: ...
    def open_project(self) -> None: ...
    def open_sample(self) -> None: ...
    def offer_read_only(self, path: Path, words: str) -> None: ...
