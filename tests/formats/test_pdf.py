"""PDF: paragraphs out of lines; pictures of pages, passwords and damage said. The files are made by hand (tests/data/formats/pdf)."""

import random
from contextlib import suppress
from pathlib import Path

import pytest
from documents_kit import counted, reason, taken
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import FormatError, UndecidedEncoding
from annotator.formats import pdf
from annotator.formats.encoding import EncodingChoice
from annotator.formats.pdf import PdfReader
from annotator.formats.pdf_lines import Line, paragraphs_of, without_edges
from annotator.formats.registry import reader_for

FILES = Path(__file__).parents[1] / "data" / "formats" / "pdf"
FIRST = [
    "Người giữ rừng bản Na Sang",
    "(Baosonha.vn) - Suốt 20 năm, ông Phanh đi trước, cả bản theo sau; 312 ha rừng của bản không mất một gốc cây nào, như lời ông hứa với dân trong buổi họp đầu tiên.",
    "Chiều 7/1, chúng tôi đến bản Na Sang, xã Mường Lộc, khi ông Lò Văn Phanh vừa đi tuần rừng về. Ông là Bí thư Chi bộ bản, người được dân gọi là “ông giữ rừng”.",
    "Nói ít, làm nhiều",
]


def test_paragraphs_across_lines_and_pages(tmp_path):
    path = tmp_path / "no-suffix"
    path.write_bytes((FILES / "article.pdf").read_bytes())
    assert reader_for(path).name == "pdf"
    (item,), issues = taken(PdfReader(), path)
    paragraphs = item.text.split("\n")
    assert paragraphs[:4] == FIRST
    assert len(paragraphs) == 24
    assert paragraphs[:8] == paragraphs[8:16] == paragraphs[16:]
    assert counted(issues) == {"page-numbers": 3, "running-heads": 3}
    assert (issues[0].code, issues[0].severity) == ("lines-joined", "info")
    assert item.meta["author"] == "A Páo"
    assert item.meta["document-title"].startswith("Microsoft Word")


def test_pictures_of_pages_and_passwords():
    assert reason(PdfReader(), FILES / "picture.pdf") == "no-text-layer"
    assert reason(PdfReader(), FILES / "locked.pdf") == "encrypted"


def test_a_text_layer_in_an_old_encoding():
    with pytest.raises(UndecidedEncoding) as caught:
        taken(PdfReader(), FILES / "tcvn3.pdf")
    assert caught.value.candidates[0] == "tcvn3"
    (item,), issues = taken(PdfReader(), FILES / "tcvn3.pdf", EncodingChoice(believe=True))
    assert "cả bản theo sau; 312 ha rừng của bản" in item.text
    assert [i.code for i in issues if i.severity == "warning"] == ["letters-lost"]


def test_limits(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    assert reason(PdfReader(), FILES / "article.pdf") == "too-many-pages"
    monkeypatch.setattr(pdf, "MAX_FILE", 100)
    assert reason(PdfReader(), FILES / "article.pdf") == "too-large"
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "MAX_SECONDS", -1.0)
    assert reason(PdfReader(), FILES / "article.pdf") == "too-slow"
    monkeypatch.undo()
    path = tmp_path / "a.pdf"
    for data in (b"", b"x" * 2000, b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF" * 99):
        path.write_bytes(data)
        assert reason(PdfReader(), path) == "not-pdf"


def test_broken_files_are_read_or_refused(tmp_path):
    rng = random.Random(9)
    whole = (FILES / "article.pdf").read_bytes()
    path = tmp_path / "a.pdf"
    for _ in range(60):
        data = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(rng.randrange(1, 40)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data)
        with suppress(FormatError):
            taken(PdfReader(), path)


# Lines to paragraphs ----------------------------------------------------------------------------------------------
def page(*rows, left=50.0, right=350.0, step=15.0):
    """Lines one below the other: text, how far indented, and whether the line is full."""
    return [
        Line(text, left + indent, right if full else left + 100, 500 - n * step, 511 - n * step)
        for n, (text, indent, full) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (
            [page(("một", 18, True), ("hai", 0, False), ("ba", 18, True), ("bốn", 0, True))],
            ["một hai", "ba bốn"],
        ),
        ([page(("tiêu đề", 0, False), ("một", 0, True), ("hai", 0, False))], ["tiêu đề", "một hai"]),
        ([page(("chia\u00ad", 0, True), ("ra", 0, False))], ["chiara"]),
        (
            [page(("2021-", 0, True), ("2023", 0, True), ("Mặt-", 0, True), ("trận", 0, True))],
            ["2021- 2023 Mặt-trận"],
        ),
        ([page(("một", 0, True)), page(("hai", 0, False))], ["một hai"]),
        ([page(("một.", 0, True)), page(("Hai", 0, False))], ["một.", "Hai"]),
        ([page(("một", 0, True)), page(("Hai", 18, False), ("ba", 0, True))], ["một", "Hai", "ba"]),
        ([[], []], []),
    ],
)
def test_what_is_joined(pages, expected):
    found, joins = paragraphs_of(pages)
    assert found == expected
    assert joins == sum(map(len, pages)) - len(expected)


def test_edges_that_recur_are_taken_away_and_counted():
    pages = [
        page(
            (f"Báo Sơn Hà số {n}", 0, False),
            ("a", 0, True),
            (f"x{n}", 0, True),
            ("b", 0, True),
            ("c", 0, True),
            (f"- {n} -", 0, False),
        )
        for n in range(5)
    ]
    kept, gone = without_edges(pages)
    assert gone["page-numbers"] == 5
    assert gone["running-heads"] == 15  # in so short a page everything at its edges recurs
    assert all("Báo" not in line.text for lines in kept for line in lines)
    single, gone = without_edges(pages[:1])
    assert (single, gone) == (pages[:1], {})


lines = st.builds(Line, st.text(min_size=1, max_size=8), *[st.floats(-10, 600)] * 4)


@given(st.lists(st.lists(lines, max_size=7), max_size=4))
def test_no_letter_is_lost_or_made(pages):
    kept, gone = without_edges(pages)
    assert sum(map(len, kept)) + gone.total() == sum(map(len, pages))
    found, _ = paragraphs_of(kept)

    def letters(texts):
        return [c for t in texts for c in t if not c.isspace() and c not in "\u00ad\u0002\ufffe"]

    assert letters(found) == letters(line.text for lines in kept for line in lines)
