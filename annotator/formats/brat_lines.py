"""The lines of a brat annotation file: what each says, by its first letter."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec

from annotator.formats.foreign import Aside

# Where Python's codecs, and so brat, end a line: a span is cut into fragments there.
LINE_ENDS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
OWN_NOTES = "Annotator"  # the type of the comments in which we keep what brat has no place for
_SIMPLE = re.compile(r"(T\d+)\t(\S+) (\d{1,9}) (\d{1,9})\t(.+)\Z", re.DOTALL)
_TEXT_BOUND = re.compile(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)\s*\Z")
_RELATION = re.compile(r"(\S+) [^\s:]+:(\S+) [^\s:]+:(\S+)\s*\Z")
EVENT = re.compile(r"([^\s:]+):(\S+)((?: [^\s:]+:\S+)*)\s*\Z")
_ATTRIBUTE = re.compile(r"(\S+) (\S+)(?: (.+))?\Z")
_COMMENT = re.compile(r"(\S+) (\S+)\s*\Z")
_NORMALISATION = re.compile(r"(\S+) (\S+) (\S+)\s*\Z")


@dataclass(slots=True)
class TextBound:
    """``T``: a label over one or more fragments. ``said`` is the text that the line itself gives."""

    id: str
    label: str
    fragments: list[tuple[int, int]]
    said: str
    line: int
    attributes: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Annotations:
    """What one file holds, in its order. ``relations`` are (id, head, tail, label); ends may be ids of events."""

    bounds: dict[str, TextBound] = field(default_factory=dict)
    relations: list[tuple[str, str, str, str]] = field(default_factory=list)
    triggers: dict[str, str] = field(default_factory=dict)  # event -> its text-bound
    joins: dict[int, list[tuple[str, str, str]]] = field(
        default_factory=dict
    )  # by line: what it joins, as (head, tail, label)
    pending: list[tuple[str, str, re.Match[str], str, int]] = field(default_factory=list)

    def end(self, id: str) -> str:
        """The text-bound that an id stands for: itself, or an event's trigger."""
        return self.triggers.get(id, id)


class AnnReader:
    """Reads the lines of one file; what cannot be read or has no counterpart here is noted."""

    def __init__(self, aside: Aside) -> None:
        self._aside = aside

    def read(self, text: str) -> Annotations:
        found = Annotations()
        for number, raw in enumerate(text.split("\n"), 1):
            line = raw.removesuffix("\r")
            match = _SIMPLE.match(line)  # nearly all lines of nearly all files
            if match and match[1] not in found.bounds:
                id, label, start, end, said = match.groups()
                found.bounds[id] = TextBound(id, label, [(int(start), int(end))], said, number)
            elif line and not line.isspace():
                self._line(line, number, found)
        for kind, id, match, tail, number in found.pending:  # what may name things of later lines
            if kind == "A":
                self._attribute(found, match, number)
            elif kind == "#":
                self._comment(found, match, tail, number)
            else:
                self._normalisation(found, id, match, tail, number)
        return found

    def _line(self, line: str, number: int, found: Annotations) -> None:
        id, _, rest = line.partition("\t")
        data, _, tail = rest.partition("\t")
        kind = "A" if id[:1] == "M" else id[:1]
        if kind == "T":
            match = _TEXT_BOUND.match(data)
        else:
            pattern = {"R": _RELATION, "E": EVENT, "A": _ATTRIBUTE, "#": _COMMENT, "N": _NORMALISATION}.get(
                kind
            )
            match = pattern.match(data) if pattern else None
        if kind == "*":
            self._equivalent(data.split(), number, found)
        elif match is None or (kind == "T" and id in found.bounds):
            self._aside.note("error", "ann-line-unread", number)
        elif kind == "T":
            pairs = [part.split(" ") for part in match[2].split(";")]
            fragments = [(int(start), int(end)) for start, end in pairs]
            found.bounds[id] = TextBound(id, match[1], fragments, tail, number)
        elif kind == "R":
            found.relations.append((id, match[2], match[3], match[1]))
            found.joins[number] = [(match[2], match[3], match[1])]
        elif kind == "E":
            self._event(id, match, number, found)
        else:
            found.pending.append((kind, id, match, tail, number))

    def _equivalent(self, words: list[str], number: int, found: Annotations) -> None:
        if len(words) < 3:
            self._aside.note("error", "ann-line-unread", number)
            return
        self._aside.note("info", "equivalents-as-relations", number)
        joins = [(head, tail, words[0]) for head, tail in pairwise(words[1:])]
        found.joins[number] = joins
        found.relations += [("", *joined) for joined in joins]

    def _event(self, id: str, match: re.Match[str], number: int, found: Annotations) -> None:
        found.triggers[id] = match[2]
        self._aside.note("info", "events-as-relations", number)
        parts = [part.partition(":") for part in match[3].split()]
        joins = found.joins[number] = [(match[2], target, role) for role, _, target in parts]
        found.relations += [("", *joined) for joined in joins]

    def _attribute(self, found: Annotations, match: re.Match[str], number: int) -> None:
        name, target, value = match.groups()
        bound = found.bounds.get(found.end(target))
        if bound is None:
            self._aside.note("warning", "nothing-to-attach", number, target=target[:1])
        elif name in bound.attributes:
            self._aside.note("warning", "attribute-twice", number, attribute=name[:80])
        else:
            bound.attributes[name] = True if value is None else value

    def _comment(self, found: Annotations, match: re.Match[str], tail: str, number: int) -> None:
        kind, target = match.groups()
        bound = found.bounds.get(found.end(target))
        if bound is None:
            self._aside.note("warning", "nothing-to-attach", number, target=target[:1])
        elif kind != OWN_NOTES:
            bound.notes.append(tail if kind == "AnnotatorNotes" else f"{kind}: {tail}")
        else:
            more = _own(tail)
            if more is None:
                bound.notes.append(tail)
            else:
                bound.more.update(more)

    def _normalisation(
        self, found: Annotations, id: str, match: re.Match[str], tail: str, number: int
    ) -> None:
        kind, target, place = match.groups()
        bound = found.bounds.get(found.end(target))
        if bound is None:
            self._aside.note("warning", "nothing-to-attach", number, target=target[:1])
            return
        self._aside.note("info", "normalisation-in-note", number)
        bound.notes.append(f"{kind}: {place} {tail}".rstrip())


def _own(text: str) -> dict[str, Any] | None:
    """What we wrote into a comment; None where it is somebody's own words."""
    try:
        return msgspec.convert(msgspec.json.decode(text), OwnNote).plain()
    except (ValueError, RecursionError):
        return None


class OwnNote(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What brat has no place for, as JSON in a comment."""

    attributes: dict[str, str | bool] = {}
    note: str = ""
    certainty: str = "sure"
    origin: str = ""

    def plain(self) -> dict[str, Any]:
        return {
            "attributes": self.attributes,
            "note": self.note,
            "certainty": self.certainty,
            "origin": self.origin,
        }
