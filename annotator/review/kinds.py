"""In what two annotators differ where their spans meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from annotator.model.span import Span
from annotator.review.matching import Key, align, shared_text
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


def kinds_between(text: str, a: Sequence[Span], b: Sequence[Span], reader: ValueReader) -> set[Kind]:
    """In what two annotators' spans of one case differ; empty where they agree. Relations are not looked at."""
    if not a or not b:
        return {Kind.MISSING} if a or b else set()
    keys_a: list[Key] = [span[1:4] for span in a]
    keys_b: list[Key] = [span[1:4] for span in b]
    pairs, only_a, only_b = align(keys_a, keys_b)
    found: set[Kind] = set()
    values_a, values_b = {s[1:4]: s.attributes for s in a}, {s[1:4]: s.attributes for s in b}
    for one, other in pairs:
        if one != other:
            found |= _of_pair(text, one, other)
        elif reader.differing(one[2], values_a[one], values_b[other]):
            found.add(Kind.ATTRIBUTE)
    found |= {_of_single(key, keys_b) for key in only_a} | {_of_single(key, keys_a) for key in only_b}
    return found


def _of_pair(text: str, a: Key, b: Key) -> set[Kind]:
    if a[:2] == b[:2]:
        return {Kind.LABEL}
    edge = Kind.EDGE if differ_at_edges_only(text, a, b) else Kind.BOUNDARY
    if a[2] == b[2]:
        return {edge}
    if edge is Kind.BOUNDARY and (_inside(a, b) or _inside(b, a)):
        return {Kind.NESTING}
    return {Kind.LABEL, edge}


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
