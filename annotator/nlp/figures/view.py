"""A text as the figure reader looks at it: composed, in lower case, one tone placement, plain spaces and dashes.

Both strings of a view have the same length. On text that is already NFC a position in the view is a position in the
text; decomposed text is composed letter by letter, with a map back.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_PLAIN = {
    **dict.fromkeys("\u00a0\u2007\u202f\u2009\u200a\u2002\u2003\t", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"),
    "ð": "đ",
    "％": "%",
    "²": "2",
    "³": "3",
}
_MARK = re.compile("[\u0300-\u036f]")
# The tone on the second vowel (hoà, khoẻ, uỷ) is moved to the first: hòa, khỏe, ủy. Same length.
_NEW = re.compile(r"o[àáảãạèéẻẽẹ]\b|(?<!q)u[ỳýỷỹỵ]\b|q[ùúủũụ]y\b")
_TONES = {
    **dict(zip(("oà", "oá", "oả", "oã", "oạ"), ("òa", "óa", "ỏa", "õa", "ọa"), strict=True)),
    **dict(zip(("oè", "oé", "oẻ", "oẽ", "oẹ"), ("òe", "óe", "ỏe", "õe", "ọe"), strict=True)),
    **dict(zip(("uỳ", "uý", "uỷ", "uỹ", "uỵ"), ("ùy", "úy", "ủy", "ũy", "ụy"), strict=True)),
    **dict(zip(("qùy", "qúy", "qủy", "qũy", "qụy"), ("quỳ", "quý", "quỷ", "quỹ", "quỵ"), strict=True)),
}


@dataclass(frozen=True, slots=True)
class View:
    """``cased``: composed text; ``low``: what patterns look at; ``offsets``: to the text, None if the same."""

    cased: str
    low: str
    offsets: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Positions in the view as code points of the text."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end]


def view_of(text: str) -> View:
    """Look at ``text``; a few passes in C unless there are combining marks."""
    cased, offsets = _compose(text) if _MARK.search(text) else (text, None)
    low = cased.lower()
    if len(low) != len(cased):  # İ and its like grow
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in cased)
    for sign, plain in _PLAIN.items():  # faster than translate: most of them are not there
        if sign in low:
            low = low.replace(sign, plain)
    return View(cased, _NEW.sub(lambda m: _TONES[m.group()], low), offsets)


def _compose(text: str) -> tuple[str, list[int]]:
    parts: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in _CLUSTER.finditer(text):
        start, end = match.span()
        parts.append(text[position:start])
        offsets.extend(range(position, start))
        letter = unicodedata.normalize("NFC", match.group())
        parts.append(letter)
        offsets.extend([start] * len(letter))
        position = end
    parts.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return "".join(parts), offsets
