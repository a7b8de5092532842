"""What a brat file said, line by line, written again as far as the layer still holds it.

A layer has no place for events as such, for comments on relations, for normalisations, nor for the order and the ids of
lines. The reader therefore hands on the file's own lines; here each is given back while what it says is in the layer,
left out where it is not, and what is new in the layer is written after them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from annotator.formats.base import Issue
from annotator.formats.brat import pieces, placed
from annotator.formats.brat_lines import EVENT, AnnReader, TextBound
from annotator.formats.foreign import Aside
from annotator.model.layer import Layer
from annotator.model.scheme import AttributeValue, LabelScheme
from annotator.model.span import Span

_NUMBERED = re.compile(r"([A-Z#])(\d{1,9})\Z")
Joined = tuple[str, str, str]  # ids of spans, and the label between them


class KeptLines:
    """The lines of a file beside the layer as it is now.

    ``claimed`` are the spans that a kept line stands for, by id, with that line's id; ``joined`` the relations that
    kept lines tell of; ``numbers`` the highest number in use for each kind of line.
    """

    def __init__(self, text: str, layer: Layer, kept: str, scheme: LabelScheme) -> None:
        self._layer, self._scheme = layer, scheme
        issues: list[Issue] = []
        aside = Aside("", issues.append)
        self._found = AnnReader(aside).read(kept)
        self._lines = kept.split("\n")
        self.claimed: dict[str, str] = {}
        self.joined: set[Joined] = set()
        self.numbers: dict[str, int] = {}
        self._unchanged: dict[
            str, bool
        ] = {}  # the text-bounds that still hold: with the same values and notes?
        self._first: dict[str, str] = {}  # text-bound -> the span that stands for it in relations
        self._there = {(r.head, r.tail, r.label) for r in layer.relations.values()}
        self._places = {(s.start, s.end, s.label): s for s in layer.spans.values()}
        for bound in placed(text, self._found, "", issues.append, aside):
            self._claim(text, bound, aside)
        self._bounds = {bound.line: bound for bound in self._found.bounds.values()}
        self._targets = {line: match[2] for _, _, match, _, line in self._found.pending}
        self._joins = {line: self._holding(line, joins) for line, joins in self._found.joins.items()}
        for line in self._lines:
            if match := _NUMBERED.match(line.partition("\t")[0]):
                kind, number = match[1], int(match[2])
                self.numbers[kind] = max(number, self.numbers.get(kind, 0))

    # What still holds -------------------------------------------------------------------------------------------
    def _claim(self, text: str, bound: TextBound, aside: Aside) -> None:
        """Whether the layer has every part of this text-bound, and whether they say the same."""
        reads = pieces(text, bound, aside)
        spans = [self._span(read.id, (read.start, read.end, read.label)) for read in reads]
        there = [span for span in spans if span is not None]
        if len(there) < len(reads):
            return
        unchanged = all(
            (self._values(read.label, read.attributes), read.note, read.certainty, read.origin)
            == (dict(span.attributes), span.note, span.certainty, span.origin)
            for read, span in zip(reads, there, strict=True)
        )
        if len(there) > 1 and not unchanged:
            return  # its parts go separate ways
        before = self.claimed.get(there[0].id)
        self._unchanged[bound.id] = unchanged or before is not None  # said twice: the first one speaks
        self._first[bound.id] = there[0].id
        for span in there:
            self.claimed.setdefault(span.id, bound.id)

    def _span(self, id: str, place: tuple[int, int, str]) -> Span | None:
        span = self._layer.spans.get(id)
        return span if span is not None and span[1:4] == place else self._places.get(place)

    def _values(self, label: str, values: dict[str, AttributeValue]) -> dict[str, AttributeValue]:
        """The values as the scheme stores them."""
        if not values or label not in self._scheme.label_ids:
            return values
        known = {attribute.id: attribute for attribute in self._scheme.attributes_of(label)}
        read = {name: known[name].read(value) if name in known else None for name, value in values.items()}
        return {name: values[name] if value is None else value for name, value in read.items()}

    def _holding(self, line: int, joins: list[Joined]) -> list[bool]:
        """For each thing that a line joins whether the layer still does. One that ends where it begins has no place there."""
        ends = [(self._place(head), self._place(tail), label) for head, tail, label in joins]
        holds = [
            bool(head and tail) and (head == tail or (head, tail, label) in self._there)
            for head, tail, label in ends
        ]
        if all(holds) or self._lines[line - 1].startswith("E"):
            self.joined.update(joined for joined, held in zip(ends, holds, strict=True) if held)
        return holds

    def _place(self, id: str) -> str:
        return self._first.get(self._found.end(id), "")

    # The lines --------------------------------------------------------------------------------------------------
    def write(self, values: Callable[[Span, str], Iterator[str]]) -> Iterator[str]:
        """What is left of the file; ``values(span, id)`` makes the lines of a span whose values or notes have changed."""
        lines = [(number, line) for number, line in enumerate(self._lines, 1) if line]
        stays = {line.partition("\t")[0] for number, line in lines if self._joining(number, line)}
        for number, line in lines:
            bound = self._bounds.get(number)
            if bound is not None and bound.id in self._unchanged:
                yield f"{line}\n"
                if not self._unchanged[bound.id]:
                    yield from values(self._layer.spans[self._first[bound.id]], bound.id)
            elif bound is None and (
                kept := self._joining(number, line) or self._attached(number, line, stays)
            ):
                yield f"{kept}\n"

    def _joining(self, number: int, line: str) -> str:
        """A relation, event or equivalence, without those arguments that are gone; empty where it is none, or all is gone."""
        holds = self._joins.get(number)
        if holds is None:
            return ""
        id, _, data = line.partition("\t")
        match = EVENT.match(data.partition("\t")[0]) if id.startswith("E") else None
        if match is None:
            return line if all(holds) else ""
        if match[2] not in self._first:
            return ""
        arguments = [part for part, held in zip(match[3].split(), holds, strict=True) if held]
        return line if all(holds) else " ".join([f"{id}\t{match[1]}:{match[2]}", *arguments])

    def _attached(self, number: int, line: str, stays: set[str]) -> str:
        """A value, comment or normalisation whose bearer is there as it was."""
        target = self._targets.get(number, "")
        bound = self._found.end(target)
        if bound in self._found.bounds:
            return line if self._unchanged.get(bound) and (target == bound or target in stays) else ""
        return line if target in stays else ""
