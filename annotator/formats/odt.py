"""OpenDocument text (.odt): the text as it reads with every tracked change accepted, one paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.base import MAX_TEXT, Incoming, Report
from annotator.formats.encoding import NO_CHOICE, EncodingChoice
from annotator.formats.legacy_runs import Fonts, Runs
from annotator.formats.office_text import finished, properties
from annotator.formats.packages import Handler, Package, Tally, open_package, parse_part, refuse

_MIME = b"mimetypeapplication/vnd.oasis.opendocument.text"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 "
_SKIPPED = {
    "tracked-changes": "", "note": "footnotes", "annotation": "comments", "image": "images", "object": "objects", "script": "",
    "table-of-content-source": "", "forms": "", "ruby-text": "", "sequence-decls": "", "variable-decls": "", "user-field-decls": "",
    "desc": "", "title": "",
}  # fmt: skip
_TAKEN = {"table": "tables", "text-box": "text-boxes", "change-start": "insertions"}
_SIGNS = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}
_BLANKS = re.compile("[ \t\r\n]+")
_MAX_BLANKS = 10_000  # of one ``text:s``


class OdtReader:
    """Reads .odt (and .ott) files."""

    name = "odt"
    suffixes: tuple[str, ...] = (".odt", ".ott")
    choice: EncodingChoice = NO_CHOICE

    def sniff(self, path: Path, head: bytes) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        return head[30:].startswith(_MIME) or path.suffix.lower() in self.suffixes

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        with open_package(path) as package:
            _check(package)
            body = _Body(path)
            parse_part(package, "content.xml", body)
            if "styles.xml" in package:
                edges = _Edges()
                parse_part(package, "styles.xml", edges)
                body.tally.left_out.update(edges.found)
            meta = properties(package, "meta.xml")
        yield from finished(body.lines, meta, path, self.choice, report, (body.tally, body.fonts))


def _check(package: Package) -> None:
    if "content.xml" not in package:
        refuse(package.path, "other-kind", "odt")
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read(
        "META-INF/manifest.xml", 1 << 22
    ):
        refuse(package.path, "encrypted")


class _Paragraph:
    __slots__ = ("after_blank", "fonts", "inside", "runs")

    def __init__(self, known: Fonts, font: str) -> None:
        self.runs = Runs(known)
        self.fonts = [font]  # of the spans that are open, the innermost last
        self.inside: list[str] = []
        self.after_blank = True


class _Body(Handler):
    """Collects ``lines``, the paragraphs and headings of a document in reading order."""

    def __init__(self, path: Path) -> None:
        self.tally, self.fonts = Tally(), Fonts()
        self.lines: list[str] = []
        self._path = path
        self._styles: dict[str, str] = {}
        self._style = ""
        self._open: list[_Paragraph] = []
        self._skipping = 0
        self._size = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            return
        space, _, local = name.rpartition(" ")
        ours = f"{space} " == _TEXT
        if ours and local in ("p", "h"):
            self._open.append(_Paragraph(self.fonts, self._font(attributes)))
        elif local in _SKIPPED and not (
            ours and local == "title"
        ):  # that one is a field with the document's title
            self._skipping = 1
            if _SKIPPED[local]:
                self.tally.left_out[_SKIPPED[local]] += 1
        elif local in _TAKEN:
            self.tally.taken_in[_TAKEN[local]] += 1
        elif local == "change" and ours:
            self.tally.left_out["deletions"] += 1
        elif local == "style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif local == "text-properties" and self._style:
            self._styles[self._style] = attributes.get(
                f"{_STYLE}font-name", attributes.get(f"{_FO}font-family", "")
            )
        elif self._open and ours:
            self._in_paragraph(local, attributes)

    def _in_paragraph(self, local: str, attributes: dict[str, str]) -> None:
        if local == "s":
            count = attributes.get(f"{_TEXT}c", "1")
            self._add(" " * min(_MAX_BLANKS, int(count) if count.isascii() and count.isdigit() else 1))
        elif local in _SIGNS:
            self._add(_SIGNS[local])
        elif local == "span":
            paragraph = self._open[-1]
            paragraph.fonts.append(self._font(attributes) or paragraph.fonts[-1])

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        if not name.startswith(_TEXT):
            if name == f"{_STYLE}style":
                self._style = ""
            return
        local = name[len(_TEXT) :]
        if local in ("p", "h") and self._open:
            paragraph = self._open.pop()
            lines = [paragraph.runs.text(), *paragraph.inside]
            (self._open[-1].inside if self._open else self.lines).extend(lines)
        elif local == "span" and self._open and len(self._open[-1].fonts) > 1:
            self._open[-1].fonts.pop()

    def text(self, data: str) -> None:
        """White space of the file is one blank, as OpenDocument says; what is meant to be wider has elements of its own."""
        if not self._open or self._skipping:
            return
        paragraph = self._open[-1]
        data = _BLANKS.sub(" ", data)
        data = data.removeprefix(" ") if paragraph.after_blank else data
        if data:
            self._add(data)
            paragraph.after_blank = data.endswith(" ")

    def _add(self, data: str) -> None:
        self._size += len(data)
        if self._size > MAX_TEXT:
            refuse(self._path, "too-large", str(MAX_TEXT))
        self._open[-1].after_blank = False
        self._open[-1].runs.add(data, self._open[-1].fonts[-1])

    def _font(self, attributes: dict[str, str]) -> str:
        return self._styles.get(attributes.get(f"{_TEXT}style-name", ""), "").strip("'\"")


class _Edges(Handler):
    """Counts headers and footers that say something."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in (f"{_STYLE}header", f"{_STYLE}footer"):
            self._inside = True

    def end(self, name: str) -> None:
        if name in (f"{_STYLE}header", f"{_STYLE}footer"):
            self._inside = False

    def text(self, data: str) -> None:
        if self._inside and data.strip():
            self.found["headers"] = self.found.get("headers", 0) + 1
            self._inside = False
