"""Candidates that are on offer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

POPULAR_SHARE = 0.5  # what popularity counts beside the part of the price that is saved


class Promoted:
    """Products under their list price, by how much is saved and how many want them; the same for whoever asks."""

    name = "promoted"

    def __init__(self, statistics: Statistics, catalogue: Catalogue) -> None:
        self._statistics = statistics
        self._catalogue = catalogue

    def candidates(
        self,
        request: RankRequest,  # noqa: ARG002
        history: Sequence[Event],  # noqa: ARG002
        k: int,
        filters: Filters = NO_FILTERS,
    ) -> list[Hit]:
        catalogue = self._catalogue
        rows = np.flatnonzero(catalogue.reduced[: len(catalogue.ids)] > 0)
        ids = [catalogue.ids[row] for row in rows]
        scores = catalogue.reduced[rows] + POPULAR_SHARE * self._statistics.of(ids)
        ordered = ((ids[at], float(scores[at])) for at in np.argsort(-scores, kind="stable"))
        return accepted(ordered, k, filters, catalogue, self.name)
