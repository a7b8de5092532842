"""Looks for suggestions in threads: what is visible first; an answer that nobody waits for any more is dropped."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.errors import Cancelled
from annotator.ui.latest import Latest
from annotator.ui.worker import Reporter

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.suggest_learning import Rules
    from annotator.services.suggestions import Batch, Request, SuggestionService


class ReadRules:
    """Reads the project's rules, and loads what reads them: both take longer than a frame."""

    def __init__(self, path: Path, scheme: LabelScheme) -> None:
        self._path, self._scheme = path, scheme

    def __call__(self, progress: Reporter) -> Rules:
        # So that the window's own thread finds loaded what it will need.
        from annotator.services import suggest_commands, suggest_models, suggestions  # noqa: F401
        from annotator.services.suggest_learning import load_rules

        return load_rules(self._path, self._scheme)


class Learn:
    """Reads what people have done so far: everything at the beginning, later only what has changed."""

    def __init__(self, service: SuggestionService, *, anew: bool) -> None:
        self._service, self._anew = service, anew

    def __call__(self, progress: Reporter) -> int:
        return self._service.learn(progress) if self._anew else self._service.refresh()


class _Stop:
    """A job's stop sign, as services ask for it."""

    def __init__(self, progress: Reporter) -> None:
        self._progress = progress

    def __call__(self) -> bool:
        try:
            self._progress(0, 0)
        except Cancelled:
            return True
        return False


class _Feed(QObject):
    """Emitted from the job's thread, delivered in the window's."""

    found = Signal(object)


class _Find:
    def __init__(
        self, feed: _Feed, service: SuggestionService, request: Request, alone: threading.Lock | None = None
    ) -> None:
        self._feed, self._service, self._request, self._alone = feed, service, request, alone

    def __call__(self, progress: Reporter) -> None:
        if self._alone is None:
            self._find(progress)
            return
        with self._alone:  # a model answers one question at a time
            self._find(progress)

    def _find(self, progress: Reporter) -> None:
        with suppress(Cancelled):  # nobody wants it any more
            for batch in self._service.batches(self._request, _Stop(progress)):
                self._feed.found.emit(batch)


class _Runner(Latest):
    """A feed goes when its thread has ended."""

    def run(self, feed: _Feed, find: _Find) -> None:
        self.start(find)
        feed.setParent(self._job)


class Finder(QObject):
    """``found`` carries a batch of the request that was made last. A model works beside rules and memory, behind them."""

    found = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._quick, self._deep = _Runner(self), _Runner(self)
        self._alone = threading.Lock()
        for jobs in (self._quick, self._deep):
            jobs.refused.connect(self.refused)
            jobs.crashed.connect(self.crashed)

    @property
    def running(self) -> bool:
        return self._quick.running or self._deep.running

    def find(self, service: SuggestionService, request: Request, model: str) -> None:
        """Look; what was asked before is not wanted any more. ``model``: the name of the source that is slow."""
        self.stop()
        quick = replace(request, sources=request.sources - {model})
        self._start(self._quick, service, quick, None)
        if service.model is not None and model in request.sources:
            self._start(self._deep, service, replace(request, sources=frozenset({model})), self._alone)

    def _start(
        self, jobs: _Runner, service: SuggestionService, request: Request, alone: threading.Lock | None
    ) -> None:
        feed = _Feed(self)
        feed.found.connect(self._on_found)
        jobs.run(feed, _Find(feed, service, request, alone))

    def stop(self) -> None:
        """What is being looked for is not wanted any more."""
        self._quick.stop()
        self._deep.stop()

    def close(self) -> None:
        """Stop, and wait until no thread is left."""
        self._quick.close()
        self._deep.close()

    def _on_found(self, batch: Batch) -> None:
        self.found.emit(batch)
