"""What a model's folder must be before anything in it is loaded. Reads JSON and first bytes, never more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from annotator.errors import ModelUnavailable

LARGEST = 2 << 30  # bytes of all files
_JSON = 20 << 20
_PICKLES = frozenset({".pkl", ".pickle", ".joblib", ".dill", ".pt", ".pth", ".npz"})
_PICKLED = re.compile(
    rb"\x80[\x02-\x05](?:\x95|[\]})(cK]|X)", re.DOTALL
)  # how a pickle of protocol 2 to 5 begins
_CODE = frozenset({".py", ".pyc", ".so", ".dll", ".dylib", ".pyd"})


def check_folder(folder: Path, scheme: str, labels: frozenset[str]) -> str:
    """The model's name. Raises ModelUnavailable(reason, detail) unless it is a spaCy pipeline for ``scheme`` without pickles or code.

    Reasons: ``no-model``, ``unsafe``, ``too-large``, ``other-scheme``.
    """
    if not all((folder / name).is_file() for name in ("meta.json", "config.cfg")):
        raise ModelUnavailable(reason="no-model", detail=str(folder))
    _check_files(folder)
    meta = _read(folder / "meta.json")
    manifest = _manifest(folder)
    wanted = manifest.get("scheme", scheme)
    wanted = wanted.get("id", scheme) if isinstance(wanted, dict) else wanted
    if isinstance(wanted, str) and wanted != scheme:
        raise ModelUnavailable(reason="other-scheme", detail=wanted)
    known = labels_of(meta)
    if known and not known & labels:
        raise ModelUnavailable(reason="other-scheme", detail=", ".join(sorted(known)[:8]))
    return folder.name if folder.name != "model" else folder.absolute().parent.name


def _check_files(folder: Path) -> None:
    size = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        size += path.stat().st_size
        if size > LARGEST:
            raise ModelUnavailable(reason="too-large", detail=str(folder))
        with path.open("rb") as file:
            begins = file.read(8)
        if path.suffix in _PICKLES or _PICKLED.match(begins):
            raise ModelUnavailable(reason="unsafe", detail=path.name)
        if (
            path.suffix in _CODE
        ):  # nothing would run it; a folder that carries code is not what we were promised
            raise ModelUnavailable(reason="unsafe", detail=path.name)


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _JSON:
            raise ValueError("too large")
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelUnavailable(reason="no-model", detail=f"{path.name}: {error}") from error
    if not isinstance(found, dict):
        raise ModelUnavailable(reason="no-model", detail=path.name)
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    """What says which scheme the model is for: ``training.json`` or ``manifest.json`` in the folder, or the latter beside it.

    A plain spaCy model has none.
    """
    for path in (folder / "training.json", folder / "manifest.json", folder.parent / "manifest.json"):
        if path.is_file():
            return _read(path)
    return {}


def labels_of(meta: dict[str, Any]) -> frozenset[str]:
    """The labels that the pipeline's ``meta.json`` names for components that mark spans."""
    table = meta.get("labels")
    if not isinstance(table, dict):
        return frozenset()
    lists = (table[name] for name in table if isinstance(table[name], list) and name != "tagger")
    return frozenset(str(label) for names in lists for label in names)
