"""What speaks for each candidate: one array of values a signal, with the history items each value rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from ranker.candidates.source import ProductIndex
from ranker.catalogue import Catalogue
from ranker.pairs import PairCounts
from ranker.recent import Interest
from ranker.statistics import Statistics

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

HALFWAY = 0.2  # summed pair strength that counts half of the most there can be
PRIOR = 1.0  # a facet's share in the history starts as if one purchase's weight were spread like the catalogue
UNRELATED = 0.3  # cosine between products that have nothing to do with each other
NEW_HALF_LIFE_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Signal:
    """`values` [n] are within -1 to 1. `by_item` [n, h] says how much of it each history item gave; `codes` [n] which
    facet value; `support` [n, h] how many sightings a pair rests on. None where a signal has no such thing."""

    values: FloatArray
    by_item: FloatArray | None = None
    codes: IntArray | None = None
    support: FloatArray | None = None


class Signals:
    """Every signal for one list of candidates and one history. Products nobody knows get zeros."""

    def __init__(
        self,
        ids: Sequence[str],
        interests: Sequence[Interest],
        statistics: Statistics,
        catalogue: Catalogue,
        index: ProductIndex | None,
    ) -> None:
        self._ids, self._interests = ids, interests
        self._statistics, self._catalogue, self._index = statistics, catalogue, index
        self._rows = catalogue.rows_of(ids)
        self._known = np.flatnonzero(self._rows >= 0)
        self._past_rows = catalogue.rows_of([found.product_id for found in interests])
        self._past = np.flatnonzero(self._past_rows >= 0)
        self._weights = np.array([found.weight for found in interests], dtype=np.float64)
        self._same = np.asarray((self._rows[:, None] == self._past_rows) & (self._rows[:, None] >= 0))

    def popular(self) -> Signal:
        return Signal(self._statistics.of(self._ids))

    def new(self, now: datetime) -> Signal:
        return Signal(self._catalogue.freshness(self._rows, now, NEW_HALF_LIFE_DAYS))

    def offer(self) -> Signal:
        return Signal(np.where(self._rows >= 0, self._catalogue.reduced[self._rows], 0.0))

    def bought_together(self) -> Signal:
        return self._pairs(self._statistics.bought)

    def viewed_together(self) -> Signal:
        return self._pairs(self._statistics.visited)

    def similar(self) -> Signal:
        """The most similar liked product less the most similar disliked one, each by weight and cosine."""
        if self._index is None or not len(self._known) or not len(self._past):
            return Signal(np.zeros(len(self._ids)), by_item=np.zeros(self._same.shape))
        products = self._index.vectors([self._ids[at] for at in self._known])
        history = self._index.vectors([self._interests[at].product_id for at in self._past])
        cosine = (products @ history.T).astype(np.float64)
        near = np.clip((cosine - UNRELATED) / (1.0 - UNRELATED), 0.0, 1.0)
        weights = self._weights[self._past]
        parts = np.zeros(self._same.shape)
        parts[np.ix_(self._known, self._past)] = near * (weights / max(1.0, float(np.abs(weights).max())))
        parts[self._same] = 0.0
        return Signal(parts.max(axis=1, initial=0.0) + parts.min(axis=1, initial=0.0), by_item=parts)

    def affinity(self, facet: str) -> Signal:
        """How much larger the facet value's smoothed share of the history is than its share of the catalogue."""
        values, codes = np.zeros(len(self._ids)), np.zeros(len(self._ids), dtype=np.int64)
        if not len(self._past) or not len(self._known):
            return Signal(values, codes=codes)
        weights = self._weights[self._past]
        facets, base = self._catalogue.facets[facet], self._catalogue.base(facet)
        by_value = facets.weigh(self._past_rows[self._past], weights)
        share = (by_value + PRIOR * base) / (np.abs(weights).sum() + PRIOR)
        lift = np.clip(share - base, -1.0, 1.0)
        values[self._known], codes[self._known] = facets.best(self._rows[self._known], lift)
        return Signal(values, codes=codes)

    def _pairs(self, pairs: PairCounts) -> Signal:
        """Summed strength of pairs with the history, saturating at 1; disliked items take away."""
        n = len(self._statistics.ids)
        place = np.full(n, -1, dtype=np.int64)
        here = [(self._statistics.rows[key], at) for at, key in enumerate(self._ids) if key in self._statistics.rows]
        if here:
            rows, places = np.array(here).T
            place[rows] = places
        found = self._statistics.partners(pairs, [item.product_id for item in self._interests])
        kept = place[found.rows] >= 0
        where = place[found.rows[kept]], found.of[kept]
        strengths, support = np.zeros(self._same.shape), np.zeros(self._same.shape)
        strengths[where] = self._weights[found.of[kept]] * found.strengths[kept]
        support[where] = found.counts[kept]
        strengths[self._same] = 0.0
        total = strengths.sum(axis=1)
        return Signal(total / (np.abs(total) + HALFWAY), by_item=strengths, support=support)
