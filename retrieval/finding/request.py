"""What is asked of a search, and what comes back: one page of products, and what is known of all the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from retrieval.understanding.understood import NOT_READ, Understood
from retrieval.words.rewrite import UNCHANGED, Rewrite

MOST = 100  # products on a page

Facets = Mapping[str, Mapping[str, int]]
NO_FACETS: Facets = MappingProxyType({})


class RequestError(ValueError):
    """A request that cannot be answered; its words say what is wrong with it."""


class Sort(StrEnum):
    """Equals come in id order. Products that nobody rated or dated come last."""

    RELEVANCE = "relevance"  # without a query: by popularity
    PRICE_ASC = "price_asc"
    PRICE_DESC = "price_desc"
    RATING = "rating"
    NEWEST = "newest"
    POPULARITY = "popularity"
    SAVING = "saving"  # the largest share of the price before the reduction first


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`cursor` is a page's `next`, "" for the first page. `facets` are the names to count: brand, category, price, or
    an attribute's. `relax`: whether conditions may be given up where nothing meets them all. `understand`: whether the
    query is read for what it states (`retrieval.understanding`); prices only with the shop's `currency`."""

    query: str = ""
    filters: Filters = NO_FILTERS
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    cursor: str = ""
    facets: tuple[str, ...] = ()
    relax: bool = True
    in_stock_first: bool = False
    understand: bool = True
    currency: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise RequestError(f"limit is {self.limit}: a page has 1 to {MOST} products")


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Number of products from `low` to `high`, both included, in minor units of the shop's currency."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why nothing was found. `conflict` are the fewest conditions that together leave nothing: one that nothing meets,
    or two that exclude each other; "words" is the query. `nearest` is what giving up `instead` finds."""

    conflict: tuple[str, ...]
    instead: tuple[str, ...] = ()
    nearest: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`total` counts the products that meet the conditions (those given up aside) and, with a query, fit it as
    `retrieval.finding.matching` has it. Sorts but relevance page through all of them, relevance through the best 500.

    `facets` hold, for each that was asked for, value → number of those products, most frequent first, counted as if
    nothing were asked of that facet itself: so a shopper sees what else they could choose. `prices` is the price facet.
    `relaxed` are the conditions given up, in the order they go. `without_children`: children's things were left out,
    since nobody spoke of a child. `nothing` is there when there are no hits on a first page. `understood` is what the
    query was read as: its prices and refusals are conditions like any other, and what it wants comes first, or, by
    another sort than relevance, is all that is sorted, where anything meets it.
    """

    hits: tuple[Hit, ...]
    total: int
    next: str | None = None
    facets: Facets = field(default_factory=lambda: NO_FACETS)
    prices: tuple[PriceRange, ...] = ()
    rewrite: Rewrite = UNCHANGED
    relaxed: tuple[str, ...] = ()
    without_children: bool = False
    nothing: Nothing | None = None
    understood: Understood = NOT_READ
