"""Text files: the text to the code point, its encoding, and what is left out."""

import codecs
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import BinaryInput, MalformedInput, UndecidedEncoding
from annotator.formats.encoding import EncodingChoice, decode
from annotator.formats.registry import reader, reader_for
from annotator.formats.text_files import TextReader, natural_key, read_text

ARTICLES = sorted((Path(__file__).parents[2] / "corpora" / "neu-guong" / "articles").glob("*.txt"))
ARTICLE = ARTICLES[0].read_bytes().decode()
TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """The text as Windows writes it: letters with their own marks, the tone after them; other signs as ``?``."""
    out = bytearray()
    for sign in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", sign)
        tone = "".join(c for c in parts if c in TONES)
        letter = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
        try:
            out += (letter + tone).encode("cp1258")
        except UnicodeEncodeError:
            out += sign.encode("cp1258", "replace")
    return bytes(out)


def read(path: Path, *, believe=False):
    issues = []
    reader = TextReader()
    reader.choice = EncodingChoice(believe=believe)
    return list(reader.read(path, issues.append)), issues


def said(issues):
    return [(Path(i.path).name, i.severity, i.code) for i in issues]


# The text as it is ----------------------------------------------------------------------------------------------
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1))
def test_utf_8_is_kept_to_the_code_point(text):
    data = text.encode()
    if data.startswith(
        (
            b"\xef\xbb\xbf",
            b"%PDF",
            b"PK",
            b"RIFF",
            b"ID3",
            b"OggS",
            b"GIF8",
            b"{\\rtf",
            b"MZ",
            b"BZh",
            b"Rar",
            b"II*",
        )
    ):
        return
    assert decode(data, "x").text == text


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nb\rc\nd",
        "x\u00a0y\u2028z\u0085",
        unicodedata.normalize("NFD", ARTICLE),
        "  \n hai \n\n",
        "chữ 𠀀 😀",
    ],
)
@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"), ("utf-8", codecs.BOM_UTF8, "utf-8"), ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"), ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
        ("utf-32-be", codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)  # fmt: skip
def test_texts_with_and_without_a_mark(tmp_path, text, encoding, mark, name):
    path = tmp_path / "a.txt"
    path.write_bytes(mark + text.encode(encoding))
    (item,), issues = read(path)
    assert item.text == text
    assert (item.meta["encoding"], item.meta.get("bom")) == (name, "yes" if mark else None)
    assert said(issues) == ([] if name == "utf-8" else [("a.txt", "info", "encoding-found")])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("article", ARTICLES[:6], ids=lambda path: path.name[:2])
def test_utf_16_without_a_mark(encoding, article):
    text = article.read_bytes().decode()
    found = decode(text.encode(encoding), "x")
    assert (found.text, found.encoding, found.bom) == (text, encoding, False)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.name[:2])
def test_windows_1258_is_recognised_by_its_syllables(article):
    text = article.read_bytes().decode()
    data = windows_1258(text)
    with pytest.raises(UndecidedEncoding) as caught:
        decode(data, "x")
    assert (caught.value.reason, caught.value.candidates[0]) == ("unconfirmed", "windows-1258")
    found = decode(data, "x", EncodingChoice(believe=True))
    assert (found.encoding, found.decomposed) == ("windows-1258", True)
    assert found.text == data.decode("cp1258")


