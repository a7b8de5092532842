"""Who works on a corpus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from annotator.model.text import fold_loose


class Role(StrEnum):
    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    MODEL = "model"


GOLD = "gold"  # the annotator id whose layers are the gold layers
HUMAN_ROLES = (Role.ANNOTATOR, Role.REVIEWER, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Annotator:
    """A person or a model. ``id`` is stable ASCII, ``name`` is shown."""

    id: str
    name: str
    role: Role = Role.ANNOTATOR


def person_id(name: str) -> str:
    """A stable ASCII id for a person's name: ``Lan Anh`` gives ``lan-anh``."""
    folded = re.sub(r"[^a-z0-9]+", "-", fold_loose(name)).strip("-")
    if folded and folded[0].isalpha() and folded != GOLD:
        return folded[:60].rstrip("-")
    return f"person-{folded[:50]}".rstrip("-")
