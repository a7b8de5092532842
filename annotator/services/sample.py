"""The sample project: the articles in ``corpora/`` with both people's layers, built on the first start."""

from __future__ import annotations

from pathlib import Path

from annotator.assets import sample_corpus
from annotator.formats.scheme_toml import load_scheme
from annotator.model.people import Annotator
from annotator.services.importing import ImportReport, import_paths
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

PEOPLE = (Annotator("lan-anh", "Lan Anh"), Annotator("quoc-bao", "Quốc Bảo"))

NEWCOMER = "me"


def sample_articles() -> Path:
    """The folder of the sample's texts; its neighbour ``annotations`` holds the layers."""
    return sample_corpus() / "neu-guong" / "articles"


def build_sample(path: Path, newcomer: str = "", progress: Progress = no_progress) -> ImportReport:
    """Create the sample project at ``path``. Raises StoreError, Cancelled; then nothing is left behind.

    ``newcomer`` is a third person's name: their queue is all open, and the window starts with it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        report = _build(part, newcomer, progress)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return report


def _build(part: Path, newcomer: str, progress: Progress) -> ImportReport:
    articles = sample_articles()
    me = [Annotator(NEWCOMER, newcomer)] if newcomer else []
    with Project.create(part, load_scheme("neu-guong"), [*me, *PEOPLE]) as project:
        sources = [articles, *sorted((articles.parent / "annotations").glob("*.jsonl"))]
        # One step that nobody can undo: the sample is where a newcomer begins.
        report = import_paths(project, sources, actor="", progress=progress, strict=True)
        if newcomer:
            project.set_setting("annotator", NEWCOMER)
    return report
