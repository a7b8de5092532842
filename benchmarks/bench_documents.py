"""How fast documents of other programs become text: files of 5,000 characters, one after the other.

    python -m benchmarks.bench_documents [--documents 300] [name ...]

Aim: at least 1,500 documents a second; web pages and PDF are read by libraries that are slower.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.bench_formats import best
from benchmarks.corpus import sentences, text

TONES = "\u0300\u0301\u0303\u0309\u0323"
PDF = Path(__file__).parents[1] / "tests" / "data" / "formats" / "pdf" / "article.pdf"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_O = "urn:oasis:names:tc:opendocument:xmlns"


def packed(path, parts, mimetype=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        if mimetype:
            file.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name, data in parts.items():
            file.writestr(name, data)


def docx(path, lines):
    properties = (
        "<w:rPr><w:rFonts w:ascii='Times New Roman' w:hAnsi='Times New Roman'/><w:sz w:val='28'/></w:rPr>"
    )
    body = "".join(
        f"<w:p><w:pPr><w:jc w:val='both'/></w:pPr><w:r>{properties}<w:t>{escape(p)}</w:t></w:r></w:p>"
        for p in lines
    )
    styles = f"<w:styles xmlns:w='{_W}'/>"
    packed(
        path,
        {
            "word/document.xml": f"<w:document xmlns:w='{_W}'><w:body>{body}</w:body></w:document>",
            "word/styles.xml": styles,
        },
    )


def odt(path, lines):
    body = "".join(f"<text:p text:style-name='P1'>{escape(p)}</text:p>" for p in lines)
    content = f"<office:document-content xmlns:office='{_O}:office:1.0' xmlns:text='{_O}:text:1.0'><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    packed(path, {"content.xml": content}, "application/vnd.oasis.opendocument.text")


def html(path, lines):
    body = "".join(f"<p>{escape(p)}</p>" for p in lines)
    menu = "<nav><ul>" + "<li><a href='/x'>Mục</a></li>" * 60 + "</ul></nav>"
    path.write_text(
        f"<!DOCTYPE html><html><head><title>Bài</title></head><body>{menu}<article><h1>Bài</h1>{body}</article>{menu}</body></html>",
        encoding="utf-8",
    )


def epub(path, lines):
    container = "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>"
    book = "<package><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>"
    chapter = (
        "<html xmlns='http://www.w3.org/1999/xhtml'><body>"
        + "".join(f"<p>{escape(p)}</p>" for p in lines)
        + "</body></html>"
    )
    packed(
        path, {"META-INF/container.xml": container, "b.opf": book, "a.xhtml": chapter}, "application/epub+zip"
    )


def plain(path, lines):
    path.write_text("\n".join(lines), encoding="utf-8")


def old(path, lines):
    """Bytes of windows-1258: letters with their own marks, the tone after them; what must be recognised by its statistics."""
    out = bytearray()
    for sign in unicodedata.normalize("NFC", "\n".join(lines)):
        apart = unicodedata.normalize("NFD", sign)
        letter = unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES))
        out += (letter + "".join(c for c in apart if c in TONES)).encode("cp1258", "ignore")
    path.write_bytes(bytes(out))


MAKERS = {"docx": docx, "odt": odt, "html": html, "epub": epub, "text": plain, "legacy": old}


def main():
    from annotator.formats.encoding import EncodingChoice, ReadsText
    from annotator.formats.registry import reader

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--documents", type=int, default=300)
    chosen = parser.parse_args()
    rng, known = random.Random(7), sentences()
    texts = [text(rng, 5_000, known).split("\n") for _ in range(chosen.documents)]
    print(f"{'format':10} {'reads/s':>10}")
    for name, make in MAKERS.items():
        if chosen.names and name not in chosen.names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            paths = [
                Path(folder) / f"{number}.{'txt' if name in ('text', 'legacy') else name}"
                for number in range(len(texts))
            ]
            for path, lines in zip(paths, texts, strict=True):
                make(path, lines)

            def read(paths=paths, name="text" if name == "legacy" else name):
                found = reader(name)
                assert isinstance(found, ReadsText)
                found.choice = EncodingChoice(believe=True)
                for path in paths:
                    assert list(found.read(path, [].append))

            print(f"{name:10} {len(paths) / best(read):10,.0f}", flush=True)
    if not chosen.names or "pdf" in chosen.names:
        seconds = best(lambda: [list(reader("pdf").read(PDF, [].append)) for _ in range(20)])
        print(f"{'pdf':10} {20 / seconds:10,.0f}   (3 pages, 3,400 characters)")


if __name__ == "__main__":
    main()
