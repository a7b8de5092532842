"""What an agreement run returns: numbers, each with what it was computed from and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number. ``value`` None: not defined. ``low`` and ``high``: the interval, None where there is none.

    ``n`` counts what was compared, in ``unit`` (spans, tokens, characters, relations, values). ``left_out`` counts what this
    measure alone leaves out of it, by reason.
    """

    measure: str
    value: float | None
    n: int
    unit: str
    low: float | None = None
    high: float | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Scope:
    """Numbers over one part of the corpus: all of it, a pair, a label, an attribute, a week, or several of these.

    ``documents`` is how many took part. ``left_out`` says what did not: ``"documents no-layer lan"`` is read as: documents,
    why, whose.
    """

    kind: str
    name: str = ""
    pair: tuple[str, str] | None = None
    documents: int = 0
    estimates: dict[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """``count`` documents or spans (``what``) that took no part: why, and whose. ``pair`` where it concerns only that one."""

    what: str
    reason: str
    annotator: str
    count: int
    pair: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How intervals were made: documents drawn with replacement ``resamples`` times, from this seed."""

    resamples: int = 1000
    seed: int = 20240601
    confidence: float = 0.95


@dataclass(slots=True)
class Agreement:
    """All numbers of one run. ``documents`` in the corpus, ``compared``: those that two annotators at least looked at."""

    annotators: list[str]
    documents: int
    compared: int
    settings: Settings
    overall: Scope
    pairs: list[Scope] = field(default_factory=list)
    labels: list[Scope] = field(default_factory=list)
    attributes: list[Scope] = field(default_factory=list)
    weeks: list[Scope] = field(default_factory=list)
    by_document: list[Scope] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
