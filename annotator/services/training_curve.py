"""The learning curve: models trained on 25, 50, 75 and 100 % of the training documents, with several seeds.

All are tested on the same documents, which none of them learnt from. ``nlp/curve.py`` says, label by label, whether more data helps.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.errors import Cancelled, ModelUnavailable
from annotator.nlp.config import make_config, write_training_folder
from annotator.nlp.curve import FRACTIONS, LEAST_SUPPORT, Curve, Point, curve
from annotator.nlp.splits import Split, place
from annotator.nlp.training import Progress as TrainingProgress
from annotator.nlp.training import train
from annotator.services.dataset import Dataset, build, write_json, write_split
from annotator.services.dataset_plan import Plan, as_data
from annotator.services.dataset_select import Selection, nowhere
from annotator.services.dataset_splits import Places, place_documents
from annotator.services.evaluation import evaluate_dataset
from annotator.services.jobs import Progress, no_progress
from annotator.services.training_models import models_folder
from annotator.store.connection import file_errors
from annotator.store.project import Project

KIND = "annotator-learning-curve"
TOTAL = ""  # the label of all labels together
Tell = Callable[
    [int, int, float, int, TrainingProgress | None], None
]  # run, runs, fraction, seed, the child's words


CURVE_FILE = "learning-curve.json"


def keep_curve(project: Path, found: dict[str, Any]) -> None:
    """Keep a curve beside the models of the project file ``project``, in place of the one before. Raises StoreError."""
    folder = models_folder(project)
    with file_errors(folder):
        folder.mkdir(exist_ok=True)
        write_json(folder / CURVE_FILE, found)


def read_curve(project: Path) -> dict[str, Any] | None:
    """The curve that was kept last; None where there is none that can be read."""
    try:
        found = json.loads((models_folder(project) / CURVE_FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("kind") == KIND else None


def learning_curve(
    project: Project,
    plan: Plan | None = None,
    *,
    seeds: int = 3,
    fractions: Sequence[float] = FRACTIONS,
    tell: Tell | None = None,
    should_stop: Callable[[], bool] | None = None,
    progress: Progress = no_progress,
) -> dict[str, Any]:
    """Train ``len(fractions) * seeds`` models one after the other and say whether more data helps, as plain data.

    A smaller part lies in the larger ones of the same seed. Raises ModelUnavailable where there is nothing to learn or to test
    with, and as ``write_dataset`` does; Cancelled soon after ``should_stop`` says so. Nothing stays on disk.
    """
    chosen = plan or Plan()
    with tempfile.TemporaryDirectory(prefix="annotator-curve-") as home:
        folder = Path(home) / "data"
        folder.mkdir()
        dataset = build(project, folder, chosen, progress=progress)
        if dataset.training is None:
            raise ModelUnavailable(reason="no-spans", detail="")
        runs = _Runs(project, chosen, dataset, tell, should_stop)
        found = [
            runs.run(number, len(fractions) * seeds, fraction, seed)
            for number, (seed, fraction) in enumerate((s, f) for s in range(seeds) for f in sorted(fractions))
        ]
        return _report(dataset, chosen, found)


class _Runs:
    """Trains on part of the training documents of a dataset."""

    def __init__(
        self,
        project: Project,
        plan: Plan,
        dataset: Dataset,
        tell: Tell | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._plan, self._dataset, self._tell, self._should_stop = plan, dataset, tell, should_stop
        self._selection = Selection(project, plan)
        self._places = place_documents(project, self._selection, plan.split, nowhere)
        self._test = "test" if dataset.splits["test"].rows else "dev"

    def run(self, number: int, runs: int, fraction: float, seed: int) -> dict[str, Any]:
        if self._should_stop is not None and self._should_stop():
            raise Cancelled
        if self._tell is not None:
            self._tell(number, runs, fraction, seed, None)
        folder = self._dataset.folder.with_name(f"run-{number}")
        folder.mkdir()
        part = _part(self._places, fraction, seed)
        counts = write_split(self._selection, self._plan, part, Split.TRAIN, folder)
        whole = self._dataset.splits[
            "train"
        ].counts  # the same labels and lengths for all, whatever is in the part
        options = replace(self._plan.training_options(), seed=self._plan.train.seed + seed)
        config = write_training_folder(folder, make_config(whole.labels, whole.lengths, options))

        def hear(event: TrainingProgress) -> None:
            if self._tell is not None:
                self._tell(number, runs, fraction, seed, event)

        model = folder / "model"
        train(config, folder / "train", self._dataset.folder / "dev", model, on_progress=hear, should_stop=self._should_stop)  # fmt: skip
        evaluation = evaluate_dataset(model, self._dataset.folder, self._test, should_stop=self._should_stop)
        return {
            "fraction": fraction, "seed": seed, "documents": counts.documents, "spans": counts.counts.stored,
            "labels": dict(counts.counts.labels), "components": evaluation["components"], "material": evaluation["material"],
        }  # fmt: skip


def _part(places: Places, fraction: float, seed: int) -> Places:
    """The same documents, of which only part of those to learn from are still placed in train."""
    learn = sorted(
        (id for id, split in places.split.items() if split is Split.TRAIN),
        key=lambda id: place(places.digests[id], f"curve-{seed}"),
    )
    kept = set(learn[: max(1, math.ceil(fraction * len(learn)))])
    split = {id: one for id, one in places.split.items() if id in kept}
    return Places(split, places.group, places.digests)


def _report(dataset: Dataset, plan: Plan, runs: list[dict[str, Any]]) -> dict[str, Any]:
    components = sorted({name for run in runs for name in run["components"]})
    return {
        "kind": KIND,
        "version": 1,
        "corpus": dataset.manifest["name"],
        "content": dataset.manifest["content"],
        "plan": as_data(plan),
        "least_support": LEAST_SUPPORT,
        "material": runs[0]["material"],
        "runs": [{key: run[key] for key in ("fraction", "seed", "documents", "spans")} for run in runs],
        "components": {name: [_curve(one) for one in _curves(name, runs)] for name in components},
    }


def _curves(component: str, runs: list[dict[str, Any]]) -> list[Curve]:
    """The curve of all labels together, then of each label."""
    labels = sorted({label for run in runs for label in run["components"][component]["labels"]})
    found = []
    for label in [TOTAL, *labels]:
        points, support = [], 0
        for run in runs:
            scores = run["components"][component]
            score = scores["labels"].get(label) if label else scores["total"]
            support = max(support, score["support"] if score else 0)
            points.append(Point(run["fraction"], run["seed"], (score["f"] or 0.0) if score else 0.0))
        found.append(curve(label, support, points))
    return found


def _curve(found: Curve) -> dict[str, Any]:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    return {
        "label": found.label,
        "support": found.support,
        "means": [
            {"fraction": fraction, "f": round(mean, 4), "spread": round(spread, 4)}
            for fraction, (mean, spread) in found.means.items()
        ],
        "slope": rounded(found.slope),
        "low": rounded(found.low),
        "high": rounded(found.high),
        "verdict": found.verdict.value,
    }
