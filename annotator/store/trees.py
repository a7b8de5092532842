"""All rows of one person's log on one document, whichever layers hold them, and putting them in the order that they ask for.

Where copies of a project wrote on from the same row, ``branches.arrange`` says which rows form the layer itself (``lan``)
and which become layers beside it (``lan~2``), each with its log whole. The log stays what it was, row for row: rows are
appended, or, where a fork turns out otherwise than it looked so far, moved to the layer they belong to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import apsw

from annotator.model.edit import LayerEdit, LayerKey, SpanAdded
from annotator.model.layer import Layer
from annotator.store import layers, log
from annotator.store.branches import Node, arrange
from annotator.store.connection import one_row, rows
from annotator.store.log import LogRow
from annotator.store.strict import read_edits, read_rows

_INSERT = """INSERT INTO log (num, layer, seq, step, act, actor, name, time, edits, hash, origin)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_GUARD = "log_is_append_only_2"


class Place(NamedTuple):
    """A document in the store: its number, digest and length in code points."""

    num: int
    digest: str
    length: int


class Held(NamedTuple):
    """A row where it lies: its number in the log, and where it was written ('' is here)."""

    hash: bytes
    num: int
    origin: str


@dataclass(slots=True)
class Tree:
    """The rows known of one log (``key``: whose it is), by hash, and the layers as they stand."""

    key: LayerKey
    place: Place
    rows: dict[bytes, LogRow] = field(default_factory=dict)
    before: dict[bytes, bytes] = field(default_factory=dict)
    nums: dict[str, int] = field(default_factory=dict)  # layers by annotator
    held: dict[str, list[Held]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)  # names of branches that are logs of their own

    def add(self, before: bytes, row: LogRow) -> None:
        if row.hash not in self.rows:
            self.rows[row.hash], self.before[row.hash] = row, before

    def stored(self) -> set[bytes]:
        return {held.hash for branch in self.held.values() for held in branch}


def beside(connection: apsw.Connection, place: Place, annotator: str) -> list[tuple[int, str, int, bytes]]:
    """(number, annotator, last row, head) of this person's layer on the document and of those named after it."""
    query = """SELECT num, annotator, seq, head FROM layer
        WHERE document = ?1 AND (annotator = ?2 OR substr(annotator, 1, length(?2) + 1) = ?2 || '~') ORDER BY annotator"""
    found = rows(connection, query, place.num, annotator)
    return [(num, name, seq, head) for num, name, seq, head in found]


def read(connection: apsw.Connection, project: str, key: LayerKey, place: Place) -> Tree:
    """The tree as the layers of the store hold it."""
    tree = Tree(key, place)
    query = "SELECT seq, step, act, actor, name, time, edits, hash, origin, num FROM log WHERE layer = ? ORDER BY seq"
    for num, annotator, seq, _ in beside(connection, place, key.annotator):
        root = log.root_of(connection, project, num, LayerKey(key.document, annotator))
        if root != key.annotator:
            if root == annotator and seq:
                tree.taken.add(annotator)
            continue
        tree.nums[annotator] = num
        branch = tree.held[annotator] = []
        before = log.genesis(project, key)
        for *row, number in rows(connection, query, num):
            stored = LogRow(*row)
            tree.add(before, stored)
            branch.append(Held(stored.hash, number, stored.origin))
            before = stored.hash
    return tree


def arranged(tree: Tree, root: bytes) -> tuple[dict[str, list[bytes]], set[bytes], set[bytes]]:
    """(branches by annotator, loose rows, rows that contradict what they follow or follow such a row)."""
    wrong: set[bytes] = set()
    while True:
        nodes = [
            Node(mark, tree.before[mark], row.seq, row.time)
            for mark, row in tree.rows.items()
            if mark not in wrong
        ]
        branches, loose = arrange(nodes, root)
        stop = _first_wrong(tree, branches)
        if stop is None:
            return dict(zip(_names(tree, len(branches)), branches, strict=True)), loose, wrong
        wrong.add(stop)


def _names(tree: Tree, count: int) -> list[str]:
    found, number = [tree.key.annotator][:count], 2
    while len(found) < count:
        name = log.branch_name(tree.key.annotator, number)
        number += 1
        if name not in tree.taken:
            found.append(name)
    return found


def _first_wrong(tree: Tree, branches: list[list[bytes]]) -> bytes | None:
    """The first row that does not fit what comes before it. What is stored fits."""
    stored = tree.stored()
    for branch in branches:
        if set(branch) <= stored:
            continue
        layer = Layer(tree.key)
        for mark in branch:
            try:
                apply_row(layer, tree.rows[mark], tree.place.length)
            except ValueError:
                if mark in stored:
                    raise
                return mark
    return None


def apply_row(layer: Layer, row: LogRow, length: int) -> list[LayerEdit]:
    """Carry the row over to ``layer``; returns its edits. Raises ValueError where it cannot be read or does not fit."""
    edits = read_edits(row.edits, length)
    for edit in edits:
        layer.apply(edit)
    return edits


