"""What people have labelled so far, as phrases: how often as what, and how often the same words were left alone.

Built from looked-at text only, so that an unlabelled phrase means that somebody did not want it labelled. Each layer's part can be
taken out again (the layer changed), and left out of account: what one person did in an article is never shown to another who
works on the same article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotator.errors import Cancelled
from annotator.model.edit import LayerKey
from annotator.model.span import Span
from annotator.model.text import paragraphs
from annotator.nlp.suggest.merging import longest
from annotator.nlp.suggest.suggestion import MEMORY, Stop, Suggestion, Why, never
from annotator.nlp.suggest.tokens import Tokens
from annotator.nlp.suggest.trie import Trie

LIMIT = 50_000  # phrases
WORDS = 16  # a longer phrase hardly ever comes again
LOWEST = 0.3  # a score below is not worth a look
_DOUBT = 0.8  # times that a phrase is taken to have been left alone beyond what was seen
Phrase = tuple[str, ...]
_ENDS = frozenset(".!?…:;\"“”'‘’)")


@dataclass(slots=True)
class Entry:
    """One phrase: how often it got which label, and how often it was met in looked-at text."""

    labels: dict[str, int] = field(default_factory=dict)
    met: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one layer adds. ``body``: the looked-at words, for counting phrases that others bring."""

    labelled: dict[Phrase, dict[str, int]]
    body: bytes


def part_of(text: str, spans: Iterable[Span], looked_at: int, zones: Sequence[tuple[int, int]] = ()) -> Part:
    """What a layer with these spans adds, of which ``text[:looked_at]`` was looked at. Lines that an excluded zone touches add nothing."""
    lines = [
        (tokens, keys)
        for tokens, keys in _lines(text, 0, looked_at)
        if not any(a < tokens.ends[-1] and tokens.starts[0] < b for a, b in zones)
    ]
    starts = {at: (n, i) for n, (tokens, _) in enumerate(lines) for i, at in enumerate(tokens.starts)}
    ends = {at: (n, i + 1) for n, (tokens, _) in enumerate(lines) for i, at in enumerate(tokens.ends)}
    labelled: dict[Phrase, dict[str, int]] = {}
    for span in spans:
        first, last = starts.get(span.start), ends.get(span.end)
        if first is None or last is None or first[0] != last[0] or not 0 < last[1] - first[1] <= WORDS:
            continue
        phrase = tuple(lines[first[0]][1][first[1] : last[1]])
        if any(key[0].isalpha() or key[0] == "^" for key in phrase):
            counts = labelled.setdefault(phrase, {})
            counts[span.label] = counts.get(span.label, 0) + 1
    return Part(labelled, b"\n".join(_joined(marked) for _, marked in lines))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[Tokens, list[str]]]:
    """Lines with anything in them; ``^`` before a key says that the word has a capital."""
    for first, last in paragraphs(text[start:end]):
        tokens = Tokens(text, start + first, start + last)
        if tokens.keys:
            yield tokens, _marked(tokens)


def _marked(tokens: Tokens) -> list[str]:
    return ["^" + key if capital else key for key, capital in zip(tokens.keys, tokens.capital, strict=True)]


def _joined(keys: Iterable[str]) -> bytes:
    """Every key between two spaces of its own, so that phrases side by side are all counted."""
    return (" " + "  ".join(keys) + " ").encode()


