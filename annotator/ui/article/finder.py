"""Finding words in one text, with or without their marks, as code point ranges."""

from __future__ import annotations

from annotator.model.text import fold_exact, fold_exact_map, fold_loose, fold_loose_map

LIMIT = 10_000


class Finder:
    """Folds a text once per way of looking; every search after that is a plain ``str.find``."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folds: dict[bool, tuple[str, list[int]]] = {}

    def find(self, words: str, *, exact: bool) -> list[tuple[int, int]]:
        """Every hit from the left, none overlapping another, at most ``LIMIT``.

        ``exact`` tells words with different marks apart (whole syllables, either spelling of a tone); the other
        way ``neu guong`` finds ``nêu gương``.
        """
        wanted = (fold_exact if exact else fold_loose)(words)
        if not wanted.strip():
            return []
        if exact not in self._folds:
            self._folds[exact] = (fold_exact_map if exact else fold_loose_map)(self._text)
        folded, offsets = self._folds[exact]
        hits: list[tuple[int, int]] = []
        position = folded.find(wanted)
        while position >= 0 and len(hits) < LIMIT:
            start, end = offsets[position], offsets[position + len(wanted)]
            if start < end and (not exact or self._whole(start, end)):
                hits.append((start, end))
            position = folded.find(wanted, position + len(wanted))
        return hits

    def _whole(self, start: int, end: int) -> bool:
        """Whether a hit of the exact fold begins and ends between syllables."""
        text = self._text
        inside_before = start > 0 and text[start - 1].isalpha() and text[start].isalpha()
        inside_after = end < len(text) and text[end - 1].isalpha() and text[end].isalpha()
        return not (inside_before or inside_after)
