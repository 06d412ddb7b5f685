"""Candidates from categories that the shopper has not been in, but people like them go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.recent import interests
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

PRIOR = 20.0  # crossings that a category's own must outweigh before it tells more than all categories together
PAIRS, BRAND, PRICE = 1.0, 0.5, 0.5  # what these count beside popularity, each 0 to 1
RENEWED = 1.01  # the crossings are counted again once there are so many times the events


@dataclass(frozen=True, slots=True)
class Crossings:
    """From one narrowest category into another: `shares` [a, b] is how often, of a shopper's crossings out of a, the
    next is b, drawn by `PRIOR` crossings towards `base` [b], b's share of all. The diagonal of `shares` is 0."""

    shares: FloatArray
    base: FloatArray
    events: int

    @classmethod
    def count(cls, statistics: Statistics, catalogue: Catalogue) -> Crossings:
        """From the pairs of products that one shopper met close together or bought in one basket."""
        facet = catalogue.facets["category"]
        rows = catalogue.rows_of(statistics.ids)
        codes = np.where(rows >= 0, facet.codes[rows, 0], 0)
        width, n = len(facet.values), len(codes)
        member = sparse.csr_matrix((np.ones(n), (np.arange(n), codes)), shape=(n, width))
        pairs = statistics.visited.merged() + statistics.bought.merged()
        counts: FloatArray = (member.T @ pairs @ member).toarray()
        np.fill_diagonal(counts, 0.0)
        counts[0], counts[:, 0] = 0.0, 0.0
        base = counts.sum(axis=0) / max(1.0, counts.sum())
        shares = (counts + PRIOR * base) / (counts.sum(axis=1, keepdims=True) + PRIOR)
        np.fill_diagonal(shares, 0.0)
        return cls(shares, base, statistics.manifest.events)

    def reach(self, own: FloatArray) -> FloatArray:
        """How strongly a history with `own` weight by category leads into each, [b]: share times lift, 0 for its own.

        Lift, how many times likelier than for anybody, tells what belongs from what everybody goes to anyway.
        """
        share = own @ self.shares[: len(own), : len(own)] / max(1e-12, own.sum())
        base = self.base[: len(own)]
        found: FloatArray = share * share / np.maximum(base, 1e-12)
        return np.where((own > 0) | (base <= 0), 0.0, found)


class CrossCategory:
    """Products of categories new to the shopper: the category's reach times the product's fit.

    Fit = popularity + what it went together with of the history + how usual its brand and price band are there.
    """

    name = "cross_category"

    def __init__(self, statistics: Statistics, catalogue: Catalogue) -> None:
        self._statistics = statistics
        self._catalogue = catalogue
        self._crossings: Crossings | None = None

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        catalogue, facet = self._catalogue, self._catalogue.facets["category"]
        liked = [found for found in interests(history, request.now) if found.weight > 0]
        liked = [found for found in liked if found.product_id in catalogue.rows]
        past = catalogue.rows_of([found.product_id for found in liked])
        if not len(past):
            return []
        weights = np.array([found.weight for found in liked])
        crossings = self._current()
        own = np.zeros(len(facet.values))
        np.add.at(own, facet.codes[past, 0], weights)
        own = own[: len(crossings.base)]
        own[0] = 0.0
        reach = crossings.reach(own)
        codes = facet.codes[: len(catalogue.ids), 0]
        worth = np.where(codes < len(reach), reach[np.minimum(codes, len(reach) - 1)], 0.0)
        rows = np.flatnonzero(worth > 0)
        scores = worth[rows] * self._fit(rows, past, weights)
        order = np.argsort(-scores, kind="stable")
        ordered = ((catalogue.ids[rows[at]], float(scores[at])) for at in order)
        return accepted(ordered, k, filters, catalogue, self.name)

    def _fit(self, rows: IntArray, past: IntArray, weights: FloatArray) -> FloatArray:
        """[rows]: each part is 0 to 1 before its factor."""
        catalogue = self._catalogue
        ids = [catalogue.ids[row] for row in rows]
        found = self._statistics.partners(self._statistics.visited, [catalogue.ids[row] for row in past])
        together = np.bincount(
            found.rows, weights=weights[found.of] * found.strengths, minlength=len(self._statistics.ids)
        )
        known = self._statistics.rows
        pairs = np.array([together[known[key]] if key in known else 0.0 for key in ids])
        fit = 0.05 + self._statistics.of(ids) + PAIRS * _relative(pairs)
        for name, factor in (("brand", BRAND), ("price", PRICE)):
            shares = catalogue.facets[name].weigh(past, weights) / weights.sum()
            fit = fit + factor * shares[catalogue.facets[name].codes[rows, 0]]
        return np.asarray(fit, dtype=np.float64)

    def _current(self) -> Crossings:
        events = self._statistics.manifest.events
        if self._crossings is None or events > RENEWED * self._crossings.events:
            self._crossings = Crossings.count(self._statistics, self._catalogue)
        return self._crossings


def _relative(values: FloatArray) -> FloatArray:
    top = values.max(initial=0.0)
    return values / top if top > 0 else values
