"""Decisions: what a reviewer said about a case, about which versions of it, and why.

A *version* is one answer to a case: those who marked the same, with the same values and relations, gave one version; who
looked and marked nothing gave the empty one. A decision remembers every version that it was taken from, with its identity.
It is *stale* once somebody's version is another one now, or somebody new brings a version that was not there.

A decision may take the place of others, its reviewer's or somebody else's: it names them with their identity, and counts
before them for as long as they are what they were then. Nothing is ever thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NamedTuple

from annotator.model.scheme import AttributeValue
from annotator.review.matching import Key


class How(StrEnum):
    """How a case was decided; ``OPEN``: not yet, it was only put up for discussion."""

    OPEN = "open"
    VERSION = "version"
    BOTH = "both"
    UNION = "union"
    NONE = "none"
    EDIT = "edit"


class Reason(StrEnum):
    """Why annotators differ, as the reviewer sees it."""

    UNSAID = ""
    SLIP = "slip"
    AMBIGUOUS = "ambiguous"
    GUIDELINE = "guideline-gap"
    SCHEME = "scheme-gap"
    OTHER = "other"


class Mark(NamedTuple):
    """A span as a version holds it: where, which label, which values. Code points, half-open."""

    start: int
    end: int
    label: str
    attributes: Mapping[str, AttributeValue] = {}

    @property
    def key(self) -> Key:
        return self.start, self.end, self.label


class Link(NamedTuple):
    """A relation that begins in the case: its label, the ranges and labels of both ends, the case where it ends."""

    label: str
    head: Key
    tail: Key
    case: str = ""


Over = tuple[str, str]  # (reviewer, case) of a decision


def digest(*parts: str) -> str:
    """A short name for what the parts say."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Decision:
    """One reviewer's decision on one case. ``versions`` by annotator: (identity, what they had marked)."""

    reviewer: str
    case: str
    how: How
    kind: str = ""
    whose: tuple[str, ...] = ()  # of VERSION: those who gave it
    marks: tuple[Mark, ...] = ()  # what goes into the gold layer
    links: tuple[Link, ...] = ()
    versions: Mapping[str, tuple[str, tuple[Mark, ...]]] = field(default_factory=dict)
    reason: Reason = Reason.UNSAID
    comment: str = ""
    discuss: bool = False
    over: Mapping[Over, str] = field(
        default_factory=dict
    )  # the decisions whose place it takes, with their identity

    @property
    def decided(self) -> bool:
        return self.how is not How.OPEN

    @property
    def ref(self) -> Over:
        return self.reviewer, self.case

    @property
    def keys(self) -> set[Key]:
        """Every range and label that anybody had marked when it was taken."""
        return {mark.key for _, marks in self.versions.values() for mark in marks}

    @property
    def outcome(self) -> tuple[object, ...]:
        """What it says about the text: two decisions with one outcome do not differ."""
        marks = sorted((*mark.key, sorted(mark.attributes.items())) for mark in self.marks)
        return self.decided, marks, sorted(link[:3] for link in self.links)

    def identity(self) -> str:
        """Changes with what was decided, from what, in whose place; not with reason, comment and discussion."""
        plain = replace(self, reason=Reason.UNSAID, comment="", discuss=False)
        return digest(self.reviewer, self.case, json.dumps(plain.to_value(), sort_keys=True))

    def to_value(self) -> dict[str, Any]:
        """The JSON value of its fact. Its key is the case, its layer the reviewer's."""
        value: dict[str, Any] = {
            "how": self.how.value,
            "kind": self.kind,
            "whose": list(self.whose),
            "marks": [_mark_value(mark) for mark in self.marks],
            "links": [[link.label, list(link.head), list(link.tail), link.case] for link in self.links],
            "versions": {
                who: [identity, [_mark_value(mark) for mark in marks]]
                for who, (identity, marks) in self.versions.items()
            },
            "over": [[*ref, identity] for ref, identity in sorted(self.over.items())],
        }
        said = {"reason": self.reason.value, "comment": self.comment, "discuss": self.discuss}
        return value | {name: what for name, what in said.items() if what}

    @classmethod
    def from_value(cls, reviewer: str, case: str, value: Any) -> Decision | None:
        """Read a fact back; None for one that no decision has (what came from elsewhere may hold anything)."""
        try:
            return cls(
                reviewer,
                case,
                How(value["how"]),
                str(value["kind"]),
                tuple(map(str, value["whose"])),
                tuple(map(_read_mark, value["marks"])),
                tuple(
                    Link(str(link[0]), _key(link[1]), _key(link[2]), str(link[3])) for link in value["links"]
                ),
                {
                    str(who): (str(identity), tuple(map(_read_mark, marks)))
                    for who, (identity, marks) in value["versions"].items()
                },
                Reason(value.get("reason", "")),
                str(value.get("comment", "")),
                bool(value.get("discuss", False)),
                {(str(who), str(other)): str(identity) for who, other, identity in value["over"]},
            )
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            return None


def _mark_value(mark: Mark) -> list[Any]:
    return [*mark.key, dict(mark.attributes)] if mark.attributes else [*mark.key]


def _key(value: Any) -> Key:
    start, end, label = value
    if type(start) is not int or type(end) is not int or not isinstance(label, str) or not 0 <= start < end:
        raise ValueError(value)
    return start, end, label


def _read_mark(value: Any) -> Mark:
    attributes = value[3] if len(value) > 3 else {}
    if not all(isinstance(name, str) and isinstance(v, (str, bool)) for name, v in attributes.items()):
        raise ValueError(value)
    return Mark(*_key(value[:3]), attributes)


def live(decisions: Iterable[Decision]) -> list[Decision]:
    """Those whose place no other decision has taken, in a fixed order."""
    known = {decision.ref: decision for decision in decisions}
    gone = {
        ref
        for decision in known.values()
        for ref, identity in decision.over.items()
        if ref in known and known[ref].identity() == identity
    }
    return [known[ref] for ref in sorted(known) if ref not in gone]


def places_of(decisions: Sequence[Decision], previous: Decision | None) -> dict[Over, str]:
    """What a new decision has to name so that it counts before ``decisions`` and what ``previous``, its own, replaced."""
    over = dict(previous.over) if previous is not None else {}
    own = previous.ref if previous is not None else None
    return over | {one.ref: one.identity() for one in decisions if one.ref != own}
