"""Suggestions by rule: figures with their values, and patterns over words with lists of names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from annotator.errors import Cancelled
from annotator.model.figure import Figure, FigureKind, Status
from annotator.model.text import paragraphs
from annotator.nlp.figures import read_figures
from annotator.nlp.suggest.merging import longest
from annotator.nlp.suggest.patterns import Ends, Sequence, firsts
from annotator.nlp.suggest.rulebook import Rule, Rulebook
from annotator.nlp.suggest.suggestion import RULES, Stop, Suggestion, Why, never
from annotator.nlp.suggest.tokens import Tokens

_NONE: Ends = frozenset()
Begins = dict[str, tuple[frozenset[str], tuple[str, ...], bool]]  # word keys, classes, may be empty
_PAIRS = {"“": '”"', '"': '"”', "«": "»", "‘": "’"}
_QUOTED = 40  # tokens; a longer quotation is speech
_MOTTO = 20  # tokens
_BEFORE = 4  # tokens that a list of ``not-after`` is looked for in
_COUNTED = (FigureKind.COUNT, FigureKind.RATIO, FigureKind.MONEY, FigureKind.PERCENT)
# How often a figure of this sort deserves its label, from the articles that the reader was written with.
_FIGURE_SCORES = {"count-word": 0.6, "percent": 0.9, "date": 0.9, "duration": 0.7}


class RuleSuggester:
    """The rules of ``book`` whose label is one of ``labels``."""

    source = RULES

    def __init__(self, book: Rulebook, labels: Collection[str]) -> None:
        self._book = book
        self._figures = {kind: label for kind, label in book.figures.items() if label in labels}
        self._phrase_begins = {name: _split(*self._begins(name)) for name in book.phrases}
        self._by_word: dict[str, list[Rule]] = {}
        self._by_class: dict[str, list[Rule]] = {}
        for rule in book.rules.values():
            if rule.label in labels:
                self._enter(rule)

    def _enter(self, rule: Rule) -> None:
        whole = Sequence((rule.pattern.before, rule.pattern.inside, rule.pattern.behind))
        words, classes, _ = _split(*firsts(whole, self._begins))
        for table, begins in ((self._by_word, words), (self._by_class, classes)):
            for first in begins:
                table.setdefault(first, []).append(rule)

    def _begins(self, name: str) -> tuple[set[str], bool]:
        if name in self._book.lists:
            return self._book.lists[name].starts(), False
        if name in self._book.phrases:
            return firsts(self._book.phrases[name], self._begins)
        return (set(), True) if name in ("line-start", "line-end") else ({"<" + name}, False)

    def suggest(self, text: str, start: int, end: int, stop: Stop = never) -> Iterator[Suggestion]:
        """See ``Suggester``."""
        figures = iter([_placed(figure, start) for figure in read_figures(text[start:end])])
        following = next(figures, None)
        for first, last in paragraphs(text[start:end]):
            if stop():
                raise Cancelled
            here: list[Figure] = []
            while following is not None and following.start < start + last:
                here.append(following)
                following = next(figures, None)
            if first < last:
                yield from self._in_line(text, start + first, start + last, here)

    def _in_line(self, text: str, start: int, end: int, figures: list[Figure]) -> Iterator[Suggestion]:
        for figure in figures:
            if label := self._figures.get(figure.kind):
                yield figure_suggestion(text, figure, label)
        if self._by_word or self._by_class:
            yield from longest(
                self._by_pattern(_Line(self._book, self._phrase_begins, Tokens(text, start, end), figures))
            )

    def _by_pattern(self, line: _Line) -> Iterator[Suggestion]:
        tokens = line.tokens
        by_word, by_class = self._by_word, self._by_class
        for at, key in enumerate(tokens.keys):
            rules = by_word.get(key, ())
            for rule in rules:
                yield from _found(rule, line, at)
            for name, among in by_class.items():
                if (name != "Cap" or tokens.capital[at]) and line.ends_of(name, at):
                    for rule in among:
                        if rule not in rules:
                            yield from _found(rule, line, at)


def _split(begins: set[str], empty: bool) -> tuple[frozenset[str], tuple[str, ...], bool]:
    classes = {first for first in begins if first[0] == "<" and len(first) > 1}
    return frozenset(begins - classes), tuple(sorted(first[1:] for first in classes)), empty


def _found(rule: Rule, line: _Line, at: int) -> Iterator[Suggestion]:
    place = rule.pattern.match(line, at)
    if place is None or (rule.unless is not None and rule.unless.ends(line, place[0])):
        return
    if rule.not_after and line.stands_after(rule.not_after, place[0]):
        return
    tokens = line.tokens
    yield Suggestion(
        tokens.starts[place[0]], tokens.ends[place[1] - 1], rule.label, rule.score, RULES, Why(rule=rule.id)
    )


class _Line:
    """One line while it is looked at; remembers where names end, so that nothing is matched twice."""

    __slots__ = ("_begins", "_ends", "_starts", "book", "repeated", "tokens")

    def __init__(self, book: Rulebook, begins: Begins, tokens: Tokens, figures: list[Figure]) -> None:
        self.book, self.tokens, self._begins = book, tokens, begins
        self._ends: dict[tuple[str, int], Ends] = {}
        self.repeated: dict[tuple[int, int], Ends] = {}
        self._starts: dict[int, list[Figure]] = {}
        for figure in figures:
            self._starts.setdefault(figure.start, []).append(figure)

    def ends_of(self, name: str, at: int) -> Ends:
        key = (name, at)
        found = self._ends.get(key)
        if found is None:
            self._ends[key] = _NONE  # a phrase never needs itself; what is asked meanwhile ends at once
            found = self._ends[key] = self._look(name, at)
        return found

    def stands_after(self, name: str, at: int) -> bool:
        """Whether something called ``name`` ends straight before token ``at``."""
        return any(at in self.ends_of(name, before) for before in range(max(0, at - _BEFORE), at))

    def _look(self, name: str, at: int) -> Ends:
        tokens = self.tokens
        if name == "line-start":
            return frozenset((at,)) if at == 0 else _NONE
        if name == "line-end":
            return frozenset((at,)) if at == len(tokens) else _NONE
        if at >= len(tokens):
            return _NONE
        words = self.book.lists.get(name)
        if words is not None:
            capital = tokens.capital
            return frozenset(
                end for end, need in words.at(tokens.keys, at)
                if not any(a and not b for a, b in zip(need, capital[at:end], strict=True))
            )  # fmt: skip
        phrase = self.book.phrases.get(name)
        if phrase is None:
            return self._class(name, at)
        return phrase.ends(self, at) if self._may_begin(name, at) else _NONE

    def _may_begin(self, name: str, at: int) -> bool:
        """A look at one word, which saves nearly every phrase from being tried."""
        words, classes, empty = self._begins[name]
        return empty or self.tokens.keys[at] in words or any(self.ends_of(each, at) for each in classes)

    def _class(self, name: str, at: int) -> Ends:
        tokens = self.tokens
        if name == "Cap":
            return frozenset((at + 1,)) if tokens.capital[at] else _NONE
        if name in ("code", "date", "figure", "count", "ordinal"):
            return frozenset(end for figure in self._starts.get(tokens.starts[at], ()) if _is(figure, name)
                             for end in [self._token_end(figure.end, at)] if end)  # fmt: skip
        if name == "quoted":
            return self._quoted(at)
        if name == "motto":
            return self._motto(at)
        return frozenset((at + 1,)) if self._fits(name, at) else _NONE

    def _fits(self, name: str, at: int) -> bool:
        """Whether one token is of a class that looks at nothing else."""
        if name == "any":
            return True
        sign = self.tokens.text[self.tokens.starts[at]]
        if name in ("low", "word", "number"):
            return {"low": sign.islower, "word": sign.isalpha, "number": sign.isdigit}[name]()
        word = self.tokens.word(at)
        return len(word) > 1 and word.isupper() and word.isalpha()

    def _token_end(self, end: int, at: int) -> int:
        ends = self.tokens.ends
        while at < len(ends) and ends[at] < end:
            at += 1
        return at + 1 if at < len(ends) and ends[at] == end else 0

    def _quoted(self, at: int) -> Ends:
        tokens = self.tokens
        closing = _PAIRS.get(tokens.keys[at], "")
        if closing:
            for index in range(at + 1, min(at + _QUOTED, len(tokens))):
                if tokens.keys[index] in closing:
                    return frozenset((index + 1,)) if index > at + 1 else _NONE
        return _NONE

    def _motto(self, at: int) -> Ends:
        """All that is inside quotation marks, without them, if it has a pause in the middle and is short."""
        tokens = self.tokens
        if not at or tokens.keys[at - 1] not in _PAIRS:
            return _NONE
        end = next(iter(self._quoted(at - 1)), 0) - 1
        if not 5 <= end - at <= _MOTTO or not {",", ";"} & set(tokens.keys[at + 2 : end - 1]):
            return _NONE
        return frozenset((end - (tokens.keys[end - 1] in ".!…"),))


def _is(figure: Figure, name: str) -> bool:
    kind = figure.kind
    if name == "code":
        return kind is FigureKind.DOCUMENT_NUMBER
    if name == "ordinal":
        return kind is FigureKind.ORDINAL
    if name == "date":
        return kind in (FigureKind.DATE, FigureKind.PERIOD)
    return kind in _COUNTED if name == "count" else True


def _placed(figure: Figure, shift: int) -> Figure:
    core = (figure.core[0] + shift, figure.core[1] + shift)
    return replace(figure, start=figure.start + shift, end=figure.end + shift, core=core)


def figure_sort(text: str, figure: Figure) -> str:
    """What sort of figure it is, as fine as people differ about marking it: ``count-word``, ``percent-of`` ..."""
    sort = figure.kind.value.replace("_", "-")
    if figure.kind in (FigureKind.COUNT, FigureKind.DURATION) and not text[figure.core[0]].isdigit():
        return f"{sort}-word"
    if figure.kind is FigureKind.PERCENT and figure.unit:
        return f"{sort}-of"
    return f"{sort}-age" if figure.unit == "tuổi" else sort


def figure_suggestion(text: str, figure: Figure, label: str) -> Suggestion:
    """A figure as a suggestion, with its value; an ambiguous one is half as sure."""
    sort = figure_sort(text, figure)
    score = _FIGURE_SCORES.get(sort, 0.85)
    if figure.status is Status.AMBIGUOUS:
        score /= 2
    attributes = dict(figure.attributes())
    return Suggestion(figure.start, figure.end, label, score, RULES, Why(rule=f"figure/{sort}"), attributes)
