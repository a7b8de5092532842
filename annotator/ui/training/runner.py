"""One long piece of work beside everything else: a model trains for minutes, and nobody's jobs wait for it.

It works on a copy of the project, and its heavy part is a child process. So it holds nothing that the window needs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.ui.worker import Job, Reporter


class Voice(QObject):
    """How the work speaks to the window and hears that it should stop; called in the work's thread."""

    said = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()

    def should_stop(self) -> bool:
        """Whether the person has stopped it."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to stop."""
        self._stop.set()


LongWork = Callable[[Reporter, Voice], Any]


class _Run:
    def __init__(self, work: LongWork, voice: Voice) -> None:
        self._work, self._voice = work, voice

    def __call__(self, progress: Reporter) -> Any:
        return self._work(progress, self._voice)


class Background(QObject):
    """Runs one such work at a time. ``ended`` comes first, then ``finished``, ``refused``, ``crashed`` or ``stopped``."""

    said = Signal(object)
    progressed = Signal(int, int, str)
    ended = Signal()
    finished = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)
    stopped = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._voice: Voice | None = None

    @property
    def running(self) -> bool:
        return self._job is not None

    def start(self, work: LongWork, words: str) -> bool:
        """Begin; False while another one runs."""
        if self._job is not None:
            return False
        self._voice = voice = Voice(self)
        self._job = job = Job(_Run(work, voice), words, self, quiet=True)
        voice.said.connect(self.said)
        for mine, its in (
            (self.progressed, job.progressed), (self._on_ended, job.ended), (self.finished, job.finished),
            (self.refused, job.refused), (self.crashed, job.crashed), (self.stopped, job.stopped),
        ):  # fmt: skip
            its.connect(mine)
        job.start()
        return True

    def stop(self) -> None:
        """Ask it to stop; ``stopped`` follows."""
        if self._job is not None and self._voice is not None:
            self._voice.stop()
            self._job.stop()

    def close(self, seconds: float = 10) -> None:
        """Stop, and wait until no thread and no child is left."""
        if self._job is not None:
            self.stop()
            self._job.wait(seconds)

    def _on_ended(self) -> None:
        job, self._job = self._job, None
        voice, self._voice = self._voice, None
        for left in (job, voice):
            if left is not None:
                left.deleteLater()
        self.ended.emit()
