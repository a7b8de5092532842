"""XLSX for spreadsheets, written: one row for each span, or one for each document; the columns of the CSV tables. Not read.

Every cell is text by its type, so no program runs it as a formula, and it stays as it was; those that would look like one carry
the mark *quote prefix*, so that they stay text where somebody edits them. What does not fit a cell (32,767 UTF-16 units) goes on
in the next row, which has the same document and the next ``part``; what does not fit a sheet goes on in the next sheet.

Written without a library: the few parts of the file are plain XML, rows are streamed, and the same rows give the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, zip_longest
from pathlib import Path
from typing import IO
from xml.parsers import expat

from annotator.errors import MalformedInput
from annotator.formats.base import Row, open_regular, replacing, unreadable
from annotator.formats.csv_tables import FORMULA, CsvDocumentsWriter, CsvSpansWriter, TableWriter
from annotator.model.scheme import LabelScheme

MOST_UNITS = 32_767
MOST_ROWS = 1_048_576
_BATCH = 256
_SHORT = 200
_EPOCH = (1980, 1, 1, 0, 0, 0)  # no clock in the file
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_LAST = "</sheetData></worksheet>"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
Cells = list[str]


class _XlsxWriter:
    """What both tables share."""

    suffixes = (".xlsx",)
    name = ""
    losses: tuple[str, ...] = ()
    table: TableWriter

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        count = 0

        def lines() -> Iterator[Cells]:
            nonlocal count
            for document, layer in rows:
                count += 1
                for cells in self.table.cells(document, layer):
                    yield from parts(cells)

        with (
            replacing(path) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book,
        ):
            try:
                sheets = _write_sheets(book, ["part", *self.table.header], lines())
            except UnicodeEncodeError:
                raise MalformedInput(
                    path=str(path), line=None, column=None, reason="lone-surrogate", detail=""
                ) from None
            for name, body in _frame(sheets):
                with book.open(_entry(name), "w") as part:
                    part.write(body.encode())
        return count

    def differing(self, path: Path, rows: Iterable[Row]) -> Iterator[str]:
        """Read the table back and name the documents whose rows are not what they should be."""
        try:
            open_regular(path).close()
        except OSError as error:
            raise unreadable(path, error) from None
        header = [("", ["part", *self.table.header])]
        expected = (
            (document.id, line)
            for document, layer in rows
            for cells in self.table.cells(document, layer)
            for line in parts(cells)
        )
        for wanted, found in zip_longest(chain(header, expected), read_cells(path, header[0][1])):
            if wanted is None or found != wanted[1]:
                yield wanted[0] if wanted else ""


class XlsxSpansWriter(_XlsxWriter):
    """One row for each span."""

    name = "xlsx-spans"
    losses = CsvSpansWriter.losses
    table = CsvSpansWriter()


class XlsxDocumentsWriter(_XlsxWriter):
    """One row for each document and layer."""

    name = "xlsx-documents"
    losses = CsvDocumentsWriter.losses
    table = CsvDocumentsWriter()


# Rows -----------------------------------------------------------------------------------------------------
def parts(cells: Cells) -> Iterator[Cells]:
    """The row, with the number of the part before it; more rows where a cell is too long for one."""
    if len(max(cells, key=len)) <= MOST_UNITS // 2:
        yield ["1", *cells]
        return
    pieces = [list(_pieces(cell)) for cell in cells]
    for number, row in enumerate(zip_longest(*pieces, fillvalue="")):
        yield [str(number + 1), cells[0] if number and len(pieces[0]) == 1 else row[0], *row[1:]]


def _pieces(cell: str) -> Iterator[str]:
    if len(cell) <= MOST_UNITS // 2 or (len(cell) <= MOST_UNITS and max(cell) <= "\uffff"):
        yield cell
        return
    step = MOST_UNITS // 2  # code points: each takes two units at most
    for start in range(0, len(cell), step):
        yield cell[start : start + step]


def _write_sheets(book: zipfile.ZipFile, header: Cells, lines: Iterator[Cells]) -> int:
    """Sheet after sheet, each with the header; how many there are."""
    number, waiting = 0, next(lines, None)
    while waiting is not None or not number:
        number += 1
        with book.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as sheet:
            sheet.write(_FIRST.encode() + _row(header))
            left = MOST_ROWS - 1
            batch: list[bytes] = []
            while waiting is not None and left:
                batch.append(_row(waiting))
                waiting, left = next(lines, None), left - 1
                if len(batch) == _BATCH or waiting is None or not left:
                    sheet.write(b"".join(batch))
                    batch.clear()
            sheet.write(_LAST.encode())
    return number


def _row(cells: Cells) -> bytes:
    written = map(_short_cell if len(max(cells, key=len)) < _SHORT else _cell, cells)
    return f"<row>{''.join(written)}</row>".encode()


def _cell(cell: str) -> str:
    if not cell:
        return "<c/>"
    style = ' s="1"' if cell.startswith(FORMULA) else ""
    space = ' xml:space="preserve"' if cell != cell.strip() or "\n" in cell else ""
    return f'<c t="inlineStr"{style}><is><t{space}>{_SPECIAL.sub(_escape, cell)}</t></is></c>'


_short_cell = lru_cache(maxsize=4096)(_cell)  # states, labels, the document of all its spans


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(sign) or f"_x{ord(sign):04X}_"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    return entry


def _frame(sheets: int) -> Iterator[tuple[str, str]]:
    """The parts of the file beside the sheets."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    joined = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}styles+xml"/>{types}</Types>'
        ),
    )
    yield (
        "_rels/.rels",
        (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{joined}<Relationship Id="rId{sheets + 1}" '
            f'Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
        ),
    )
    yield "xl/styles.xml", _STYLES


# Reading back ---------------------------------------------------------------------------------------------
def read_cells(path: Path, header: Cells) -> Iterator[Cells]:
    """The rows of a file that this module wrote, sheet after sheet; of the headers only the first."""
    try:
        with zipfile.ZipFile(path) as book:
            names = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
            for number, name in enumerate(names):
                with book.open(name) as sheet:
                    rows = _Sheet().rows(sheet)
                    if number and next(rows, None) != header:
                        yield []
                    yield from rows
    except (zipfile.BadZipFile, expat.ExpatError) as error:
        raise MalformedInput(
            path=str(path), line=None, column=None, reason="io", detail=str(error)
        ) from error


class _Sheet:
    """Rows out of a stream of XML."""

    def __init__(self) -> None:
        self._done: list[Cells] = []
        self._row: Cells = []
        self._text: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append

    def rows(self, sheet: IO[bytes]) -> Iterator[Cells]:
        while data := sheet.read(1 << 18):
            self._parser.Parse(data, False)
            yield from self._done
            self._done.clear()
        self._parser.Parse(b"", True)
        yield from self._done

    def _start(self, name: str, _: object) -> None:
        if name == "row":
            self._row = []
        elif name == "c":
            self._text.clear()

    def _end(self, name: str) -> None:
        if name == "c":
            self._row.append(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(self._text)))
        elif name == "row":
            self._done.append(self._row)
