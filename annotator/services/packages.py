"""Work packages out: what one person needs to work on a laptop, and what the laptop sends back.

A package is written from what is on disk. A return holds this person's logs since the last package of the office that was
opened here, or all of them.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from annotator import __version__
from annotator.errors import PackageError, UnknownDocument
from annotator.exchange import wire
from annotator.exchange.container import FORMAT, VERSION, Manifest, Packer
from annotator.model.assignment import assignments_of
from annotator.model.edit import FactSet
from annotator.model.facts import ASSIGNMENT, GUIDELINE, OPTION, PACKAGE
from annotator.model.history import PROJECT
from annotator.services.jobs import Progress, no_progress
from annotator.store import travel
from annotator.store.merging import Segment
from annotator.store.project import Project
from annotator.store.writer import Writer

SUFFIX = ".corpuspack"
OFFICE_HAS = "office-has:"  # setting: JSON of the last rows that the office is known to have, by document
_SAID_EVERY = 200


@dataclass(slots=True)
class PackReport:
    """What went into a package. ``rows`` are rows of logs, ``layers`` the logs they are from."""

    path: Path
    annotator: str
    kind: str
    documents: int = 0
    layers: int = 0
    rows: int = 0
    facts: int = 0
    missing: list[str] = field(default_factory=list)  # assigned documents that the project does not show


def pack_work(
    project: Project,
    out: Path,
    annotator: str,
    *,
    documents: Collection[str] | None = None,
    batch: str | None = None,
    others: Iterable[str] = (),
    progress: Progress = no_progress,
) -> PackReport:
    """Write ``out``: documents, scheme, guidelines, assignments, and the earlier work of ``annotator``.

    Without ``documents`` or ``batch`` it holds what is assigned to the person, or everything where nothing is. ``others``:
    people whose layers go along (for a reviewer). Raises UnknownAnnotator, UnknownDocument, PackageError, StoreError.
    """
    person = project.annotator(annotator)
    chosen, missing = _chosen(project, annotator, documents, batch)
    report = PackReport(out, annotator, "work", missing=missing)
    owners = list(dict.fromkeys([annotator, *others]))
    for owner in owners[1:]:
        project.annotator(owner)
    with Packer(out) as packer:
        report.documents = packer.member(wire.DOCUMENTS, _documents(project, chosen, progress))
        packer.member(wire.SCHEME, [travel.scheme_body(project)])
        packer.member(wire.PEOPLE, _people(project))
        report.facts = packer.member(wire.FACTS, _facts(project, annotator))
        packer.member(wire.LOG, _log(project, owners, {}, report, chosen))
        manifest = _manifest(project, person.id, report, out.stem)
        packer.manifest(manifest)
    if not project.read_only:
        record(project, manifest)
    return report


def pack_return(
    project: Project, out: Path, annotator: str, *, whole: bool = False, progress: Progress = no_progress
) -> PackReport:
    """Write ``out``: this person's logs since the last package of the office, or (``whole``) all of them.

    Raises UnknownAnnotator, PackageError, StoreError.
    """
    person = project.annotator(annotator)
    report = PackReport(out, annotator, "return")
    since = {} if whole else acknowledged(project, annotator)
    with Packer(out) as packer:
        packer.member(wire.LOG, _log(project, [annotator], since, report, None, progress))
        packer.member(wire.SCHEME, [travel.scheme_body(project)])
        packer.member(wire.PEOPLE, [line for line in _people(project) if line["id"] == annotator])
        digests = travel.document_digests(project)
        worked = travel.worked_on(project, annotator)
        lines = ({"id": id, "title": "", "meta": {}, "digest": digests[id]} for id in digests if id in worked)
        report.documents = packer.member(wire.DOCUMENTS, lines)
        packer.manifest(_manifest(project, person.id, report, out.stem))
    return report


def acknowledged(project: Project, annotator: str) -> dict[str, list[bytes]]:
    """Hashes of rows of each document that the office is known to have of this person."""
    try:
        return msgspec.json.decode(project.setting(OFFICE_HAS + annotator, "{}"), type=dict[str, list[bytes]])
    except msgspec.DecodeError:  # then everything is sent
        return {}


def acknowledge(writer: Writer, project: Project, annotator: str, found: Mapping[str, list[bytes]]) -> None:
    """Remember what the office has, in the transaction of ``writer``."""
    known = msgspec.json.encode({**acknowledged(project, annotator), **found}).decode()
    travel.put_setting(writer, OFFICE_HAS + annotator, known)


def package_id(manifest: Manifest) -> str:
    """Names a package by what is in it, where and when it was packed."""
    parts = [
        manifest.kind,
        manifest.copy,
        repr(manifest.made),
        manifest.annotator,
        *(f"{n}={m.sha256}" for n, m in sorted(manifest.members.items())),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def package_fact(project: Project, manifest: Manifest) -> list[FactSet]:
    """The edit that remembers a package that went out or came in; nothing where it is remembered already."""
    key = package_id(manifest)
    if key in project.facts(PACKAGE):
        return []
    value = {
        "kind": manifest.kind, "annotator": manifest.annotator, "made": manifest.made, "counts": dict(manifest.counts),
    }  # fmt: skip
    return [FactSet(PACKAGE, key, None, value)]


def record(project: Project, manifest: Manifest) -> None:
    """Remember in the project that this package was made; nobody's undo takes that back."""
    edits = package_fact(project, manifest)
    if edits:
        project.commit("pack", "", [(PROJECT, edit) for edit in edits])


