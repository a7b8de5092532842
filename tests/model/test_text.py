"""Vietnamese text: units, snapping, sentences, paragraphs, folding for search."""

import itertools
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import text as t

ARTICLES = sorted((Path(__file__).parents[2] / "corpora" / "neu-guong" / "articles").glob("*.txt"))
any_text = st.text(st.characters(exclude_categories=("Cs",)))
vietnamese = st.text("Đđảơưệ aáo\u0301\u0323\u00a0 0123.,%/-–“”\"'()\r\n…", max_size=60)


def words(text, ranges):
    return [text[a:b] for a, b in ranges]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4.617 đảng viên", ["4.617", "đảng", "viên"]),
        ("98,59%, tăng", ["98,59", "%", ",", "tăng"]),
        ("05-CT/TW", ["05", "-", "CT", "/", "TW"]),
        ("5.", ["5", "."]),
        ("TP.HCM", ["TP", ".", "HCM"]),
        ("“Bác”", ["“", "Bác", "”"]),
        ("a\u00a0b", ["a", "b"]),
        (unicodedata.normalize("NFD", "Đảng ủy"), [unicodedata.normalize("NFD", w) for w in ("Đảng", "ủy")]),
        ("14,5m2", ["14,5", "m", "2"]),
        ("a_b", ["a", "_", "b"]),
        ("😀👍🏽", ["😀", "👍", "🏽"]),
    ],
)
def test_units(text, found):
    assert words(text, t.units(text)) == found


@given(any_text)
def test_units_cover_everything_but_white_space(text):
    ranges = t.units(text)
    assert all(a < b for a, b in ranges)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ranges))
    covered = {i for a, b in ranges for i in range(a, b)}
    assert all(text[i].isspace() or text[i] in t._MARKS for i in range(len(text)) if i not in covered)
    assert all(not text[a:b].isspace() for a, b in ranges)


@given(vietnamese, st.data())
def test_the_unit_at_a_place_is_one_of_the_units(text, data):
    offset = data.draw(st.integers(0, len(text)))
    start, end = t.unit_at(text, offset)
    if start == end:
        assert start == offset
        assert offset == len(text) or text[offset].isspace()
    else:
        assert (start, end) in t.units(text)
        assert start <= offset < end


@given(vietnamese, st.data())
def test_snapping_widens_to_units_and_is_stable(text, data):
    a = data.draw(st.integers(0, len(text)))
    b = data.draw(st.integers(0, len(text)))
    start, end = t.snap(text, a, b)
    assert 0 <= start <= end <= len(text)
    assert t.snap(text, b, a) == (start, end)
    if start < end:
        edges = t.units(text)
        assert start in {s for s, _ in edges}
        assert end in {e for _, e in edges}
        assert t.snap(text, start, end) == (start, end)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()


@pytest.mark.parametrize(
    ("text", "start", "end", "snapped"),
    [
        ("có 4.617 đảng viên,", 5, 12, "4.617 đảng"),
        ("có 4.617 đảng viên, và", 2, 19, "4.617 đảng viên"),
        ("nói “đi đôi” với", 4, 12, "“đi đôi”"),
        ("nói “đi đôi” với", 4, 8, "đi"),
        ("nói “đi đôi” với", 9, 12, "đôi"),
        ("(khóa XII)", 0, 10, "(khóa XII)"),
        ("Nghị quyết (khóa XII)", 0, 21, "Nghị quyết (khóa XII)"),
        ("  ...  ", 0, 7, "..."),
        ("98,59% năm", 0, 3, "98,59"),
        ("   ", 0, 3, ""),
    ],
)
def test_snapping(text, start, end, snapped):
    a, b = t.snap(text, start, end)
    assert text[a:b] == snapped


@given(vietnamese, st.data())
def test_caret_moves_by_units(text, data):
    offset = data.draw(st.integers(0, len(text)))
    starts = [a for a, _ in t.units(text)]
    assert t.next_boundary(text, offset, 1) == next((a for a in starts if a > offset), len(text))
    assert t.next_boundary(text, offset, -1) == next((a for a in reversed(starts) if a < offset), 0)
    assert t.unit_end(text, offset, 1) >= offset
    assert 0 <= t.unit_end(text, offset, -1) <= len(text)


