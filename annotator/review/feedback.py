"""What a decision changed of one annotator's work: span by span, with what it became."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from annotator.review.decisions import Decision, Mark
from annotator.review.matching import Key, align
from annotator.review.values import ValueReader


class What(StrEnum):
    """What happened to a span."""

    KEPT = "kept"
    REMOVED = "removed"  # marked, and not taken
    ADDED = "added"  # not marked, and taken
    EDGES = "edges"
    LABEL = "label"
    BOTH = "edges-and-label"
    VALUES = "values"


class Change(NamedTuple):
    """One span as it was marked and as it was decided; None where there is none."""

    what: What
    mine: Mark | None
    gold: Mark | None


def changes(decision: Decision, annotator: str, reader: ValueReader) -> list[Change]:
    """Everything that happened to the annotator's spans of the case, kept ones too, in reading order."""
    _, mine = decision.versions.get(annotator, ("", ()))
    before, after = _by_key(mine), _by_key(decision.marks)
    pairs, removed, added = align(before, after)
    found = [_pair(before[one], after[other], reader) for one, other in pairs]
    found += [Change(What.REMOVED, before[key], None) for key in removed]
    found += [Change(What.ADDED, None, after[key]) for key in added]
    return sorted(found, key=_place)


def _by_key(marks: Sequence[Mark]) -> dict[Key, Mark]:
    return {mark.key: mark for mark in marks}


def _pair(mine: Mark, gold: Mark, reader: ValueReader) -> Change:
    edges, label = mine[:2] != gold[:2], mine.label != gold.label
    if edges or label:
        return Change(What.BOTH if edges and label else What.EDGES if edges else What.LABEL, mine, gold)
    differ = reader.differing(mine.label, mine.attributes, gold.attributes)
    return Change(What.VALUES if differ else What.KEPT, mine, gold)


def _place(change: Change) -> tuple[int, int]:
    mark = change.mine or change.gold
    return (mark.start, -mark.end) if mark is not None else (0, 0)
