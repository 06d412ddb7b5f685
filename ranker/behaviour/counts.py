"""What the shop's events add up to at a moment: how much each product is wanted and how often it was shown.

`Statistics` has them for now; `AsOf` plays the events back for the examples of the past, by the same arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ranker.behaviour.table import ProductTable
from ranker.statistics import DAY, HALF_LIFE_DAYS, WANTED, Statistics
from store.behaviour import Event, EventKind

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Faded wants and impressions of some products [n], and of all `products` together."""

    wanted: FloatArray
    impressions: FloatArray
    all_wanted: float
    all_impressions: float
    products: int


class Now:
    """The counts as the statistics have them."""

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics

    def of(self, ids: Sequence[str]) -> Counts:
        """0 for products that the statistics do not have."""
        found = self._statistics
        places = np.array([found.rows.get(key, -1) for key in ids], dtype=np.int64)
        known = places >= 0
        return Counts(
            np.where(known, found.wanted[places], 0.0),
            np.where(known, found.impressions[places], 0.0),
            float(np.maximum(found.wanted, 0.0).sum()),
            float(found.impressions.sum()),
            len(found.ids),
        )


class AsOf:
    """The counts at moments of the past, asked for in the order of time."""

    def __init__(self, events: Sequence[Event], table: ProductTable) -> None:
        """`events` in time order. Those of unknown products count for nothing, as in the statistics."""
        self._times = np.array([event.at.timestamp() for event in events])
        self._rows = table.rows_of([event.product_id for event in events])
        shown = np.array([event.kind is EventKind.IMPRESSION for event in events], dtype=bool)
        weights = np.array([WANTED.get(event.kind, 0.0) for event in events])
        last = float(self._times[-1]) if len(events) else 0.0
        known = self._rows > 0
        self._shown = (shown & known).astype(np.float64)
        self._weights = np.where(known, weights * np.exp2((self._times - last) / (DAY * HALF_LIFE_DAYS)), 0.0)
        self._wanted, self._impressions = np.zeros(len(table)), np.zeros(len(table))
        self._products = len(table) - 1
        self._done = 0

    def of(self, rows: IntArray, now: float) -> Counts:
        """Of the events before `now` only. Raises ValueError when the time goes back."""
        if self._done and now < self._times[self._done - 1]:
            raise ValueError("the moments are not in the order of time")
        end = int(np.searchsorted(self._times, now, side="left"))
        coming = slice(self._done, end)
        np.add.at(self._wanted, self._rows[coming], self._weights[coming])
        np.add.at(self._impressions, self._rows[coming], self._shown[coming])
        self._done = end
        return Counts(
            self._wanted[rows],
            self._impressions[rows],
            float(np.maximum(self._wanted, 0.0).sum()),
            float(self._impressions.sum()),
            self._products,
        )
