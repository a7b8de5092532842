"""Suggestions by a spaCy pipeline, in a child process that is watched: it may neither hang, nor eat the memory, nor block anybody."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import annotator
from annotator.assets import asset
from annotator.errors import Cancelled, ModelUnavailable
from annotator.model.text import paragraphs
from annotator.nlp.suggest.model_folder import check_folder
from annotator.nlp.suggest.suggestion import MODEL, Stop, Suggestion, Why, never

_LOOK = 0.05  # seconds between two looks at a child that is being waited for
_LAST_LINES = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """``load`` and ``line``: seconds for loading and for one line of text; ``memory``: bytes in use."""

    load: float = 60.0
    line: float = 20.0
    memory: int = 2 << 30


class ModelSuggester:
    """A pipeline in ``folder``; it is loaded when first asked. Belongs to one thread at a time; ``close`` may be called by any.

    Once it hung, grew too large or broke, it stays away and says why whenever it is asked.
    """

    source = MODEL

    def __init__(
        self, folder: Path, scheme: str, labels: frozenset[str], limits: Limits | None = None
    ) -> None:
        """Raises ModelUnavailable where the folder is not a model that may be used here (see ``check_folder``)."""
        self.name = check_folder(folder, scheme, labels)
        self.passed_over = 0  # spans with a label that the project lacks
        self._folder, self._labels, self._limits = folder, labels, limits or Limits()
        self._child: _Child | None = None
        self._fault: ModelUnavailable | None = None
        self._serial = 0

    def suggest(self, text: str, start: int, end: int, stop: Stop = never) -> Iterator[Suggestion]:
        """See ``Suggester``. Raises ModelUnavailable: ``unsafe``, ``missing-package``, ``hangs``, ``too-large``, ``failed``."""
        for first, last in paragraphs(text[start:end]):
            if text[start + first : start + last].strip():
                for a, b, label, score in self._ask(text[start + first : start + last], stop):
                    if label in self._labels:
                        place = (start + first + a, start + first + b)
                        yield Suggestion(*place, label, round(score, 3), MODEL, Why(name=self.name))
                    else:
                        self.passed_over += 1

    def close(self) -> None:
        """End the child, whatever it is doing."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _ask(self, line: str, stop: Stop) -> list[tuple[int, int, str, float]]:
        if self._fault is not None:
            raise self._fault
        try:
            child = self._child
            if child is None:
                child = self._child = _Child(self._folder)
                self._load(child, stop)
            self._serial += 1
            child.say({"id": self._serial, "text": line})
            answer = child.hear(self._limits.line, self._limits.memory, stop, self._serial)
        except Cancelled:
            self.close()  # what it would still say is wanted by nobody
            raise
        except ModelUnavailable as fault:
            self._fault = fault
            self.close()
            raise
        if "failed" in answer:
            raise self._broken("failed", answer["failed"])
        return [(int(a), int(b), str(label), float(score)) for a, b, label, score in answer["spans"]]

    def _load(self, child: _Child, stop: Stop) -> None:
        child.say(
            {
                "folder": str(self._folder.absolute()),
                "tokenizer": str(asset("spacy", "syllable_tokenizer.py")),
            }
        )
        answer = child.hear(self._limits.load, self._limits.memory, stop)
        if "refused" in answer:
            raise self._broken(answer["refused"], answer["detail"])

    def _broken(self, reason: str, detail: str) -> ModelUnavailable:
        self._fault = ModelUnavailable(reason=reason, detail=detail)
        self.close()
        return self._fault


class _Child:
    """The process, its answers and its last words."""

    def __init__(self, folder: Path) -> None:
        home = str(Path(annotator.__file__).parents[1])
        known = os.environ.get("PYTHONPATH")
        environment = {
            **os.environ,
            "PYTHONPATH": home + (os.pathsep + known if known else ""),
            "PYTHONUTF8": "1",
        }
        environment["PYTHONDONTWRITEBYTECODE"] = "1"  # the child refuses to write files
        environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "annotator.nlp.suggest.model_child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace", env=environment,
        )  # fmt: skip
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._words: deque[str] = deque(maxlen=_LAST_LINES)
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers = [
            threading.Thread(target=self._read_answers, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_words, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def say(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):  # it died: hear() says so
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()

    def hear(self, seconds: float, memory: int, stop: Stop, serial: int | None = None) -> dict[str, Any]:
        """The next answer (to the question ``serial``). Raises Cancelled, ModelUnavailable: ``hangs``, ``too-large``, ``failed``."""
        deadline = time.monotonic() + seconds
        while True:
            if stop():
                raise Cancelled
            try:
                line = self._answers.get(timeout=_LOOK)
            except queue.Empty:
                self._look(deadline, memory)
                continue
            if line is None:
                raise ModelUnavailable(reason="failed", detail="\n".join(self._words) or str(self._folder))
            answer: dict[str, Any] = json.loads(line)
            if serial is None or answer.get("id") == serial:
                return answer

    def _look(self, deadline: float, memory: int) -> None:
        import psutil

        if time.monotonic() > deadline:
            raise ModelUnavailable(reason="hangs", detail=str(self._folder))
        with contextlib.suppress(psutil.Error):
            used = psutil.Process(self._process.pid).memory_info().rss
            if used > memory:
                raise ModelUnavailable(reason="too-large", detail=f"{used >> 20} MB")

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _read_answers(self, stream: IO[str]) -> None:
        for line in stream:
            self._answers.put(line)
        self._answers.put(None)

    def _read_words(self, stream: IO[str]) -> None:
        for line in stream:
            self._words.append(line.rstrip("\n"))
