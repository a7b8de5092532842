"""Small documents of other programs' kinds, made part by part, so that a test shows what is in them."""

import zipfile

import pytest

from annotator.errors import FormatError
from annotator.wording import describe_error, describe_issue

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
)


def zipped(path, parts, *, first=None):
    """An archive of these parts; ``first`` is a mimetype, stored unpacked as OpenDocument and EPUB ask."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        if first:
            file.writestr(zipfile.ZipInfo("mimetype"), first)
        for name, data in parts.items():
            file.writestr(name, data)
    return path


def docx(path, body, **parts):
    """A Word document with this inside its body; more parts by name, ``/`` written ``__`` and ``.xml`` left out."""
    named = {f"word/{name}.xml": data for name, data in parts.items()}
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return zipped(path, {"[Content_Types].xml": "<Types/>", "word/document.xml": document, **named})


def word(*paragraphs):
    """Paragraphs of Word, one run each."""
    return "".join(f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' for text in paragraphs)


def odt(path, body, *, styles="", **parts):
    """An OpenDocument text with this inside its body."""
    content = (
        f'<?xml version="1.0"?><office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    named = {f"{name}.xml": data for name, data in parts.items()}
    return zipped(path, {"content.xml": content, **named}, first="application/vnd.oasis.opendocument.text")


def taken(reader, path, choice=None):
    """What a reader gives and says of a file; every issue has its sentence."""
    issues = []
    if choice is not None:
        reader.choice = choice
    items = list(reader.read(path, issues.append))
    for issue in issues:
        said = describe_issue(issue)
        assert "{" not in said, issue
        assert issue.code not in said, issue
    return items, issues


def counted(issues):
    """Issues of what was left out or taken in, by their kind."""
    return {i.fields["reason"]: i.fields["count"] for i in issues if i.code in ("left-out", "taken-in")}


def reason(reader, path):
    """Why a file is refused; the error has its place and its sentence."""
    with pytest.raises(FormatError) as caught:
        list(reader.read(path, [].append))
    assert caught.value.path == str(path)
    assert caught.value.reason not in describe_error(caught.value)
    return caught.value.reason
