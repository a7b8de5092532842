"""One search at a time, in a thread, on a connection of its own: hits arrive in handfuls, a new search stops the old one."""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.services.finding import find
from annotator.store.project import Project
from annotator.ui.latest import Latest
from annotator.ui.worker import Reporter

if TYPE_CHECKING:
    from annotator.services.finding import Hit

LIMIT = 5_000  # hits; nobody looks at more, and a list must stay light
HANDFUL_SECONDS = 0.05


class _Feed(QObject):
    """Emitted from the search's thread, delivered in the window's."""

    found = Signal(object)


class _Find:
    def __init__(self, feed: _Feed, path: Path, query: str, exact: bool, me: str) -> None:
        self._feed, self._path, self._query, self._exact, self._me = feed, path, query, exact, me

    def __call__(self, progress: Reporter) -> bool:
        """Whether there is more than ``LIMIT``."""
        with Project.open(self._path, read_only=True) as project:
            hits = find(project, self._query, exact=self._exact, me=self._me, progress=progress)
            handful: list[Hit] = []
            due = 0.0  # the first hit is shown at once
            for hit in islice(hits, LIMIT):
                handful.append(hit)
                if time.monotonic() >= due:
                    self._feed.found.emit(handful)
                    handful, due = [], time.monotonic() + HANDFUL_SECONDS
            self._feed.found.emit(handful)
            return next(hits, None) is not None


class Searcher(Latest):
    """``found`` carries hits of the search that was started last; ``finished`` says whether there are more than ``LIMIT``."""

    found = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._feed: _Feed | None = None

    def search(self, path: Path, query: str, *, exact: bool, me: str) -> None:
        """Look for ``query`` in the project at ``path``."""
        feed = _Feed(self)
        feed.found.connect(self._on_found)
        self.start(_Find(feed, path, query, exact, me))
        feed.setParent(self._job)  # goes when the thread has ended
        self._feed = feed

    def stop(self) -> None:
        """What is still being looked for is not wanted any more."""
        super().stop()
        self._feed = None

    def _on_found(self, hits: list[Hit]) -> None:
        if self.sender() is self._feed and hits:
            self.found.emit(hits)
