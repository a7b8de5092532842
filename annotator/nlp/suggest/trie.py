"""Phrases as a trie of folded words: one walk finds every phrase that begins at a word, however many phrases there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
_VALUE = ""  # no word has an empty key


class Trie(Generic[Value]):
    """Phrases (folded keys of their words) with a value each."""

    __slots__ = ("_root", "_size")

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __setitem__(self, keys: Sequence[str], value: Value) -> None:
        node = self._root
        for key in keys:
            node = node.setdefault(key, {})
        self._size += _VALUE not in node
        node[_VALUE] = value

    def get(self, keys: Sequence[str]) -> Value | None:
        node: dict[str, Any] | None = self._root
        for key in keys:
            node = node.get(key) if node else None
        return node.get(_VALUE) if node else None

    def __delitem__(self, keys: Sequence[str]) -> None:
        """Raises KeyError where it is not there. Branches that hold nothing go too."""
        path = [self._root]
        for key in keys:
            path.append(path[-1][key])
        del path[-1][_VALUE]
        self._size -= 1
        for key, node, above in zip(reversed(keys), reversed(path), reversed(path[:-1]), strict=False):
            if node:
                break
            del above[key]

    def at(self, keys: Sequence[str], at: int) -> Iterator[tuple[int, Value]]:
        """(end, value) of every phrase that begins with word ``at`` of ``keys``, the shortest first."""
        node = self._root.get(keys[at])
        length = len(keys)
        while node is not None:
            at += 1
            if _VALUE in node:
                yield at, node[_VALUE]
            if at == length:
                return
            node = node.get(keys[at])

    def starts(self) -> set[str]:
        """The words that a phrase begins with."""
        return set(self._root)

    def items(self) -> Iterator[tuple[tuple[str, ...], Value]]:
        stack: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), self._root)]
        while stack:
            keys, node = stack.pop()
            for key, below in node.items():
                if key == _VALUE:
                    yield keys, below
                else:
                    stack.append(((*keys, key), below))
