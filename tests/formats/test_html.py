"""Web pages: the article's text as it stands on the page, what the page says of it, furniture kept and pointed out."""

import builtins
import random
from contextlib import suppress
from itertools import pairwise

import pytest
from documents_kit import counted, reason, taken
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import FormatError, UndecidedEncoding
from annotator.formats import html_article
from annotator.formats.encoding import EncodingChoice
from annotator.formats.html import HtmlReader
from annotator.formats.html_text import PageText, joined
from annotator.formats.registry import reader_for
from annotator.formats.text_files import TextReader

PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8">
<title>Người giữ rừng bản Na Sang | Báo Sơn Hà</title>
<meta property="og:title" content="Người giữ rừng bản Na Sang"><meta property="og:site_name" content="Báo Sơn Hà">
<meta name="author" content="A Páo"><meta property="article:published_time" content="2024-10-12T07:30:00+07:00">
<link rel="canonical" href="https://baosonha.example/nguoi-giu-rung-12345.html">
<script>var x = "không phải bài";</script><style>p{color:red}</style></head>
<body><header><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/chinh-tri">Chính trị</a></li><li><a href="/xa-hoi">Xã hội</a></li></ul></nav></header>
<main><article><h1>Người giữ rừng bản Na Sang</h1>
<div class="meta"><span class="author">A Páo</span> <time datetime="2024-10-12">12/10/2024 07:30</time></div>
<h2 class="sapo">(Baosonha.vn) - Suốt 20 năm, ông Phanh đi trước, cả bản theo sau; 312&nbsp;ha rừng của bản không mất một gốc cây nào.</h2>
<p>Chiều 7/1, chúng tôi đến bản Na Sang, xã Mường Lộc, khi ông Lò Văn Phanh vừa đi tuần rừng về. Ông là Bí thư Chi bộ bản, người được dân gọi là “ông giữ rừng”.</p>
<figure><img src="a.jpg"><figcaption>Ông Phanh (bên trái) kiểm tra rừng. Ảnh: Thu Vui</figcaption></figure>
<p>Năm 2004, Chi bộ bản có 4 đảng viên; đến nay có <b>18 đảng viên</b>, 98,59% hoàn thành tốt nhiệm vụ. Mỗi đảng viên nhận&nbsp;giúp 2 hộ nghèo, “đảng viên đi trước, làng nước theo sau”.</p>
<h3>Nói ít, làm nhiều</h3>
<p>Ông Phanh bảo: “Mình chưa làm thì đừng bảo ai làm”.<br>Rồi ông lại vác dao vào rừng, như hai mươi năm nay vẫn thế, bất kể mưa nắng.</p>
<table><tr><th>Năm</th><th>Diện tích</th></tr><tr><td>2004</td><td>120 ha</td></tr><tr><td>2024</td><td>312 ha</td></tr></table>
<p>Tháng 9/2024, ông được Chủ tịch UBND tỉnh Sơn Hà tặng Bằng khen và là một trong ba đại biểu của huyện dự Hội nghị tuyên dương già làng, trưởng bản tiêu biểu.</p>
<p class="author"><strong>A Páo</strong></p>
<div class="related"><h4>Tin liên quan</h4><ul><li><a href="/x">Sơn Hà tổng kết 5 năm thi đua</a></li><li><a href="/y">Phú Điền: Sáng thứ hai xuống thôn</a></li></ul></div>
<div class="share">Chia sẻ: <a>Facebook</a> | <a>Zalo</a></div>
<div class="comments"><h4>0 bình luận</h4><p>Ý kiến của bạn sẽ được biên tập trước khi đăng.</p></div>
</article></main>
<footer>© 2024 Báo Sơn Hà. Ghi rõ nguồn khi đăng lại.</footer></body></html>
"""
BODY = """Người giữ rừng bản Na Sang
A Páo 12/10/2024 07:30
(Baosonha.vn) - Suốt 20 năm, ông Phanh đi trước, cả bản theo sau; 312\u00a0ha rừng của bản không mất một gốc cây nào.
Chiều 7/1, chúng tôi đến bản Na Sang, xã Mường Lộc, khi ông Lò Văn Phanh vừa đi tuần rừng về. Ông là Bí thư Chi bộ bản, người được dân gọi là “ông giữ rừng”.
Ông Phanh (bên trái) kiểm tra rừng. Ảnh: Thu Vui
Năm 2004, Chi bộ bản có 4 đảng viên; đến nay có 18 đảng viên, 98,59% hoàn thành tốt nhiệm vụ. Mỗi đảng viên nhận\u00a0giúp 2 hộ nghèo, “đảng viên đi trước, làng nước theo sau”.
Nói ít, làm nhiều
Ông Phanh bảo: “Mình chưa làm thì đừng bảo ai làm”.
Rồi ông lại vác dao vào rừng, như hai mươi năm nay vẫn thế, bất kể mưa nắng.
Năm
Diện tích
2004
120 ha
2024
312 ha
Tháng 9/2024, ông được Chủ tịch UBND tỉnh Sơn Hà tặng Bằng khen và là một trong ba đại biểu của huyện dự Hội nghị tuyên dương già làng, trưởng bản tiêu biểu.
A Páo
"""
FURNITURE = """Tin liên quan
Sơn Hà tổng kết 5 năm thi đua
Phú Điền: Sáng thứ hai xuống thôn
Chia sẻ: Facebook | Zalo
0 bình luận
Ý kiến của bạn sẽ được biên tập trước khi đăng."""


def read(path, data, choice=None):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return taken(HtmlReader(), path, choice)


def test_an_article_with_its_furniture(tmp_path):
    (item,), issues = read(tmp_path / "a.html", PAGE)
    assert item.text == BODY + FURNITURE
    assert [(item.text[start:end], rule) for start, end, rule in item.zones] == [(FURNITURE, "markup")]
    assert item.title == "Người giữ rừng bản Na Sang"
    assert item.meta == {
        "source": "Báo Sơn Hà", "byline": "A Páo", "photo": "Thu Vui", "date": "2024-10-12",
        "url": "https://baosonha.example/nguoi-giu-rung-12345.html", "file": "a.html",
    }  # fmt: skip
    assert counted(issues) == {"images": 1, "tables": 1}
    assert [(i.code, i.fields["count"]) for i in issues if i.code == "furniture-kept"] == [
        ("furniture-kept", 1)
    ]
    assert read(tmp_path / "a.html", PAGE)[0][0] == item


def test_paragraphs_in_spans_and_words_in_links(tmp_path):
    page = (
        PAGE.replace("<p>", "<p><span style='font-size:12pt'>")
        .replace("</p>", "</span></p>")
        .replace("bản Na Sang, xã", "<a href='/x'>bản Na Sang</a>, xã")
    )
    (item,), _ = read(tmp_path / "a.html", page)
    assert item.text == BODY + FURNITURE


def test_a_headline_outside_the_article_comes_first(tmp_path):
    page = PAGE.replace("<h1>Người giữ rừng bản Na Sang</h1>", "")
    (item,), _ = read(tmp_path / "a.html", page)
    assert item.text.startswith("Người giữ rừng bản Na Sang\nA Páo")


def test_a_page_without_an_article_element(tmp_path):
    page = (
        PAGE.replace("<article>", "").replace("</article>", "").replace("<main>", "").replace("</main>", "")
    )
    (item,), issues = read(tmp_path / "a.html", page)
    assert BODY.split("\n", 3)[3][:300] in item.text
    assert "Trang chủ" not in item.text
    assert "Ghi rõ nguồn" not in item.text
    assert counted(issues)["page-parts"] >= 2


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("cp1258", "windows-1258"), ("utf-8", "iso-8859-1")],
)
def test_encodings_of_pages(tmp_path, encoding, declared):
    page = PAGE.replace('<meta charset="utf-8">', f'<meta charset="{declared}">' if declared else "")
    data = page.encode(encoding, "replace")
    (item,), _ = read(tmp_path / "a.html", data)
    assert "120 ha" in item.text
    if encoding != "cp1258":
        assert item.text == BODY + FURNITURE


def test_a_page_in_an_old_font(tmp_path):
    old = (
        "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. Mçi ngêi d©n ®Òu ph¶i häc tËp vµ lµm viÖc tèt h¬n. "
        * 4
    )
    page = f"<html><body><article><h1>Céng hßa</h1><p>{old}</p><p>{old}x</p></article></body></html>"
    with pytest.raises(UndecidedEncoding) as caught:
        read(tmp_path / "a.html", page)
    assert caught.value.candidates[0] == "tcvn3"
    (item,), _ = read(tmp_path / "a.html", page, EncodingChoice(believe=True))
    assert "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập" in item.text


# What is a page, and what is not ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["a.txt", "a.doc", "a", "a.xhtml", "a.HTM"])
def test_known_by_its_look(tmp_path, name):
    path = tmp_path / name
    path.write_text("\n<!-- x -->" + PAGE, encoding="utf-8")
    assert reader_for(path).name == "html"
    items, issues = taken(HtmlReader(), path)
    assert len(items) == 1
    said = [i.fields["suffix"] for i in issues if i.code == "really-html"]
    assert said == ([] if name in ("a.xhtml", "a.HTM") else [path.suffix])


def test_a_page_among_texts(tmp_path):
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.txt").write_text("<b> là một thẻ của HTML", encoding="utf-8")
    items, issues = taken(TextReader(), tmp_path)
    assert [item.text[:10] for item in items] == ["Người giữ ", "<b> là một"]
    assert "really-html" in {issue.code for issue in issues}


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"<html></html>", b"<html><body><nav><a>x</a></nav></body></html>"]
)
def test_no_article(tmp_path, data):
    items, issues = read(tmp_path / "a.html", data)
    assert items == []
    assert issues[-1].code in ("empty-file", "no-article")


def test_without_the_extractor(tmp_path, monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "trafilatura":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    assert reason(HtmlReader(), path) == "needs-extra"


def test_limits(tmp_path, monkeypatch):
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(html_article, "MAX_ELEMENTS", 20)
    assert reason(HtmlReader(), path) == "too-many-elements"
    monkeypatch.setattr(html_article, "MAX_PAGE", 100)
    assert reason(HtmlReader(), path) == "too-large"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 20_000 + "x" * 300,
        "<html><body><p>" + "chữ " * 300_000,
        "<html><body>" + "<p>" + "&" * 10_000 + "</p><table>" * 50,
        "<!DOCTYPE html [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;'>]><html><body><p>&b;</p></body></html>",
        "<html><body><p " + "a" * 500_000 + ">x</p></body></html>",
        "<html>\0<body>\ud83d<p>x</p>".encode("utf-8", "surrogatepass"),
    ],
    ids=["deep", "long", "signs", "entities", "attribute", "surrogate"],
)
def test_hostile_pages(tmp_path, page):
    with suppress(FormatError):
        read(tmp_path / "a.html", page)


def test_broken_pages_are_read_or_refused(tmp_path):
    rng = random.Random(2)
    whole = PAGE.encode()
    for _ in range(40):
        data = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(rng.randrange(1, 30)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        with suppress(FormatError):
            read(tmp_path / "a.html", bytes(data))


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div class='share'>",
                "</div>",
                "a b\u00a0",
                "<br>",
                "<table>",
                "<td>",
                "ế",
                "<nav>",
                "</nav>",
                "<script>x</script>",
            ]
        ),
        max_size=25,
    )
)
def test_any_markup_gives_its_text_once(pieces):
    from lxml import html

    tree = html.document_fromstring("<html><body>" + "".join(pieces) + "<p>cuối</p></body></html>")
    page = PageText(set(), whole_page=False)
    page.add(tree)
    text, zones = joined(page.lines)
    script_free = [part for part in tree.itertext() if part != "x"]
    assert "".join(text.split()) == "".join("".join(script_free).split())
    assert all(text[start:end].strip() for start, end, _ in zones)
    assert all(one[1] < two[0] for one, two in pairwise(zones))
