"""What an import will bring, counted from a survey alone: the same for every mapping that a person tries, in no time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.services.mapping import LEAVE, Wording


class Row(NamedTuple):
    """One document of a file with at most one layer. ``known``: its id in the project; ``away``: that was withdrawn.

    ``labels``: how many spans of each (one for each range); ``same``: labels that stand together on one range. ``rest``: the
    layer holds more than spans. ``near``: nearly a text that stays.
    """

    digest: str
    known: str
    away: bool
    near: bool
    owner: str | None
    machine: bool
    labels: tuple[tuple[str, int], ...]
    same: tuple[tuple[str, ...], ...]
    rest: bool


@dataclass(slots=True)
class Tally:
    """Documents that are in no file but one, and not in the project, counted together."""

    documents: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    same: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        """Count one more."""
        self.documents += 1
        self.labels.update(dict(row.labels))
        self.same.update(row.same)


@dataclass(slots=True)
class Outcome:
    """What an import will do: ``left`` spans by plan, ``undecided`` ones whose label is not in the scheme, by foreign label."""

    documents: int = 0
    spans: int = 0
    near: int = 0
    left: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Book:
    """The rows of a survey, put together where nothing depends on who takes them."""

    single: dict[tuple[str | None, bool, bool], Tally] = field(default_factory=dict)  # owner, machine, near
    shared: list[Row] = field(default_factory=list)
    filled: frozenset[tuple[str, str]] = frozenset()  # layers of the project that are not empty

    @classmethod
    def of(cls, rows: Iterable[Row], filled: Iterable[tuple[str, str]]) -> Book:
        """Sort the rows."""
        rows = list(rows)
        times = Counter(row.digest for row in rows)
        book = cls(filled=frozenset(filled))
        for row in rows:
            if row.known or times[row.digest] > 1:
                book.shared.append(row)
            else:
                key = (row.owner, row.machine, row.near)
                book.single.setdefault(key, Tally()).add(row)
        return book

    def outcome(
        self, wording: Wording, labels: frozenset[str], annotator: str, *, skip_near: bool
    ) -> Outcome:
        """What comes of it by a plan, in a scheme with these labels. ``annotator``: whose what names nobody becomes."""
        found = Outcome()
        for (owner, machine, near), tally in self.single.items():
            if near and skip_near:
                found.near += tally.documents
                continue
            found.documents += tally.documents
            if wording.owner(owner, machine) == LEAVE and owner is not None:
                found.left.update(tally.labels)
            else:
                found.spans += _spans(tally.labels, tally.same, wording, labels, found)
        self._shared(wording, labels, annotator, skip_near, found)
        return found

    def _shared(
        self, wording: Wording, labels: frozenset[str], annotator: str, skip_near: bool, found: Outcome
    ) -> None:
        met: set[str] = set()
        taken = set(self.filled)
        for row in self.shared:
            if row.near and skip_near:
                found.near += 1
                continue
            if row.digest not in met and (not row.known or row.away):
                found.documents += 1
            met.add(row.digest)
            owner = wording.owner(row.owner, row.machine)
            counts = Counter(dict(row.labels))
            if owner == LEAVE and row.owner is not None:
                found.left.update(counts)
                continue
            key = (row.known or row.digest, owner or annotator)
            held = Outcome()
            spans = _spans(counts, Counter(row.same), wording, labels, held)
            found.left += held.left
            found.undecided += held.undecided
            if key not in taken:
                found.spans += spans
                if spans or row.rest:
                    taken.add(key)


def _spans(
    counts: Counter[str],
    same: Counter[tuple[str, ...]],
    wording: Wording,
    labels: frozenset[str],
    found: Outcome,
) -> int:
    """How many spans come of these; what does not is added to ``found``."""
    target = {label: wording.labels.get(label, label) for label in counts}
    spans = 0
    for label, count in counts.items():
        if target[label] in labels:
            spans += count
        elif target[label] == LEAVE:
            found.left[label] += count
        else:
            found.undecided[label] += count
    for together, count in same.items():
        kept = [target[label] for label in together if target[label] in labels]
        spans -= (len(kept) - len(set(kept))) * count
    return spans
