"""Opening a work package: it makes the laptop's copy of the project, or brings it up to date, in one transaction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import TextDiffers, WrongProject
from annotator.exchange.container import Unpacker
from annotator.model.document import Document
from annotator.model.edit import AnnotatorAdded, AnnotatorRemoved, DocumentAdded, Edit, FactSet
from annotator.model.facts import ASSIGNMENT, GUIDELINE, OPTION
from annotator.model.history import PROJECT
from annotator.model.scheme import LabelScheme
from annotator.services import packages_reading as reading
from annotator.services.jobs import Progress, no_progress
from annotator.services.packages import SUFFIX, acknowledge
from annotator.services.packages_people import add_branches
from annotator.store import travel
from annotator.store.backups import back_up, last_backup
from annotator.store.connection import file_errors, read_safely
from annotator.store.fresh import fresh_document
from annotator.store.merging import Outcome, Union
from annotator.store.project import SUFFIX as PROJECT_SUFFIX
from annotator.store.project import Project
from annotator.store.writer import Writer

STEP = "open-package"
_SAID_EVERY = 200


@dataclass(slots=True)
class OpenReport:
    """What a package brought. ``rows`` are rows of logs that were new; ``scheme``: ``same``, ``newer``, ``kept`` (it is older)."""

    path: Path
    project: Path
    annotator: str
    created: bool = False
    documents: int = 0
    rows: int = 0
    facts: int = 0
    people: list[str] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)
    scheme: str = "same"


def default_target(package: Path) -> Path:
    """Where a package opens when nobody says: beside it, under its name."""
    name = package.name.removesuffix(SUFFIX)
    return package.with_name(name + PROJECT_SUFFIX)


def open_package(path: Path, target: Path | None = None, *, progress: Progress = no_progress) -> OpenReport:
    """Open the package at ``path`` in the project at ``target`` (made where there is none). Raises PackageError, StoreError.

    Nothing has changed then.
    """
    with reading.open_file(path, ["work"]) as package:
        target = target or default_target(path)
        if target.exists():
            with Project.open(target) as project:
                return take_package(project, package, progress)
        part = target.with_name(target.name + ".part")
        with file_errors(part):
            part.unlink(missing_ok=True)
        try:
            with Project.create(part, reading.scheme(package), name=_uuid(package)) as project:
                with project.writing() as writer:
                    travel.become_copy(writer)
                report = take_package(project, package, progress)
            with file_errors(target):
                part.rename(target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        report.project, report.created = target, True
        return report


def _uuid(package: Unpacker) -> str:
    found = package.manifest.project
    if not found or len(found) > 100 or not found.isprintable():
        raise reading.refused(package, "manifest", "project")
    return found


def take_package(project: Project, package: Unpacker, progress: Progress = no_progress) -> OpenReport:
    """Bring ``project`` up to date from a package that is open. Raises PackageError, StoreError; then nothing has changed."""
    if package.manifest.project != project.uuid:
        raise WrongProject(path=str(package.path), project=project.uuid, other=package.manifest.project)
    if package.manifest.copy == travel.copy_id(project):
        raise reading.refused(package, "own-package")
    if project.has_documents() and project.changed_at() > last_backup(project.path):
        back_up(project.connection, project.path, "merge")
    with read_safely(project.path), project.writing() as writer:
        return _Opening(project, writer, package, progress).run()


class _Opening:
    def __init__(self, project: Project, writer: Writer, package: Unpacker, progress: Progress) -> None:
        self._project = project
        self._writer = writer
        self._package = package
        self._progress = progress
        self._digests: dict[str, str] = {}
        self._edits: list[Edit] = []
        self.report = OpenReport(package.path, project.path, package.manifest.annotator)

    def run(self) -> OpenReport:
        for document in reading.documents(self._package):
            self._document(
                Document(document.id, document.text or "", document.title, document.meta, document.digest),
                has_text=document.text is not None,
            )
            if len(self._digests) % _SAID_EVERY == 0:
                self._progress(len(self._digests), 0)
        self._scheme()
        self._people()
        self._facts()
        if self._edits:
            self._writer.gesture(STEP, "", [(PROJECT, edit) for edit in self._edits])
        self._logs()
        me = self.report.annotator
        travel.put_setting(self._writer, "annotator", me)
        return self.report

    def _document(self, document: Document, *, has_text: bool) -> None:
        self._digests[document.id] = document.digest
        known = self._project.find_digest(document.digest)
        if known is not None and known[0] == document.id:
            if known[1]:
                self._edits.append(DocumentAdded(document.id, document.digest))
            return
        if known is not None or self._project.has_document(document.id):
            raise TextDiffers(path=str(self._package.path), document=document.id)
        if not has_text:
            raise reading.refused(self._package, "no-text", document.id)
        self._writer.put_document(fresh_document(document))
        self._edits.append(DocumentAdded(document.id, document.digest))
        self.report.documents += 1

    def _scheme(self) -> None:
        theirs, ours = reading.scheme(self._package), self._project.scheme()
        if theirs.version < ours.version:
            self.report.scheme = "kept"
        elif theirs.version == ours.version:
            self._same_scheme(theirs, ours.to_dict())
        else:
            stored = travel.stored_scheme(self._project, theirs.version)
            if stored is None:
                self._writer.put_scheme(theirs)
            else:
                self._same_scheme(theirs, stored)
            self._edits.append(self._writer.scheme_edit(ours.version, theirs.version)[1])
            self.report.scheme = "newer"

    def _same_scheme(self, theirs: LabelScheme, stored: dict[str, Any]) -> None:
        if theirs != LabelScheme.from_dict(stored):
            raise reading.refused(self._package, "other-scheme", f"{theirs.id} {theirs.version}")

    def _people(self) -> None:
        mine = {person.id: person for person in self._project.annotators()}
        found = {person.id: person for person in reading.people(self._package)}
        if self.report.annotator not in found:
            raise reading.refused(self._package, "nobody", self.report.annotator)
        for person in found.values():
            before = mine.get(person.id)
            if before == person:
                continue
            if before is not None:
                self._edits.append(AnnotatorRemoved(before.id, before.name, before.role.value))
            else:
                self.report.people.append(person.id)
            self._edits.append(AnnotatorAdded(person.id, person.name, person.role.value))

    def _facts(self) -> None:
        me = self.report.annotator
        for (kind, _), value in reading.facts(self._package).items():
            if kind not in (ASSIGNMENT, GUIDELINE, OPTION) or value is None:
                raise reading.refused(self._package, "fact", kind)
        wanted: dict[tuple[str, str], Any] = reading.facts(self._package)
        for kind in (ASSIGNMENT, GUIDELINE, OPTION):
            mine = self._project.facts(kind)
            theirs = {key: value for (one, key), value in wanted.items() if one == kind}
            gone = {key for key in mine if key not in theirs}
            if kind == ASSIGNMENT:  # others' are not in it
                gone = {key for key in gone if key.rpartition("\x1f")[2] == me}
            changed = {key: theirs[key] for key in theirs if mine.get(key) != theirs[key]}
            for key, after in [*((key, None) for key in sorted(gone)), *changed.items()]:
                self._edits.append(FactSet(kind, key, mine.get(key), after))
                self.report.facts += 1

    def _logs(self) -> None:
        me = self.report.annotator
        union = Union(
            self._writer.connection,
            self._project.uuid,
            travel.copy_id(self._project),
            str(self._package.path),
        )
        known: dict[str, list[bytes]] = {}
        outcomes: list[Outcome] = []
        for done, segment in enumerate(reading.segments(self._package, self._digests)):
            outcomes.append(union.take(segment))
            if segment.annotator == me and segment.rows:
                known.setdefault(segment.document, []).append(segment.rows[-1].hash)
            if done % _SAID_EVERY == 0:
                self._progress(done, 0)
        outcomes += union.sweep()
        self.report.rows = sum(one.new + one.attached for one in outcomes)
        self.report.branches = add_branches(self._project, self._writer, outcomes, STEP)
        acknowledge(self._writer, self._project, me, known)


__all__ = ["OpenReport", "default_target", "open_package", "take_package"]
