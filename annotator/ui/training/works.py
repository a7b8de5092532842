"""What runs in the background: each works on a copy of the project, so that nobody's commit waits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.nlp.training import Progress as TrainingProgress
    from annotator.services.dataset_plan import Plan
    from annotator.services.training_models import Model
    from annotator.ui.training.runner import Voice
    from annotator.ui.worker import Reporter


@dataclass(frozen=True)
class Told:
    """Where a training stands: ``steps`` of the most there may be; of a curve also which ``run`` of how many."""

    step: int
    steps: int
    loss: float | None = None
    scores: dict[str, float] | None = None
    run: int = 0
    runs: int = 1
    percent: int = 100


class Train:
    """Train the project's next model; the result is the ``Model``."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self._path, self._plan = path, plan

    def __call__(self, progress: Reporter, voice: Voice) -> Model:
        from annotator.services.backups import snapshot_of
        from annotator.services.training import train_project
        from annotator.services.training_models import models, next_folder

        steps = self._plan.train.steps

        def hear(event: TrainingProgress) -> None:
            voice.said.emit(_told(event, steps))

        with snapshot_of(self._path) as project:
            folder = next_folder(self._path)
            train_project(
                project, folder, self._plan, on_training=hear, should_stop=voice.should_stop, progress=progress
            )  # fmt: skip
        return next(model for model in models(self._path) if model.folder == folder)


class LearningCurve:
    """Train on parts of the data; the result is the curve as plain data."""

    def __init__(self, path: Path, plan: Plan, seeds: int) -> None:
        self._path, self._plan, self._seeds = path, plan, seeds

    def __call__(self, progress: Reporter, voice: Voice) -> dict[str, Any]:
        from annotator.services.backups import snapshot_of
        from annotator.services.training_curve import keep_curve, learning_curve

        steps = self._plan.train.steps

        def tell(run: int, runs: int, fraction: float, _seed: int, event: TrainingProgress | None) -> None:
            voice.said.emit(_told(event, steps, run, runs, round(100 * fraction)))

        with snapshot_of(self._path) as project:
            found = learning_curve(
                project, self._plan, seeds=self._seeds, tell=tell, should_stop=voice.should_stop, progress=progress
            )  # fmt: skip
        keep_curve(self._path, found)
        return found


class Evaluate:
    """Test a model on the project as it is now; the result is an evaluation as plain data."""

    def __init__(self, path: Path, model: Path, split: str) -> None:
        self._path, self._model, self._split = path, model, split

    def __call__(self, progress: Reporter, voice: Voice) -> dict[str, Any]:
        from annotator.services.backups import snapshot_of
        from annotator.services.evaluation import evaluate_project

        with snapshot_of(self._path) as project:
            return evaluate_project(
                self._model, project, self._split, progress=progress, should_stop=voice.should_stop
            )


class Compare:
    """Two models on the later one's documents, and their data; the result is both comparisons as plain data."""

    def __init__(self, before: Model, after: Model) -> None:
        self._before, self._after = before, after

    def __call__(self, progress: Reporter, voice: Voice) -> tuple[dict[str, Any], dict[str, Any]]:
        from annotator.services.evaluation import compare_datasets
        from annotator.services.training_models import compare_pair

        data = compare_datasets(self._before.folder, self._after.folder)
        models = compare_pair(self._before, self._after, progress=progress, should_stop=voice.should_stop)
        return models, data


def _told(
    event: TrainingProgress | None, steps: int, run: int = 0, runs: int = 1, percent: int = 100
) -> Told:
    if event is None:
        return Told(0, steps, run=run, runs=runs, percent=percent)
    loss = sum(value for name, value in event.losses.items() if name != "tok2vec") if event.losses else None
    scores = {name: value for name, value in event.scores.items() if name in ("ents_f", "spans_sc_f")}
    return Told(event.step, steps, loss, scores or None, run, runs, percent)
