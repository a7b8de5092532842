"""Code points, UTF-16 units and UTF-8 bytes of one text: the only place that converts.

Inside the program every offset is a code point of the stored text. A toolkit counts UTF-16 units, some file
formats count UTF-16 units or bytes; they convert here, at their edge. The map is sparse: it holds only the
places where the units diverge, so a million plain characters cost nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_QT_ODD = re.compile("\r\n|[\U00010000-\U0010ffff]")


class OffsetMap:
    """Offsets of ``text`` in other units. All methods take and return half-open boundaries, 0..length.

    A position inside a surrogate pair or inside a UTF-8 sequence belongs to no code point: it maps to the
    boundary before the character, and ``exact_utf16`` / ``exact_utf8`` tell whether it was one.
    """

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._astral = [m.start() for m in _ASTRAL.finditer(text)] if not text.isascii() else []
        self._text = text
        self._utf8_points: list[int] | None = None
        self._utf8_bytes: list[int] | None = None

    # UTF-16 units -------------------------------------------------------------------------------------
    def to_utf16(self, offset: int) -> int:
        """UTF-16 units before code point ``offset``."""
        return offset + bisect_left(self._astral, offset)

    def from_utf16(self, units: int) -> int:
        """The code point offset at ``units`` UTF-16 units (inside a pair: the character's start)."""
        if not self._astral:
            return min(units, self._length)
        low, high = 0, len(self._astral)
        while low < high:
            middle = (low + high) // 2
            if self._astral[middle] + middle + 2 <= units:
                low = middle + 1
            else:
                high = middle
        offset = units - low
        if low < len(self._astral) and offset > self._astral[low]:
            offset = self._astral[low]
        return min(offset, self._length)

    def exact_utf16(self, units: int) -> bool:
        """Whether ``units`` is a boundary between characters inside the text."""
        return 0 <= units <= self.to_utf16(self._length) and self.to_utf16(self.from_utf16(units)) == units

    # UTF-8 bytes --------------------------------------------------------------------------------------
    def _utf8(self) -> tuple[list[int], list[int]]:
        if self._utf8_points is None or self._utf8_bytes is None:
            points, sizes = [0], [0]
            position = size = 0
            for run in _NOT_ASCII.finditer(self._text):
                size += run.start() - position
                for index in range(run.start(), run.end()):
                    points.append(index)
                    sizes.append(size)
                    code = ord(self._text[index])
                    size += 2 if code < 0x800 else 3 if code < 0x10000 else 4
                position = run.end()
                points.append(position)
                sizes.append(size)
            self._utf8_points, self._utf8_bytes = points, sizes
        return self._utf8_points, self._utf8_bytes

    def to_utf8(self, offset: int) -> int:
        """UTF-8 bytes before code point ``offset``."""
        points, sizes = self._utf8()
        index = bisect_right(points, offset) - 1
        return sizes[index] + offset - points[index]

    def from_utf8(self, size: int) -> int:
        """The code point offset at ``size`` bytes (inside a sequence: the character's start)."""
        points, sizes = self._utf8()
        index = bisect_right(sizes, size) - 1
        offset = points[index] + size - sizes[index]
        if index + 1 < len(points):
            next_point = points[index + 1]
            offset = min(offset, next_point - 1 if size < sizes[index + 1] else next_point)
        return min(offset, self._length)

    def exact_utf8(self, size: int) -> bool:
        """Whether ``size`` is a boundary between characters inside the text."""
        return 0 <= size <= self.to_utf8(self._length) and self.to_utf8(self.from_utf8(size)) == size


class QtDocumentMap:
    """Offsets of ``text`` in a QTextDocument that was given ``text``: what Qt does to a string, measured.

    A byte order mark at index 0 is dropped, CRLF becomes one position, a character beyond the BMP takes two;
    every other character takes one. Positions are Qt cursor positions.
    """

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._points: list[int] = []  # from this code point on ...
        self._shifts: list[int] = [0]  # ... positions are shifted by the entry one further
        if text.startswith("\ufeff"):
            self._points.append(1)
            self._shifts.append(-1)
        for odd in _QT_ODD.finditer(text):
            self._points.append(odd.start() + 1)
            self._shifts.append(self._shifts[-1] + (-1 if odd.group() == "\r\n" else 1))

    def to_qt(self, offset: int) -> int:
        """Cursor position of code point ``offset``; between CR and LF it is the position before both."""
        return offset + self._shifts[bisect_right(self._points, offset)]

    def from_qt(self, position: int) -> int:
        """The first code point offset whose cursor position is ``position`` (inside a pair: the pair's start).

        Position 0 of a text with a byte order mark is offset 0, before the mark.
        """
        low, high = 0, self._length
        while (
            low < high
        ):  # to_qt never falls, so the first offset that reaches the position is found by halving
            middle = (low + high) // 2
            if self.to_qt(middle) < position:
                low = middle + 1
            else:
                high = middle
        return low - 1 if low > 0 and self.to_qt(low) > position else low


# Readings: offsets that another program counted in another way ---------------------------------------------------
READINGS = ("utf-16", "bom", "crlf-as-lf", "lf-as-crlf", "utf-8")
Reading = Callable[[int], int | None]


def reading_of(text: str, name: str) -> Reading:
    """A function from another program's offsets in ``text`` to ours; None where an offset falls inside a character.

    ``utf-16`` and ``utf-8`` count units and bytes. ``bom`` counts a byte order mark that stood before the text.
    ``crlf-as-lf`` counts each CRLF of the text as one; ``lf-as-crlf`` counts each LF of the text as two.
    """
    length = len(text)
    if name == "bom":
        return lambda offset: offset - 1 if 1 <= offset <= length + 1 else None
    if name == "utf-16":
        units = OffsetMap(text)
        return lambda offset: units.from_utf16(offset) if units.exact_utf16(offset) else None
    if name == "utf-8":
        sizes = OffsetMap(text)
        return lambda offset: sizes.from_utf8(offset) if sizes.exact_utf8(offset) else None
    if name == "crlf-as-lf":
        pairs = [m.start() - index for index, m in enumerate(re.finditer("\r\n", text))]
        return lambda offset: (
            offset + bisect_left(pairs, offset) if 0 <= offset <= length - len(pairs) else None
        )
    if name == "lf-as-crlf":
        ends = [m.start() + index for index, m in enumerate(re.finditer("(?<!\r)\n", text))]
        return lambda offset: _without_added(ends, offset, length)
    raise ValueError(name)


def _without_added(ends: list[int], offset: int, length: int) -> int | None:
    """``offset`` less the signs added before it; None between an added CR and its LF."""
    added = bisect_left(ends, offset)
    if added and ends[added - 1] + 1 == offset:
        return None
    return offset - added if 0 <= offset - added <= length else None
