"""What a reader hands back: the figures it found, and how far it has looked."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model.figure import Figure


@dataclass(frozen=True, slots=True)
class Finding:
    """``passed``: nothing before it is looked at again."""

    passed: int
    figures: tuple[Figure, ...] = ()
