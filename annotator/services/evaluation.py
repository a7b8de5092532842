"""How good a model is on a project's or a dataset's documents, and what changed between two models or two datasets.

The results are plain data (``evaluation.json``), without a clock or a path: the same model and documents give the same file.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from annotator.errors import FormatError, ModelUnavailable, UserError
from annotator.nlp.evaluation import (
    COMPONENTS,
    NONE,
    Component,
    DocumentErrors,
    Evaluation,
    evaluate,
    predictions,
)
from annotator.services.dataset import SPLITS, manifest_of, write_dataset
from annotator.services.dataset_plan import Plan, plan_of
from annotator.services.exporting import file_digest
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

KIND, COMPARED, DATASETS = "annotator-evaluation", "annotator-comparison", "annotator-dataset-comparison"
MODEL_MANIFEST = "training.json"
WORST = 50  # documents listed
MOST = 200  # misses and extras listed of each
ANY = "all"
_ORDER = ("test", "dev", "train")


class NotComparable(UserError):
    """Two results that say nothing about each other. fields: reason (``documents``, ``components``, ``kind``), detail."""

    code = "not-comparable"


# Evaluating -----------------------------------------------------------------------------------------------
def evaluate_dataset(
    model: Path,
    folder: Path,
    split: str = "",
    *,
    progress: Progress = no_progress,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Evaluate a model on one split of a dataset's folder: the one named (or ``all``), else test, else dev.

    Raises ModelUnavailable (``no-model``, ``no-dev``, ``training-failed``), Cancelled.
    """
    check_model(model)
    chosen = _split_of(folder, split)
    shards = [
        shard
        for name in (_ORDER if chosen == ANY else (chosen,))
        for shard in sorted((folder / name).glob("*.spacy"))
    ]
    total = _rows_of(folder, chosen)

    def on_row(done: int) -> None:
        if done % 20 == 0:
            progress(done, total)

    components, rows = predictions(model, shards, on_row=on_row, should_stop=should_stop)
    found = evaluate(rows, components)
    manifest = manifest_of(folder)
    name = manifest["name"] if manifest else ""
    return as_data(found, model, {"name": name, "split": chosen}, learnt=_learnt(model, found))


