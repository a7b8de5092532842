"""Documents and layers in the form they are stored in, made before the database is asked for anything.

Pure work, and most of an import: it can be done in another process, and what crosses over is strings and tuples.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from annotator.model.document import Document
from annotator.model.edit import Edit, LayerKey, SpanAdded
from annotator.model.layer import EditConflict, Layer
from annotator.model.span import Span
from annotator.model.text import count_paragraphs
from annotator.store import log
from annotator.store.layers import fact_value, reviewed_paragraphs, span_row
from annotator.store.search import index_text


class FreshDocument(NamedTuple):
    """A document as its rows hold it: ``meta`` as JSON, ``length`` in code points, ``body`` in UTF-8, ``words`` for the index."""

    id: str
    title: str
    meta: str
    digest: str
    length: int
    paragraphs: int
    body: bytes
    words: str


class FreshLayer(NamedTuple):
    """A layer that nobody has touched, filled by one log row: ``edits`` as the log holds them, and the projection's rows."""

    edits: str
    state: str
    reason: str
    reviewed_to: int
    reviewed: int
    labels: str
    spans: int
    span_rows: bytes  # as JSON: one string crosses over to another process much faster than many tuples
    relations: list[tuple[str, ...]]
    facts: list[tuple[str, str, str]]  # kind, key, value as JSON


_encode_rows = msgspec.json.Encoder().encode
_decode_rows = msgspec.json.Decoder(list[tuple[str, int, int, str, str | None]]).decode
_PLAIN = Span("", 0, 0, "")[4:]


def span_rows(layer: FreshLayer) -> list[tuple[Any, ...]]:
    """The layer's spans as ``span_row`` makes them."""
    return _decode_rows(layer.span_rows)


def fresh_document(document: Document) -> FreshDocument:
    text = document.text
    meta = json.dumps(dict(document.meta), ensure_ascii=False, sort_keys=True)
    return FreshDocument(
        document.id,
        document.title,
        meta,
        document.digest,
        len(text),
        count_paragraphs(text),
        text.encode(),
        index_text(text),
    )


def fresh_layer(edits: Sequence[Edit], text: str) -> FreshLayer:
    """Raises EditConflict where the edits do not fit an empty layer."""
    layer = Layer(LayerKey("", ""))
    added = [edit.span for edit in edits if type(edit) is SpanAdded]
    layer.spans = {span.id: span for span in added}
    if len(layer.spans) < len(added):
        raise EditConflict(added)
    for edit in edits:
        if type(edit) is not SpanAdded:
            layer.apply(edit)
    return FreshLayer(
        log.encode_edits(edits), str(layer.state), layer.reason, layer.reviewed_to,
        reviewed_paragraphs(text, layer.reviewed_to) if layer.reviewed_to else 0,
        json.dumps(layer.labels, ensure_ascii=False, sort_keys=True),
        len(added),
        _encode_rows([(*s[:4], None) if s[4:] == _PLAIN else span_row(s) for s in added]), [tuple(r) for r in layer.relations.values()],
        [(*key, fact_value(value)) for key, value in layer.facts.items()],
    )  # fmt: skip
