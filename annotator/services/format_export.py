"""Export to any format that has a writer: what it has no place for is counted, and what was written is read back.

The file read back must be the project but for the losses that the writer declares; else the export fails (NotTheSame).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from annotator.errors import NotTheSame
from annotator.formats import losses, registry
from annotator.formats.base import Checks, Incoming, Issue, Reduces, Row, Writer
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.services.exporting import (
    Exported,
    check_no_project,
    export_jsonl,
    rows,
)
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

_SAID_EVERY = 100
_MADE_ANEW = frozenset((losses.SPAN_IDS, losses.RELATION_IDS, losses.DOCUMENT_IDS))


def declared_losses(name: str) -> tuple[str, ...]:
    """What the format has no place for. Raises UnknownFormat."""
    return registry.writer(name).losses


def export_format(
    project: Project, name: str, out: Path, layer: str, progress: Progress = no_progress
) -> Exported:
    """Write layers as the format ``name`` to the file or folder ``out``, read it back and compare.

    ``lost`` counts what was left out; ids that readers make anew are not counted. Raises StoreError, FormatError.
    """
    if name == "jsonl":
        return export_jsonl(project, out, layer, progress)
    check_no_project(out)
    writer, scheme = registry.writer(name), project.scheme()
    total = project.count_documents()
    documents = layers = spans = 0
    last = ""

    def counted() -> Iterator[Row]:
        nonlocal documents, layers, spans, last
        for number, (document, found) in enumerate(rows(project, layer)):
            if document.id != last:
                documents, last = documents + 1, document.id
            if found is not None:
                layers, spans = layers + 1, spans + len(found.spans)
            if number % _SAID_EVERY == 0:
                progress(documents, total)
            yield document, found

    writer.write(out, counted(), scheme)
    lost: Counter[str] = Counter()
    if isinstance(writer, Checks):
        _tally(project, layer, writer, lost)
        for document in writer.differing(out, rows(project, layer)):
            raise NotTheSame(path=str(out), detail=document)
    else:
        _compare(project, layer, writer, out, lost)
    said = {code: lost[code] for code in writer.losses if lost[code] and code not in _MADE_ANEW}
    return Exported((out,), documents, layers, spans, lost=said)


def _tally(project: Project, layer: str, writer: Writer, lost: Counter[str]) -> None:
    for document, found in rows(project, layer):
        lost.update(losses.count_losses(document, found, writer.losses))


def _compare(project: Project, layer: str, writer: Writer, out: Path, lost: Counter[str]) -> None:
    """Hold what is read back against the project, in any order: some formats sort by name."""
    facts = _Facts(writer.losses)
    expected: dict[int, list[str]] = {}
    for document, found in rows(project, layer):
        lost.update(losses.count_losses(document, found, writer.losses))
        kept = writer.reduce(document, found, lost) if isinstance(writer, Reduces) else (document, found)
        if losses.BLANK_TEXTS in writer.losses and not kept[0].text.strip():
            lost[losses.BLANK_TEXTS] += 1
        else:
            expected.setdefault(facts.of_row(*kept), []).append(document.id)
    issues: list[Issue] = []
    for item in registry.reader(writer.name).read(out, issues.append):
        names = expected.get(facts.of_item(item))
        if not names:
            raise NotTheSame(path=str(out), detail=item.id or item.title or item.text[:40])
        names.pop()
    missing = next((names[0] for names in expected.values() if names), None)
    wrong = next((issue.code for issue in issues if issue.severity == "error"), None)
    if missing is not None or wrong is not None:
        raise NotTheSame(path=str(out), detail=missing if missing is not None else wrong)


class _Facts:
    """What is compared of a document: everything but the declared losses, as one number."""

    def __init__(self, without: tuple[str, ...]) -> None:
        self._without = frozenset(without)

    def of_row(self, document: Document, layer: Layer | None) -> int:
        head = self._head(document.text, document.id, document.title, document.meta)
        if layer is None:
            return hash((head, (), (), (), None))
        spans: list[tuple[Any, ...]] = [tuple(span) for span in layer.spans.values()]
        relations = [
            (layer.spans[r.head][1:4], layer.spans[r.tail][1:4], r.label) for r in layer.relations.values()
        ]
        state = (layer.state.value, layer.reason, layer.reviewed_to)
        return self._number(head, layer.key.annotator, state, layer.labels, spans, relations)

    def of_item(self, item: Incoming) -> int:
        head = self._head(item.text, item.id, item.title, item.meta)
        by_id = {span.id: (span.start, span.end, span.label) for span in item.spans}
        if not item.layer and not item.spans and not item.labels and item.state is None:
            return hash((head, (), (), (), None))
        spans = [
            (s.id, s.start, s.end, s.label, s.attributes, s.note, s.certainty, s.origin) for s in item.spans
        ]  # fmt: skip
        relations = [(by_id[r.head], by_id[r.tail], r.label) for r in item.relations]
        state = (item.state, item.reason, item.reviewed_to)
        return self._number(head, item.layer, state, item.labels, spans, relations)

    def _has(self, code: str) -> bool:
        return code not in self._without

    def _head(self, text: str, id: str, title: str, meta: Mapping[str, str]) -> tuple[object, ...]:
        kept = sorted(item for item in meta.items() if item[0] not in ("title", "document_id"))
        return (
            text,
            id if self._has(losses.DOCUMENT_IDS) else "",
            title if self._has(losses.TITLE) else "",
            tuple(kept) if self._has(losses.META) else (),
        )

    def _number(
        self,
        head: tuple[object, ...],
        owner: str | None,
        state: tuple[str | None, str, int | None],
        labels: Mapping[str, Any],
        spans: list[tuple[Any, ...]],
        relations: list[tuple[Any, ...]],
    ) -> int:
        marks = sorted(map(self._span, spans))
        joins = sorted(relations) if self._has(losses.RELATIONS) else []
        values = _values(labels) if self._has(losses.DOCUMENT_LABELS) else ()
        rest = (self._state(*state), owner if self._has(losses.OWNER) else None)
        empty = not (marks or joins or values) and rest == (None, None)
        return hash((head, tuple(marks), tuple(joins), values, None if empty else rest))

    def _state(self, state: str | None, reason: str, reviewed: int | None) -> object:
        if not self._has(losses.STATE):
            return None
        if not self._has(losses.OTHER_STATES) and state not in ("finished", "skipped"):
            state = None
        kept = (
            state,
            reason if self._has(losses.REASON) else "",
            (reviewed or 0) if self._has(losses.REVIEWED_TO) else 0,
        )
        return None if kept == (None, "", 0) else kept

    def _span(self, span: tuple[Any, ...]) -> tuple[Any, ...]:
        id, start, end, label, attributes, note, certainty, origin = span
        return (
            start, end, label,
            id if self._has(losses.SPAN_IDS) else "",
            _values(attributes) if attributes and self._has(losses.ATTRIBUTES) else (),
            note if self._has(losses.NOTES) else "",
            certainty if self._has(losses.CERTAINTY) else "",
            origin if self._has(losses.ORIGIN) else "",
        )  # fmt: skip


def _values(values: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Values as they are stored, also where a file gave a number as a number; never a yes equal to the text "yes"."""
    return tuple(
        sorted(
            (key, type(value).__name__, str(value))
            if isinstance(value, (str, bool))
            else (key, "str", format(Decimal(value), "f"))
            for key, value in values.items()
        )
    )


__all__ = ["declared_losses", "export_format"]
