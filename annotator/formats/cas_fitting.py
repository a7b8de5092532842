"""What UIMA's formats cannot hold is replaced, sign for sign, so that offsets stay; and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from annotator.formats import losses
from annotator.formats.base import Row
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.span import Span

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RETURNS = re.compile("\r\n?")
Fit = Callable[[str], str]


def fit_xml(text: str) -> str:
    """The text with U+FFFD for each sign that XML 1.0 has no place for."""
    return _NOT_XML.sub("\ufffd", text)


def fit_line(value: str) -> str:
    """The value with a line feed for each carriage return: the one sign that WebAnno TSV cannot escape in values."""
    return _RETURNS.sub("\n", value)


class _Counted:
    """A way of fitting that counts what it changed."""

    def __init__(self, fit: Fit, lost: Counter[str]) -> None:
        self._fit, self._lost = fit, lost

    def __call__(self, text: str) -> str:
        fitted = self._fit(text)
        if fitted != text:
            self._lost[losses.CONTROLS] += 1
        return fitted


def fit_document(document: Document, fit: Fit, lost: Counter[str]) -> Document:
    """The document with all its texts fitted; the same object where there is nothing to do."""
    counted = _Counted(fit, lost)
    text, id, title = counted(document.text), counted(document.id), counted(document.title)
    meta = {counted(key): counted(value) for key, value in document.meta.items()}
    if (text, id, title, meta) == (document.text, document.id, document.title, dict(document.meta)):
        return document
    return Document(id, text, title, meta, document.digest)


def fit_layer(layer: Layer, fit: Fit, lost: Counter[str]) -> Layer:
    """The layer with all its texts fitted."""
    counted = _Counted(fit, lost)
    kept = layer.copy()
    kept.reason = counted(layer.reason)
    kept.labels = {key: counted(v) if isinstance(v, str) else v for key, v in layer.labels.items()}
    kept.spans = {id: _fit_span(span, counted) for id, span in layer.spans.items()}
    return kept


def _fit_span(span: Span, counted: Fit) -> Span:
    if not (span.attributes or span.note or span.origin):
        return span
    attributes = {key: counted(v) if isinstance(v, str) else v for key, v in span.attributes.items()}
    return span._replace(attributes=attributes, note=counted(span.note), origin=counted(span.origin))


def fit_row(document: Document, layer: Layer | None, fit: Fit, lost: Counter[str]) -> Row:
    return fit_document(document, fit, lost), None if layer is None else fit_layer(layer, fit, lost)
