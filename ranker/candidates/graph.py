"""Candidates that belong to what the shopper did, however many steps away in the graph of products."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.item_graph import ItemGraph
from ranker.ranker import RankRequest
from ranker.recent import interests
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event


class GraphNeighbours:
    """Products by the smoothed co-visitation graph, weighed over the history; what was disliked speaks against."""

    name = "graph"

    def __init__(self, graph: ItemGraph, statistics: Statistics, catalogue: Catalogue) -> None:
        self._graph = graph
        self._statistics = statistics
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        known = self._statistics.rows
        seen = [found for found in interests(history, request.now) if found.product_id in known]
        if not seen:
            return []
        rows = [known[found.product_id] for found in seen]
        scores = self._graph.scores(rows, np.array([found.weight for found in seen]))
        scores[rows] = 0.0
        ids = self._statistics.ids
        order = np.argsort(-scores, kind="stable")[: int((scores > 0).sum())]
        ordered = ((ids[row], float(scores[row])) for row in order)
        return accepted(ordered, k, filters, self._catalogue, self.name)
