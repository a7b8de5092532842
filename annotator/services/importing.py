"""Import: documents and layers from files, in one transaction and one undo step. Nothing is dropped in silence.

A text that is already there is not stored twice; a layer that comes with it joins the known document. A layer that
exists is never overwritten. Everything left out is an Issue with file, line and reason.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import FormatError
from annotator.formats.base import Issue
from annotator.formats.encoding import NO_CHOICE, EncodingChoice
from annotator.model.edit import (
    AnnotatorAdded,
    DocumentAdded,
    LayerKey,
    ProjectEdit,
)
from annotator.model.history import PROJECT, Act
from annotator.model.layer import Layer
from annotator.model.people import Annotator, Role
from annotator.model.span import new_id
from annotator.services.ahead import Source
from annotator.services.import_plan import ImportPlan
from annotator.services.incoming import Prepared
from annotator.services.jobs import Progress, no_progress
from annotator.services.mapping import AS_NAMED, Wording
from annotator.services.survey_near import NearBook
from annotator.store.backups import back_up, last_backup
from annotator.store.fresh import FreshLayer
from annotator.store.log import decode_edits
from annotator.store.project import Project
from annotator.store.writer import Writer

SAID_EVERY = 200  # documents between two words of progress
DOCUMENTS_A_ROW = 500  # documents named in one row of the project's log


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a person says of the files: their format, the encoding of texts that are not Unicode (none is guessed), what
    their names become here, and whether texts that are nearly those of the project are left out. ``names``: of new people.
    """

    format_name: str | None = None
    encoding: EncodingChoice = NO_CHOICE
    wording: Wording = AS_NAMED
    skip_near: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


AS_IT_LOOKS = ReadAs()


def as_planned(plan: ImportPlan) -> ReadAs:
    """What the plan says of the files."""
    return ReadAs(
        plan.format or None,
        plan.encoding_choice(),
        plan.wording(),
        plan.near_duplicates == "skip",
        plan.names,
    )


class ImportStopped(FormatError):
    """A strict import met an error; nothing has changed. fields: report."""

    code = "import-stopped"


@dataclass(slots=True)
class ImportReport:
    """What came in and what did not. ``skipped`` counts lines and files of which nothing was new; ``near`` those left out for
    being nearly a text that is there; ``left`` the spans that the plan leaves out, by foreign label.
    """

    documents: int = 0
    layers: int = 0
    spans: int = 0
    relations: int = 0
    skipped: int = 0
    people: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    near: int = 0
    left: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        return sum(issue.severity == "error" for issue in self.issues)


def import_paths(
    project: Project,
    paths: Iterable[Path],
    *,
    actor: str,
    annotator: str | None = None,
    read_as: ReadAs = AS_IT_LOOKS,
    strict: bool = False,
    progress: Progress = no_progress,
) -> ImportReport:
    """Read ``paths`` into the project. Spans whose line names nobody become ``annotator``'s (or ``actor``'s) layer.

    Raises ImportStopped (strict, and something was wrong), StoreError, Cancelled: then nothing has changed.
    """
    if project.has_documents() and project.changed_at() > last_backup(project.path):
        back_up(project.connection, project.path, "import")
    report = ImportReport()
    with project.writing() as writer:
        incoming = _Import(project, writer, report, actor, read_as)
        incoming.take_all(paths, annotator or actor, strict, progress)
        if strict and report.errors:
            first = next(issue for issue in report.issues if issue.severity == "error")
            raise ImportStopped(
                path=first.path, line=first.line, column=None, reason=first.code, detail="", report=report
            )
        incoming.finish()
    return report


class _Enough(Exception):
    """Ends the transaction of a rehearsal."""


def rehearse(
    project: Project,
    paths: Iterable[Path],
    *,
    actor: str,
    annotator: str | None = None,
    read_as: ReadAs = AS_IT_LOOKS,
    progress: Progress = no_progress,
) -> ImportReport:
    """What ``import_paths`` would report, to the last span: everything is done, and taken back. Raises StoreError, Cancelled."""
    report = ImportReport()
    with suppress(_Enough), project.writing() as writer:
        incoming = _Import(project, writer, report, actor, read_as)
        incoming.take_all(paths, annotator or actor, strict=False, progress=progress)
        incoming.finish()
        raise _Enough
    return report


