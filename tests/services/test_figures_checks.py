"""What a careful reader would look at again: each rule with what it finds and with what it must leave alone."""

import pytest

from annotator.formats.scheme_toml import load_scheme
from annotator.model.span import Span
from annotator.nlp.figures import read_figures
from annotator.services.figures_checks import CheckBook, Figure, agree, written
from annotator.services.figures_table import figure_of

SCHEME = load_scheme("neu-guong")


def marked(text, document="d1"):
    """Every figure of the text as the reader finds and values it."""
    found = []
    for number, figure in enumerate(read_figures(text)):
        if figure.label:
            span = Span(f"s{number}", figure.start, figure.end, figure.label, figure.attributes())
            found.append(figure_of(SCHEME, document, "title", text, span))
    return found


def check(text):
    found = CheckBook().check(text, marked(text))
    assert all(text[f.start : f.end] == f.words for finding in found for f in finding.figures)
    return [(finding.rule, finding.said, finding.found) for finding in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Xử lý 27 đảng viên, trong đó khiển trách 18 trường hợp, cảnh cáo 8 trường hợp và khai trừ 2 trường hợp.",
         ("parts-sum", "27", "28")),
        ("Hiện có 712 tổ chức đảng, gồm 248 tổ chức ở xã và 460 tổ chức ở phường.", ("parts-sum", "712", "708")),
        ("Tổng kinh phí 486 triệu đồng, gồm nhân dân góp 312 triệu đồng, phường hỗ trợ 175 triệu đồng.",
         ("parts-sum", "486000000", "487000000")),
        ("Cả xã có 120 đảng viên, trong đó 150 đảng viên nữ.", ("parts-over", "120", "150")),
        ("Có 4.552/4.617 đảng viên đăng ký (đạt 89,59%).", ("percent", "89.59", "98.59")),
        ("Toàn ngành có 13.756 cán bộ, trong đó 6.902 cán bộ là nữ, chiếm 52%.", ("percent", "52", "50.17")),
        ("Hơn bốn nghìn người\n9.840 ý kiến, trong đó 8.954 ý kiến được giải quyết, đạt tỷ lệ 81%.", ("percent", "81", "91")),
        ("Sơn Hà: 4.167 đảng viên nêu gương\nNăm qua có 4.617 đảng viên được biểu dương.", ("title", "4167", "4617")),
        ("Mở đầu\nKết quả kiểm tra cho thấy có 34 chi bộ vi phạm về đất đai.\nKhác.\nKết quả kiểm tra cho thấy có 43 chi bộ vi phạm nặng.",
         ("twice", "34", "43")),
    ],
)  # fmt: skip
def test_found(text, found):
    assert check(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Xử lý 28 đảng viên, trong đó khiển trách 18 trường hợp, cảnh cáo 8 trường hợp và khai trừ 2 trường hợp.",
        "Hiện có 712 tổ chức đảng, gồm 248 đảng bộ và 464 chi bộ, với 61.284 đảng viên.",
        "Đã kỷ luật 5 đảng viên và 74 đảng viên dự bị, trong đó khiển trách 46, cảnh cáo 17, cách chức 3, khai trừ 9.",
        "Khoảng 220 đại biểu, gồm đại biểu của 31 đảng bộ và 60 điển hình.",
        "Có 120 đảng viên, trong đó 30 đảng viên nữ.",  # not all parts are told
        "Cả xã có 120 đảng viên. Trong đó 150 hộ nghèo được giúp.",  # another sentence
        "Bốn trường hợp vi phạm, trong đó có 1 phó ban bày tiệc 75 mâm.",
        "Có 4.552/4.617 đảng viên đăng ký (đạt 98,59%).",
        "Có 4.552/4.617 đảng viên đăng ký (đạt 98,6%).",
        "Có 4.552/4.617 đảng viên đăng ký (đạt 98%).",  # cut, not rounded
        "Có 4.552/4.617 đảng viên đăng ký, tăng 7,42% so với năm 2017.",  # a change, no share
        "Sơn Hà: gần 5.000 đảng viên nêu gương\nNăm qua có 4.617 đảng viên được biểu dương.",
        "Ba mươi năm giữ rừng\nÔng đi suốt 15 năm qua các bản.",
        "Mở đầu\nKết quả kiểm tra năm 2021 cho thấy có 34 chi bộ vi phạm.\nKết quả kiểm tra năm 2022 cho thấy có 43 chi bộ vi phạm.",
    ],
)  # fmt: skip
def test_left_alone(text):
    assert check(text) == []


def test_the_same_sentence_in_two_articles():
    book = CheckBook()
    sentence = "Bên lề.\nTheo báo cáo của Ban Tổ chức Tỉnh ủy, cả tỉnh đã biểu dương {} tập thể vì những việc làm thiết thực."
    first, second = sentence.format(22), sentence.format(25)
    assert book.check(first, marked(first, "d1")) == []
    assert book.check(first, marked(first, "d2")) == []  # printed again
    (finding,) = book.check(second, marked(second, "d3"))
    assert (finding.rule, finding.said, finding.found) == ("again", "22", "25")
    assert [f.document for f in finding.figures] == ["d1", "d3"]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (("5000", "about", ""), ("4617", "", ""), True),
        (("5000", "about", ""), ("4000", "", ""), False),
        (("300", "over", ""), ("312", "", ""), True),
        (("300", "over", ""), ("290", "", ""), False),
        (("300", "under", ""), ("290", "", ""), True),
        (("1", "", "3"), ("2", "", ""), True),
        (("1", "", "3"), ("4", "", ""), False),
        (("2/3", "", ""), ("5", "", ""), True),  # nothing to compare
        (("7", "", ""), ("7.0", "", ""), True),
    ],
)
def test_bounds_say_what_can_both_be_true(one, other, both):
    figures = [
        Figure("d", "", "s", 0, 1, "COUNT", "", value, to, "hộ", bound) for value, bound, to in (one, other)
    ]
    assert agree(*figures) == agree(*figures[::-1]) == both


def test_shares_are_written_shortly():
    from fractions import Fraction

    assert [written(Fraction(1, 3), 2), written(Fraction(8, 4)), written(Fraction(1200))] == [
        "0.33",
        "2",
        "1200",
    ]
