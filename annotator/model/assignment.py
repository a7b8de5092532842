"""Who annotates what: assignments as facts of the project, and plans that make many of them at once.

A plan is worked out, never drawn by lot: the same documents, people and wishes give the same table. Loads are balanced by the
code points of the texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

CALIBRATION = "calibration"  # the batch that everybody does first
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One document for one person. ``blind``: others' work is not shown; ``role``: what the person does there."""

    document: str
    annotator: str
    batch: str = ""
    blind: bool = True
    suggestions: bool = True
    role: str = "annotator"

    @property
    def key(self) -> str:
        return f"{self.document}{_SEPARATOR}{self.annotator}"

    @property
    def value(self) -> dict[str, Any]:
        """What the project stores under ``key``."""
        return {
            "batch": self.batch, "blind": self.blind, "suggestions": self.suggestions, "role": self.role,
        }  # fmt: skip


def assignment_of(key: str, value: Any) -> Assignment | None:
    """The assignment that a fact tells of; None where it tells of none. Unknown entries are passed over."""
    document, separator, annotator = key.rpartition(_SEPARATOR)
    if not separator or not document or not annotator or not isinstance(value, dict):
        return None
    plain = Assignment(document, annotator)
    found = {name: value.get(name, default) for name, default in plain.value.items()}
    if any(type(found[name]) is not type(default) for name, default in plain.value.items()):
        return plain
    return replace(plain, **found)


def assignments_of(facts: Mapping[str, Any]) -> list[Assignment]:
    """The assignments among the project's facts of their kind, by document and person."""
    found = (assignment_of(key, value) for key, value in facts.items())
    return sorted((one for one in found if one is not None), key=lambda one: (one.document, one.annotator))


class Size(NamedTuple):
    """A document and the code points of its text."""

    document: str
    characters: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wanted. Each document goes to ``per_document`` people, a ``share`` (0 to 1) of them to ``shared_by`` people.

    The first ``calibration`` documents go to everybody, as a batch of their own. ``batch_size`` documents make a batch; 0: all
    are one batch, called ``batch``.
    """

    people: Sequence[str]
    per_document: int = 1
    share: float = 0.0
    shared_by: int = 2
    calibration: int = 0
    batch_size: int = 0
    batch: str = ""
    blind: bool = True
    suggestions: bool = True
    role: str = "annotator"


def assign(sizes: Sequence[Size], plan: Plan, fixed: Iterable[tuple[str, str]] = ()) -> list[Assignment]:
    """The assignments that ``plan`` makes of the documents, in their order.

    ``fixed``: (document, person) pairs where work has begun; they count first, as far as the plan names the person.
    """
    people = list(dict.fromkeys(plan.people))
    begun: dict[str, list[str]] = {}
    for document, person in sorted(set(fixed)):
        if person in people:
            begun.setdefault(document, []).append(person)
    wanted = _wanted(sizes, plan, len(people))
    loads = dict.fromkeys(people, 0)
    chosen: dict[str, list[str]] = {}
    for size in sizes:
        chosen[size.document] = begun.get(size.document, [])[: wanted[size.document]]
        for person in chosen[size.document]:
            loads[person] += size.characters
    # The longest first: what comes last is short, and evens out what is left.
    for size in sorted(sizes, key=lambda one: (-one.characters, one.document)):
        mine = chosen[size.document]
        free = sorted((p for p in people if p not in mine), key=lambda p: (loads[p], people.index(p)))
        for person in free[: wanted[size.document] - len(mine)]:
            mine.append(person)
            loads[person] += size.characters
    batches = _batches(sizes, plan)
    return [
        Assignment(size.document, person, batches[size.document], plan.blind, plan.suggestions, plan.role)
        for size in sizes
        for person in sorted(chosen[size.document], key=people.index)
    ]


def _wanted(sizes: Sequence[Size], plan: Plan, people: int) -> dict[str, int]:
    """How many people each document goes to."""
    rest = [size.document for size in sizes[plan.calibration :]]
    wanted = dict.fromkeys((size.document for size in sizes[: plan.calibration]), people)
    wanted |= dict.fromkeys(rest, min(plan.per_document, people))
    shared = sorted(rest, key=lambda id: hashlib.sha256(id.encode()).digest())[
        : round(plan.share * len(rest))
    ]
    return wanted | dict.fromkeys(shared, min(max(plan.shared_by, plan.per_document), people))


def _batches(sizes: Sequence[Size], plan: Plan) -> dict[str, str]:
    found = {size.document: CALIBRATION for size in sizes[: plan.calibration]}
    for index, size in enumerate(sizes[plan.calibration :]):
        number = str(index // plan.batch_size + 1) if plan.batch_size else ""
        found[size.document] = "-".join(filter(None, (plan.batch, number)))
    return found


class Load(NamedTuple):
    """What one person has to do; ``done``: documents finished, ``begun``: those with any work."""

    annotator: str
    documents: int
    characters: int
    begun: int
    done: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changing assignments comes to. ``with_work``: those of ``removed`` on which the person has worked: the work stays."""

    added: list[Assignment]
    removed: list[Assignment]
    changed: list[Assignment]
    kept: int
    with_work: list[Assignment]


def compare(
    before: Iterable[Assignment], after: Iterable[Assignment], worked: set[tuple[str, str]]
) -> Difference:
    """What turns ``before`` into ``after``; ``worked`` are the (document, person) pairs with work."""
    was, will = {one.key: one for one in before}, {one.key: one for one in after}
    removed = [one for key, one in was.items() if key not in will]
    return Difference(
        added=[one for key, one in will.items() if key not in was],
        removed=removed,
        changed=[one for key, one in will.items() if key in was and was[key] != one],
        kept=sum(was.get(key) == one for key, one in will.items()),
        with_work=[one for one in removed if (one.document, one.annotator) in worked],
    )
