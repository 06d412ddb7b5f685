"""Figures by group without a loop over groups."""

from __future__ import annotations

import numpy as np

from ranker.preparation.columns import FloatArray, IntArray


def quantile(values: FloatArray, group: IntArray, groups: int, share: float) -> FloatArray:
    """The value at `share` (0 to 1) of each group, [groups]; between two values their mean; NaN for an empty group."""
    order = np.lexsort((values, group))
    ordered = values[order]
    sizes = np.bincount(group, minlength=groups)
    first = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    found = np.full(groups, np.nan)
    filled = sizes > 0
    place = share * (sizes[filled] - 1)
    low = ordered[first[filled] + np.floor(place).astype(np.int64)]
    high = ordered[first[filled] + np.ceil(place).astype(np.int64)]
    found[filled] = (low + high) / 2
    return found


def median(values: FloatArray, group: IntArray, groups: int) -> FloatArray:
    return quantile(values, group, groups, 0.5)
