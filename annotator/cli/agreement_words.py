"""The words for measures, kinds of cases and reasons, as they stand in reports."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.i18n import mark, tr
from annotator.review.agreement.results import Estimate, LeftOut

NOT_DEFINED = mark("not defined")

MEASURES: Mapping[str, str] = {
    "span_exact": mark("Span F1, exact: same start, end and label"),
    "span_relaxed": mark("Span F1, relaxed: same label, some text in common"),
    "span_weighted": mark("Span F1, by characters in common, same label"),
    "position_exact": mark("Position F1, exact: same start and end, any label"),
    "position_relaxed": mark("Position F1, relaxed: some text in common, any label"),
    "label_agreement": mark("Same label, where both have a span at one range"),
    "label_kappa": mark("Cohen's kappa of labels, where both have a span at one range"),
    "label_alpha": mark("Krippendorff's alpha (nominal) of labels, where both have a span at one range"),
    "label_ac1": mark("Gwet's AC1 of labels, where both have a span at one range"),
    "token_kappa": mark("Cohen's kappa of tokens, with O (innermost label)"),
    "token_kappa_marked": mark("Cohen's kappa of tokens, without O: both have marked the token"),
    "token_pi": mark("Scott's pi of tokens, with O"),
    "token_fleiss": mark("Fleiss' kappa of tokens, all annotators, with O"),
    "token_alpha": mark("Krippendorff's alpha (nominal) of tokens, with O"),
    "token_ac1": mark("Gwet's AC1 of tokens, with O"),
    "token_kappa_label": mark("Cohen's kappa of tokens, in a span of the label or not"),
    "alpha_u": mark("Krippendorff's unitizing alpha (alpha_u)"),
    "alpha_u_position": mark("Krippendorff's unitizing alpha of positions, any label"),
    "relation_exact": mark("Relation F1: same relation between the same two spans"),
    "relation_given_spans": mark("Relation F1, where both have both spans"),
    "value_agreement": mark("Same value, where both have the span"),
    "value_kappa": mark("Cohen's kappa of values, where both have the span"),
}

KINDS: Mapping[str, str] = {
    "agree": mark("agree"),
    "missing": mark("missing"),
    "nesting": mark("nesting"),
    "label": mark("label"),
    "boundary": mark("boundary"),
    "boundary-edge": mark("boundary: space or punctuation only"),
    "attribute": mark("attribute value"),
    "relation": mark("relation"),
}

REASONS: Mapping[str, str] = {
    "no-layer": mark("no layer on the document"),
    "skipped": mark("layer skipped"),
    "not-reviewed": mark("not looked at yet"),
    "alone": mark("nobody else has looked there"),
    "excluded": mark("in an excluded part of the text"),
    "self-overlap": mark("spans of one label and person that overlap: only the first and longest counts"),
    "without-token": mark("spans in which no token starts"),
    "no-span-at-this-range": mark("spans without one of the other at the same range"),
    "token-not-marked-by-both": mark("tokens that only one or nobody has marked"),
    "ends-not-in-both": mark("relations with a span that only one has"),
    "gold": mark("the gold layer"),
    "model": mark("a model"),
}

UNITS: Mapping[str, str] = {
    "spans": mark("spans"),
    "pairs": mark("pairs of spans"),
    "tokens": mark("tokens"),
    "characters": mark("characters"),
    "relations": mark("relations"),
    "values": mark("values"),
    "documents": mark("documents"),
}


def measure_name(id: str) -> str:
    return tr(MEASURES.get(id, id))


def kind_name(id: str) -> str:
    return tr(KINDS.get(id, id))


def number(value: float | None) -> str:
    """Three decimals, or that it is not defined."""
    return tr(NOT_DEFINED) if value is None else f"{value:.3f}"


def interval(estimate: Estimate) -> str:
    return (
        "" if estimate.low is None or estimate.high is None else f"{estimate.low:.3f} – {estimate.high:.3f}"
    )


def compared(estimate: Estimate) -> str:
    """How many of what, and what this measure leaves out."""
    parts = [f"{estimate.n} {tr(UNITS.get(estimate.unit, estimate.unit))}"]
    for reason, count in estimate.left_out.items():
        parts.append(tr("left out: {count} ({why})").format(count=count, why=tr(REASONS.get(reason, reason))))
    return "; ".join(parts)


def left_out(left: LeftOut, names: Mapping[str, str]) -> str:
    """``Lan Anh: 103 spans, nobody else has looked there``."""
    return tr("{who}: {count} {what}, {why}").format(
        who=names.get(left.annotator, left.annotator),
        count=left.count,
        what=tr(UNITS.get(left.what, left.what)),
        why=tr(REASONS.get(left.reason, left.reason)),
    )
