"""The small language of rules: patterns over words, which a linguist can read and write, and which always end quickly.

    [<surname> <Cap>{1,3}]                 a list or class in <>, how often in {}, what is marked in []
    đồng chí [<name>]                      words before and behind the brackets are looked at, not marked
    (quy định|chỉ thị) số? <code> (ngày <date>)?
    !<person> <Cap>{1,3}                   ! looks ahead: what follows must not begin like that

A word matches in any case and spelling (NFC or NFD, either tone placement); one written with a capital needs a capital. ``?`` is
0 or 1, ``{a,b}`` a to b times (12 at most). Signs stand in double quotes. Matching computes the set of ends, never a search tree:
its time is bounded whatever the pattern, so that a project's own rules cannot hang the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from annotator.model.text import units
from annotator.nlp.suggest.tokens import Tokens, key_of

MOST = 12
Ends = frozenset[int]
_NONE: Ends = frozenset()
_LEX = re.compile(r'\s*(?:(<[^<>\s]+>)|"([^"]*)"|\{(\d+),(\d+)\}|([()\[\]|?!])|([^\s<>"{}()\[\]|?!]+))')


class PatternError(ValueError):
    """A pattern that cannot be read; the argument is what is wrong, with its place."""


class Line(Protocol):
    """What a pattern is matched against."""

    tokens: Tokens
    repeated: dict[tuple[int, int], Ends]  # by node and token: so that nesting costs no more than its length

    def ends_of(self, name: str, at: int) -> Ends:
        """Where the list, class or phrase ``name`` may end that begins at token ``at``."""
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """One word or sign; ``capital`` where it is written with one."""

    key: str
    capital: bool

    def ends(self, line: Line, at: int) -> Ends:
        tokens = line.tokens
        if at < len(tokens.keys) and tokens.keys[at] == self.key and (not self.capital or tokens.capital[at]):
            return frozenset((at + 1,))
        return _NONE


@dataclass(frozen=True, slots=True)
class Name:
    """A list, class or named phrase."""

    name: str

    def ends(self, line: Line, at: int) -> Ends:
        return line.ends_of(self.name, at)


@dataclass(frozen=True, slots=True)
class Repeat:
    what: Node
    least: int
    most: int

    def ends(self, line: Line, at: int) -> Ends:
        known = line.repeated.get((id(self), at))
        if known is not None:
            return known
        found: set[int] = {at} if self.least == 0 else set()
        front: set[int] = {at}
        for count in range(1, self.most + 1):
            front = {end for place in front for end in self.what.ends(line, place)}
            if count >= self.least:
                front -= found
                found |= front
            if not front:
                break
        ends = line.repeated[id(self), at] = frozenset(found)
        return ends


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Node, ...]

    def ends(self, line: Line, at: int) -> Ends:
        if not self.parts:
            return frozenset((at,))
        front = self.parts[0].ends(line, at)
        for part in self.parts[1:]:
            if not front:
                return _NONE
            if len(front) == 1:
                (place,) = front
                front = part.ends(line, place)
            else:
                front = frozenset(end for place in front for end in part.ends(line, place))
        return front


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Node, ...]

    def ends(self, line: Line, at: int) -> Ends:
        return frozenset(end for option in self.options for end in option.ends(line, at))


@dataclass(frozen=True, slots=True)
class Not:
    """Takes nothing; holds where ``what`` does not begin."""

    what: Node

    def ends(self, line: Line, at: int) -> Ends:
        return _NONE if self.what.ends(line, at) else frozenset((at,))


Node = Word | Name | Repeat | Sequence | Choice | Not


@dataclass(frozen=True, slots=True)
class Pattern:
    """``inside`` is what is marked; ``before`` and ``behind`` must stand beside it."""

    before: Sequence
    inside: Sequence
    behind: Sequence

    def match(self, line: Line, at: int) -> tuple[int, int] | None:
        """The longest marked run of tokens, with ``before`` beginning at token ``at``; None where there is none."""
        best: tuple[int, int] | None = None
        for start in self.before.ends(line, at):
            for end in self.inside.ends(line, start):
                longer = end > start and (best is None or end - start > best[1] - best[0])
                if longer and self.behind.ends(line, end):
                    best = (start, end)
        return best

    def names(self) -> set[str]:
        """Every name it uses."""
        return {name for part in (self.before, self.inside, self.behind) for name in names_in(part)}


def names_in(node: Node) -> set[str]:
    match node:
        case Name(name):
            return {name}
        case Repeat(what) | Not(what):
            return names_in(what)
        case Sequence(nodes) | Choice(nodes):
            return {name for part in nodes for name in names_in(part)}
    return set()


def firsts(node: Node, of_name: Callable[[str], tuple[set[str], bool]]) -> tuple[set[str], bool]:
    """(what it may begin with, whether it may be empty): word keys, and ``<class>`` for a class."""
    match node:
        case Word(key):
            return {key}, False
        case Name(name):
            return of_name(name)
        case Repeat(what, least):
            begins, empty = firsts(what, of_name)
            return begins, empty or least == 0
        case Choice(options):
            pairs = [firsts(option, of_name) for option in options]
            return {key for keys, _ in pairs for key in keys}, any(empty for _, empty in pairs)
        case Not():
            return set(), True
    found: set[str] = set()
    for part in node.parts:
        keys, empty = firsts(part, of_name)
        found |= keys
        if not empty:
            return found, False
    return found, True


# Reading --------------------------------------------------------------------------------------------------
def read_pattern(source: str) -> Pattern:
    """A rule's pattern. Raises PatternError."""
    before, bracket, rest = source.partition("[")
    if not bracket:
        return Pattern(Sequence(()), read_phrase(source), Sequence(()))
    inside, bracket, behind = rest.partition("]")
    if not bracket or "[" in behind or "]" in behind:
        raise PatternError("one pair of [ ] marks what is labelled")
    return Pattern(*(read_phrase(part, empty=part is not inside) for part in (before, inside, behind)))


