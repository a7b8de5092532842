"""What reports of feedback say in more than one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from annotator.i18n import language, mark, tr
from annotator.model.scheme import AttributeValue, LabelScheme, name_in
from annotator.review.decisions import Mark, Reason
from annotator.review.feedback import What
from annotator.review.kinds import Kind
from annotator.services.feedback import LabelGap, Quote
from annotator.wording.review import kind_title, reason_name

WHATS: Mapping[What, str] = {
    What.KEPT: mark("kept"),
    What.REMOVED: mark("not taken"),
    What.ADDED: mark("added"),
    What.EDGES: mark("other edges"),
    What.LABEL: mark("another label"),
    What.BOTH: mark("other edges and another label"),
    What.VALUES: mark("other values"),
}


def what_name(what: What) -> str:
    return tr(WHATS[what])


def label_name(scheme: LabelScheme, id: str) -> str:
    """The label's name in the reader's language, or its id where the scheme has it no longer."""
    label = scheme.label(id)
    return name_in(label.names, language(), id) if label is not None else id


def mark_words(scheme: LabelScheme, quote: Quote, one: Mark | None) -> str:
    """``Person: Nguyễn Nam Đình (alive: yes)``, or a dash."""
    if one is None:
        return "–"
    values = [
        f"{name_in(a.names, language(), a.id)}: {_value(one.attributes[a.id])}"
        for a in scheme.attributes_of(one.label)
        if one.attributes.get(a.id) not in (None, "")
    ]
    words = " ".join(quote.of(one).split())
    return f"{label_name(scheme, one.label)}: “{words}”" + (f" ({', '.join(values)})" if values else "")


def _value(value: AttributeValue) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return value


def marks_words(scheme: LabelScheme, quote: Quote, marks: Sequence[Mark]) -> str:
    """All spans of a version, or that nothing was marked."""
    return "; ".join(mark_words(scheme, quote, one) for one in marks) or tr("nothing marked")


def counted_kinds(kinds: Counter[Kind]) -> str:
    """``Boundary 12, Label 3``, the most frequent first."""
    return ", ".join(f"{kind_title(kind.value)} {n}" for kind, n in kinds.most_common())


def counted_reasons(reasons: Counter[Reason]) -> str:
    """``Guideline gap 4, Slip 1``."""
    return ", ".join(f"{reason_name(reason.value)} {n}" for reason, n in reasons.most_common())


def counted_labels(scheme: LabelScheme, labels: Counter[str]) -> str:
    """``Duty 5, Model 3, not marked 2``."""
    return ", ".join(
        f"{label_name(scheme, label) if label else tr('not marked')} {n}" for label, n in labels.most_common()
    )


def gap_words(scheme: LabelScheme, gap: LabelGap) -> list[str]:
    """What is known about one label, a sentence each."""
    said = [
        tr("{cases} cases; {share} % of what is marked with this label is disputed.").format(
            cases=gap.cases, share=round(100 * gap.share)
        ),
        tr("What differs: {kinds}.").format(kinds=counted_kinds(gap.kinds)),
    ]
    if gap.against:
        labels = counted_labels(scheme, Counter(dict(gap.against.most_common(4))))
        said.append(tr("Beside other labels: {labels}.").format(labels=labels))
    if gap.reasons:
        said.append(tr("Reasons of reviewers: {reasons}.").format(reasons=counted_reasons(gap.reasons)))
    return said
