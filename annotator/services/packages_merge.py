"""Merging packages: a union by (layer, sequence, hash) in one transaction, and the same on a copy to say beforehand what it does.

The result depends on which packages were merged, not on their order or how often. Every row of every package is accounted for:
new, known already, or kept waiting, and why.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import PackageError, WrongProject
from annotator.exchange.container import Manifest, Unpacker
from annotator.model.history import PROJECT
from annotator.model.people import Annotator, Role
from annotator.services import backups
from annotator.services import packages_reading as reading
from annotator.services.jobs import Progress, no_progress
from annotator.services.packages import package_fact
from annotator.services.packages_people import add_branches, add_people
from annotator.store import travel
from annotator.store.backups import back_up, last_backup
from annotator.store.connection import read_safely
from annotator.store.merging import Outcome, Union
from annotator.store.project import Project
from annotator.store.writer import Writer

STEP = "merge"
_SAID_EVERY = 200


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows up to ``known`` are there, row ``follows`` came: what is between is missing (or an earlier part of another branch)."""

    document: str
    annotator: str
    known: int
    follows: int


@dataclass(frozen=True, slots=True)
class Fork:
    """Two copies wrote on from the same row: both are kept, the second as the layer of ``branch``."""

    document: str
    annotator: str
    branch: str


@dataclass(slots=True)
class FileReport:
    """What one package holds, in rows of logs. ``scheme``: ``same``, ``older``, ``newer`` or ``other`` than the project's.

    ``no_document`` and ``text_differs`` list documents that the project lacks, or has with another text: their rows wait, as do
    those of ``contradicting`` layers, which do not fit what is there. ``refused`` (dry run): why the file cannot be taken.
    """

    path: Path
    annotator: str = ""
    kind: str = ""
    made: float = 0.0
    scheme: str = "same"
    new: int = 0
    known: int = 0
    waiting: int = 0
    attached: int = 0
    layers: int = 0
    gaps: list[Gap] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    no_document: list[str] = field(default_factory=list)
    text_differs: list[str] = field(default_factory=list)
    contradicting: list[str] = field(default_factory=list)
    refused: PackageError | None = None


@dataclass(slots=True)
class MergeReport:
    """``changed``: the documents in which layers changed: what was decided about them may be stale. ``people``: ids that were added.

    ``unknown_labels``: labels of spans that the project's scheme lacks, with counts: kept as they are. ``still_waiting``: rows
    that wait for an earlier part or a document, from this merge and from earlier ones.
    """

    files: list[FileReport] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    unknown_labels: dict[str, int] = field(default_factory=dict)
    still_waiting: int = 0

    @property
    def refused(self) -> bool:
        return any(file.refused for file in self.files)


def merge(project: Project, paths: Sequence[Path], *, progress: Progress = no_progress) -> MergeReport:
    """Take the packages in, all or none. Raises PackageError, StoreError, Cancelled: then nothing has changed."""
    with ExitStack() as stack:
        opened = [stack.enter_context(_open(project, path)) for path in paths]
        if project.has_documents() and project.changed_at() > last_backup(project.path):
            back_up(project.connection, project.path, "merge")
        report = MergeReport()
        _take_all(project, opened, report, progress)
    return report


def preview(path: Path, packages: Iterable[Path], *, progress: Progress = no_progress) -> MergeReport:
    """What ``merge`` would do to the project at ``path``, which may be open: it is done to a copy. Raises StoreError.

    A package that would be refused is listed with the reason; what the others would do is told as if it were not there.
    """
    report = MergeReport()
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        copy = Path(folder) / path.name
        backups.snapshot(path.resolve(), copy)
        with Project.open(copy) as project:
            _take_all(project, [], report, progress)
            for package in packages:
                before = len(report.files)
                try:
                    with _open(project, package) as opened:
                        _take_all(project, [opened], report, progress)
                except PackageError as error:
                    report.files[before:] = [FileReport(package, refused=error)]
    return report


def _open(project: Project, path: Path) -> Unpacker:
    package = reading.open_file(path, ["return", "work"])
    if package.manifest.project != project.uuid:
        package.close()
        raise WrongProject(path=str(path), project=project.uuid, other=package.manifest.project)
    return package


