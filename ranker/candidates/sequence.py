"""Candidates that the trained sequence model puts next."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.neural.serving import SequenceScorer
from ranker.neural.visits import visits
from ranker.ranker import RankRequest
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event


class NextInSequence:
    """The whole catalogue by how well each product follows the shopper's history; nothing for an unknown shopper."""

    name = "sequence"

    def __init__(self, scorer: SequenceScorer, catalogue: Catalogue) -> None:
        self._scorer = scorer
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        own = {visit.product_id for visit in visits(history)}
        ordered = ((key, score) for key, score in self._scorer.best(history, request.now) if key not in own)
        return accepted(ordered, k, filters, self._catalogue, self.name)
