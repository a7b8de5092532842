"""The suggestions of an open project: found in the background, the visible page first, and shown only while they hold.

How a window uses it: ``request`` when a document is opened; in a thread, go through ``batches`` and hand each to ``take`` in
the window's own thread; ``shown`` is then what is to be drawn, and is asked again after every change. ``learn`` is work for a
quiet job when a project was opened, ``refresh`` when a document was left. Nothing here knows Qt.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from annotator.errors import Cancelled
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.text import paragraphs
from annotator.model.zones import zones
from annotator.nlp.suggest.experience import Experience
from annotator.nlp.suggest.memory import Memory, part_of
from annotator.nlp.suggest.merging import merged, open_ones, unambiguous
from annotator.nlp.suggest.rules import RuleSuggester
from annotator.nlp.suggest.suggestion import MEMORY, MODEL, RULES, Stop, Suggester, Suggestion, never
from annotator.services.change import Change
from annotator.services.figure_values import read_values
from annotator.services.jobs import Progress, no_progress
from annotator.services.session import Session
from annotator.services.suggest_commands import rejections
from annotator.services.suggest_learning import Learned, Rules, learn, learn_layers, load_rules
from annotator.services.suggest_settings import allowed_sources, is_blind, least_score

CHUNK = 4_000  # code points of a batch; one takes some 20 ms
REMEMBERED = 20_000  # figures of which it is known whether they have to be asked about
KEPT = 4  # documents whose suggestions are remembered
LIVE = 30_000  # code points; in a longer text what was just marked is not looked for elsewhere in it


@dataclass(frozen=True, slots=True)
class Request:
    """What a thread needs to find suggestions. ``serial`` tells whether anybody still wants them.

    ``own``: the person whose work alone the memory may hold, where the assignment is blind.
    """

    serial: int
    document: str
    text: str
    ranges: tuple[tuple[int, int], ...]
    sources: frozenset[str]
    own: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one source says about ``start``..``end`` of a document."""

    serial: int
    document: str
    start: int
    end: int
    suggestions: tuple[Suggestion, ...]


