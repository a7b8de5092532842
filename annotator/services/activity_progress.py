"""What one person has done: by day and by label from the project, active time from this computer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.model.facts import OPTION
from annotator.model.layer import LayerState
from annotator.services.session import Session
from annotator.store.project import Project

SHARE = "share-active-time"  # option of a project: active times may be kept in its file
_DONE = (LayerState.FINISHED, LayerState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Day:
    """One day's work; ``seconds`` active."""

    day: str
    documents: int
    spans: int
    seconds: float


@dataclass(slots=True)
class Progress:
    """``days`` newest first; ``labels`` counts the spans that stand; ``documents`` is (title, seconds), longest first."""

    done: int
    total: int
    days: list[Day] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    documents: list[tuple[str, float]] = field(default_factory=list)


def progress_of(
    project: Project, person: str, days: Mapping[str, float], documents: Mapping[str, float]
) -> Progress:
    """Read-only. ``days`` and ``documents`` are active seconds, from ``Activity``. Raises StoreError."""
    queue = project.queue(person)
    found = Progress(sum(item.state in _DONE for item in queue), len(queue))
    steps = project.steps_by_day(person)
    marked = project.marked_by_day(person)
    for day in sorted({*steps, *days}, reverse=True):
        finished = steps.get(day, {}).get("finish", 0)
        found.days.append(Day(day, finished, marked.get(day, 0), days.get(day, 0.0)))
    found.labels = Counter(project.label_counts().get(person, {}))
    titles = {item.document: item.title for item in queue}
    times = sorted(documents.items(), key=_longest)
    found.documents = [(titles[document], seconds) for document, seconds in times if document in titles]
    return found


def _longest(row: tuple[str, float]) -> tuple[float, str]:
    return -row[1], row[0]


def progress_in_file(
    path: Path, person: str, days: Mapping[str, float], documents: Mapping[str, float]
) -> Progress:
    """The same through a connection of its own, for a job."""
    with Project.open(path, read_only=True) as project:
        return progress_of(project, person, days, documents)


def shares_time(session: Session) -> bool:
    """Whether the project asks for active times to be kept in its file."""
    return session.facts(OPTION).get(SHARE) is True
