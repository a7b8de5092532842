"""Edits of a log that came from outside: every field of the right type, every place inside the text.

``log.decode_edits`` trusts what this program wrote; what a stranger may have written is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

import msgspec

from annotator.model.edit import (
    DocumentLabelSet,
    FactSet,
    LayerEdit,
    RelationAdded,
    RelationRemoved,
    ReviewedTo,
    SpanAdded,
    SpanRemoved,
    SpanReplaced,
    StateChanged,
)
from annotator.model.span import Relation, Span

_Name = Annotated[str, msgspec.Meta(min_length=1)]
_Offset = Annotated[int, msgspec.Meta(ge=0, le=1 << 40)]
_State = Literal["new", "in_progress", "finished", "skipped", "flagged"]
_Value = str | bool | None
_LIST = {"array_like": True, "forbid_unknown_fields": True, "frozen": True}


class _SpanAdded(msgspec.Struct, tag="span+", **_LIST):
    span: Span

    def edit(self) -> LayerEdit:
        return SpanAdded(self.span)


class _SpanRemoved(msgspec.Struct, tag="span-", **_LIST):
    span: Span

    def edit(self) -> LayerEdit:
        return SpanRemoved(self.span)


class _SpanReplaced(msgspec.Struct, tag="span=", **_LIST):
    before: Span
    after: Span

    def edit(self) -> LayerEdit:
        return SpanReplaced(self.before, self.after)


class _RelationAdded(msgspec.Struct, tag="rel+", **_LIST):
    relation: Relation

    def edit(self) -> LayerEdit:
        return RelationAdded(self.relation)


class _RelationRemoved(msgspec.Struct, tag="rel-", **_LIST):
    relation: Relation

    def edit(self) -> LayerEdit:
        return RelationRemoved(self.relation)


class _Label(msgspec.Struct, tag="label", **_LIST):
    name: _Name
    before: _Value
    after: _Value

    def edit(self) -> LayerEdit:
        return DocumentLabelSet(self.name, self.before, self.after)


class _StateEdit(msgspec.Struct, tag="state", **_LIST):
    before: _State
    after: _State
    reason_before: str = ""
    reason_after: str = ""

    def edit(self) -> LayerEdit:
        return StateChanged(self.before, self.after, self.reason_before, self.reason_after)


class _Read(msgspec.Struct, tag="read", **_LIST):
    before: _Offset
    after: _Offset

    def edit(self) -> LayerEdit:
        return ReviewedTo(self.before, self.after)


class _Fact(msgspec.Struct, tag="fact", **_LIST):
    kind: _Name
    key: str
    before: Any
    after: Any

    def edit(self) -> LayerEdit:
        return FactSet(self.kind, self.key, self.before, self.after)


_AnyEdit = (
    _SpanAdded | _SpanRemoved | _SpanReplaced | _RelationAdded | _RelationRemoved | _Label | _StateEdit | _Read | _Fact
)  # fmt: skip
_decoder = msgspec.json.Decoder(list[_AnyEdit])


def read_edits(text: str, length: int) -> list[LayerEdit]:
    """The edits of one log row, about a document of ``length`` code points. Raises ValueError for anything else."""
    try:
        found = _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)[:200]) from error
    return _checked(found, length)


def read_rows(texts: Sequence[str], length: int) -> list[LayerEdit]:
    """The edits of rows that follow one another, in order: ``read_edits`` of each, but faster. Raises ValueError."""
    decode = _decoder.decode
    try:
        found = [one for text in texts for one in decode(text)]
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)[:200]) from error
    return _checked(found, length)


def _checked(found: Iterable[_AnyEdit], length: int) -> list[LayerEdit]:
    edits: list[LayerEdit] = []
    for one in found:
        edit = one.edit()
        if type(edit) is SpanAdded or type(edit) is SpanRemoved:
            _check(edit.span, length)
        elif type(edit) is SpanReplaced:
            _check(edit.before, length)
            _check(edit.after, length)
        elif type(edit) is ReviewedTo and edit.after > length:
            raise ValueError(f"read up to {edit.after} of {length}")
        edits.append(edit)
    return edits


def _check(span: Span, length: int) -> None:
    if not (0 <= span[1] < span[2] <= length and span[0] and span[3]):
        raise ValueError(f"span {span.start}-{span.end} of {length}")
