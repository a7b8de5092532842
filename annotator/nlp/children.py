"""Child processes that train and predict: told what to do as JSON, heard line by line, stopped at once when asked."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import annotator
from annotator.errors import Cancelled, ModelUnavailable

LAST_LINES = 25
Hear = Callable[[dict[str, Any]], None]


class Child:
    """A process that runs a module of this package, what it says, and its last words."""

    def __init__(self, module: str, job: Mapping[str, Any]) -> None:
        home = str(Path(annotator.__file__).parents[1])
        known = os.environ.get("PYTHONPATH")
        environment = {**os.environ, "PYTHONPATH": home + (os.pathsep + known if known else "")}
        environment["PYTHONUTF8"] = "1"
        self._process = subprocess.Popen(  # noqa: S603 - this Python, modules of this package
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace", env=environment,
        )  # fmt: skip
        self._words: deque[str] = deque(maxlen=LAST_LINES)
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        assert self._process.stdin is not None
        try:
            with self._process.stdin as stream:
                json.dump(dict(job), stream)
        except BrokenPipeError:
            pass  # it died at once; what it said is told below

    def watch(self, hear: Hear, should_stop: Callable[[], bool]) -> dict[str, Any]:
        """Wait until it is over; the last thing it said. Whatever happens, the child is gone afterwards.

        Raises Cancelled soon after ``should_stop`` says so, ModelUnavailable (``training-failed``) where it did not finish.
        """
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        readers = [
            threading.Thread(target=self._read_progress, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_words, args=(self._process.stderr,), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            last = self._listen(hear, should_stop)
            code = self._process.wait()
        finally:
            self._process.kill()
            self._process.wait()
            for reader in readers:
                reader.join()
            self._process.stdout.close()
            self._process.stderr.close()
        if code or last is None or last["kind"] != "finished":
            last_words = next((words.strip() for words in reversed(self._words) if words.strip()), "?")
            raise ModelUnavailable(
                reason="training-failed", detail="\n".join(self._words), last_words=last_words
            )
        return last

    def _listen(self, hear: Hear, should_stop: Callable[[], bool]) -> dict[str, Any] | None:
        last: dict[str, Any] | None = None
        while True:
            if should_stop():
                raise Cancelled
            try:
                line = self._lines.get(timeout=0.1)
            except queue.Empty:
                continue
            if line is None:
                return last
            last = json.loads(line)
            assert last is not None
            hear(last)

    def _read_progress(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)
        self._lines.put(None)

    def _read_words(self, stream: IO[str]) -> None:
        for line in stream:
            self._words.append(line.rstrip("\n"))
