"""Candidates that came in lately."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.recent import interests
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

HALF_LIFE_DAYS = 30.0
FRESH = 0.25  # two half-lives: older than 60 days is not new
TASTE_SHARE = 0.5  # how much the shopper's departments count beside the age


class NewArrivals:
    """Products of the last 60 days, newest first; those from categories the shopper knows come forward."""

    name = "new"

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        catalogue = self._catalogue
        fresh = catalogue.freshness(np.arange(len(catalogue.ids)), request.now, HALF_LIFE_DAYS)
        rows = np.flatnonzero(fresh >= FRESH)
        liked = [found.product_id for found in interests(history, request.now) if found.weight > 0]
        past = catalogue.rows_of([product_id for product_id in liked if product_id in catalogue.rows])
        codes = catalogue.facets["category"].codes
        known = np.setdiff1d(codes[past], [0])
        scores = fresh[rows] + TASTE_SHARE * np.isin(codes[rows], known).any(axis=1)
        order = np.argsort(-scores, kind="stable")
        ordered = ((catalogue.ids[rows[at]], float(scores[at])) for at in order)
        return accepted(ordered, k, filters, catalogue, self.name)
