"""What Telex and VNI make of keys, and which keys are heard in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.commands.typing import PLAIN, TELEX, VNI, Decoder

BACK = "\b"


def heard(method, stream):
    """The keys a decoder hears in signs and Backspaces, as Unikey and EVKey send them."""
    decoder = Decoder(method)
    found = []
    for sign in stream:
        if sign == BACK:
            decoder.backspace()
        else:
            found += decoder.sign(sign)
    return "".join(found)


@pytest.mark.parametrize(
    ("stream", "keys"),
    [
        ("a\bâ", "aa"),
        ("a\bâ\baa", "aaa"),  # the third a takes the hat away and is written
        ("o\bơ", "ow"),
        ("d\bđ", "dd"),
        ("do\b\bđo", "dod"),
        ("a\bá", "as"),
        ("a\bá\bas", "ass"),
        ("a\bá\bà", "asf"),
        ("a\bâ\bấ", "aas"),
        ("ho\bò\b\bhòa", "hofa"),
        ("hoa\b\bòa", "hoaf"),
        ("hoa\b\bòa\b\boàn", "hoafn"),  # the tone moves: that was no key
        ("uo\b\bươ", "uow"),
        ("ư", "w"),
        ("ư\bw", "ww"),
        ("D\bĐ", "dd"),
    ],
)
def test_telex(stream, keys):
    assert heard(TELEX, stream) == keys
    assert heard(TELEX, unicodedata.normalize("NFC", stream)) == keys


@pytest.mark.parametrize(
    ("stream", "keys"), [("a\bâ", "a6"), ("d\bđ", "d9"), ("a\bá", "a1"), ("u\bư", "u7"), ("a\bă", "a8")]
)
def test_vni_digits_that_were_swallowed(stream, keys):
    assert heard(VNI, stream) == keys


def test_a_composition_grows():
    decoder = Decoder(TELEX)
    assert decoder.compose("a", "") == ["a"]
    assert decoder.compose("â", "") == ["a"]
    assert decoder.compose("ấ", "") == ["s"]
    assert decoder.compose("", "ấ") == []
    assert decoder.compose("", "â") == ["a"]  # the same key twice, told at once
    assert decoder.compose("", "á") == []  # a and s, and nobody knows which is meant
    assert decoder.compose("", "o") == ["o"]
    assert decoder.compose("", "ơ", taken_back=1) == ["w"]


def test_what_cannot_be_told_is_no_key():
    assert heard(TELEX, "\bấ") == ""
    assert heard(TELEX, "\b") == ""
    assert heard(TELEX, "ơ") == ""
    assert heard(TELEX, "1 [中") == ""


def test_a_person_who_presses_backspace_loses_no_later_key():
    decoder = Decoder(TELEX)
    decoder.sign("o")
    decoder.backspace()
    assert decoder.waiting
    decoder.settle()
    assert decoder.sign("o") == ["o"]


def test_without_an_input_method_letters_are_letters():
    assert heard(PLAIN, "aA\bbâ1") == "aaba"


@given(
    st.text("abcdefghijklmnopqrstuvwxyz\bâăáàảãạêôơưđé1 ", max_size=40), st.sampled_from([PLAIN, TELEX, VNI])
)
def test_never_more_keys_than_signs(stream, method):
    keys = heard(method, stream)
    assert len(keys) <= len(stream.replace(BACK, ""))
    assert keys.isalnum() or not keys
    assert keys.isascii()


@given(st.text("bcghklmnpqtvy", max_size=30))
def test_letters_that_no_method_changes_are_heard_one_by_one(letters):
    for method in (PLAIN, TELEX, VNI):
        assert heard(method, letters) == letters
