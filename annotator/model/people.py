"""Who works on a corpus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    MODEL = "model"


GOLD = "gold"  # the annotator id whose layers are the gold layers


@dataclass(frozen=True, slots=True)
class Annotator:
    """A person or a model. ``id`` is stable ASCII, ``name`` is shown."""

    id: str
    name: str
    role: Role = Role.ANNOTATOR
