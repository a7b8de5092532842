"""Books as EPUB 2 and 3: one document for each file of the reading order that holds text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from annotator.errors import FormatError
from annotator.formats.base import Incoming, Report
from annotator.formats.encoding import NO_CHOICE, EncodingChoice
from annotator.formats.office_text import finished
from annotator.formats.packages import Handler, Package, Tally, open_package, parse_part, refuse
from annotator.formats.text_files import file_issue
from annotator.formats.xhtml import XhtmlText

_MIME = b"mimetypeapplication/epub+zip"
_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_KINDS = frozenset(("application/xhtml+xml", "text/html"))
_ABOUT = {"title": "book", "creator": "author", "publisher": "publisher", "date": "date"}
_DC = "http://purl.org/dc/elements/1.1/ "
MAX_CHAPTERS = 5_000


class EpubReader:
    """Reads .epub files."""

    name = "epub"
    suffixes: tuple[str, ...] = (".epub",)
    choice: EncodingChoice = NO_CHOICE

    def sniff(self, path: Path, head: bytes) -> bool:
        return head.startswith(b"PK\x03\x04") and (
            head[30:].startswith(_MIME) or path.suffix.lower() in self.suffixes
        )

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        with open_package(path) as package:
            if _CONTAINER not in package:
                refuse(path, "other-kind", "epub")
            book = _book(package)
            locked = _locked(package)
            if locked & set(book.chapters):
                refuse(path, "encrypted")
            for chapter in book.chapters:
                try:
                    yield from self._chapter(package, chapter, book, report)
                except FormatError as error:
                    report(file_issue(error, f"{path}/{chapter}"))
            book.tally.report(str(path), report)

    def _chapter(self, package: Package, name: str, book: _Book, report: Report) -> Iterator[Incoming]:
        found = XhtmlText(package.path)
        parse_part(package, name, found, doctype=True)
        found.close_line()
        book.tally.left_out.update(found.tally.left_out)
        book.tally.taken_in.update(found.tally.taken_in)
        if not found.lines:
            book.tally.left_out["empty-chapters"] += 1
            return
        meta = {**book.about, "chapter": name}
        for item in finished(found.lines, meta, package.path, self.choice, report, ()):
            item.path = f"{package.path}/{name}"
            item.title = found.heading or item.title
            yield item


class _Rootfile(Handler):
    def __init__(self) -> None:
        self.place = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" rootfile") and not self.place:
            self.place = attributes.get("full-path", "")


class _Book(Handler):
    """A book's list of files, their order, and what it says about itself."""

    def __init__(self, folder: str) -> None:
        self.about: dict[str, str] = {}
        self.tally = Tally()
        self._folder = folder
        self._files: dict[str, str] = {}
        self._order: list[str] = []
        self._inside = ""

    @property
    def chapters(self) -> list[str]:
        """The names of the parts, in reading order, each once."""
        return list(dict.fromkeys(self._files[id] for id in self._order if id in self._files))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "item" and attributes.get("media-type") in _KINDS:
            href = unquote(attributes.get("href", ""))
            self._files[attributes.get("id", "")] = normpath(join(self._folder, href))
        elif local == "itemref" and len(self._order) < MAX_CHAPTERS:
            self._order.append(attributes.get("idref", ""))
        self._inside = _ABOUT.get(local, "") if name.startswith(_DC) else ""

    def end(self, name: str) -> None:
        self._inside = ""

    def text(self, data: str) -> None:
        if self._inside:
            before = self.about.get(self._inside, "")
            self.about[self._inside] = " ".join(f"{before}{data}".split())[:300]


class _Locked(Handler):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" CipherReference"):
            self.names.add(unquote(attributes.get("URI", "")))


def _book(package: Package) -> _Book:
    root = _Rootfile()
    parse_part(package, _CONTAINER, root)
    book = _Book(dirname(root.place))
    parse_part(package, root.place, book, doctype=True)
    return book


def _locked(package: Package) -> set[str]:
    """The parts that are encrypted (fonts often are, and do not matter)."""
    found = _Locked()
    if _ENCRYPTION in package:
        parse_part(package, _ENCRYPTION, found)
    return found.names
