"""What the window's jobs do. Each is called in the job's thread and touches no widget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.i18n import tr
from annotator.model.history import Act, Step
from annotator.ui.worker import Reporter

if TYPE_CHECKING:
    from annotator.services.backups import Backup


class BuildSample:
    """Builds the sample project."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, progress: Reporter) -> Any:
        from annotator.services.sample import build_sample

        return build_sample(self._path, newcomer=tr("Me"), progress=progress)


class BackUp:
    """Copies a project that stays in use."""

    def __init__(self, path: Path, reason: str) -> None:
        self._path, self._reason = path, reason

    def __call__(self, progress: Reporter) -> Backup:
        from annotator.services.backups import back_up_file

        return back_up_file(self._path, self._reason)


class PlayStep:
    """Undoes or redoes a step in a project that the job has to itself."""

    def __init__(self, project: Any, step: Step, act: Act) -> None:
        self._project, self._step, self._act = project, step, act

    def __call__(self, progress: Reporter) -> tuple[Step, Act]:
        self._project.act(self._step, self._act)
        return self._step, self._act
