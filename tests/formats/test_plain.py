"""What a plain article says about itself."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.plain import describe, is_name

BODY = "\n\nMột đoạn văn dài nói về việc nêu gương của cán bộ, đảng viên trong toàn tỉnh.\n\nMột đoạn nữa cũng dài như thế.\n\n"


def about(*parts):
    title, meta = describe("".join(parts))
    return title, meta


@pytest.mark.parametrize(
    ("head", "title", "source"),
    [
        ("Tiêu đề bài\n\n(Baonghean.vn) - Nêu gương phải là", "Tiêu đề bài", "Baonghean.vn"),
        ("(Baothanhhoa.vn) - Thực hiện phương châm", "Thực hiện phương châm", "Baothanhhoa.vn"),
        ("Tiêu đề\n(Haitan24h.com.vn) – Ba năm", "Tiêu đề", "Haitan24h.com.vn"),
        ("Tiêu đề\n(TTXVN) - Hôm nay", "Tiêu đề", "TTXVN"),
        ("Tiêu đề\n(Báo Hải Tân) - Tôi làm", "Tiêu đề", "Báo Hải Tân"),
        ("Tiêu đề\nBáo\u00a0Lam Giang - Muốn có", "Tiêu đề", "Báo\u00a0Lam Giang"),
        ("\n\n  Tiêu đề  \n(năm 2020) - nhiều việc", "Tiêu đề", None),
        ("Tiêu đề\nBáo cáo nêu: 5 - 7 hộ", "Tiêu đề", None),
    ],
)
def test_title_and_source(head, title, source):
    found, meta = about(head, BODY)
    assert (found, meta.get("source")) == (title, source)


@pytest.mark.parametrize(
    ("tail", "byline"),
    [
        ("Thanh Lê", "Thanh Lê"),
        ("Thanh Lê\n\nTin liên quan\n\nTin mới\n", "Thanh Lê"),
        ("Bài và ảnh: Thu Vui\n\n {name} - {time}\n\n0 bình luận\n", "Thu Vui"),
        ("Tác giả: Nguyễn Văn A.\n", "Nguyễn Văn A"),
        ("Theo Báo Yên Bái\n\nBài viết mới nhất:\n", None),
        ("Hà Nội ngày mai\n", None),
        ("Năm 2020\n", None),
        ("UBND TỈNH\n", None),
        ("Lan\n", None),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_byline(tail, byline, form):
    _, meta = about(unicodedata.normalize(form, "Tiêu đề" + BODY + tail))
    assert meta.get("byline") == (unicodedata.normalize(form, byline) if byline else None)


def test_source_at_the_end_and_one_photographer():
    _, meta = about("Tiêu đề", BODY, "Cán bộ làm việc. Ảnh: Thanh Lê\n", BODY, "Theo Báo Yên Bái\n\nTin mới")
    assert meta == {"source": "Báo Yên Bái", "photo": "Thanh Lê"}
    _, meta = about("Tiêu đề", BODY, "Một. Ảnh: Thanh Lê\nHai. Ảnh: Thu Vui", BODY)
    assert meta == {}


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("Thanh Lê", True),
        ("Nguyễn Thị Minh Khai", True),
        ("A Páo", True),
        ("Lan", False),
        ("Thanh lê", False),
        ("Mặt trận", False),
        ("Số 9", False),
        ("MINH TÚ", False),
        ("", False),
    ],
)
def test_what_looks_like_a_name(line, holds):
    assert is_name(line) is holds


def test_the_sample_articles():
    found = {}
    for path in sorted((Path(__file__).parents[2] / "corpora" / "neu-guong" / "articles").glob("*.txt")):
        found[path.name[:2]] = describe(path.read_bytes().decode())
    assert found["01"][1]["source"] == "Baosonha.vn"
    assert found["03"][1]["byline"] == "Thu Hằng"
    assert sum("source" in meta for _, meta in found.values()) >= 16
    assert sum("byline" in meta for _, meta in found.values()) >= 18
    assert all(title for title, _ in found.values())


@given(st.text())
def test_any_text_has_something_said_about_it(text):
    title, meta = describe(text)
    assert len(title) <= 200
    assert set(meta) <= {"source", "byline", "photo"}
    assert all(value.strip() for value in meta.values())
