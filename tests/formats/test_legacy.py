"""Legacy Vietnamese encodings: read right, recognised where they can be, and never believed unless a person says so."""

import os
import random
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import MalformedInput, UndecidedEncoding
from annotator.formats.encoding import EncodingChoice, decode
from annotator.formats.legacy import (
    ENCODINGS,
    as_bytes,
    canonical,
    decode_legacy,
    decode_shown,
    font_encoding,
)
from annotator.formats.legacy_detect import SURE, rank, recognised
from annotator.formats.legacy_syllables import TONES, is_syllable
from annotator.formats.text_files import TextReader
from annotator.wording import describe_issue

ARTICLES = sorted((Path(__file__).parents[2] / "corpora" / "neu-guong" / "articles").glob("*.txt"))
TEXTS = [unicodedata.normalize("NFC", path.read_text(encoding="utf-8")) for path in ARTICLES]
BELIEVE = EncodingChoice(believe=True)

LETTERS = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
# The same letters as people know them from documents in .VnTime shown through another font.
TCVN3 = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®"
# ... and as the C library's own converter gives them, with the capitals after them.
VISCII = bytes.fromhex(
    "e1e0e4e3d5e5a1a2c6c7a3e2a4a5a6e7a7e9e8eba8a9eaaaabacadaeedecefeeb8f3f2f6f5f7f4afb0b1b2b5bdbeb6b7defefaf9fcfbf8dfd1d7d8e6f1fd"
    "cfd6dbdcf0c1c0c4c380c58182020583c28485860687c9c8cb8889ca8a8b8c8d8ecdcc9bce98d3d299a09ad48f90919293b4959697b394dad99c9d9ebfba"
    "bbbcffb9dd9f14191ed0"
)
VNI_MARKS = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
VNI_ROOFS = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
VNI_BREVES = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
VNI_I = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}


@cache
def vni_letter(sign):
    if sign.isupper():
        return vni_letter(sign.lower()).upper()
    if sign in VNI_I:
        return VNI_I[sign]
    parts = unicodedata.normalize("NFD", sign)
    base, tone = parts[0], "".join(c for c in parts if c in TONES)
    if "\u0302" in parts:
        return base + VNI_ROOFS[tone]
    if "\u0306" in parts:
        return base + VNI_BREVES[tone]
    base = {"o": "ô", "u": "ö"}[base] if "\u031b" in parts else base
    return base + VNI_MARKS.get(tone, "")


@cache
def signs(name):
    """Each letter with its bytes in the encoding."""
    if name == "tcvn3":
        found = dict(zip(LETTERS, (sign.encode("latin-1") for sign in TCVN3), strict=True))
        return found | dict(zip("ĂÂÊÔƠƯĐ", (bytes([byte]) for byte in range(0xA1, 0xA8)), strict=True))
    if name == "viscii":
        return dict(zip(LETTERS + LETTERS.upper(), (bytes([byte]) for byte in VISCII), strict=True))
    if name == "vni":
        return {sign: vni_letter(sign).encode("cp1252") for sign in LETTERS + LETTERS.upper()}
    found = {}
    for sign in LETTERS + LETTERS.upper():
        parts = unicodedata.normalize("NFD", sign)
        letter = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
        found[sign] = (letter + "".join(c for c in parts if c in TONES)).encode("cp1258")
    return found


def writable(text, name):
    """The text as far as the encoding has its letters: TCVN3 has no capitals with a tone."""
    known = signs(name)
    lowered = "".join(c if c.isascii() or c in known else c.lower() for c in text)
    return "".join(c if c.isascii() or c in known else " " for c in lowered)


def encoded(text, name):
    known = signs(name)
    return b"".join(known.get(sign) or sign.encode("ascii") for sign in text)


# Tables -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ENCODINGS)
def test_every_letter_of_every_encoding(name):
    for sign, data in signs(name).items():
        assert unicodedata.normalize("NFC", decode_legacy(data, name)) == sign
    plain = bytes(range(0x20, 0x7F)) + b"\t\r\n"
    assert decode_legacy(plain, name) == plain.decode("ascii")


