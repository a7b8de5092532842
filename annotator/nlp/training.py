"""Training as seen by the program: a child process that can be watched and stopped.

The model that comes out is a plain spaCy pipeline: ``spacy.load(folder)`` needs nothing of this package.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import FormatError, ModelUnavailable
from annotator.nlp.children import Child
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
        last = _watch(job, on_progress or (lambda _: None), should_stop or (lambda: False))
        if out.exists():
            shutil.rmtree(out)  # a model, as was seen before
        made.replace(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return TrainingResult(out, last.scores, last.labels)


def _need(path: Path, reason: str) -> None:
    if not (any(path.glob("**/*.spacy")) if path.is_dir() else path.is_file()):
        raise ModelUnavailable(reason=reason, detail=str(path))


def _watch(
    job: Mapping[str, str], on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
) -> Progress:
    def hear(event: dict[str, Any]) -> None:
        on_progress(Progress(**event))

    return Progress(**Child("annotator.nlp.trainer", job).watch(hear, should_stop))
