"""Text of a document whose fonts say how its letters are meant: runs in .VnTime or VNI-Times become Unicode."""

from __future__ import annotations

from collections import Counter

from annotator.formats.base import Issue, Report
from annotator.formats.legacy import as_bytes, decode_shown, font_encoding
from annotator.formats.legacy_syllables import is_syllable

_SHOWN = 90


class Runs:
    """Collects the runs of one paragraph. Neighbours in one old encoding are decoded together: a letter may be cut in two."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._pieces: list[str] = []
        self._old: list[str] = []
        self._key: tuple[str, bool] | None = None

    def add(self, text: str, font: str = "") -> None:
        key = self._fonts.encoding(font) if font else None
        if key != self._key:
            self._flush()
            self._key = key
        (self._pieces if key is None else self._old).append(text)

    def text(self) -> str:
        self._flush()
        return "".join(self._pieces)

    def _flush(self) -> None:
        if self._old and self._key is not None:
            self._pieces.append(self._fonts.meant("".join(self._old), *self._key))
            self._old = []


class Fonts:
    """The old fonts of one document, and what became of the text in them."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, bool] | None] = {}
        self._counts: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def encoding(self, font: str) -> tuple[str, bool] | None:
        if font not in self._known:
            self._known[font] = font_encoding(font)
        return self._known[font]

    def meant(self, shown: str, name: str, capitals: bool) -> str:
        """A stretch as it was meant. One that holds letters of Unicode, or makes no syllables, is left as it is and counted."""
        if shown.isascii():
            return shown.upper() if capitals else shown
        text = decode_shown(shown, name)
        if as_bytes(shown) is None or not _plausible(text):
            self._kept[name] += 1
            return shown
        self._counts[name] += 1
        text = text.upper() if capitals else text
        self._first.setdefault(name, " ".join(text.split())[:_SHOWN])
        return text

    def report(self, source: str, report: Report) -> None:
        for name, count in sorted(self._counts.items()):
            fields = {"encoding": name, "count": count, "preview": self._first[name]}
            report(Issue("info", "old-font", source, None, fields))
        for name, count in sorted(self._kept.items()):
            report(Issue("warning", "old-font-kept", source, None, {"encoding": name, "count": count}))


def _plausible(text: str) -> bool:
    """Whether at least half of the words with marks are syllables."""
    words = [w for w in "".join(c if c.isalpha() else " " for c in text).split() if not w.isascii()]
    return sum(map(is_syllable, words)) * 2 >= len(words)