@given(any_text)
def test_paragraphs_leave_out_line_ends_alone(text):
    ranges = t.paragraphs(text)
    assert ranges[0][0] == 0
    assert ranges[-1][1] == len(text)
    for (_, end), (start, _) in itertools.pairwise(ranges):
        assert text[end:start] in ("\r\n", "\n", "\r", "\u2029", "\x85", "\v", "\f")
    assert all("\n" not in text[a:b] and "\r" not in text[a:b] for a, b in ranges)
    index = t.ParagraphIndex(text)
    for number, (a, b) in enumerate(ranges):
        assert index.at(a) == index.at(b) == number


def test_sentences():
    text = "Một hai. Ba bốn!\nNăm… “Sáu?” Bảy 4.617 tám\n\n"
    assert words(text, t.sentences(text)) == ["Một hai.", "Ba bốn!", "Năm…", "“Sáu?”", "Bảy 4.617 tám"]
    assert words(text, t.sentences(text, 9, 16)) == ["Ba bốn!"]
    assert t.sentences("") == []


@given(any_text)
def test_sentences_are_in_order_and_hold_all_signs(text):
    ranges = t.sentences(text)
    assert all(a < b for a, b in ranges)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ranges))
    covered = {i for a, b in ranges for i in range(a, b)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


# Folding ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nêu gương", "neu guong"),
        ("ĐẢNG ỦY", "dang uy"),
        ("Ðảng ðảng", "dang dang"),
        ("a\u00a0b\nc", "a b c"),
        ("ﬁ", "ﬁ".casefold()),
        ("98,59%", "98,59%"),
    ],
)
def test_loose_fold(text, folded):
    assert t.fold_loose(text) == folded
    assert t.fold_loose(unicodedata.normalize("NFD", text)) == t.fold_loose(
        unicodedata.normalize("NFC", text)
    )


@given(any_text)
def test_loose_fold_and_its_map(text):
    folded, offsets = t.fold_loose_map(text)
    assert folded == t.fold_loose(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert offsets == sorted(offsets)
    for index, offset in enumerate(offsets[:-1]):
        assert folded[index] in t.fold_loose(text[offset])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("quý", "qúy"),
        ("túy", "tuý"),
        ("UỶ", "ủy"),
        ("Toạ đàm", "tọa ĐÀM"),
    ],
)
def test_two_spellings_are_one_word(one, other):
    assert t.fold_exact(one) == t.fold_exact(other)
    assert t.fold_exact(unicodedata.normalize("NFD", one)) == t.fold_exact(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoa", "hoá"), ("đảng", "đang"), ("đ", "d"), ("khuya", "khuỷa"), ("o", "ơ"), ("â", "ă")],
)
def test_two_words_stay_apart(one, other):
    assert t.fold_exact(one) != t.fold_exact(other)


@given(vietnamese)
def test_exact_fold_and_its_map(text):
    folded, offsets = t.fold_exact_map(text)
    assert folded == t.fold_exact(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert all(0 <= offset <= len(text) for offset in offsets)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.name[:2])
def test_both_normal_forms_fold_alike(article):
    text = article.read_bytes().decode()
    for form in ("NFC", "NFD"):
        changed = unicodedata.normalize(form, text)
        assert t.fold_exact(changed) == t.fold_exact(text)
        assert t.fold_loose(changed) == t.fold_loose(text)


def test_the_table_of_marks_is_what_unicode_says():
    """Later databases know more marks; none that the table names may be anything else."""
    import unicodedata

    from annotator.model import text

    ranges = [part.partition("-") for part in text._MARK_RANGES.split()]
    listed = {code for a, _, b in ranges for code in range(int(a, 16), int(b or a, 16) + 1)}
    marks = {code for code in range(0x110000) if unicodedata.category(chr(code))[0] == "M"}
    assert listed <= marks
    if unicodedata.unidata_version == "14.0.0":
        assert listed == marks
