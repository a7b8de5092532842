"""Mapping what a file calls things to what the project calls them, before anything is held against the scheme.

Whatever is left out because somebody said so is counted and named: how many, of what, on which line. Pure; no project here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.formats.base import Incoming, Issue, ReadSpan

Names = Mapping[str, str]
LEAVE = ""  # what a name is mapped to that is to be left out


@dataclass(frozen=True, slots=True)
class Wording:
    """What foreign names become; one that is not named stays as it is, one mapped to ``LEAVE`` is left out.

    ``people`` maps whose layer it is; ``everybody``: one person whose layers all become, but for those of machines.
    """

    labels: Names = field(default_factory=dict)
    attributes: Names = field(default_factory=dict)
    relations: Names = field(default_factory=dict)
    document_labels: Names = field(default_factory=dict)
    people: Names = field(default_factory=dict)
    everybody: str = ""

    def __bool__(self) -> bool:
        tables = (self.labels, self.attributes, self.relations, self.document_labels, self.people)
        return bool(self.everybody) or any(tables)

    def owner(self, named: str | None, machine: bool) -> str | None:
        """Whose layer becomes what ``named`` did; None where nobody is named, ``LEAVE`` where it is left out."""
        if self.everybody and not machine:
            return self.everybody
        return None if named is None else self.people.get(named, named)


AS_NAMED = Wording()


def apply(wording: Wording, item: Incoming) -> list[Issue]:
    """Rename in place what the line brought; returns what was left out, counted by name."""
    if not wording:
        return []
    book = _Book(item)
    named, item.layer = item.layer, wording.owner(item.layer, item.machine)
    if item.layer == LEAVE and named is not None:
        book.note("layer-left-by-plan", label=named, spans=len(item.spans))
        _strip(item)
        return book.issues()
    if wording.labels or wording.attributes:
        _rename_spans(wording, item, book)
    _rename_relations(wording, item, book)
    item.labels = _renamed(wording.document_labels, item.labels, book, "document-label-left-by-plan")
    return book.issues()


class _Book:
    """What was left out of one line."""

    def __init__(self, item: Incoming) -> None:
        self._item = item
        self._met: Counter[tuple[str, tuple[tuple[str, Any], ...]]] = Counter()

    def note(self, code: str, **fields: Any) -> None:
        self._met[code, tuple(fields.items())] += 1

    def issues(self) -> list[Issue]:
        """One for each kind and name."""
        item = self._item
        return [
            Issue("info", code, item.path, item.line, {**dict(fields), "count": count})
            for (code, fields), count in self._met.items()
        ]


def _strip(item: Incoming) -> None:
    """Leave the text alone of a line."""
    item.layer = item.state = item.reviewed_to = None
    item.reason, item.labels, item.spans, item.relations = "", {}, [], []
    item.zones, item.kept = (), {}


def _rename_spans(wording: Wording, item: Incoming, book: _Book) -> None:
    kept: list[ReadSpan] = []
    for span in item.spans:
        label = wording.labels.get(span.label, span.label)
        if label == LEAVE:
            book.note("span-left-by-plan", label=span.label)
            continue
        span.label = label
        if span.attributes and wording.attributes:
            span.attributes = _renamed(wording.attributes, span.attributes, book, "attribute-left-by-plan")
        kept.append(span)
    item.spans = kept


def _renamed(names: Names, values: dict[str, Any], book: _Book, code: str) -> dict[str, Any]:
    """Values under their new names. Where two come to bear one name, the first is kept and the other said to be left out."""
    if not names:
        return values
    kept: dict[str, Any] = {}
    for name, value in values.items():
        new = names.get(name, name)
        if new == LEAVE or new in kept:
            book.note(code, label=name)
        else:
            kept[new] = value
    return kept


def _rename_relations(wording: Wording, item: Incoming, book: _Book) -> None:
    ends = {span.id for span in item.spans}
    kept = []
    for relation in item.relations:
        label = wording.relations.get(relation.label, relation.label)
        if label == LEAVE:
            book.note("relation-left-by-plan", label=relation.label)
        elif wording.labels and not {relation.head, relation.tail} <= ends:
            book.note("relation-left-with-span", label=relation.label)
        else:
            relation.label = label
            kept.append(relation)
    item.relations = kept


def with_everybody(wording: Wording, person: str) -> Wording:
    """The same, with every layer becoming ``person``'s."""
    return replace(wording, everybody=person)