@pytest.mark.parametrize(
    ("name", "shown", "meant"),
    [
        ("tcvn3", "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc", "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"),
        ("vni", "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM, Ñoäc laäp – Töï do", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, Độc lập – Tự do"),
        ("tcvn3", "“Tù do” – …", "“Tự do” – …"),
        ("tcvn3", "Tự do, đã sửa", "Tự do, đã sửa"),
        ("vni", "", ""),
    ],
)  # fmt: skip
def test_text_shown_through_an_old_font(name, shown, meant):
    assert decode_shown(shown, name) == meant


@pytest.mark.parametrize(
    ("font", "found"),
    [
        (".VnTime", ("tcvn3", False)), (".VnTimeH", ("tcvn3", True)), (".VnArial NarrowH", ("tcvn3", True)), ("VNI-Times", ("vni", False)),
        ("VNI Helve", ("vni", False)), ("Times New Roman", None), ("", None), ("VnTime", None), ("Vni", None), (".Vn", None),
    ],
)  # fmt: skip
def test_fonts_that_stand_for_an_encoding(font, found):
    assert font_encoding(font) == found


@given(st.binary(max_size=60), st.sampled_from(ENCODINGS))
def test_any_bytes_become_some_text(data, name):
    try:
        text = decode_legacy(data, name)
    except UnicodeDecodeError:
        assert name == "windows-1258"
        return
    assert len(text) <= len(data)


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_latin_1_text_gives_its_bytes_back(text):
    assert len(as_bytes(text)) == len(text)
    assert as_bytes(text + "ế") is None


@pytest.mark.parametrize(
    "word", ["nghiêng", "Quyết", "giếng", "gì", "khuỷu", "ĐẢNG", "ý", "hoà", "hòa", "thuở", "ngoằn", "yêu"]
)
def test_syllables(word):
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word", ["cê", "ngi", "đat", "đàt", "étê", "âé", "bcd", "", "nghiêngg", "kà", "straße", "garçon"]
)
def test_no_syllables(word):
    assert not is_syllable(word)


# Recognising ------------------------------------------------------------------------------------------------------
@st.composite
def sentences(draw):
    words = draw(st.sampled_from(TEXTS)).split()
    start = draw(st.integers(0, max(0, len(words) - 48)))
    return " ".join(words[start : start + draw(st.integers(48, 160))])


@pytest.mark.parametrize("name", ENCODINGS)
@given(text=sentences())
def test_what_was_written_is_recognised_and_reads_the_same(name, text):
    text = writable(text, name)
    data = encoded(text, name)
    found = decode(data, "x", BELIEVE)
    assert found.encoding == name
    assert unicodedata.normalize("NFC", found.text) == text
    with pytest.raises(UndecidedEncoding) as caught:
        decode(data, "x")
    assert (caught.value.reason, caught.value.candidates[0]) == ("unconfirmed", name)


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
@given(text=sentences())
def test_text_taken_over_as_latin_1_is_mended_when_confirmed(name, text):
    text = writable(text, name)
    shown = encoded(text, name).decode("cp1252").encode()
    with pytest.raises(UndecidedEncoding):
        decode(shown, "x")
    for choice in (BELIEVE, EncodingChoice(name)):
        found = decode(shown, "x", choice)
        assert (found.text, found.shown_as) == (text, name)
    assert decode(shown, "x", EncodingChoice("utf-8")).text.encode() == shown


WESTERN = (
    "Été à Noël, déjà là où vous êtes, près de la forêt, le château français s'élève très haut; ça va être très drôle à l'hôtel.",
    "Über den Wäldern fährt der müde König gemütlich nach Köln, während die Mädchen süße Äpfel für die Großmutter pflücken.",
    "El niño soñó que mañana volvería a España con su tío y la señora Muñoz después de la reunión. ¿Qué pasó aquí?",
    "Não há razão para a situação; você também é irmão de João, então às três já estará lá à tarde: educação, corações.",
    "The café's naïve façade cost £5 – a “bargain”, said Zoë.",
)


@given(st.sampled_from(WESTERN), st.data())
def test_western_languages_are_not_taken_for_vietnamese(text, data):
    words = (text * 4).split()
    start = data.draw(st.integers(0, len(words) - 1))
    part = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    assert recognised(part.encode("cp1252")) is None
    assert decode(part.encode(), "x", BELIEVE).text == part


