"""The gold layer of one document as a function of its cases, the decisions on them, and what the project allows.

Where every case stands (``stand``), and the spans and relations that follow (``gold_of``). What the gold layer holds
beside them, say from an import, is left as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.model.edit import (
    LayerEdit,
    RelationAdded,
    RelationRemoved,
    ReviewedTo,
    SpanAdded,
    SpanRemoved,
    SpanReplaced,
    StateChanged,
)
from annotator.model.layer import Layer, LayerState
from annotator.model.scheme import LabelScheme
from annotator.model.span import Relation, Span, keep_attributes
from annotator.review.cases import Case
from annotator.review.decisions import Decision, How, Link, Mark, digest, live
from annotator.review.decisions_choices import Linker, Version, versions_of
from annotator.review.kinds import Kind
from annotator.review.matching import Key
from annotator.review.values import ValueReader

REVIEWED, AGREED = "reviewed", "agreed"


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"  # nobody has decided it
    DECIDED = "decided"
    STALE = "stale"  # decided, but what it was decided from has changed since
    DISCUSS = "discuss"  # a reviewer wants to talk about it
    CONTESTED = "contested"  # reviewers differ
    TAKEN = "taken"  # all agree, and the project takes that


UNSETTLED = frozenset({Status.OPEN, Status.STALE, Status.DISCUSS, Status.CONTESTED})


@dataclass(frozen=True, slots=True)
class Standing:
    """A case with the decisions on it that count (``decisions``) and the one that the gold layer follows."""

    case: Case
    status: Status
    verdict: Decision | None = None
    decisions: tuple[Decision, ...] = ()


@dataclass(slots=True)
class Standings:
    """All of a document. ``left``: decisions whose case is there no more; they count until somebody decides anew."""

    cases: list[Standing] = field(default_factory=list)
    left: list[Decision] = field(default_factory=list)


def stand(
    cases: Sequence[Case],
    decisions: Iterable[Decision],
    linker: Linker,
    reader: ValueReader,
    annotators: Collection[str],
    *,
    take_agreed: bool,
) -> Standings:
    """Where each case stands. ``annotators``: whose layers are compared."""
    on, left = _attach(cases, live(decisions))
    found = Standings(left=left)
    for case in cases:
        held = on.get(case.id, [])
        if held:
            versions = versions_of(case, linker, reader)
            found.cases.append(_standing(case, held, versions, annotators))
        elif case.kind is Kind.AGREE and take_agreed:
            found.cases.append(Standing(case, Status.TAKEN))
        else:
            found.cases.append(Standing(case, Status.OPEN))
    return found


def _attach(
    cases: Sequence[Case], decisions: Sequence[Decision]
) -> tuple[dict[str, list[Decision]], list[Decision]]:
    """Decisions by the case they are about now: the same one, else the one that shares most of what was marked then."""
    ids = {case.id for case in cases}
    on: dict[str, list[Decision]] = {}
    adrift = []
    for decision in decisions:
        if decision.case in ids:
            on.setdefault(decision.case, []).append(decision)
        else:
            adrift.append(decision)
    left = []
    variants = (
        {case.id: {key for who in case.spans for key in case.keys(who)} for case in cases} if adrift else {}
    )
    for decision in adrift:
        near = max(
            cases,
            key=lambda case: (len(variants[case.id] & decision.keys), _shared(case, decision)),
            default=None,
        )
        if near is not None and (variants[near.id] & decision.keys or _shared(near, decision)):
            on.setdefault(near.id, []).append(decision)
        else:
            left.append(decision)
    return on, left


def _shared(case: Case, decision: Decision) -> int:
    """How much of the text that the decision was about lies in the case."""
    ranges = [key[:2] for key in decision.keys]
    return (
        max((min(case.end, end) - max(case.start, start) for start, end in ranges), default=0)
        if ranges and any(start < case.end and case.start < end for start, end in ranges)
        else 0
    )


def is_stale(
    decision: Decision, case: Case, versions: Sequence[Version], annotators: Collection[str]
) -> bool:
    """Whether what it was taken from is not what there is now."""
    if decision.case != case.id:
        return True
    now = {who: version.identity for version in versions for who in version.annotators}
    then = {who: identity for who, (identity, _) in decision.versions.items()}
    for who, identity in then.items():
        if now.get(who, "") != identity and (who in now or who in annotators):
            return True
    return any(identity not in then.values() for who, identity in now.items() if who not in then)


def _standing(
    case: Case, held: Sequence[Decision], versions: Sequence[Version], annotators: Collection[str]
) -> Standing:
    fresh = [one for one in held if not is_stale(one, case, versions, annotators)]
    counted = [one for one in fresh or held if one.decided]
    differ = len({repr(one.outcome) for one in counted}) > 1
    verdict = counted[0] if counted and not differ else None
    if differ:
        status = Status.CONTESTED
    elif any(one.discuss for one in held):
        status = Status.DISCUSS
    elif not fresh:
        status = Status.STALE
    else:
        status = Status.DECIDED if verdict is not None else Status.OPEN
    return Standing(case, status, verdict, tuple(held))


# The gold layer -------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Gold:
    """What the gold layer should hold. ``reviewed_to``: everything before it is settled (code points)."""

    spans: dict[Key, Span] = field(default_factory=dict)
    relations: set[tuple[str, Key, Key]] = field(default_factory=set)
    reviewed_to: int = 0
    adrift: int = 0  # relations of which one end is not in the gold layer (yet)
    unfit: int = 0  # spans decided for a label that the scheme has no longer


def gold_of(standings: Standings, linker: Linker, scheme: LabelScheme, reach: int, document: str) -> Gold:
    """``reach``: how far at least two have looked, in code points."""
    made = _Maker(scheme, document)
    for standing in sorted(standings.cases, key=lambda one: one.status is Status.STALE):
        case, verdict = standing.case, standing.verdict
        if verdict is not None:
            made.put(case.id, verdict.marks, verdict.links, origin_of(verdict))
        elif standing.status is Status.TAKEN:
            who = case.annotators[0]
            marks = [Mark(*span[1:4], span.attributes) for span in case.spans[who]]
            links = {link for name, spans in case.spans.items() for link in linker.links(name, spans)}
            made.put(case.id, marks, sorted(links), f"{AGREED} by={','.join(case.annotators)} case={case.id}")
    for decision in standings.left:
        made.put(decision.case, decision.marks, decision.links, origin_of(decision))
    gold = made.finish()
    open_from = [
        one.case.start for one in standings.cases if one.verdict is None and one.status is not Status.TAKEN
    ]
    gold.reviewed_to = min([reach, *open_from])
    return gold


def origin_of(decision: Decision) -> str:
    """What a span of the gold layer says about itself: who decided, how, after whom, why."""
    parts = [REVIEWED, f"by={decision.reviewer}", f"case={decision.case}", f"how={decision.how.value}"]
    if decision.how is How.VERSION:
        parts.append(f"after={','.join(decision.whose)}")
    if decision.reason:
        parts.append(f"reason={decision.reason.value}")
    return " ".join(parts)


def read_origin(origin: str) -> dict[str, str]:
    """The parts of what ``origin_of`` wrote, with ``what`` (``reviewed`` or ``agreed``); nothing for another origin."""
    what, *parts = origin.split(" ") if origin else [""]
    if what not in (REVIEWED, AGREED):
        return {}
    return {"what": what} | dict(part.split("=", 1) for part in parts if "=" in part)


class _Maker:
    """Collects spans, then joins them."""

    def __init__(self, scheme: LabelScheme, document: str) -> None:
        self._scheme, self._document = scheme, document
        self._gold = Gold()
        self._by_case: dict[str, list[Span]] = {}
        self._links: list[Link] = []

    def put(self, case: str, marks: Iterable[Mark], links: Iterable[Link], origin: str) -> None:
        for mark in marks:
            if mark.label not in self._scheme.label_ids:
                self._gold.unfit += 1
                continue
            known = self._gold.spans.get(mark.key)
            if known is None:
                values = keep_attributes(self._scheme, mark.label, mark.attributes)
                id = digest(self._document, f"{mark.start} {mark.end} {mark.label}")[:12]
                known = self._gold.spans[mark.key] = Span(id, *mark.key, values, origin=origin)
            self._by_case.setdefault(case, []).append(known)
        self._links += links

    def finish(self) -> Gold:
        gold = self._gold
        for link in self._links:
            head, tail = gold.spans.get(link.head), gold.spans.get(link.tail) or self._nearest(link)
            if head is None or tail is None or head is tail:
                gold.adrift += 1
            elif self._scheme.relation(link.label) and self._scheme.allows(
                link.label, head.label, tail.label
            ):
                gold.relations.add((link.label, head[1:4], tail[1:4]))
            else:
                gold.unfit += 1
        return gold

    def _nearest(self, link: Link) -> Span | None:
        """What was decided in the case where the relation ends, where it is not what that annotator had."""
        start, end, _ = link.tail
        near = [s for s in self._by_case.get(link.case, ()) if s.start < end and start < s.end]
        return max(near, key=lambda s: (min(s.end, end) - max(s.start, start), s[1:4]), default=None)


def gold_edits(gold: Gold, layer: Layer, length: int) -> list[LayerEdit]:
    """The edits that make ``layer`` hold ``gold`` beside what is not from here. ``length`` of the text, in code points."""
    own = {span[1:4]: span for span in layer.spans.values() if read_origin(span.origin)}
    foreign = {span[1:4]: span for span in layer.spans.values() if not read_origin(span.origin)}
    wanted = {key: span for key, span in gold.spans.items() if key not in foreign}
    ids = {key: span.id for key, span in {**own, **wanted, **foreign}.items()}
    ids.update({key: own[key].id for key in own.keys() & wanted.keys()})
    relations = {
        relation.id: relation
        for label, head, tail in gold.relations
        for relation in [_relation(layer.key.document, label, ids[head], ids[tail])]
    }
    removed = {span.id for key, span in own.items() if key not in wanted}
    edits: list[LayerEdit] = []
    for relation in layer.relations.values():
        ours = relation == _relation(layer.key.document, relation.label, relation.head, relation.tail)
        if (ours and relation.id not in relations) or removed & {relation.head, relation.tail}:
            edits.append(RelationRemoved(relation))
    edits += [SpanRemoved(span) for key, span in own.items() if key not in wanted]
    for key, span in wanted.items():
        before = own.get(key)
        if before is None:
            edits.append(SpanAdded(span))
        elif before != (after := span._replace(id=before.id)):
            edits.append(SpanReplaced(before, after))
    edits += [RelationAdded(relations[id]) for id in sorted(relations.keys() - layer.relations.keys())]
    return edits + ([] if foreign else _state_edits(gold, layer, length))


def _relation(document: str, label: str, head: str, tail: str) -> Relation:
    return Relation(digest(document, label, head, tail)[:12], head, tail, label)


def _state_edits(gold: Gold, layer: Layer, length: int) -> list[LayerEdit]:
    """Looked at as far as everything is settled, done when all of it is."""
    edits: list[LayerEdit] = []
    done = gold.reviewed_to >= length
    begun = gold.reviewed_to > 0 or gold.spans or layer.state is not LayerState.NEW
    state = LayerState.FINISHED if done else LayerState.IN_PROGRESS if begun else LayerState.NEW
    if state is not layer.state:
        edits.append(StateChanged(layer.state, state, layer.reason, ""))
    if gold.reviewed_to != layer.reviewed_to:
        edits.append(ReviewedTo(layer.reviewed_to, gold.reviewed_to))
    return edits


def orders(
    annotators: Collection[str], document: str, names: Mapping[str, str], *, hidden: bool
) -> list[str]:
    """The annotators in the order of their letters: by name, or shuffled by the document where names are hidden."""
    if hidden:
        return sorted(annotators, key=lambda who: digest(document, who))
    return sorted(annotators, key=lambda who: (names.get(who, who), who))
