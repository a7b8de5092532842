"""The lines of a package's members, typed: what is not of these types is refused before anything is changed."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Hash = Annotated[
    str, msgspec.Meta(min_length=64, max_length=64)
]  # as Digest, but a pattern costs more than the rest of a row
Whole = Annotated[int, msgspec.Meta(ge=1, le=1 << 53)]

DOCUMENTS, SCHEME, PEOPLE, FACTS, LOG = (
    "documents.jsonl",
    "scheme.json",
    "people.jsonl",
    "facts.jsonl",
    "log.jsonl",
)
PACKAGE_MEMBERS = (DOCUMENTS, SCHEME, PEOPLE, FACTS, LOG)
ROWS_A_LINE = 2000


class WireDocument(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """``text`` is None in a return: the office has it."""

    id: Name
    title: str
    meta: dict[str, str]
    digest: Digest
    text: str | None = None


class WirePerson(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: Name
    name: str
    role: Literal["annotator", "reviewer", "manager", "model"]


class WireFact(NamedTuple):
    """A fact of the project."""

    kind: Name
    key: str
    value: Any


class WireRow(NamedTuple):
    """A row of a log. ``hash`` in hexadecimal; ``origin``: the copy that wrote it."""

    seq: Whole
    step: Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]
    act: Literal["do", "undo", "redo"]
    actor: str
    name: str
    time: float
    edits: str
    hash: Hash
    origin: Name


class WireSegment(NamedTuple):
    """Rows of one log that follow one another. ``before``: the hash before the first of them."""

    document: Name
    annotator: Name
    before: Digest
    rows: list[WireRow]


# The rows of an archive, by table.
_Number = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]
_State = Literal["new", "in_progress", "finished", "skipped", "flagged"]
TABLE_ROWS: dict[str, Any] = {
    "project": tuple[str, str],
    "setting": tuple[str, str],
    "scheme": tuple[Whole, str],
    "annotator": tuple[Name, str, str],
    "document": tuple[Whole, Name, str, str, Digest, _Number, _Number, float, Literal[0, 1]],
    "document_text": tuple[Whole, str],
    "layer": tuple[
        _Number, Whole | None, str | None, _State, str, _Number, _Number, str, _Number, float, _Number, Digest
    ],
    "span": tuple[Whole, str, _Number, _Number, str, str | None],
    "relation": tuple[Whole, str, str, str, str],
    "fact": tuple[_Number, Name, str, str],
    "step": tuple[Whole, str, str, float, Literal["done", "undone", "dropped"]],
    "log": tuple[
        Whole, _Number, Whole, _Number, Literal["do", "undo", "redo"], str, str, float, str, Digest, str
    ],
    "waiting": tuple[
        Digest,
        Digest,
        str,
        str,
        str,
        Whole,
        _Number,
        Literal["do", "undo", "redo"],
        str,
        str,
        float,
        str,
        str,
    ],
}
