"""How far a counted noun reaches after a number: "4.617 | đồng chí đảng viên", "58.000 | lượt cán bộ, đảng viên"."""

from __future__ import annotations

import re

from annotator.nlp.figures import nouns

_WORDS = re.compile(r"(?: {1,9}[^\W\d_]+(?:(?<=[^\W\d_]) - [^\W\d_]+)*){1,12}")
_WORD = re.compile(r"[^\W\d_]+|-")
_MEASURE = re.compile(
    r" *(km2|m2|m3|km|cm|mm|m|mét vuông|mét khối|mét|cây số|héc[ -]?ta|hecta|ha|kg|ki-lô-gam|gam|tấn|tạ|yến|lạng|lít|ml|kwh|mw|kw|kv|gb|mb|tb|hải lý)\b"
    r"(?!/[a-z]*[0-9])"
)
_MASS = re.compile(rf" +(?:{'|'.join(sorted(nouns.MASS, key=len, reverse=True))})\b")
_JOIN = re.compile(r"(, *| +và +)([^\W\d_]+(?: +[^\W\d_]+){0,7})")
_BRANCHES = re.compile(r" +chi(?:, *| +và +)đảng bộ(?: +(?:trực thuộc|cơ sở))?\b")
HEADS = nouns.PEOPLE | nouns.BODIES | nouns.EVENTS | nouns.THINGS
HEAD_STARTS = frozenset(head.split()[0] for head in HEADS)
_PLACES = nouns.phrases(
    "xã, phường, thôn, bản, huyện, tỉnh, thị trấn, đảng ủy xã"
)  # before a name they belong to it


def _sizes(among: frozenset[str]) -> dict[str, tuple[int, ...]]:
    """By first word, how many words the phrases have that begin with it, the longest first."""
    found: dict[str, set[int]] = {}
    for phrase in among:
        words = phrase.split()
        found.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(sizes, reverse=True)) for word, sizes in found.items()}


_SIZES = {among: _sizes(among) for among in (HEADS, nouns.MODIFIERS, nouns.ACTIONS)}
_GROUPS: dict[str, list[frozenset[str]]] = {}
for _group in nouns.TOGETHER:
    for _noun in _group:
        _GROUPS.setdefault(_noun, []).append(_group)


def measure_end(low: str, pos: int) -> int:
    """The end of a unit of measure after a number that ends at ``pos`` (with what is weighed: "tấn gạo"), or 0."""
    match = _MEASURE.match(low, pos)
    if match is None:
        return 0
    if match[1] in ("tấn", "tạ", "yến", "kg", "ha", "lít") and (mass := _MASS.match(low, match.end())):
        return mass.end()
    return match.end()


def noun_end(low: str, cased: str, pos: int, *, known: bool) -> int:
    """The end of the counted noun after a number that ends at ``pos``, or 0 where there is none.

    With ``known`` only listed nouns count; otherwise an unlisted one is taken up to the first word that cannot belong
    to it, two syllables at most.
    """
    if branches := _BRANCHES.match(low, pos):
        return branches.end()
    run = _WORDS.match(low, pos)
    if run is None:
        return 0
    tokens = list(_WORD.finditer(low, pos, run.end()))
    words = [token.group() for token in tokens]
    used, head = _listed(words, tokens, cased)
    if not used:
        if known:
            return 0
        used = _unlisted(words, tokens, cased)
        return tokens[used - 1].end() if used else 0
    end = tokens[used - 1].end()
    return (
        _joined(low, end, " ".join(words[:used]), head) if used == len(words) or words[used] == "và" else end
    )


def _listed(words: list[str], tokens: list[re.Match[str]], cased: str) -> tuple[int, str]:
    """How many words a listed noun with its modifiers takes, and the noun itself."""
    used = _longest(words, 0, HEADS)
    head = " ".join(words[:used])
    if not used:
        return 0, ""
    if head in nouns.CLASSIFIERS and used < len(words) and not _named(tokens, used, cased):
        inner = _longest(words, used, HEADS)
        if inner >= max(1, _longest(words, used, nouns.MODIFIERS), _longest(words, used, nouns.ACTIONS)):
            if inner > 1 or words[used] not in nouns.STOPS:
                used += inner
                head = " ".join(words[used - inner : used])
        elif head in nouns.KINDS:
            used += _unlisted(words[used:], tokens[used:], cased)
    if head in nouns.CLASSIFIERS:
        used += _longest(words, used, nouns.ACTIONS)
    while used < len(words) and (more := _longest(words, used, nouns.MODIFIERS)):
        if _named(tokens, used, cased) or (
            words[used + more - 1] in _PLACES
            and used + more < len(words)
            and _named(tokens, used + more, cased)
        ):
            break
        used += more
    return used, head


def _longest(words: list[str], i: int, among: frozenset[str]) -> int:
    """How many words of ``words[i:]`` make the longest phrase of ``among``, one of the lists of ``_SIZES``."""
    for size in _SIZES[among].get(words[i], ()) if i < len(words) else ():
        if size <= len(words) - i and (size == 1 or " ".join(words[i : i + size]) in among):
            return size
    return 0


def _named(tokens: list[re.Match[str]], i: int, cased: str) -> bool:
    """Whether a name begins at word ``i``: a capital, unless the whole word is one (THCS)."""
    word = cased[tokens[i].start() : tokens[i].end()]
    return word[0].isupper() and not (len(word) > 2 and word.isupper())


def _unlisted(words: list[str], tokens: list[re.Match[str]], cased: str) -> int:
    used = 0
    while used < min(2, len(words)) and words[used] not in nouns.STOPS and not _named(tokens, used, cased):
        used += 1
    return used


def _joined(low: str, end: int, noun: str, head: str) -> int:
    """Takes in nouns of the same sort after a comma or "và"."""
    groups = _groups_of(noun, head)
    while groups and (match := _JOIN.match(low, end)):
        words = match[2].split()
        size = next((n for n in range(len(words), 0, -1) if any(" ".join(words[:n]) in g for g in groups)), 0)
        if not size:
            break
        spans = list(_WORD.finditer(low, match.start(2), match.end(2)))
        groups = _groups_of(" ".join(words[:size]), "")
        while size < len(words) and (more := _longest(words, size, nouns.MODIFIERS)):
            size += more
            groups = groups + _groups_of(" ".join(words[:size]), "")
        end = spans[size - 1].end()
        if size < len(words) and words[size] != "và":
            break
    return end


def _groups_of(noun: str, head: str) -> list[frozenset[str]]:
    words = noun.split()
    found = list(_GROUPS.get(head, ()))
    for size in range(1, min(3, len(words)) + 1):
        found.extend(_GROUPS.get(" ".join(words[-size:]), ()))
    return found