def make_room(connection: apsw.Connection, project: str, key: LayerKey, place: Place) -> list[str]:
    """Somebody works under the name of a branch (``lan~2``): branches of that name get the next ones. Returns new names."""
    base = log.branch_of(key.annotator)
    query = "SELECT num FROM layer WHERE document = ? AND annotator = ?"
    found = connection.execute(query, (place.num, key.annotator)).fetchone() if base else None
    if base is None or found is None or log.root_of(connection, project, found[0], key) == key.annotator:
        return []
    root = log.root_of(connection, project, found[0], key)
    tree = read(connection, project, LayerKey(key.document, root), place)
    tree.taken.add(key.annotator)
    before = [root, *sorted((n for n in tree.nums if n != root), key=_number)]
    after = _names(tree, len(before))
    for old, new in reversed(list(zip(before, after, strict=True))):
        connection.execute("UPDATE layer SET annotator = ? WHERE num = ?", (new, tree.nums[old]))
    return [name for name in after if name not in before]


def _number(annotator: str) -> int:
    return int(annotator.rpartition("~")[2])


def apply_rows(layer: Layer, found: Sequence[LogRow], length: int) -> list[LayerEdit]:
    """As ``apply_row`` for rows that follow one another."""
    edits = read_rows([row[6] for row in found], length)
    spans = layer.spans
    for edit in edits:
        if type(edit) is SpanAdded and edit.span[0] not in spans:  # nearly every edit: kept short
            spans[edit.span[0]] = edit.span
        else:
            layer.apply(edit)
    return edits


# writing ------------------------------------------------------------------------------------------------
def write(
    connection: apsw.Connection, project: str, own: str, tree: Tree, branches: dict[str, list[bytes]]
) -> None:
    """Make the layers what ``branches`` say; ``own`` is the id of this copy."""
    kept = {name: _common(tree.held.get(name, []), branch) for name, branch in branches.items()}
    cut = [name for name in branches if kept[name] < len(tree.held.get(name, []))]
    at_home = {one.hash: one.num for held in tree.held.values() for one in held if not one.origin}
    placed = {
        one.hash for name, held in tree.held.items() for one in held[: kept.get(name, len(held))] if not one.origin
    }  # fmt: skip
    with _unguarded(connection, bool(cut)):
        for name in cut:
            connection.execute("DELETE FROM log WHERE layer = ? AND seq > ?", (tree.nums[name], kept[name]))
    for name, branch in branches.items():
        fresh = [tree.rows[mark] for mark in branch[kept[name] :]]
        if not fresh and name not in cut:
            continue
        num = tree.nums.get(name) or _new(connection, project, tree, name)
        values = []
        for row in fresh:
            here = row.hash in at_home and row.hash not in placed
            placed.add(row.hash)
            values.append(
                (at_home[row.hash] if here else None, num, *row[:8], "" if here else row.origin or own)
            )
        connection.executemany(_INSERT, values)
        layer = Layer(tree.key)
        for mark in branch:
            apply_row(layer, tree.rows[mark], tree.place.length)
        replace_projection(connection, num, layer)
        last = tree.rows[branch[-1]]
        move_head(connection, num, last)


def _common(held: Sequence[Held], branch: Sequence[bytes]) -> int:
    count = 0
    for one, mark in zip(held, branch, strict=False):
        if one.hash != mark:
            break
        count += 1
    return count


def _new(connection: apsw.Connection, project: str, tree: Tree, annotator: str) -> int:
    connection.execute(
        "INSERT INTO layer (document, annotator, head) VALUES (?, ?, ?)",
        (tree.place.num, annotator, log.genesis(project, tree.key)),
    )
    return connection.last_insert_rowid()


@contextmanager
def _unguarded(connection: apsw.Connection, needed: bool) -> Iterator[None]:
    """Let rows be taken out of the log, inside this transaction, to be put back where they belong."""
    if not needed:
        yield
        return
    made = one_row(connection, "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?", _GUARD)[0]
    connection.execute(f"DROP TRIGGER {_GUARD}")
    yield
    connection.execute(made)


def insert_log(connection: apsw.Connection, num: int, fresh: Sequence[LogRow], own: str) -> None:
    """Append rows from elsewhere to a layer's log."""
    connection.executemany(_INSERT, [(None, num, *row[:8], row.origin or own) for row in fresh])


def move_head(connection: apsw.Connection, num: int, last: LogRow) -> None:
    connection.execute(
        "UPDATE layer SET seq = ?, head = ?, changed = ? WHERE num = ?", (last.seq, last.hash, last.time, num)
    )


def replace_projection(connection: apsw.Connection, num: int, layer: Layer) -> None:
    """Make the rows of a layer say what ``layer`` holds."""
    for table in ("span", "relation", "fact"):
        connection.execute(f"DELETE FROM {table} WHERE layer = ?", (num,))  # noqa: S608 - three names of ours
    fill_projection(connection, num, layer)


def fill_projection(connection: apsw.Connection, num: int, layer: Layer) -> None:
    """The rows of a layer that has none yet."""
    spans = [layers.span_row(span) for span in layer.spans.values()]
    layers.insert_rows(connection, num, spans, [tuple(one) for one in layer.relations.values()])
    facts = [(num, *key, layers.fact_value(value)) for key, value in layer.facts.items()]
    if facts:
        connection.executemany("INSERT INTO fact (layer, kind, key, value) VALUES (?, ?, ?, ?)", facts)
    layers.set_own_fields(connection, num, layer)
