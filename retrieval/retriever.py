"""The seam of search: a query in, hits out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from retrieval.filters import NO_FILTERS, Filters


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that was found. Higher scores are better; scores compare only within one result list."""

    product_id: str
    score: float
    source: str


class Retriever(Protocol):
    """Finds at most `k` products for `query`, best first, none of which the filters exclude; no product twice."""

    def search(self, query: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]: ...
