"""The models of a project: ``NAME.corpus-models/0001`` and so on, each with its data, its manifest and its scores."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.errors import FormatError, ModelUnavailable
from annotator.nlp import training
from annotator.services.dataset_plan import Plan
from annotator.services.evaluation import (
    NotComparable,
    compare_models,
    evaluate_dataset,
    model_manifest,
    read_result,
)
from annotator.services.jobs import Progress, no_progress
from annotator.services.training import MODEL, Trained, train_project
from annotator.store.project import Project


@dataclass(frozen=True, slots=True)
class Model:
    """One trained model. ``folder`` holds ``model/``, its dataset and ``evaluation.json``; ``manifest`` is ``training.json``;
    ``evaluation`` None where it was never evaluated. ``trained_at``: Unix time, from the file's own date."""

    number: int
    folder: Path
    manifest: dict[str, Any]
    evaluation: dict[str, Any] | None
    trained_at: float

    @property
    def path(self) -> Path:
        return self.folder / MODEL


def models_folder(project: Path) -> Path:
    """Where a project's models are."""
    return project.with_name(f"{project.name}-models")


def models(project: Path) -> list[Model]:
    """The models of the project file ``project``, the newest last. Folders that hold no model of ours are left aside."""
    found = []
    for folder in sorted(models_folder(project).glob("[0-9]*")):
        manifest = model_manifest(folder / MODEL)
        if folder.name.isdecimal() and manifest.get("kind") == "annotator-model":
            try:
                evaluation = read_result(folder)
            except FormatError:
                evaluation = None
            trained_at = (folder / MODEL / "meta.json").stat().st_mtime
            found.append(Model(int(folder.name), folder, manifest, evaluation, trained_at))
    return sorted(found, key=lambda model: model.number)


def next_folder(project: Path) -> Path:
    """The folder for the next model: one more than the highest number there is."""
    numbers = [int(path.name) for path in models_folder(project).glob("[0-9]*") if path.name.isdecimal()]
    return models_folder(project) / f"{max(numbers, default=0) + 1:04d}"


def train_next(
    project: Project,
    plan: Plan | None = None,
    *,
    on_training: Callable[[training.Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    progress: Progress = no_progress,
) -> tuple[Trained, Model]:
    """Train the project's next model. Raises as ``train_project`` does; then no folder is left."""
    folder = next_folder(project.path)
    trained = train_project(
        project, folder, plan, on_training=on_training, should_stop=should_stop, progress=progress
    )
    return trained, next(model for model in models(project.path) if model.folder == folder)


def compare_with_before(
    project: Path,
    model: Model | None = None,
    *,
    progress: Progress = no_progress,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Any] | None:
    """The newest model (or ``model``) against the one before, both on the newer one's documents; None where there is none.

    Raises NotComparable (``learnt``) where the older one has learnt from some of these documents: it would only look better.
    """
    known = models(project)
    newer = model or (known[-1] if known else None)
    older = [other for other in known if newer is not None and other.number < newer.number]
    if newer is None or newer.evaluation is None or not older:
        return None
    return compare_pair(older[-1], newer, progress=progress, should_stop=should_stop)


def compare_pair(
    before: Model,
    after: Model,
    *,
    progress: Progress = no_progress,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Two models on the documents that ``after`` was tested on. Raises NotComparable (``learnt``; ``documents`` where ``after`` was
    never tested), ModelUnavailable, Cancelled."""
    if after.evaluation is None:
        raise NotComparable(reason="documents", detail=str(after.number))
    split = after.evaluation["material"]["split"]
    tested = evaluate_dataset(before.path, after.folder, split, progress=progress, should_stop=should_stop)
    if tested["learnt_from"]:
        raise NotComparable(reason="learnt", detail=str(tested["learnt_from"]))
    return compare_models(tested, after.evaluation)


def delete_model(project: Path, number: int) -> None:
    """Take one model away. Raises ModelUnavailable (``no-model``)."""
    for model in models(project):
        if model.number == number:
            shutil.rmtree(model.folder)
            return
    raise ModelUnavailable(reason="no-model", detail=str(number))
