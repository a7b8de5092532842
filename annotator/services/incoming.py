"""What a file brought, made ready to be stored: a document and the edits that fill its layer. Pure; no project here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.errors import BinaryInput, FormatError, InvalidAttribute, UndecidedEncoding
from annotator.formats import registry
from annotator.formats.base import Incoming, Issue, ReadSpan
from annotator.formats.encoding import NO_CHOICE, EncodingChoice, ReadsText
from annotator.formats.text_files import file_issue
from annotator.model.document import Document
from annotator.model.edit import (
    DocumentLabelSet,
    FactSet,
    LayerEdit,
    RelationAdded,
    ReviewedTo,
    SpanAdded,
    StateChanged,
)
from annotator.model.facts import KEPT, ZONE
from annotator.model.layer import LayerState
from annotator.model.scheme import AttributeValue, LabelScheme
from annotator.model.span import NO_ATTRIBUTES, Relation, Span, new_id, read_attributes
from annotator.model.zones import Zone, zone_key, zone_value
from annotator.services.mapping import AS_NAMED, Wording, apply
from annotator.store.fresh import FreshDocument, FreshLayer, fresh_document, fresh_layer


@dataclass(slots=True)
class Prepared:
    """One document of a file, ready to be stored; ``named`` is the id that the file gave it.

    ``filled`` fills an empty layer of ``layer`` (None: the file names nobody); it is None where the line brings nothing.
    """

    path: str
    line: int | None
    named: str
    document: FreshDocument
    layer: str | None
    filled: FreshLayer | None
    issues: list[Issue]
    machine: bool = False

    def say(self, severity: Any, code: str, **fields: Any) -> Issue:
        return Issue(severity, code, self.path, self.line, fields)


def prepare(
    path: Path,
    format_name: str | None,
    scheme: LabelScheme,
    annotator: str,
    encoding: EncodingChoice = NO_CHOICE,
    wording: Wording = AS_NAMED,
) -> Iterator[Prepared | Issue]:
    """Read ``path``: issues and documents, in the order they were met."""
    prefix, number = new_id()[:8], 0
    for item in read_items(path, format_name, encoding):
        if isinstance(item, Issue):
            yield item
        else:
            left = apply(wording, item)
            yield _prepared(item, scheme, annotator, f"{prefix}{number:x}-", left)
            number += 1


def read_items(
    path: Path, format_name: str | None, encoding: EncodingChoice = NO_CHOICE
) -> Iterator[Incoming | Issue]:
    """What ``path`` brings, as its format reads it, and what was met on the way. Never raises for what is in a file."""
    issues: list[Issue] = []
    try:
        reader = registry.reader(format_name) if format_name else registry.reader_for(path)
        if isinstance(reader, ReadsText):
            reader.choice = encoding
        for item in reader.read(path, issues.append):
            yield from issues
            issues.clear()
            yield item
    except (BinaryInput, UndecidedEncoding) as error:
        issues.append(file_issue(error, str(path)))
    except FormatError as error:
        fields = {"reason": error.fields.get("reason"), "detail": error.fields.get("detail", "")}
        issues.append(Issue("error", error.code, str(path), error.fields.get("line"), fields))
    yield from issues


def _prepared(
    item: Incoming, scheme: LabelScheme, annotator: str, prefix: str, left: list[Issue]
) -> Prepared:
    document = Document.make(item.text, id=item.id, title=item.title, meta=item.meta)
    layer = item.layer or (annotator if item.spans or item.labels or item.state or item.zones else None)
    fresh = fresh_document(document)
    found = Prepared(item.path, item.line, item.id, fresh, layer, None, left, item.machine)
    if layer is not None:
        edits = LayerEdits(scheme, item, document.text, found.issues, prefix).edits()
        found.filled = fresh_layer(edits, document.text) if edits else None
    return found


class LayerEdits:
    """The edits that fill an empty layer with what a line brought, as far as it fits the scheme."""

    def __init__(
        self, scheme: LabelScheme, item: Incoming, text: str, issues: list[Issue], prefix: str
    ) -> None:
        self._scheme = scheme
        self._item = item
        self._text = text
        self._issues = issues
        self._prefix = prefix

    def edits(self) -> list[LayerEdit]:
        """State, document labels, zones, then spans and relations. Spans alone where a line brings nothing else."""
        item = self._item
        spans = self._spans()
        edits: list[LayerEdit] = []
        state = LayerState(item.state) if item.state else LayerState.IN_PROGRESS if spans else LayerState.NEW
        if state is not LayerState.NEW:
            edits.append(StateChanged(LayerState.NEW, state, "", item.reason))
        edits += [DocumentLabelSet(name, None, value) for name, value in self._labels().items()]
        if item.reviewed_to:
            edits.append(ReviewedTo(0, item.reviewed_to))
        for start, end, rule in item.zones:  # a rule's find waits for a person to look at it
            value = zone_value(Zone(start, end, bool(rule), rule))
            edits.append(FactSet(ZONE, zone_key(start, end), None, value))
        edits += [FactSet(KEPT, name, None, said) for name, said in item.kept.items() if spans]
        edits += map(SpanAdded, spans)
        if item.relations:
            edits += self._relations({span.id: span for span in spans})
        return edits

    def _spans(self) -> list[Span]:
        labels, text = self._scheme.label_ids, self._text
        plain = self._plain_spans()
        if plain is not None:
            return plain
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

    def _plain_spans(self) -> list[Span] | None:
        """All of the line's spans where nothing is to be said about any: the way of nearly all lines, so it is kept fast."""
        reads, text = self._item.spans, self._text
        if not {read.label for read in reads} <= self._scheme.label_ids:
            return None
        if len({(read.start, read.end, read.label) for read in reads}) < len(reads):
            return None
        new = tuple.__new__
        spans: list[Span] = []
        for r in reads:
            if r.attributes or not r.id or text[r.start : r.end].isspace():
                return None
            spans.append(
                new(Span, (r.id, r.start, r.end, r.label, NO_ATTRIBUTES, r.note, r.certainty, r.origin))
            )
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
                    self._say(
                        "error",
                        "invalid-attribute",
                        read,
                        attribute=key,
                        value=str(value)[:80],
                        reason=error.reason,
                    )
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
        ids: set[str] = set()
        seen: set[tuple[str, str, str]] = set()
        for number, read in enumerate(self._item.relations):
            head, tail = spans.get(read.head), spans.get(read.tail)
            fields = {"relation": read.label, "head": read.head, "tail": read.tail}
            if self._scheme.relation(read.label) is None:
                self._say_line("error", "unknown-relation", **fields)
            elif head is None or tail is None:
                self._say_line("error", "relation-end-missing", **fields)
            elif head is tail or not self._scheme.allows(read.label, head.label, tail.label):
                self._say_line("error", "relation-not-allowed", **fields, ends=f"{head.label} → {tail.label}")
            elif (head.id, tail.id, read.label) in seen:
                self._say_line("warning", "duplicate-relation", **fields)
            else:
                id = read.id if read.id and read.id not in ids else f"{self._prefix}r{number:x}"
                ids.add(id)
                seen.add((head.id, tail.id, read.label))
                kept.append(RelationAdded(Relation(id, head.id, tail.id, read.label)))
        return kept

    def _say(self, severity: Any, code: str, read: ReadSpan, **fields: Any) -> None:
        fields = {
            "start": read.start,
            "end": read.end,
            "label": read.label,
            "text": self._text[read.start : read.end][:80],
            **fields,
        }
        self._say_line(severity, code, **fields)

    def _say_line(self, severity: Any, code: str, **fields: Any) -> None:
        self._issues.append(Issue(severity, code, self._item.path, self._item.line, fields))
