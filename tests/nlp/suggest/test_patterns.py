"""The language of rules: what it matches, what it refuses to read, and that it ends quickly whatever is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.suggest.patterns import PatternError, read_pattern, read_phrase
from annotator.nlp.suggest.rulebook import read_rulebook
from annotator.nlp.suggest.rules import RuleSuggester


def book(tmp_path, rules, **lists):
    (tmp_path / "r.toml").write_text(rules, encoding="utf-8")
    for name, words in lists.items():
        (tmp_path / f"{name}.tsv").write_text("\n".join(words), encoding="utf-8")
    return read_rulebook([tmp_path / "r.toml"], sorted(tmp_path.glob("*.tsv")))


def found(tmp_path, pattern, text, extra="", phrases="", **lists):
    source = f"{phrases}\n[[rules]]\nid = 'x'\nlabel = 'L'\npattern = '''{pattern}'''\n{extra}\n"
    made = book(tmp_path, source, **lists)
    assert made.problems == []
    return [text[s.start : s.end] for s in RuleSuggester(made, {"L"}).suggest(text, 0, len(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("chi bộ", "Chi bộ họp, CHI BỘ nghe, chi  bộ ghi", ["Chi bộ", "CHI BỘ", "chi  bộ"]),
        ("Chi bộ", "chi bộ họp, Chi bộ nghe", ["Chi bộ"]),
        ("hóa", "hoá và hóa, hoa", ["hoá", "hóa"]),
        ("[<Cap>{2,3}]", "Ông Nguyễn Văn An nói", ["Ông Nguyễn Văn"]),
        ("đồng chí [<Cap>{1,3}]", "Đồng chí Lê Văn An nói", ["Lê Văn An"]),
        ("a (b|c d) e?", "a b e, a c d, a d", ["a b e", "a c d"]),
        ('[<Cap> "." vn]', "theo Baonghean.vn đưa", ["Baonghean.vn"]),
        (
            "(quy định|chỉ thị) số? <code>",
            "Quy định số 08-QĐ/TW, Chỉ thị 05-CT/TW",
            ["Quy định số 08-QĐ/TW", "Chỉ thị 05-CT/TW"],
        ),
        ("ngày <date>", "ngày 8/7/2019 và ngày mai", ["ngày 8/7/2019"]),
        ("kiểm tra <count>", "kiểm tra 12 chi bộ", ["kiểm tra 12 chi bộ"]),
        ("!đồng <low> <low>", "đồng chí ấy", ["chí ấy"]),
        ("<abbr>", "UBND xã, Ông A", ["UBND"]),
        ("<quoted>", "hô “ba sẵn sàng” rồi về", ["“ba sẵn sàng”"]),
        ("<motto>", "hô “nói ít, làm nhiều cho dân” rồi “về”", ["nói ít, làm nhiều cho dân"]),
        ("<line-start> <word> <line-end>", "Một\nhai ba\nBốn", ["Một", "Bốn"]),
        ("<number> <any>", "có 4.617 người", ["4.617 người"]),
    ],
)
def test_matches(tmp_path, pattern, text, expected):
    assert found(tmp_path, pattern, text) == expected
    decomposed = unicodedata.normalize("NFD", text)
    again = [unicodedata.normalize("NFC", one) for one in found(tmp_path, pattern, decomposed)]
    assert again == expected


def test_lists_phrases_and_guards(tmp_path):
    phrases = "[phrases]\nperson = '<surname> <Cap>{1,3}'\n"
    text = "xã Hà An, ông Hà An Bình, bà Lê Lợi"
    assert found(tmp_path, "<person>", text, phrases=phrases, surname=["Hà", "Lê"]) == [
        "Hà An",
        "Hà An Bình",
        "Lê Lợi",
    ]
    guards = "not-after = 'rank'\nunless = '<hero>'"
    lists = {"surname": ["Hà", "Lê"], "rank": ["xã"], "hero": ["Lê Lợi"]}
    assert found(tmp_path, "<person>", text, guards, phrases, **lists) == ["Hà An Bình"]


@pytest.mark.parametrize(
    "source",
    ["", "a (b", "a) b", "[a", "a]", "a [b] [c]", "a {0,0}", "a {3,2}", "a {1,99}", "<a", '"', "? a", "{1,2}", "[]", "!", '""', "a |) b"],
)  # fmt: skip
def test_refuses(source):
    with pytest.raises(PatternError):
        read_pattern(source)


@given(st.text(st.sampled_from('ab <Cap>()[]|?!{1,2}"'), max_size=30))
def test_reads_or_refuses_anything(source):
    try:
        pattern = read_pattern(source)
    except PatternError:
        return
    assert pattern.inside.parts
    assert all(f"<{name}>" in source for name in pattern.names())


def test_what_hangs_regular_expressions_ends_at_once(tmp_path):
    nested = "[" + "(" * 6 + "a? a?" + "){0,12}" * 6 + " b]"
    assert found(tmp_path, nested, "a " * 400) == []


def test_a_word_is_read_as_its_units():
    (word, sign, _) = read_phrase('THCS "-" a').parts
    assert (word.capital, sign.key) == (True, "-")
