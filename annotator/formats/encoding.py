"""Which encoding a text came in. What is not sure is said, never guessed in silence.

UTF-8 and UTF-16 prove themselves. A legacy Vietnamese encoding is recognised by its statistics and then shown, not
believed: it is read only where a person said so (``EncodingChoice``).
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from annotator.errors import BinaryInput, MalformedInput, UndecidedEncoding
from annotator.formats.base import Issue, Report
from annotator.formats.legacy import ENCODINGS, canonical, decode_legacy, decode_shown
from annotator.formats.legacy_detect import Guess, preview, rank, recognised, shown_as_western
from annotator.formats.legacy_syllables import TONES

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins the same way
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"{\\rtf", "rtf"),
    (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"),
    (b"Rar!\x1a", "rar"), (b"SQLite format 3\x00", "sqlite"), (b"\x7fELF", "program"), (b"MZ\x90\x00", "program"),
    (b"BZh9", "bzip2"), (b"\xfd7zXZ", "xz"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"RIFF", "media"),
    (b"ID3", "media"), (b"OggS", "media"),
)  # fmt: skip
SAMPLE = 1 << 20  # bytes looked at to recognise an encoding


@dataclass(frozen=True, slots=True)
class EncodingChoice:
    """What a person said: ``name``, the encoding of what is not Unicode by its mark; ``believe`` what was recognised."""

    name: str = ""
    believe: bool = False


NO_CHOICE = EncodingChoice()


@runtime_checkable
class ReadsText(Protocol):
    """A reader that must know how bytes, or letters shown through an old font, become text."""

    choice: EncodingChoice


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without its byte order mark. ``decomposed``: the decoder gives letters and marks apart.

    ``shown_as``: it had been taken over as Latin-1 and was mended. ``confidence`` is below 1 where it was recognised.
    """

    text: str
    encoding: str
    bom: bool = False
    decomposed: bool = False
    shown_as: str = ""
    confidence: float = 1.0


