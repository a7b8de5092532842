"""Well-formed HTML (the chapters of an EPUB) as lines of text: blocks end a line, white space is one blank."""

from __future__ import annotations

import re
from pathlib import Path

from annotator.formats.base import MAX_TEXT
from annotator.formats.packages import Handler, Tally, refuse

_SPACE = "http://www.w3.org/1999/xhtml "
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_SKIPPED = {
    "head": "",
    "script": "",
    "style": "",
    "template": "",
    "rt": "",
    "rp": "",
    "svg": "images",
    "math": "formulas",
}
_HEADINGS = ("h1", "h2", "h3", "title")
_BLANKS = re.compile("[ \t\r\n\f]+")


class XhtmlText(Handler):
    """Collects ``lines`` and the first ``heading``."""

    def __init__(self, path: Path) -> None:
        self.tally = Tally()
        self.lines: list[str] = []
        self.heading = ""
        self._path = path
        self._line: list[str] = []
        self._after_blank = True
        self._skipping = self._size = self._preformatted = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.removeprefix(_SPACE)
        if self._skipping or local in _SKIPPED or _is_note(attributes):
            if not self._skipping:
                self._leave_out("footnotes" if _is_note(attributes) else _SKIPPED[local])
            self._skipping += 1
            return
        if local in _BLOCKS:
            self.close_line()
        if local == "br":
            self.close_line()
        elif local == "img":
            self._leave_out("images")
        elif local == "table":
            self.tally.taken_in["tables"] += 1
        elif local == "pre":
            self._preformatted += 1

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        local = name.removeprefix(_SPACE)
        if local in _HEADINGS and not self.heading:
            self.heading = "".join(self._line).strip()
        if local in _BLOCKS:
            self.close_line()
        if local == "pre":
            self._preformatted -= 1

    def text(self, data: str) -> None:
        if self._skipping:
            return
        self._size += len(data)
        if self._size > MAX_TEXT:
            refuse(self._path, "too-large", str(MAX_TEXT))
        if not self._preformatted:
            data = _BLANKS.sub(" ", data)
            data = data.removeprefix(" ") if self._after_blank else data
        if data:
            self._line.append(data)
            self._after_blank = data.endswith(" ")

    def close_line(self) -> None:
        """End the line; one without any sign is none."""
        line = "".join(self._line).strip(" \n")
        if line:
            self.lines.append(line)
        self._line = []
        self._after_blank = True

    def _leave_out(self, kind: str) -> None:
        if kind:
            self.tally.left_out[kind] += 1


def _is_note(attributes: dict[str, str]) -> bool:
    kind = attributes.get("http://www.idpf.org/2007/ops type", "")
    return kind in ("footnote", "endnote", "rearnote")
