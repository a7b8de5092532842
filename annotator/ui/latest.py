"""Jobs of which only the last one counts: a new one stops the one before, and what that one says is dropped."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.ui.worker import Job, Work


class Latest(QObject):
    """Runs jobs that only read, through connections of their own, beside everything else."""

    progressed = Signal(int, int)
    finished = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._old: list[Job] = []

    @property
    def running(self) -> bool:
        return self._job is not None

    def start(self, work: Work) -> None:
        """Begin; ``finished``, ``refused`` or ``crashed`` follows, unless another one is begun or this one stopped."""
        self.stop()
        self._job = job = Job(work, "", self, quiet=True)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.refused.connect(self._on_refused)
        job.crashed.connect(self._on_crashed)
        job.ended.connect(self._on_ended)
        job.start()

    def stop(self) -> None:
        """What is being worked out is not wanted any more."""
        if self._job is not None:
            self._job.stop()
            self._old.append(self._job)
            self._job = None

    def close(self, seconds: float = 5) -> None:
        """Stop, and wait until no thread is left."""
        self.stop()
        for job in self._old:
            job.wait(seconds)

    def _on_progressed(self, done: int, total: int, text: str) -> None:
        if self.sender() is self._job:
            self.progressed.emit(done, total)

    def _on_finished(self, result: object) -> None:
        if self.sender() is self._job:
            self._job = None
            self.finished.emit(result)

    def _on_refused(self, error: object) -> None:
        if self.sender() is self._job:
            self._job = None
            self.refused.emit(error)

    def _on_crashed(self, what: object) -> None:
        if self.sender() is self._job:
            self._job = None
        self.crashed.emit(what)

    def _on_ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            if job in self._old:
                self._old.remove(job)
            job.deleteLater()
