"""The tokens of a text: the program's own units, found word by word, since most words come again."""

from __future__ import annotations

import re

from annotator.model.text import units

_GAPS = re.compile(r"(\s+)")
_REMEMBERED = 50_000
Places = list[tuple[int, int]]


class _Words(dict[str, Places]):
    """The units of what stands between white space; none reaches beyond it."""

    def __missing__(self, word: str) -> Places:
        found = units(word)
        if len(self) < _REMEMBERED:
            self[word] = found
        return found


_word = _Words().__getitem__


def tokens(text: str) -> Places:
    """What ``units`` gives for the whole text."""
    found: Places = []
    at = 0
    parts = _GAPS.split(text)
    parts.append("")
    for word, gap in zip(parts[::2], parts[1::2], strict=True):
        places = _word(word)
        if len(places) == 1:
            found.append((at + places[0][0], at + places[0][1]))
        else:
            found += [(at + start, at + end) for start, end in places]
        at += len(word) + len(gap)
    return found
