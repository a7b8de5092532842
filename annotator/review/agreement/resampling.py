"""Bootstrap intervals: documents are drawn with replacement, all of a document's spans at a time.

Documents, not spans: spans of one text are not independent. Draws come from Python's own generator with a fixed seed, over the
documents in the order of their ids, so a run can be repeated anywhere. The interval is the percentile interval.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

LEAST_DOCUMENTS = 2
_LEAST_DEFINED = 0.95  # of the resamples; else there is no interval


def draws(documents: int, resamples: int, seed: int) -> Matrix:
    """How often each document was drawn: one row per resample."""
    import numpy as np

    rng = random.Random(seed)  # noqa: S311 - statistics, not secrets
    counts = np.empty((resamples, documents))
    for row in range(resamples):
        drawn = np.frombuffer(rng.randbytes(4 * documents), dtype="<u4").astype(np.uint64)
        counts[row] = np.bincount((drawn * documents >> 32).astype(np.int64), minlength=documents)
    return counts


def matrix(values: Any, width: int) -> Matrix:
    """Rows of ``width`` floats, without copying them."""
    import numpy as np

    return (np.frombuffer(values) if len(values) else np.empty(0)).reshape(-1, width)


def interval(values: Sequence[float | None], confidence: float) -> tuple[float, float] | None:
    """The percentile interval; None where too few resamples have a value."""
    defined = sorted(value for value in values if value is not None)
    if not values or len(defined) < _LEAST_DEFINED * len(values):
        return None
    return _quantile(defined, (1 - confidence) / 2), _quantile(defined, (1 + confidence) / 2)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
