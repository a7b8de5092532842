"""How well a model finds what was marked: exact spans, label by label, what is taken for what, and document by document.

Pure: it is given rows (what was marked, what was found), and knows neither spaCy nor files. ``predictions`` gets such rows from
a child process.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from annotator.nlp.children import Child

NONE = ""  # the label of what was not marked, or not found
COMPONENTS = ("ner", "spancat")


class Mark(NamedTuple):
    """A span: code points of the whole document, and a label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of a document. ``gold`` and ``found`` by component; ``known``: ranges in which a mark counts, by component."""

    document: str
    base: int
    text: str
    gold: dict[str, list[Mark]]
    found: dict[str, list[Mark]]
    known: dict[str, list[tuple[int, int]]]
    layer: str = ""


@dataclass(slots=True)
class Score:
    """``support`` marked, ``found`` by the model, ``right`` of them exactly the same. ``boundary``: marked, and found with
    the same label but other edges."""

    support: int = 0
    found: int = 0
    right: int = 0
    boundary: int = 0

    @property
    def p(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def r(self) -> float | None:
        return self.right / self.support if self.support else None

    @property
    def f(self) -> float | None:
        """None where there was nothing to find and nothing was found."""
        both = self.support + self.found
        return 2 * self.right / both if both else None

    def as_data(self) -> dict[str, Any]:
        def rounded(value: float | None) -> float | None:
            return None if value is None else round(value, 4)

        return {
            "p": rounded(self.p), "r": rounded(self.r), "f": rounded(self.f),
            "support": self.support, "found": self.found, "right": self.right, "boundary": self.boundary,
        }  # fmt: skip


@dataclass(slots=True)
class Component:
    """One component: all labels together, each label, and how often (marked, found) came together at one place."""

    total: Score = field(default_factory=Score)
    labels: dict[str, Score] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: int = 0  # found where nobody had looked: neither right nor wrong

    def label(self, name: str) -> Score:
        return self.labels.setdefault(name, Score())


@dataclass(slots=True)
class DocumentErrors:
    """What the model missed and what it found too much in one document: component -> marks with their text."""

    document: str
    right: int = 0
    misses: list[tuple[str, Mark, str]] = field(default_factory=list)
    extras: list[tuple[str, Mark, str]] = field(default_factory=list)


@dataclass(slots=True)
class Evaluation:
    """``material`` is the digest of texts and marks: two evaluations with one digest are of the same documents."""

    components: dict[str, Component] = field(default_factory=dict)
    documents: dict[str, DocumentErrors] = field(default_factory=dict)
    rows: int = 0
    material: str = ""

    def worst(self, count: int = 50) -> list[DocumentErrors]:
        """Documents with anything wrong, the worst first."""
        wrong = [d for d in self.documents.values() if d.misses or d.extras]
        return sorted(wrong, key=lambda d: (-len(d.misses) - len(d.extras), d.document))[:count]


def evaluate(rows: Iterable[Row], components: Sequence[str]) -> Evaluation:
    """Hold what was found against what was marked, for these components."""
    result = Evaluation({name: Component() for name in components})
    digest = hashlib.sha256()
    for row in rows:
        gold = {name: sorted(row.gold[name]) for name in COMPONENTS}
        body = json.dumps(
            [row.document, row.layer, row.base, row.text, gold], ensure_ascii=False, separators=(",", ":")
        )
        digest.update(body.encode() + b"\n")
        result.rows += 1
        errors = result.documents.setdefault(row.document, DocumentErrors(row.document))
        for name, component in result.components.items():
            _add(component, name, row, errors)
    result.material = digest.hexdigest()
    return result


def _add(component: Component, name: str, row: Row, errors: DocumentErrors) -> None:
    gold, found = set(row.gold[name]), set[Mark]()
    for mark in row.found[name]:
        if mark in gold or any(a <= mark.start and mark.end <= b for a, b in row.known[name]):
            found.add(mark)
        else:
            component.unknown += 1
    right, misses, extras = gold & found, sorted(gold - found), sorted(found - gold)
    for one, attribute in ((gold, "support"), (found, "found"), (right, "right")):
        for mark in one:
            for score in (component.total, component.label(mark.label)):
                setattr(score, attribute, getattr(score, attribute) + 1)
    for mark in right:
        component.confusion[mark.label, mark.label] += 1
    _confuse(component, misses, extras)
    errors.right += len(right)
    errors.misses += [(name, mark, _text(row, mark)) for mark in misses]
    errors.extras += [(name, mark, _text(row, mark)) for mark in extras]


def _confuse(component: Component, misses: list[Mark], extras: list[Mark]) -> None:
    """Pair what was missed with what was found at the same place: same edges first, then the same label."""
    left = list(extras)
    for mark in misses:
        near = [other for other in left if other.start < mark.end and mark.start < other.end]
        same = [other for other in near if (other.start, other.end) == (mark.start, mark.end)]
        alike = [other for other in near if other.label == mark.label]
        if not (same or alike):
            component.confusion[mark.label, NONE] += 1
            continue
        chosen = (same or alike)[0]
        left.remove(chosen)
        if chosen.label == mark.label:
            component.total.boundary += 1
            component.label(mark.label).boundary += 1
            component.confusion[mark.label, NONE] += 1
            component.confusion[NONE, mark.label] += 1
        else:
            component.confusion[mark.label, chosen.label] += 1
    for other in left:
        component.confusion[NONE, other.label] += 1


def _text(row: Row, mark: Mark) -> str:
    return row.text[mark.start - row.base : mark.end - row.base]


# Predicting -----------------------------------------------------------------------------------------------
def predictions(
    model: Path,
    shards: Iterable[Path],
    *,
    on_row: Callable[[int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    key: str = "sc",
) -> tuple[list[str], list[Row]]:
    """The model's components of ours, and the rows of the shards with what the model finds in them.

    Runs in a child process: a model's code never runs in this one. Raises ModelUnavailable, Cancelled.
    """
    rows: list[Row] = []
    pipeline: list[str] = []

    def hear(event: dict[str, Any]) -> None:
        if event["kind"] == "started":
            pipeline.extend(name for name in COMPONENTS if name in event["pipeline"])
        elif event["kind"] == "row":
            rows.append(_row(event))
            if on_row is not None:
                on_row(len(rows))

    job = {"model": str(model.absolute()), "shards": [str(path) for path in shards], "key": key}
    Child("annotator.nlp.predictor", job).watch(hear, should_stop or (lambda: False))
    return pipeline, rows


def _row(event: dict[str, Any]) -> Row:
    def marks(side: str) -> dict[str, list[Mark]]:
        return {name: [Mark(*mark) for mark in event[side][name]] for name in COMPONENTS}

    known = {"ner": event["entities_known"], "spancat": event["known"]}
    ranges = {name: [(a, b) for a, b in found] for name, found in known.items()}
    return Row(
        event["document"], event["base"], event["text"], marks("gold"), marks("found"), ranges, event["layer"]
    )


def each_label(component: Component) -> Iterator[tuple[str, Score]]:
    """Labels by name."""
    yield from sorted(component.labels.items())
