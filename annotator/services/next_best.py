"""Which document would teach the most if it were labelled next, and why.

Two questions are asked of each open document: where are the sources of suggestions unsure or of different opinion, and what does it
hold that nobody has labelled or read in this project yet? Both count per hundred words, so that long articles have no advantage.
It works without a model: rules and memory disagree too. Nothing here knows Qt; ``order`` is work for a thread.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from annotator.errors import Cancelled, ModelUnavailable
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.nlp.suggest.memory import Memory
from annotator.nlp.suggest.merging import merged
from annotator.nlp.suggest.rules import RuleSuggester
from annotator.nlp.suggest.suggestion import MEMORY, MODEL, RULES, SOURCES, Stop, Suggester, Suggestion, never
from annotator.nlp.suggest.tokens import Tokens
from annotator.services.jobs import Progress, no_progress
from annotator.services.suggest_learning import Learned, learn, learn_layers, load_rules
from annotator.store.project import Project

UNSURE = (0.35, 0.65)  # scores between which a source does not know
MANY = 3.0  # doubtful places, or new phrases, in a hundred words: more makes no document more worth it
ASKED = 200  # documents, the best by what rules and memory say, that a model is asked about
APART = 60  # first places in which documents that are like one before them step back
KEPT = 300
_OPEN = (LayerState.NEW, LayerState.IN_PROGRESS, LayerState.FLAGGED)


class Lesson(msgspec.Struct, frozen=True):
    """What one document would teach. ``unsure``: places where a source's score is in the middle; ``disputed``: where sources
    contradict each other; ``phrases``: suggested, different, and never labelled by anybody; ``unseen``: share of its different words
    that nobody has read in this project. ``score``: 0 to 1."""

    document: str
    score: float
    unsure: int = 0
    disputed: int = 0
    phrases: int = 0
    unseen: float = 0.0
    model: bool = False  # whether a model was asked


@dataclass(frozen=True, slots=True)
class Order:
    """Open documents, what teaches most first. ``problem``: why the model could not be asked."""

    lessons: tuple[Lesson, ...] = ()
    problem: ModelUnavailable | None = None


@dataclass(slots=True)
class _Page:
    """What is known of one open document."""

    document: Document
    start: int  # from where on nobody of these has looked
    words: frozenset[str]
    count: int
    said: dict[str, Sequence[Suggestion]] = field(default_factory=dict)


class NextBest:
    """One for each open project: what rules and models say of a text is asked once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rules: RuleSuggester | None = None
        # by (source or model, document's digest)
        self._said: dict[tuple[str, str], tuple[Suggestion, ...]] = {}
        self._learned: Learned | None = None
        self._changed: set[LayerKey] = set()
        self._lock = threading.Lock()  # one run at a time: one that was called off may still be ending

    def changed(self, keys: Iterable[LayerKey] | None) -> None:
        """Learn anew from these layers the next time; None: from all."""
        if keys is None:
            self._learned = None
        else:
            self._changed |= {key for key in keys if key.document}

    def _learn(self, rules: RuleSuggester, stop: Stop) -> Learned:
        changed, self._changed = self._changed, set()
        learned = self._learned
        if learned is None:
            learned = self._learned = learn(self._path, rules, stop=stop)
        elif changed:
            try:
                learn_layers(self._path, learned.memory, changed, stop)
            except BaseException:
                self._changed |= changed  # what was called off is to be done the next time
                raise
        return learned

    def order(
        self,
        annotator: str,
        sources: Collection[str] = SOURCES,
        blind: Collection[str] = (),
        model: Suggester | None = None,
        progress: Progress = no_progress,
        stop: Stop = never,
    ) -> Order:
        """The open documents of ``annotator`` in the order of what they would teach.

        In ``blind`` documents only rules and the person's own work are asked. Raises StoreError, Cancelled.
        """
        with self._lock:
            return self._order(annotator, sources, frozenset(blind), model, progress, stop)

    def _order(
        self,
        annotator: str,
        sources: Collection[str],
        blind: frozenset[str],
        model: Suggester | None,
        progress: Progress,
        stop: Stop,
    ) -> Order:
        with Project.open(self._path, read_only=True) as project:
            if self._rules is None:
                self._rules = load_rules(self._path, project.scheme()).suggester
            pages, read = _pages(project, annotator, stop)
        learned = self._learn(self._rules, stop)
        memory = learned.memory
        asking = _Asking(
            pages, read, memory, memory.of(annotator) if blind else memory, blind, progress, stop
        )
        lessons = []
        for number, page in enumerate(pages.values()):
            asking.tell(number, len(pages))
            if RULES in sources:
                raw = self._ask(self._rules, RULES, page.document, stop)
                page.said[RULES] = tuple(learned.experience.weigh(raw))
            if MEMORY in sources:
                page.said[MEMORY] = asking.of_memory(page)
            lessons.append(asking.lesson(page))
        lessons.sort(key=_rank)
        problem = None
        if model is not None and MODEL in sources:
            lessons, problem = self._with_model(lessons, asking, model)
        return Order(tuple(_apart(lessons, pages, read)), problem)

    def _ask(self, source: Suggester, name: str, document: Document, stop: Stop) -> tuple[Suggestion, ...]:
        key = name, document.digest
        if key not in self._said:
            self._said[key] = tuple(source.suggest(document.text, 0, len(document.text), stop))
        return self._said[key]

    def _with_model(
        self, lessons: list[Lesson], asking: _Asking, model: Suggester
    ) -> tuple[list[Lesson], ModelUnavailable | None]:
        asked = [lesson for lesson in lessons if lesson.document not in asking.blind][:ASKED]
        better: dict[str, Lesson] = {}
        problem = None
        for number, lesson in enumerate(asked):
            asking.tell(number, len(asked))
            page = asking.pages[lesson.document]
            try:
                page.said[MODEL] = self._ask(model, getattr(model, "name", MODEL), page.document, asking.stop)
            except ModelUnavailable as error:
                problem = error
                break
            better[lesson.document] = msgspec.structs.replace(asking.lesson(page), model=True)
        return sorted((better.get(one.document, one) for one in lessons), key=_rank), problem


