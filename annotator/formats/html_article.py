"""Where on a web page the article is: its paragraphs as an extractor finds them, and the part of the page that holds them.

The extractor (trafilatura) decides what belongs to the article; the text is then taken from the page itself, since the
extractor changes white space and leaves out captions, bylines and whatever it takes for furniture.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.formats.packages import refuse

MAX_PAGE = 4 * 1024 * 1024  # characters
MAX_ELEMENTS = 20_000  # a page of news has a few thousand; the extractor takes seconds for these
_MOST = 0.85  # of the article's text that lies in one part of the page
_LEAVES = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote", "div", "pre", "figcaption", "dd", "dt", "section", "article")
)  # fmt: skip
_DATES = {"extensive_search": False, "original_date": True}


@dataclass(slots=True)
class Article:
    """``body``: the element that holds it; ``known``: elements that are surely of it; ``lead``: those before ``body``."""

    body: Any
    known: set[Any] = field(default_factory=set)
    lead: list[Any] = field(default_factory=list)
    title: str = ""
    about: dict[str, str] = field(default_factory=dict)


def parsed(page: str, path: Path) -> Any:
    """The page as a tree, without comments. Raises MalformedInput where it is none, or too large."""
    try:
        from lxml import etree, html
    except ImportError:
        refuse(path, "needs-extra", "html")
    if len(page) > MAX_PAGE:
        refuse(path, "too-large", str(MAX_PAGE))
    parser = html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        refuse(path, "not-html", str(error))
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        refuse(path, "too-many-elements", path.name)
    return tree


def find_article(page: str, tree: Any, path: Path) -> Article | None:
    """The article of a page, or None where there is none. Raises MalformedInput where the extractor is not installed."""
    found = _extracted(page, path)
    if found is None:
        return None
    wanted = {text for text in _paragraphs(found.body) if text}
    matched = [element for element in _innermost(tree) if squeezed(element) in wanted]
    if not matched:
        return None
    body = _holder(matched)
    inside = set(body.iter())
    lead = [one for one in matched[: _first_inside(matched, inside)] if one not in inside]
    about = {"source": found.sitename, "byline": found.author, "date": found.date, "url": found.url}
    return Article(
        body,
        set(matched),
        lead,
        (found.title or "").strip(),
        {k: str(v).strip() for k, v in about.items() if v},
    )


def squeezed(element: Any) -> str:
    """The text of an element, white space as one blank: what the extractor's text is compared with."""
    return " ".join("".join(element.itertext()).split())


def _innermost(tree: Any) -> list[Any]:
    """The blocks of a page that hold no other block, in its order."""
    blocks = list(tree.iter(*_LEAVES))
    holders = set()
    for block in blocks:
        holder = block.getparent()
        while holder is not None and holder not in holders:
            holders.add(holder)
            holder = holder.getparent()
    return [block for block in blocks if block not in holders]


def _extracted(page: str, path: Path) -> Any:
    try:
        import trafilatura
    except ImportError:
        refuse(path, "needs-extra", "html")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        return trafilatura.bare_extraction(
            page, with_metadata=True, include_comments=False, include_tables=True, favor_recall=True, fast=True,
            date_extraction_params=dict(_DATES),
        )  # fmt: skip
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError) as error:
        refuse(path, "not-html", f"{type(error).__name__}: {error}")


def _paragraphs(body: Any) -> Iterator[str]:
    for element in body.iter("p", "head", "item", "cell", "quote", "code"):
        yield squeezed(element)


def _holder(matched: list[Any]) -> Any:
    """The innermost element that holds nearly all of the article."""
    weights: dict[Any, int] = {}
    total = 0
    for one in matched:
        size = len(squeezed(one))
        total += size
        for holder in one.iterancestors():
            weights[holder] = weights.get(holder, 0) + size
    enough = [holder for holder, size in weights.items() if size >= total * _MOST]
    return max(enough, key=lambda holder: sum(1 for _ in holder.iterancestors()))


def _first_inside(matched: list[Any], inside: set[Any]) -> int:
    return next((index for index, one in enumerate(matched) if one in inside), 0)
