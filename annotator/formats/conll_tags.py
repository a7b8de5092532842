"""Tags of tokens: IOB1, IOB2, BILUO (also called IOBES), in and out.

One reading takes them all: ``I`` goes on where its label is open and begins a span where it is not, as in IOB1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

TAG = re.compile(r"(?:[OX_-]|([BILUES])-(\S+))\Z")
Range = tuple[int, int, str]  # first token, the one after the last, label


@dataclass(slots=True)
class TagReader:
    """Turns tags into ranges of tokens and counts what is odd about them."""

    unread: int = 0  # no tag at all
    begun_inside: int = 0  # I where nothing was open: IOB1, or a mistake in IOB2
    begun_plainly: int = 0  # B where IOB1 would have written I
    unended: int = 0  # BILUO: an L without a beginning
    outside: frozenset[str] = field(default=frozenset("OX_-"))

    def ranges(self, tags: Sequence[str]) -> list[Range]:
        """The ranges of one sentence."""
        found: list[Range] = []
        if self.outside.issuperset(tags):
            return found
        label, start, last = "", -1, -2  # the open range: label, first token, last token
        for index in [n for n, tag in enumerate(tags) if tag not in self.outside]:
            match = TAG.match(tags[index])
            if match is None:
                self.unread += 1
                continue
            kind, named = match[1], match[2]
            goes_on = last == index - 1 and named == label and kind in "ILE"
            if not goes_on:
                if start >= 0:
                    found.append((start, last + 1, label))
                self._begin(kind, last == index - 1 and named == label)
                label, start = named, index
            last = index
            if kind in "LEUS":
                found.append((start, index + 1, label))
                label, start = "", -1
        if start >= 0:
            found.append((start, last + 1, label))
        return found

    def _begin(self, kind: str, same_before: bool) -> None:
        if kind == "I":
            self.begun_inside += 1
        elif kind == "B" and not same_before:
            self.begun_plainly += 1
        elif kind in "LE":
            self.unended += 1


def iob1(first: int, end: int, label: str, touches: bool) -> list[str]:
    """``B`` only where a span follows another of its label directly."""
    return [f"B-{label}" if touches else f"I-{label}", *[f"I-{label}"] * (end - first - 1)]


def iob2(first: int, end: int, label: str, _touches: bool) -> list[str]:
    """``B`` at the beginning of every span."""
    return [f"B-{label}", *[f"I-{label}"] * (end - first - 1)]


def biluo(first: int, end: int, label: str, _touches: bool) -> list[str]:
    """``U`` for a span of one token, else ``B``, ``I`` and ``L`` for the last."""
    if end - first == 1:
        return [f"U-{label}"]
    return [f"B-{label}", *[f"I-{label}"] * (end - first - 2), f"L-{label}"]


Encode = Callable[[int, int, str, bool], list[str]]


def encode(ranges: Iterable[Range], length: int, scheme: Encode) -> list[str]:
    """The tags of ``length`` tokens; ranges come in order and do not overlap."""
    tags = ["O"] * length
    before = (-1, "")
    for first, end, label in ranges:
        tags[first:end] = scheme(first, end, label, before == (first, label))
        before = end, label
    return tags
