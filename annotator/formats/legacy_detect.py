"""Recognising a legacy Vietnamese encoding by its statistics: in the right one nearly every marked word is a syllable.

A guess is only a guess: it carries a confidence and a preview, and nothing is taken over on its strength alone
(``encoding.py`` decides what happens).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from annotator.formats.legacy import ENCODINGS, as_bytes, decode_legacy
from annotator.formats.legacy_syllables import is_syllable

SAMPLE = (
    1 << 14
)  # bytes looked at, from a little before the first that is not ASCII: more does not make it surer
_ENOUGH = 500  # words
SURE = 0.9  # confidence from which an encoding may be believed; see docs/formats/encodings.md for what was measured
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
PREVIEW_LINES, PREVIEW_SIGNS = 3, 100
# What stands between words, in any encoding; other signs beyond ASCII inside a word speak against a reading.
_WORDS = re.compile(
    "[^\\s\\x00-\\x40\\x5b-\\x60\\x7b-\\x7f\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0]+"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """How well one encoding explains the bytes. ``confidence``: 0 to 1; of ``words`` with marks, ``odd`` are no syllables."""

    name: str
    confidence: float
    words: int
    odd: int


def rank(data: bytes) -> list[Guess]:
    """Every legacy encoding the bytes could be in, the likeliest first. Empty where they are plain ASCII or UTF-8."""
    first = _NOT_ASCII.search(data)
    if first is None:
        return []
    start = max(0, first.start() - 1000)
    sample = data[start : start + SAMPLE]
    found = [guess for name in ENCODINGS if (guess := _weigh(sample, name)) is not None]
    found.sort(key=lambda guess: -guess.confidence)
    if len(found) > 1:
        found[0] = _against(found[0], found[1])
    return [guess for guess in found if guess.confidence > 0.05]


def recognised(data: bytes) -> Guess | None:
    """The encoding that may be believed, or None where no guess is good enough."""
    guesses = rank(data)
    return guesses[0] if guesses and guesses[0].confidence >= SURE else None


def shown_as_western(text: str) -> bytes | None:
    """The bytes behind a text that may be legacy Vietnamese taken over as Latin-1, or None where it cannot be."""
    return None if text.isascii() else as_bytes(text)


def preview(data: bytes, name: str) -> list[str]:
    """The first lines that are not empty, as they would read in ``name``."""
    try:
        text = unicodedata.normalize("NFC", decode_legacy(data[:4096], name))
    except UnicodeDecodeError:
        return []
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line[:PREVIEW_SIGNS] for line in lines if line][:PREVIEW_LINES]


def _weigh(sample: bytes, name: str) -> Guess | None:
    """The share of marked words that are syllables, less what chance may have done in a short text."""
    try:
        text = decode_legacy(sample, name)
    except UnicodeDecodeError:
        return None
    if any("\x80" <= sign <= "\x9f" for sign in text):
        return None
    words = [word for word in _WORDS.findall(text)[:_ENOUGH] if not word.isascii() or word.isalpha()]
    marked = [word for word in words if not word.isascii()]
    good = sum(map(is_syllable, marked))
    if not good or len(marked) < 0.25 * len(
        words
    ):  # every Western language has fewer words with marks than that
        return Guess(name, 0.0, len(marked), len(marked) - good)
    return Guess(name, (good / len(marked)) * good / (good + 1), len(marked), len(marked) - good)


def _against(first: Guess, second: Guess) -> Guess:
    """The first guess beside the second: each word that only the second cannot explain takes half of the doubt away."""
    apart = second.odd - first.odd
    return replace(first, confidence=first.confidence * (1 - 0.5 ** max(0, apart)))
