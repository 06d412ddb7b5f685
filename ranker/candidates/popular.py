"""Candidates that many shoppers want now."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from ranker.candidates.source import PATIENCE, ProductIndex, accepted
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event


class Popular:
    """The most popular products that pass the filters, the same for whoever asks."""

    name = "popular"

    def __init__(self, statistics: Statistics, index: ProductIndex, catalogue: Catalogue) -> None:
        self._statistics = statistics
        self._index = index
        self._catalogue = catalogue
        self._order: tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]] | None = None

    def candidates(
        self,
        request: RankRequest,  # noqa: ARG002
        history: Sequence[Event],  # noqa: ARG002
        k: int,
        filters: Filters = NO_FILTERS,
    ) -> list[Hit]:
        popularity = self._statistics.popularity()
        if self._order is None or self._order[0] is not popularity:
            self._order = (popularity, np.argsort(-popularity, kind="stable"))
        order = self._order[1]
        ids = self._statistics.ids
        ranked = ((ids[row], float(popularity[row])) for row in order)
        hits = accepted(islice(ranked, PATIENCE), k, filters, self._catalogue, self.name)
        if len(hits) >= min(k, len(ids)) or len(ids) <= PATIENCE:
            return hits
        matching = self._index.matching(filters)
        scores = self._statistics.of(matching)
        ordered = ((matching[at], float(scores[at])) for at in np.argsort(-scores, kind="stable"))
        return accepted(ordered, k, filters, self._catalogue, self.name)
