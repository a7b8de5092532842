"""Web pages: the article's text in reading order, what the page says of it, and which parts look like furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.base import MAX_TEXT, Incoming, Issue, Report, read_bytes
from annotator.formats.encoding import NO_CHOICE, EncodingChoice, decode, mended, say_encoding
from annotator.formats.html_article import Article, find_article, parsed
from annotator.formats.html_text import PageText, joined
from annotator.formats.markup_kinds import looks_like_html
from annotator.formats.plain import describe

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WESTERN = frozenset(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252"))


class HtmlReader:
    """Reads .html, .htm and .xhtml files, and files of other names that begin like one."""

    name = "html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    choice: EncodingChoice = NO_CHOICE

    def sniff(self, path: Path, head: bytes) -> bool:
        if path.is_dir():
            return False
        return path.suffix.lower() in self.suffixes or looks_like_html(head)

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        source = str(path)
        if path.suffix.lower() not in self.suffixes:
            report(Issue("info", "really-html", source, None, {"suffix": path.suffix}))
        page = page_text(read_bytes(path, MAX_TEXT), source, self.choice)
        if not page.strip():
            report(Issue("warning", "empty-file", source))
            return
        tree = parsed(page, path)
        article = find_article(page, tree, path)
        if article is None:
            report(Issue("error", "no-article", source))
            return
        yield from self._document(article, path, report)

    def _document(self, article: Article, path: Path, report: Report) -> Iterator[Incoming]:
        whole = article.body.tag in ("body", "html")
        text_of = PageText(article.known, whole_page=whole)
        for lead in article.lead:
            text_of.add(lead)
        text_of.add(article.body)
        lines = text_of.lines
        if article.title and not any(_same(line, article.title) for line, _ in lines):
            lines = [(article.title, ""), *lines]
        text, zones = joined(lines)
        text_of.tally.report(str(path), report)
        found = mended(text, str(path), self.choice)
        say_encoding(found, str(path), report)
        if zones:
            report(Issue("info", "furniture-kept", str(path), None, {"count": len(zones)}))
        title, about = describe(found.text)
        meta = {**about, **article.about, "file": path.name}
        if found.shown_as:
            meta["encoding"] = found.shown_as
            zones = ()  # their places are those of the text before it was mended
        yield Incoming(found.text, str(path), title=article.title or title, meta=meta, zones=zones)


def page_text(data: bytes, path: str, choice: EncodingChoice) -> str:
    """A page's characters: by its mark, as UTF-8, as it says itself, or as ``decode`` finds. Raises as ``decode`` does."""
    if not data.startswith(_BOMS) and b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        declared = _CHARSET.search(data[:4096])
        if declared and not choice.name:
            name = declared[1].decode("ascii").lower()
            try:
                return data.decode("cp1252" if name in _WESTERN else name)
            except (LookupError, UnicodeDecodeError):
                pass
    return decode(data, path, choice).text


def _same(line: str, title: str) -> bool:
    return " ".join(line.split()).casefold() == " ".join(title.split()).casefold()
