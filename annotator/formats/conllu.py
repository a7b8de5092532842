"""CoNLL-U, read: the texts of a treebank, with names where ``MISC`` holds them (``NER=B-PER``, ``Entity`` is left).

The text of a sentence is its ``# text`` where the words fit into it, else the words by ``SpaceAfter``. Words may hold spaces,
as Vietnamese ones do. Documents begin at ``# newdoc``; without it each sentence is a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.formats.base import MAX_TEXT, Incoming, Issue, ReadSpan, Report
from annotator.formats.conll_tags import TagReader
from annotator.formats.foreign import Aside
from annotator.formats.lines import BOM, sentences_of

_COLUMNS = 10
_ID = re.compile(r"(\d{1,9})(?:([-.])(\d{1,9}))?\Z")
_COMMENT = re.compile(r"#\s*([\w:. -]+?)\s*(?:=\s?(.*))?\Z")
_NAMES = ("NER", "ner", "NE", "Name")
_LINE = re.compile(rb"(?:#[^\n]*\n)*\d+(?:[-.]\d+)?\t(?:[^\t\n]*\t){8}[^\t\n]*(?:\r?\n|\Z)")


@dataclass(slots=True)
class _Document:
    source: str
    line: int
    id: str = ""
    texts: list[str] = field(default_factory=list)
    spans: list[ReadSpan] = field(default_factory=list)
    length: int = 0


@dataclass(slots=True)
class _Sentence:
    forms: list[str] = field(default_factory=list)
    glued: list[bool] = field(default_factory=list)  # nothing stands between this word and the next
    tags: list[str] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)


class ConlluReader:
    """Reads treebanks in CoNLL-U."""

    name = "conllu"
    suffixes: tuple[str, ...] = (".conllu",)

    def sniff(self, path: Path, head: bytes) -> bool:
        start = head.removeprefix(BOM).lstrip()
        return _LINE.match(start) is not None or (path.suffix.lower() == ".conllu" and not path.is_dir())

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        source = str(path)
        aside = Aside(source, report)
        tags = TagReader()
        document: _Document | None = None
        divided = False
        for number, sentence in _sentences(path, report, aside):
            comments = sentence.comments
            starts = "newdoc" in comments or "newdoc id" in comments
            if document is not None and (starts or not divided):
                yield from _finished(document, report)
                document = None
            divided = divided or starts
            if document is None:
                id = comments.get("newdoc id", "") if divided else comments.get("sent_id", "")
                document = _Document(source, number, id)
            _add(document, sentence, number, tags, aside)
        if document is not None:
            yield from _finished(document, report)
            aside.note("info", "syntax-left", None)
            if not divided:
                aside.note("info", "no-newdoc", None)
        if tags.unread:
            aside.note("error", "tags-unread", None, tags.unread)
        aside.finish()


def _sentences(path: Path, report: Report, aside: Aside) -> Iterator[tuple[int, _Sentence]]:
    for number, raw in sentences_of(path, report):
        try:
            block = raw.decode("utf-8")
        except UnicodeDecodeError:
            report(Issue("error", "not-utf-8", str(path), number))
            continue
        yield number, _sentence(block, number, aside)


def _sentence(block: str, number: int, aside: Aside) -> _Sentence:
    found = _Sentence()
    covered = 0  # words up to this one are written together, and their form was given
    for offset, raw in enumerate(block.split("\n")):
        line = raw.removesuffix("\r")
        if line.startswith("#"):
            match = _COMMENT.match(line)
            if match:
                found.comments.setdefault(match[1], (match[2] or "").strip(" "))
            continue
        cells = line.split("\t")
        word = _ID.match(cells[0])
        if len(cells) != _COLUMNS or word is None or not cells[1].strip():
            aside.note("error", "conllu-line-unread", number + offset)
        elif word[2] == ".":
            continue  # an empty node: not in the text
        elif word[2] == "-" or int(word[1]) > covered:
            covered = int(word[3]) if word[2] == "-" else covered
            misc = dict(part.partition("=")[::2] for part in cells[9].split("|"))
            found.forms.append(cells[1].strip())
            found.glued.append(misc.get("SpaceAfter") == "No")
            found.tags.append(next((misc[key] for key in _NAMES if key in misc), "O"))
            if "Entity" in misc:
                aside.note("info", "entities-left", number + offset)
    return found


def _add(document: _Document, sentence: _Sentence, number: int, tags: TagReader, aside: Aside) -> None:
    if not sentence.forms:
        return
    text, places = _placed(sentence)
    if "text" in sentence.comments and text != sentence.comments["text"]:
        aside.note("info", "text-differs-from-words", number)
    base = document.length
    for first, end, label in tags.ranges(sentence.tags):
        start, stop = places[first][0], places[end - 1][1]
        document.spans.append(ReadSpan(base + start, base + stop, label, "", text[start:stop]))
    document.texts.append(text)
    document.length += len(text) + 1


def _placed(sentence: _Sentence) -> tuple[str, list[tuple[int, int]]]:
    """The text and the place of every word: in ``# text`` where all words are found there one after the other."""
    text, at = sentence.comments.get("text", ""), 0
    places: list[tuple[int, int]] = []
    for form in sentence.forms:
        start = text.find(form, at)
        if start < 0 or text[at:start].strip():
            break
        at = start + len(form)
        places.append((start, at))
    if text and len(places) == len(sentence.forms) and not text[at:].strip():
        return text, places
    parts, places, at = [], [], 0
    for form, glued in zip(sentence.forms, sentence.glued, strict=True):
        places.append((at, at + len(form)))
        parts.append(form if glued else form + " ")
        at += len(parts[-1])
    return "".join(parts).rstrip(" "), places


def _finished(document: _Document, report: Report) -> Iterator[Incoming]:
    text = "\n".join(document.texts)
    if not text.strip():
        report(Issue("warning", "empty-text", document.source, document.line))
    elif len(text) > MAX_TEXT // 4:
        report(Issue("error", "too-large", document.source, document.line, {"limit": MAX_TEXT}))
    else:
        meta = {"sent_id": document.id} if document.id else {}
        yield Incoming(text, document.source, document.line, meta=meta, spans=document.spans)