def _chosen(
    project: Project, annotator: str, documents: Collection[str] | None, batch: str | None
) -> tuple[set[str], list[str]]:
    """(documents to pack, assigned ones that are not there)."""
    shown = {item.document for item in project.queue(annotator)}
    if documents is not None:
        for id in documents:
            if id not in shown:
                raise UnknownDocument(document=id)
        return set(documents), []
    mine = [one for one in assignments_of(project.facts(ASSIGNMENT)) if one.annotator == annotator]
    if batch is not None:
        mine = [one for one in mine if one.batch == batch]
    elif not mine:
        return shown, []
    asked = {one.document for one in mine}
    if not asked & shown:
        raise PackageError(path="", reason="nothing-assigned", detail=annotator)
    return asked & shown, sorted(asked - shown)


def _documents(project: Project, chosen: set[str], progress: Progress) -> Iterator[dict[str, Any]]:
    done = 0
    for document in travel.documents(project):
        if document.id in chosen and not document.withdrawn:
            yield {
                "id": document.id, "title": document.title, "meta": json.loads(document.meta),
                "digest": document.digest, "text": document.text,
            }  # fmt: skip
            done += 1
            if done % _SAID_EVERY == 0:
                progress(done, len(chosen))


def _people(project: Project) -> Iterator[dict[str, str]]:
    for person in project.annotators():
        yield {"id": person.id, "name": person.name, "role": person.role.value}


def _facts(project: Project, annotator: str) -> Iterator[tuple[str, str, Any]]:
    for kind in (ASSIGNMENT, GUIDELINE, OPTION):
        for key, value in sorted(project.facts(kind).items()):
            if kind != ASSIGNMENT or key.rpartition("\x1f")[2] == annotator:
                yield kind, key, value


def _log(
    project: Project,
    owners: Iterable[str],
    since: Mapping[str, list[bytes]],
    report: PackReport,
    documents: set[str] | None,
    progress: Progress = no_progress,
) -> Iterator[tuple[str, str, str, list[tuple[Any, ...]]]]:
    last: object = None
    for owner in owners:
        for segment in travel.logs(project, owner, since, wire.ROWS_A_LINE):
            if documents is not None and segment.document not in documents:
                continue
            report.layers += (segment.document, segment.annotator) != last
            last = segment.document, segment.annotator
            report.rows += len(segment.rows)
            if report.layers % _SAID_EVERY == 0:
                progress(report.layers, 0)
            yield wire_segment(segment)


def wire_segment(segment: Segment) -> tuple[str, str, str, list[tuple[Any, ...]]]:
    """A segment as a line of a package."""
    rows = [(*row[:7], row.hash.hex(), row.origin) for row in segment.rows]
    return segment.document, segment.annotator, segment.before.hex(), rows


def _manifest(project: Project, annotator: str, report: PackReport, title: str) -> Manifest:
    scheme = project.scheme()
    body = json.dumps(travel.scheme_body(project), sort_keys=True, ensure_ascii=False)
    return Manifest(
        format=FORMAT, version=VERSION, kind=report.kind, project=project.uuid, copy=travel.copy_id(project),
        program=__version__, made=time.time(), annotator=annotator, title=title, scheme_id=scheme.id,
        scheme_version=scheme.version, scheme_digest=hashlib.sha256(body.encode()).hexdigest(),
        counts={"documents": report.documents, "layers": report.layers, "rows": report.rows},
    )  # fmt: skip