def _take_all(project: Project, opened: Iterable[Unpacker], report: MergeReport, progress: Progress) -> None:
    with read_safely(project.path), project.writing() as writer:
        merging = _Merging(project, writer, report, progress)
        for package in opened:
            merging.take(package)
        merging.finish()


class _Merging:
    def __init__(self, project: Project, writer: Writer, report: MergeReport, progress: Progress) -> None:
        self._project = project
        self._writer = writer
        self._report = report
        self._progress = progress
        self._own = travel.copy_id(project)
        self._outcomes: list[Outcome] = []
        self._known_people = {person.id: person for person in project.annotators()}
        self._found_people: dict[str, Annotator] = {}
        self._changed: dict[str, None] = {}
        self._done = 0

    def take(self, package: Unpacker) -> None:
        """One package. Raises PackageError."""
        manifest = package.manifest
        file = FileReport(package.path, manifest.annotator, manifest.kind, manifest.made)
        file.scheme = _compare_schemes(self._project, package)
        self._report.files.append(file)
        for person in reading.people(package):
            self._found_people.setdefault(person.id, person)
        digests = {document.id: document.digest for document in reading.documents(package)}
        union = Union(self._writer.connection, self._project.uuid, self._own, str(package.path))
        last: object = None
        for segment in reading.segments(package, digests):
            outcome = union.take(segment)
            file.layers += outcome.key != last
            last = outcome.key
            self._count(file, outcome)
            self._done += 1
            if self._done % _SAID_EVERY == 0:
                self._progress(self._done, 0, package.path.name)
        for outcome in union.sweep():
            self._count(file, outcome)
        self._remember(manifest)

    def _count(self, file: FileReport, outcome: Outcome) -> None:
        document, annotator = outcome.key
        file.new += outcome.new
        file.known += outcome.known
        file.waiting += outcome.waiting
        file.attached += outcome.attached
        if outcome.gap is not None:
            file.gaps.append(Gap(document, annotator, *outcome.gap))
        file.forks += [Fork(document, annotator, branch) for branch in outcome.branches]
        listed = {
            "no-document": file.no_document, "text-differs": file.text_differs, "contradicts": file.contradicting,
        }.get(outcome.problem)  # fmt: skip
        if listed is not None and document not in listed:
            listed.append(document)
        if outcome.changed:
            self._changed[document] = None
            self._person(annotator)
            self._outcomes.append(Outcome(outcome.key, branches=outcome.branches))

    def _person(self, annotator: str) -> None:
        """Whoever has a layer is among the people, under the name that the package gives."""
        if annotator not in self._known_people:
            person = self._found_people.get(annotator) or Annotator(annotator, annotator, Role.ANNOTATOR)
            self._known_people[annotator] = person
            add_people(self._writer, [person], STEP)
            self._report.people.append(annotator)

    def _remember(self, manifest: Manifest) -> None:
        edits = package_fact(self._project, manifest)
        if edits:
            self._writer.gesture(STEP, "", [(PROJECT, edit) for edit in edits])

    def finish(self) -> None:
        branches = add_branches(self._project, self._writer, self._outcomes, STEP)
        self._report.people += [name for name in branches if name not in self._known_people]
        self._report.changed = list(dict.fromkeys([*self._report.changed, *self._changed]))
        waiting = travel.waiting_rows(self._project)
        self._report.still_waiting = sum(waiting.values())
        for file in self._report.files:  # what came later may have closed them
            file.gaps = [gap for gap in file.gaps if (gap.document, gap.annotator) in waiting]
        self._report.unknown_labels = travel.unknown_labels(self._project, self._project.scheme().label_ids)


def _compare_schemes(project: Project, package: Unpacker) -> str:
    ours, manifest = project.scheme(), package.manifest
    theirs = reading.scheme(package)
    if (theirs.id, theirs.version) != (manifest.scheme_id, manifest.scheme_version):
        raise reading.refused(package, "scheme")
    if theirs.id != ours.id or (theirs.version == ours.version and theirs != ours):
        return "other"
    return "same" if theirs.version == ours.version else "older" if theirs.version < ours.version else "newer"
