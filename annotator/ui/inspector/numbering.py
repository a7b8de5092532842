"""Paragraph numbers as the article prints them: from 1, blank paragraphs not counted."""

from __future__ import annotations

from bisect import bisect_right

from annotator.model.text import paragraph_edges


class ParagraphNumbers:
    """Which printed number a paragraph has; a blank one has that of the paragraph before it."""

    def __init__(self, text: str) -> None:
        starts, ends = paragraph_edges(text)
        self._starts = [start for start, end in zip(starts, ends, strict=True) if start < end]

    def at(self, offset: int) -> int:
        """The number of the paragraph that holds code point ``offset``."""
        return max(1, bisect_right(self._starts, offset))
