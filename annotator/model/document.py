"""Document: one immutable text with what is known about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.errors import MalformedInput


def text_digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal. Two documents with one digest hold the same text.

    Raises MalformedInput for a lone surrogate, which no file can hold.
    """
    try:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        raise MalformedInput(
            path="", line=None, column=error.start, reason="lone-surrogate", detail=""
        ) from None


@dataclass(frozen=True, slots=True)
class Document:
    """``text`` is kept as it came, to the code point; ``meta`` holds strings (title, source, byline, file, encoding ...)."""

    id: str
    text: str
    title: str
    meta: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    @classmethod
    def make(
        cls, text: str, *, id: str = "", title: str = "", meta: Mapping[str, str] | None = None
    ) -> Document:
        """A document with its digest; without an id it is named after its text, so the same text has the same id."""
        digest = text_digest(text)
        return cls(id or digest[:16], text, title or guess_title(text), dict(meta or {}), digest)


def guess_title(text: str, limit: int = 200) -> str:
    """The first line that is not empty, without surrounding space, cut to ``limit`` code points."""
    for line in text[: 10 * limit].splitlines():
        stripped = line.strip().strip("\ufeff")
        if stripped:
            return stripped[:limit]
    return ""
