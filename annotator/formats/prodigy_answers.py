"""Prodigy's binary answers: one question a line, several lines about one text. What they say together is put together.

A question is accepted, rejected or ignored; only what was accepted is gold. The lines of one text need not follow each other, so
the file is gone through once before it is read, for a few bytes a line; a text is held only from its first question to its last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import msgspec

from annotator.formats.base import Incoming
from annotator.formats.foreign import Aside
from annotator.formats.lines import numbered_lines
from annotator.model.layer import LayerState

Place = tuple[int, int, str]
_MANUAL = ("_manual", "relations")  # views in which a whole text is worked on


class _SpanGlance(msgspec.Struct, gc=False):
    answer: str | None = None
    input_hash: object = None


class _Glance(msgspec.Struct, gc=False):
    text: str
    answer: str | None = None
    spans: list[_SpanGlance] | None = None
    view: str | None = msgspec.field(name="_view_id", default=None)
    binary: object = msgspec.field(name="_is_binary", default=None)


_glance = msgspec.json.Decoder(_Glance).decode


def is_question(view: str | None, binary: object, asked: bool) -> bool:
    """Whether a task is one question about a text. ``asked``: a span of it brings an answer or a question of its own."""
    if view is not None and view.endswith(_MANUAL):
        return False
    return bool(binary) or view == "ner" or (view is None and asked)


@dataclass(slots=True)
class Questions:
    """The lines of texts that are asked about more than once: their text as a number, and the last line of each."""

    of_line: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path) -> Questions:
        """Look through a file. What cannot be read is passed over; whoever reads it says so."""
        first: dict[bytes, int] = {}
        found = cls()
        for number, raw in numbered_lines(path, _quiet):
            try:
                task = _glance(raw)
            except (ValueError, RecursionError):
                continue
            asked = any(s.answer is not None or s.input_hash is not None for s in task.spans or ())
            if not is_question(task.view, task.binary, asked):
                continue
            key = blake2b(task.text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
            line = first.setdefault(key, number)
            if line != number:
                found.of_line[line] = found.of_line[number] = line
                found.last[line] = number
        return found


def _quiet(_issue: object) -> None:
    """Nothing is said twice."""


class Merger:
    """Puts the answers to the questions about one text together: a document, and a layer for each person."""

    def __init__(self, questions: Questions, aside: Aside) -> None:
        self._questions, self._aside = questions, aside
        self._open: dict[int, list[Incoming]] = {}
        self.refused: dict[int, dict[str | None, set[Place]]] = {}  # what each person rejected, by text

    def is_one_of_many(self, line: int) -> bool:
        """Whether another line asks about the text of this one."""
        return line in self._questions.of_line

    def refuse(self, line: int, who: str | None, places: set[Place]) -> None:
        """Remember what was rejected on a line."""
        if self.is_one_of_many(line):
            told = self.refused.setdefault(self._questions.of_line[line], {})
            told.setdefault(who, set()).update(places)

    def take(self, item: Incoming) -> Iterator[Incoming]:
        """The next line; yields what is complete with it."""
        line = item.line or 0
        text = self._questions.of_line.get(line)
        if text is None:
            yield item
            return
        self._open.setdefault(text, []).append(item)
        if line >= self._questions.last[text]:
            yield from self._merged(text)

    def finish(self) -> Iterator[Incoming]:
        """What is still open: its last line could not be read."""
        for text in list(self._open):
            yield from self._merged(text)

    def _merged(self, text: int) -> Iterator[Incoming]:
        items = self._open.pop(text)
        refused = self.refused.pop(text, {})
        first = items[0]
        self._aside.note("info", "answers-merged", first.line, len(items))
        by_owner: dict[str | None, list[Incoming]] = {}
        for item in items:
            by_owner.setdefault(item.layer, []).append(item)
        said = {who: rows for who, rows in by_owner.items() if any(row.spans for row in rows)}
        said |= {who: rows for who, rows in by_owner.items() if who is not None and who not in said}
        for who, rows in (said or {first.layer: [first]}).items():
            yield self._one(rows, refused.get(who, set()))

    def _one(self, rows: list[Incoming], refused: set[Place]) -> Incoming:
        """One layer of all rows of one person; a span that was rejected as well is no gold."""
        merged = rows[0]
        spans = [span for row in rows for span in row.spans]
        if len(rows) > 1 and any(row.state != LayerState.SKIPPED.value for row in rows):
            merged.state = None
        seen: set[Place] = set()
        merged.spans = []
        merged.relations = []
        for span in spans:
            place = (span.start, span.end, span.label)
            if place in refused:
                self._aside.note("warning", "answers-contradict", merged.line, label=span.label[:80])
            elif place not in seen:
                seen.add(place)
                span.id = ""
                merged.spans.append(span)
        return merged
