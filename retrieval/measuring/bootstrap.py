"""How sure a mean difference is: the paired bootstrap over queries (Efron 1979; for retrieval, Sakai 2006)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RESAMPLES = 10_000
LEVEL = 0.95


def interval(differences: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The percentile interval at 95 % of the mean of paired differences, from 10,000 resamples.

    (0, 0) for no differences. The same seed gives the same interval.
    """
    values = np.asarray(differences, np.float64)
    if not values.size:
        return 0.0, 0.0
    drawn = np.random.default_rng(seed).integers(values.size, size=(RESAMPLES, values.size))
    low, high = np.quantile(values[drawn].mean(axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
