"""The encodings that Vietnamese was written in before Unicode, as tables, and the fonts that stand for them.

TCVN3 (ABC; TCVN 5712:1993), VISCII (RFC 1456), VNI for Windows and windows-1258. In the fonts of TCVN3 and VNI every
byte is a sign of Windows-1252 drawn as another letter, so the same tables mend text that was taken over as Latin-1.
"""

from __future__ import annotations

import re
import unicodedata

ENCODINGS = ("tcvn3", "vni", "viscii", "windows-1258")
ALIASES = {
    "abc": "tcvn3", "tcvn": "tcvn3", "tcvn-3": "tcvn3", "tcvn5712": "tcvn3", "vni-windows": "vni", "vni-win": "vni",
    "cp1258": "windows-1258", "1258": "windows-1258",
}  # fmt: skip

_HIGH_TCVN3 = (  # A0 to FF; the capitals with a tone are those of TCVN 5712-2, most fonts have none
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)
_HIGH_VISCII = (  # 80 to FF
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_LOW_VISCII = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
# VNI: the sign after a vowel is its mark and tone; some letters are one sign.
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_ROOFS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}

_FONT_TCVN3 = re.compile(r"\.vn[a-z0-9 ]+|\.tcvn[a-z0-9 ]*", re.IGNORECASE)
_FONT_VNI = re.compile(r"vni[- ][a-z0-9 -]+", re.IGNORECASE)


def canonical(name: str) -> str:
    """The name used here for an encoding: ``ABC`` is ``tcvn3``. A name that is not known comes back in small letters."""
    small = name.strip().lower().replace("_", "-")
    return ALIASES.get(small, small)


def _windows_1252() -> list[str]:
    """Every byte as Windows reads it; the five it has no sign for as in Latin-1."""
    return [bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)]


_WESTERN = _windows_1252()
_BEYOND = re.compile("[\u0300-\u036f\u1ea0-\u1ef9]")  # the quick way out for Vietnamese in Unicode
_BYTE_OF = {sign: byte for byte, sign in enumerate(_WESTERN)} | {chr(byte): byte for byte in range(256)}
_TCVN3 = "".join(_WESTERN[:0xA0]) + _HIGH_TCVN3
_VISCII = "".join(_LOW_VISCII.get(byte, chr(byte)) for byte in range(0x80)) + _HIGH_VISCII


def _vni_pairs() -> dict[str, str]:
    """Every sign or two signs of VNI with the letter it stands for, in small letters and capitals."""
    pairs = dict(_VNI_SINGLE)
    for letters, mark, signs in (
        ("aeouy", "", _VNI_TONES), ("aeo", "\u0302", _VNI_ROOFS), ("a", "\u0306", _VNI_BREVES),
    ):  # fmt: skip
        for letter in letters:
            pairs |= {letter + sign: letter + mark + tone for sign, tone in signs.items()}
    pairs |= {base + sign: _VNI_SINGLE[base] + tone for base in "ôö" for sign, tone in _VNI_TONES.items()}
    whole = {}
    for signs_, letter in pairs.items():
        small, capital = unicodedata.normalize("NFC", letter), unicodedata.normalize("NFC", letter).upper()
        whole[signs_] = small
        whole[signs_.upper()] = capital
        whole[signs_[0].upper() + signs_[1:]] = capital
        whole[signs_[0] + signs_[1:].upper()] = small
    return whole


_VNI = _vni_pairs()
_VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def decode_legacy(data: bytes, name: str) -> str:
    """The text of ``data`` in one of ENCODINGS. Raises LookupError, or UnicodeDecodeError (windows-1258 only).

    Precomposed (NFC), but for windows-1258, which comes as it is: letters and tones apart.
    """
    if name == "windows-1258":
        return data.decode("cp1258")
    shown = data.decode("latin-1")
    if name == "tcvn3":
        return _composed(shown.translate(dict(enumerate(_TCVN3))))
    if name == "viscii":
        return shown.translate(dict(enumerate(_VISCII)))
    if name == "vni":
        return _VNI_SIGNS.sub(_vni_letter, shown.translate(dict(enumerate(_WESTERN))))
    raise LookupError(name)


def _vni_letter(match: re.Match[str]) -> str:
    return _VNI[match.group()]


def _composed(text: str) -> str:
    """Letter and tone as one sign where TCVN3 wrote them apart."""
    return unicodedata.normalize("NFC", text) if any(mark in text for mark in _HIGH_TCVN3[16:21]) else text


def as_bytes(text: str) -> bytes | None:
    """The bytes that Windows would have shown as ``text``, or None where it holds a sign of no such byte."""
    if _BEYOND.search(text):
        return None
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        pass
    try:
        return bytes([_BYTE_OF[sign] for sign in text])
    except KeyError:
        return None


def decode_shown(text: str, name: str) -> str:
    """Text that was shown through a font of ``name`` as it was meant. Text with a sign of no such font stays as it is."""
    data = as_bytes(text)
    return text if data is None else decode_legacy(data, name)


def font_encoding(font: str) -> tuple[str, bool] | None:
    """The encoding a font stands for, and whether it draws capitals only (``.VnTimeH``); None for any other font."""
    if _FONT_TCVN3.fullmatch(font.strip()):
        return "tcvn3", font.strip().endswith("H")
    return ("vni", False) if _FONT_VNI.fullmatch(font.strip()) else None
