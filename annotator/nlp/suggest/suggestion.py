"""What a suggestion is, and what every source of suggestions does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol

from annotator.model.scheme import AttributeValue

RULES, MEMORY, MODEL = "rules", "memory", "model"
SOURCES = (RULES, MEMORY, MODEL)
NONE: Mapping[str, AttributeValue] = {}

Stop = Callable[[], bool]


def never() -> bool:
    """A ``Stop`` for work that nobody calls off."""
    return False


class Why(NamedTuple):
    """Why something is suggested, as facts: the ``rule``'s id, or how often a phrase was ``labelled`` so, of ``met`` times.

    ``name`` is the model's.
    """

    rule: str = ""
    labelled: int = 0
    met: int = 0
    name: str = ""


class Suggestion(NamedTuple):
    """A range that may deserve a label: code points of the document, half-open.

    ``score``, 0 to 1, is an estimate of how often such a suggestion is right. ``source`` is one of ``SOURCES``; where
    several say the same, they are joined by ``+``, the surest first. ``attributes`` are in the scheme's stored form.
    """

    start: int
    end: int
    label: str
    score: float
    source: str
    why: Why = Why()
    attributes: Mapping[str, AttributeValue] = NONE

    @property
    def key(self) -> tuple[int, int, str]:
        """What makes it the same suggestion whoever says it."""
        return self.start, self.end, self.label

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self.source.split("+"))

    def crosses(self, start: int, end: int) -> bool:
        """Whether it overlaps the range without one being inside the other."""
        return self.start < start < self.end < end or start < self.start < end < self.end


class Suggester(Protocol):
    """One source. It yields as it finds, so that whoever asked may stop in between."""

    source: str

    def suggest(self, text: str, start: int, end: int, stop: Stop = never) -> Iterator[Suggestion]:
        """Suggestions inside ``text[start:end]``; the range begins and ends with a line. Offsets are those of ``text``.

        Raises Cancelled soon after ``stop`` says so; a model also ModelUnavailable.
        """
        ...
