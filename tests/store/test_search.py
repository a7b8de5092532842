"""Search: the index folds Vietnamese as we do, and never keeps back a document that holds the words."""

import re
import unicodedata

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_kit import folder, new_project, new_session, texts

from annotator.errors import UserError
from annotator.model.text import fold_loose
from annotator.store import search
from annotator.store.tables import SCHEMA

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = sorted(
    {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES}
    | set("đĐ")
)
SYLLABLES = [f"b{letter}n" for letter in LETTERS]


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD", "folded", "upper"])
def test_every_vietnamese_letter_is_folded(tmp_path, stored, asked):
    ask = {
        "NFC": lambda word: unicodedata.normalize("NFC", word),
        "NFD": lambda word: unicodedata.normalize("NFD", word),
        "folded": fold_loose,
        "upper": str.upper,
    }[asked]
    given_texts = [
        f"Ở {unicodedata.normalize(stored, word)}, {number}." for number, word in enumerate(SYLLABLES)
    ]
    with new_project(tmp_path / "a.corpus", given_texts) as project:
        for number, word in enumerate(SYLLABLES, 1):
            found = project.search(ask(word))
            assert f"d{number}" in found, word
            twins = {f"d{n}" for n, other in enumerate(SYLLABLES, 1) if fold_loose(other) == fold_loose(word)}
            assert set(found) == twins


def test_words_are_looked_for_together(tmp_path):
    given_texts = ["Đảng bộ huyện", "đang ở huyện", "Đảng bộ tỉnh", "DANG BO"]
    with new_project(tmp_path / "a.corpus", given_texts) as project:
        assert project.search("đảng huyện") == ["d1", "d2"]
        assert project.search("dang bo") == ["d1", "d3", "d4"]
        assert project.search("vắng mặt") == []
        assert project.search("") == project.search(" .,") == ["d1", "d2", "d3", "d4"]


NASTY = [
    "_",
    "a_b",
    '"',
    'a"b',
    "a* OR b",
    "NEAR(a b)",
    "a AND",
    "-a",
    "folded:a",
    "\x00",
    "a\x00b",
    "👍",
    "\ue000",
    "a\u0305b",
    "𡨸",
    "'",
    "^a",
]


@pytest.mark.parametrize("words", NASTY)
def test_no_words_can_break_the_search(tmp_path, words):
    with new_project(tmp_path / "a.corpus", [f"Có a, b, or, near và {words} ở đây.", "Bài khác."]) as project:
        assert "d1" in project.search(words)


@given(st.lists(texts, min_size=1, max_size=4, unique=True))
@settings(max_examples=60)
def test_no_document_that_holds_the_words_is_kept_back(given_texts):
    with folder() as home, new_project(home / "a.corpus", given_texts) as project:
        for number, text in enumerate(given_texts, 1):
            words = re.findall(r"[^\W_]+", fold_loose(text))
            for word in [*words, " ".join(words)]:
                assert f"d{number}" in project.search(word)


def test_withdrawn_documents_are_not_found(tmp_path):
    from project_kit import write_texts

    from annotator.services.importing import import_paths

    with new_session(tmp_path / "a.corpus", ()) as session:
        import_paths(session.project, [write_texts(tmp_path / "in.jsonl", ["Bài một"])], actor="lan")
        assert session.project.search("bai") == ["d1"]
        session.undo()
        assert session.project.search("bai") == []
        session.redo()
        assert session.project.search("bai") == ["d1"]
        with pytest.raises(UserError):
            session.redo()


def test_the_index_sees_the_same_words_in_every_sign_it_is_given_as_it_is():
    signs = [chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF and not search._ODD.search(chr(c))]
    assert 300 < len(signs) < 1000
    connection = apsw.Connection(":memory:")
    connection.execute(SCHEMA[SCHEMA.index("CREATE VIRTUAL TABLE") :])
    given_texts = {ord(sign): f"x{sign}y z{sign} {sign}w" for sign in signs}
    for number, text in given_texts.items():
        connection.execute(
            "INSERT INTO search (rowid, folded) VALUES (?, ?)", (number, search.index_text(text))
        )
    for number, text in given_texts.items():
        for word in re.findall(r"[^\W_]+", fold_loose(text)):
            query = "SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?"
            assert not word.isascii() or connection.execute(query, (f'"{word}"', number)).fetchone(), (
                hex(number),
                word,
            )
    connection.close()
