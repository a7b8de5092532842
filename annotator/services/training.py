"""From a project to a trained spaCy pipeline: a dataset, spaCy's own training on the CPU in a child process, and its proof.

The folder that comes out holds everything to repeat it without this program (``services/dataset.py``), the model in ``model/``, which
plain ``spacy.load`` opens, and how it did on documents it never saw in ``evaluation.json``. It appears whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.errors import ModelUnavailable
from annotator.nlp import training
from annotator.nlp.config import TrainingConfig
from annotator.nlp.training import TrainingResult
from annotator.services.dataset import MANIFEST, Dataset, build, staging, write_json
from annotator.services.dataset_plan import Plan, as_data
from annotator.services.evaluation import MODEL_MANIFEST, evaluate_dataset, model_digest, places_of
from annotator.services.exporting import file_digest
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

MODEL, EVALUATION = "model", "evaluation.json"


@dataclass(slots=True)
class Trained:
    """A model, the data it came from, and ``evaluation``: how it did on test (or dev) documents, as plain data."""

    dataset: Dataset
    result: TrainingResult
    evaluation: dict[str, Any]

    @property
    def config(self) -> TrainingConfig:
        assert self.dataset.training is not None
        return self.dataset.training


def train_project(
    project: Project,
    out: Path,
    plan: Plan | None = None,
    *,
    on_training: Callable[[training.Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    progress: Progress = no_progress,
) -> Trained:
    """Write the data, train, evaluate. Raises as its parts do, ModelUnavailable where there is nothing to learn, Cancelled;
    then ``out`` is as it was."""
    chosen = plan or Plan()
    with staging(out) as folder:
        dataset = build(project, folder, chosen, progress=progress)
        result = train_dataset(dataset, folder / MODEL, on_training=on_training, should_stop=should_stop)
        write_json(folder / MODEL / MODEL_MANIFEST, describe_model(dataset, chosen, result, out.name))
        evaluation = evaluate_dataset(folder / MODEL, folder, progress=progress, should_stop=should_stop)
        write_json(folder / EVALUATION, evaluation)
        _list_files(folder, dataset)
    dataset.folder = out
    return Trained(dataset, TrainingResult(out / MODEL, result.scores, result.labels), evaluation)


def train_dataset(
    dataset: Dataset,
    model: Path,
    *,
    on_training: Callable[[training.Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> TrainingResult:
    """spaCy's training on a dataset. Raises ModelUnavailable (``no-spans``, ``no-dev``, ``training-failed``), Cancelled."""
    folder, splits = dataset.folder, dataset.splits
    if dataset.training is None:
        raise ModelUnavailable(reason="no-spans", detail="")
    if not splits["dev"].rows:
        raise ModelUnavailable(reason="no-dev", detail=dataset.manifest["name"])
    return training.train(
        folder / "config.cfg", folder / "train", folder / "dev", model, on_progress=on_training, should_stop=should_stop
    )  # fmt: skip


def describe_model(dataset: Dataset, plan: Plan, result: TrainingResult, name: str) -> dict[str, Any]:
    """``training.json``: what a model is made of. It goes with the model, and no path or clock is in it."""
    manifest = dataset.manifest
    places = places_of(dataset.folder)
    return {
        "kind": "annotator-model", "version": 1, "name": name, "corpus": manifest["name"], "project": manifest["project"],
        "program": f"annotator {__version__}", "spacy": manifest["versions"]["spacy"], "scheme": manifest["scheme"],
        "guidelines": manifest["guidelines"], "tokenizer": manifest["tokenizer"], "layers": manifest["layers"],
        "plan": as_data(plan), "content": manifest["content"], "training": manifest["training"],
        "documents": {split: counts.documents for split, counts in dataset.splits.items()},
        "spans": {split: counts.counts.stored for split, counts in dataset.splits.items()},
        "train_documents": sorted(id for id, (split, _) in places.items() if split == "train"),
        "scores": dict(result.scores), "labels": {key: dict(value) for key, value in result.labels.items()},
        "digest": model_digest(result.model),
    }  # fmt: skip


def _list_files(folder: Path, dataset: Dataset) -> None:
    """The manifest names the model's files too, so that a later run knows what it may replace."""
    dataset.manifest["files"] = {
        path.relative_to(folder).as_posix(): file_digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    write_json(folder / MANIFEST, dataset.manifest)
