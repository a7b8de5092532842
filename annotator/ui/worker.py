"""Jobs on a thread pool: progress, cancel, the result by signal. Results of a dropped job are never delivered."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

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


class _Runnable(QRunnable):
    def __init__(self, work: Work, signals: _Signals, stop: threading.Event) -> None:
        super().__init__()
        self._work, self._signals, self._stop = work, signals, stop

    def run(self) -> None:
        try:
            result = self._work(Reporter(self._signals, self._stop))
        except Cancelled:
            self._signals.stopped.emit()
        except AnnotatorError as error:
            self._signals.refused.emit(error)
        except Exception as error:  # noqa: BLE001 - a bug in a job must reach ui/failures, not die with its thread
            self._signals.crashed.emit((error, traceback.format_exc()))
        else:
            self._signals.finished.emit(result)


class Job(QObject):
    """One run of a job. Keep a reference; ``drop`` makes it silent for ever."""

    progressed = Signal(int, int, str)
    finished = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)
    stopped = Signal()
    ended = Signal()

    def __init__(self, work: Work, words: str, parent: QObject) -> None:
        super().__init__(parent)
        self.words = words
        self._stop = threading.Event()
        self._signals = _Signals(self)
        self._signals.progressed.connect(self._on_progressed)
        self._signals.finished.connect(self._on_finished)
        self._signals.refused.connect(self._on_refused)
        self._signals.crashed.connect(self._on_crashed)
        self._signals.stopped.connect(self._on_stopped)
        self._runnable = _Runnable(work, self._signals, self._stop)
        self._runnable.setAutoDelete(False)

    def start(self) -> None:
        """Hand the job to the thread pool."""
        QThreadPool.globalInstance().start(self._runnable)

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

    def run(self, work: Work, words: str) -> Job | None:
        """Start ``work`` and return its job, or None while another one runs."""
        if self._job is not None:
            return None
        self._job = Job(work, words, self)
        self._job.ended.connect(self._on_ended)
        self.started.emit(self._job)
        self._job.start()
        return self._job

    def close(self, wait_ms: int = 5000) -> None:
        """Stop what runs and wait for it; used when the window closes."""
        if self._job is not None:
            self._job.stop()
            QThreadPool.globalInstance().waitForDone(wait_ms)

    def _on_ended(self) -> None:
        job, self._job = self._job, None
        self.idle.emit()
        if job is not None:
            job.deleteLater()
