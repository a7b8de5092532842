"""CSV for spreadsheets and statistics, written: one row for each span, or one for each document. Not read.

A cell that a spreadsheet would take for a formula gets an apostrophe before it; that is why these files are for looking and
counting, and JSON lines for carrying data on.
"""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from annotator.errors import MalformedInput
from annotator.formats import losses
from annotator.formats.base import Row, replacing, unreadable
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BOM = "\ufeff"  # without it Excel takes UTF-8 for the system's own encoding
_json = msgspec.json.Encoder(order="deterministic").encode
Cells = list[str]


class TableWriter(ABC):
    """What both tables share."""

    suffixes = (".csv",)
    header: tuple[str, ...] = ()

    @abstractmethod
    def cells(self, document: Document, layer: Layer | None) -> Iterator[Cells]: ...

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        count = 0
        with replacing(path) as file:
            file.write(_BOM.encode() + _line(self.header))
            for document, layer in rows:
                buffer = io.StringIO(newline="")
                csv.writer(buffer).writerows(
                    list(map(harmless, cells)) for cells in self.cells(document, layer)
                )
                try:
                    file.write(buffer.getvalue().encode())
                except UnicodeEncodeError:
                    raise MalformedInput(
                        path=str(path), line=None, column=None, reason="lone-surrogate", detail=document.id
                    ) from None
                count += 1
        return count

    def differing(self, path: Path, rows: Iterable[Row]) -> Iterator[str]:
        """Read the table back and name the documents whose rows are not what they should be."""
        limit = csv.field_size_limit(1 << 30)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                table = csv.reader(file)
                next(table, None)
                for document, layer in rows:
                    for cells in self.cells(document, layer):
                        if next(table, None) != list(map(harmless, cells)):
                            yield document.id
                if next(table, None) is not None:
                    yield ""
        except OSError as error:
            raise unreadable(path, error) from None
        finally:
            csv.field_size_limit(limit)


class CsvSpansWriter(TableWriter):
    """One row for each span."""

    name = "csv-spans"
    losses = (
        losses.RELATIONS,
        losses.RELATION_IDS,
        losses.META,
        losses.DOCUMENT_LABELS,
        losses.REASON,
        losses.REVIEWED_TO,
    )
    header = (
        "document", "title", "layer", "state", "span", "start", "end", "label", "text", "attributes", "note", "certainty",
        "origin",
    )  # fmt: skip

    def cells(self, document: Document, layer: Layer | None) -> Iterator[Cells]:
        if layer is None:
            return
        head = [document.id, document.title, layer.key.annotator, layer.state.value]
        text = document.text
        for id, start, end, label, attributes, note, certainty, origin in layer.in_order():
            said = _json(attributes).decode() if attributes else ""
            yield [*head, id, str(start), str(end), label, text[start:end], said, note, certainty, origin]


class CsvDocumentsWriter(TableWriter):
    """One row for each document and layer, with its text and the number of spans of each label."""

    name = "csv-documents"
    losses = (
        losses.SPAN_IDS, losses.RELATION_IDS, losses.ATTRIBUTES, losses.NOTES, losses.CERTAINTY, losses.ORIGIN,
        losses.RELATIONS,
    )  # fmt: skip
    header = (
        "document", "title", "layer", "state", "reason", "reviewed_to", "characters", "spans", "labels", "document_labels",
        "meta", "text",
    )  # fmt: skip

    def cells(self, document: Document, layer: Layer | None) -> Iterator[Cells]:
        counts: dict[str, int] = {}
        head = [document.id, document.title, "", "", "", "0"]
        marks = ""
        if layer is not None:
            for span in layer.spans.values():
                counts[span.label] = counts.get(span.label, 0) + 1
            head[2:] = [layer.key.annotator, layer.state.value, layer.reason, str(layer.reviewed_to)]
            marks = _json(layer.labels).decode() if layer.labels else ""
        said = " ".join(f"{label}:{number}" for label, number in sorted(counts.items()))
        meta = _json(dict(document.meta)).decode() if document.meta else ""
        size = [str(len(document.text)), str(sum(counts.values()))]
        yield [*head, *size, said, marks, meta, document.text]


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet runs it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(cells: Iterable[str]) -> bytes:
    return ",".join(cells).encode() + b"\r\n"
