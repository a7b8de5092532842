"""OpenDocument texts: the text with changes accepted, what is left out counted, hostile files refused."""

import random
from contextlib import suppress

import pytest
from documents_kit import ODF, counted, odt, reason, taken, zipped
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import FormatError
from annotator.formats.odt import OdtReader
from annotator.formats.registry import reader_for

MIME = "application/vnd.oasis.opendocument.text"


def read(path):
    return taken(OdtReader(), path)


def test_paragraphs_blanks_and_properties(tmp_path):
    meta = (
        f"<office:document-meta {ODF}><office:meta><dc:title>Mẫu</dc:title><meta:initial-creator>Lan Anh</meta:initial-creator>"
        "<meta:creation-date>2024-01-07T08:00:00</meta:creation-date></office:meta></office:document-meta>"
    )
    body = (
        "<text:h>Nêu gương\n   ở Sơn Hà</text:h>\n<text:p/>\n<text:p>  Chiều 7/1,\u00a0bản<text:s text:c='2'/> Na<text:tab/>Sang<text:line-break/>👍 "
        "<text:span> hai</text:span></text:p><text:list><text:list-item><text:p>Mục</text:p></text:list-item></text:list>"
    )
    (item,), issues = read(odt(tmp_path / "a.odt", body, meta=meta))
    assert (item.text, issues) == ("Nêu gương ở Sơn Hà\n\nChiều 7/1,\u00a0bản   Na\tSang\n👍 hai\nMục", [])
    assert item.meta == {
        "document-title": "Mẫu",
        "author": "Lan Anh",
        "created": "2024-01-07T08:00:00",
        "file": "a.odt",
    }


def test_what_is_left_out_and_taken_in(tmp_path):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>đã xóa</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Ông<text:change/> <text:change-start/>Phanh<text:change-end/><text:note><text:note-body><text:p>chú thích</text:p></text:note-body></text:note>"
        "<office:annotation><dc:creator>Bảo</dc:creator><text:p>xem lại</text:p></office:annotation><draw:frame><draw:image/></draw:frame>"
        "<draw:frame><draw:text-box><text:p>Trong khung</text:p></draw:text-box></draw:frame> nói</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Năm</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p><text:title>Tên</text:title></text:p>"
    )
    styles = f"<office:document-styles {ODF}><style:header><text:p>Đảng bộ</text:p></style:header><style:footer><text:p/></style:footer></office:document-styles>"
    (item,), issues = read(with_styles(tmp_path, body, styles))
    assert item.text == "Ông Phanh nói\nTrong khung\nNăm\nTên"
    assert counted(issues) == {
        "deletions": 1, "insertions": 1, "footnotes": 1, "comments": 1, "images": 1, "text-boxes": 1, "tables": 1, "headers": 1,
    }  # fmt: skip


def with_styles(folder, body, styles):
    content = f"<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return zipped(folder / "a.odt", {"content.xml": content, "styles.xml": styles}, first=MIME)


def test_old_fonts_by_their_styles(tmp_path):
    styles = (
        "<style:style style:name='P1'><style:text-properties style:font-name='.VnTime'/></style:style>"
        "<style:style style:name='T1'><style:text-properties fo:font-family=\"'VNI-Times'\"/></style:style>"
        "<style:style style:name='T2'><style:text-properties style:font-name='Arial'/></style:style>"
    )
    body = (
        "<text:p text:style-name='P1'>Tù do <text:span text:style-name='T2'>café</text:span> Tù do</text:p>"
        "<text:p><text:span text:style-name='T1'>Ñoäc laäp</text:span></text:p>"
    )
    (item,), issues = read(odt(tmp_path / "a.odt", body, styles=styles))
    assert item.text == "Tự do café Tự do\nĐộc lập"
    assert [(i.code, i.fields["count"]) for i in issues] == [("old-font", 2), ("old-font", 1)]


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zs"), exclude_characters="\ufeff<&>"),
            max_size=15,
        ),
        min_size=1,
    )
)
def test_every_sign_is_kept(tmp_path_factory, paragraphs):
    path = odt(tmp_path_factory.mktemp("o") / "a.odt", "".join(f"<text:p>{p}</text:p>" for p in paragraphs))
    with suppress(FormatError):  # letters that look like an old encoding
        items, _ = read(path)
        assert "".join(item.text for item in items) == "\n".join(paragraphs).strip("\n")


def test_known_by_its_look(tmp_path):
    path = odt(tmp_path / "a.bin", "<text:p>Bài</text:p>")
    assert reader_for(path).name == "odt"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"content.xml": '<!DOCTYPE a [<!ENTITY a "x">]><a>&a;</a>'}, "xml-entities"),
        ({"content.xml": "<a>" * 1000}, "too-deep"),
        ({"content.xml": "<a>"}, "xml-syntax"),
        ({"word/document.xml": "<a/>"}, "other-kind"),
        ({"content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}, "encrypted"),
    ],
)
def test_hostile_documents(tmp_path, parts, expected):
    assert reason(OdtReader(), zipped(tmp_path / "a.odt", parts, first=MIME)) == expected


def test_a_blank_that_says_it_is_huge(tmp_path):
    (item,), _ = read(
        odt(tmp_path / "a.odt", "<text:p>a<text:s text:c='999999999999'/>b<text:s text:c='-1'/>c</text:p>")
    )
    assert len(item.text) < 20_000


def test_broken_files_are_read_or_refused(tmp_path):
    rng = random.Random(3)
    whole = odt(tmp_path / "a.odt", "<text:p>Chiều 7/1, bản Na Sang</text:p>" * 30).read_bytes()
    path = tmp_path / "b.odt"
    for _ in range(200):
        data = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(min(len(data), 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data)
        with suppress(FormatError):
            read(path)
