"""All candidate sources as one: merged, each product once, with the source that brought it first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ranker.candidates.source import CandidateSource
from ranker.ranker import RankRequest
from ranker.recent import bought, disliked
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

# How many places each source gets beside the others while they are interleaved.
WEIGHTS: Mapping[str, float] = {
    "similar": 3.0,
    "co_bought": 3.0,
    "graph": 3.0,
    "sequence": 4.0,
    "brand": 1.5,
    "popular": 1.5,
    "promoted": 1.0,
    "new": 1.0,
    "cross_category": 1.0,
    "social": 1.0,
}


class CandidatePool:
    """Interleaves the sources by weight. A source without a weight gets 1; itself a `CandidateSource`.

    The n-th hit (from 0) of a source with weight w stands at w / (n + 1): two places for a source of twice the weight.
    That standing, divided by the largest weight, is the score.
    """

    name = "pool"

    def __init__(self, sources: Iterable[CandidateSource], weights: Mapping[str, float] = WEIGHTS) -> None:
        self.sources = tuple(sources)
        self._weights = weights

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        """At most `k` hits; `Hit.source` is the source whose standing was highest."""
        largest = max((self._weights.get(source.name, 1.0) for source in self.sources), default=1.0)
        best: dict[str, Hit] = {}
        for source in self.sources:
            weight = self._weights.get(source.name, 1.0) / largest
            for place, hit in enumerate(source.candidates(request, history, k, filters)):
                score = weight / (place + 1)
                if hit.product_id not in best or score > best[hit.product_id].score:
                    best[hit.product_id] = Hit(hit.product_id, score, source.name)
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.product_id))[:k]


def without_known(filters: Filters, history: Sequence[Event], hidden: Iterable[str] = ()) -> Filters:
    """The filters that also leave out what the shopper bought, disliked, sent back, or hid."""
    return replace(filters, exclude_ids=filters.exclude_ids | bought(history) | disliked(history) | frozenset(hidden))
