"""Who has a project open: an operating-system lock beside the file, and a note that names the holder.

The lock goes with the process however it ends; the note is only read to say who it is.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from annotator.errors import Locked, ReadOnly


class ProjectLock:
    """The exclusive right to write to the project at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._note = path.with_name(path.name + ".who")
        self._lock = FileLock(str(path.with_name(path.name + ".lock")))

    def acquire(self) -> None:
        """Raises Locked with the holder's name, ReadOnly where the folder takes no files."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise Locked(path=str(self._path), **self._holder()) from None
        except OSError as error:
            raise ReadOnly(path=str(self._path)) from error
        holder = {"user": _user(), "host": socket.gethostname(), "pid": os.getpid(), "since": time.time()}
        with suppress(OSError):
            self._note.write_text(json.dumps(holder), encoding="utf-8")

    def release(self) -> None:
        if self._lock.is_locked:
            with suppress(OSError):
                self._note.unlink()
            if os.name != "nt":  # on Windows an open file cannot be removed
                # Before the release: whoever waits for this very file finds it gone and makes a new one. After it,
                # the file could already be the next one's.
                with suppress(OSError):
                    Path(self._lock.lock_file).unlink()
            self._lock.release()

    def _holder(self) -> dict[str, object]:
        blank: dict[str, object] = {"user": "", "host": "", "pid": 0, "since": 0.0}
        try:
            found = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return blank
        return (
            {key: found.get(key, value) for key, value in blank.items()} if isinstance(found, dict) else blank
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
