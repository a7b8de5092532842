"""Plain text files, alone or in folders: the text to the code point, and which encoding it came in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from annotator.errors import BinaryInput, FormatError, MalformedInput, UndecidedEncoding, UnknownFormat
from annotator.formats.base import HEAD_BYTES, MAX_TEXT, Incoming, Issue, Report, read_bytes
from annotator.formats.encoding import (
    NO_CHOICE,
    Decoded,
    EncodingChoice,
    ReadsText,
    decode,
    encoding_issue,
    say_encoding,
)
from annotator.formats.markup_kinds import looks_like_html
from annotator.formats.plain import describe

_DIGITS = re.compile(r"(\d+)")
_NOT_OURS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})  # what systems leave in folders


class TextReader:
    """Reads .txt files and folders of them, in natural order (2 before 10)."""

    name = "text"
    suffixes = (".txt",)
    choice: EncodingChoice = NO_CHOICE

    def sniff(self, path: Path, head: bytes) -> bool:
        return path.is_dir() or path.suffix.lower() in self.suffixes

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        if not path.is_dir():
            yield from self._read_file(path, path.name, report)
            return
        for found in self._walk(path, report):
            if found.suffix.lower() in self.suffixes:
                yield from self._read_file(found, found.relative_to(path).as_posix(), report)
            else:
                yield from self._read_other(found, report)

    def _walk(self, folder: Path, report: Report) -> Iterator[Path]:
        try:
            entries = sorted(folder.iterdir(), key=lambda entry: natural_key(entry.name))
        except OSError as error:
            fields = {
                "reason": "permission" if isinstance(error, PermissionError) else "io",
                "detail": error.strerror or "",
            }
            report(Issue("error", "unreadable", str(folder), None, fields))
            return
        for entry in entries:
            if entry.name.startswith((".", "~$")) or entry.name.lower() in _NOT_OURS:
                report(Issue("info", "skipped-hidden", str(entry)))
            elif entry.is_dir():
                if entry.is_symlink():
                    report(Issue("warning", "skipped-link", str(entry)))
                else:
                    yield from self._walk(entry, report)
            else:
                yield entry

    def _read_other(self, path: Path, report: Report) -> Iterator[Incoming]:
        """A file of another format that lies among the texts: read by its own reader, or said to be left out."""
        from annotator.formats.registry import reader_for

        try:
            found = reader_for(path)
            if isinstance(found, ReadsText):
                found.choice = self.choice
            yield from found.read(path, report)
        except UnknownFormat:
            report(Issue("warning", "skipped-other-kind", str(path), None, {"suffix": path.suffix}))
        except FormatError as error:
            report(file_issue(error, str(path)))

    def _read_file(self, path: Path, shown: str, report: Report) -> Iterator[Incoming]:
        source = str(path)
        try:
            data = read_bytes(path, MAX_TEXT)
            if looks_like_html(data[:HEAD_BYTES]):
                yield from self._read_other(path, report)
                return
            decoded = decode(data, source, self.choice)
        except FormatError as error:
            report(file_issue(error, source))
            return
        if not decoded.text.strip():
            report(Issue("warning", "empty-file", source))
            return
        say_encoding(decoded, source, report)
        title, meta = describe(decoded.text)
        meta |= {"file": shown, "encoding": decoded.shown_as or decoded.encoding}
        if decoded.bom:
            meta["bom"] = "yes"
        yield Incoming(decoded.text, source, title=title, meta=meta)


def natural_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key that sorts ``bài 2`` before ``bài 10``, whatever the case."""
    parts = _DIGITS.split(name.casefold())
    return [(1, int(part), "") if index % 2 else (0, 0, part) for index, part in enumerate(parts)], name


def read_text(path: Path, choice: EncodingChoice = NO_CHOICE) -> Decoded:
    """The text of one file. Raises MalformedInput, BinaryInput or UndecidedEncoding."""
    return decode(read_bytes(path, MAX_TEXT), os.fspath(path), choice)


def file_issue(error: FormatError, source: str) -> Issue:
    """Why a file was left out, as an issue."""
    if isinstance(error, UndecidedEncoding):
        return encoding_issue(error, source)
    if isinstance(error, BinaryInput):
        return Issue("error", "binary-input", source, None, {"kind": error.detail})
    if isinstance(error, MalformedInput) and error.reason == "too-large":
        return Issue("error", "too-large", source, None, {"limit": MAX_TEXT})
    if error.reason in ("missing", "permission", "folder", "not-a-file", "io"):
        return Issue("error", "unreadable", source, None, {"reason": error.reason, "detail": error.detail})
    if error.reason.startswith("utf-"):
        fields = {"encoding": error.reason, "column": error.column}
        return Issue("error", "bad-encoding", source, error.line, fields)
    fields = {"reason": error.reason, "detail": error.detail, "column": error.column}
    return Issue("error", error.code, source, error.line, fields)
