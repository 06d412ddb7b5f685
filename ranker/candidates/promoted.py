"""Candidates that are on offer, for whom the offer is likely to be of use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.recent import Interest, interests
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

FloatArray = npt.NDArray[np.float64]

POPULAR_SHARE = 0.5  # what popularity counts beside the part of the price that is saved
TASTE_SHARE = 4.0  # what the shopper's categories and brands count beside it
REACTION_PRIOR = 3.0  # history weight at which the shopper's own reaction to offers counts half
LEAST_REACTION, MOST_REACTION = 0.5, 2.0


class Promoted:
    """Products under their list price, by how much is saved, how many want them, and whether the shopper would.

    score = reaction x reduction + .5 popularity + 4 taste; taste is the mean of how much of the history is of the
    product's category and brand, above the catalogue's share. Reaction is how much more of what the shopper chose is on
    offer than of the catalogue, drawn towards 1. A stranger has neither: reduction and popularity alone.
    """

    name = "promoted"

    def __init__(self, statistics: Statistics, catalogue: Catalogue) -> None:
        self._statistics = statistics
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        catalogue = self._catalogue
        rows = np.flatnonzero(catalogue.reduced[: len(catalogue.ids)] > 0)
        ids = [catalogue.ids[row] for row in rows]
        seen = [found for found in interests(history, request.now) if found.product_id in catalogue.rows]
        scores = self.reaction(seen) * catalogue.reduced[rows] + POPULAR_SHARE * self._statistics.of(ids)
        scores = scores + TASTE_SHARE * self._taste(rows, seen)
        ordered = ((ids[at], float(scores[at])) for at in np.argsort(-scores, kind="stable"))
        return accepted(ordered, k, filters, catalogue, self.name)

    def reaction(self, seen: Sequence[Interest]) -> float:
        """How the shopper reacts to offers, 0.5 to 2: the share of their positive history that is on offer now over
        the catalogue's, with `REACTION_PRIOR` of history drawn evenly from the catalogue."""
        liked = [found for found in seen if found.weight > 0]
        reduced = self._catalogue.reduced[: len(self._catalogue.ids)] > 0
        if not liked or not reduced.any():
            return 1.0
        base = float(reduced.mean())
        weights = np.array([found.weight for found in liked])
        taken = float(weights @ reduced[self._catalogue.rows_of([found.product_id for found in liked])])
        share = (taken + REACTION_PRIOR * base) / (weights.sum() + REACTION_PRIOR)
        return float(np.clip(share / base, LEAST_REACTION, MOST_REACTION))

    def _taste(self, rows: npt.NDArray[np.int64], seen: Sequence[Interest]) -> FloatArray:
        """For each row the mean affinity to its category and brand, [rows]; below 0 for what the shopper dislikes."""
        found: FloatArray = np.zeros(len(rows))
        if not seen:
            return found
        weights = np.array([interest.weight for interest in seen])
        past = self._catalogue.rows_of([interest.product_id for interest in seen])
        for name in ("category", "brand"):
            facet = self._catalogue.facets[name]
            shares = facet.weigh(past, weights) / (np.abs(weights).sum() + 1.0)
            found += 0.5 * facet.best(rows, shares)[0]
        return found