class Memory:
    """Phrases of many layers, and the source of suggestions that they make."""

    source = MEMORY

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.dropped = 0  # phrases that had no room
        self._entries: Trie[Entry] = Trie()
        self._parts: dict[LayerKey, Part] = {}

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def layers(self) -> set[LayerKey]:
        """Whose parts it holds."""
        return set(self._parts)

    def learn(self, parts: Iterable[tuple[LayerKey, Part]], stop: Stop = never) -> None:
        """Take in layers; one that is known already is replaced. Raises Cancelled in between layers."""
        coming = dict(parts)
        for key in coming.keys() & self._parts.keys():
            self.forget(key)
        fresh: Trie[Entry] = Trie()
        for part in coming.values():
            for phrase, counts in part.labelled.items():
                entry = self._entries.get(phrase)
                if entry is None:
                    entry = self._entries[phrase] = fresh[phrase] = Entry()
                for label, count in counts.items():
                    entry.labels[label] = entry.labels.get(label, 0) + count
        if len(fresh):
            for part in self._parts.values():
                _meet(fresh, part, 1, stop)
        for part in coming.values():
            _meet(self._entries, part, 1, stop)
        self._parts |= coming
        self._prune()

    def forget(self, key: LayerKey) -> None:
        """Take a layer's part out again."""
        part = self._parts.pop(key, None)
        if part is None:
            return
        _meet(self._entries, part, -1, never)
        for phrase, counts in part.labelled.items():
            entry = self._entries.get(phrase)
            if entry is None:
                continue
            for label, count in counts.items():
                entry.labels[label] = entry.labels.get(label, 0) - count
                if entry.labels[label] <= 0:
                    del entry.labels[label]
            if not entry.labels:
                del self._entries[phrase]

    def _prune(self) -> None:
        """Where there is no more room, what was labelled least often goes."""
        over = len(self._entries) - self.limit
        if over > 0:
            known = sorted(self._entries.items(), key=lambda item: (sum(item[1].labels.values()), item[0]))
            for phrase, _ in known[:over]:
                del self._entries[phrase]
            self.dropped += over

    def entry(self, phrase: str) -> Entry | None:
        """What is known of a phrase, as it is written."""
        return self._entries.get(tuple(_marked(Tokens(phrase, 0, len(phrase)))))

    def of(self, annotator: str) -> Memory:
        """A memory of this person's layers alone."""
        own = Memory(self.limit)
        own.learn((key, part) for key, part in self._parts.items() if key.annotator == annotator)
        return own

    def without(self, document: str) -> Iterator[tuple[LayerKey, Part]]:
        """The parts of one document's layers."""
        return ((key, part) for key, part in self._parts.items() if key.document == document)

    def suggest(
        self, text: str, start: int, end: int, stop: Stop = never, *, document: str = ""
    ) -> Iterator[Suggestion]:
        """See ``Suggester``. What was done in ``document`` itself, by whomever, does not count."""
        own = [part for _, part in self.without(document)]
        for tokens, keys in _lines(text, start, end):
            if stop():
                raise Cancelled
            yield from longest(self._in_line(tokens, keys, own))

    def _in_line(self, tokens: Tokens, keys: list[str], own: list[Part]) -> Iterator[Suggestion]:
        entries = self._entries
        begins = True
        for at, key in enumerate(keys):
            for stop, entry in entries.at(keys, at):
                yield from _said(tokens, at, stop, *_counts(entry, tuple(keys[at:stop]), own))
            if begins and key[0] == "^":  # a capital that only begins the sentence
                small = [key[1:], *keys[at + 1 : at + WORDS]]
                for stop, entry in entries.at(small, 0):
                    yield from _said(tokens, at, at + stop, *_counts(entry, tuple(small[:stop]), own))
            begins = key in _ENDS or (begins and not key[0].isalnum() and key[0] != "^")


def _counts(entry: Entry, phrase: Phrase, own: list[Part]) -> tuple[dict[str, int], int]:
    if not own:
        return entry.labels, entry.met
    labels, met, body = Counter(entry.labels), entry.met, _joined(phrase)
    for part in own:
        labels.subtract(part.labelled.get(phrase, {}))
        met -= part.body.count(body)
    return labels, met


def _said(tokens: Tokens, at: int, stop: int, labels: dict[str, int], met: int) -> Iterator[Suggestion]:
    for label, count in labels.items():
        score = count / (max(met, count) + _DOUBT)
        if score >= LOWEST and count > 0:
            why = Why(labelled=count, met=max(met, count))
            yield Suggestion(tokens.starts[at], tokens.ends[stop - 1], label, round(score, 3), MEMORY, why)


def _meet(entries: Trie[Entry], part: Part, sign: int, stop: Stop) -> None:
    """Count every phrase of ``entries`` in a layer's words."""
    if stop():
        raise Cancelled
    for line in part.body.decode().split("\n"):
        keys = line[1:-1].split("  ")
        for at in range(len(keys)):
            for _, entry in entries.at(keys, at):
                entry.met += sign
