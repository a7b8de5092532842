"""The append-only edit log: one row per layer and act, each carrying the hash of the one before.

A row's hash is SHA-256 over the hash before it and every field of the row; the first row of a layer follows a
hash of the project's and the layer's name, so a log can be told from another project's. Times are information
only: order is (layer, seq).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import apsw
import msgspec

from annotator.model.edit import Edit, LayerKey, SpanAdded, from_wire, to_wire
from annotator.model.history import Act
from annotator.model.span import Span

_BRANCH = re.compile(r"(.+)~(?:[2-9]|[1-9][0-9]+)\Z", re.DOTALL)
_PLAIN = Span("", 0, 0, "")[4:]
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[list[Any]])


class LogRow(NamedTuple):
    seq: int
    step: int
    act: Act
    actor: str
    name: str
    time: float
    edits: str
    hash: bytes
    origin: str


def genesis(project: str, key: LayerKey) -> bytes:
    """The hash before the first row of a layer."""
    return hashlib.sha256("\x1f".join((project, key.document, key.annotator)).encode()).digest()


def row_hash(before: bytes, facts: tuple[int, int, str, str, str, float, str]) -> bytes:
    """The hash of a row after ``before``. ``facts``: seq, step, act, actor, name, time, edits, as they are stored."""
    seq, step, act, actor, name, time, edits = facts
    return hashlib.sha256(
        before + f"{seq}\x1f{step}\x1f{act}\x1f{actor}\x1f{name}\x1f{time!r}\x1f{edits}".encode()
    ).digest()


def branch_name(annotator: str, number: int) -> str:
    """The annotator id of a side branch of this person's logs: ``lan~2``."""
    return f"{annotator}~{number}"


def branch_of(annotator: str) -> str | None:
    """Whose branch this annotator id may be; None where it cannot be one."""
    found = _BRANCH.match(annotator)
    return found[1] if found else None


def root_of(connection: apsw.Connection, project: str, num: int, key: LayerKey) -> str:
    """The annotator whose log layer ``num`` holds: its own, or, for a branch (``lan~2``), the one it branched off.

    Row 1 tells, since its hash was made from the name. A layer without rows is its own.
    """
    row = next(rows_of(connection, num), None) if branch_of(key.annotator) else None
    name: str | None = key.annotator
    while row is not None and name is not None:
        if row_hash(genesis(project, LayerKey(key.document, name)), row[:7]) == row.hash:
            return name
        name = branch_of(name)
    return key.annotator


def encode_edits(edits: Sequence[Edit]) -> str:
    wires = [  # a span that has only what all have is the wire form of nearly every edit of an import: no calls for it
        ("span+", edit[0][:4]) if type(edit) is SpanAdded and edit[0][4:] == _PLAIN else to_wire(edit)
        for edit in edits
    ]
    return _encoder.encode(wires).decode()


def decode_edits(text: str) -> list[Edit]:
    """Raises ValueError where the text is not a list of edits."""
    try:
        return [from_wire(wire) for wire in _decoder.decode(text)]
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error


def rows_of(connection: apsw.Connection, layer: int) -> Iterator[LogRow]:
    """The layer's log in order."""
    query = (
        "SELECT seq, step, act, actor, name, time, edits, hash, origin FROM log WHERE layer = ? ORDER BY seq"
    )
    for seq, step, act, *rest in connection.execute(query, (layer,)):
        yield LogRow(seq, step, Act(act), *rest)


def edits_of_step(connection: apsw.Connection, step: int) -> list[tuple[int, list[Edit]]]:
    """What the step did when it was done, as (layer, edits), in the order it was written."""
    query = "SELECT layer, edits FROM log WHERE step = ? AND act = 'do' AND origin = '' ORDER BY num"
    return [(layer, decode_edits(edits)) for layer, edits in connection.execute(query, (step,))]
