"""The archive: a whole project as one file of text, lossless, readable without this program; and the project made of it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.errors import NotAProject, PackageError, ProjectExists, TooNew
from annotator.exchange import wire
from annotator.exchange.container import FORMAT, VERSION, Manifest, Packer, Unpacker
from annotator.services.backups import snapshot_of
from annotator.services.jobs import Progress, no_progress
from annotator.store import travel
from annotator.store.connection import file_errors
from annotator.store.doctor import Finding, check
from annotator.store.project import Project
from annotator.store.tables import VERSION as TABLES_VERSION

SUFFIX = ".corpusarchive"
_SAID_EVERY = 1000


@dataclass(slots=True)
class ArchiveReport:
    """``counts``: rows by table. ``findings``: what a check of the project says (unarchive)."""

    path: Path
    project: Path
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def member_name(table: str) -> str:
    return f"{table}.jsonl"


def archive(path: Path, out: Path, *, progress: Progress = no_progress) -> ArchiveReport:
    """Write the project at ``path`` (it may be open) to ``out``. The same project gives the same bytes.

    Raises StoreError, PackageError; then there is no new file.
    """
    report = ArchiveReport(out, path)
    with snapshot_of(path.resolve()) as project, Packer(out) as packer:
        for table in travel.TABLES:
            lines = _said(travel.dump(project, table), table, progress)
            report.counts[table] = packer.member(member_name(table), lines)
        scheme = project.scheme()
        manifest = Manifest(
            format=FORMAT, version=VERSION, kind="archive", project=project.uuid, copy=travel.copy_id(project),
            program=__version__, made=project.changed_at(), tables=TABLES_VERSION, scheme_id=scheme.id,
            scheme_version=scheme.version, counts=dict(report.counts),
        )  # fmt: skip
        packer.manifest(manifest)
    return report


def unarchive(
    path: Path, target: Path, *, anyway: bool = False, progress: Progress = no_progress
) -> ArchiveReport:
    """Make the project at ``target`` from an archive. Raises ProjectExists, PackageError, StoreError: then there is none.

    What a check of the new project finds wrong is a reason to refuse, but for labels that the scheme lacks; ``anyway`` takes a
    project that was damaged before it was archived as it is.
    """
    if target.exists():
        raise ProjectExists(path=str(target))
    if not target.absolute().parent.is_dir():
        raise NotAProject(path=str(target), reason="no-folder")
    report = ArchiveReport(path, target)
    part = target.with_name(target.name + ".part")
    with Unpacker(path, ["archive"], map(member_name, travel.TABLES)) as package:
        _check_tables(package)
        try:
            with file_errors(part):
                part.unlink(missing_ok=True)
            _load(package, part, report, progress)
            with Project.open(part, read_only=True) as project:
                report.findings = check(project)
            _judge(path, report, anyway)
            with file_errors(target):
                part.rename(target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return report


def _said(lines: Iterator[list[Any]], table: str, progress: Progress) -> Iterator[list[Any]]:
    for done, line in enumerate(lines):
        if done % _SAID_EVERY == 0:
            progress(done, 0, table)
        yield line


def _check_tables(package: Unpacker) -> None:
    if package.manifest.tables > TABLES_VERSION:
        raise TooNew(path=str(package.path), version=package.manifest.tables, supported=TABLES_VERSION)
    lacking = {member_name(table) for table in travel.TABLES} - set(package.manifest.members)
    if package.manifest.tables != TABLES_VERSION or lacking:
        raise PackageError(path=str(package.path), reason="members", detail=", ".join(sorted(lacking)))


def _load(package: Unpacker, part: Path, report: ArchiveReport, progress: Progress) -> None:
    def found(table: str) -> Iterator[Any]:
        report.counts[table] = 0
        for row in package.lines(member_name(table), wire.TABLE_ROWS[table]):
            if report.counts[table] % _SAID_EVERY == 0:
                progress(report.counts[table], package.manifest.members[member_name(table)].lines, table)
            report.counts[table] += 1
            yield row

    try:
        travel.load(part, ((table, found(table)) for table in travel.TABLES))
    except ValueError as error:
        raise PackageError(path=str(package.path), reason="contradicts", detail=str(error)[:200]) from error


def _judge(path: Path, report: ArchiveReport, anyway: bool) -> None:
    wrong = [one for one in report.findings if one.code not in _HARMLESS]
    if wrong and not anyway:
        raise PackageError(
            path=str(path), reason="unsound", detail=f"{wrong[0].code} {wrong[0].where}".strip()
        )


_HARMLESS = frozenset({"unknown-label", "span-blank"})  # true of a sound project, too
