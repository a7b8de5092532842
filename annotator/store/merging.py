"""Taking in rows of logs that another copy of the project wrote: a union by (layer, sequence, hash).

What is known already changes nothing; what follows is appended; what branches off becomes a layer beside; what has nothing to
follow waits. The result depends on the set of rows alone, not on how, how often or in which order they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import apsw

from annotator.errors import ChecksumMismatch, PackageError
from annotator.model.edit import LayerKey
from annotator.model.layer import EditConflict, Layer
from annotator.store import layers, log, trees, waiting
from annotator.store.connection import one_row
from annotator.store.log import LogRow
from annotator.store.trees import Place
from annotator.store.waiting import WaitingRow


class Segment(NamedTuple):
    """Rows of one log that follow one another. ``digest``: of the document's text; ``before``: the hash before the first row."""

    document: str
    digest: str
    annotator: str
    before: bytes
    rows: list[LogRow]


@dataclass(slots=True)
class Outcome:
    """What became of a segment, in rows. ``gap``: (last known, first that came) where rows between are missing.

    ``problem``: ``no-document``, ``text-differs``, ``contradicts`` where the rows wait for another reason. ``branches``: ids
    of layers that this made beside the person's own. ``attached``: rows that had been waiting.
    """

    key: LayerKey
    new: int = 0
    known: int = 0
    waiting: int = 0
    attached: int = 0
    gap: tuple[int, int] | None = None
    problem: str = ""
    branches: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.new or self.attached)