def evaluate_project(
    model: Path,
    project: Project,
    split: str = "",
    plan: Plan | None = None,
    *,
    progress: Progress = no_progress,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Evaluate a model on a project's documents, chosen and split as the model's own training data were, unless told otherwise."""
    check_model(model)
    chosen = plan or _plan_of(model)
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        data = Path(folder) / "data"
        write_dataset(project, data, chosen, progress=progress)
        return evaluate_dataset(model, data, split, progress=progress, should_stop=should_stop)


def check_model(model: Path) -> None:
    """Raises ModelUnavailable (``no-model``) where there is no spaCy pipeline in the folder."""
    if not (model / "meta.json").is_file():
        raise ModelUnavailable(reason="no-model", detail=str(model))


def model_manifest(model: Path) -> dict[str, Any]:
    """What a model that was trained here says of itself; empty for another's."""
    try:
        found = json.loads((model / MODEL_MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _plan_of(model: Path) -> Plan:
    data = model_manifest(model).get("plan")
    return Plan() if data is None else plan_of(data)


def _split_of(folder: Path, split: str) -> str:
    if split == ANY:
        return ANY
    for name in [split] if split else _ORDER[:2]:
        if _rows_of(folder, name) or (
            not (folder / "data").is_dir() and any((folder / name).glob("*.spacy"))
        ):
            return name
    raise ModelUnavailable(reason="no-dev", detail=str(folder))


def _rows_of(folder: Path, split: str) -> int:
    """How many rows the split has, as the manifest says; 0 where there is none."""
    manifest = manifest_of(folder)
    if manifest is None:
        return 0
    splits = manifest["splits"]
    return sum(splits[name]["rows"] for name in splits if split in (name, ANY))


def _learnt(model: Path, found: Evaluation) -> int | None:
    """How many of the documents the model has learnt from, by their ids; None where that is not known."""
    seen = model_manifest(model).get("train_documents")
    return None if seen is None else len(set(seen) & set(found.documents))


def as_data(
    found: Evaluation, model: Path, material: Mapping[str, Any], *, learnt: int | None
) -> dict[str, Any]:
    """An evaluation as plain data."""
    manifest = model_manifest(model)
    return {
        "kind": KIND,
        "version": 1,
        "model": {"name": manifest.get("name", model.name), "digest": model_digest(model)},
        "material": {**material, "digest": found.material, "documents": len(found.documents), "rows": found.rows},
        "learnt_from": learnt,
        "components": {name: _component(component) for name, component in found.components.items()},
        "documents": [_document(document) for document in found.worst(WORST)],
        "documents_with_errors": len(found.worst(len(found.documents))),
    }  # fmt: skip


def model_digest(model: Path) -> str:
    """SHA-256 over the model's files; what is said about them by us is no part of it."""
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(model.rglob("*")):
        if path.is_file() and path.name != MODEL_MANIFEST:
            digest.update(f"{path.relative_to(model).as_posix()} {file_digest(path)}\n".encode())
    return digest.hexdigest()


def _component(component: Component) -> dict[str, Any]:
    return {
        "total": component.total.as_data(),
        "labels": {name: score.as_data() for name, score in sorted(component.labels.items())},
        "confusion": [
            {"marked": marked, "found": found, "count": count}
            for (marked, found), count in sorted(component.confusion.items())
        ],
        "not_looked_at": component.unknown,
    }


def _document(document: DocumentErrors) -> dict[str, Any]:
    def marks(found: list[tuple[str, Any, str]]) -> list[dict[str, Any]]:
        return [
            {"component": name, "start": mark.start, "end": mark.end, "label": mark.label, "text": text}
            for name, mark, text in found[:MOST]
        ]

    return {
        "document": document.document, "right": document.right,
        "missed": len(document.misses), "too_much": len(document.extras),
        "misses": marks(document.misses), "extras": marks(document.extras),
    }  # fmt: skip


# Comparing ------------------------------------------------------------------------------------------------
def read_result(path: Path) -> dict[str, Any]:
    """An ``evaluation.json``, or that of a folder. Raises FormatError (``no-evaluation``)."""
    file = path / "evaluation.json" if path.is_dir() else path
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise FormatError(path=str(path), line=None, column=None, reason="no-evaluation", detail="")
    return found


def compare_models(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What changed between two evaluations on the same documents. Raises NotComparable."""
    for one in (before, after):
        if one.get("kind") != KIND:
            raise NotComparable(reason="kind", detail=str(one.get("kind")))
    if before["material"]["digest"] != after["material"]["digest"]:
        sizes = f"{before['material']['documents']} ≠ {after['material']['documents']}"
        raise NotComparable(reason="documents", detail=sizes)
    shared = [name for name in COMPONENTS if name in before["components"] and name in after["components"]]
    if not shared:
        raise NotComparable(reason="components", detail="")
    return {
        "kind": COMPARED,
        "version": 1,
        "before": before["model"],
        "after": after["model"],
        "material": after["material"],
        "components": {
            name: _differences(before["components"][name], after["components"][name]) for name in shared
        },
    }


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    empty = {"p": None, "r": None, "f": None, "support": 0, "found": 0, "right": 0, "boundary": 0}
    names = sorted({*before["labels"], *after["labels"]})
    return {
        "total": _difference(before["total"], after["total"]),
        "labels": {
            name: _difference(before["labels"].get(name, empty), after["labels"].get(name, empty))
            for name in names
        },
    }


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    change = None if None in (before["f"], after["f"]) else round(after["f"] - before["f"], 4)
    return {
        "support": after["support"], "f_before": before["f"], "f_after": after["f"], "change": change,
        "right_before": before["right"], "right_after": after["right"],
        "found_before": before["found"], "found_after": after["found"],
    }  # fmt: skip


def compare_datasets(before: Path, after: Path) -> dict[str, Any]:
    """What changed between two datasets: documents, spans of each label, choices, digests. Raises FormatError (``no-dataset``)."""
    from annotator.services.dataset_manifest import read_manifest

    one, two = read_manifest(before), read_manifest(after)
    old, new = places_of(before), places_of(after)
    both = old.keys() & new.keys()
    labels = sorted({*one["labels"], *two["labels"]})
    return {
        "kind": DATASETS,
        "version": 1,
        "same": one["content"] == two["content"],
        "same_project": one["project"] == two["project"],
        "scheme": [one["scheme"]["version"], two["scheme"]["version"]],
        "documents": {
            "added": sorted(new.keys() - old.keys()),
            "removed": sorted(old.keys() - new.keys()),
            "moved": [{"document": id, "from": old[id][0], "to": new[id][0]} for id in sorted(both) if old[id][0] != new[id][0]],
            "text_changed": sorted(id for id in both if old[id][1] != new[id][1]),
        },
        "spans": {label: _spans(one, two, label) for label in labels},
        "plan": _changed(one["plan"], two["plan"]),
        "files": _changed(one["content"], two["content"]),
    }  # fmt: skip


def places_of(folder: Path) -> dict[str, tuple[str, str]]:
    """document -> (split, digest)."""
    try:
        text = (folder / SPLITS).read_text(encoding="utf-8")
    except OSError:
        raise FormatError(
            path=str(folder / SPLITS), line=None, column=None, reason="missing", detail=""
        ) from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {row["document"]: (row["split"], row["digest"]) for row in rows}


def _spans(one: Mapping[str, Any], two: Mapping[str, Any], label: str) -> dict[str, list[int]]:
    return {
        split: [one["labels"].get(label, {}).get(split, 0), two["labels"].get(label, {}).get(split, 0)]
        for split in ("train", "dev", "test")
    }


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Entries that differ: name -> [before, after]; of tables entry by entry."""
    found: dict[str, list[Any]] = {}
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found |= {f"{key}.{name}": pair for name, pair in _changed(old, new).items()}
        elif old != new:
            found[key] = [old, new]
    return found


def confusions(component: Mapping[str, Any], count: int = 10) -> list[tuple[str, str, int]]:
    """What was taken for what most often: (marked, found, count); what was simply missed or too much is left aside."""
    table: Counter[tuple[str, str]] = Counter()
    for cell in component["confusion"]:
        if cell["marked"] != cell["found"] and NONE not in (cell["marked"], cell["found"]):
            table[cell["marked"], cell["found"]] = cell["count"]
    return [(marked, found, n) for (marked, found), n in table.most_common(count)]
