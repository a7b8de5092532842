"""Offsets in other units, held against Python's own encodings over all of Unicode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.offsets import READINGS, OffsetMap, QtDocumentMap, reading_of

characters = st.characters(exclude_categories=("Cs",))
texts = st.text(characters, max_size=40) | st.text("aé\u1ea5😀𠀀\r\n\ufeff\u00a0\u2028\x00", max_size=40)


@given(texts)
def test_utf_16_and_utf_8_as_python_counts_them(text):
    units = OffsetMap(text)
    for offset in range(len(text) + 1):
        wide, narrow = len(text[:offset].encode("utf-16-le")) // 2, len(text[:offset].encode())
        assert units.to_utf16(offset) == wide
        assert units.to_utf8(offset) == narrow
        assert units.from_utf16(wide) == offset
        assert units.from_utf8(narrow) == offset
        assert units.exact_utf16(wide)
        assert units.exact_utf8(narrow)


@given(texts)
def test_places_inside_a_character_go_to_its_start(text):
    units = OffsetMap(text)
    wide = [len(text[:i].encode("utf-16-le")) // 2 for i in range(len(text) + 1)]
    narrow = [len(text[:i].encode()) for i in range(len(text) + 1)]
    for bounds, back, exact in (
        (wide, units.from_utf16, units.exact_utf16),
        (narrow, units.from_utf8, units.exact_utf8),
    ):
        for size in range(bounds[-1] + 1):
            assert back(size) == max(i for i, bound in enumerate(bounds) if bound <= size)
            assert exact(size) == (size in bounds)
        assert not exact(-1)
        assert not exact(bounds[-1] + 1)
        assert back(bounds[-1] + 5) == len(text)


def test_every_character_there_is():
    for low in range(0, 0x110000, 4096):
        text = "".join(chr(c) for c in range(low, low + 4096) if not 0xD800 <= c < 0xE000)
        if text:
            units = OffsetMap(text)
            assert units.to_utf16(len(text)) == len(text.encode("utf-16-le")) // 2
            assert units.to_utf8(len(text)) == len(text.encode())


# Readings -------------------------------------------------------------------------------------------------------------
def counted(text: str, offset: int, name: str) -> int:
    """The offset as the other program counted it."""
    before = text[:offset]
    return {
        "utf-16": len(before.encode("utf-16-le")) // 2,
        "utf-8": len(before.encode()),
        "bom": offset + 1,
        "crlf-as-lf": len(before.replace("\r\n", "\n")),
        "lf-as-crlf": len(before.replace("\r\n", "\n").replace("\n", "\r\n")),
    }[name]


@pytest.mark.parametrize("name", READINGS)
@given(text=texts)
def test_readings_go_back_to_our_offsets(name, text):
    reading = reading_of(text, name)
    for offset in range(len(text) + 1):
        between = text[max(0, offset - 1) : offset + 1] == "\r\n" and "crlf" in name
        if not between:
            assert reading(counted(text, offset, name)) == offset
    assert reading(-1) is None
    assert reading(len(text) * 4 + 2) is None


@pytest.mark.parametrize("name", READINGS)
@given(text=texts, offset=st.integers(-3, 200))
def test_a_reading_stays_inside_the_text(name, text, offset):
    found = reading_of(text, name)(offset)
    assert found is None or 0 <= found <= len(text)


def test_inside_a_character_there_is_no_offset():
    assert reading_of("😀", "utf-16")(1) is None
    assert reading_of("é", "utf-8")(1) is None
    assert reading_of("a\nb", "lf-as-crlf")(2) is None
    with pytest.raises(ValueError, match="nothing"):
        reading_of("a", "nothing")


# The toolkit's positions (held against a live document in tests/ui/test_qt_offsets.py) ------------------------------------
@given(texts)
def test_positions_of_the_toolkit_never_fall(text):
    qt = QtDocumentMap(text)
    positions = [qt.to_qt(offset) for offset in range(len(text) + 1)]
    assert positions == sorted(positions)
    for position in range(positions[-1] + 1):
        found = qt.from_qt(position)
        assert 0 <= found <= len(text)
        assert qt.to_qt(found) <= position
        if position in positions:
            assert found == positions.index(position)


def test_positions_by_hand():
    qt = QtDocumentMap("\ufeffa\r\nb😀c")
    assert [qt.to_qt(offset) for offset in range(8)] == [0, 0, 1, 1, 2, 3, 5, 6]
    assert [qt.from_qt(position) for position in range(7)] == [0, 2, 4, 5, 5, 6, 7]
