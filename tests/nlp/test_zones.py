"""Furniture of web pages: found where it stands, and nothing of the article with it."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import MalformedInput
from annotator.nlp.zones import furniture, propose_zones, read_furniture

CORPUS = Path(__file__).parents[2] / "corpora" / "neu-guong"
ARTICLES = sorted((CORPUS / "articles").glob("*.txt"))
SEEDS = sorted((Path(__file__).parents[3] / "shared" / "seeds").glob("*.txt"))
BODY = (
    "Tiêu đề\n\n" + "Một đoạn văn dài nói về việc nêu gương của cán bộ, đảng viên. " * 6 + "\n\nThu Vui\n\n"
)


def found(text):
    return [(text[start:end], rule) for start, end, rule in propose_zones(text)]


@pytest.mark.parametrize("article", [*ARTICLES, *SEEDS], ids=lambda path: path.name[:4])
def test_every_article_ends_where_its_furniture_begins(article):
    text = article.read_bytes().decode()
    ((start, end, _),) = propose_zones(text)
    assert end == len(text.rstrip())
    last = text[:start].rstrip().rsplit("\n", maxsplit=1)[-1]
    assert last.endswith(")") or len(last) < 40  # a byline, or the signature of a letter


def test_no_annotated_span_lies_in_a_proposed_zone():
    seen = 0
    for path in sorted((CORPUS / "annotations").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            zones = propose_zones(row["text"])
            for span in row["spans"]:
                seen += 1
                assert not [z for z in zones if span["start"] < z[1] and z[0] < span["end"]], span
    assert seen > 500


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("Tin liên quan\n\nNêu gương ở Sơn Hà\n\n0 bình luận", [("Tin liên quan\n\nNêu gương ở Sơn Hà\n\n0 bình luận", "related+comment-form")]),
        ("👍 Thích  Chia sẻ", [("👍 Thích  Chia sẻ", "comment-form")]),
        ("Xem thêm  Đọc nhiều  Tin mới", [("Xem thêm  Đọc nhiều  Tin mới", "menu")]),
        (" {name} - {time}\r\n\r\n\u00a0Trả lời", [("{name} - {time}\r\n\r\n\u00a0Trả lời", "template+comment-form")]),
        ("3 bình luận\n\nLan\nHay quá. Cảm ơn.\nNam - 2 giờ trước\nĐúng.", [("3 bình luận\n\nLan\nHay quá. Cảm ơn.\nNam - 2 giờ trước\nĐúng.", "comments")]),
        ("© 2024 Báo Sơn Hà. Ghi rõ nguồn khi đăng lại", [("© 2024 Báo Sơn Hà. Ghi rõ nguồn khi đăng lại", "copyright")]),
        ("TIN LIEN QUAN:", [("TIN LIEN QUAN:", "related")]),
        ("Từ khóa: nêu gương, đảng viên", [("Từ khóa: nêu gương, đảng viên", "tags")]),
        ("Chia sẻ kinh nghiệm là điều ông Nam mong nhất", []),
        ("Trả lời câu hỏi của phóng viên, ông Nam nói", []),
        ("0 đồng", []),
        ("Tin liên quan\nMột câu của bài.\nChia sẻ", [("Tin liên quan", "related"), ("Chia sẻ", "share")]),
    ],
)  # fmt: skip
def test_the_end_of_an_article(tail, expected):
    assert found(BODY + tail) == expected
    assert found(BODY + tail + "\n\n ") == expected


def test_in_the_middle_only_what_cannot_be_text():
    assert found("Tiêu đề\n\nTin liên quan\n\nChia sẻ\n\n{body}\n\n" + BODY) == [("{body}", "template")]
    assert found("Tin mới\n") == []  # a title


@given(
    st.text()
    | st.lists(st.sampled_from(["Tin liên quan", "a", "{name}", "\n", "\r\n", " ", "2 bình luận", "."])).map(
        "".join
    )
)
def test_zones_of_any_text_are_in_order_and_apart(text):
    zones = propose_zones(text)
    assert zones == propose_zones(text)
    for start, end, rule in zones:
        assert text[start:end].strip() == text[start:end] != ""
        assert set(rule.split("+")) <= {one.id for one in furniture().rules}
    assert all(one[1] < two[0] for one, two in pairwise(zones))


def test_own_rules(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('[[rule]]\nid = "mine"\nlines = ["Nghe podcast"]\n', encoding="utf-8")
    text = BODY + "Nghe podcast\nTin liên quan"
    assert [text[s:e] for s, e, _ in propose_zones(text, read_furniture(path))] == ["Nghe podcast"]


@pytest.mark.parametrize(
    "content",
    [
        "x",
        '[[rule]]\nlines = ["a"]',
        '[[rule]]\nid="a"\npatterns=["("]',
        '[[rule]]\nid="a"\nwhere="x"',
        "rule = 1",
        '[[rule]]\nid="a"\nlines=[1]',
    ],
)
def test_rules_that_do_not_hold(tmp_path, content):
    path = tmp_path / "own.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MalformedInput) as caught:
        read_furniture(path)
    assert caught.value.path == str(path)
