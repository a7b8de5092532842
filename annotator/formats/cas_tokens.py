"""The tokens of a text: the program's own units, found word by word, since most words come again."""

from __future__ import annotations

import re
from itertools import accumulate

from annotator.model.text import units

_GAPS = re.compile(r"(\s+)")
_REMEMBERED = 50_000
Places = list[tuple[int, int]]


class _Words(dict[str, "Places | int"]):
    """The units of what stands between white space; none reaches beyond it. A word that is one unit is kept as its length."""

    def __missing__(self, word: str) -> Places | int:
        places = units(word)
        found = len(word) if places == [(0, len(word))] else places
        if len(self) < _REMEMBERED:
            self[word] = found
        return found


_word = _Words().__getitem__


def tokens(text: str) -> Places:
    """What ``units`` gives for the whole text."""
    found: Places = []
    parts = _GAPS.split(text)  # word, gap, word, gap ... word
    starts = list(accumulate(map(len, parts), initial=0))[:-1:2]
    for at, places in zip(starts, map(_word, parts[::2]), strict=True):
        if isinstance(places, int):
            found.append((at, at + places))
        else:
            found += [(at + start, at + end) for start, end in places]
    return found
