"""Training as seen by the program: a child process that can be watched and stopped.

The model that comes out is a plain spaCy pipeline: ``spacy.load(folder)`` needs nothing of this package.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import annotator
from annotator.errors import Cancelled, FormatError, ModelUnavailable
from annotator.nlp.config import (
    TOKENIZER_FOLDER,
    TrainingConfig,
    TrainingOptions,
    make_config,
    write_training_folder,
)
from annotator.nlp.splits import Split, split_of, splits

__all__ = [
    "LabelScores",
    "Progress",
    "Split",
    "TrainingConfig",
    "TrainingOptions",
    "TrainingResult",
    "make_config",
    "split_of",
    "splits",
    "train",
    "write_training_folder",
]

LAST_LINES = 25
LabelScores = Mapping[str, Mapping[str, Mapping[str, float]]]  # component -> label -> p, r, f (0 to 1)


@dataclass(frozen=True, slots=True)
class Progress:
    """What the child says. ``kind``: ``started``, ``step`` (only ``step`` is set), ``scored``, ``finished``.

    ``losses`` by component; ``scores`` as spaCy names them (``ents_f``, ``spans_sc_f`` ...) on the dev documents.
    """

    kind: str
    epoch: int = 0
    step: int = 0
    score: float = 0.0
    losses: Mapping[str, float] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    labels: LabelScores = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The model's folder, and how it did on the dev documents."""

    model: Path
    scores: Mapping[str, float]
    labels: LabelScores


def train(
    config: Path,
    train: Path,
    dev: Path,
    out: Path,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> TrainingResult:
    """Train with the ``config.cfg`` of a training folder; ``train`` and ``dev`` are files or folders of ``.spacy`` shards.

    ``out`` is replaced when the model is finished and is left alone until then. Raises Cancelled soon after ``should_stop``
    says so (the child is killed); ModelUnavailable(reason, detail) where there is no dev data (``no-dev``), no train data
    (``no-train``) or the child failed (``training-failed``, with its last lines); FormatError where ``out`` is there and
    is no model.
    """
    _need(train, "no-train")
    _need(dev, "no-dev")
    if out.exists() and not (out / "meta.json").is_file():
        raise FormatError(path=str(out), line=None, column=None, reason="folder-not-empty", detail="")
    work = out.with_name(f".{out.name}.partial")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    made = work / "model"
    paths = {"config": config, "train": train, "dev": dev, "tokenizer": config.parent / TOKENIZER_FOLDER}
    job = {name: str(path.absolute()) for name, path in {**paths, "work": work / "runs", "out": made}.items()}
    try:
        last = _Child(job).watch(on_progress or (lambda _: None), should_stop or (lambda: False))
        if out.exists():
            shutil.rmtree(out)  # a model, as was seen before
        made.replace(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return TrainingResult(out, last.scores, last.labels)


def _need(path: Path, reason: str) -> None:
    if not (any(path.glob("**/*.spacy")) if path.is_dir() else path.is_file()):
        raise ModelUnavailable(reason=reason, detail=str(path))


class _Child:
    """The training process, its progress and its last words."""

    def __init__(self, job: Mapping[str, str]) -> None:
        home = str(Path(annotator.__file__).parents[1])
        known = os.environ.get("PYTHONPATH")
        environment = {**os.environ, "PYTHONPATH": home + (os.pathsep + known if known else "")}
        environment["PYTHONUTF8"] = "1"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "annotator.nlp.trainer"],
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

    def watch(self, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]) -> Progress:
        """Wait until it is over; the last thing it said. Whatever happens, the child is gone afterwards."""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        readers = [
            threading.Thread(target=self._read_progress, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_words, args=(self._process.stderr,), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            last = self._listen(on_progress, should_stop)
            code = self._process.wait()
        finally:
            self._process.kill()
            self._process.wait()
            for reader in readers:
                reader.join()
            self._process.stdout.close()
            self._process.stderr.close()
        if code or last is None or last.kind != "finished":
            last_words = next((words.strip() for words in reversed(self._words) if words.strip()), "?")
            raise ModelUnavailable(
                reason="training-failed", detail="\n".join(self._words), last_words=last_words
            )
        return last

    def _listen(
        self, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
    ) -> Progress | None:
        last: Progress | None = None
        while True:
            if should_stop():
                raise Cancelled
            try:
                line = self._lines.get(timeout=0.1)
            except queue.Empty:
                continue
            if line is None:
                return last
            last = _progress(line)
            on_progress(last)

    def _read_progress(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)
        self._lines.put(None)

    def _read_words(self, stream: IO[str]) -> None:
        for line in stream:
            self._words.append(line.rstrip("\n"))


def _progress(line: str) -> Progress:
    event: dict[str, Any] = json.loads(line)
    return Progress(**event)
