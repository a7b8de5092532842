"""Word documents: the text with changes accepted, what is left out counted, old fonts converted, hostile files refused."""

import random
import zipfile
from contextlib import suppress

import pytest
from documents_kit import W, counted, docx, reason, taken, word, zipped
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import FormatError
from annotator.formats import packages
from annotator.formats.docx import DocxReader
from annotator.formats.encoding import EncodingChoice
from annotator.formats.registry import reader_for

BODY = word("Nêu gương ở Sơn Hà", "", "Chiều 7/1,\u00a0bản  Na Sang… 👍", "Thu Vui")
TEXT = "Nêu gương ở Sơn Hà\n\nChiều 7/1,\u00a0bản  Na Sang… 👍\nThu Vui"


def read(path, choice=None):
    return taken(DocxReader(), path, choice)


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def font(name):
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


SHOWN, NEW = "<w:vanish w:val='0'/>", "<w:rStyle w:val='New'/>"


# The text ---------------------------------------------------------------------------------------------------------
def test_paragraphs_and_what_the_document_says_of_itself(tmp_path):
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        "<dc:title>Mẫu 1</dc:title><dc:creator>Lan Anh</dc:creator><dcterms:created>2024-01-07T08:00:00Z</dcterms:created></cp:coreProperties>"
    )
    document = f"<w:document {W}><w:body>{BODY}<w:sectPr/></w:body></w:document>"
    path = zipped(tmp_path / "a.docx", {"word/document.xml": document, "docProps/core.xml": core})
    (item,), issues = read(path)
    assert (item.text, item.title, issues) == (TEXT, "Nêu gương ở Sơn Hà", [])
    assert item.meta == {
        "document-title": "Mẫu 1", "author": "Lan Anh", "created": "2024-01-07T08:00:00Z", "byline": "Thu Vui", "file": "a.docx",
    }  # fmt: skip
    assert read(path)[0][0].text == item.text


letters = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff\ufffe\uffff"),
    max_size=20,
)


@given(st.lists(letters, min_size=1, max_size=6))
def test_every_sign_of_a_paragraph_is_kept(tmp_path_factory, paragraphs):
    path = tmp_path_factory.mktemp("d") / "a.docx"
    escaped = [p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for p in paragraphs]
    docx(path, word(*escaped))
    items, _ = read(path, EncodingChoice("utf-8"))
    expected = "\n".join(paragraphs).strip("\n")
    assert [item.text for item in items] == ([expected] if expected.strip() else [])


def test_signs_that_are_elements(tmp_path):
    body = (
        "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/>"
        "<w:softHyphen/><w:cr/><w:t>d</w:t></w:r></w:p>"
    )
    (item,), issues = read(docx(tmp_path / "a.docx", body))
    assert (item.text, issues) == ("a\tb\nc\u2011\u00ad\nd", [])


def test_tracked_changes_are_accepted(tmp_path):
    body = (
        f"<w:p>{run('Ông ')}<w:ins>{run('Phanh ')}</w:ins><w:del><w:r><w:delText>Nam </w:delText></w:r></w:del>{run('nói.')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Một ')}</w:p><w:p>{run('đoạn.')}</w:p>"
        f"<w:p><w:moveFrom>{run('xa')}</w:moveFrom><w:moveTo>{run('gần')}</w:moveTo></w:p>"
    )
    (item,), issues = read(docx(tmp_path / "a.docx", body))
    assert item.text == "Ông Phanh nói.\nMột đoạn.\ngần"
    assert counted(issues) == {"deletions": 3, "insertions": 2}


