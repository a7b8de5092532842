"""The text of a part of a web page, in reading order, and which of its lines are furniture by their markup."""

from __future__ import annotations

import re
from typing import Any

from annotator.formats.packages import Tally

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav",
        "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "br",
    )
)  # fmt: skip
_SKIPPED = {
    "script": "", "style": "", "noscript": "", "template": "", "head": "", "svg": "images", "math": "formulas", "iframe": "embedded-pages",
    "object": "objects", "embed": "objects", "audio": "sound-and-video", "video": "sound-and-video", "canvas": "", "select": "",
    "button": "", "textarea": "", "input": "", "rt": "", "rp": "", "img": "images",
}  # fmt: skip
_PAGE_PARTS = frozenset(("nav", "footer", "aside", "form"))
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:related?|relation|tin-?lien-?quan|lien-?quan|cung-chuyen-muc|share|sharing|social|comments?|binh-?luan|tags?|keywords?|"
    r"tag-?list|breadcrumbs?|ads?|advert\w*|banner|newsletter|read-?more|xem-?them|doc-?them|most-?read|doc-?nhieu|rating|toolbar|print)(?:$|[-_\s])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile("[ \t\r\n\f]+")


class PageText:
    """Collects ``lines`` with what makes each of them furniture (nothing: the article)."""

    def __init__(self, known: set[Any], *, whole_page: bool) -> None:
        self.tally = Tally()
        self.lines: list[tuple[str, str]] = []
        self._kept = {holder for one in known for holder in one.iterancestors()} | known
        self._whole_page = whole_page
        self._line: list[str] = []
        self._after_blank = True
        self._furniture: list[tuple[Any, str]] = []

    def add(self, root: Any) -> None:
        """Take in the text of an element, whatever its depth."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if self._left_out(tag, element):
                    walk.skip_subtree()
                    continue
                self._enter(tag, element)
                self._text(element.text, preserve=tag == "pre")
            else:
                self._leave(tag, element)
                if element is not root:
                    self._text(element.tail, preserve=False)
        self._close()

    def _left_out(self, tag: str, element: Any) -> bool:
        if element in self._kept:
            return False
        if tag in _SKIPPED or not tag:
            self._count(_SKIPPED.get(tag, ""))
            return True
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            self._count("hidden-parts")
            return True
        if self._whole_page and (tag in _PAGE_PARTS or tag == "header"):
            self._count("page-parts")
            return True
        return False

    def _enter(self, tag: str, element: Any) -> None:
        if tag in _BLOCKS:
            self._close()
        if tag == "table":
            self.tally.taken_in["tables"] += 1
        if element in self._kept or self._furniture:
            return
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if tag in _PAGE_PARTS or _FURNITURE.search(names):
            self._close()
            self._furniture.append((element, tag if tag in _PAGE_PARTS else "markup"))

    def _leave(self, tag: str, element: Any) -> None:
        if tag in _BLOCKS and tag not in _SKIPPED:
            self._close()
        if self._furniture and self._furniture[-1][0] is element:
            self._close()
            self._furniture.pop()

    def _text(self, data: str | None, *, preserve: bool) -> None:
        if not data:
            return
        if not preserve:
            data = _BLANKS.sub(" ", data)
            data = data.removeprefix(" ") if self._after_blank else data
        if data:
            self._line.append(data)
            self._after_blank = data.endswith(" ")

    def _close(self) -> None:
        line = "".join(self._line).strip(" \t\r\n\f")
        if line.strip():
            self.lines.append((line, self._furniture[-1][1] if self._furniture else ""))
        self._line = []
        self._after_blank = True

    def _count(self, kind: str) -> None:
        if kind:
            self.tally.left_out[kind] += 1


def joined(lines: list[tuple[str, str]]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The text of the lines, and where its furniture stands: (start, end, rule), lines beside one another together."""
    zones: list[tuple[int, int, str]] = []
    at, beside = 0, False
    for line, rule in lines:
        end = at + len(line)
        if rule and beside:
            zones[-1] = (zones[-1][0], end, zones[-1][2])
        elif rule:
            zones.append((at, end, rule))
        beside = bool(rule)
        at = end + 1
    return "\n".join(line for line, _ in lines), tuple(zones)
