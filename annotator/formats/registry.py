"""Every format by name. A format is loaded when it is asked for, so a heavy one costs nothing until then."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import NamedTuple, cast

from annotator.errors import BinaryInput, UnknownFormat
from annotator.formats.base import Reader, Writer, head_of
from annotator.formats.encoding import magic


class Entry(NamedTuple):
    """One format: its name, the ends of its file names, and where its reader and writer live (``module:object``).

    ``page`` is the page of ``docs/formats`` where it is told, where that has another name.
    """

    name: str
    suffixes: tuple[str, ...]
    reader: str = ""
    writer: str = ""
    page: str = ""


def _entry(name: str, suffixes: tuple[str, ...], place: str, sides: str = "rw", page: str = "") -> Entry:
    """An entry whose classes are named after the format: ``prodigy:Prodigy`` is ProdigyReader and ProdigyWriter."""
    target = f"annotator.formats.{place}"
    return Entry(name, suffixes, f"{target}Reader" * ("r" in sides), f"{target}Writer" * ("w" in sides), page)


def _conll(name: str, kind: str) -> Entry:
    """One of the ways to write tags; all are read by one reader."""
    reader, writer = f"annotator.formats.conll:{kind}Reader", f"annotator.formats.conll_writing:{kind}Writer"
    return Entry(name, (f".{name}", ".conll"), reader, writer, "conll")


# In the order they are tried: the first whose reader recognises a file has it. Other programs' JSON is known by its keys;
# what has none of them is ours.
FORMATS: tuple[Entry, ...] = (
    _entry("prodigy", (".jsonl",), "prodigy:Prodigy"),
    _entry("labelbuddy", (".jsonl", ".json"), "labelbuddy:Labelbuddy"),
    Entry(
        "labelstudio",
        (".json",),
        "annotator.formats.labelstudio:LabelStudioReader",
        "annotator.formats.labelstudio_writing:LabelStudioWriter",
    ),
    Entry(
        "labelstudio-min",
        (".json",),
        "annotator.formats.labelstudio:LabelStudioMinReader",
        "annotator.formats.labelstudio_writing:LabelStudioMinWriter",
        "labelstudio",
    ),
    _entry("doccano", (".jsonl", ".json"), "doccano:Doccano"),
    _entry("doccano-relations", (".jsonl", ".json"), "doccano:DoccanoRelations", page="doccano"),
    _entry("huggingface", ("",), "huggingface:Huggingface"),
    Entry(
        "cas-json",
        ("", ".json"),
        "annotator.formats.cas_json:CasJsonReader",
        "annotator.formats.cas_json:CasJsonWriter",
    ),
    Entry(
        "cas-xmi",
        ("", ".xmi"),
        "annotator.formats.cas_xmi:XmiReader",
        "annotator.formats.cas_xmi_writing:XmiWriter",
    ),
    Entry(
        "webanno-tsv",
        ("", ".tsv"),
        "annotator.formats.webanno:WebannoReader",
        "annotator.formats.webanno_writing:WebannoWriter",
    ),
    Entry(
        "jsonl",
        (".jsonl", ".ndjson"),
        "annotator.formats.jsonl:JsonlReader",
        "annotator.formats.jsonl:JsonlWriter",
    ),
    Entry("brat", ("",), "annotator.formats.brat:BratReader", "annotator.formats.brat_writing:BratWriter"),
    Entry("docbin", (".spacy",), reader="annotator.formats.docbin_reader:DocbinReader"),
    _entry("conllu", (".conllu",), "conllu:Conllu", "r"),
    _conll("conll2003", "Conll"),
    _conll("iob2", "Iob2"),
    _conll("biluo", "Biluo"),
    _entry("csv-spans", (".csv",), "csv_tables:CsvSpans", "w", "csv"),
    _entry("csv-documents", (".csv",), "csv_tables:CsvDocuments", "w", "csv"),
    _entry("xlsx-spans", (".xlsx",), "xlsx:XlsxSpans", "w", "xlsx"),
    _entry("xlsx-documents", (".xlsx",), "xlsx:XlsxDocuments", "w", "xlsx"),
    _entry("docx", (".docx", ".docm", ".dotx"), "docx:Docx", "r"),
    _entry("odt", (".odt", ".ott"), "odt:Odt", "r"),
    _entry("epub", (".epub",), "epub:Epub", "r"),
    _entry("pdf", (".pdf",), "pdf:Pdf", "r"),
    _entry("html", (".html", ".htm", ".xhtml"), "html:Html", "r"),
    Entry("text", (".txt",), reader="annotator.formats.text_files:TextReader"),
)


_OLD_DOCUMENTS = ("rtf", "ole")


def reader_names() -> list[str]:
    """The formats that can be read."""
    return [entry.name for entry in FORMATS if entry.reader]


def writer_names() -> list[str]:
    """The formats that can be written."""
    return [entry.name for entry in FORMATS if entry.writer]


def reader(name: str) -> Reader:
    """The reader of the format ``name``. Raises UnknownFormat."""
    return cast(Reader, _load(name, "reader"))


def writer(name: str) -> Writer:
    """The writer of the format ``name``. Raises UnknownFormat."""
    return cast(Writer, _load(name, "writer"))


def reader_for(path: str | Path) -> Reader:
    """The reader that recognises the file or folder.

    Raises UnknownFormat, BinaryInput for an RTF or old Word document, or MalformedInput if it cannot be opened.
    """
    place = Path(path)
    head = head_of(place)
    for name in reader_names():
        found = reader(name)
        if found.sniff(place, head):
            return found
    if (kind := magic(head)) in _OLD_DOCUMENTS:  # whatever the name says: people take them for texts
        raise BinaryInput(path=str(path), line=None, column=None, reason="binary", detail=kind)
    raise UnknownFormat(path=str(path), line=None, column=None, reason="unknown-format", detail=place.suffix)


def _load(name: str, side: str) -> object:
    for entry in FORMATS:
        target: str = getattr(entry, side)
        if entry.name == name and target:
            module, _, item = target.partition(":")
            return getattr(import_module(module), item)()
    raise UnknownFormat(path="", line=None, column=None, reason="unknown-format", detail=name)
