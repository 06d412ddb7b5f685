"""Candidates like what the shopper lately looked at, liked or bought."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.candidates.source import ProductIndex, accepted, by_score
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.recent import interests
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

SEEDS = 8  # products of the history that neighbours are asked for


class Similar:
    """Neighbours by vector of the newest products that speak for the shopper's taste, weighed by how much they do."""

    name = "similar"

    def __init__(self, index: ProductIndex, catalogue: Catalogue) -> None:
        self._index = index
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        liked = [found for found in interests(history, request.now) if found.weight > 0]
        seeds = [found for found in liked if found.product_id in self._catalogue.products][:SEEDS]
        own = {found.product_id for found in seeds}
        totals: dict[str, float] = {}
        for seed in seeds:
            for hit in self._index.similar(seed.product_id, k, filters):
                if hit.product_id not in own:
                    totals[hit.product_id] = max(totals.get(hit.product_id, 0.0), seed.weight * max(0.0, hit.score))
        return accepted(by_score(totals), k, filters, self._catalogue, self.name)
