"""The tokens that spaCy will see, found without spaCy."""

from __future__ import annotations

from annotator.model.text import units


def token_bounds(text: str) -> list[tuple[int, int]]:
    """(start, end) of every token that is not white space; the same cut as the exported tokenizer makes.

    A token is a syllable (letters with their marks), a number with its ``.`` and ``,``, or one other sign.
    """
    return units(text)
