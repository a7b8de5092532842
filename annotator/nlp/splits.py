"""Which documents a model learns from, is tuned on, and is tested with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum


class Split(StrEnum):
    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


TRAIN_SHARE, DEV_SHARE = 0.8, 0.1


def place(key: str) -> float:
    """Where ``key`` falls in [0, 1): the same on every machine, whatever else there is."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8")).digest()[:7], "big") / (1 << 56)


def split_of(key: str) -> Split:
    """The split of one document, by itself."""
    where = place(key)
    if where < TRAIN_SHARE:
        return Split.TRAIN
    return Split.DEV if where < TRAIN_SHARE + DEV_SHARE else Split.TEST


def splits(keys: Iterable[str]) -> dict[str, Split]:
    """The split of every document: 80 in 100 train, 10 dev, 10 test, in the order given.

    Give the digests of the texts as keys, so that two copies of one article never part. A document stays where it is when
    others are added. Only where nothing fell into train or dev by itself, and there are two documents at least, is one
    borrowed (from the fullest other split, the one that falls nearest the border); it goes back once one falls there.
    """
    found = {key: split_of(key) for key in keys}
    if len(found) < 2:
        return found
    for needed in (Split.TRAIN, Split.DEV):
        if needed in found.values():
            continue
        counts = {split: sum(s is split for s in found.values()) for split in Split if split is not needed}
        fullest = max(counts, key=lambda split: (counts[split], split is Split.TEST))
        candidates = [key for key, split in found.items() if split is fullest]
        found[min(candidates, key=lambda key: (_distance(key, needed), key))] = needed
    return found


def _distance(key: str, split: Split) -> float:
    low, high = (0.0, TRAIN_SHARE) if split is Split.TRAIN else (TRAIN_SHARE, TRAIN_SHARE + DEV_SHARE)
    where = place(key)
    return max(low - where, where - high, 0.0)
