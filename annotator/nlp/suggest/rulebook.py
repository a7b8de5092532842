"""Rules as files: what they say, where they lie, and what is wrong with them.

The program's own lie in ``resources/rules`` (TOML) and ``resources/gazetteers`` (TSV); a project's in ``NAME.corpus-rules``
beside it, read after them. There a list of the same name (``place.tsv``) adds phrases, a line ``- phrase`` takes one out, a rule of
the same id replaces one and ``enabled = false`` switches it off. Nothing in these files is executed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from annotator.model.figure import FigureKind
from annotator.nlp.suggest.patterns import (
    Pattern,
    PatternError,
    Sequence,
    check_names,
    read_pattern,
    read_phrase,
)
from annotator.nlp.suggest.tokens import keys_of
from annotator.nlp.suggest.trie import Trie

CLASSES = frozenset(
    ("Cap", "low", "word", "number", "abbr", "code", "date", "figure", "count", "ordinal", "quoted", "motto",
     "any", "line-start", "line-end")
)  # fmt: skip
FOLDER = "-rules"  # behind the project's file name
_KINDS = frozenset(kind.value for kind in FigureKind)
LARGEST = 8_000_000  # bytes of one file
_RULE_KEYS = {"id", "label", "pattern", "score", "unless", "not-after", "enabled", "help"}


class RuleProblem(NamedTuple):
    """Something in a rules file that is left out. ``place`` is a rule's id, a list's name or a line number."""

    file: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Text that fits ``pattern`` is suggested as ``label``; not where the marked part begins like ``unless`` or stands straight
    after something of the list ``not_after``. ``score``: how often it is right, as its author thinks.
    """

    id: str
    label: str
    pattern: Pattern
    score: float
    unless: Sequence | None = None
    not_after: str = ""


@dataclass(slots=True)
class Rulebook:
    """Lists, phrases and rules, ready to be used. ``figures`` gives the label of each kind of figure that is suggested."""

    lists: dict[str, Trie[tuple[bool, ...]]] = field(default_factory=dict)
    phrases: dict[str, Sequence] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    figures: dict[FigureKind, str] = field(default_factory=dict)
    problems: list[RuleProblem] = field(default_factory=list)

    @property
    def labels(self) -> set[str]:
        """Every label it may suggest."""
        return {rule.label for rule in self.rules.values()} | set(self.figures.values())


def project_rules(project: Path) -> Path:
    """The folder of the project's own rules; it need not exist."""
    return project.with_name(project.name + FOLDER)


def read_rulebook(rules: Iterable[Path], gazetteers: Iterable[Path]) -> Rulebook:
    """The rules of all these files, later ones over earlier ones. What cannot be read is left out and listed."""
    book, written = Rulebook(), _Written()
    for path in gazetteers:
        _read_list(book, path)
    for path in rules:
        data = _toml(book, path)
        _take_lists(book, path, data.get("lists", {}))
        _take_figures(book, path, data.get("figures", {}))
        _collect(book, path, data, written)
    _explain(book, written)
    return book


@dataclass(slots=True)
class _Written:
    """Phrases and rules as written, with their files: the last one of a name holds."""

    phrases: dict[str, tuple[Path, object]] = field(default_factory=dict)
    rules: dict[str, tuple[Path, Mapping[str, Any]]] = field(default_factory=dict)


def _text(book: Rulebook, path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"larger than {LARGEST} bytes")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        book.problems.append(RuleProblem(path.name, "", getattr(error, "strerror", None) or str(error)))
        return ""


