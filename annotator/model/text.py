"""Vietnamese text as the program sees it: units to snap to, sentences, paragraphs, folding for search.

Nothing here changes a stored text. A *unit* is what a selection snaps to: a syllable (letters with their
marks), a number with its separators, or one other sign. The same rule, written once more in
``resources/spacy/syllable_tokenizer.py`` so that it can travel without this package, cuts tokens for spaCy.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from functools import lru_cache

# Combining marks stay with their letter. ``re`` has no \p{M}: the class is collected once from the database.
_MARKS = "".join(
    chr(c)
    for c in [*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)]
    if unicodedata.category(chr(c))[0] == "M"
)


def _mark_class() -> str:
    parts: list[str] = []
    start = previous = ord(_MARKS[0])
    for code in [*map(ord, _MARKS[1:]), sys.maxunicode + 1]:
        if code != previous + 1:
            parts.append(f"{chr(start)}-{chr(previous)}" if previous > start else chr(start))
            start = code
        previous = code
    return "".join(parts)


_M = _mark_class()
_MARK_SET = frozenset(_MARKS)
UNIT_PATTERN = rf"\d+(?:[.,]\d+)*[{_M}]*|[^\W\d_](?:[^\W\d_]|[{_M}])*|\s+|(?:[^\w\s]|_)[{_M}]*|[{_M}]+|\w"
_UNIT = re.compile(UNIT_PATTERN)
_LINE_END = re.compile("\r\n|[\n\r\u2029\u0085\v\f]")
_ODD_LINE_END = re.compile("[\r\u2029\u0085\v\f]")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[\r\n]+")
_OPENING = "\"'“‘«([{"
_CLOSING = "\"'”’»)]}"
# What a selection sheds at its edges: spaces and outer punctuation that does not belong to a name or figure.
_OUTER = set(" .,;:!?…-–—/\\|*•·\u00a0\t")


def units(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Units of ``text[start:end]`` that are not white space, as (start, end) code points of ``text``."""
    stop = len(text) if end is None else end
    return [m.span() for m in _UNIT.finditer(text, start, stop) if not m.group().isspace()]


def unit_at(text: str, offset: int) -> tuple[int, int]:
    """The unit that covers ``offset``; on white space, or at the end, an empty range at ``offset``."""
    low, high = _window(text, offset)
    for match in _UNIT.finditer(text, low, high):
        if match.start() <= offset < match.end():
            return (offset, offset) if match.group().isspace() else match.span()
    return offset, offset


def _window(text: str, offset: int) -> tuple[int, int]:
    """A stretch around ``offset`` that begins and ends between units, without reading the whole text."""
    low = offset
    while low > 0 and offset - low < 4096 and not text[low - 1].isspace():
        low -= 1
    high = offset
    while high < len(text) and high - offset < 4096 and not text[high].isspace():
        high += 1
    return low, min(len(text), high + 1)


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a selection to whole units, then shed spaces and outer punctuation.

    Quotes are kept when both of a pair are inside, shed when one is alone at an edge. An all-punctuation
    selection is only trimmed of spaces. The result may be empty (start == end) where there is only space.
    """
    if end < start:
        start, end = end, start
    first, last = start, end
    if start < len(text):
        unit = unit_at(text, start)
        first = min(start, unit[0]) if unit[0] < unit[1] else start
    if end > 0:
        unit = unit_at(text, end - 1)
        last = max(end, unit[1]) if unit[0] < unit[1] else end
    return trim(text, first, last)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Shed white space, outer punctuation and unpaired quotes from both edges of ``text[start:end]``."""
    start, end = trim_spaces(text, start, end)
    first, last = start, end
    while first < last:
        marked = first + 1 < last and text[first + 1] in _MARK_SET  # a sign with marks of its own stays whole
        if text[first].isspace() or (not marked and _is_outer(text, first, last)):
            first += 1
        elif text[last - 1] in _OUTER or text[last - 1].isspace() or _unpaired_close(text, first, last):
            last -= 1
        else:
            return first, last
    return start, end


def _is_outer(text: str, start: int, end: int) -> bool:
    return text[start] in _OUTER or _unpaired_open(text, start, end)


