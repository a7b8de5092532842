"""An annotated article as one HTML page that needs nothing else: for papers, slides and mail. Everything is escaped.

A span is underlined in its label's colour, each one deeper than what lies in it, and ends with its label's name; an
innermost span is filled too. Where spans cross, the later one is cut and goes on after ``…``. Names cannot be selected,
so what is copied from the page is the text alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from annotator.i18n import language, tr
from annotator.model.colours import label_colours
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.scheme import Colours, Label, LabelScheme, Names
from annotator.model.span import Span, in_order
from annotator.model.text import paragraphs
from annotator.model.zones import in_zone, zones

_STEP = 4  # pixels between one underline and the next


class Drawn(NamedTuple):
    """A span and its underline's lane (from 0, downwards). ``inner`` spans are filled."""

    span: Span
    lane: int
    inner: bool


def article_html(document: Document, layer: Layer, scheme: LabelScheme, who: str = "") -> str:
    """The page, as text to be stored in UTF-8."""
    article = _Article(document.text, layer, scheme)
    body = "\n".join(article.paragraph(start, end) for start, end in paragraphs(document.text) if start < end)
    source = " · ".join(filter(None, (document.meta.get("source", ""), document.meta.get("date", ""), who)))
    return _PAGE.format(
        language=language(), title=escape(document.title), source=escape(source), body=body,
        legend=_legend(layer, scheme), style=_STYLE,
    )  # fmt: skip


def lanes(spans: Sequence[Span]) -> list[Drawn]:
    """The lane of every span, outer ones first. Spans that share a lane do not overlap."""
    found: list[Drawn] = []
    for span in sorted(in_order(spans), key=lambda s: s.end - s.start):
        under = [other for other in found if span.overlaps(other.span)]
        inner = not any(span.contains(other.span) for other in under)
        taken = {other.lane for other in under}
        lane = 1 + max(taken, default=-1)
        if inner:
            lane = next(number for number in range(lane + 1) if number not in taken)
        found.append(Drawn(span, lane, inner))
    return sorted(found, key=lambda d: (-d.lane, d.span.start, d.span.id))


class _Article:
    """What every paragraph is made from."""

    def __init__(self, text: str, layer: Layer, scheme: LabelScheme) -> None:
        self._text, self._scheme = text, scheme
        self._drawn = lanes(layer.in_order())
        self._closed = [zone for zone in zones(layer.facts) if not zone.proposed]

    def paragraph(self, start: int, end: int) -> str:
        """One paragraph: stretches of text that the same spans lie over, each span opened and closed around them."""
        here = [one for one in self._drawn if one.span.start < end and start < one.span.end]
        edges = {edge for one in here for edge in one.span[1:3]} | {e for z in self._closed for e in z[:2]}
        places = sorted({start, end} | {edge for edge in edges if start < edge < end})
        parts: list[str] = []
        opened: list[Drawn] = []
        for one, other in pairwise(places):
            over = [d for d in here if d.span.start < other and one < d.span.end]
            kept = _common(opened, over)
            parts += [self._close(d, one) for d in reversed(opened[kept:])]
            parts += [self._open(d, one) for d in over[kept:]]
            opened = over
            words = escape(self._text[one:other])
            grey = in_zone(one, other, self._closed)
            parts.append(f'<span class="zone">{words}</span>' if grey else words)
        parts += [self._close(d, end) for d in reversed(opened)]
        depth = 1 + max((d.lane for d in here), default=-1)
        return f'<p style="line-height:{27 + depth * _STEP}px">{"".join(parts)}</p>'

    def _open(self, one: Drawn, place: int) -> str:
        colours = _colours(self._scheme, one.span.label)
        fill = f"background:{colours.fill};" if one.inner and not self._is_closed(one.span) else ""
        style = f"{fill}border-bottom:2px solid {colours.ink};padding-bottom:{one.lane * _STEP}px"
        on = "" if place == one.span.start else "<i>…</i>"
        return f'<span style="{style}" title="{escape(_tip(one.span, self._scheme))}">{on}'

    def _close(self, one: Drawn, place: int) -> str:
        if self._text[place : one.span.end].strip():  # it goes on
            return "</span>"
        label = self._scheme.label(one.span.label) or Label(one.span.label, "", {}, {})
        value = one.span.attributes.get("value") or one.span.attributes.get("date")
        name = _said(label.short or label.names, label.id)
        words = escape(f"{name} = {value}" if value else name)
        return f'<i style="color:{_colours(self._scheme, label.id).ink}">{words}</i></span>'

    def _is_closed(self, span: Span) -> bool:
        return in_zone(span.start, span.end, self._closed)


def _common(one: list[Drawn], other: list[Drawn]) -> int:
    """How many spans both begin with: those stay open."""
    count = 0
    while count < min(len(one), len(other)) and one[count] is other[count]:
        count += 1
    return count


def _tip(span: Span, scheme: LabelScheme) -> str:
    label = scheme.label(span.label)
    values = [f"{key} = {value}" for key, value in sorted(span.attributes.items())]
    name = _said(label.names, label.id) if label else span.label
    return " · ".join([name, *values, *([span.note] if span.note else [])])


def _legend(layer: Layer, scheme: LabelScheme) -> str:
    counts = Counter(span.label for span in layer.spans.values())
    known = [label.id for label in scheme.labels if label.id in counts]
    rows = []
    for id in [*known, *sorted(set(counts) - set(known))]:
        label, colours = scheme.label(id), _colours(scheme, id)
        name = escape(_said(label.names, id) if label else id)
        swatch = f'<b style="background:{colours.fill};border-color:{colours.ink}"></b>'
        rows.append(f"<li>{swatch}{name} {counts[id]}</li>")
    return f'<ul aria-label="{escape(tr("Labels"))}">{"".join(rows)}</ul>'


def _colours(scheme: LabelScheme, label: str) -> Colours:
    return label_colours(scheme.label(label) or Label(label, "", {}, {}), dark=False)


def _said(names: Names, otherwise: str) -> str:
    return names.get(language()) or next(iter(names.values()), otherwise)


_STYLE = """
body { font: 16px/27px "Noto Serif", "DejaVu Serif", Georgia, serif; color: #1B1D20; background: #FFFFFF;
       max-width: 44rem; margin: 2rem auto; padding: 0 1rem; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
h1 { font-size: 20px; line-height: 1.3; } header p, ul { font: 12px/1.6 "Be Vietnam Pro", "Noto Sans", sans-serif; color: #4E535A; }
article p { white-space: pre-wrap; margin: 0 0 8px; }
article i { font: 500 10px "Be Vietnam Pro", "Noto Sans", sans-serif; padding: 0 2px 0 4px; white-space: nowrap;
            -webkit-user-select: none; user-select: none; }
.zone { color: #63686F; }
ul { list-style: none; padding: 12px 0 0; border-top: 1px solid #E3E3DF; }
li { display: inline-block; margin-right: 20px; }
li b { display: inline-block; width: 12px; height: 10px; border-bottom: 2px solid; margin-right: 6px; }
""".strip()

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<header><h1>{title}</h1><p>{source}</p></header>
<article>
{body}
</article>
{legend}
</body>
</html>
"""
