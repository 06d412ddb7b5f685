"""The seam of candidates: for a shopper, products worth ranking and where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

PATIENCE = 2_000  # products tried one by one before the filters are asked for everything that passes


class CandidateSource(Protocol):
    """Proposes at most `k` products for the shopper, best first, none twice, none that the filters exclude.

    Every hit carries the source's `name`. A history that is empty or names unknown products is served, maybe by an
    empty list, never by an error.
    """

    @property
    def name(self) -> str: ...

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]: ...


class ProductIndex(Protocol):
    """The part of a search index that candidate sources and rankers use."""

    def vectors(self, ids: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of the ids, [n, dim]."""
        ...

    def similar(self, product_id: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]: ...

    def matching(self, filters: Filters) -> list[str]: ...


def accepted(
    ordered: Iterable[tuple[str, float]], k: int, filters: Filters, catalogue: Catalogue, source: str
) -> list[Hit]:
    """The first `k` of (product id, score), best first, that the catalogue has and the filters let through."""
    hits: list[Hit] = []
    for product_id, score in ordered:
        if len(hits) >= k:
            break
        if catalogue.accepts(product_id, filters):
            hits.append(Hit(product_id, score, source))
    return hits


def by_score(totals: dict[str, float]) -> Iterator[tuple[str, float]]:
    """The products with their scores, highest first; equal scores in the order of ids."""
    return iter(sorted(totals.items(), key=lambda item: (-item[1], item[0])))
