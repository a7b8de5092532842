"""brat's standoff form, written: a folder with a ``.txt`` and an ``.ann`` for each layer, and the settings that brat needs.

What brat has no place for (values and notes of several lines, certainty, origin) stands as JSON in a comment of its own type.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from annotator.errors import MalformedInput
from annotator.formats import losses
from annotator.formats.base import Row, replacing_folder
from annotator.formats.brat_kept import KeptLines
from annotator.formats.brat_lines import LINE_ENDS, OWN_NOTES, OwnNote
from annotator.model.document import Document
from annotator.model.facts import KEPT
from annotator.model.layer import Layer
from annotator.model.scheme import AttributeType, LabelScheme
from annotator.model.span import SURE, Relation, Span, in_order

_UNFIT = re.compile(r"[^\w.-]+", re.ASCII)
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z", re.IGNORECASE
)  # names that Windows keeps for itself
_NOT_ASCII_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_encode = msgspec.json.Encoder(order="deterministic").encode


class BratWriter:
    """Writes a folder. It must not exist yet, or be empty."""

    name = "brat"
    suffixes: tuple[str, ...] = ("",)
    losses = (
        losses.SPAN_IDS, losses.RELATION_IDS, losses.DOCUMENT_IDS, losses.TITLE, losses.META, losses.DOCUMENT_LABELS,
        losses.OWNER, losses.STATE, losses.REASON, losses.REVIEWED_TO, losses.EDGE_LINE_ENDS,
        losses.BLANK_TEXTS,
    )  # fmt: skip

    def reduce(self, document: Document, layer: Layer | None, lost: Counter[str]) -> Row:
        """Spans without line ends at their edges: brat cannot mark those."""
        if layer is None:
            return document, None
        kept = layer.copy()
        for span in layer.spans.values():
            trimmed = _trimmed(document.text, span)
            if trimmed is not span:
                lost[losses.EDGE_LINE_ENDS] += 1
                kept.spans[span.id] = trimmed
        return document, kept

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        taken: set[str] = set()
        count = 0
        with replacing_folder(path) as folder:
            for document, layer in rows:
                stem = _free_name(document, layer, taken)
                try:
                    text = document.text.encode()
                    ann = "".join(_lines(document.text, layer, scheme)).encode() if layer is not None else b""
                except UnicodeEncodeError:
                    raise MalformedInput(
                        path=str(path), line=None, column=None, reason="lone-surrogate", detail=document.id
                    ) from None
                (folder / f"{stem}.txt").write_bytes(text)
                (folder / f"{stem}.ann").write_bytes(ann)
                count += 1
            (folder / "annotation.conf").write_text(_settings(scheme), encoding="utf-8")
        return count


def _free_name(document: Document, layer: Layer | None, taken: set[str]) -> str:
    """A file name made of the document's id, that is allowed everywhere and not taken, whatever the case."""
    owner = layer.key.annotator if layer is not None else ""
    name = _UNFIT.sub("-", document.id).strip(".-")[:80]
    if not name or _DEVICES.match(name) or name.casefold() in taken:
        mark = hashlib.sha256(f"{document.id}\0{owner}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
        name = f"{name}-{mark}" if name and not _DEVICES.match(name) else f"text-{mark}"
    taken.add(name.casefold())
    return name


def _trimmed(text: str, span: Span) -> Span:
    marked = text[span.start : span.end]
    first, last = LINE_ENDS.match(marked), None
    if LINE_ENDS.match(marked[-1]):
        last = next(m for m in LINE_ENDS.finditer(marked) if m.end() == len(marked))
    if first is None and last is None:
        return span
    start = span.start + (first.end() if first else 0)
    return span._replace(start=start, end=span.start + last.start() if last else span.end)


def _lines(text: str, layer: Layer, scheme: LabelScheme) -> Iterator[str]:
    """The lines of the file that the layer came from, as far as they still hold, and what is new."""
    own = layer.facts.get((KEPT, "brat"))
    if not isinstance(own, str):
        yield from _Lines(text, {}).write(layer.spans.values(), layer.relations.values(), {})
        return
    kept = KeptLines(text, layer, own, scheme)
    lines = _Lines(text, kept.numbers)
    yield from kept.write(lines.values)
    spans = [span for span in layer.spans.values() if span.id not in kept.claimed]
    relations = [r for r in layer.relations.values() if (r.head, r.tail, r.label) not in kept.joined]
    yield from lines.write(spans, relations, kept.claimed)


class _Lines:
    """Makes lines of spans and relations; ``numbers`` are the highest in use for each kind of line."""

    def __init__(self, text: str, numbers: dict[str, int]) -> None:
        self._text, self._numbers = text, numbers

    def _new(self, kind: str) -> str:
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{kind}{self._numbers[kind]}"

    def write(
        self, spans: Iterable[Span], relations: Iterable[Relation], named: dict[str, str]
    ) -> Iterator[str]:
        """``named``: the ids in the file of spans that have lines already."""
        named = dict(named)
        for span in in_order(spans):
            id = named[span.id] = self._new("T")
            places, said = _fragments(self._text, _trimmed(self._text, span))
            yield f"{id}\t{span.label} {places}\t{said}\n"
            if span.attributes or span.note or span.certainty != SURE or span.origin:
                yield from self.values(span, id)
        for relation in sorted(relations):
            ends = f"Arg1:{named[relation.head]} Arg2:{named[relation.tail]}"
            yield f"{self._new('R')}\t{relation.label} {ends}\n"

    def values(self, span: Span, id: str) -> Iterator[str]:
        """The lines of a span's values and notes."""
        plain, own = _split(span)
        for name, value in plain.items():
            yield f"{self._new('A')}\t{name} {id}{'' if value is True else f' {value}'}\n"
        if span.note and not own.note:
            yield f"{self._new('#')}\tAnnotatorNotes {id}\t{span.note}\n"
        if own != OwnNote():
            yield f"{self._new('#')}\t{OWN_NOTES} {id}\t{_on_one_line(own)}\n"


def _fragments(text: str, span: Span) -> tuple[str, str]:
    """``0 5;6 9`` and the text of it; a span is cut at line ends, as brat does it."""
    marked = text[span.start : span.end]
    if LINE_ENDS.search(marked) is None:
        return f"{span.start} {span.end}", marked
    places, pieces, at = [], [], 0
    for gap in (*((m.start(), m.end()) for m in LINE_ENDS.finditer(marked)), (len(marked), len(marked))):
        places.append(f"{span.start + at} {span.start + gap[0]}")
        pieces.append(marked[at : gap[0]])
        at = gap[1]
    return ";".join(places), " ".join(pieces)


def _split(span: Span) -> tuple[dict[str, str | bool], OwnNote]:
    """The attribute values that brat can hold, and the rest."""
    plain: dict[str, str | bool] = {}
    own = OwnNote({}, "", span.certainty, span.origin)
    for name, value in span.attributes.items():
        if value is True or (isinstance(value, str) and _is_simple(value)):
            plain[name] = value
        else:
            own.attributes[name] = value
    if not _is_simple(span.note):
        own.note = span.note
    return plain, own


def _is_simple(value: str) -> bool:
    return bool(value) and value.strip() == value and "\t" not in value and LINE_ENDS.search(value) is None


def _on_one_line(own: OwnNote) -> str:
    return _NOT_ASCII_LINE_ENDS.sub(lambda m: f"\\u{ord(m[0]):04x}", _encode(own).decode())


def _settings(scheme: LabelScheme) -> str:
    """The configuration with which brat shows these labels, relations and attributes."""
    lines = ["[entities]", *(label.id for label in scheme.labels), "", "[relations]"]
    lines += [f"{relation.id} Arg1:<ENTITY>, Arg2:<ENTITY>" for relation in scheme.relations]
    lines += ["", "[events]", "", "[attributes]"]
    for attribute in scheme.attributes:
        if attribute.type is AttributeType.BOOL:
            lines.append(f"{attribute.id} Arg:<ENTITY>")
        elif attribute.type is AttributeType.CHOICE:
            lines.append(f"{attribute.id} Arg:<ENTITY>, Value:{'|'.join(c.id for c in attribute.choices)}")
    return "\n".join(lines) + "\n"
