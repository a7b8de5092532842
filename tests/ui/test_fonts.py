"""The fonts that travel with the program hold every Vietnamese letter."""

import unicodedata

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QRawFont

from annotator.assets import asset

FILES = sorted(asset("fonts").rglob("*.ttf"))
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = {
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES
} | set("đĐ₫")
MARKS = {"\u0300", "\u0301", "\u0302", "\u0303", "\u0306", "\u0309", "\u031b", "\u0323"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_holds_every_vietnamese_letter_and_mark(path, qapp):
    font = QRawFont(str(path), 16)
    assert font.isValid()
    assert not [letter for letter in sorted(LETTERS | MARKS) if not font.supportsCharacter(ord(letter))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_found_by_family_and_weight(path, qapp):
    number = QFontDatabase.addApplicationFont(str(path))
    assert number >= 0
    family = QFontDatabase.applicationFontFamilies(number)[0]
    weight = QFont.Weight[
        path.stem.split("-")[1].replace("Regular", "Normal").replace("SemiBold", "DemiBold")
    ]
    font = QFont(family, 12, weight)
    assert QFontInfo(font).family() == family
    assert QFontInfo(font).weight() == weight
    QFontDatabase.removeApplicationFont(number)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_comes_with_its_licence(path):
    assert "SIL Open Font License, Version 1.1" in (path.parent / "OFL.txt").read_text(encoding="utf-8")
