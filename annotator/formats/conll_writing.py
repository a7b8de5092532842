"""CoNLL's columns, written through the program's own tokens. What tokens cannot tell is counted: see ``reduce``."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, chain
from pathlib import Path
from typing import ClassVar

from annotator.errors import MalformedInput
from annotator.formats import losses
from annotator.formats.base import Row, replacing
from annotator.formats.conll_tags import Encode, biluo, encode, iob1, iob2
from annotator.model.document import Document
from annotator.model.flatten import flatten
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span
from annotator.model.text import UNIT_PATTERN, sentences, trim_spaces

_GAPS = re.compile(r"(\s+)")
_REMEMBERED = 50_000
_units = re.compile(UNIT_PATTERN).findall


class _Words(dict[str, list[str]]):
    """The tokens of what stands between white space; no token reaches beyond it, and most words come again."""

    def __missing__(self, word: str) -> list[str]:
        found: list[str] = [word] if word.isdecimal() else _units(word)
        if len(self) < _REMEMBERED:
            self[word] = found
        return found


_word = _Words().__getitem__


class _Table:
    """The tokens of one text in sentences, and the spans that they can tell."""

    def __init__(self, text: str, spans: Iterable[Span], lost: Counter[str]) -> None:
        parts = _GAPS.split(text)  # word, gap, word, gap ... word
        self._words = parts[::2]
        self._begin = list(accumulate(map(len, parts), initial=0))[:-1:2]
        found = list(map(_word, self._words))
        self._first = list(accumulate(map(len, found), initial=0))  # the number of each word's first token
        self.tokens = list(chain.from_iterable(found))
        self.spans = self._kept(text, spans, lost)
        self.ranges = [(self._edge(s.start) or 0, self._edge(s.end) or 0, s.label) for s in self.spans]
        self.cuts = self._cuts(text)

    def _edge(self, offset: int) -> int | None:
        """How many tokens stand before ``offset``; None where it lies inside one."""
        place = bisect_right(self._begin, offset) - 1
        inside = offset - self._begin[place]
        number = self._first[place]
        if not inside:
            return number
        if inside >= len(self._words[place]):
            return self._first[place + 1]
        for token in _word(self._words[place]):
            if inside <= 0:
                break
            inside -= len(token)
            number += 1
        return None if inside else number

    def _kept(self, text: str, spans: Iterable[Span], lost: Counter[str]) -> list[Span]:
        """Spans of whole tokens that do not overlap; white space at their edges is none of theirs."""
        whole = []
        for span in spans:
            start, end = span.start, span.end
            if text[start].isspace() or text[end - 1].isspace():
                start, end = trim_spaces(text, start, end)
            if self._edge(start) is not None and self._edge(end) is not None:
                whole.append(
                    span if start == span.start and end == span.end else span._replace(start=start, end=end)
                )
            else:
                lost[losses.CUT_TOKENS] += 1
        chosen = flatten(whole)
        lost[losses.OVERLAPS] += len(chosen.left_out)
        return list(chosen.kept)

    def _cuts(self, text: str) -> list[int]:
        """Numbers of the tokens that begin a sentence, none of them inside a span; and the number of tokens."""
        firsts = {self._edge(start) or 0 for start, _ in sentences(text)}
        inside = {number for first, end, _ in self.ranges for number in range(first + 1, end)}
        return [0, *sorted(firsts - inside - {0, len(self.tokens)}), len(self.tokens)]


class ConllWriter:
    """Four columns as in CoNLL-2003: token, ``-X-``, ``_``, and the tag as IOB1."""

    name = "conll2003"
    suffixes = (".conll",)
    losses = (
        losses.SPACING, losses.OVERLAPS, losses.CUT_TOKENS, losses.SPAN_IDS, losses.RELATION_IDS, losses.ATTRIBUTES,
        losses.NOTES, losses.CERTAINTY, losses.ORIGIN, losses.RELATIONS, losses.DOCUMENT_IDS, losses.TITLE, losses.META,
        losses.DOCUMENT_LABELS, losses.OWNER, losses.STATE, losses.REASON, losses.REVIEWED_TO,
        losses.BLANK_TEXTS,
    )  # fmt: skip
    tags: ClassVar[Encode] = staticmethod(iob1)
    start = "-DOCSTART- -X- -X- O\n\n"
    between = " -X- _ "

    def reduce(self, document: Document, layer: Layer | None, lost: Counter[str]) -> Row:
        """The text as the tokens give it back, and the spans that are left."""
        spans = layer.in_order() if layer is not None else []
        table = _Table(document.text, spans, lost)
        lines = [
            " ".join(table.tokens[a:b]) for a, b in zip(table.cuts, table.cuts[1:], strict=False) if a < b
        ]
        text = "\n".join(lines)
        lost[losses.SPACING] += text != document.text
        starts = [0, *accumulate(len(token) + 1 for token in table.tokens)]
        kept = None
        if layer is not None:
            kept = layer.copy()
            kept.relations = {}
            kept.spans = {
                span.id: span._replace(start=starts[first], end=starts[end] - 1)
                for span, (first, end, _) in zip(table.spans, table.ranges, strict=True)
            }
        return Document(document.id, text, document.title, document.meta, ""), kept

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        count = 0
        lost: Counter[str] = Counter()
        with replacing(path) as file:
            for document, layer in rows:
                table = _Table(document.text, layer.in_order() if layer is not None else [], lost)
                try:
                    file.write(self._lines(table).encode())
                except UnicodeEncodeError:
                    raise MalformedInput(
                        path=str(path), line=None, column=None, reason="lone-surrogate", detail=document.id
                    ) from None
                count += 1
        return count

    def _lines(self, table: _Table) -> str:
        between, parts = self.between, [self.start]
        tokens, plain = table.tokens, between + "O\n"
        tags = encode(table.ranges, len(tokens), type(self).tags)
        marked = [first for first, _, _ in table.ranges]
        for first, end in zip(table.cuts, table.cuts[1:], strict=False):
            if first == end:
                continue
            if bisect_left(marked, first) == bisect_left(
                marked, end
            ):  # no span begins here, and none crosses
                parts += [plain.join(tokens[first:end]), plain, "\n"]
            else:
                rows = map(between.join, zip(tokens[first:end], tags[first:end], strict=True))
                parts += ["\n".join(rows), "\n\n"]
        return "".join(parts)


class Iob2Writer(ConllWriter):
    """Two columns with a tab between them; tags as IOB2."""

    name = "iob2"
    suffixes = (".iob2",)
    tags: ClassVar[Encode] = staticmethod(iob2)
    start = "-DOCSTART-\tO\n\n"
    between = "\t"


class BiluoWriter(Iob2Writer):
    """Two columns with a tab between them; tags as BILUO."""

    name = "biluo"
    suffixes = (".biluo",)
    tags: ClassVar[Encode] = staticmethod(biluo)