def test_windows_1258_is_said_and_kept_as_decoded(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(
        windows_1258("Đảng ủy khối tổ chức tọa đàm về trách nhiệm nêu gương của cán bộ, đảng viên.")
    )
    items, (issue,) = read(path)
    assert (items, issue.severity, issue.code) == ([], "error", "encoding-unconfirmed")
    (item,), (issue,) = read(path, believe=True)
    assert unicodedata.normalize("NFC", item.text).startswith("Đảng ủy khối tổ chức tọa đàm")
    assert item.text != unicodedata.normalize("NFC", item.text)
    assert (issue.severity, issue.code, dict(issue.fields)) == (
        "info",
        "encoding-found",
        {"encoding": "windows-1258", "reason": "decomposed"},
    )


# What is not sure is said -----------------------------------------------------------------------------------------
FRENCH = "Été à Noël, déjà là où vous êtes, près de la forêt, le château français s'élève très haut. "


@pytest.mark.parametrize(
    ("data", "candidate"),
    [
        (windows_1258("Đảng ủy"), "windows-1258"),
        ((FRENCH * 5).encode("cp1252"), "windows-1258"),
        (("Привет, как дела сегодня? " * 20).encode("cp1251"), "cp1251"),
        (ARTICLE.encode()[:900] + b"\xff" + ARTICLE.encode()[900:], "utf-8"),
        (ARTICLE.encode()[:-1] if ARTICLE.encode()[-1] > 0x7F else ARTICLE.encode() + b"\xe1\xba", "utf-8"),
        ("日本語のテキスト。".encode("shift_jis") * 20, "cp932"),
    ],
)
def test_an_uncertain_encoding_is_not_guessed(tmp_path, data, candidate):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(UndecidedEncoding) as caught:
        read_text(path)
    assert candidate in caught.value.candidates
    assert caught.value.path == str(path)
    items, issues = read(path)
    assert items == []
    assert said(issues) == [("a.txt", "error", "undecided-encoding")]
    assert issues[0].fields["candidates"] == caught.value.candidates


def test_the_first_bad_byte_has_its_place():
    with pytest.raises(UndecidedEncoding) as caught:
        decode("một\nhai đ".encode() + b"\xff", "x")
    assert (caught.value.line, caught.value.column) == (2, 6)


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        found = decode(data, "x")
    except (BinaryInput, UndecidedEncoding, MalformedInput):
        return
    if found.encoding == "utf-8":
        assert found.text.encode() == data.removeprefix(codecs.BOM_UTF8)
    else:
        codec = {"windows-1258": "cp1258"}.get(found.encoding, found.encoding)
        assert found.text.encode(codec) == data[len(data) - len(found.text.encode(codec)) :]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"), (b"PK\x03\x04...", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"{\\rtf1 x}", "rtf"),
        (b"\x89PNG\r\n", "png"), (b"\x1f\x8b\x08", "gzip"), (b"SQLite format 3\x00", "sqlite"), (b"\x7fELF\x02", "program"),
        (b"abc\0def", "nul"), (bytes(range(256)) * 4, "nul"), (codecs.BOM_UTF8 + b"a\0b", "nul"), (codecs.BOM_UTF16_LE + b"a\0\0\0", "nul"),
        (os.urandom(64) + b"\0\0" + os.urandom(64), "nul"),
    ],
)  # fmt: skip
def test_what_is_not_text(tmp_path, data, kind):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    items, issues = read(path)
    assert items == []
    if kind == "nul" and len(data) == 130:
        assert issues[0].severity == "error"
    else:
        assert [(i.severity, i.code, i.fields) for i in issues] == [("error", "binary-input", {"kind": kind})]


@pytest.mark.parametrize(
    ("data", "encoding", "line"),
    [(codecs.BOM_UTF8 + b"a\nb\xff", "utf-8", 2), (codecs.BOM_UTF16_LE + b"a\0\n\0\x00\xd8", "utf-16-le", 2)],
)
def test_a_mark_that_promises_what_is_not_there(tmp_path, data, encoding, line):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    items, (issue,) = read(path)
    assert items == []
    assert (issue.severity, issue.code, issue.line, issue.fields["encoding"]) == (
        "error",
        "bad-encoding",
        line,
        encoding,
    )


