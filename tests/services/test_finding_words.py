"""Words in a text: whole units, either tone placement, NFC or NFD, with or without marks; code points of the text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project_kit import texts

from annotator.model import occurrences
from annotator.model.occurrences import Pattern, loose_key, words_key
from annotator.model.text import fold_loose, fold_loose_map, units

TEXT = "Đảng ta đang nêu  gương. HOÀ bình, hòa\u00a0bình; Hoà binh. dangerous 4.617 và 617; 2020–2025 “Trên trước”"


def found(words, *, exact, text=TEXT):
    return [text[start:end] for start, end in Pattern(words, exact=exact).find(text)]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("words", "exact", "hits"),
    [
        ("dang", False, ["Đảng", "đang"]),
        ("dang", True, []),
        ("ĐẢNG", True, ["Đảng"]),
        ("neu guong", False, ["nêu  gương"]),
        ("nêu gương", True, ["nêu  gương"]),
        ("neu", True, []),
        ("hòa bình", True, ["HOÀ bình", "hòa\u00a0bình"]),
        ("hoà bình", True, ["HOÀ bình", "hòa\u00a0bình"]),
        ("hoa binh", False, ["HOÀ bình", "hòa\u00a0bình", "Hoà binh"]),
        ("617", True, ["617"]),
        ("4.617", True, ["4.617"]),
        ("4", False, []),
        ("2020-2025", True, ["2020–2025"]),
        ('"trên trước"', True, ["“Trên trước”"]),
        ("ang", False, []),
        ("", True, []),
        (" \t", False, []),
    ],
)
def test_words_are_found_as_a_person_means_them(words, exact, hits, form):
    text = unicodedata.normalize(form, TEXT)
    assert [unicodedata.normalize("NFC", hit) for hit in found(words, exact=exact, text=text)] == hits
    assert [unicodedata.normalize("NFC", hit) for hit in found(
        unicodedata.normalize("NFD", words), exact=exact, text=text)] == hits  # fmt: skip


def test_one_line_end_lies_between_words_a_blank_line_does_not():
    assert found("nêu gương", exact=True, text="nêu\r\ngương") == ["nêu\r\ngương"]
    assert found("nêu gương", exact=True, text="nêu\n\ngương nêu \u2028\u2029 gương") == []


@pytest.mark.parametrize(
    "text", ["ﬁ nêu gương", "👍 nêu gương 👍", "Straße nêu gương", "ǰ nêu gương ŉ", "\u0301nêu gương"]
)
def test_signs_that_fold_to_more_or_fewer_do_not_move_a_hit(text):
    assert found("neu guong", exact=False, text=text) == ["nêu gương"]


def test_hits_do_not_overlap_and_a_part_of_the_text_can_be_asked():
    assert list(Pattern("a a", exact=False).find("a a a a a")) == [(0, 3), (4, 7)]
    assert list(Pattern("a", exact=True).find("a b a b a", 1, 8)) == [(4, 5)]
    assert list(Pattern("a", exact=True).find("a", 1)) == []


@given(texts, st.data(), st.booleans())
def test_every_run_of_units_is_found_where_it_stands(text, data, exact):
    """A stretch from unit to unit is among the hits for itself, unless an overlapping one was taken before it."""
    edges = units(text)
    if not edges:
        return
    first = data.draw(st.integers(0, len(edges) - 1))
    last = data.draw(st.integers(first, min(first + 3, len(edges) - 1)))
    start, end = edges[first][0], edges[last][1]
    words = text[start:end]
    pattern = Pattern(words, exact=exact)
    hits = list(pattern.find(text))
    for a, b in hits:
        key = words_key if exact else loose_key
        assert key(text[a:b]) == key(words)
        assert pattern.matches(text[a:b])
    blank = len(re.findall("\r\n|[\n\r\u2028\u2029\x85\v\f]", words)) > 1
    bare = any(
        not fold_loose(text[a:b]).strip() for a, b in edges[first : last + 1]
    )  # a mark on nothing: no word
    if not blank and not bare:
        assert any(a < end and start < b for a, b in hits), (text, words, hits)


def test_keys_tell_words_apart_as_the_two_ways_do():
    assert (
        words_key("Hoà  bình") == words_key(unicodedata.normalize("NFD", "hòa bình")) != words_key("hoa bình")
    )
    assert loose_key("Đảng – đoàn") == loose_key("DANG - DOAN")


@given(texts)
def test_the_places_of_the_fold_are_those_of_the_slow_map(text):
    places = occurrences._Places(text)
    folded, offsets = fold_loose_map(text)
    assert [places.of(position) for position in range(len(folded) + 1)] == offsets
