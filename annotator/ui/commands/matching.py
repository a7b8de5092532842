"""How well a few typed signs fit the name of a command: without marks and case, word by word, initials or letters in order at worst."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from annotator.model.text import fold_loose

_START, _INSIDE, _INITIALS, _LETTERS = 30, 20, 16, 8


def fit(query: str, names: Iterable[str]) -> int | None:
    """The best score of ``query`` among ``names`` (more is better), None where none of them fits. An empty query fits all."""
    words = fold_loose(query).split()
    scores = [score for name in names if (score := _fit(words, _folded(name))) is not None]
    return max(scores, default=None)


@lru_cache(maxsize=2000)
def _folded(name: str) -> str:
    return fold_loose(name)


def _fit(words: list[str], name: str) -> int | None:
    total = 0
    for word in words:
        score = _fit_word(word, name)
        if score is None:
            return None
        total += score
    return total - (len(name) // 20 if words else 0)


def _fit_word(word: str, name: str) -> int | None:
    if any(part.startswith(word) for part in name.split()):
        return _START + (5 if name.startswith(word) else 0)
    if word in name:
        return _INSIDE
    if word in "".join(part[0] for part in name.split()):
        return _INITIALS
    return _LETTERS if any(_in_order(word, part) for part in name.split()) else None


def _in_order(letters: str, word: str) -> bool:
    """Whether ``word`` begins with the first letter and has the others somewhere after it, in order."""
    if not word.startswith(letters[0]):
        return False
    place = -1
    for letter in letters:
        place = word.find(letter, place + 1)
        if place < 0:
            return False
    return True