class Union:
    """Made inside a transaction. ``own`` is the id of this copy, ``source`` the file that rows come from, for errors."""

    def __init__(self, connection: apsw.Connection, project: str, own: str, source: str = "") -> None:
        self.source = source
        self._connection = connection
        self._project = project
        self._own = own
        self._waiting = waiting.keys(connection)
        self._place: tuple[str, Place | None] = ("", None)

    def take(self, segment: Segment) -> Outcome:
        """Raises ChecksumMismatch where the chain of hashes does not hold."""
        self._verify(segment)
        key = LayerKey(segment.document, segment.annotator)
        place = self._find(segment.document)
        if place is None or place.digest != segment.digest:
            outcome = self._wait(key, segment.digest, _chained(segment))
            outcome.problem = "no-document" if place is None else "text-differs"
            return outcome
        outcome_or_none = None if key in self._waiting else self._simply(key, place, segment)
        return outcome_or_none or self._settle(key, place, segment)

    def sweep(self) -> Iterator[Outcome]:
        """Attach what has been waiting for a document that is there now."""
        for key in sorted(self._waiting):
            place = self._find(key.document)
            if place is not None:
                outcome = self._settle(key, place, None)
                if outcome.changed:
                    yield outcome

    def _find(self, document: str) -> Place | None:
        if self._place[0] != document:
            query = "SELECT num, digest, length FROM document WHERE id = ?"
            row = self._connection.execute(query, (document,)).fetchone()
            self._place = document, None if row is None else Place(*row)
        return self._place[1]

    def _verify(self, segment: Segment) -> None:
        before, seq = segment.before, segment.rows[0].seq if segment.rows else 1
        for row in segment.rows:
            if row.seq != seq or log.row_hash(before, row[:7]) != row.hash:
                raise ChecksumMismatch(
                    path=self.source,
                    reason="log",
                    detail=f"{segment.document} · {segment.annotator}",
                    row=row.seq,
                )
            before, seq = row.hash, seq + 1

    # the ways nearly every segment goes -----------------------------------------------------------------
    def _simply(self, key: LayerKey, place: Place, segment: Segment) -> Outcome | None:
        """A new layer, or the next rows of one; None where it is not as simple as that."""
        found = trees.beside(self._connection, place, key.annotator)
        if not segment.rows:
            return Outcome(key)
        if not found:
            ours = segment.before == log.genesis(self._project, key) and log.branch_of(key.annotator) is None
            return self._fill(key, place, segment.rows) if ours else None
        num, annotator, seq, head = found[0]
        if len(found) > 1 or annotator != key.annotator:
            return None
        known = self._known(num, seq, head, segment)
        if known is None:
            return None
        fresh = segment.rows[known:]
        if fresh and not self._append(num, key, place, fresh):
            return None
        return Outcome(key, new=len(fresh), known=known)

    def _known(self, num: int, seq: int, head: bytes, segment: Segment) -> int | None:
        """How many of the rows the layer holds; None where the two differ, or something between is missing."""
        first, last = segment.rows[0].seq, segment.rows[-1].seq
        if first > seq:
            return 0 if first == seq + 1 and segment.before == head else None
        at = min(seq, last)
        query = "SELECT hash FROM log WHERE layer = ? AND seq = ?"
        stored = head if at == seq else one_row(self._connection, query, num, at)[0]
        return at - first + 1 if stored == segment.rows[at - first].hash else None

    def _fill(self, key: LayerKey, place: Place, fresh: list[LogRow]) -> Outcome | None:
        layer = Layer(key)
        try:
            trees.apply_rows(layer, fresh, place.length)
        except ValueError:
            return None
        last = fresh[-1]
        self._connection.execute(
            "INSERT INTO layer (document, annotator, seq, head, changed) VALUES (?, ?, ?, ?, ?)",
            (place.num, key.annotator, last.seq, last.hash, last.time),
        )
        num = self._connection.last_insert_rowid()
        trees.insert_log(self._connection, num, fresh, self._own)
        trees.fill_projection(self._connection, num, layer)
        return Outcome(key, new=len(fresh))

    def _append(self, num: int, key: LayerKey, place: Place, fresh: list[LogRow]) -> bool:
        layer = Layer(key)
        layers.fill(self._connection, num, layer)
        try:
            edits = trees.apply_rows(layer, fresh, place.length)
        except ValueError:
            return False
        trees.insert_log(self._connection, num, fresh, self._own)
        try:
            layers.project(self._connection, num, edits)
        except EditConflict as error:  # equal for the model, not for the store: nothing this program writes
            raise PackageError(path=self.source, reason="contradicts", detail=key.document) from error
        trees.move_head(self._connection, num, fresh[-1])
        return True

    # forks and gaps -------------------------------------------------------------------------------------
    def _settle(self, key: LayerKey, place: Place, segment: Segment | None) -> Outcome:
        """Look at all rows known of this log at once and give each its place."""
        moved = trees.make_room(self._connection, self._project, key, place)
        tree = trees.read(self._connection, self._project, key, place)
        stored, names = tree.stored(), set(tree.nums)
        waited = {
            one.row.hash: one for one in waiting.of(self._connection, key) if one.digest == place.digest
        }
        for one in waited.values():
            tree.add(one.before, one.row)
        came = {one.row.hash: one for one in _chained(segment)} if segment else {}
        for one in came.values():
            tree.add(one.before, one.row)
        try:
            branches, loose, wrong = trees.arranged(tree, log.genesis(self._project, key))
        except OverflowError as error:
            raise PackageError(path=self.source, reason="too-many-branches", detail=key.document) from error
        trees.write(self._connection, self._project, self._own, tree, branches)
        aside = loose | wrong
        waiting.remove(self._connection, set(waited) - aside)
        outcome = self._wait(key, place.digest, [one for mark, one in came.items() if mark in aside])
        outcome.known = sum(mark in stored or mark in waited for mark in came)
        outcome.new = len(set(came) - stored - set(waited) - aside)
        outcome.attached = len(set(waited) - stored - aside)
        outcome.branches = [name for name in branches if name not in names and name != key.annotator] + moved
        outcome.problem = "contradicts" if wrong & set(came) else ""
        if loose & set(came):
            first = min(came[mark].row.seq for mark in loose & set(came))
            have = max((len(branch) for branch in branches.values()), default=0)
            outcome.gap = (min(have, first - 1), first)
        if not aside:
            self._waiting.discard(key)
        return outcome

    def _wait(self, key: LayerKey, digest: str, found: Iterable[WaitingRow]) -> Outcome:
        kept = list(found)
        outcome = Outcome(key)
        if kept:
            self._waiting.add(key)
            aside = [
                one._replace(digest=digest, row=one.row._replace(origin=one.row.origin or self._own))
                for one in kept
            ]
            added = waiting.add(self._connection, key, aside)
            outcome.waiting, outcome.known = added, len(kept) - added
        return outcome


def _chained(segment: Segment) -> list[WaitingRow]:
    """The rows of a segment, each with the hash of the one before it."""
    befores = [segment.before, *(row.hash for row in segment.rows)]
    return [
        WaitingRow(before, segment.digest, row) for before, row in zip(befores, segment.rows, strict=False)
    ]
