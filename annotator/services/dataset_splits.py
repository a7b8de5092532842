"""Which split every document of a project is in: by a hash, by groups, by labels, or as given.

What is promised:

- without ``stratify``: a document's split follows from its group's key and the seed. It stays when documents come, when labels
  change, whoever annotates what. (Only where train or dev would be empty a group is borrowed, until one falls there.)
- ``group = "near"``: a document goes where the earlier one is that it is near to; so none that was there moves. One that is near
  to documents of different splits is left out, and that is said: either place would leak.
- ``stratify``: documents that a ``given`` file names stay; the rest are placed by their labels, and may move until then.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from annotator.formats.base import read_bytes
from annotator.model.document import Document
from annotator.nlp.near import NearIndex
from annotator.nlp.splits import Shares, Split, named, split_of, splits, stratified
from annotator.services.dataset_plan import SplitPlan, bad_plan
from annotator.services.dataset_select import BETWEEN, LeaveOut, LeftOut, Selection, label_counts
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

_SAID_EVERY = 50
_LIMIT = 1 << 28


@dataclass(slots=True)
class Places:
    """``split`` and ``group`` of each document that is taken; ``digests`` of their texts. ``given``: how many were as given."""

    split: dict[str, Split] = field(default_factory=dict)
    group: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    given: int = 0


def place_documents(
    project: Project,
    selection: Selection,
    plan: SplitPlan,
    leave_out: LeaveOut,
    progress: Progress = no_progress,
) -> Places:
    """The split of every document that is taken. Raises FormatError for a file of given splits that does not hold, Cancelled."""
    total = project.count_documents()
    given, index, places = _Given(plan.given), _Groups(plan), Places()
    labels: dict[str, Counter[str]] = {}
    fixed: dict[str, Split] = {}
    for number, (document, layers) in enumerate(selection.rows(leave_out)):
        if number % _SAID_EVERY == 0:
            progress(number, total)
        said = given.of(document)
        key = index.key(document, said)
        if not layers:
            continue
        if key is None:
            leave_out(LeftOut("document", BETWEEN, document.id))
            continue
        places.group[document.id], places.digests[document.id] = key, document.digest
        if said is not None:
            places.given += 1
            places.split[document.id] = said
            fixed.setdefault(key, said)
        if plan.stratify:
            labels.setdefault(key, Counter()).update(
                label_counts(selection.export(document, layer) for layer in layers)
            )
    found = _settled(plan, places, fixed, labels, index)
    for id, key in places.group.items():
        places.split.setdefault(id, found[key])
    places.split = {id: places.split[id] for id in places.group}
    return places


def _settled(
    plan: SplitPlan,
    places: Places,
    fixed: dict[str, Split],
    labels: dict[str, Counter[str]],
    index: _Groups,
) -> dict[str, Split]:
    """The split of every group. ``fixed``: those that hold a document whose split is given."""
    shares, keys = _shares(plan), dict.fromkeys(places.group.values())
    if plan.stratify:
        return stratified({key: labels[key] for key in keys}, fixed, plan.seed, shares)
    if plan.group == "near":
        return _enough({key: index.split[key] for key in keys})
    if fixed:  # what is given is no draw, so nothing is borrowed
        return {key: fixed.get(key) or split_of(key, plan.seed, shares) for key in keys}
    return splits(keys, plan.seed, shares)


def _shares(plan: SplitPlan) -> Shares:
    train, dev, test = plan.shares
    return train / 100, dev / 100, test / 100


def _enough(found: dict[str, Split]) -> dict[str, Split]:
    """Where nothing fell into dev (or train), the last group of the fullest other split is borrowed."""
    if len(found) < 2:
        return found
    for needed in (Split.TRAIN, Split.DEV):
        if needed not in found.values():
            counts = Counter(found.values())
            fullest = max(counts, key=lambda split: (counts[split], split is Split.TEST))
            found[[key for key, split in found.items() if split is fullest][-1]] = needed
    return found


class _Groups:
    """The key of each document's group, asked in the order of the project."""

    def __init__(self, plan: SplitPlan) -> None:
        self._plan = plan
        self._near = NearIndex() if plan.group == "near" else None
        self._key: dict[str, str] = {}
        self.split: dict[str, Split] = {}  # of groups of near-duplicates, by key

    def key(self, document: Document, given: Split | None) -> str | None:
        """None where it is near to documents of different splits."""
        if self._near is None:
            return self._field(document)
        near = [self._key[id] for id in self._near.add(document.id, document.text) if id in self._key]
        where = {self.split[key] for key in near}
        if len(where | ({given} if given else set())) > 1:
            return None
        key = near[0] if near else document.digest
        self._key[document.id] = key
        self.split.setdefault(key, given or split_of(key, self._plan.seed, _shares(self._plan)))
        return key

    def _field(self, document: Document) -> str:
        if self._plan.group == "text":
            return document.digest
        value = document.meta.get(self._plan.group, "").strip()
        if self._plan.group == "date":
            value = value[:10]  # the day of a moment
        return f"{self._plan.group}:{value}" if value else document.digest


class _Given:
    """Splits that somebody has decided."""

    def __init__(self, given: str) -> None:
        self._field = given.removeprefix("meta:") if given.startswith("meta:") else ""
        self._file = _read_given(Path(given)) if given and not self._field else {}

    def of(self, document: Document) -> Split | None:
        if self._field:
            return named(document.meta.get(self._field, ""))
        return self._file.get(document.id)


def _read_given(path: Path) -> dict[str, Split]:
    """document -> split from a CSV file with these columns. Raises FormatError, MalformedInput."""
    try:
        rows = list(csv.DictReader(io.StringIO(read_bytes(path, _LIMIT).decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise bad_plan(path, str(error)) from None
    found: dict[str, Split] = {}
    for number, row in enumerate(rows, 2):
        split = named(row.get("split") or "")
        if split is None or row.get("document") is None:
            raise bad_plan(path, f"{number}: document, split (train, dev, test)")
        found[row["document"]] = split
    return found


def places_csv(places: Places) -> bytes:
    """``splits.csv``: what a later export can be given, and what a trained model remembers of its data."""
    buffer = io.StringIO(newline="")
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(("document", "split", "group", "digest"))
    table.writerows(
        (id, split.value, places.group[id], places.digests[id]) for id, split in places.split.items()
    )
    return buffer.getvalue().encode()
