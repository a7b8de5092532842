"""Templates for what a plan of an import leaves out, and for texts that are nearly there already. They stand in ``ISSUES``."""

from __future__ import annotations

from annotator.i18n import mark

PLANNED: dict[str, str] = {
    "span-left-by-plan": mark("{count} spans {label} left out, as the plan says."),
    "attribute-left-by-plan": mark("{count} values of {label} left out, as the plan says."),
    "relation-left-by-plan": mark("{count} relations {label} left out, as the plan says."),
    "relation-left-with-span": mark("{count} relations {label} left out: a span that they join is left out."),
    "document-label-left-by-plan": mark("{count} document labels {label} left out, as the plan says."),
    "layer-left-by-plan": mark("The layer of {label} left out, as the plan says, with {spans} spans."),
    "near-duplicate": mark(
        "Nearly the same text as “{title}”, and left out as the plan says, with {spans} spans."
    ),
}