def _toml(book: Rulebook, path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(_text(book, path))
    except tomllib.TOMLDecodeError as error:
        book.problems.append(RuleProblem(path.name, "", str(error)))
        return {}


def _add(book: Rulebook, name: str, phrase: str) -> None:
    keys = keys_of(phrase)
    if keys:
        book.lists.setdefault(name, Trie())[keys] = tuple(word[:1].isupper() for word in _words(phrase))


def _words(phrase: str) -> list[str]:
    from annotator.model.text import units

    return [phrase[a:b] for a, b in units(phrase)]


def _read_list(book: Rulebook, path: Path) -> None:
    """One phrase a line; behind a tab come remarks. ``#`` begins a comment."""
    name = path.stem
    book.lists.setdefault(name, Trie())
    for number, line in enumerate(_text(book, path).split("\n"), 1):
        phrase = line.partition("\t")[0].strip()
        if not phrase or phrase.startswith("#"):
            continue
        if not phrase.startswith("- "):
            _add(book, name, phrase)
            continue
        try:
            del book.lists[name][keys_of(phrase[2:])]
        except KeyError:
            book.problems.append(RuleProblem(path.name, str(number), f"nothing to take out: {phrase[2:]}"))


def _take_lists(book: Rulebook, path: Path, lists: object) -> None:
    for name, phrases in _pairs(book, path, "lists", lists):
        if not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
            book.problems.append(RuleProblem(path.name, name, "not a list of phrases"))
            continue
        book.lists[name] = Trie()
        for phrase in phrases:
            _add(book, name, phrase)


def _take_figures(book: Rulebook, path: Path, figures: object) -> None:
    for name, label in _pairs(book, path, "figures", figures):
        if name not in _KINDS or not isinstance(label, str):
            book.problems.append(
                RuleProblem(path.name, f"figures.{name}", "not a kind of figure with a label")
            )
        elif label:
            book.figures[FigureKind(name)] = label
        else:
            book.figures.pop(FigureKind(name), None)


def _pairs(book: Rulebook, path: Path, place: str, table: object) -> Iterable[tuple[str, Any]]:
    if isinstance(table, dict):
        return table.items()
    book.problems.append(RuleProblem(path.name, place, "not a table"))
    return ()


def _collect(book: Rulebook, path: Path, data: Mapping[str, Any], written: _Written) -> None:
    for key in sorted(data.keys() - {"lists", "figures", "phrases", "rules"}):
        book.problems.append(RuleProblem(path.name, key, "not known"))
    for name, source in _pairs(book, path, "phrases", data.get("phrases", {})):
        written.phrases[name] = (path, source)
    rules = data.get("rules", [])
    for number, rule in enumerate(rules if isinstance(rules, list) else [rules], 1):
        if not isinstance(rule, dict) or not isinstance(rule.get("id"), str):
            book.problems.append(RuleProblem(path.name, f"rules {number}", "not a table with an id"))
        else:
            written.rules[rule["id"]] = (path, rule)


def _explain(book: Rulebook, written: _Written) -> None:
    """Reads phrases and rules once every name is known, and takes out those that lean on what is not there."""
    for name, (path, source) in written.phrases.items():
        try:
            book.phrases[name] = read_phrase(str(source))
        except PatternError as error:
            book.problems.append(RuleProblem(path.name, name, str(error)))
    known = frozenset(book.lists) | CLASSES
    for name in list(book.phrases):
        try:
            check_names(_reach(book.phrases, name), known)
        except PatternError as error:
            book.problems.append(RuleProblem(written.phrases[name][0].name, name, str(error)))
    faulty = {problem.place for problem in book.problems}
    for name in faulty & book.phrases.keys():
        del book.phrases[name]
    for id, (path, rule) in written.rules.items():
        if rule.get("enabled", True) is False:
            continue
        try:
            book.rules[id] = _rule(id, rule, known | book.phrases.keys())
        except PatternError as error:
            book.problems.append(RuleProblem(path.name, id, str(error)))


def _reach(phrases: Mapping[str, Sequence], name: str) -> dict[str, Sequence]:
    """``name`` first, then the others: what is wrong is told of the phrase that needs it."""
    return {name: phrases[name], **phrases}


def _rule(id: str, rule: Mapping[str, Any], known: frozenset[str]) -> Rule:
    for key in sorted(rule.keys() - _RULE_KEYS):
        raise PatternError(f"{key}: not known")
    label, source, score = rule.get("label"), rule.get("pattern"), rule.get("score", 0.5)
    if not isinstance(label, str) or not isinstance(source, str):
        raise PatternError("label and pattern are needed, as texts")
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 < score <= 1:
        raise PatternError("score: a number above 0, up to 1")
    pattern = read_pattern(source)
    unless = read_phrase(str(rule["unless"])) if "unless" in rule else None
    not_after = str(rule.get("not-after", ""))
    used = pattern.names() | ({not_after} if not_after else set())
    if unless is not None:
        used |= Pattern(Sequence(()), unless, Sequence(())).names()
    for name in sorted(used - known):
        raise PatternError(f"<{name}> is not explained")
    return Rule(id, label, pattern, float(score), unless, not_after)
