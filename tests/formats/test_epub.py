"""Books: a document a chapter, in reading order; locked and hostile ones refused."""

import pytest
from documents_kit import counted, reason, taken, zipped

from annotator.formats.epub import EpubReader
from annotator.formats.registry import reader_for

MIME = "application/epub+zip"
CONTAINER = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Nêu gương</dc:title>'
    "<dc:creator>Lan Anh</dc:creator><dc:date>2024-01-07</dc:date></metadata><manifest>"
    '<item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b%20hai.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="../OEBPS/a.xhtml" media-type="application/xhtml+xml"/><item id="i" href="i.png" media-type="image/png"/></manifest>'
    '<spine><itemref idref="c"/><itemref idref="a"/><itemref idref="b"/><itemref idref="a"/><itemref idref="no"/></spine></package>'
)
XHTML = '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd"><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
A = (
    f"{XHTML}<head><title>x</title><style>p</style></head><body><h1>Chương&nbsp;một</h1>\n<p>Chiều\n  7/1, <b>bản</b> Na Sang &amp; Sơn Hà.<br/>Hai dòng</p>"
    '<table><tr><td>Năm</td></tr></table><img src="i.png"/><aside epub:type="footnote"><p>chú thích</p></aside><pre>a  b</pre></body></html>'
)
B = "<!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body><p>Chương hai &eacute;</p></body></html>"
COVER = f"{XHTML}<body><img src='i.png'/></body></html>"


def book(path, **parts):
    named = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": BOOK,
        "OEBPS/a.xhtml": A,
        "OEBPS/b hai.xhtml": B,
        "OEBPS/cover.xhtml": COVER,
    }
    return zipped(
        path,
        named | {name.replace("__", "/").replace("_X", "."): data for name, data in parts.items()},
        first=MIME,
    )


def test_chapters_in_reading_order(tmp_path):
    path = book(tmp_path / "a.epub")
    assert reader_for(path).name == "epub"
    items, issues = taken(EpubReader(), path)
    assert [item.text for item in items] == [
        "Chương\u00a0một\nChiều 7/1, bản Na Sang & Sơn Hà.\nHai dòng\nNăm\na  b", "Chương hai é",
    ]  # fmt: skip
    assert items[0].title == "Chương\u00a0một"
    assert items[0].meta == {
        "book": "Nêu gương",
        "author": "Lan Anh",
        "date": "2024-01-07",
        "chapter": "OEBPS/a.xhtml",
        "file": "a.epub",
    }
    assert counted(issues) == {"images": 2, "footnotes": 1, "tables": 1, "empty-chapters": 1}


@pytest.mark.parametrize(
    "chapter", [XHTML, XHTML.replace(">", ' [<!ENTITY a "x">]>', 2), "", XHTML + "<div>" * 1000]
)
def test_a_chapter_that_does_not_hold_is_said_and_the_others_come(tmp_path, chapter):
    items, issues = taken(EpubReader(), book(tmp_path / "a.epub", OEBPS__a_Xxhtml=chapter))
    assert [item.text for item in items] == ["Chương hai é"]
    (error,) = [issue for issue in issues if issue.severity == "error"]
    assert error.path.endswith("a.epub/OEBPS/a.xhtml")


def test_locked_books_and_locked_fonts(tmp_path):
    def lock(place):
        return f"<e><x xmlns='http://www.w3.org/2001/04/xmlenc#'><CipherReference URI='{place}'/></x></e>"

    path = tmp_path / "a.epub"
    assert (
        reason(EpubReader(), book(path, **{"META-INF__encryption_Xxml": lock("OEBPS/b%20hai.xhtml")}))
        == "encrypted"
    )
    assert len(taken(EpubReader(), book(path, **{"META-INF__encryption_Xxml": lock("font.otf")}))[0]) == 2


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"x": "y"}, "other-kind"), ({"META-INF/container.xml": "<a/>"}, "part-missing"),
        ({"META-INF/container.xml": CONTAINER.replace("OEBPS/book.opf", "../../etc/passwd")}, "part-missing"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": '<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'}, "xml-entities"),
    ],
)  # fmt: skip
def test_hostile_books(tmp_path, parts, expected):
    assert reason(EpubReader(), zipped(tmp_path / "a.epub", parts, first=MIME)) == expected
