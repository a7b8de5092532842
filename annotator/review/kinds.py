"""In what two annotators differ where their spans meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from annotator.model.span import Span
from annotator.review.matching import Key, Pair, align, are_rivals, shared_text
from annotator.review.values import ValueReader

_SAYS_SOMETHING = frozenset("%‰‱#&@§")  # punctuation to Unicode, but part of a figure or name


class Kind(StrEnum):
    """What a case is about. A case of several kinds goes by the first in this order."""

    MISSING = "missing"  # somebody who looked marked nothing here
    NESTING = "nesting"  # one span inside another of a different label: which level, or one of two levels is not there
    LABEL = "label"  # one place, two labels
    BOUNDARY = "boundary"  # one label, other edges; also one span against several
    EDGE = "boundary-edge"  # other edges, but for space or punctuation only
    ATTRIBUTE = "attribute"  # same span, other values
    RELATION = "relation"  # a relation that one has and another, who has both of its ends, has not
    AGREE = "agree"


_MISSING, _NONE = frozenset({Kind.MISSING}), frozenset[Kind]()


class Comparison(NamedTuple):
    """Two annotators in one case: in what they differ, which spans are paired, which are left over."""

    kinds: frozenset[Kind]
    pairs: tuple[Pair, ...]
    only_a: tuple[Key, ...]
    only_b: tuple[Key, ...]


def compare(text: str, a: Sequence[Span], b: Sequence[Span], reader: ValueReader) -> Comparison:
    """Two annotators' spans of one case. No kinds: they agree. Relations are not looked at."""
    keys_a: list[Key] = [span[1:4] for span in a]
    keys_b: list[Key] = [span[1:4] for span in b]
    if not a or not b:
        return Comparison(_MISSING if a or b else _NONE, (), tuple(keys_a), tuple(keys_b))
    if len(keys_a) == len(keys_b) == 1 and keys_a != keys_b and are_rivals(keys_a[0], keys_b[0]):
        return Comparison(_of_pair(text, keys_a[0], keys_b[0]), ((keys_a[0], keys_b[0]),), (), ())
    pairs, only_a, only_b = align(keys_a, keys_b)
    found: set[Kind] = set()
    values_a, values_b = {s[1:4]: s.attributes for s in a}, {s[1:4]: s.attributes for s in b}
    for one, other in pairs:
        if one != other:
            found |= _of_pair(text, one, other)
        elif reader.differing(one[2], values_a[one], values_b[other]):
            found.add(Kind.ATTRIBUTE)
    found |= {_of_single(key, keys_b) for key in only_a} | {_of_single(key, keys_a) for key in only_b}
    return Comparison(frozenset(found), tuple(pairs), tuple(only_a), tuple(only_b))


def _of_pair(text: str, a: Key, b: Key) -> frozenset[Kind]:
    if a[:2] == b[:2]:
        return frozenset({Kind.LABEL})
    edge = Kind.EDGE if differ_at_edges_only(text, a, b) else Kind.BOUNDARY
    if a[2] == b[2]:
        return frozenset({edge})
    if edge is Kind.BOUNDARY and (_inside(a, b) or _inside(b, a)):
        return frozenset({Kind.NESTING})
    return frozenset({Kind.LABEL, edge})


def _of_single(key: Key, others: Sequence[Key]) -> Kind:
    """A span without a partner, although the other annotator marked something in this case."""
    near = [other for other in others if shared_text(key, other)]
    if any(other[2] == key[2] for other in near):
        return Kind.BOUNDARY
    return Kind.NESTING if any(_inside(key, o) or _inside(o, key) for o in near) else Kind.MISSING


def _inside(inner: Key, outer: Key) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner[:2] != outer[:2]


def differ_at_edges_only(text: str, a: Key, b: Key) -> bool:
    """Whether what one range has beyond the other is space and punctuation, and they share the rest."""
    if min(a[1], b[1]) <= max(a[0], b[0]):
        return False
    start, end = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return all(_is_idle(sign) for sign in text[start[0] : start[1]] + text[end[0] : end[1]])


def _is_idle(sign: str) -> bool:
    return sign.isspace() or (unicodedata.category(sign)[0] in "PZC" and sign not in _SAYS_SOMETHING)
