"""What each candidate source has to beat: orders of the whole catalogue that take no thought."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ranker.baselines.item_knn import ItemKNN
from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

FloatArray = npt.NDArray[np.float64]
Score = Callable[[RankRequest, Sequence[Event]], FloatArray]  # [catalogue rows]; -inf for what is not proposed


class Ordered:
    """A candidate source that orders the whole catalogue by a function."""

    def __init__(self, name: str, catalogue: Catalogue, score: Score) -> None:
        self.name = name
        self._catalogue = catalogue
        self._score = score

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        scores = self._score(request, history)
        order = np.argsort(-scores, kind="stable")[: int(np.isfinite(scores).sum())]
        ordered = ((self._catalogue.ids[row], float(scores[row])) for row in order)
        return accepted(ordered, k, filters, self._catalogue, self.name)


class Naive:
    """The orders, by the shop's products and statistics alone. Those of chance draw by shopper: each time the same."""

    def __init__(self, catalogue: Catalogue, statistics: Statistics) -> None:
        self._catalogue = catalogue
        self._popularity = statistics.of(catalogue.ids)
        self._reduced = catalogue.reduced[: len(catalogue.ids)]
        self._brands = catalogue.facets["brand"].codes[: len(catalogue.ids), 0]

    def popular_elsewhere(self, request: RankRequest, history: Sequence[Event]) -> FloatArray:  # noqa: ARG002
        """The most popular products of categories that the history has nothing of."""
        codes = self._catalogue.facets["category"].codes[: len(self._catalogue.ids), 0]
        past = [self._catalogue.rows[one.product_id] for one in history if one.product_id in self._catalogue.rows]
        return np.where(np.isin(codes, codes[past]) | (codes == 0), -np.inf, self._popularity)

    def random_brand(self, request: RankRequest, history: Sequence[Event]) -> FloatArray:  # noqa: ARG002
        """The most popular products of a brand drawn at random, brand by brand."""
        places = _chance(request).permutation(int(self._brands.max(initial=0)) + 1)
        return np.where(self._brands > 0, self._popularity - 2.0 * places[self._brands], -np.inf)

    def popular_brand(self, request: RankRequest, history: Sequence[Event]) -> FloatArray:  # noqa: ARG002
        """The most popular products of the most popular brand, then of the next."""
        wanted = np.bincount(self._brands, weights=self._popularity)
        places = np.argsort(np.argsort(-wanted, kind="stable"), kind="stable")
        return np.where(self._brands > 0, self._popularity - 2.0 * places[self._brands], -np.inf)

    def random_offer(self, request: RankRequest, history: Sequence[Event]) -> FloatArray:  # noqa: ARG002
        return np.where(self._reduced > 0, _chance(request).random(len(self._reduced)), -np.inf)

    def largest_offer(self, request: RankRequest, history: Sequence[Event]) -> FloatArray:  # noqa: ARG002
        return np.where(self._reduced > 0, self._reduced, -np.inf)


class Neighbours:
    """Item-kNN of the baselines as an order, fitted on the shoppers' histories."""

    def __init__(self, catalogue: Catalogue, histories: Mapping[str, Sequence[Event]]) -> None:
        self._catalogue = catalogue
        self._model = ItemKNN()
        self._model.fit([self._rows(history) for history in histories.values()], len(catalogue.ids))

    def score(self, request: RankRequest, history: Sequence[Event]) -> FloatArray:  # noqa: ARG002
        scores = self._model.scores(np.zeros(1, dtype=np.int64), [self._rows(history)])[0]
        return np.where(scores > 0, scores, -np.inf)

    def _rows(self, history: Sequence[Event]) -> npt.NDArray[np.int64]:
        newest = dict.fromkeys(one.product_id for one in reversed(history))  # each product at its newest place
        rows = self._catalogue.rows_of(list(newest))[::-1]
        return rows[rows >= 0]


def _chance(request: RankRequest) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(request.customer_id.encode()))