@given(sentences(), st.sampled_from(["NFC", "NFD"]))
def test_vietnamese_in_utf_8_stays_what_it_is(text, form):
    text = unicodedata.normalize(form, text)
    found = decode(text.encode(), "x", BELIEVE)
    assert (found.text, found.encoding, found.shown_as) == (text, "utf-8", "")
    assert recognised(text.encode()) is None


@given(st.binary(max_size=400) | st.text(st.characters(max_codepoint=0x7F)).map(str.encode))
def test_chance_is_not_recognised(data):
    assert recognised(data) is None


def test_chance_is_not_recognised_in_many_tries():
    rng = random.Random(5)
    for _ in range(2000):
        assert recognised(rng.randbytes(rng.randrange(1, 300))) is None


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_few_words_are_too_few(name):
    data = encoded("Đảng ủy khối".lower(), name)
    assert recognised(data) is None
    assert name in {guess.name for guess in rank(data)} | {"windows-1258"}
    assert all(guess.confidence < SURE for guess in rank(data))


# What a person sees and says ----------------------------------------------------------------------------------------
def read(path, choice=None):
    issues = []
    reader = TextReader()
    if choice:
        reader.choice = choice
    items = list(reader.read(path, issues.append))
    assert all("?" not in describe_issue(issue).replace("lines?", "") for issue in issues)
    return items, issues


@pytest.mark.parametrize("name", ENCODINGS)
def test_unconfirmed_confirmed_and_named(tmp_path, name):
    path = tmp_path / "a.txt"
    text = writable(
        "Đảng ủy khối tổ chức tọa đàm về trách nhiệm nêu gương của cán bộ, đảng viên trong tỉnh.\n" * 3, name
    )
    path.write_bytes(encoded(text, name))
    items, (issue,) = read(path)
    assert (items, issue.severity, issue.code) == ([], "error", "encoding-unconfirmed")
    assert issue.fields["previews"][0]["encoding"] == name
    assert (
        unicodedata.normalize("NFC", issue.fields["previews"][0]["lines"][0])
        == text.split("\n", maxsplit=1)[0]
    )
    assert text[1:12] in unicodedata.normalize("NFC", describe_issue(issue))
    for choice in (BELIEVE, EncodingChoice(name.upper())):
        (item,), (issue,) = read(path, choice)
        assert unicodedata.normalize("NFC", item.text) == text
        assert (issue.severity, issue.code, item.meta["encoding"]) == ("info", "encoding-found", name)


def test_mended_is_said(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(encoded(writable(TEXTS[0], "vni"), "vni").decode("cp1252").encode())
    (item,), (issue,) = read(path, BELIEVE)
    assert (issue.severity, issue.code, issue.fields["encoding"]) == ("info", "encoding-mended", "vni")
    assert item.text == writable(TEXTS[0], "vni")


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\xb8abc", "no-such", "no-such-encoding"),
        ("Đảng ủy".encode(), "tcvn3", "other-encoding"),
        (b"abc\xd2", "windows-1258", None),
        (b"abc\xff\n\xff", "utf-16-le", None),
        (b"a\n\xe9", "shift_jis", "encoding"),
    ],
)
def test_a_name_that_does_not_fit(tmp_path, data, name, reason):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    if reason is None:
        (item,), _ = read(path, EncodingChoice(name))
        assert item.meta["encoding"] == name
        return
    items, (issue,) = read(path, EncodingChoice(name))
    assert (items, issue.severity, issue.fields["reason"]) == ([], "error", reason)
    with pytest.raises(MalformedInput):
        decode(data, "x", EncodingChoice(name))


def test_names_people_use():
    assert [canonical(name) for name in ("ABC", "TCVN-3", "VNI_Win", "cp1258", "UTF-8")] == [
        "tcvn3", "tcvn3", "vni", "windows-1258", "utf-8",
    ]  # fmt: skip


def test_a_large_file_is_recognised_by_its_first_words_with_marks():
    data = encoded(writable(TEXTS[0], "vni"), "vni")
    assert recognised(data * 20 + os.urandom(10)).name == "vni"
    assert recognised(b"plain words, and many of them. " * 5000 + data).name == "vni"
