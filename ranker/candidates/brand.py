"""Candidates of the brands a shopper keeps coming back to."""

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

BRANDS = 3


class BrandAffinity:
    """Products of the shopper's three strongest brands, by the brand's weight in the history times 1 + popularity."""

    name = "brand"

    def __init__(self, statistics: Statistics, catalogue: Catalogue) -> None:
        self._statistics = statistics
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        catalogue, facet = self._catalogue, self._catalogue.facets["brand"]
        seen = [found for found in interests(history, request.now) if found.product_id in catalogue.rows]
        past = catalogue.rows_of([found.product_id for found in seen])
        weights = facet.weigh(past, np.array([found.weight for found in seen]))
        strongest = [code for code in np.argsort(-weights, kind="stable")[:BRANDS] if weights[code] > 0]
        own = facet.codes[: len(catalogue.ids), 0]
        rows = np.setdiff1d(np.flatnonzero(np.isin(own, strongest)), past)
        ids = [catalogue.ids[row] for row in rows]
        scores = weights[own[rows]] * (1.0 + self._statistics.of(ids))
        ordered = ((ids[at], float(scores[at])) for at in np.argsort(-scores, kind="stable"))
        return accepted(ordered, k, filters, catalogue, self.name)
