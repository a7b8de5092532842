"""Which documents a model learns from, is tuned on, and is tested with.

A place follows from a hash of a key and a seed, and from nothing else: no document moves because others come or go. Keys that
belong together (one source, one day, near-duplicates) are one group and have one key. ``stratified`` looks at labels as well,
so what it has placed stays only where that is written down and given back to it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum


class Split(StrEnum):
    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


Shares = tuple[float, float, float]  # of train, dev and test; together 1
TRAIN_SHARE, DEV_SHARE = 0.8, 0.1
SHARES: Shares = (TRAIN_SHARE, DEV_SHARE, 1 - TRAIN_SHARE - DEV_SHARE)
_NAMES = {
    "train": Split.TRAIN, "training": Split.TRAIN, "dev": Split.DEV, "development": Split.DEV, "valid": Split.DEV,
    "validation": Split.DEV, "eval": Split.DEV, "test": Split.TEST,
}  # fmt: skip


def place(key: str, seed: str = "") -> float:
    """Where ``key`` falls in [0, 1): the same on every machine, whatever else there is."""
    text = f"{seed}\x1f{key}" if seed else key
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:7], "big") / (1 << 56)


def split_of(key: str, seed: str = "", shares: Shares = SHARES) -> Split:
    """The split of one key, by itself."""
    where = place(key, seed)
    if where < shares[0]:
        return Split.TRAIN
    return Split.DEV if where < shares[0] + shares[1] else Split.TEST


def named(name: str) -> Split | None:
    """The split that somebody calls ``name`` (``valid``, ``Dev`` ...), or None."""
    return _NAMES.get(name.strip().lower())


def splits(keys: Iterable[str], seed: str = "", shares: Shares = SHARES) -> dict[str, Split]:
    """The split of every key: unless told otherwise 80 in 100 train, 10 dev, 10 test, in the order given.

    Give the digests of the texts as keys, so that two copies of one article never part, or one key for all that belongs
    together. A key stays where it is when others are added. Only where nothing fell into train or dev by itself, and there are
    two keys at least, is one borrowed (from the fullest other split, the one that falls nearest the border); it goes back once
    one falls there.
    """
    found = {key: split_of(key, seed, shares) for key in keys}
    if len(found) < 2:
        return found
    for needed in (Split.TRAIN, Split.DEV):
        if needed in found.values():
            continue
        counts = {split: sum(s is split for s in found.values()) for split in Split if split is not needed}
        fullest = max(counts, key=lambda split: (counts[split], split is Split.TEST))
        candidates = [key for key, split in found.items() if split is fullest]
        found[min(candidates, key=lambda key: (_distance(place(key, seed), needed, shares), key))] = needed
    return found


def _distance(where: float, split: Split, shares: Shares) -> float:
    low, high = (0.0, shares[0]) if split is Split.TRAIN else (shares[0], shares[0] + shares[1])
    return max(low - where, where - high, 0.0)


def stratified(
    groups: Mapping[str, Mapping[str, int]],
    fixed: Mapping[str, Split] | None = None,
    seed: str = "",
    shares: Shares = SHARES,
) -> dict[str, Split]:
    """A split for every group (key -> spans of each label), so that each label comes near to the shares in each split.

    Groups in ``fixed`` stay there. The rest are placed one by one: of the label that is rarest among those not placed yet, the
    group with most of it goes where most of it is still wanted; groups without labels follow, where documents are wanted.
    The same input gives the same splits; another input may move any group that is not fixed.
    """
    found = {key: split for key, split in (fixed or {}).items() if key in groups}
    wanted = _Wanted(groups, shares)
    for key, split in found.items():
        wanted.take(split, groups[key])
    waiting = {key: groups[key] for key in groups if key not in found}
    left: Counter[str] = Counter()
    for labels in waiting.values():
        left.update({label: 1 for label, count in labels.items() if count})
    while waiting:
        label = min((name for name, count in left.items() if count), key=lambda n: (left[n], n), default="")
        holders = [key for key in waiting if waiting[key].get(label)] if label else list(waiting)
        for key in sorted(holders, key=lambda k: (-waiting[k].get(label, 0), place(k, seed), k)):
            split = wanted.neediest(label)
            found[key] = split
            labels = waiting.pop(key)
            wanted.take(split, labels)
            left.subtract({name: 1 for name, count in labels.items() if count})
    return {key: found[key] for key in groups}


class _Wanted:
    """How much of each label, and how many groups, each split still lacks."""

    def __init__(self, groups: Mapping[str, Mapping[str, int]], shares: Shares) -> None:
        totals: Counter[str] = Counter()
        for labels in groups.values():
            totals.update(labels)
        totals[""] = len(groups)
        self._lacks = {
            split: {name: total * share for name, total in totals.items()}
            for split, share in zip(Split, shares, strict=True)
        }

    def neediest(self, label: str) -> Split:
        """The split that lacks most of ``label``; among equals the one that lacks most groups, then the first."""
        return max(Split, key=lambda split: (self._lacks[split][label], self._lacks[split][""]))

    def take(self, split: Split, labels: Mapping[str, int]) -> None:
        lacks = self._lacks[split]
        lacks[""] -= 1
        for label, count in labels.items():
            lacks[label] -= count
