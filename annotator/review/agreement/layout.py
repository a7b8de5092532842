"""Where each count stands in the row of numbers that one document (and pair of annotators) gives.

Every measure is a function of such rows added up, over documents, over pairs, or over a resample of documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OTHER = "?"  # stands for a label or value that the scheme does not know


class Numbers(dict[str, int]):
    """Names to numbers in their order; a name that is not there has the last number."""

    def __init__(self, names: Sequence[str], first: int = 0) -> None:
        super().__init__((name, first + index) for index, name in enumerate([*names, OTHER]))
        self._last = first + len(names)

    def __missing__(self, name: str) -> int:
        return self._last


# Blocks of one number per label.
PER_LABEL = (
    "exact", "relaxed", "shared",  # matched spans, and characters that matched spans share
    "spans_a", "spans_b", "characters_a", "characters_b",
    "tokens_both", "tokens_a", "tokens_b",  # tokens in a span of the label
    "observed", "expected",  # disagreement of unitizing
)  # fmt: skip
SINGLE = (
    "characters", "tokens", "position", "position_relaxed", "observed_any", "expected_any",
    "given_agreed", "token_agreed", "marked_agreed",
    "relations", "relations_a", "relations_b", "relations_given_a", "relations_given_b",
    "dropped", "without_token",
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """The places of one project's counts. ``at`` gives where a block starts."""

    labels: tuple[str, ...]  # OTHER is the last
    attributes: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    at: Mapping[str, int] = field(default_factory=dict)
    width: int = 0
    group_width: int = 0

    @classmethod
    def make(
        cls, labels: Sequence[str], attributes: Sequence[str], choices: Mapping[str, Sequence[str]]
    ) -> Layout:
        """The layout for these labels and attributes; ``choices`` holds the values of those that have few."""
        names = (*labels, OTHER)
        known = {name: (*values, OTHER) for name, values in choices.items()}
        sizes = dict.fromkeys(SINGLE, 1) | dict.fromkeys(PER_LABEL, len(names))
        sizes |= dict.fromkeys(("given_a", "given_b", "marked_a", "marked_b"), len(names))
        sizes |= dict.fromkeys(("token_a", "token_b"), len(names) + 1)
        for name in attributes:
            sizes |= {f"compared {name}": 1, f"same {name}": 1}
        for name, values in known.items():
            sizes |= {f"value_a {name}": len(values), f"value_b {name}": len(values)}
        at, width = _places(sizes)
        group = dict.fromkeys(
            (
                "g_items",
                "g_agreed",
                "g_agreeing",
                "g_characters",
                "g_dropped",
                "g_without_token",
                "g_observed_any",
                "g_expected_any",
            ),
            1,
        )
        group |= dict.fromkeys(("g_used", "g_values"), len(names) + 1)
        group |= dict.fromkeys(("g_observed", "g_expected"), len(names))
        group_at, group_width = _places(group)
        return cls(names, tuple(attributes), known, at | group_at, width, group_width)


def _places(sizes: Mapping[str, int]) -> tuple[dict[str, int], int]:
    at, position = {}, 0
    for name, size in sizes.items():
        at[name] = position
        position += size
    return at, position