@dataclass(frozen=True, slots=True)
class _Asking:
    """What one run knows: the open documents, the words that were read, what people have labelled, all of them or oneself."""

    pages: dict[str, _Page]
    read: set[str]
    memory: Memory
    own: Memory
    blind: frozenset[str]
    progress: Progress
    stop: Stop

    def tell(self, done: int, total: int) -> None:
        if self.stop():
            raise Cancelled
        self.progress(done, total)

    def _known(self, page: _Page) -> Memory:
        return self.own if page.document.id in self.blind else self.memory

    def of_memory(self, page: _Page) -> tuple[Suggestion, ...]:
        text = page.document.text
        return tuple(self._known(page).suggest(text, 0, len(text), self.stop, document=page.document.id))

    def lesson(self, page: _Page) -> Lesson:
        return _lesson(page, self._known(page), self.read)


def _rank(lesson: Lesson) -> tuple[float, str]:
    return -lesson.score, lesson.document


def _pages(project: Project, annotator: str, stop: Stop) -> tuple[dict[str, _Page], set[str]]:
    """The person's open documents, and every word that anybody has read."""
    read: set[str] = set()
    open_ones: dict[str, tuple[Document, int]] = {}
    closed: set[str] = set()
    for document, layer in project.rows(None):
        if stop():
            raise Cancelled
        if layer is not None and (reach := layer.looked_at(len(document.text))):
            read |= set(Tokens(document.text, 0, reach).keys)
        if document.id not in open_ones:
            open_ones[document.id] = document, 0
        if layer is not None and layer.key == LayerKey(document.id, annotator):
            open_ones[document.id] = document, _from(layer, document)
            if layer.state not in _OPEN:
                closed.add(document.id)
    found: dict[str, _Page] = {}
    for id, (document, start) in open_ones.items():
        if id not in closed and start < len(document.text):
            keys = [key for key in Tokens(document.text, start, len(document.text)).keys if key[0].isalpha()]
            found[id] = _Page(document, start, frozenset(keys), len(keys))
    return found, read


