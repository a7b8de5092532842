"""What differs between two schemes, part by part: for people, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from annotator.model.scheme import LabelScheme

PARTS = ("groups", "labels", "attributes", "relations", "document_labels")


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is ``new``, ``gone``, ``retired``, ``restored``, ``moved`` (in the order) or ``changed`` (in these ``fields``)."""

    part: str
    id: str
    what: str
    fields: tuple[str, ...] = ()


def differences(before: LabelScheme, after: LabelScheme) -> list[Difference]:
    """Everything that differs, in the order of ``after``; what is gone comes last of its part."""
    found: list[Difference] = []
    for part in PARTS:
        found += _of_part(part, getattr(before, part), getattr(after, part))
    if before.id != after.id or before.names != after.names:
        names = tuple(name for name in ("id", "names") if getattr(before, name) != getattr(after, name))
        found.append(Difference("scheme", after.id, "changed", names))
    return found


def _of_part(part: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[Difference]:
    old, new = _keyed(before), _keyed(after)
    for key, one in new.items():
        if key not in old:
            yield Difference(part, key[0], "new")
        elif old[key] != one:
            changed = tuple(f.name for f in fields(one) if getattr(old[key], f.name) != getattr(one, f.name))
            what = ("retired" if one.retired else "restored") if "retired" in changed else "changed"
            rest = tuple(name for name in changed if name != "retired")
            yield Difference(part, key[0], what, rest)
    was_order, now_order = [key for key in old if key in new], [key for key in new if key in old]
    for was, now in zip(was_order, now_order, strict=True):
        if was != now:
            yield Difference(part, now[0], "moved")
    for key in old:
        if key not in new:
            yield Difference(part, key[0], "gone")


def _keyed(parts: Iterable[Any]) -> dict[tuple[str, int], Any]:
    """By id and, since labels may share the id of an attribute, by how often it came before."""
    seen: dict[str, int] = {}
    table = {}
    for one in parts:
        number = seen[one.id] = seen.get(one.id, -1) + 1
        table[one.id, number] = one
    return table
