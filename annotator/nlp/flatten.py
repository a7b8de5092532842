"""The selection without overlaps. The rule is pure and lives in the model, where ``formats`` can use it too."""

from __future__ import annotations

from annotator.model.flatten import Flattened, LeftOut, flatten, rank

__all__ = ["Flattened", "LeftOut", "flatten", "rank"]
