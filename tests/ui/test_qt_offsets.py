"""The map of cursor positions, held against a live QTextDocument over all of Unicode."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from annotator.model.offsets import QtDocumentMap

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.text(
    "ab\r\n\ufeff\u00a0\u2028\u2029\ufdd0\ufdd1\x00\x0b\x0c\x85😀𠀀ả\u0309", max_size=30
)
_ODD = {"\u2028": "\n", "\u2029": "\n", "\ufdd0": "\n", "\ufdd1": "\n", "\r": "\n"}


@pytest.fixture(scope="module")
def document(qapp):
    return QTextDocument()


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@settings(max_examples=400)
@given(texts)
def test_positions_are_those_of_a_live_document(document, text):
    document.setPlainText(text)
    qt = QtDocumentMap(text)
    assert qt.to_qt(len(text)) == document.characterCount() - 1
    for offset, sign in enumerate(text):
        start, end = qt.to_qt(offset), qt.to_qt(offset + 1)
        if end == start:
            assert (sign, offset) == ("\ufeff", 0) or text[offset : offset + 2] == "\r\n"
            continue
        cursor = QTextCursor(document)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        shown = cursor.selectedText().replace("\u2029", "\n").replace("\u2028", "\n")
        assert shown == _ODD.get(sign, sign)


@settings(max_examples=100)
@given(texts)
def test_every_position_of_a_live_document_has_an_offset(document, text):
    document.setPlainText(text)
    qt = QtDocumentMap(text)
    for position in range(document.characterCount()):
        offset = qt.from_qt(position)
        assert 0 <= offset <= len(text)
        assert position - qt.to_qt(offset) in (0, 1)


def test_every_character_takes_the_room_we_say(document):
    for low in range(0, 0x110000, 2048):
        text = "a" + "a".join(chr(c) for c in range(low, low + 2048) if not 0xD800 <= c < 0xE000) + "a"
        document.setPlainText(text)
        qt = QtDocumentMap(text)
        assert qt.to_qt(len(text)) == document.characterCount() - 1, hex(low)
