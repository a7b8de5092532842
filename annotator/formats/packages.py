"""Documents that are ZIP archives of XML (Word, OpenDocument, EPUB), opened as if every one were hostile.

Nothing is unpacked to disk, so names in the archive cannot lead anywhere. What unpacks to too much, holds too many parts,
two of one name or a password is refused before it is unpacked; XML with entities of its own is refused, and depth, size
and number of elements are bounded.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NoReturn, Self
from xml.parsers import expat

from annotator.errors import MalformedInput
from annotator.formats.base import Issue, Report, open_regular, unreadable

MAX_PARTS = 10_000
MAX_DIRECTORY = 4 * 1024 * 1024  # bytes of the list of parts
MAX_PART = 64 * 1024 * 1024  # bytes of one unpacked part
MAX_UNPACKED = 192 * 1024 * 1024  # of all parts that are read
MAX_RATIO, SMALL_PART = (
    200,
    1 << 20,
)  # real documents are packed to a tenth or twentieth; small parts may be anything
MAX_DEPTH, MAX_ELEMENTS = 400, 3_000_000
_CHUNK = 1 << 20  # large, since the parser looks at an unfinished tag again with each piece
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"


def refuse(path: Path | str, reason: str, detail: str = "", line: int | None = None) -> NoReturn:
    """Raise MalformedInput for a document."""
    raise MalformedInput(path=str(path), line=line, column=None, reason=reason, detail=detail)


class Package:
    """An open archive. Raises MalformedInput (here and in every method) for what is refused."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = open_regular(path)
        except OSError as error:
            raise unreadable(path, error) from None
        try:
            _check_directory(self._file, path)
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            self._file.close()
            refuse(path, "not-zip", str(error))
        except MalformedInput:
            self._file.close()
            raise
        self._times = Counter(info.filename for info in self._zip.infolist())
        self._parts = {info.filename: info for info in self._zip.infolist()}
        self._left = MAX_UNPACKED

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def chunks(self, name: str, limit: int = MAX_PART) -> Iterator[bytes]:
        """The bytes of a part, in pieces."""
        info = self._parts.get(name)
        if info is None:
            refuse(self.path, "part-missing", name)
        if self._times[name] > 1:
            refuse(self.path, "part-twice", name)
        if info.flag_bits & 1:
            refuse(self.path, "encrypted")
        too_dense = info.file_size > SMALL_PART and info.file_size > MAX_RATIO * max(1, info.compress_size)
        if info.file_size > min(limit, self._left) or too_dense:
            refuse(self.path, "unpacks-too-large", name)
        self._left -= info.file_size
        try:
            with self._zip.open(info) as part:
                while piece := part.read(_CHUNK):
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            RuntimeError,
        ) as error:
            refuse(self.path, "part-damaged", f"{name}: {error}")

    def read(self, name: str, limit: int = MAX_PART) -> bytes:
        """The bytes of a part."""
        return b"".join(self.chunks(name, limit))


def _check_directory(file: IO[bytes], path: Path) -> None:
    """Look at the end of the archive before anything believes what it says."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        refuse(path, "not-zip")
    parts = int.from_bytes(tail[at + 10 : at + 12], "little")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if parts > MAX_PARTS or directory > MAX_DIRECTORY or tail[max(0, at - 20) : at].startswith(_END_64):
        refuse(path, "too-many-parts", str(parts))
    file.seek(0)


class Handler:
    """Receives a document's elements in order; names are ``namespace local``, of no namespace ``local``."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def parse_part(package: Package, name: str, handler: Handler, *, doctype: bool = False) -> None:
    """Send a part's XML to ``handler``. ``doctype``: one may be there (XHTML), with the entities of HTML and none of its own."""
    parse_chunks(package.chunks(name), handler, package.path, name, doctype=doctype)


def parse_chunks(
    chunks: Iterable[bytes], handler: Handler, path: Path | str, name: str, *, doctype: bool = False
) -> None:
    """Send XML to ``handler``. Raises MalformedInput with the line."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    _Guard(parser, handler, path, name, doctype)
    try:
        for piece in chunks:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        refuse(path, "xml-syntax", f"{name}: {expat.ErrorString(error.code)}", error.lineno)
    except (
        LookupError,
        ValueError,
    ) as error:  # an encoding that Python does not know, or that expat cannot use
        refuse(path, "xml-syntax", f"{name}: {error}", parser.CurrentLineNumber)


class _Guard:
    """Stands between the parser and a handler, and stops what goes too deep or on for too long."""

    def __init__(self, parser: Any, handler: Handler, path: Path | str, name: str, doctype: bool) -> None:
        self._parser, self._handler, self._path, self._name = parser, handler, path, name
        self._depth = self._count = 0
        self._start, self._end = handler.start, handler.end
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = handler.text
        parser.EntityDeclHandler = self.refuse_entities
        parser.ExternalEntityRefHandler = self.refuse_entities
        if doctype:
            parser.UseForeignDTD(True)
            parser.ExternalEntityRefHandler = self.skip_external
            parser.SkippedEntityHandler = self.entity
        else:
            parser.StartDoctypeDeclHandler = self.refuse_entities

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH or self._count > MAX_ELEMENTS:
            reason = "too-deep" if self._depth > MAX_DEPTH else "too-many-elements"
            refuse(self._path, reason, self._name, self._parser.CurrentLineNumber)
        self._start(name, attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._end(name)

    def refuse_entities(self, *_: object) -> NoReturn:
        refuse(self._path, "xml-entities", self._name, self._parser.CurrentLineNumber)

    def skip_external(self, *_: object) -> int:
        """The definition that a DOCTYPE points to is not looked for."""
        return 1

    def entity(self, name: str, is_parameter: bool) -> None:
        """An entity that the document does not define: one of HTML's, or left as it stands."""
        from html.entities import html5

        if not is_parameter:
            self._handler.text(html5.get(f"{name};", f"&{name};"))


# What was left out, and what was taken in -----------------------------------------------------------------------
class Tally:
    """Counts, by kind, what a reader left out of a text (``left-out``) or took into it as text (``taken-in``)."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self.taken_in: Counter[str] = Counter()

    def report(self, source: str, report: Report) -> None:
        """One issue for each kind."""
        for code, found in (("left-out", self.left_out), ("taken-in", self.taken_in)):
            for kind, count in sorted(found.items()):
                report(Issue("info", code, source, None, {"reason": kind, "count": count}))


def open_package(path: Path) -> Package:
    """Open an archive. An Office file with a password is none (``encrypted``), one of before 2007 neither (``old-office``)."""
    try:
        return Package(path)
    except MalformedInput as error:
        if error.reason != "not-zip":
            raise
    with open_regular(path) as file:
        head = file.read(1 << 20)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        encrypted = "EncryptedPackage".encode("utf-16-le") in head
        refuse(path, "encrypted" if encrypted else "old-office")
    refuse(path, "not-zip")
