"""Import: documents and layers from files, in one transaction and one undo step. Nothing is dropped in silence.

A text that is already there is not stored twice; a layer that comes with it joins the known document. A layer that
exists is never overwritten. Everything left out is an Issue with file, line and reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import FormatError, InvalidAttribute
from annotator.formats import registry
from annotator.formats.base import Incoming, Issue, ReadSpan
from annotator.model.document import Document
from annotator.model.edit import (
    AnnotatorAdded,
    DocumentAdded,
    DocumentLabelSet,
    LayerEdit,
    LayerKey,
    ProjectEdit,
    RelationAdded,
    ReviewedTo,
    SpanAdded,
    StateChanged,
)
from annotator.model.history import PROJECT, Act
from annotator.model.layer import Layer, LayerState
from annotator.model.people import Annotator
from annotator.model.scheme import AttributeValue, LabelScheme
from annotator.model.span import NO_ATTRIBUTES, Relation, Span, new_id, read_attributes
from annotator.services.jobs import Progress, no_progress
from annotator.store.backups import back_up
from annotator.store.project import Project
from annotator.store.writer import Writer

SAID_EVERY = 200  # documents between two words of progress
DOCUMENTS_A_ROW = 500  # documents named in one row of the project's log


class ImportStopped(FormatError):
    """A strict import met an error; nothing has changed. fields: report."""

    code = "import-stopped"


@dataclass(slots=True)
class ImportReport:
    """What came in and what did not. ``skipped`` counts lines and files of which nothing was new."""

    documents: int = 0
    layers: int = 0
    spans: int = 0
    relations: int = 0
    skipped: int = 0
    people: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return sum(issue.severity == "error" for issue in self.issues)


def import_paths(
    project: Project,
    paths: Iterable[Path],
    *,
    actor: str,
    annotator: str | None = None,
    format_name: str | None = None,
    strict: bool = False,
    progress: Progress = no_progress,
) -> ImportReport:
    """Read ``paths`` into the project. Spans whose line names nobody become ``annotator``'s (or ``actor``'s) layer.

    Raises ImportStopped (strict, and something was wrong), StoreError, Cancelled: then nothing has changed.
    """
    if project.has_documents():
        back_up(project.connection, project.path, "import")
    report = ImportReport()
    with project.writing() as writer:
        incoming = _Import(project, writer, report, actor, annotator or actor)
        for path in paths:
            for item in _read(path, format_name, report):
                incoming.take(item)
                if strict and report.errors:
                    break
                if incoming.seen % SAID_EVERY == 0:
                    progress(incoming.seen, 0, path.name)
        if strict and report.errors:
            first = next(issue for issue in report.issues if issue.severity == "error")
            raise ImportStopped(path=first.path, line=first.line, column=None, reason=first.code, detail="", report=report)
        incoming.finish()
    return report


def _read(path: Path, format_name: str | None, report: ImportReport) -> Iterable[Incoming]:
    try:
        reader = registry.reader(format_name) if format_name else registry.reader_for(path)
        yield from reader.read(path, report.issues.append)
    except FormatError as error:
        fields = {"reason": error.fields.get("reason"), "detail": error.fields.get("detail", "")}
        report.issues.append(Issue("error", error.code, str(path), error.fields.get("line"), fields))


class _Import:
    """Takes one document after the other into an open transaction."""

    def __init__(self, project: Project, writer: Writer, report: ImportReport, actor: str, annotator: str) -> None:
        self._project = project
        self._writer = writer
        self._report = report
        self._actor = actor
        self._annotator = annotator
        self._scheme = project.scheme()
        self._people = {person.id for person in project.annotators()}
        self._step: int | None = None
        self._pending: list[ProjectEdit] = []
        self._added: set[str] = set()
        self._prefix = new_id()[:8]
        self.seen = 0

    def take(self, item: Incoming) -> None:
        self.seen += 1
        document = self._document(item)
        layer = item.layer or (self._annotator if item.spans or item.labels else None)
        if layer is None:
            self._flush_if_full()
            return
        key = LayerKey(document.id, layer)
        edits = _LayerEdits(self._scheme, item, document.text, self._report, f"{self._prefix}{self.seen:x}-").edits()
        if not edits:
            return
        if not self._is_free(key, edits, item):
            return
        self._flush_if_full()
        self._person(layer)
        self._writer.append(self._started(), Act.DO, self._actor, "import", key, edits)
        self._report.layers += 1
        for edit in edits:
            self._report.spans += type(edit) is SpanAdded
            self._report.relations += type(edit) is RelationAdded

    def finish(self) -> None:
        self._flush()

    # documents ----------------------------------------------------------------------------------------
    def _document(self, item: Incoming) -> Document:
        """The stored document with this text, new or known."""
        document = Document.make(item.text, id=item.id, title=item.title, meta=item.meta)
        known = self._project.find_digest(document.digest)
        if known is not None:
            return self._known(item, document, *known)
        if item.id and self._project.has_document(item.id):
            document = Document.make(item.text, title=item.title, meta={**item.meta, "id": item.id})
            self._say("warning", "id-taken", item, id=item.id, new=document.id)
        self._writer.put_document(document)
        self._pending.append(DocumentAdded(document.id, document.digest))
        self._report.documents += 1
        self._added.add(document.id)
        return document

    def _known(self, item: Incoming, document: Document, id: str, withdrawn: bool) -> Document:
        stored = Document(id, item.text, document.title, document.meta, document.digest)
        if withdrawn and id not in self._added:
            self._added.add(id)
            self._pending.append(DocumentAdded(id, document.digest))
            self._report.documents += 1
        elif not item.spans and item.layer is None:
            self._report.skipped += 1
            self._say("info", "same-text", item, document=id)
        return stored

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

    def _person(self, id: str) -> None:
        if id not in self._people:
            self._people.add(id)
            person = Annotator(id, id)
            self._flush()
            edit = AnnotatorAdded(person.id, person.name, person.role.value)
            self._writer.append(self._started(), Act.DO, self._actor, "import", PROJECT, [edit])
            self._report.people.append(id)

    # layers -------------------------------------------------------------------------------------------
    def _is_free(self, key: LayerKey, edits: list[LayerEdit], item: Incoming) -> bool:
        """Whether the layer may be filled: an existing one is left as it is, and that is said."""
        stored = self._project.layer(key)
        if stored == Layer(key):
            return True
        replayed = Layer(key)
        for edit in edits:
            replayed.apply(edit)
        self._report.skipped += 1
        if _content(stored) == _content(replayed):
            self._say("info", "layer-known", item, document=key.document, layer=key.annotator)
        else:
            self._say("error", "layer-exists", item, document=key.document, layer=key.annotator, spans=len(item.spans))
        return False

    def _say(self, severity: Any, code: str, item: Incoming, **fields: Any) -> None:
        self._report.issues.append(Issue(severity, code, item.path, item.line, fields))


def _content(layer: Layer) -> object:
    """What two layers are compared by: everything but the ids."""
    spans = sorted(
        (s.start, s.end, s.label, sorted(s.attributes.items()), s.note, s.certainty) for s in layer.spans.values()
    )
    return spans, layer.labels, layer.state, layer.reviewed_to, len(layer.relations)


class _LayerEdits:
    """The edits that fill an empty layer with what a line brought, as far as it fits the scheme."""

    def __init__(self, scheme: LabelScheme, item: Incoming, text: str, report: ImportReport, prefix: str) -> None:
        self._scheme = scheme
        self._item = item
        self._text = text
        self._report = report
        self._prefix = prefix

    def edits(self) -> list[LayerEdit]:
        """State, document labels, then spans and relations. Spans alone where a line brings nothing else."""
        item = self._item
        spans = self._spans()
        edits: list[LayerEdit] = []
        state = LayerState(item.state) if item.state else LayerState.IN_PROGRESS if spans else LayerState.NEW
        if state is not LayerState.NEW:
            edits.append(StateChanged(LayerState.NEW, state, "", item.reason))
        edits += [DocumentLabelSet(name, None, value) for name, value in self._labels().items()]
        if item.reviewed_to:
            edits.append(ReviewedTo(0, item.reviewed_to))
        edits += map(SpanAdded, spans)
        if item.relations:
            edits += self._relations({span.id: span for span in spans})
        return edits

    def _spans(self) -> list[Span]:
        labels, text = self._scheme.label_ids, self._text
        seen: set[tuple[int, int, str]] = set()
        spans: list[Span] = []
        for number, read in enumerate(self._item.spans):
            place = (read.start, read.end, read.label)
            if read.label not in labels:
                self._say("error", "unknown-label", read)
            elif text[read.start : read.end].isspace():
                self._say("error", "span-blank", read)
            elif place in seen:
                self._say("warning", "duplicate-span", read)
            else:
                seen.add(place)
                attributes = self._attributes(read) if read.attributes else NO_ATTRIBUTES
                id = read.id or f"{self._prefix}{number:x}"
                spans.append(Span(id, *place, attributes, read.note, read.certainty, read.origin))
        return spans

    def _attributes(self, read: ReadSpan) -> Mapping[str, AttributeValue]:
        try:
            return read_attributes(self._scheme, read.label, read.attributes)
        except InvalidAttribute:
            kept: dict[str, AttributeValue] = {}
            for key, value in read.attributes.items():
                try:
                    kept |= read_attributes(self._scheme, read.label, {key: value})
                except InvalidAttribute as error:
                    self._say("error", "invalid-attribute", read, attribute=key, value=str(value)[:80], reason=error.reason)
            return kept

    def _labels(self) -> dict[str, AttributeValue]:
        known = {attribute.id: attribute for attribute in self._scheme.document_labels}
        kept: dict[str, AttributeValue] = {}
        for key, value in self._item.labels.items():
            stored = known[key].read(value) if key in known else None
            if stored is None:
                self._say_line("error", "invalid-document-label", label=key, value=str(value)[:80])
            else:
                kept[key] = stored
        return kept

    def _relations(self, spans: dict[str, Span]) -> list[RelationAdded]:
        kept: list[RelationAdded] = []
        for number, read in enumerate(self._item.relations):
            head, tail = spans.get(read.head), spans.get(read.tail)
            fields = {"relation": read.label, "head": read.head, "tail": read.tail}
            if self._scheme.relation(read.label) is None:
                self._say_line("error", "unknown-relation", **fields)
            elif head is None or tail is None:
                self._say_line("error", "relation-end-missing", **fields)
            elif head is tail or not self._scheme.allows(read.label, head.label, tail.label):
                self._say_line("error", "relation-not-allowed", **fields, ends=f"{head.label} → {tail.label}")
            else:
                kept.append(RelationAdded(Relation(read.id or f"{self._prefix}r{number:x}", head.id, tail.id, read.label)))
        return kept

    def _say(self, severity: Any, code: str, read: ReadSpan, **fields: Any) -> None:
        fields = {"start": read.start, "end": read.end, "label": read.label, "text": self._text[read.start : read.end][:80], **fields}
        self._say_line(severity, code, **fields)

    def _say_line(self, severity: Any, code: str, **fields: Any) -> None:
        self._report.issues.append(Issue(severity, code, self._item.path, self._item.line, fields))
