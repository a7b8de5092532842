"""Plain text files, alone or in folders: the text to the code point, and which encoding it came in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from annotator.errors import BinaryInput, FormatError, MalformedInput, UndecidedEncoding, UnknownFormat
from annotator.formats.base import MAX_TEXT, Incoming, Issue, Report, read_bytes
from annotator.formats.encoding import Decoded, decode
from annotator.formats.plain import describe

_DIGITS = re.compile(r"(\d+)")
_NOT_OURS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})  # what systems leave in folders


class TextReader:
    """Reads .txt files and folders of them, in natural order (2 before 10)."""

    name = "text"
    suffixes = (".txt",)

    def sniff(self, path: Path, head: bytes) -> bool:
        return path.is_dir() or path.suffix.lower() in self.suffixes

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        if not path.is_dir():
            yield from _read_file(path, path.name, report)
            return
        for found in self._walk(path, report):
            if found.suffix.lower() in self.suffixes:
                yield from _read_file(found, found.relative_to(path).as_posix(), report)
            else:
                yield from _read_other(found, report)

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


def natural_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key that sorts ``bài 2`` before ``bài 10``, whatever the case."""
    parts = _DIGITS.split(name.casefold())
    return [(1, int(part), "") if index % 2 else (0, 0, part) for index, part in enumerate(parts)], name


def read_text(path: Path) -> Decoded:
    """The text of one file. Raises MalformedInput, BinaryInput or UndecidedEncoding."""
    return decode(read_bytes(path, MAX_TEXT), os.fspath(path))


def _read_other(path: Path, report: Report) -> Iterator[Incoming]:
    """A file of another format that lies among the texts: read by its own reader, or said to be left out."""
    from annotator.formats.registry import reader_for

    try:
        yield from reader_for(path).read(path, report)
    except UnknownFormat:
        report(Issue("warning", "skipped-other-kind", str(path), None, {"suffix": path.suffix}))
    except FormatError as error:
        report(_issue(error, str(path)))


def _read_file(path: Path, shown: str, report: Report) -> Iterator[Incoming]:
    source = str(path)
    try:
        decoded = read_text(path)
    except FormatError as error:
        report(_issue(error, source))
        return
    if not decoded.text.strip():
        report(Issue("warning", "empty-file", source))
        return
    if decoded.encoding != "utf-8":
        fields = {"encoding": decoded.encoding, "reason": "decomposed" if decoded.decomposed else ""}
        report(Issue("info", "encoding-found", source, None, fields))
    title, meta = describe(decoded.text)
    meta |= {"file": shown, "encoding": decoded.encoding}
    if decoded.bom:
        meta["bom"] = "yes"
    yield Incoming(decoded.text, source, title=title, meta=meta)


def _issue(error: FormatError, source: str) -> Issue:
    if isinstance(error, UndecidedEncoding):
        fields = {"candidates": error.candidates, "column": error.column}
        return Issue("error", "undecided-encoding", source, error.line, fields)
    if isinstance(error, BinaryInput):
        return Issue("error", "binary-input", source, None, {"kind": error.detail})
    if isinstance(error, MalformedInput) and error.reason == "too-large":
        return Issue("error", "too-large", source, None, {"limit": MAX_TEXT})
    if error.reason in ("missing", "permission", "folder", "not-a-file", "io"):
        return Issue("error", "unreadable", source, None, {"reason": error.reason, "detail": error.detail})
    return Issue(
        "error", "bad-encoding", source, error.line, {"encoding": error.reason, "column": error.column}
    )
