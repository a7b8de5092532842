"""The kinds of facts: what is recorded beside the spans, in a layer's log or in the project's own.

A fact is a JSON value under (kind, key). Like everything else it is set by an edit (``FactSet``), so it is undone,
logged, packed and merged with the rest. In a layer: excluded zones, rejected suggestions, a reviewer's decisions. In
the project: who is to annotate what, pages of the guidelines, what the project allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.model.edit import FactSet

ZONE = "zone"  # layer; "<start>-<end>" -> {"proposed": bool, "rule": str}
REJECTION = "rejection"  # layer; "<start>-<end>-<label>" -> {"source": str}
KEPT = "kept"  # layer; name of a format -> text: the lines of the file it came from, for its writer
DECISION = "decision"  # layer of a reviewer; the case -> what was decided, about which versions, why
ASSIGNMENT = "assignment"  # project; "<document>\x1f<annotator>" -> {"batch": str, "blind": bool, ...}
GUIDELINE = "guideline"  # project; label id, or "" for the general page -> Markdown text
PACKAGE = "package"  # project; id of a work package -> {"kind": str, "annotator": str, "made": float, ...}
OPTION = "option"  # project; name -> value: what the project allows or asks for

Facts = Mapping[tuple[str, str], Any]


def of_kind(facts: Facts, kind: str) -> dict[str, Any]:
    """The facts of one kind, by key."""
    return {key: value for (one, key), value in facts.items() if one == kind}


def fact_edit(facts: Facts, kind: str, key: str, value: Any) -> list[FactSet]:
    """The edit that makes a fact ``value`` (None: none), or nothing where it is so already."""
    before = facts.get((kind, key))
    return [] if before == value else [FactSet(kind, key, before, value)]