class _Import:
    """Takes one document after the other into an open transaction."""

    def __init__(
        self, project: Project, writer: Writer, report: ImportReport, actor: str, read_as: ReadAs
    ) -> None:
        self._project, self._read_as = project, read_as
        self._near = NearBook(project) if read_as.skip_near else None
        self._writer = writer
        self._report = report
        self._actor = actor
        self._people = {person.id for person in project.annotators()}
        self._step: int | None = None
        self._pending: list[ProjectEdit] = []
        self._added: set[str] = set()
        self.seen = 0

    def take_all(self, paths: Iterable[Path], annotator: str, strict: bool, progress: Progress) -> None:
        """Everything in these files and folders; until the first error where ``strict``."""
        said, scheme = self._read_as, self._project.scheme()
        for path in paths:
            source = Source(path, said.format_name, scheme, annotator, said.encoding, said.wording)
            with closing(source.prepared()) as stream:
                for item in stream:
                    self.take(item)
                    if strict and self._report.errors:
                        return
                    if self.seen % SAID_EVERY == 0:
                        progress(self.seen, 0, path.name)

    def take(self, item: Prepared | Issue) -> None:
        if isinstance(item, Issue):
            self._report.issues.append(item)
            return
        self.seen += 1
        place = self._document(item)
        if place is None:
            return
        self._note(item.issues)
        document, number = place
        self._flush_if_full()
        if item.layer is None or item.filled is None:
            return
        key = LayerKey(document, item.layer)
        if number is None and not self._is_free(key, item, item.filled):
            return
        self._person(item.layer, machine=item.machine)
        if number is not None:
            self._writer.fill_layer(self._started(), self._actor, "import", key, number, item.filled)
        else:
            edits = decode_edits(item.filled.edits)
            self._writer.append(self._started(), Act.DO, self._actor, "import", key, edits)
        self._report.layers += 1
        self._report.spans += item.filled.spans
        self._report.relations += len(item.filled.relations)

    def finish(self) -> None:
        self._flush()

    def _note(self, issues: list[Issue]) -> None:
        self._report.issues += issues
        for issue in issues:
            if issue.code == "span-left-by-plan":
                self._report.left[issue.fields["label"]] += issue.fields["count"]
            elif issue.code == "layer-left-by-plan":
                self._report.left[""] += issue.fields["spans"]

    # documents ----------------------------------------------------------------------------------------
    def _document(self, item: Prepared) -> tuple[str, int | None] | None:
        """The id of the stored document with this text, and its number where it is new; None where it is left out."""
        document = item.document
        known = self._project.find_digest(document.digest)
        if known is not None:
            return self._known(item, *known), None
        if self._near is not None:
            near = self._near.near(document.digest, document.body.decode(), document.title)
            if near is not None:
                self._report.near += 1
                spans = item.filled.spans if item.filled is not None else 0
                self._report.issues.append(
                    item.say("warning", "near-duplicate", title=near.title, document=near.id, spans=spans)
                )
                return None
        if self._project.has_document(document.id):
            new = self._free_id(document.digest)
            meta = json.dumps(
                {**json.loads(document.meta), "id": document.id}, ensure_ascii=False, sort_keys=True
            )
            self._report.issues.append(item.say("warning", "id-taken", id=document.id, new=new))
            document = document._replace(id=new, meta=meta)
        number = self._writer.put_document(document)
        self._pending.append(DocumentAdded(document.id, document.digest))
        self._added.add(document.id)
        self._report.documents += 1
        return document.id, number

    def _free_id(self, digest: str) -> str:
        """An id made of the digest that no other text bears (another project may have given it one)."""
        ids = (digest[:length] for length in range(16, len(digest) + 1, 8))
        return next((id for id in ids if not self._project.has_document(id)), f"{digest}-{new_id()}")

    def _known(self, item: Prepared, id: str, withdrawn: bool) -> str:
        if withdrawn and id not in self._added:
            self._added.add(id)
            self._pending.append(DocumentAdded(id, item.document.digest))
            self._report.documents += 1
        elif item.layer is None:
            self._report.skipped += 1
            self._report.issues.append(item.say("info", "same-text", document=id))
        return id

    def _started(self) -> int:
        """The undo step, begun when there is first something to write."""
        if self._step is None:
            self._step = self._writer.begin_step("import", self._actor)
        return self._step

    def _flush(self) -> None:
        if self._pending:
            self._writer.append(self._started(), Act.DO, self._actor, "import", PROJECT, self._pending)
            self._pending = []

    def _flush_if_full(self) -> None:
        if len(self._pending) >= DOCUMENTS_A_ROW:
            self._flush()

    def _person(self, id: str, *, machine: bool) -> None:
        if id not in self._people:
            self._people.add(id)
            role = Role.MODEL if machine else Role.ANNOTATOR
            person = Annotator(id, self._read_as.names.get(id) or id, role)
            self._flush()
            if id == self._actor:  # who works here stays, also when the import is undone
                self._writer.gesture("add-annotator", "", [self._writer.person_edit(person)])
            else:
                edit = AnnotatorAdded(person.id, person.name, person.role.value)
                self._writer.append(self._started(), Act.DO, self._actor, "import", PROJECT, [edit])
            self._report.people.append(id)

    # layers -------------------------------------------------------------------------------------------
    def _is_free(self, key: LayerKey, item: Prepared, filled: FreshLayer) -> bool:
        """Whether the layer may be filled: an existing one is left as it is, and that is said."""
        stored = self._project.layer(key)
        if stored == Layer(key):
            return True
        brought = Layer(key)
        for edit in decode_edits(filled.edits):
            brought.apply(edit)
        self._report.skipped += 1
        if _content(stored) == _content(brought):
            issue = item.say("info", "layer-known", document=key.document, layer=key.annotator)
        else:
            spans = len(brought.spans)
            issue = item.say("error", "layer-exists", document=key.document, layer=key.annotator, spans=spans)
        self._report.issues.append(issue)
        return False


def _content(layer: Layer) -> object:
    """What two layers are compared by: everything but the ids."""
    spans = {
        s.id: (s.start, s.end, s.label, sorted(s.attributes.items()), s.note, s.certainty, s.origin)
        for s in layer.spans.values()
    }
    relations = sorted((spans[r.head], spans[r.tail], r.label) for r in layer.relations.values())
    state = (layer.state, layer.reason, layer.reviewed_to, layer.labels)
    return sorted(spans.values()), relations, state
