"""What the article of the review page shows: what all share or was decided as usual, the rest in bands."""

from __future__ import annotations

from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.model.span import Span
from annotator.review.cases import Case
from annotator.review.decisions_choices import differing_parts
from annotator.review.decisions_gold import UNSETTLED, Status
from annotator.review.kinds import Kind
from annotator.ui.review.desk import LETTERS, Current, ReviewDesk
from annotator.ui.textview.bands import Band, Bands


def same_for_all(case: Case) -> bool:
    """Whether everybody marked the same range and label with the same values."""
    return case.kind is Kind.AGREE or case.kinds == (Kind.RELATION,)


def shared_layer(current: Current) -> Layer:
    """What all share or is decided, as one layer."""
    layer = Layer(LayerKey(current.row.document, "shared"))
    layer.state = LayerState.FINISHED
    for standing in current.review.standings.cases:
        case = standing.case
        if standing.verdict is not None:
            for number, mark in enumerate(standing.verdict.marks):
                id = f"{case.id}-{number}"
                layer.spans[id] = Span(id, *mark.key, mark.attributes)
        elif same_for_all(case):
            span = next(iter(case.spans.values()))[0]
            layer.spans[case.id] = span._replace(id=case.id, note="")
    return layer


def bands_of(current: Current, desk: ReviewDesk, *, extra: Band | None = None) -> Bands:
    """The spans of every person in cases that are not settled, and in this one."""
    spans: dict[str, list[Span]] = {who: [] for who in current.order}
    for standing in current.review.standings.cases:
        case = standing.case
        if case.id == current.row.case or (standing.status in UNSETTLED and not same_for_all(case)):
            for who, marked in case.spans.items():
                spans[who] += marked
    bands = [Band(LETTERS[n % 26], desk.name(who), spans[who]) for n, who in enumerate(current.order)]
    parts = differing_parts(current.standing.case) if current.standing.status is not Status.TAKEN else []
    row = current.row
    return Bands([*bands, *([extra] if extra else [])], (row.start, row.end), parts)
