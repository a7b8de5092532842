"""Files cut into records: lines at LF alone, and JSON values that lie one behind the other or in one list.

Memory holds one record at a time, whatever the size of the file. What cannot be read is reported, never dropped.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO

from annotator.formats.base import Issue, Report, open_regular, unreadable
from annotator.formats.jsonl_line import MAX_LINE, why_not

BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
_EMPTY_LINES = re.compile(rb"\n(?:[ \t\r]*\n)+")
_BETWEEN = re.compile(r"[\s,]*")
_scan = json.JSONDecoder().raw_decode


def numbered_lines(path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
    """Numbered lines that are not blank, cut at LF alone. What cannot be read is reported."""
    source = str(path)
    number = 0
    blank = True
    try:
        with open_regular(path) as file:
            raw = file.readline(MAX_LINE + 1).removeprefix(BOM)
            while raw:
                number += 1
                if len(raw) > MAX_LINE:
                    blank = False
                    report(Issue("error", "line-too-long", source, number, {"limit": MAX_LINE}))
                    while raw and not raw.endswith(b"\n"):
                        raw = file.readline(MAX_LINE + 1)
                elif not raw.isspace():
                    blank = False
                    yield number, raw
                raw = file.readline(MAX_LINE + 1)
    except OSError as error:
        failure = unreadable(path, error)
        fields = {"reason": failure.reason, "detail": failure.detail}
        report(Issue("error", "unreadable", source, number + 1 if number else None, fields))
    else:
        if blank:
            report(Issue("warning", "empty-file", source))


def json_values(path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
    """The values of a JSON list, or values one behind the other over as many lines as they like, with their first line.

    A value that is not JSON ends the reading: where the next one begins can no longer be told, and that is reported.
    """
    source = str(path)
    try:
        with open_regular(path) as file:
            values = _Values(file)
            try:
                found = yield from values.each()
            except RecursionError:
                report(Issue("error", "too-deep", source, values.line))
            except UnicodeDecodeError:
                report(Issue("error", "not-utf-8", source, values.line))
            except ValueError as error:
                code, fields = ("line-too-long", {"limit": MAX_LINE}) if values.full else values.reason(error)
                report(Issue("error", code, source, values.line, fields))
            else:
                if not found:
                    report(Issue("warning", "empty-file", source))
    except OSError as error:
        failure = unreadable(path, error)
        report(
            Issue("error", "unreadable", source, None, {"reason": failure.reason, "detail": failure.detail})
        )


class _Values:
    """A window on a file of JSON that moves on from value to value."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1

    @property
    def full(self) -> bool:
        return len(self._text) - self._at > MAX_LINE // 4

    def each(self) -> Generator[tuple[int, bytes], None, int]:
        """Every value with its line; how many there were is returned."""
        self._more()
        self._text = self._text.removeprefix("\ufeff")
        self._skip()
        in_list = self._text[self._at : self._at + 1] == "["
        if in_list:
            self._at += 1
        count = 0
        while self._skip():
            if in_list and self._text[self._at] == "]":
                self._at += 1
                in_list = False
                continue
            yield self.line, self._value()
            count += 1
        if in_list:
            raise ValueError("truncated")
        return count

    def reason(self, error: ValueError) -> tuple[str, dict[str, object]]:
        """Why reading ended here."""
        if self._ended and not self._text[self._at :].strip():
            return "bad-json", {"reason": "truncated"}
        return why_not(error, self._text[self._at : self._at + 4096].encode("utf-8", "replace"))

    def _skip(self) -> bool:
        """Move to the next sign that is no white space or comma; False at the end of the file."""
        while True:
            match = _BETWEEN.match(self._text, self._at)
            end = match.end() if match else self._at
            self._move(end)
            if end < len(self._text):
                return True
            if not self._more():
                return False

    def _value(self) -> bytes:
        wanted = _CHUNK
        while True:
            try:
                _, end = _scan(self._text, self._at)
            except ValueError:
                if self.full or self._ended:
                    raise
                size = len(self._text) + wanted
                while len(self._text) < size and self._more():
                    pass
                wanted *= 2
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on
            raw = self._text[self._at : end].encode("utf-8", "surrogatepass")
            self._move(end)
            return raw

    def _move(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        if self._ended:
            return False
        raw = self._file.read(_CHUNK)
        self._ended = not raw
        added = self._decoder.decode(raw, final=self._ended)
        self._text = self._text[self._at :] + added
        self._at = 0
        return not self._ended


def sentences_of(path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
    """Blocks of lines between empty ones, each with the number of its first line. For files of tokens."""
    source = str(path)
    line, found = 1, False
    rest = b""
    try:
        with open_regular(path) as file:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                rest = (rest + chunk) if found or rest else chunk.removeprefix(BOM)
                at = 0
                for gap in _EMPTY_LINES.finditer(rest):
                    block = rest[at : gap.start()]
                    at = gap.end()
                    if block.strip():
                        found = True
                        yield line, block
                    line += block.count(b"\n") + gap[0].count(b"\n")
                rest = rest[at:]
                if len(rest) > MAX_LINE:
                    report(Issue("error", "line-too-long", source, line, {"limit": MAX_LINE}))
                    return
            if rest.strip():
                found = True
                yield line, rest.rstrip(b"\r\n")
    except OSError as error:
        failure = unreadable(path, error)
        fields = {"reason": failure.reason, "detail": failure.detail}
        report(Issue("error", "unreadable", source, line if found else None, fields))
    else:
        if not found:
            report(Issue("warning", "empty-file", source))
