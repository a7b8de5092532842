"""XLSX tables, read by another library: every cell is the text that the project holds, and never a formula."""

import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import MalformedInput
from annotator.formats import xlsx
from annotator.formats.registry import writer
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.span import Span

SCHEME = load_scheme("neu-guong")
TRICKS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "a_x000D_b",
    "_x005F_",
    "<c/>&amp;",
    "\x00\x0b\ufffe",
    "👍🏽",
]
texts = st.one_of(
    st.sampled_from(TRICKS), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
)


def row(text, id="d1", note=""):
    document = Document.make(text, id=id, title=text[:30], meta={"source": text[:40]})
    layer = Layer(LayerKey(id, "lan"))
    layer.spans["s1"] = Span("s1", 0, len(text), "PERSON", {"alive": True}, note)
    return document, layer


def cells(path):
    """Rows as openpyxl reads them; escapes, which it leaves as they are, are undone as Office does."""
    book = openpyxl.load_workbook(path)
    found = []
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            assert all(cell.data_type in ("s", "inlineStr", "n") for cell in line), "no formulas"
            found.append([xlsx._ESCAPED.sub(lambda m: chr(int(m[1], 16)), cell.value or "") for cell in line])
    return found


@settings(max_examples=40)
@given(st.lists(texts, min_size=1, max_size=4))
def test_cells_are_texts_as_they_are(tmp_path_factory, given_texts):
    path = tmp_path_factory.mktemp("x") / "o.xlsx"
    rows = [row(text, f"d{n}", text) for n, text in enumerate(given_texts)]
    target = writer("xlsx-spans")
    assert target.write(path, rows, SCHEME) == len(rows)
    assert list(target.differing(path, rows)) == []
    found = cells(path)
    assert found[0][:3] == ["part", "document", "title"]
    column = found[0].index("text"), found[0].index("note")
    assert [[line[at] for at in column] for line in found[1:]] == [[text, text] for text in given_texts]
    again = path.with_name("again.xlsx")
    target.write(again, rows, SCHEME)
    assert again.read_bytes() == path.read_bytes()


def test_what_looks_like_a_formula_is_marked_as_text(tmp_path):
    path = tmp_path / "o.xlsx"
    writer("xlsx-spans").write(path, [row("=1+1")], SCHEME)
    sheet = openpyxl.load_workbook(path).active
    marked = {cell.value for line in sheet.iter_rows() for cell in line if cell.quotePrefix}
    assert marked == {"=1+1"}


@pytest.mark.parametrize("text", ["đ" * 70_000, "👍" * 20_000, "a" * 32_767, "a" * 32_768])
def test_long_texts_go_on_in_the_next_rows(tmp_path, text):
    path = tmp_path / "o.xlsx"
    target = writer("xlsx-documents")
    rows = [row(text)]
    target.write(path, rows, SCHEME)
    assert list(target.differing(path, rows)) == []
    found = cells(path)
    at = found[0].index("text")
    assert "".join(line[at] for line in found[1:]) == text
    assert all(len(line[at].encode("utf-16-le")) // 2 <= 32_767 for line in found[1:])
    assert [line[:2] for line in found[1:]] == [[str(n + 1), "d1"] for n in range(len(found) - 1)]
    if len(text) == 32_767:
        assert len(found) == 2


def test_more_rows_than_a_sheet_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    path = tmp_path / "o.xlsx"
    rows = [row(f"text {n}", f"d{n}") for n in range(7)]
    target = writer("xlsx-spans")
    target.write(path, rows, SCHEME)
    book = openpyxl.load_workbook(path)
    assert [sheet.max_row for sheet in book.worksheets] == [4, 4, 2]
    assert list(target.differing(path, rows)) == []


def test_a_changed_file_is_found_out(tmp_path):
    path = tmp_path / "o.xlsx"
    rows = [row("một", "d1"), row("hai", "d2")]
    target = writer("xlsx-spans")
    target.write(path, rows, SCHEME)
    assert list(target.differing(path, [row("một", "d1"), row("ba", "d2")])) == ["d2"]
    assert list(target.differing(path, [*rows, row("ba", "d3")])) == ["d3"]
    assert list(target.differing(path, rows[:1])) == [""]
    path.write_bytes(b"no")
    with pytest.raises(MalformedInput):
        list(target.differing(path, rows))


def test_half_a_character_is_refused_and_leaves_nothing(tmp_path):
    document = Document("d1", "a\ud800", "t")
    with pytest.raises(MalformedInput):
        writer("xlsx-documents").write(tmp_path / "o.xlsx", [(document, None)], SCHEME)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_table_opens(tmp_path):
    path = tmp_path / "o.xlsx"
    assert writer("xlsx-spans").write(path, [], SCHEME) == 0
    assert [line[0] for line in cells(path)] == ["part"]
    assert zipfile.ZipFile(path).testzip() is None
