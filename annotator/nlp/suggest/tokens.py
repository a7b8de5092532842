"""A line of text as rules and memory look at it: units with a folded key each, so that hoà, hòa and HÒA are one word."""

from __future__ import annotations

from annotator.model.text import fold_exact, units

_KEPT = 200_000
_keys: dict[str, str] = {}


class Tokens:
    """The units of one stretch: ``keys`` are folded, ``starts`` and ``ends`` are code points of the whole text.

    ``capital`` tells which begin with a capital letter.
    """

    __slots__ = ("capital", "ends", "keys", "starts", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        places = units(text, start, end)
        self.starts = [place[0] for place in places]
        self.ends = [place[1] for place in places]
        words = [text[a:b] for a, b in places]
        known = _keys
        try:
            self.keys = [known[word] for word in words]
        except KeyError:
            self.keys = [key_of(word) for word in words]
        self.capital = [word[0].isupper() for word in words]

    def __len__(self) -> int:
        return len(self.keys)

    def word(self, index: int) -> str:
        return self.text[self.starts[index] : self.ends[index]]


def key_of(word: str) -> str:
    """The folded key of one unit."""
    key = _keys.get(word)
    if key is None:
        if len(_keys) >= _KEPT:  # a long run through many texts must not fill the memory
            _keys.clear()
        key = _keys[word] = fold_exact(word)
    return key


def keys_of(phrase: str) -> tuple[str, ...]:
    """The folded keys of a phrase."""
    return tuple(key_of(phrase[a:b]) for a, b in units(phrase))
