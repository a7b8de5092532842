"""Undo steps: one gesture, its name and its edits. The log keeps them for ever; this is the order of play.

Each annotator has a line of steps. Undo takes the last one that is done, redo the last one undone; a new
gesture drops what was undone from the line (it stays in the log).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.model.edit import Edit, LayerKey

PROJECT = LayerKey("", "")  # the key of the project's own log


class Act(StrEnum):
    """Why an entry was written: a gesture, its undo or its redo."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class StepState(StrEnum):
    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"


KeyedEdit = tuple[LayerKey, Edit]


@dataclass(frozen=True, slots=True)
class Step:
    """One undo unit. ``name`` is a stable code (``add-span``), ``time`` seconds since 1970 UTC (information only)."""

    id: int
    actor: str
    name: str
    time: float
    state: StepState
