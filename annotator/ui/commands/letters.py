"""Letters as keys of labels: an option. Which letter gives which label follows from the labels' names."""

from __future__ import annotations

from annotator.model.scheme import Label, LabelScheme
from annotator.model.text import fold_loose

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def letters_of(scheme: LabelScheme) -> dict[str, str]:
    """Letter -> label id, for as many labels as there are letters. From ids alone, so that no language changes it.

    Each label in turn takes the first letter of its id that is free, else the first free letter of the alphabet.
    """
    found: dict[str, str] = {}
    waiting: list[Label] = []
    for label in scheme.offered:
        letter = next((sign for sign in fold_loose(label.id) if sign in _ALPHABET and sign not in found), "")
        if letter:
            found[letter] = label.id
        else:
            waiting.append(label)
    free = [letter for letter in _ALPHABET if letter not in found]
    found.update(zip(free, (label.id for label in waiting), strict=False))
    return found


def letter_of(scheme: LabelScheme, label: str) -> str:
    """The letter of a label, or an empty string."""
    return next((letter for letter, id in letters_of(scheme).items() if id == label), "")
