"""Jobs in a thread of their own: progress, cancel, the result by signal.

A Python thread, not Qt's pool: in a pool's thread Python registers a dummy thread that it never forgets, and only one
job runs at a time anyway.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError, Cancelled

Work = Callable[["Reporter"], Any]


class _Signals(QObject):
    """Emitted from the worker's thread, delivered in the window's."""

    progressed = Signal(object)
    finished = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)
    stopped = Signal()


class Reporter:
    """What a job calls to say how far it is; raises ``Cancelled`` once the person has stopped it."""

    def __init__(self, signals: _Signals, stop: threading.Event) -> None:
        self._signals, self._stop = signals, stop

    def __call__(self, done: int, total: int, text: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled
        self._signals.progressed.emit((done, total, text))


def _run(work: Work, signals: _Signals, stop: threading.Event) -> None:
    try:
        result = work(Reporter(signals, stop))
    except Cancelled:
        signals.stopped.emit()
    except AnnotatorError as error:
        signals.refused.emit(error)
    except Exception as error:  # noqa: BLE001 - a bug in a job must reach ui/failures, not die with its thread
        signals.crashed.emit((error, traceback.format_exc()))
    else:
        signals.finished.emit(result)


class Job(QObject):
    """One run of a job. ``ended`` comes first, then one of the others."""

    progressed = Signal(int, int, str)
    finished = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)
    stopped = Signal()
    ended = Signal()

    def __init__(self, work: Work, words: str, parent: QObject, *, quiet: bool = False) -> None:
        super().__init__(parent)
        self.words, self.quiet = words, quiet
        self._stop = threading.Event()
        self._signals = _Signals(self)
        self._signals.progressed.connect(self._on_progressed)
        self._signals.finished.connect(self._on_finished)
        self._signals.refused.connect(self._on_refused)
        self._signals.crashed.connect(self._on_crashed)
        self._signals.stopped.connect(self._on_stopped)
        self._thread = threading.Thread(target=_run, args=(work, self._signals, self._stop), name="job")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until the thread has ended, at most so long."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """Ask the job to stop; ``stopped`` follows when it has."""
        self._stop.set()

    def _on_progressed(self, report: tuple[int, int, str]) -> None:
        done, total, text = report
        self.progressed.emit(min(done, 2**31 - 1), min(total, 2**31 - 1), text)

    def _on_finished(self, result: object) -> None:
        self.ended.emit()
        self.finished.emit(result)

    def _on_refused(self, error: object) -> None:
        self.ended.emit()
        self.refused.emit(error)

    def _on_crashed(self, what: object) -> None:
        self.ended.emit()
        self.crashed.emit(what)

    def _on_stopped(self) -> None:
        self.ended.emit()
        self.stopped.emit()


class Jobs(QObject):
    """The jobs of the window. One at a time: each works on the project's file."""

    started = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    @property
    def running(self) -> Job | None:
        return self._job

    def run(self, work: Work, words: str, *, quiet: bool = False) -> Job | None:
        """Start ``work`` and return its job, or None while another one runs. People work on beside a ``quiet`` one."""
        if self._job is not None:
            return None
        self._job = Job(work, words, self, quiet=quiet)
        self._job.ended.connect(self._on_ended)
        self.started.emit(self._job)
        self._job.start()
        return self._job

    def close(self, seconds: float = 5) -> None:
        """Stop what runs and wait for it; used when the window closes."""
        if self._job is not None:
            self._job.stop()
            self._job.wait(seconds)

    def _on_ended(self) -> None:
        job, self._job = self._job, None
        self.idle.emit()
        if job is not None:
            job.deleteLater()