def test_what_is_left_out_is_counted(tmp_path):
    body = (
        f"<w:p>{run('Bài')}<w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:endnoteReference/></w:r><w:r><w:commentReference/></w:r>"
        "<w:r><w:drawing/></w:r><w:r><w:sym w:font='Symbol' w:char='F0B7'/></w:r><w:r><w:object/></w:r></w:p>"
        f"<w:p><w:pPr><w:numPr/></w:pPr>{run('Mục')}{run('ẩn đi', '<w:vanish/>')}{run(' rõ', SHOWN)}</w:p>"
        f"<w:tbl><w:tr><w:tc>{word('Năm')}</w:tc><w:tc>{word('2024')}</w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r></w:p>"
    )
    header = f"<w:hdr {W}>{word('Đảng bộ tỉnh')}</w:hdr>"
    path = docx(
        tmp_path / "a.docx", body, header1=header, header2=f"<w:hdr {W}>{word('')}</w:hdr>", footer1=header
    )
    (item,), issues = read(path)
    assert item.text == "Bài\nMục rõ\nNăm\n2024\n3"
    assert counted(issues) == {
        "images": 1, "footnotes": 1, "endnotes": 1, "comments": 1, "symbols": 1, "objects": 1, "list-numbers": 1, "hidden": 5,
        "tables": 1, "headers": 2,
    }  # fmt: skip
    assert {issue.severity for issue in issues} == {"info"}


def test_text_boxes_follow_their_paragraph_and_come_once(tmp_path):
    box = f"<w:txbxContent>{word('Trong khung', 'hai dòng')}</w:txbxContent>"
    body = (
        '<w:p><w:r><w:t>Trước </w:t><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
        "</w:r><w:r><w:t>sau</w:t></w:r></w:p>" + word("Cuối")
    )
    (item,), issues = read(docx(tmp_path / "a.docx", body))
    assert item.text == "Trước sau\nTrong khung\nhai dòng\nCuối"
    assert counted(issues) == {"images": 1, "text-boxes": 1}


# Old fonts --------------------------------------------------------------------------------------------------------
def test_runs_in_old_fonts_are_converted_by_their_font(tmp_path):
    body = (
        f"<w:p>{run('Céng hßa x· héi', font('.VnTime'))}{run(' Chủ nghĩa ')}{run('viÖt nam', font('.VnTimeH'))}</w:p>"
        f"<w:p>{run('Ñoäc la', font('VNI-Times'))}{run('äp', font('VNI-Times'))}{run(' café', font('Arial'))}</w:p>"
    )
    (item,), issues = read(docx(tmp_path / "a.docx", body))
    assert item.text == "Cộng hòa xã hội Chủ nghĩa VIỆT NAM\nĐộc lập café"
    assert [(i.code, i.fields["encoding"], i.fields["count"]) for i in issues] == [
        ("old-font", "tcvn3", 2),
        ("old-font", "vni", 1),
    ]
    assert issues[0].fields["preview"] == "Cộng hòa xã hội"


def test_the_font_may_come_from_a_style(tmp_path):
    styles = (
        f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{font('Arial')}</w:rPr></w:rPrDefault></w:docDefaults>"
        "<w:style w:type='paragraph' w:default='1' w:styleId='Normal'/>"
        f"<w:style w:type='paragraph' w:styleId='Old'><w:basedOn w:val='Normal'/><w:rPr>{font('.VnTime')}</w:rPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='Child'><w:basedOn w:val='Old'/></w:style>"
        f"<w:style w:type='character' w:styleId='New'><w:rPr>{font('Arial')}</w:rPr></w:style></w:styles>"
    )
    body = (
        f"<w:p><w:pPr><w:pStyle w:val='Child'/></w:pPr>{run('Tù do')}{run(' café', NEW)}</w:p>"
        f"<w:p>{run('Tù do')}</w:p>"
    )
    (item,), _ = read(docx(tmp_path / "a.docx", body, styles=styles))
    assert item.text == "Tự do café\nTù do"


def test_unicode_in_an_old_font_stays(tmp_path):
    body = f"<w:p>{run('Cộng hòa xã hội', font('.VnTime'))}{run(' été déjà', font('.VnTime'))}</w:p>"
    (item,), issues = read(docx(tmp_path / "a.docx", body))
    assert item.text == "Cộng hòa xã hội été déjà"
    assert [(i.severity, i.code, i.fields["count"]) for i in issues] == [("warning", "old-font-kept", 1)]


