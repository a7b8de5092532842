"""The words of adjudication: kinds of cases, ways to decide, reasons, where a case stands."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.i18n import mark, ntr, tr

KINDS: Mapping[str, str] = {
    "missing": mark("Missing on one side"),
    "boundary": mark("Boundary"),
    "boundary-edge": mark("Punctuation, spaces"),
    "label": mark("Label"),
    "nesting": mark("Nesting"),
    "attribute": mark("Attribute values"),
    "relation": mark("Relations"),
    "agree": mark("All agree"),
}

ABOUT: Mapping[str, str] = {
    "missing": mark("somebody who looked marked nothing here"),
    "boundary": mark("the same label, other edges"),
    "boundary-edge": mark("other edges, but for space or punctuation only"),
    "label": mark("the same place, other labels"),
    "nesting": mark("one span inside another: which of them, or both"),
    "attribute": mark("the same span, other values"),
    "relation": mark("the same spans, other relations"),
    "agree": mark("everybody marked the same"),
}

REASONS: Mapping[str, str] = {
    "": mark("no reason given"),
    "slip": mark("Slip"),
    "ambiguous": mark("Ambiguous"),
    "guideline-gap": mark("Guideline gap"),
    "scheme-gap": mark("Scheme gap"),
    "other": mark("Other"),
}

WAYS: Mapping[str, str] = {
    "open": mark("put up for discussion"),
    "both": mark("took both"),
    "union": mark("took the union"),
    "none": mark("took nothing"),
    "edit": mark("took after editing"),
}

STATUSES: Mapping[str, str] = {
    "open": mark("not decided"),
    "decided": mark("decided"),
    "stale": mark("changed since it was decided"),
    "discuss": mark("to be discussed"),
    "contested": mark("reviewers differ"),
    "taken": mark("all agree, taken"),
}

REFUSED: Mapping[str, str] = {
    "one-version": mark("only one side marked"),
    "labels-differ": mark("the labels differ"),
    "same-version": mark("the same as {n} here"),
}

RULES: Mapping[str, str] = {
    "longer": mark("Take the longer one"),
    "shorter": mark("Take the shorter one"),
    "majority": mark("Take what most have"),
    "person": mark("Take what {name} has"),
    "none": mark("Take nothing"),
}


def kind_title(kind: str) -> str:
    return tr(KINDS.get(kind, kind))


def kind_about(kind: str) -> str:
    """What a kind of case is, in a few words."""
    return tr(ABOUT.get(kind, ""))


def reason_name(reason: str) -> str:
    return tr(REASONS.get(reason, reason))


def status_name(status: str) -> str:
    return tr(STATUSES.get(status, status))


def rule_name(rule: str, name: str = "") -> str:
    return tr(RULES.get(rule, rule)).format(name=name)


def refused_words(reason: str, same: int = 0) -> str:
    """Why something cannot be chosen here."""
    return tr(REFUSED.get(reason, reason)).format(n=same)


def way_words(how: str, whose: str = "") -> str:
    """How a case was decided: after whom, or in which other way."""
    if how == "version":
        return tr("took {whose}").format(whose=whose)
    return tr(WAYS.get(how, how))


def sign_count(n: int) -> str:
    """How long a span is."""
    return ntr("{n} sign", "{n} signs", n).format(n=n)
