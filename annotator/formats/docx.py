"""Word documents (.docx): the text as it reads with every tracked change accepted, one paragraph a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.formats.base import MAX_TEXT, Incoming, Report
from annotator.formats.docx_styles import NOTHING, Styles, read_styles
from annotator.formats.encoding import NO_CHOICE, EncodingChoice
from annotator.formats.legacy_runs import Fonts, Runs
from annotator.formats.office_text import finished, properties
from annotator.formats.packages import Handler, Package, Tally, open_package, parse_part, refuse

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_SPACES = (W, _STRICT)
_MAIN = "word/document.xml"
# Elements whose content is no part of the running text: what they count as (nothing: said elsewhere, or only machinery).
_SKIPPED = {
    "del": "deletions", "moveFrom": "deletions", "Fallback": "", "instrText": "", "delText": "", "delInstrText": "", "rt": "",
    "fldData": "", "pPrChange": "", "rPrChange": "", "sectPr": "",
}  # fmt: skip
_COUNTED = {
    "drawing": "images", "pict": "images", "object": "objects", "footnoteReference": "footnotes", "endnoteReference": "endnotes",
    "commentReference": "comments", "numPr": "list-numbers", "sym": "symbols", "oMath": "formulas", "altChunk": "embedded-documents",
}  # fmt: skip
_TAKEN = {"ins": "insertions", "moveTo": "insertions", "tbl": "tables", "txbxContent": "text-boxes"}
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}


class DocxReader:
    """Reads .docx (and .docm, .dotx) files."""

    name = "docx"
    suffixes: tuple[str, ...] = (".docx", ".docm", ".dotx")
    choice: EncodingChoice = NO_CHOICE

    def sniff(self, path: Path, head: bytes) -> bool:
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            return path.suffix.lower() in self.suffixes  # with a password: reading says so
        if not head.startswith(b"PK\x03\x04"):
            return False
        return b"word/" in head or path.suffix.lower() in self.suffixes

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        with open_package(path) as package:
            if _MAIN not in package:
                refuse(path, "other-kind", "docx")
            body = _Body(package, read_styles(package))
            parse_part(package, _MAIN, body)
            body.finish()
            body.count_parts()
            meta = properties(package, "docProps/core.xml")
        yield from finished(body.lines, meta, path, self.choice, report, (body.tally, body.fonts))


class _Paragraph:
    """One paragraph being read; ``inside`` are those of text boxes anchored in it, which follow it."""

    __slots__ = ("font", "inside", "joins", "runs")

    def __init__(self, fonts: Fonts, font: str) -> None:
        self.runs = Runs(fonts)
        self.font = font
        self.inside: list[str] = []
        self.joins = False  # its end was deleted: the next one goes on in the same line


class _Body(Handler):
    """Collects ``lines``, the paragraphs of a document in reading order."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self.tally, self.fonts = Tally(), Fonts()
        self.lines: list[str] = []
        self._package, self._styles, self._default = package, styles, styles.default
        self._open: list[_Paragraph] = []
        self._skipping = 0  # depth inside a skipped element
        self._in_text = False
        self._run_font = ""
        self._hidden = False
        self._in_run = self._in_properties = False
        self._carried = ""
        self._size = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            return
        local = name.rpartition(" ")[2]
        if local == "t":
            self._in_text = name.startswith(_SPACES)
        elif local == "r":
            self._in_run, self._hidden = True, False
            self._run_font = self._open[-1].font if self._open else ""
        elif local == "p":
            if name.startswith(_SPACES):
                self._open.append(_Paragraph(self.fonts, self._default))
        elif local in _SKIPPED:
            self._skipping = 1
            self._count(self.tally.left_out, _SKIPPED[local])
            if self._in_properties and _SKIPPED[local]:
                self._open[-1].joins = True
        elif self._open:
            self._in_paragraph(local, attributes)
        elif local in _TAKEN:
            self.tally.taken_in[_TAKEN[local]] += 1

    def _in_paragraph(self, local: str, attributes: dict[str, str]) -> None:
        if local == "pPr":
            self._in_properties = True
        elif local in _SIGNS:
            if self._in_run:  # outside a run ``tab`` is a tab stop
                self._add(_SIGNS[local])
        elif local in _COUNTED:
            self.tally.left_out[_COUNTED[local]] += 1
        elif local in _TAKEN:
            self._count(self.tally.taken_in, _TAKEN[local])
        elif local == "vanish" and self._in_run:
            self._hidden = _value(attributes) not in ("0", "false", "off")
        elif local in ("rFonts", "rStyle", "pStyle"):
            self._font(local, attributes)

    def _font(self, local: str, attributes: dict[str, str]) -> None:
        if local == "pStyle":
            self._open[-1].font = self._styles.font(_value(attributes)) or self._open[-1].font
        elif self._in_run:
            found = self._styles.font(_value(attributes)) if local == "rStyle" else font_of(attributes)
            self._run_font = found or self._run_font

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        local = name.rpartition(" ")[2]
        if local == "t":
            self._in_text = False
        elif local == "r":
            self._in_run = False
        elif local == "pPr":
            self._in_properties = False
        elif local == "p" and name.startswith(_SPACES) and self._open:
            self._close(self._open.pop())

    def _close(self, paragraph: _Paragraph) -> None:
        if self._open:
            self._open[-1].inside += [paragraph.runs.text(), *paragraph.inside]
            return
        line = self._carried + paragraph.runs.text()
        self._carried = line if paragraph.joins else ""
        self.lines += paragraph.inside if paragraph.joins else [line, *paragraph.inside]

    def finish(self) -> None:
        """The end of the document: a last paragraph whose end was deleted."""
        if self._carried:
            self.lines.append(self._carried)

    def text(self, data: str) -> None:
        if self._in_text and not self._skipping and self._open:
            self._add(data)

    def _add(self, data: str) -> None:
        if self._hidden:
            self.tally.left_out["hidden"] += len(data)
            return
        self._size += len(data)
        if self._size > MAX_TEXT:
            refuse(self._package.path, "too-large", str(MAX_TEXT))
        self._open[-1].runs.add(data, self._run_font)

    def _count(self, counts: dict[str, int], kind: str) -> None:
        if kind:
            counts[kind] = counts.get(kind, 0) + 1

    def count_parts(self) -> None:
        """Headers and footers are parts of their own; what they say is no part of the text."""
        for name in self._package.names:
            if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
                part = _Body(self._package, NOTHING)
                parse_part(self._package, name, part)
                if any(line.strip() for line in part.lines):
                    self.tally.left_out["headers"] += 1


def _value(attributes: dict[str, str]) -> str:
    return attributes.get(f"{W}val", attributes.get(f"{_STRICT}val", ""))


def font_of(attributes: dict[str, str]) -> str:
    """The font of Western letters, which the letters of the old fonts are to Word."""
    for side in ("hAnsi", "ascii"):
        for space in (W, _STRICT):
            if font := attributes.get(f"{space}{side}"):
                return font
    return ""
