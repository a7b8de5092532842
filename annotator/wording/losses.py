"""What a format has no place for, in words: for before an export and after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.i18n import mark, tr

LOSSES: dict[str, str] = {
    "span-ids": mark("ids of spans"),
    "relation-ids": mark("ids of relations"),
    "attributes": mark("attribute values"),
    "notes": mark("notes"),
    "certainty": mark("whether a span is sure"),
    "origin": mark("where a span came from"),
    "relations": mark("relations"),
    "document-ids": mark("ids of documents"),
    "title": mark("titles"),
    "meta": mark("source, byline and other data about documents"),
    "document-labels": mark("document labels"),
    "layer-owner": mark("whose work it is"),
    "state": mark("the state of the work"),
    "other-states": mark("states other than finished and skipped"),
    "skipped-spans": mark("spans of skipped documents"),
    "reason": mark("reasons given for skipping or flagging"),
    "reviewed-to": mark("how far an unfinished text was looked at"),
    "overlaps": mark("spans that overlap a longer one"),
    "cut-tokens": mark("spans that cut a token"),
    "spacing": mark("the exact white space of the text"),
    "blank-texts": mark("texts of nothing but white space"),
    "edge-spaces": mark("white space at the edges of a span"),
    "controls": mark("control characters that the format has no place for (replaced)"),
    "edge-line-ends": mark("line ends at the edges of a span"),
}


def describe_losses(codes: Iterable[str] | Mapping[str, int]) -> str:
    """The losses as a list; with numbers where it is known how often each was met."""
    counts: Mapping[str, int] = codes if isinstance(codes, Mapping) else {}
    return ", ".join(
        tr(LOSSES.get(code, code)) + (f" ({counts[code]})" if code in counts else "") for code in codes
    )