def trim_spaces(text: str, start: int, end: int) -> tuple[int, int]:
    """Shed white space only from both edges."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _unpaired_open(text: str, start: int, end: int) -> bool:
    sign = text[start]
    if sign in _CLOSING and sign not in _OPENING:
        return True
    if sign not in _OPENING:
        return False
    return _partner(sign, text, start + 1, end) < 0


def _unpaired_close(text: str, start: int, end: int) -> bool:
    sign = text[end - 1]
    if sign in _OPENING and sign not in _CLOSING:
        return True
    if sign not in _CLOSING:
        return False
    openers = {'"': '"“', "'": "'‘", "”": '“"„', "’": "‘'", "»": "«", ")": "(", "]": "[", "}": "{"}[sign]
    return not any(text.rfind(opener, start, end - 1) >= 0 for opener in openers)


def _partner(opener: str, text: str, start: int, end: int) -> int:
    closers = {'"': '"”', "'": "'’", "“": '”"', "‘": "’'", "«": "»", "(": ")", "[": "]", "{": "}"}[opener]
    return max(text.find(closer, start, end) for closer in closers)


def next_boundary(text: str, offset: int, step: int) -> int:
    """The next unit edge a caret stops at: the start of the following (+1) or this/preceding (-1) unit."""
    if step > 0:
        position = offset
        while position < len(text):
            low, high = _window(text, position)
            for match in _UNIT.finditer(text, low, high):
                if match.start() > offset and not match.group().isspace():
                    return match.start()
            position = max(high, position + 1)
        return len(text)
    position = offset
    while position > 0:
        low, high = _window(text, position - 1)
        found = [
            m.start()
            for m in _UNIT.finditer(text, low, high)
            if m.start() < offset and not m.group().isspace()
        ]
        if found:
            return found[-1]
        position = min(low, position - 1)
    return 0


def unit_end(text: str, offset: int, step: int) -> int:
    """The end of the following unit (+1), or of the unit before the one that ends at ``offset`` (-1)."""
    if step > 0:
        start = (
            offset if unit_at(text, offset)[0] < unit_at(text, offset)[1] else next_boundary(text, offset, 1)
        )
        return unit_at(text, start)[1] if start < len(text) else len(text)
    start = next_boundary(text, offset, -1)
    previous = next_boundary(text, start, -1)
    return unit_at(text, previous)[1] if previous < start else start


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Lines of ``text`` without their line ends, as (start, end). At least one, also for an empty text."""
    found: list[tuple[int, int]] = []
    position = 0
    for match in _LINE_END.finditer(text):
        found.append((position, match.start()))
        position = match.end()
    found.append((position, len(text)))
    return found


def count_paragraphs(text: str) -> int:
    """``len(paragraphs(text))``, without making the list."""
    if _ODD_LINE_END.search(text) is None:
        return text.count("\n") + 1
    return len(_LINE_END.findall(text)) + 1


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Sentences by their signs, trimmed of spaces; a line end also ends one."""
    stop = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    position = start
    for match in _SENTENCE_END.finditer(text, start, stop):
        found.append(trim_spaces(text, position, match.end()))
        position = match.end()
    found.append(trim_spaces(text, position, stop))
    return [(a, b) for a, b in found if a < b]


# Folding --------------------------------------------------------------------------------------------------
class _Fold(dict[int, str]):
    """A ``str.translate`` table that fills itself: a letter without its marks, in lower case; đ as d."""

    def __missing__(self, code: int) -> str:
        folded = "".join(
            c for c in unicodedata.normalize("NFD", chr(code)) if unicodedata.category(c)[0] != "M"
        )
        folded = folded.translate({0x111: "d", 0x110: "d", 0xF0: "d", 0xD0: "d"}).casefold()
        value = " " if folded and chr(code).isspace() else folded
        self[code] = value
        return value


_LOOSE = _Fold()
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_M}])*")


def fold_loose(text: str) -> str:
    """Lower case without marks: ``neu guong`` equals the fold of ``nêu gương``, ``dang`` that of ``Đảng``."""
    return text.translate(_LOOSE)


def fold_loose_map(text: str) -> tuple[str, list[int]]:
    """The loose fold, and for each of its signs (and its end) the code point offset in ``text``."""
    parts: list[str] = []
    offsets: list[int] = []
    for index, sign in enumerate(text):
        folded = _LOOSE[ord(sign)]
        parts.append(folded)
        offsets.extend([index] * len(folded))
    offsets.append(len(text))
    return "".join(parts), offsets


@lru_cache(maxsize=65536)
def _syllable_key(syllable: str) -> str:
    decomposed = unicodedata.normalize("NFD", syllable.casefold())
    tones = "".join(c for c in decomposed if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES)) + tones


def fold_exact(text: str) -> str:
    """Equal for two spellings of the same Vietnamese words: NFC or NFD, either tone placement, any case.

    Each syllable's tone mark is moved to its end (``hoà`` and ``hòa`` both give ``hoa`` + grave), so words that
    differ in their marks stay apart. The result is a key to compare, not text to show.
    """
    return _SYLLABLE.sub(lambda m: _syllable_key(m.group()), text)


def fold_exact_map(text: str) -> tuple[str, list[int]]:
    """The exact fold, and for each of its signs (and its end) an offset in ``text``.

    Inside a syllable only the edges are meaningful: a match must start and end at syllable edges to be used.
    """
    parts: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in _SYLLABLE.finditer(text):
        parts.append(text[position : match.start()])
        offsets.extend(range(position, match.start()))
        key = _syllable_key(match.group())
        parts.append(key)
        length = match.end() - match.start()
        offsets.extend(match.start() + min(i, length - 1) for i in range(len(key)))
        position = match.end()
    parts.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return "".join(parts), offsets


class ParagraphIndex:
    """Which paragraph of a text holds an offset. Numbers are 0-based; an offset at a line end belongs to it."""

    def __init__(self, text: str) -> None:
        self.ranges = paragraphs(text)
        self._starts = [start for start, _ in self.ranges]

    def at(self, offset: int) -> int:
        """The number of the paragraph that holds code point ``offset``."""
        return max(0, bisect_right(self._starts, offset) - 1)