def decode(data: bytes, path: str, choice: EncodingChoice = NO_CHOICE) -> Decoded:
    """The text of a file. Raises BinaryInput, UndecidedEncoding, or MalformedInput where it is not what was promised."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], encoding, path), encoding, bom=True)
    kind = magic(data)
    if kind:
        raise BinaryInput(path=path, line=None, column=None, reason="binary", detail=kind)
    if b"\0" in data:
        return _without_mark(data, path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _chosen(data, choice.name, path) if choice.name else _legacy(data, error, path, choice)
    return mended(text, path, choice)


def magic(data: bytes) -> str:
    """The kind of file that begins like this (``pdf``, ``zip``, ``ole``, ...), or nothing."""
    return next((kind for start, kind in _MAGIC if data.startswith(start)), "")


def mended(text: str, path: str, choice: EncodingChoice = NO_CHOICE) -> Decoded:
    """Text that is Unicode already: as it is, or mended where it is legacy Vietnamese taken over as Latin-1.

    Raises UndecidedEncoding where that is recognised and nobody has confirmed it; ``--encoding utf-8`` keeps the text.
    """
    name = canonical(choice.name)
    data = None if name == "utf-8" else shown_as_western(text)
    if data is None:
        if name in ENCODINGS and not text.isascii():
            raise MalformedInput(path=path, line=None, column=None, reason="other-encoding", detail=name)
        return Decoded(text, "utf-8")
    if name in ENCODINGS:
        return Decoded(decode_shown(text, name), "utf-8", shown_as=name)
    guess = recognised(data)
    if guess is None:
        return Decoded(text, "utf-8")
    if not choice.believe:
        raise _unconfirmed(data, guess, path)
    return Decoded(decode_shown(text, guess.name), "utf-8", shown_as=guess.name, confidence=guess.confidence)


def say_encoding(found: Decoded, path: str, report: Report) -> None:
    """Report how a text was read where that was not plain UTF-8."""
    sure = round(found.confidence * 100)
    if found.shown_as:
        report(Issue("info", "encoding-mended", path, None, {"encoding": found.shown_as, "confidence": sure}))
    elif found.encoding != "utf-8":
        fields = {"encoding": found.encoding, "reason": "decomposed" if found.decomposed else ""}
        report(Issue("info", "encoding-found", path, None, fields))


def encoding_issue(error: UndecidedEncoding, path: str) -> Issue:
    """What was not read because its encoding is not certain, with how it would read in each candidate."""
    fields: dict[str, Any] = {"candidates": error.candidates, "column": error.column}
    previews = error.fields.get("previews") or []
    if previews:
        fields["previews"] = previews
    if error.reason != "unconfirmed":
        return Issue("error", "undecided-encoding", path, error.line, fields)
    first = previews[0]
    fields |= {"encoding": first["encoding"], "confidence": first["confidence"]}
    fields["preview"] = " / ".join(first["lines"])
    return Issue("error", "encoding-unconfirmed", path, None, fields)


def _previews(data: bytes, guesses: Iterable[Guess]) -> list[dict[str, Any]]:
    return [
        {"encoding": g.name, "confidence": round(g.confidence * 100), "lines": preview(data, g.name)}
        for g in guesses
    ]


def _unconfirmed(data: bytes, guess: Guess, path: str) -> UndecidedEncoding:
    guesses = rank(data)
    return UndecidedEncoding(
        path=path, line=None, column=None, reason="unconfirmed", detail=guess.name,
        candidates=[g.name for g in guesses], previews=_previews(data, guesses),
    )  # fmt: skip


def _strict(data: bytes, encoding: str, path: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        line, column = _place(before)
        raise MalformedInput(path=path, line=line, column=column, reason=encoding, detail="") from None
    if "\0" in text:
        raise BinaryInput(path=path, line=None, column=None, reason="binary", detail="nul")
    return text


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _without_mark(data: bytes, path: str) -> Decoded:
    """UTF-16 without a mark has a zero beside every plain letter; anything else with zeros is not text."""
    sample = data[: SAMPLE - SAMPLE % 2]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    most, least = max(odd, even), min(odd, even)
    if len(data) % 2 == 0 and most >= len(sample) * 0.1 and least <= most * 0.01:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = "\0"
        if _readable(text[:SAMPLE]):
            return Decoded(text, encoding)
    raise BinaryInput(path=path, line=None, column=None, reason="binary", detail="nul")


def _readable(text: str) -> bool:
    """Whether the signs are such as a text has: hardly any controls, unassigned or private ones."""
    odd = sum(
        1 for c in text if unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in "\t\n\r\f\v"
    )
    letters = sum(1 for c in text if c.isalpha() or c.isspace() or c.isdigit())
    return "\0" not in text and odd <= len(text) * 0.001 and letters >= len(text) * 0.6


def _chosen(data: bytes, chosen: str, path: str) -> Decoded:
    """The text in the encoding that a person named, one of ours or any that Python knows."""
    name = canonical(chosen)
    try:
        text = decode_legacy(data, name) if name in ENCODINGS else data.decode(name)
    except LookupError:
        raise MalformedInput(
            path=path, line=None, column=None, reason="no-such-encoding", detail=chosen
        ) from None
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode("latin-1"))
        raise MalformedInput(path=path, line=line, column=column, reason="encoding", detail=name) from None
    return Decoded(text, name, decomposed=_decomposed(text, name))


def _decomposed(text: str, name: str) -> bool:
    return name == "windows-1258" and any(tone in text for tone in TONES)


def _legacy(data: bytes, error: UnicodeDecodeError, path: str, choice: EncodingChoice) -> Decoded:
    """Not UTF-8. A legacy Vietnamese encoding may be recognised by its syllables; the rest is left to a person."""
    guess = recognised(data)
    if guess is not None:
        if not choice.believe:
            raise _unconfirmed(data, guess, path)
        text = decode_legacy(data, guess.name)
        apart = _decomposed(text, guess.name)
        return Decoded(text, guess.name, decomposed=apart, confidence=guess.confidence)
    line, column = _place(data[: error.start].decode("utf-8", "replace"))
    guesses = rank(data)
    candidates = _candidates(data, [guess.name for guess in guesses])
    raise UndecidedEncoding(
        path=path, line=line, column=column, reason="undecided", detail="",
        candidates=candidates, previews=_previews(data, guesses),
    )  # fmt: skip


def _candidates(data: bytes, guesses: list[str]) -> list[str]:
    """Encodings in which the bytes might be read, the likeliest first."""
    from charset_normalizer import from_bytes

    found: list[str] = []
    wrong = len(data.decode("utf-8", "replace")) - len(data.decode("utf-8", "ignore"))
    if wrong * 20 <= sum(1 for byte in data if byte >= 0x80):
        found.append("utf-8")  # nearly all of it: a damaged file rather than another encoding
    found += guesses
    try:
        data.decode("cp1258")
        found.append("windows-1258")
    except UnicodeDecodeError:
        pass
    found += [match.encoding.replace("_", "-") for match in from_bytes(data[:SAMPLE])][:3]
    return list(dict.fromkeys(map(canonical, found)))
