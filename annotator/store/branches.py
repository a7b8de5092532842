"""Which rows of a layer's log follow one another, where copies of a project wrote on from the same row.

Rows name the one before them by its hash, so all rows ever seen of a layer are a tree. Its main branch takes at every fork
the row that was written first (among equals the one with the lower hash); every other row that begins a branch begins a side
branch, numbered from 2 in the same order. All of it follows from the set of rows alone, however and in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

MOST = 99  # branches of one log: more than that is no team's work


class Node(NamedTuple):
    """A row of a log, as far as its place in the tree goes. ``time`` is Unix time."""

    hash: bytes
    before: bytes
    seq: int
    time: float


class Arranged(NamedTuple):
    """``branches``: the hashes of each branch from row 1 on, the main one first. ``loose``: rows that follow from none of them."""

    branches: list[list[bytes]]
    loose: set[bytes]


def _order(node: Node) -> tuple[float, bytes]:
    return node.time, node.hash


def arrange(nodes: Iterable[Node], root: bytes) -> Arranged:
    """The branches that ``nodes`` form from ``root``, the hash before row 1. Raises OverflowError for more than ``MOST``."""
    children: dict[bytes, list[Node]] = {}
    known: dict[bytes, Node] = {}
    for node in nodes:
        if node.hash not in known:
            known[node.hash] = node
            children.setdefault(node.before, []).append(node)
    sides: list[tuple[Node, list[bytes]]] = []
    found: list[tuple[tuple[float, bytes], list[bytes]]] = []
    path: list[bytes] = []
    key = (0.0, b"")
    at: bytes = root
    while True:
        following = sorted((n for n in children.get(at, ()) if n.seq == len(path) + 1), key=_order)
        if following:
            sides += [(node, [*path, node.hash]) for node in following[1:]]
            at = following[0].hash
            path.append(at)
            continue
        found.append((key, path))
        if len(found) + len(sides) > MOST:
            raise OverflowError(len(found) + len(sides))
        if not sides:
            break
        first, path = sides.pop()
        key, at = _order(first), first.hash
    branches = [found[0][1], *(way for _, way in sorted(found[1:]))]
    attached = {mark for way in branches for mark in way}
    return Arranged(branches if branches[0] else [], set(known) - attached)
