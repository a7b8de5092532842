"""What readers of office documents share: their properties, and the last steps from lines to a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from annotator.formats.base import Incoming, Issue, Report
from annotator.formats.encoding import EncodingChoice, mended, say_encoding
from annotator.formats.packages import Handler, Package, parse_part
from annotator.formats.plain import describe

_PROPERTIES = {"title": "document-title", "creator": "author", "initial-creator": "author", "created": "created",
               "creation-date": "created"}  # fmt: skip
_LONGEST = 300  # signs of one property


class Says(Protocol):
    """Something that has counted what happened to a text, and says so."""

    def report(self, source: str, report: Report) -> None: ...


class _Properties(Handler):
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._inside = _PROPERTIES.get(name.rpartition(" ")[2], "")

    def end(self, name: str) -> None:
        self._inside = ""

    def text(self, data: str) -> None:
        if self._inside:
            self.found[self._inside] = self.found.get(self._inside, "") + data


def properties(package: Package, part: str) -> dict[str, str]:
    """What a document says about itself: ``document-title``, ``author``, ``created``; without a text where it says nothing."""
    if part not in package:
        return {}
    handler = _Properties()
    parse_part(package, part, handler)
    cleaned = {key: " ".join(value.split())[:_LONGEST] for key, value in handler.found.items()}
    return {key: value for key, value in cleaned.items() if value}


def finished(
    lines: list[str],
    meta: dict[str, str],
    path: Path,
    choice: EncodingChoice,
    report: Report,
    counted: Iterable[Says],
) -> Iterator[Incoming]:
    """The document of these lines; none where they hold nothing. Raises UndecidedEncoding, MalformedInput (``mended``)."""
    source = str(path)
    text = "\n".join(lines).strip("\n")
    for one in counted:
        one.report(source, report)
    if not text.strip():
        report(Issue("warning", "empty-file", source))
        return
    found = mended(text, source, choice)
    say_encoding(found, source, report)
    title, about = describe(found.text)
    about = {**meta, **about, "file": path.name}
    if found.shown_as:
        about["encoding"] = found.shown_as
    if about.get("document-title") == title:
        del about["document-title"]
    yield Incoming(found.text, source, title=title, meta=about)
