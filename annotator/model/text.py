"""Vietnamese text as the program sees it: units to snap to, sentences, paragraphs, folding for search.

Nothing here changes a stored text. A *unit* is what a selection snaps to: a syllable (letters with their
marks), a number with its separators, or one other sign. The same rule, written once more in
``resources/spacy/syllable_tokenizer.py`` so that it can travel without this package, cuts tokens for spaCy.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

# Combining marks (categories Mn, Mc, Me) of Unicode 14.0.0, as ranges of hexadecimal code points. Written out, so that
# every Python cuts the same units whatever its own database says; ``re`` has no name for them.
_MARK_RANGES = (
    "300-36f 483-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-61a 64b-65f 670 6d6-6dc 6df-6e4 6e7-6e8 6ea-6ed 711 "
    "730-74a 7a6-7b0 7eb-7f3 7fd 816-819 81b-823 825-827 829-82d 859-85b 898-89f 8ca-8e1 8e3-903 93a-93c 93e-94f "
    "951-957 962-963 981-983 9bc 9be-9c4 9c7-9c8 9cb-9cd 9d7 9e2-9e3 9fe a01-a03 a3c a3e-a42 a47-a48 a4b-a4d a51 "
    "a70-a71 a75 a81-a83 abc abe-ac5 ac7-ac9 acb-acd ae2-ae3 afa-aff b01-b03 b3c b3e-b44 b47-b48 b4b-b4d b55-b57 "
    "b62-b63 b82 bbe-bc2 bc6-bc8 bca-bcd bd7 c00-c04 c3c c3e-c44 c46-c48 c4a-c4d c55-c56 c62-c63 c81-c83 cbc "
    "cbe-cc4 cc6-cc8 cca-ccd cd5-cd6 ce2-ce3 d00-d03 d3b-d3c d3e-d44 d46-d48 d4a-d4d d57 d62-d63 d81-d83 dca "
    "dcf-dd4 dd6 dd8-ddf df2-df3 e31 e34-e3a e47-e4e eb1 eb4-ebc ec8-ecd f18-f19 f35 f37 f39 f3e-f3f f71-f84 "
    "f86-f87 f8d-f97 f99-fbc fc6 102b-103e 1056-1059 105e-1060 1062-1064 1067-106d 1071-1074 1082-108d 108f "
    "109a-109d 135d-135f 1712-1715 1732-1734 1752-1753 1772-1773 17b4-17d3 17dd 180b-180d 180f 1885-1886 18a9 "
    "1920-192b 1930-193b 1a17-1a1b 1a55-1a5e 1a60-1a7c 1a7f 1ab0-1ace 1b00-1b04 1b34-1b44 1b6b-1b73 1b80-1b82 "
    "1ba1-1bad 1be6-1bf3 1c24-1c37 1cd0-1cd2 1cd4-1ce8 1ced 1cf4 1cf7-1cf9 1dc0-1dff 20d0-20f0 2cef-2cf1 2d7f "
    "2de0-2dff 302a-302f 3099-309a a66f-a672 a674-a67d a69e-a69f a6f0-a6f1 a802 a806 a80b a823-a827 a82c "
    "a880-a881 a8b4-a8c5 a8e0-a8f1 a8ff a926-a92d a947-a953 a980-a983 a9b3-a9c0 a9e5 aa29-aa36 aa43 aa4c-aa4d "
    "aa7b-aa7d aab0 aab2-aab4 aab7-aab8 aabe-aabf aac1 aaeb-aaef aaf5-aaf6 abe3-abea abec-abed fb1e fe00-fe0f "
    "fe20-fe2f 101fd 102e0 10376-1037a 10a01-10a03 10a05-10a06 10a0c-10a0f 10a38-10a3a 10a3f 10ae5-10ae6 "
    "10d24-10d27 10eab-10eac 10f46-10f50 10f82-10f85 11000-11002 11038-11046 11070 11073-11074 1107f-11082 "
    "110b0-110ba 110c2 11100-11102 11127-11134 11145-11146 11173 11180-11182 111b3-111c0 111c9-111cc 111ce-111cf "
    "1122c-11237 1123e 112df-112ea 11300-11303 1133b-1133c 1133e-11344 11347-11348 1134b-1134d 11357 11362-11363 "
    "11366-1136c 11370-11374 11435-11446 1145e 114b0-114c3 115af-115b5 115b8-115c0 115dc-115dd 11630-11640 "
    "116ab-116b7 1171d-1172b 1182c-1183a 11930-11935 11937-11938 1193b-1193e 11940 11942-11943 119d1-119d7 "
    "119da-119e0 119e4 11a01-11a0a 11a33-11a39 11a3b-11a3e 11a47 11a51-11a5b 11a8a-11a99 11c2f-11c36 11c38-11c3f "
    "11c92-11ca7 11ca9-11cb6 11d31-11d36 11d3a 11d3c-11d3d 11d3f-11d45 11d47 11d8a-11d8e 11d90-11d91 11d93-11d97 "
    "11ef3-11ef6 16af0-16af4 16b30-16b36 16f4f 16f51-16f87 16f8f-16f92 16fe4 16ff0-16ff1 1bc9d-1bc9e 1cf00-1cf2d "
    "1cf30-1cf46 1d165-1d169 1d16d-1d172 1d17b-1d182 1d185-1d18b 1d1aa-1d1ad 1d242-1d244 1da00-1da36 1da3b-1da6c "
    "1da75 1da84 1da9b-1da9f 1daa1-1daaf 1e000-1e006 1e008-1e018 1e01b-1e021 1e023-1e024 1e026-1e02a 1e130-1e136 "
    "1e2ae 1e2ec-1e2ef 1e8d0-1e8d6 1e944-1e94a e0100-e01ef"
)


def _mark_class() -> str:
    """The combining marks as the inside of a character class."""
    ranges = (part.partition("-") for part in _MARK_RANGES.split())
    return "".join(f"{chr(int(a, 16))}-{chr(int(b or a, 16))}" for a, _, b in ranges)


_M = _mark_class()
UNIT_PATTERN = rf"\d+(?:[.,]\d+)*[{_M}]*|[^\W\d_](?:[^\W\d_]|[{_M}])*|\s+|(?:[^\w\s]|_)[{_M}]*|[{_M}]+|\w"
_UNIT = re.compile(UNIT_PATTERN)
_IS_MARK = re.compile(f"[{_M}]")
_LINE_END = re.compile("\r\n|[\n\r\u2029\u0085\v\f]")
_OTHER_LINE_ENDS = "\r\u2029\u0085\v\f"
_LINE = re.compile("[^\n\r\u2029\u0085\v\f]+")
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
        marked = first + 1 < last and _IS_MARK.match(
            text[first + 1]
        )  # a sign with marks of its own stays whole
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


def paragraph_edges(text: str) -> tuple[list[int], list[int]]:
    """Starts and ends of the lines of ``text`` without their line ends. At least one, also for an empty text."""
    if not any(sign in text for sign in _OTHER_LINE_ENDS):  # nearly every text: only LF, found by C code
        starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        return starts[:-1], [following - 1 for following in starts[1:]]
    starts, ends = [0], []
    for match in _LINE_END.finditer(text):
        ends.append(match.start())
        starts.append(match.end())
    return starts, [*ends, len(text)]


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Lines of ``text`` without their line ends, as (start, end). At least one, also for an empty text."""
    return list(zip(*paragraph_edges(text), strict=True))


def count_paragraphs(text: str) -> int:
    """How many paragraphs hold anything: what people are told; empty lines do not count."""
    return len(_LINE.findall(text))


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
