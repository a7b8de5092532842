"""PDF files with a text layer, by PDFium: the text in the file's order, lines joined to paragraphs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any

from annotator.formats.base import MAX_TEXT, Incoming, Issue, Report, read_bytes
from annotator.formats.encoding import NO_CHOICE, EncodingChoice
from annotator.formats.office_text import finished
from annotator.formats.packages import Tally, refuse
from annotator.formats.pdf_lines import Line, paragraphs_of, without_edges

MAX_FILE = 100 * 1024 * 1024
MAX_PAGES = 3_000
MAX_SECONDS = 60.0  # for one file; looked at between pages
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_LONGEST = 300
_ONE_AT_A_TIME = Lock()  # PDFium must not be entered by two threads


class PdfReader:
    """Reads .pdf files."""

    name = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)
    choice: EncodingChoice = NO_CHOICE

    def sniff(self, path: Path, head: bytes) -> bool:
        return head.lstrip(b"\0\t\n\f\r ").startswith(b"%PDF-") or (
            path.suffix.lower() in self.suffixes and not path.is_dir()
        )

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        data = read_bytes(path, MAX_FILE)
        if b"%PDF-" not in data[:1024]:
            refuse(path, "not-pdf")
        tally = Tally()
        with _ONE_AT_A_TIME:
            pages, meta = _pages(data, path, tally)
        if not any(line.text.strip() for page in pages for line in page):
            refuse(path, "no-text-layer", str(len(pages)))
        tally.left_out["pages-without-text"] = sum(not page for page in pages)
        kept, gone = without_edges(pages)
        tally.left_out = +(tally.left_out + gone)  # without the zeros
        lines, joins = paragraphs_of(kept)
        if joins:
            report(Issue("info", "lines-joined", str(path), None, {"count": joins}))
        for item in finished(lines, meta, path, self.choice, report, (tally,)):
            if (
                item.meta.get("encoding") == "tcvn3" and "ư" not in item.text
            ):  # its sign is a soft hyphen to PDFium
                report(Issue("warning", "letters-lost", str(path), None, {"letters": "ư"}))
            yield item


def _pages(data: bytes, path: Path, tally: Tally) -> tuple[list[list[Line]], dict[str, str]]:
    """The lines of every page, and what the file says about itself. Raises MalformedInput."""
    import pypdfium2

    until = time.monotonic() + MAX_SECONDS
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error)
        refuse(path, "encrypted" if locked else "not-pdf", str(error))
    try:
        if len(document) > MAX_PAGES:
            refuse(path, "too-many-pages", str(len(document)))
        found: list[list[Line]] = []
        size = 0
        for number in range(len(document)):
            if time.monotonic() > until:
                refuse(path, "too-slow", str(number))
            try:
                found.append(_page(document, number, tally))
            except pypdfium2.PdfiumError:
                tally.left_out["damaged-pages"] += 1
                found.append([])
            size += sum(len(line.text) for line in found[-1])
            if size > MAX_TEXT:
                refuse(path, "too-large", str(MAX_TEXT))
        return found, _about(document)
    finally:
        document.close()


def _page(document: Any, number: int, tally: Tally) -> list[Line]:
    from pypdfium2 import raw

    page = document[number]
    try:
        for index in range(min(raw.FPDFPage_CountObjects(page), 10_000)):
            tally.left_out["images"] += (
                raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, index)) == raw.FPDF_PAGEOBJ_IMAGE
            )
        text_page = page.get_textpage()
        try:
            return list(_lines(text_page))
        finally:
            text_page.close()
    finally:
        page.close()


def _lines(text_page: Any) -> Iterator[Line]:
    """Lines with their places. PDFium counts in UTF-16 units."""
    if text_page.count_chars() <= 0:
        return
    at = 0
    for shown in text_page.get_text_range(errors="replace").split("\r\n"):
        units = _units(shown)
        clean = shown.replace("\0", "").strip(" \n\r")
        if clean.strip():
            first = _box(text_page, at + len(shown) - len(shown.lstrip()))
            last = _box(text_page, at + _units(shown.rstrip()) - 1)
            yield Line(clean, first[0], last[2], first[1], first[3])
        at += units + 2


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _box(text_page: Any, index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the sign at an index of the page's text; zeros for one that has no place."""
    import pypdfium2

    try:
        found = pypdfium2.raw.FPDFText_GetCharIndexFromTextIndex(text_page, index)
        left, bottom, right, top = text_page.get_charbox(found, loose=True)
    except pypdfium2.PdfiumError:
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


def _about(document: Any) -> dict[str, str]:
    """Title, author and day of making, as far as the file names them."""
    found = document.get_metadata_dict(skip_empty=True)
    made = found.get("CreationDate", "").removeprefix("D:")
    about = {"document-title": found.get("Title", ""), "author": found.get("Author", "")}
    if made[:8].isdigit() and len(made) >= 8:
        about["created"] = f"{made[:4]}-{made[4:6]}-{made[6:8]}"
    cleaned = {key: " ".join(value.replace("\0", "").split())[:_LONGEST] for key, value in about.items()}
    return {key: value for key, value in cleaned.items() if value}