# Files and folders ------------------------------------------------------------------------------------------------
def test_a_folder_in_natural_order(tmp_path):
    for name in [
        "bai 10.txt",
        "Bai 2.TXT",
        "bai 1.txt",
        "sub/a.txt",
        "sub/.hidden.txt",
        ".git/x.txt",
        "notes.docx",
        "~$bai.txt",
        "Thumbs.db",
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"Bài {name}", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "sub", target_is_directory=True)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    items, issues = read(tmp_path)
    assert [item.meta["file"] for item in items] == ["bai 1.txt", "Bai 2.TXT", "bai 10.txt", "sub/a.txt"]
    assert sorted(said(issues)) == [
        (".git", "info", "skipped-hidden"), (".hidden.txt", "info", "skipped-hidden"), ("Thumbs.db", "info", "skipped-hidden"),
        ("link", "warning", "skipped-link"), ("loop", "warning", "skipped-link"), ("notes.docx", "warning", "skipped-other-kind"),
        ("~$bai.txt", "info", "skipped-hidden"),
    ]  # fmt: skip


@given(st.permutations(["bài 2", "Bài 10", "a10", "a2", "A1", "a1b", "", "1", "²"]))
def test_natural_order_does_not_depend_on_the_order_found(names):
    assert sorted(names, key=natural_key) == ["", "1", "A1", "a1b", "a2", "a10", "bài 2", "Bài 10", "²"]
    assert sorted(["a10", "a2", "A1", "a1b"], key=natural_key) == ["A1", "a1b", "a2", "a10"]


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, b" \n\t\n", codecs.BOM_UTF16_LE])
def test_an_empty_file(tmp_path, data):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    items, issues = read(path)
    assert items == []
    assert said(issues) == [("a.txt", "warning", "empty-file")]


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.text_files.MAX_TEXT", 1000)
    (tmp_path / "big.txt").write_bytes(b"a" * 1001)
    (tmp_path / "ok.txt").write_bytes(b"a" * 1000)
    items, issues = read(tmp_path)
    assert [item.meta["file"] for item in items] == ["ok.txt"]
    assert said(issues) == [("big.txt", "error", "too-large")]


def test_what_the_system_refuses(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "a.txt").write_text("Bài", encoding="utf-8")
    (tmp_path / "shut.txt").write_text("Bài", encoding="utf-8")
    real_open = Path.open

    def guarded(self, *args, **kwargs):
        if self.name == "shut.txt":
            raise PermissionError(13, "Permission denied")
        return real_open(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", guarded)
    items, issues = read(tmp_path)
    assert [item.text for item in items] == ["Bài"]
    assert [(Path(i.path).name, i.severity, i.code, i.fields["reason"]) for i in issues] == [
        ("gone.txt", "error", "unreadable", "missing"),
        ("pipe.txt", "error", "unreadable", "not-a-file"),
        ("shut.txt", "error", "unreadable", "permission"),
    ]


def test_a_folder_that_cannot_be_listed(tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    (tmp_path / "z.txt").write_text("Bài", encoding="utf-8")
    real = Path.iterdir

    def guarded(self):
        if self.name == "sub":
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "iterdir", guarded)
    items, issues = read(tmp_path)
    assert len(items) == 1
    assert said(issues) == [("sub", "error", "unreadable")]


def test_the_registry_finds_it(tmp_path):
    path = tmp_path / "A.TXT"
    path.write_text("x")
    assert isinstance(reader_for(path), TextReader)
    assert isinstance(reader_for(tmp_path), TextReader)
    assert isinstance(reader("text"), TextReader)


def test_other_kinds_in_a_folder_are_read_by_their_own_readers(tmp_path):
    (tmp_path / "a.txt").write_text("Bài một", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "Bài hai"}\n', encoding="utf-8")
    items, issues = read(tmp_path)
    assert [item.text for item in items] == ["Bài một", "Bài hai"]
    assert said(issues) == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"{\\rtf1\\ansi B\\'e0i}", "rtf"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "ole")],
)
def test_old_documents_are_named(tmp_path, data, kind):
    (tmp_path / "a.doc").write_bytes(data)
    with pytest.raises(BinaryInput) as caught:
        reader_for(tmp_path / "a.doc")
    assert caught.value.detail == kind
    (tmp_path / "b.txt").write_text("Bài", encoding="utf-8")
    items, (issue,) = read(tmp_path)
    assert [item.text for item in items] == ["Bài"]
    assert (issue.severity, issue.code, issue.fields["kind"]) == ("error", "binary-input", kind)
