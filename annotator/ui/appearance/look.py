"""How articles are set: size, family, spacing of lines, width of the column. A value that makes no sense is its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

SIZES = range(12, 29)  # pixels of the text at 100 %
SPACINGS = range(100, 201, 5)  # per cent of a line's least height
COLUMNS = range(480, 1201, 20)  # pixels at a text size of 16
FAMILIES = ("serif", "sans")


@dataclass(frozen=True)
class TextLook:
    """What a person chose; the defaults are those of the design."""

    size: int = 16
    spacing: int = 100
    column: int = 704
    family: str = "serif"

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The settings, by name."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def read(cls, given: Mapping[str, str]) -> TextLook:
        """From stored words."""
        family = given.get("family", "")
        return cls(
            _within(given.get("size", ""), SIZES, cls.size),
            _within(given.get("spacing", ""), SPACINGS, cls.spacing),
            _within(given.get("column", ""), COLUMNS, cls.column),
            family if family in FAMILIES else cls.family,
        )


def _within(words: str, allowed: range, default: int) -> int:
    if not words.isascii() or not words.isdigit() or len(words) > 5:
        return default
    return int(words) if allowed[0] <= int(words) <= allowed[-1] else default
