"""What is said of a suggestion, and of a span that was one: source, score, reason. Plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.i18n import language, tr
from annotator.model.scheme import LabelScheme, name_in
from annotator.model.span import Span
from annotator.ui.textview.caption import value_of

if TYPE_CHECKING:
    from annotator.nlp.suggest.suggestion import Suggestion, Why

_ORIGIN = re.compile(
    r"((?:rules|memory|model)(?:\+(?:rules|memory|model))*)@([01]\.\d\d)(?:,was=(.+):(\d+)-(\d+))?\Z"
)


def source_words(source: str) -> str:
    """The names of joined sources (``rules+memory``)."""
    names = {"rules": tr("rules"), "memory": tr("memory"), "model": tr("model")}
    return ", ".join(names.get(one, one) for one in source.split("+"))


def why_words(why: Why) -> str:
    """Why something is suggested, or nothing where there is nothing to say."""
    said = []
    if why.rule:
        said.append(tr("rule {name}").format(name=why.rule))
    if why.met:
        said.append(tr("labelled so {labelled} of {met} times").format(labelled=why.labelled, met=why.met))
    if why.name:
        said.append(tr("model {name}").format(name=why.name))
    return "; ".join(said)


def score_words(score: float) -> str:
    """0.914 as 91 %."""
    return f"{round(100 * score)} %"


def tip_of_suggestion(scheme: LabelScheme, suggestion: Suggestion) -> str:
    """Label and value, sources and score, the reason. Lines parted by LF."""
    label = scheme.label(suggestion.label)
    name = name_in(label.names, language(), label.id) if label else suggestion.label
    value = value_of(scheme, Span("", *suggestion.key, suggestion.attributes))
    lines = [
        tr("Suggestion: {label}").format(label=f"{name} {value}" if value else name),
        f"{source_words(suggestion.source)} · {score_words(suggestion.score)}",
        why_words(suggestion.why),
    ]
    return "\n".join(filter(None, lines))


def origin_words(scheme: LabelScheme, origin: str) -> str:
    """Where an accepted span came from, as the inspector and the tool tip say it."""
    known = _ORIGIN.match(origin)
    if known is None:
        return tr("accepted from {source}").format(source=origin)
    source = f"{source_words(known[1])} · {score_words(float(known[2]))}"
    words = tr("accepted from {source}").format(source=source)
    if known[3] is None:
        return words
    label = scheme.label(known[3])
    was = name_in(label.short, language(), label.id) if label else known[3]
    return f"{words}; " + tr("it was {label} {start}–{end}").format(label=was, start=known[4], end=known[5])
