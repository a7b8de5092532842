"""Notices at the next start that the program died, and keeps its report until then. Nothing of a document is in it.

While the program runs, a note lies in a folder of this computer, held by a lock that goes with the process, however it
ends. A note whose lock can be had is what a dead process left: versions, the mistakes it met, and where it was struck down.
"""

from __future__ import annotations

import faulthandler
import os
import platform
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout
from PySide6.QtCore import qVersion

from annotator import __version__

_KEPT = 200_000  # characters of one note


class Vigil:
    """``begin`` when the program starts, ``end`` when it ends as it should. A folder that cannot be written is no obstacle."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._note = folder / f"{os.getpid()}.txt"
        self._lock: FileLock | None = None
        self._file: IO[str] | None = None

    def begin(self) -> str:
        """What dead processes left, as one report; empty where all ended well. Leaves a note of this one."""
        left = ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            left = "\n".join(filter(None, (self._take(note) for note in sorted(self._folder.glob("*.txt")))))
            self._lock = FileLock(self._note.with_suffix(".lock"))
            self._lock.acquire(timeout=0)
            self._file = self._note.open("w", encoding="utf-8")
        except (OSError, Timeout):
            self.end()
            return left
        started = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %z")
        head = f"Annotator {__version__}, Qt {qVersion()}, Python {platform.python_version()}, {platform.platform(terse=True)}"
        self.add(f"{head}\nstarted {started}\n")
        faulthandler.enable(self._file, all_threads=True)
        return left

    def add(self, words: str) -> None:
        """Put something into the note at once: the report of a mistake."""
        if self._file is not None and self._file.tell() < _KEPT:
            with suppress(OSError):
                self._file.write(words)
                self._file.flush()

    def end(self) -> None:
        """The program ends as it should: nothing is left."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            self._note.unlink(missing_ok=True)
        if self._lock is not None:
            lock, self._lock = self._lock, None
            lock.release()
            with suppress(OSError):
                Path(lock.lock_file).unlink(missing_ok=True)

    @staticmethod
    def _take(note: Path) -> str:
        """The words of a note whose process is dead; the note goes."""
        lock = FileLock(note.with_suffix(".lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return ""
        words = note.read_text(encoding="utf-8", errors="replace")[:_KEPT]
        note.unlink(missing_ok=True)
        lock.release()
        with suppress(OSError):
            Path(lock.lock_file).unlink(missing_ok=True)
        return words
