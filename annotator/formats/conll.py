"""CoNLL's columns: a token and its tag on each line, an empty line after each sentence, ``-DOCSTART-`` before each document.

The text is made of the tokens: one space between them, a line for each sentence. Without ``-DOCSTART-`` each sentence is a
document. The token is the first column, the tag the last; in five and more columns also those from the fourth on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from annotator.formats.base import MAX_TEXT, Incoming, Issue, ReadSpan, Report
from annotator.formats.conll_tags import TAG, TagReader
from annotator.formats.foreign import Aside
from annotator.formats.lines import BOM, sentences_of

_START = "-DOCSTART-"
_NESTED_FROM = 3  # VLSP's files have a fifth column for names inside names


class ConllReader:
    """Reads all of them, whatever their tags and columns."""

    name = "conll2003"
    suffixes: tuple[str, ...] = (".conll", ".iob", ".iob2", ".bio", ".biluo", ".tsv")

    def sniff(self, path: Path, head: bytes) -> bool:
        """Whether every line that was seen ends with a tag."""
        lines = head.removeprefix(BOM).decode("utf-8", "ignore").replace("\r", "").split("\n")
        whole = [line for line in lines[:-1] if line.strip() and not line.startswith(("# ", "\ufeff"))]
        if not whole:
            return False
        rows = [_columns(line) for line in whole]
        if rows[0][0] == _START:
            return True
        tags = [row[-1] for row in rows if len(row) > 1]
        return (
            len(tags) == len(rows) > 1
            and all(map(TAG.match, tags))
            and (any("-" in tag[1:] for tag in tags) or path.suffix.lower() in self.suffixes)
        )

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        source = str(path)
        aside = Aside(source, report)
        tags = TagReader()
        document: _Document | None = None
        divided = False
        for number, raw in sentences_of(path, report):
            try:
                block = raw.decode("utf-8")
            except UnicodeDecodeError:
                report(Issue("error", "not-utf-8", source, number))
                continue
            if "\r" in block:
                block = block.replace("\r\n", "\n").removesuffix("\r")
            if block.startswith(_START):
                divided = True
                if document is not None:
                    yield from document.finished(report)
                document = _Document(source, number)
                block = block.partition("\n")[2]
            if document is None or not divided:
                document = _Document(source, number)
            if block:
                document.add(block, number, tags, aside)
            if not divided:
                yield from document.finished(report)
        if document is not None and divided:
            yield from document.finished(report)
        _say_tags(tags, aside, divided)
        aside.finish()


class Iob2Reader(ConllReader):
    """The same reader: tags are told apart one by one."""

    name = "iob2"


class BiluoReader(ConllReader):
    """The same reader: tags are told apart one by one."""

    name = "biluo"


class _Document:
    """A document that grows by sentences."""

    def __init__(self, source: str, number: int) -> None:
        self._source, self._number = source, number
        self._texts: list[str] = []
        self._spans: list[ReadSpan] = []
        self._length = 0

    def add(self, block: str, number: int, tags: TagReader, aside: Aside) -> None:
        tokens, columns = _table(block, number, aside)
        if not tokens:
            return
        text = " ".join(tokens)
        lengths: list[int] = []
        for column in columns:
            ranges = tags.ranges(column)
            if ranges and not lengths:
                lengths = [0, *accumulate(map(len, tokens))]
            for first, end, label in ranges:
                start, stop = lengths[first] + first, lengths[end] + end - 1  # one space after each token
                base = self._length
                self._spans.append(ReadSpan(base + start, base + stop, label, "", text[start:stop]))
        self._texts.append(text)
        self._length += len(text) + 1

    def finished(self, report: Report) -> Iterator[Incoming]:
        text = "\n".join(self._texts)
        if not text:
            report(Issue("warning", "empty-text", self._source, self._number))
        elif len(text) > MAX_TEXT // 4:
            report(Issue("error", "too-large", self._source, self._number, {"limit": MAX_TEXT}))
        else:
            yield Incoming(text, self._source, self._number, spans=self._spans)


def _table(block: str, number: int, aside: Aside) -> tuple[list[str], list[list[str]]]:
    """Tokens, and one or more columns of tags."""
    width = len(_columns(block.partition("\n")[0]))
    if width > 1 and _even(width).fullmatch(block):
        cells = block.replace("\t", "\n").replace(" ", "\n").split("\n")
        nested = range(_NESTED_FROM, width) if width > _NESTED_FROM + 1 else range(width - 1, width)
        return cells[::width], [cells[index::width] for index in nested]
    tokens, tags = [], []
    for offset, line in enumerate(block.split("\n")):
        row = _columns(line)
        if line.startswith("# ") and not TAG.match(row[-1]):
            continue  # a comment, as some files have them before a sentence
        if len(row) < 2:
            aside.note("error", "token-without-tag", number + offset)
        tokens.append(row[0])
        tags.append(row[-1] if len(row) > 1 else "O")
    return tokens, [tags]


def _columns(line: str) -> list[str]:
    """Cells parted by tabs, or else by spaces."""
    cells = line.rstrip().split("\t") if "\t" in line else line.split(" ")
    return [cell for cell in map(str.strip, cells) if cell] or [""]


@lru_cache(maxsize=32)
def _even(width: int) -> re.Pattern[str]:
    """Lines of exactly so many cells, each parted by one tab or space: what nearly all files are made of."""
    line = rf"[^\s]+(?:[\t ][^\s]+){{{width - 1}}}"
    return re.compile(f"{line}(?:\n{line})*")


def _say_tags(tags: TagReader, aside: Aside, divided: bool) -> None:
    if tags.unread:
        aside.note("error", "tags-unread", None, tags.unread)
    if tags.begun_inside and tags.begun_plainly:
        aside.note("warning", "tags-mixed", None, min(tags.begun_inside, tags.begun_plainly))
    if tags.unended:
        aside.note("warning", "tags-unbegun", None, tags.unended)
    if not divided:
        aside.note("info", "no-docstart", None)