def read_phrase(source: str, *, empty: bool = False) -> Sequence:
    """A phrase without brackets. Raises PatternError."""
    reader = _Reader(source)
    node = reader.choice()
    if reader.left:
        raise PatternError(f"{reader.left[0]!r} without its partner")
    sequence = node if isinstance(node, Sequence) else Sequence((node,))
    if not sequence.parts and not empty:
        raise PatternError("nothing to look for")
    return sequence


class _Reader:
    def __init__(self, source: str) -> None:
        self.left: list[str] = []
        self._lexemes: list[tuple[str, str]] = []
        position = 0
        source = source.rstrip()
        while position < len(source):
            match = _LEX.match(source, position)
            if match is None:
                raise PatternError(f"not understood at {source[position:].strip()[:20]!r}")
            self._lexemes.append(_lexeme(match))
            position = match.end()
        self._lexemes.reverse()

    def choice(self) -> Node:
        options = [self.sequence()]
        while self._lexemes and self._lexemes[-1] == ("sign", "|"):
            self._lexemes.pop()
            options.append(self.sequence())
        if len(options) > 1:
            return Choice(tuple(options))
        return options[0]

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self._lexemes:
            kind, value = self._lexemes[-1]
            if (kind, value) in (("sign", "|"), ("sign", ")")):
                break
            parts.append(self._next())
        else:
            return Sequence(tuple(parts))
        if self._lexemes[-1][1] == ")" and not self._open:
            self.left = [")"]
            self._lexemes.clear()
        return Sequence(tuple(parts))

    _open = 0

    def _next(self) -> Node:
        if not self._lexemes:
            raise PatternError("nothing after '!'")
        return self._counted(self._one(*self._lexemes.pop()))

    def _one(self, kind: str, value: str) -> Node:
        if kind == "name":
            return Name(value)
        if kind in ("word", "quoted"):
            words = [Word(key_of(value[a:b]), kind == "word" and value[a].isupper()) for a, b in units(value)]
            if not words:
                raise PatternError("empty quotes")
            return words[0] if len(words) == 1 else Sequence(tuple(words))
        if value == "!":
            return Not(self._next())
        if value != "(":
            raise PatternError(f"{value!r} at a place where it means nothing")
        self._open += 1
        inner = self.choice()
        if not self._lexemes or self._lexemes.pop() != ("sign", ")"):
            raise PatternError("'(' without its partner")
        self._open -= 1
        return inner

    def _counted(self, node: Node) -> Node:
        if not self._lexemes:
            return node
        kind, value = self._lexemes[-1]
        if (kind, value) == ("sign", "?"):
            self._lexemes.pop()
            return Repeat(node, 0, 1)
        if kind == "count":
            self._lexemes.pop()
            least, most = map(int, value.split(","))
            if not 0 <= least <= most <= MOST or most == 0:
                raise PatternError(f"{{{value}}}: from 0 up to {MOST}, the smaller one first")
            return Repeat(node, least, most)
        return node


def _lexeme(match: re.Match[str]) -> tuple[str, str]:
    name, quoted, least, most, sign, word = match.groups()
    if name:
        return "name", name[1:-1]
    if quoted is not None:
        return "quoted", quoted
    if least:
        return "count", f"{least},{most}"
    return ("sign", sign) if sign else ("word", word)


def check_names(phrases: Mapping[str, Sequence], known: frozenset[str]) -> None:
    """Raises PatternError for a name that nothing explains, or a phrase that needs itself."""
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise PatternError(f"<{name}> needs itself")
        if name in done or name in known:
            return
        if name not in phrases:
            raise PatternError(f"<{name}> is not explained")
        for used in sorted(names_in(phrases[name])):
            visit(used, (*above, name))
        done.add(name)

    for name in phrases:
        visit(name, ())
