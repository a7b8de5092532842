"""What readers of documents (Word, web pages, PDF, ...) and of legacy encodings say."""

from __future__ import annotations

from annotator.i18n import mark

# Issues: what was met, left out or changed on the way from a file to its text.
SOURCES: dict[str, str] = {
    "encoding-unconfirmed": mark(
        "Left out: it is probably {encoding} ({confidence} %), and would begin: “{preview}”. Confirm the encoding to import it."
    ),
    "encoding-mended": mark("This was {encoding}, shown as Western letters ({confidence} %); it was mended."),
}

# Why a file could not be read.
SOURCE_ERRORS: dict[str, str] = {
    "undecided-encoding/unconfirmed": mark(
        "The encoding is probably {detail}. Confirm it to read the file, or save the file as UTF-8."
    ),
    "malformed-input/no-such-encoding": mark("There is no encoding {detail}."),
    "malformed-input/encoding": mark("This is not {detail} throughout."),
    "malformed-input/other-encoding": mark("This is Unicode text, not {detail}."),
}
