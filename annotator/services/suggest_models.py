"""The model that a project lets suggest: a folder under ``NAME.corpus-models``, trained here or put there by hand."""

from __future__ import annotations

from pathlib import Path

from annotator.errors import ModelUnavailable
from annotator.nlp.suggest.model import Limits, ModelSuggester
from annotator.services.session import Session
from annotator.services.suggest_settings import model_name


def model_folder(project: Path, name: str) -> Path:
    """Where the pipeline called ``name`` lies: ``NAME.corpus-models/name/model``, or ``…/name`` itself for one put there by hand.

    Raises ModelUnavailable (``no-model``) for a name that leads elsewhere.
    """
    from annotator.services.training_models import models_folder  # it brings much along

    if name in ("", ".", "..") or Path(name).name != name:
        raise ModelUnavailable(reason="no-model", detail=name)
    folder = models_folder(project) / name
    inner = folder / "model"
    return inner if inner.is_dir() and not (folder / "meta.json").is_file() else folder


def chosen_model(session: Session, limits: Limits | None = None) -> ModelSuggester | None:
    """The model that the project has switched on, not loaded yet; None where there is none. Raises ModelUnavailable."""
    name = model_name(session)
    if not name:
        return None
    scheme = session.scheme
    return ModelSuggester(model_folder(session.path, name), scheme.id, scheme.offered_ids, limits)
