"""A text cut into blocks that are laid out one by one, and the sum of their heights.

Pure code. A *block* is a paragraph, or a part of at most ``LIMIT`` code points of a long one, so that nothing
scales with a paragraph. Offsets are code points, half-open; heights are whole pixels.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from operator import sub

from annotator.model.text import paragraph_edges

LIMIT = 2000
_SENTENCE_SIGNS = (". ", "? ", "! ", "… ", ".” ", "; ")
_HEADING_END = tuple('.,;:?!…”"»)')


def cuts(text: str, start: int, end: int, limit: int = LIMIT) -> list[int]:
    """Where a paragraph start..end is cut: after a sentence, else after a space, else hard at ``limit``."""
    found = []
    while end - start > limit:
        start = _cut(text, start, start + limit)
        found.append(start)
    return found


def _cut(text: str, start: int, stop: int) -> int:
    middle = (start + stop) // 2
    sentence = max(text.rfind(sign, middle, stop) + len(sign) for sign in _SENTENCE_SIGNS)
    if sentence > middle + 1:
        return sentence
    space = text.rfind(" ", middle, stop)
    if space >= 0:
        return space + 1
    # Not between a letter and its marks: step back over marks, but never far.
    for cut in range(stop, max(middle, stop - 32), -1):
        if not _MARK.match(text, cut):
            return cut
    return stop


_MARK = re.compile("[\u0300-\u036f\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")


class Blocks:
    """The blocks of ``text``: ``starts``, ``ends`` and ``paragraph`` (0-based, blank ones counted) by block."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts, self.ends = paragraph_edges(text)
        self.paragraph: list[int] | range = range(len(self.starts))
        self._numbers: list[int] | None = None
        if max(map(sub, self.ends, self.starts)) > LIMIT:
            self._split()

    def _split(self) -> None:
        starts: list[int] = []
        ends: list[int] = []
        paragraph: list[int] = []
        done = 0
        for number in [
            n for n, long in enumerate(map(LIMIT.__lt__, map(sub, self.ends, self.starts))) if long
        ]:
            starts += self.starts[done:number]
            ends += self.ends[done:number]
            edges = [
                self.starts[number],
                *cuts(self.text, self.starts[number], self.ends[number]),
                self.ends[number],
            ]
            starts += edges[:-1]
            ends += edges[1:]
            paragraph += [*range(done, number), *[number] * (len(edges) - 1)]
            done = number + 1
        paragraph += range(done, len(self.starts))
        self.starts, self.ends, self.paragraph = (
            starts + self.starts[done:],
            ends + self.ends[done:],
            paragraph,
        )

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, offset: int) -> int:
        """The block that holds ``offset``; one in a line end belongs to the line before it."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def is_first(self, block: int) -> bool:
        """Whether the block opens its paragraph."""
        return block == 0 or self.paragraph[block - 1] != self.paragraph[block]

    def is_last(self, block: int) -> bool:
        """Whether the block closes its paragraph."""
        return block + 1 == len(self.starts) or self.paragraph[block + 1] != self.paragraph[block]

    def paragraph_range(self, block: int) -> tuple[int, int]:
        """The whole paragraph of a block, as (start, end) without its line end."""
        first = last = block
        while not self.is_first(first):
            first -= 1
        while not self.is_last(last):
            last += 1
        return self.starts[first], self.ends[last]

    def number(self, block: int) -> int:
        """The paragraph's number as printed: from 1, blank paragraphs not counted. A blank one has 0."""
        if self.starts[block] == self.ends[block]:
            return 0
        if self._numbers is None:
            filled = list(map(int.__lt__, self.starts, self.ends))
            if not isinstance(self.paragraph, range):
                filled = [filled[b] and self.is_first(b) for b in range(len(self))]
            self._numbers = list(accumulate(filled, initial=0))[1:]
        return self._numbers[block]

    def is_heading(self, block: int) -> bool:
        """Whether the paragraph reads like a title: one short line without closing sign, over a longer paragraph."""
        start, end = self.starts[block], self.ends[block]
        if not 0 < end - start <= 160 or not (self.is_first(block) and self.is_last(block)):
            return False
        line = self.text[start:end].strip()
        if not line or line.endswith(_HEADING_END) or not (line[0].isupper() or line[0].isdigit()):
            return False
        following = next(
            (b for b in range(block + 1, min(block + 4, len(self))) if self.ends[b] > self.starts[b]), None
        )
        return following is not None and self.ends[following] - self.starts[following] > max(120, end - start)


class Heights:
    """Heights in a row, with prefix sums by chunk: changing one and finding a place both cost little at any size."""

    CHUNK = 512

    def __init__(self, heights: list[int]) -> None:
        self._heights = heights
        self._sums = [sum(heights[i : i + self.CHUNK]) for i in range(0, len(heights), self.CHUNK)]
        self.total = sum(self._sums)

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def set(self, index: int, height: int) -> int:
        """Store a height; returns by how much it grew."""
        growth = height - self._heights[index]
        if growth:
            self._heights[index] = height
            self._sums[index // self.CHUNK] += growth
            self.total += growth
        return growth

    def top(self, index: int) -> int:
        """The sum of all heights before ``index``."""
        chunk = index // self.CHUNK
        return sum(self._sums[:chunk]) + sum(self._heights[chunk * self.CHUNK : index])

    def find(self, y: int) -> tuple[int, int]:
        """The index whose row covers ``y``, and the rest of ``y`` inside it; clamped to the first and last row."""
        if y < 0 or not self._heights:
            return 0, min(y, 0)
        if y >= self.total:
            last = len(self._heights) - 1
            return last, y - (self.total - self._heights[last])
        chunk = 0
        while y >= self._sums[chunk]:
            y -= self._sums[chunk]
            chunk += 1
        index = chunk * self.CHUNK
        while y >= self._heights[index]:
            y -= self._heights[index]
            index += 1
        return index, y


# What is given to the text shaper ----------------------------------------------------------------------------
BOX = "\u25af"
_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)


def _shown(code: int) -> str:
    if code == 9:
        return "\u2003"
    if code < 0x20:
        return chr(0x2400 + code)
    return {0x7F: "\u2421", 0xAD: "\u00ac", 0x2028: "\u21b5", 0xFFFD: "\ufffd"}.get(code, BOX)


def display(text: str) -> str:
    """``text`` with every sign that would upset a text shaper replaced, one UTF-16 unit by one.

    Controls become control pictures, a tab a wide space, marks that steer direction, byte order marks and signs that
    are no characters a box. The result is drawn, never read back.
    """
    return _ODD.sub(lambda match: _shown(ord(match.group())), text)