class SuggestionService:
    """One for each session. Everything but ``batches``, ``learn`` and ``refresh`` belongs to the session's thread."""

    def __init__(self, session: Session, rules: Rules | None = None) -> None:
        """``rules``: those of the session's project, where a thread has read them already."""
        self._session = session
        rules = rules or load_rules(session.path, session.scheme)
        self.rules: RuleSuggester = rules.suggester
        self.problems = rules.problems  # of rules files, for the person to see
        self.model: Suggester | None = None
        self._learned = Learned(Memory(), Experience())
        self._own: dict[str, Memory] = {}  # by person, made when first needed
        self._lock = threading.Lock()  # the memory changes in one thread while another looks things up
        self._serial = 0
        self._found: OrderedDict[str, list[Batch]] = OrderedDict()
        self._changed: set[LayerKey] = set()
        self._open: dict[tuple[str, tuple[int, int, str]], bool] = {}
        self._allowed: dict[str, tuple[frozenset[str], float]] = {}  # sources and least score, by document
        self._unsubscribe = session.subscribe(self._on_change)

    def close(self) -> None:
        self._unsubscribe()

    @property
    def memory(self) -> Memory:
        return self._learned.memory

    def use_model(self, model: Suggester | None) -> None:
        """Ask this model too from now on, or none."""
        self.model = model
        self.drop()

    # finding ------------------------------------------------------------------------------------------
    def request(self, document: str, start: int = 0, end: int | None = None) -> Request:
        """Ask for a document's suggestions, those of ``start``..``end`` (what is visible) first. Earlier requests are stale."""
        self._serial += 1
        text = self._session.document(document).text
        ranges = tuple(_ranges(text, start, len(text) if end is None else end))
        sources, _ = self._settings(document)
        self._found.pop(document, None)
        own = self._session.annotator.id if is_blind(self._session, document) else ""
        return Request(self._serial, document, text, ranges, sources, own)

    def batches(self, request: Request, stop: Stop = never) -> Iterator[Batch]:
        """In any thread: rules and memory for the whole document, then the model. Raises Cancelled, ModelUnavailable."""
        model = self.model if MODEL in request.sources else None
        for suggester in (None, model) if model is not None else (None,):
            for start, end in request.ranges:
                if stop() or request.serial != self._serial:
                    raise Cancelled
                if suggester is None:
                    found = self._quick(request, start, end, stop)
                else:
                    found = tuple(suggester.suggest(request.text, start, end, stop))
                yield Batch(request.serial, request.document, start, end, found)

    def _quick(self, request: Request, start: int, end: int, stop: Stop) -> tuple[Suggestion, ...]:
        rules: Iterator[Suggestion] = iter(())
        known: list[Suggestion] = []
        if RULES in request.sources:
            rules = self._learned.experience.weigh(self.rules.suggest(request.text, start, end, stop))
        if MEMORY in request.sources:
            with self._lock:
                memory = self._memory_of(request.own)
                known = list(memory.suggest(request.text, start, end, stop, document=request.document))
        return tuple(chain(rules, known))

    def _memory_of(self, annotator: str) -> Memory:
        if not annotator:
            return self.memory
        if annotator not in self._own:
            self._own[annotator] = self.memory.of(annotator)
        return self._own[annotator]

    def take(self, batch: Batch) -> bool:
        """Keep a batch, unless it is stale; whether it was kept."""
        if batch.serial != self._serial:
            return False
        self._found.setdefault(batch.document, []).append(batch)
        self._found.move_to_end(batch.document)
        if len(self._found) > KEPT:
            self._found.popitem(last=False)
        return True

    def drop(self) -> None:
        """Forget what was found and what is being looked for: the sources or what they may say have changed."""
        self._serial += 1
        self._found.clear()

    # showing ------------------------------------------------------------------------------------------
    def shown(
        self, document: str, start: int = 0, end: int | None = None, *, least: float | None = None
    ) -> list[Suggestion]:
        """What is suggested now that touches ``start``..``end``: said once, not yet decided, allowed, sure enough.

        ``least``: the lowest score, where it is not the project's.
        """
        text = self._session.document(document).text
        stop = len(text) if end is None else end
        sources, usual = self._settings(document)
        lowest = usual if least is None else least
        layer = self._session.layer(document)
        raw = [
            s
            for batch in self._found.get(document, ())
            if batch.start < stop and start < batch.end
            for s in batch.suggestions
            if s.start < stop and start < s.end and s.source in sources
        ]
        if MEMORY in sources:
            raw += self._from_here(text, layer, start, stop)
        spans = [span for span in layer.spans.values() if span.start < stop and start < span.end]
        closed = [zone[:2] for zone in zones(layer.facts)]
        found = merged(s for s in raw if s.score >= lowest)
        return open_ones(found, spans, closed, rejections(layer.facts), self._group)

    def certain(self, document: str, start: int = 0, end: int | None = None) -> list[Suggestion]:
        """Of what is shown, that which nothing contradicts and nothing need be asked about: what "accept all" takes."""
        return self.certain_of(document, self.shown(document, start, end))

    def certain_of(self, document: str, shown: Sequence[Suggestion]) -> list[Suggestion]:
        """The same of suggestions that are on show already."""
        return [s for s in unambiguous(shown) if not self._asked(document, s)]

    def _asked(self, document: str, suggestion: Suggestion) -> bool:
        """Whether a person would be asked what a figure is worth. A text never changes: what was read once holds."""
        key = document, suggestion.key
        if key not in self._open:
            if len(self._open) > REMEMBERED:
                self._open.clear()
            text = self._session.document(document).text
            read = read_values(self._session.scheme, suggestion.label, text, suggestion.start, suggestion.end)
            self._open[key] = bool(read.choices)
        return self._open[key]

    def _from_here(self, text: str, layer: Layer, start: int, end: int) -> list[Suggestion]:
        """What the person marked in this very article, where it stands again."""
        if len(text) > LIVE or not layer.spans:
            return []
        reach = max(layer.reviewed_to, *(span.end for span in layer.spans.values()))
        memory = Memory()
        memory.learn([(layer.key, part_of(text, layer.spans.values(), reach, _closed(layer)))])
        ((first, last),) = _ranges(text, start, end, whole=True)
        return [s for s in memory.suggest(text, first, last) if s.start < end and start < s.end]

    def _settings(self, document: str) -> tuple[frozenset[str], float]:
        if document not in self._allowed:
            self._allowed[document] = allowed_sources(self._session, document), least_score(self._session)
        return self._allowed[document]

    def _group(self, label: str) -> str:
        group = self._session.scheme.group_of(label)
        return group.id if group else label

    # learning -----------------------------------------------------------------------------------------
    def learn(self, progress: Progress = no_progress, stop: Stop = never) -> int:
        """In any thread: read what people have done so far, from the disk. Returns how many phrases are known.

        Raises StoreError, Cancelled.
        """
        self._changed.clear()
        learned = learn(self._session.path, self.rules, progress, stop)
        with self._lock:
            self._learned, self._own = learned, {}
        return len(self.memory)

    def refresh(self, stop: Stop = never) -> int:
        """In any thread: learn anew from the layers that changed since. Returns how many. Raises StoreError, Cancelled."""
        changed, self._changed = self._changed, set()
        if changed:
            with self._lock:
                learn_layers(self._session.path, self.memory, changed, stop)
                self._own = {}
        return len(changed)

    def _on_change(self, change: Change) -> None:
        if change.wide:
            self._allowed.clear()
            self._open.clear()  # the labels may be others now
        if change.step == "set-suggestions":
            self.drop()
        self._changed |= {key for key, _ in change.edits if key.document}


def _closed(layer: Layer) -> list[tuple[int, int]]:
    return [zone[:2] for zone in zones(layer.facts)]


def _ranges(text: str, start: int, end: int, *, whole: bool = False) -> Iterator[tuple[int, int]]:
    """The lines of ``text`` in runs of some ``CHUNK`` signs: those that ``start``..``end`` touches, what follows, what is before."""
    lines = paragraphs(text)
    touched = [number for number, (a, b) in enumerate(lines) if a <= end and start <= b]
    first, last = touched[0], touched[-1] + 1
    if whole:
        yield lines[first][0], lines[last - 1][1]
        return
    for part in (lines[first:last], lines[last:], lines[:first]):
        yield from _runs(part)


def _runs(lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begin = 0
    for number, (_, end) in enumerate(lines):
        if end - lines[begin][0] >= CHUNK or number == len(lines) - 1:
            yield lines[begin][0], end
            begin = number + 1
