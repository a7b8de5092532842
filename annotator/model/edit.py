"""Edits: reversible atoms in the past tense. What the log stores, what undo inverts, what listeners hear.

An edit changes one layer (``LayerEdit``) or the project (``ProjectEdit``). ``inverse(edit)`` undoes it exactly.
The wire form is a short JSON list, ``[kind, ...fields]``; it is part of the file format and only ever grows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from annotator.model.scheme import AttributeValue
from annotator.model.span import SURE, Relation, Span


class LayerKey(NamedTuple):
    """One annotator's work on one document."""

    document: str
    annotator: str


class SpanAdded(NamedTuple):
    span: Span


class SpanRemoved(NamedTuple):
    span: Span


class SpanReplaced(NamedTuple):
    """Boundary, label, attributes, note or certainty changed; the id stayed."""

    before: Span
    after: Span


class RelationAdded(NamedTuple):
    relation: Relation


class RelationRemoved(NamedTuple):
    relation: Relation


class DocumentLabelSet(NamedTuple):
    """A document label of this layer; None where it was or is not set."""

    name: str
    before: AttributeValue | None
    after: AttributeValue | None


class StateChanged(NamedTuple):
    """State and the reason given with it (for ``skipped`` and ``flagged``)."""

    before: str
    after: str
    reason_before: str = ""
    reason_after: str = ""


class FactSet(NamedTuple):
    """Something recorded beside the spans, in a layer or in the project: see ``model/facts.py`` for the kinds.

    ``before`` and ``after`` are JSON values; None where there was or is none.
    """

    kind: str
    key: str
    before: Any
    after: Any


class ReviewedTo(NamedTuple):
    """How far the text has been looked at: everything before this code point was."""

    before: int
    after: int


LayerEdit = (
    SpanAdded
    | SpanRemoved
    | SpanReplaced
    | RelationAdded
    | RelationRemoved
    | DocumentLabelSet
    | StateChanged
    | ReviewedTo
    | FactSet
)


class DocumentAdded(NamedTuple):
    """The text itself lies in the document table; the log holds its digest."""

    document: str
    digest: str


class DocumentWithdrawn(NamedTuple):
    """The document left the queue (an import undone). Its text and layers stay in the file."""

    document: str
    digest: str


class AnnotatorAdded(NamedTuple):
    id: str
    name: str
    role: str


class AnnotatorRemoved(NamedTuple):
    id: str
    name: str
    role: str


class SchemeReplaced(NamedTuple):
    """Versions of the scheme before and after; the schemes themselves lie in the scheme table."""

    before: int
    after: int


ProjectEdit = DocumentAdded | DocumentWithdrawn | AnnotatorAdded | AnnotatorRemoved | SchemeReplaced | FactSet
Edit = LayerEdit | ProjectEdit


_OPPOSITES: dict[type, type] = {
    SpanAdded: SpanRemoved,
    SpanRemoved: SpanAdded,
    RelationAdded: RelationRemoved,
    RelationRemoved: RelationAdded,
    DocumentAdded: DocumentWithdrawn,
    DocumentWithdrawn: DocumentAdded,
    AnnotatorAdded: AnnotatorRemoved,
    AnnotatorRemoved: AnnotatorAdded,
}


def inverse(edit: Edit) -> Edit:
    """The edit that undoes ``edit``; ``inverse(inverse(e)) == e``."""
    match edit:
        case DocumentLabelSet(name, before, after):
            return DocumentLabelSet(name, after, before)
        case FactSet(kind, key, before_fact, after_fact):
            return FactSet(kind, key, after_fact, before_fact)
        case StateChanged(before_state, after_state, reason_before, reason_after):
            return StateChanged(after_state, before_state, reason_after, reason_before)
        case SpanReplaced() | ReviewedTo() | SchemeReplaced():
            return type(edit)(edit.after, edit.before)  # type: ignore[arg-type]  # each pairs two of its own kind
    opposite = _OPPOSITES.get(type(edit))
    if opposite is None:
        raise TypeError(edit)
    return opposite(*edit)  # type: ignore[no-any-return]


# Wire form ------------------------------------------------------------------------------------------------
_KINDS: dict[str, type] = {
    "span+": SpanAdded,
    "span-": SpanRemoved,
    "span=": SpanReplaced,
    "rel+": RelationAdded,
    "rel-": RelationRemoved,
    "label": DocumentLabelSet,
    "state": StateChanged,
    "read": ReviewedTo,
    "fact": FactSet,
    "doc+": DocumentAdded,
    "doc-": DocumentWithdrawn,
    "who+": AnnotatorAdded,
    "who-": AnnotatorRemoved,
    "scheme": SchemeReplaced,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


_PLAIN = Span("", 0, 0, "")[4:]


def span_wire(span: Span) -> Sequence[Any]:
    """``[id, start, end, label]``, with attributes, note, certainty and origin only as far as there are any."""
    if span[4:] == _PLAIN:
        return span[:4]
    length = 8 if span.origin else 7 if span.certainty != SURE else 6 if span.note else 5
    return span[:length]


def span_from_wire(wire: Sequence[Any]) -> Span:
    return Span(*wire)


def to_wire(edit: Edit) -> Sequence[Any]:
    """The edit as a JSON list."""
    if type(edit) is SpanAdded:  # nearly every edit of an import: kept short
        return ("span+", span_wire(edit.span))
    match edit:
        case SpanRemoved(span):
            return ["span-", span_wire(span)]
        case SpanReplaced(before, after):
            return ["span=", span_wire(before), span_wire(after)]
        case RelationAdded(relation) | RelationRemoved(relation):
            return [_NAMES[type(edit)], list(relation)]
    return [_NAMES[type(edit)], *edit]


def from_wire(wire: Sequence[Any]) -> Edit:
    """Read back what ``to_wire`` wrote. Raises ValueError for anything else."""
    try:
        kind, *fields = wire
        if kind in ("span+", "span-", "span="):
            spans = [span_from_wire(field) for field in fields]
            return _KINDS[kind](*spans)  # type: ignore[no-any-return]
        if kind in ("rel+", "rel-"):
            return _KINDS[kind](Relation(*fields[0]))  # type: ignore[no-any-return]
        return _KINDS[kind](*fields)  # type: ignore[no-any-return]
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise ValueError(f"not an edit: {wire!r:.200}") from error


def edit_names() -> Mapping[str, type]:
    """Every wire name with its edit, for documentation and tests."""
    return dict(_KINDS)
