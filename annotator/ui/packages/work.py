"""What the jobs of packages do. Each is called in the job's thread and touches no widget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from annotator.model.assignment import Difference, Plan
    from annotator.services.archive import ArchiveReport
    from annotator.services.assignments import Preview
    from annotator.services.jobs import Progress
    from annotator.services.packages import PackReport
    from annotator.services.packages_merge import MergeReport
    from annotator.services.packages_open import OpenReport
    from annotator.store.project import Project
    from annotator.ui.packages.assign_model import Material


class Peek(NamedTuple):
    """What a package says it is: ``work`` or ``return``, and of which project."""

    path: Path
    kind: str
    project: str


@dataclass(frozen=True)
class PeekWork:
    """Looks at what a package is. Raises PackageError."""

    path: Path

    def __call__(self, progress: Progress) -> Peek:
        from annotator.services.packages_reading import open_file

        with open_file(self.path, ["work", "return"]) as package:
            return Peek(self.path, package.manifest.kind, package.manifest.project)


@dataclass(frozen=True)
class PreviewWork:
    """Tries packages on a copy of the project."""

    project: Path
    packages: Sequence[Path]

    def __call__(self, progress: Progress) -> MergeReport:
        from annotator.services.packages_merge import preview

        return preview(self.project, self.packages, progress=progress)


@dataclass(frozen=True)
class MergeWork:
    """Takes packages in."""

    project: Project
    packages: Sequence[Path]

    def __call__(self, progress: Progress) -> MergeReport:
        from annotator.services.packages_merge import merge

        return merge(self.project, self.packages, progress=progress)


@dataclass(frozen=True)
class OpenWork:
    """Makes a project of a package, or brings the one beside it up to date."""

    package: Path

    def __call__(self, progress: Progress) -> OpenReport:
        from annotator.services.packages_open import open_package

        return open_package(self.package, progress=progress)


@dataclass(frozen=True)
class UpdateWork:
    """Brings the open project up to date from a package of the office."""

    project: Project
    package: Path

    def __call__(self, progress: Progress) -> OpenReport:
        from annotator.services.packages_open import take_package
        from annotator.services.packages_reading import open_file

        with open_file(self.package, ["work"]) as package:
            return take_package(self.project, package, progress)


@dataclass(frozen=True)
class PackFor:
    """What a package is to hold. ``documents`` None: those of ``batch``, or what is assigned."""

    annotator: str
    batch: str | None = None
    documents: Collection[str] | None = None
    others: Sequence[str] = ()


@dataclass(frozen=True)
class PackWork:
    """Writes a package for somebody, and notes in the project that it went out."""

    project: Project
    out: Path
    wanted: PackFor

    def __call__(self, progress: Progress) -> PackReport:
        from annotator.services.packages import pack_work

        wanted = self.wanted
        return pack_work(
            self.project, self.out, wanted.annotator, documents=wanted.documents, batch=wanted.batch,
            others=wanted.others, progress=progress,
        )  # fmt: skip


@dataclass(frozen=True)
class ReturnWork:
    """Writes what a laptop sends back."""

    project: Path
    out: Path
    annotator: str
    whole: bool

    def __call__(self, progress: Progress) -> PackReport:
        from annotator.services.packages import pack_return
        from annotator.store.project import Project

        with Project.open(self.project, read_only=True) as project:
            return pack_return(project, self.out, self.annotator, whole=self.whole, progress=progress)


@dataclass(frozen=True)
class ArchiveWork:
    """Writes the archive of a project that stays open."""

    project: Path
    out: Path

    def __call__(self, progress: Progress) -> ArchiveReport:
        from annotator.services.archive import archive

        return archive(self.project, self.out, progress=progress)


@dataclass(frozen=True)
class MaterialWork:
    """Reads what the dialog of assignments starts from."""

    path: Path

    def __call__(self, progress: Progress) -> Material:
        from annotator.model.people import GOLD, Role
        from annotator.services.assignments import assignments
        from annotator.store import progress as standings
        from annotator.store import travel
        from annotator.store.project import Project
        from annotator.ui.packages.assign_model import Material

        with Project.open(self.path, read_only=True) as project:
            people = [
                one
                for one in project.annotators()
                if one.role is not Role.MODEL and "~" not in one.id and one.id != GOLD
            ]
            return Material(
                standings.titles(project), dict(travel.sizes(project)), people, assignments(project),
                frozenset(travel.worked_pairs(project)), travel.layer_states(project),
            )  # fmt: skip


@dataclass(frozen=True)
class PlanWork:
    """Works out a plan. Raises InvalidPlan."""

    path: Path
    plan: Plan
    documents: Sequence[str] | None

    def __call__(self, progress: Progress) -> Preview:
        from annotator.services.assignments import preview_plan
        from annotator.store.project import Project

        with Project.open(self.path, read_only=True) as project:
            return preview_plan(project, self.plan, self.documents)


@dataclass(frozen=True)
class AssignWork:
    """Changes assignments in one step; gives back ``count``."""

    project: Project
    found: Difference
    actor: str
    count: int

    def __call__(self, progress: Progress) -> int:
        from annotator.services.assignments import Preview, apply

        apply(self.project, Preview(self.found, []), self.actor)
        return self.count
