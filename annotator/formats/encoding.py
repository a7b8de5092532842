"""Which encoding a text came in. What is not sure is said, never guessed in silence."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from annotator.errors import BinaryInput, MalformedInput, UndecidedEncoding

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
# One Vietnamese syllable, without its tone, in NFD: onset, vowels with their own marks, coda.
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    "[aeiouy][\u0302\u0306\u031b]?(?:[aeiouy][\u0302\u0306\u031b]?){0,2}"
    "(?:ng|nh|ch|[cmnpt])?\\Z"
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_MARKED = re.compile("[\u0300-\u036f]|đ")
_WORD = re.compile("[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f])*")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without its byte order mark. ``decomposed``: the decoder gives letters and marks apart."""

    text: str
    encoding: str
    bom: bool = False
    decomposed: bool = False


def decode(data: bytes, path: str) -> Decoded:
    """The text of a file. Raises BinaryInput, UndecidedEncoding, or MalformedInput where a mark promises what is not there."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], encoding, path), encoding, bom=True)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise BinaryInput(path=path, line=None, column=None, reason="binary", detail=kind)
    if b"\0" in data:
        return _without_mark(data, path)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error, path)


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


def _legacy(data: bytes, error: UnicodeDecodeError, path: str) -> Decoded:
    """Not UTF-8. Vietnamese in windows-1258 is recognised by its syllables; the rest is left to a person."""
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        text = ""
    if text and _is_vietnamese(text[:SAMPLE]):
        return Decoded(text, "windows-1258", decomposed=_TONES.search(text) is not None)
    line, column = _place(data[: error.start].decode("utf-8", "replace"))
    candidates = _candidates(data, text)
    raise UndecidedEncoding(
        path=path, line=line, column=column, reason="undecided", detail="", candidates=candidates
    )


def _is_vietnamese(text: str) -> bool:
    """Whether marked words are nearly all Vietnamese syllables, and there are enough of them to tell."""
    marked = whole = toned = 0
    for match in _WORD.finditer(text):
        word = unicodedata.normalize("NFD", match.group().lower())
        if not _MARKED.search(word) and word.isascii():
            continue
        marked += 1
        tones = len(_TONES.findall(word))
        toned += tones == 1
        whole += tones <= 1 and _SYLLABLE.match(_TONES.sub("", word)) is not None
    controls = sum(1 for c in text if "\x80" <= c <= "\x9f")
    return marked >= 8 and whole >= marked * 0.95 and toned >= marked * 0.3 and not controls


def _candidates(data: bytes, as_1258: str) -> list[str]:
    """Encodings in which the bytes might be read, the likeliest first."""
    from charset_normalizer import from_bytes

    found: list[str] = []
    wrong = len(data.decode("utf-8", "replace")) - len(data.decode("utf-8", "ignore"))
    if wrong * 20 <= sum(1 for byte in data if byte >= 0x80):
        found.append("utf-8")  # nearly all of it: a damaged file rather than another encoding
    if as_1258:
        found.append("cp1258")
    found += [match.encoding.replace("_", "-") for match in from_bytes(data[:SAMPLE])][:3]
    return [{"cp1258": "windows-1258"}.get(name, name) for name in dict.fromkeys(found)]