# What is no such document -----------------------------------------------------------------------------------------
def test_known_by_its_look(tmp_path):
    path = docx(tmp_path / "a.docx", BODY)
    assert reader_for(path).name == "docx"
    assert reader_for(path.rename(tmp_path / "a.zip")).name == "docx"


def bomb(path, part, size=100_000_000):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open(part, "w") as out:
        for _ in range(size // 1_000_000):
            out.write(b" " * 1_000_000)
    return path


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"word/document.xml": f"{LAUGHS}<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"}, "xml-entities"),
        ({"word/document.xml": f"{OUTSIDE}<w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"}, "xml-entities"),
        ({"word/document.xml": "<a>" * 100_000}, "too-deep"),
        ({"word/document.xml": "<a><b></a>"}, "xml-syntax"),
        ({"word/document.xml": b"\xff\xfe\x00"}, "xml-syntax"),
        ({"word/document.xml": '<?xml version="1.0" encoding="no-such"?><a/>'}, "xml-syntax"),
        ({"word/document.xml": ""}, "xml-syntax"),
        ({"xl/workbook.xml": "<a/>"}, "other-kind"),
        ({"../../word/document.xml": "<a/>", "/etc/passwd": "x"}, "other-kind"),
        ({f"p{n}": "" for n in range(10_001)}, "too-many-parts"),
        ({"word/document.xml": "<a>" + "<b/>" * 3_000_001 + "</a>"}, "unpacks-too-large"),
    ],
)  # fmt: skip
def test_hostile_documents(tmp_path, parts, expected):
    assert reason(DocxReader(), zipped(tmp_path / "a.docx", parts)) == expected


def test_too_many_elements(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "MAX_ELEMENTS", 100)
    assert reason(DocxReader(), docx(tmp_path / "a.docx", word(*"abc" * 20))) == "too-many-elements"


def test_a_bomb_is_not_unpacked(tmp_path):
    assert reason(DocxReader(), bomb(tmp_path / "a.docx", "word/document.xml")) == "unpacks-too-large"


def test_a_part_that_lies_about_its_size(tmp_path):
    path = docx(tmp_path / "a.docx", word("x" * 5000))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    assert reason(DocxReader(), path) in ("part-damaged", "xml-syntax")


def test_two_parts_of_one_name(tmp_path):
    path = docx(tmp_path / "a.docx", BODY)
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("word/document.xml", "<a/>")
    assert reason(DocxReader(), path) == "part-twice"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "not-zip"), (b"PK\x03\x04", "not-zip"), (b"x" * 5000, "not-zip"), (b"PK\x05\x06" + b"\0" * 18, "other-kind"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old-office"), (b"PK\x06\x07" + b"\0" * 16 + b"PK\x05\x06" + b"\0" * 18, "too-many-parts"),
    ],
)  # fmt: skip
def test_what_is_no_word_document(tmp_path, data, expected):
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert reason(DocxReader(), path) == expected


def test_a_password_on_a_part(tmp_path):
    path = docx(tmp_path / "a.docx", BODY)
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    path.write_bytes(data)
    assert reason(DocxReader(), path) == "encrypted"


def test_an_empty_document(tmp_path):
    items, (issue,) = read(docx(tmp_path / "a.docx", word("", " ")))
    assert (items, issue.code) == ([], "empty-file")


def read_or_refused(path):
    with suppress(FormatError):
        read(path)


def test_broken_files_are_read_or_refused(tmp_path):
    """A file cut anywhere or with bytes changed: a reading or a FormatError, nothing else."""
    rng = random.Random(11)
    whole = docx(tmp_path / "a.docx", BODY * 20).read_bytes()
    path = tmp_path / "b.docx"
    for _ in range(300):
        data = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(rng.randrange(1, 12)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data)
        read_or_refused(path)


@given(st.text("<>/ab&;!w:p t'=\"", max_size=60))
def test_any_xml_is_read_or_refused(tmp_path_factory, inside):
    path = docx(tmp_path_factory.mktemp("x") / "a.docx", inside)
    read_or_refused(path)
