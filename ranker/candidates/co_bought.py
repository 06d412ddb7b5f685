"""Candidates that other shoppers bought, or looked at, together with what this one did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.recent import interests
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

VISITED_SHARE = 0.5  # a pair of visits says half as much as a pair of purchases


class CoBought:
    """Partners by co-purchase and co-visitation of the history's products, summed over the history."""

    name = "co_bought"

    def __init__(self, statistics: Statistics, catalogue: Catalogue) -> None:
        self._statistics = statistics
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        seeds = [found for found in interests(history, request.now) if found.weight > 0]
        weights = np.array([found.weight for found in seeds])
        own = {found.product_id: None for found in seeds}
        ids, n = self._statistics.ids, len(self._statistics.ids)
        total = np.zeros(n)
        for pairs, share in ((self._statistics.bought, 1.0), (self._statistics.visited, VISITED_SHARE)):
            found = self._statistics.partners(pairs, list(own))
            total += share * np.bincount(found.rows, weights=weights[found.of] * found.strengths, minlength=n)
        order = np.argsort(-total, kind="stable")[: int((total > 0).sum())]
        ordered = ((ids[row], float(total[row])) for row in order if ids[row] not in own)
        return accepted(ordered, k, filters, self._catalogue, self.name)
