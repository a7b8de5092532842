"""The append-only edit log: one row per layer and act, each carrying the hash of the one before.

A row's hash is SHA-256 over the hash before it and every field of the row; the first row of a layer follows a
hash of the project's and the layer's name, so a log can be told from another project's. Times are information
only: order is (layer, seq).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import apsw
import msgspec

from annotator.model.edit import Edit, LayerKey, from_wire, to_wire
from annotator.model.history import Act

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


def encode_edits(edits: Sequence[Edit]) -> str:
    return _encoder.encode([to_wire(edit) for edit in edits]).decode()


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
