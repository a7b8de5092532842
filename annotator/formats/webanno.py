"""WebAnno TSV 3, read: a line for each token, a column for each feature, offsets in UTF-16 units.

The text is made of the ``#Text`` lines; where they stand is told by the first token of each sentence. The lines of tokens are
compared with that text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from annotator.formats.base import MAX_TEXT
from annotator.formats.cas_files import CasReader, refused
from annotator.formats.cas_model import Cas, Tokens, Types
from annotator.formats.foreign import Aside
from annotator.formats.webanno_cells import Group, header_group, unescape_text
from annotator.formats.webanno_rows import Rows
from annotator.model.offsets import OffsetMap

_FORMAT = re.compile(rb"(?:\xef\xbb\xbf)?#FORMAT=WebAnno TSV 3\.\d")
_VERSION = re.compile(r"#FORMAT=WebAnno TSV 3\.(\d{1,4})[ \t]*\r?(?:\n|\Z)")
_HEADER = re.compile(r"(?:#T_[^\n]*(?:\n|\Z)){0,5000}")
_ROW = re.compile(r"(\d{1,9}-\d{1,9}(?:\.\d{1,9})?)\t(\d{1,9})-(\d{1,9})\t([^\t]*)(?:\t(.*))?\Z", re.DOTALL)
_MAX_COLUMNS = 4096
_MAX_ODD = 10_000  # lines that cannot be read: more are no such file


@dataclass(slots=True)
class _Text:
    """The text as it grows, and the tokens that are to be found in it. Lengths are UTF-16 units."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    waiting: list[str] = field(default_factory=list)
    tokens: list[tuple[str, str, str, str, int]] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += OffsetMap(text).to_utf16(len(text))

    def place(self, start: int) -> int:
        """Put the lines that wait so that they begin at ``start``, as far as that goes: how many units were filled with spaces."""
        filled = 0
        if self.length == start + 1 and self.parts:
            self.parts[-1] = self.parts[-1].removesuffix("\n")
            self.length -= 1
        elif self.length < start:
            filled = start - self.length
            self.add(" " * filled)
        self.add("\n".join([*self.waiting, ""]))
        self.waiting.clear()
        return filled


class WebannoReader(CasReader):
    """Reads .tsv files of the versions 3.0 to 3.3."""

    name = "webanno-tsv"
    suffixes: tuple[str, ...] = (".tsv", "")
    ending = ".tsv"

    def recognises(self, head: bytes) -> bool:
        return _FORMAT.match(head) is not None

    def load(self, data: bytes, path: Path, types: Types | None, aside: Aside) -> Cas:
        try:
            lines = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise refused(path, "not-utf-8", line=line) from None
        version = _VERSION.match(lines)
        if version is None:
            raise refused(path, "no-webanno-tsv", line=1)
        body_at, groups = _header(lines, version.end(), aside)
        if sum(len(group.columns) for group in groups) > _MAX_COLUMNS:
            raise refused(path, "too-large", str(_MAX_COLUMNS), line=1)
        body = _Body(path, groups, aside, java=int(version[1]) < 2)
        body.read(StringIO(lines[body_at:], newline="\n"), 1 + lines.count("\n", 0, body_at))
        return body.finished(types)


def _header(text: str, at: int, aside: Aside) -> tuple[int, list[Group]]:
    """Where the body begins, and what the columns are."""
    found = _HEADER.match(text, at)
    groups: list[Group] = []
    first = 0
    for number, line in enumerate(found[0].split("\n") if found else (), 2):
        if line:
            group = header_group(line.removesuffix("\r"), first)
            if group is None:
                aside.note("error", "tsv-line-unread", number)
            else:
                groups.append(group)
                first += len(group.columns)
    return found.end() if found else at, groups


class _Body:
    def __init__(self, path: Path, groups: list[Group], aside: Aside, *, java: bool) -> None:
        self._path, self._groups, self._aside, self._java = path, groups, aside, java
        self._text = _Text()
        self._cas = Cas()
        self._rows = Rows(groups, self._cas, aside)

    def read(self, lines: Iterable[str], first: int) -> None:
        """The lines after the header, the first of them with its number."""
        text, aside, tokens = self._text, self._aside, self._text.tokens
        header = True  # between two sentences, or in the lines before its tokens
        odd = 0
        for number, raw in enumerate(lines, first):
            line = raw.rstrip("\n").removesuffix("\r")
            if not line:
                header = True
            elif header and line.startswith("#"):
                if line.startswith("#Text="):
                    text.waiting.append(unescape_text(line[6:], java=self._java))
                elif not line.startswith("#Sentence.id="):
                    aside.note("info", "tsv-comment-left", number)
            else:
                row = _ROW.match(line)
                if row is None:
                    aside.note("error", "tsv-line-unread", number)
                    odd += 1
                    if odd > _MAX_ODD:
                        raise refused(self._path, "no-webanno-tsv", line=number)
                    continue
                header = False
                unit, start, end, said, cells = row.groups()
                if text.waiting:
                    self._place(int(start), number)
                tokens.append((unit, start, end, said, number))
                if cells and cells.strip("_\t"):
                    self._rows.add(unit, int(start), int(end), cells, number)

    def _place(self, start: int, number: int) -> None:
        """Put the lines of a sentence where its first token stands."""
        if start > MAX_TEXT // 4:
            raise refused(self._path, "too-large", str(MAX_TEXT), line=number)
        if self._text.place(start):
            self._aside.note("info", "tsv-gap-filled", number)
        if self._text.length > MAX_TEXT // 4:
            raise refused(self._path, "too-large", str(MAX_TEXT), line=number)

    def finished(self, types: Types | None) -> Cas:
        if self._text.waiting:
            self._text.place(self._text.length)
        self._cas.text = "".join(self._text.parts).removesuffix("\n")
        self._compare()
        self._rows.finish()
        self._cas.read_tokens = self._tokens
        self._cas.types = types if types is not None else _declared(self._groups)
        return self._cas

    def _compare(self) -> None:
        """Whether the lines of tokens say what stands in the text."""
        text, tokens = self._cas.text, self._text.tokens
        units = OffsetMap(text)
        if units.to_utf16(len(text)) == len(text):
            found = [text[int(start) : int(end)] for _, start, end, _, _ in tokens]
        else:
            place = units.from_utf16
            found = [text[place(int(start)) : place(int(end))] for _, start, end, _, _ in tokens]
        for is_there, (_, _, _, said, number) in zip(found, tokens, strict=True):
            if is_there != said and is_there != unescape_text(said, java=self._java):
                self._aside.note("error", "token-text-differs", number)

    def _tokens(self) -> Tokens:
        rows = self._text.tokens
        return {unit: (int(start), int(end)) for unit, start, end, _, _ in rows if "." not in unit}


def _declared(groups: list[Group]) -> Types:
    """What the header tells of types: the names of their features, nothing of their ranges."""
    types = Types()
    for group in groups:
        names = [column.feature for column in group.columns if column.kind == "value"]
        types.add(group.type, "", dict.fromkeys(names, ""))
    return types
