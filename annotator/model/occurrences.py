"""Where some words stand in a text: whole units, regardless of case, Unicode form and the place of the tone mark.

``exact`` tells words with different marks apart (``đảng`` is not ``đang``), the other way does not (``dang`` is
both). Spaces between words may be of any kind and number, but no blank line lies between them; hyphens and quotes
count as their plain forms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from annotator.model.text import fold_exact, fold_loose, unit_at

_ALIKE = ("-\u2010\u2011\u2012\u2013\u2014\u2212", "'\u2018\u2019\u02bc", '"\u201c\u201d\u201e\u00ab\u00bb')
_PLAIN = {ord(sign): signs[0] for signs in _ALIKE for sign in signs[1:]}
_CLASS = {sign: f"[{re.escape(signs)}]" for signs in _ALIKE for sign in signs}
_LINE_ENDS = re.compile("\r\n|[\n\r\u2028\u2029\u0085\v\f]")


def words_key(words: str) -> str:
    """Equal for words that ``exact`` takes for the same: to group by, not to be shown."""
    return " ".join(fold_exact(words.translate(_PLAIN)).split())


def loose_key(words: str) -> str:
    """Equal for words that are the same but for their marks."""
    return " ".join(fold_loose(words).translate(_PLAIN).split())


class Pattern:
    """Words to look for; made once, then asked of many texts. ``empty`` where there is nothing to look for."""

    def __init__(self, words: str, *, exact: bool) -> None:
        self.words, self.exact = words, exact
        pieces = fold_loose(words).split()
        self.empty = not pieces
        self._key = words_key(words)
        body = " +".join("".join(_CLASS.get(sign) or re.escape(sign) for sign in piece) for piece in pieces)
        if pieces and pieces[0][0].isalpha():
            body = r"(?<![^\W\d_])" + body
        if pieces and pieces[-1][-1].isalpha():
            body += r"(?![^\W\d_])"
        self._pattern = re.compile(body)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Hits inside ``text[start:end]`` from the left as (start, end) code points, none overlapping another."""
        stop = len(text) if end is None else end
        if self.empty or start >= stop:
            return
        part = text if (start, stop) == (0, len(text)) else text[start:stop]
        folded = fold_loose(part)
        places = _Places(part)
        position = 0
        while match := self._pattern.search(folded, position):
            first, last = places.of(match.start()), places.of(match.end())
            if self._holds(text, start + first, start + last):
                yield start + first, start + last
                position = match.end()
            else:
                position = match.start() + 1

    def found_in(self, text: str) -> bool:
        """Whether there is a hit at all."""
        return next(self.find(text), None) is not None

    def matches(self, text: str) -> bool:
        """Whether ``text`` is these words and nothing else."""
        same = words_key(text) == self._key if self.exact else loose_key(text) == loose_key(self.words)
        return same and not self.empty

    def _holds(self, text: str, start: int, end: int) -> bool:
        found = text[start:end]
        if unit_at(text, start)[0] != start or unit_at(text, end - 1)[1] != end:
            return False
        if len(_LINE_ENDS.findall(found)) > 1:
            return False
        return not self.exact or words_key(found) == self._key


# Signs that may fold to more or fewer than one: every other one folds to exactly one.
_UNEVEN = re.compile(
    "[^\x00-\x7f\u00a0-\u00b4\u00b6-\u00de\u00e0-\u012f\u0134-\u0148\u014a-\u017e\u01a0-\u01b4\u1ea0-\u1ef9\u2000-\u206f\u20ab]"
)


class _Places:
    """Where signs of the fold stand in the text: worked out from its uneven signs alone, for they are few."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []  # in the text
        self._ends: list[int] = []  # where their folds end, in the fold
        self._lengths: list[int] = []
        more = 0
        for match in _UNEVEN.finditer(text):
            length = len(fold_loose(match.group()))
            self._starts.append(match.start())
            self._lengths.append(length)
            self._ends.append(match.start() + more + length)
            more += length - 1

    def of(self, position: int) -> int:
        """The offset in the text of the sign that this position of the fold comes from; its end for the end."""
        number = bisect_right(self._ends, position)
        if number < len(self._ends) and self._ends[number] - self._lengths[number] <= position:
            return self._starts[number]
        if not number:
            return position
        return self._starts[number - 1] + 1 + position - self._ends[number - 1]