def _from(layer: Layer, document: Document) -> int:
    return min(layer.looked_at(len(document.text)), len(document.text))


def _lesson(page: _Page, memory: Memory, read: set[str]) -> Lesson:
    text, hundred = page.document.text, max(1.0, page.count / 100)
    said = {name: [s for s in found if s.start >= page.start] for name, found in page.said.items()}
    together = merged(s for found in said.values() for s in found)
    doubtful = _disputed(said)
    middling = {(s.start, s.end) for s in together if UNSURE[0] <= s.score <= UNSURE[1]} - doubtful
    phrases = {" ".join(text[s.start : s.end].split()) for s in together if s.source != MEMORY}
    new = sum(memory.entry(phrase) is None for phrase in phrases)
    unseen = len(page.words - read) / len(page.words) if page.words else 0.0
    lesson = Lesson(page.document.id, 0.0, len(middling), len(doubtful), new, round(unseen, 4))
    return msgspec.structs.replace(lesson, score=_score(lesson, hundred, unseen))


def _score(lesson: Lesson, hundred: float, unseen: float) -> float:
    doubt = min(1.0, (lesson.unsure + lesson.disputed) / hundred / MANY)
    variety = (min(1.0, lesson.phrases / hundred / MANY) + unseen) / 2
    return round((doubt + variety) / 2, 6)


def _disputed(said: dict[str, list[Suggestion]]) -> set[tuple[int, int]]:
    """Places where two sources contradict each other: one range with two labels, one label with two ranges, or ranges that cross."""
    every = sorted((s for found in said.values() for s in found), key=lambda s: (s.start, s.end))
    found: set[tuple[int, int]] = set()
    for number, one in enumerate(every):
        for other in _over(one, every[number + 1 :]):
            same_place, same_label = (
                (one.start, one.end) == (other.start, other.end),
                one.label == other.label,
            )
            if one.source != other.source and (
                same_place != same_label or one.crosses(other.start, other.end)
            ):
                found.add((one.start, one.end))
    return found


def _over(one: Suggestion, following: Iterable[Suggestion]) -> Iterable[Suggestion]:
    for other in following:
        if other.start >= one.end:
            return
        yield other


def _apart(lessons: list[Lesson], pages: dict[str, _Page], read: set[str]) -> list[Lesson]:
    """Among the first, one that is like those before it steps back: its words will have been read by then."""
    chosen: list[Lesson] = []
    waiting, rest, known = lessons[: 2 * APART], lessons[2 * APART :], set(read)
    while waiting and len(chosen) < APART:
        best = max(waiting, key=lambda one: one.score - _lost(pages[one.document], known, one))
        waiting.remove(best)
        chosen.append(best)
        known |= pages[best.document].words
    return [*chosen, *waiting, *rest]


def _lost(page: _Page, known: set[str], lesson: Lesson) -> float:
    """How much of the score goes once the words of ``known`` are read."""
    now = len(page.words - known) / len(page.words) if page.words else 0.0
    return (lesson.unseen - now) / 4


def blind_documents(assignments: Mapping[str, Any], annotator: str) -> frozenset[str]:
    """The documents that a person is to work on without anything of others' work, by the project's facts."""
    mine = f"\x1f{annotator}"
    return frozenset(
        key.removesuffix(mine)
        for key, value in assignments.items()
        if key.endswith(mine) and isinstance(value, Mapping) and value.get("blind")
    )


# Kept with the project ------------------------------------------------------------------------------------
_decode = msgspec.json.Decoder(list[Lesson]).decode


def as_setting(order: Order | None) -> str:
    """The first of an order, as the project keeps them; an empty text for *off*."""
    return "" if order is None else msgspec.json.encode(order.lessons[:KEPT]).decode()


def from_setting(text: str) -> Order | None:
    """The order that was kept; None where the queue is in its usual order. What cannot be read is an empty order."""
    if not text:
        return None
    try:
        return Order(tuple(_decode(text)))
    except msgspec.MsgspecError:
        return Order()


def without(order: Order, document: str) -> Order:
    """The order without a document that was dealt with."""
    return replace(order, lessons=tuple(one for one in order.lessons if one.document != document))
