"""Facets as shops show them beside a list: each counted as if nothing were asked of it, and prices in a few ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

import numpy as np

from retrieval.columns import BRAND, CATEGORY, Columns
from retrieval.counts import facet_counts
from retrieval.filters import Filters
from retrieval.finding.relaxation import PRICE, names_of, without
from retrieval.finding.request import PriceRange, RequestError
from retrieval.terms import Mask
from retrieval.vocabulary import Vocabulary

RANGES = 5  # of about as many products each


def check_facets(names: Iterable[str], vocabulary: Vocabulary) -> None:
    """Raises RequestError for a facet that the shop does not have; it names those that are spelt like it."""
    known = {name.casefold() for name in (BRAND, CATEGORY, PRICE, *vocabulary.attributes)}
    for name in names:
        if name.casefold() not in known:
            raise RequestError(f"the shop has no facet {name!r}{suggested(name, known)}")


def suggested(word: str, known: Iterable[str], most: int = 5) -> str:
    """The known words that are spelt most alike, or else the first ones, as the end of a complaint; "" for none."""
    spelt = {each.casefold(): each for each in known}
    near = get_close_matches(word.casefold(), spelt, most, 0.5)
    named = [spelt[each] for each in near] or list(spelt.values())[:most]
    more = ", …" if not near and len(spelt) > most else ""
    return f"; there is {', '.join(named)}{more}" if named else ""


def count_facets(
    columns: Columns, names: Iterable[str], filters: Filters, chosen: Callable[[Filters], Mask]
) -> tuple[dict[str, dict[str, int]], tuple[PriceRange, ...]]:
    """facet → value → number of products, and the price ranges, for those of the names that are not the price's.

    `chosen` gives the mask [size] of what other filters would leave. A facet is counted over what is left without its
    own condition.
    """
    own = {name.casefold() for name in names_of(filters)}
    everything = chosen(filters)
    shared: dict[str, dict[str, int]] | None = None
    facets: dict[str, dict[str, int]] = {}
    prices: tuple[PriceRange, ...] = ()
    for name in dict.fromkeys(names):
        key = name.casefold()
        mask = chosen(without(filters, [key])) if key in own else everything
        if key == PRICE:
            prices = price_ranges(columns, mask)
            continue
        if mask is everything:
            shared = shared or facet_counts(columns, everything)
        counts = shared if mask is everything and shared is not None else facet_counts(columns, mask)
        facets[name] = next((values for facet, values in counts.items() if facet.casefold() == key), {})
    return facets, prices


def price_ranges(columns: Columns, mask: Mask) -> tuple[PriceRange, ...]:
    """Adjoining ranges at the quantiles of the masked rows' prices, cheapest first; fewer where prices repeat."""
    prices = np.sort(columns.column("price")[mask])
    if not prices.size:
        return ()
    highs = np.unique(np.quantile(prices, np.linspace(0, 1, RANGES + 1)[1:], method="lower"))
    ends = np.searchsorted(prices, highs, side="right")
    starts = [0, *ends[:-1]]
    return tuple(
        PriceRange(int(prices[start]), int(prices[end - 1]), int(end - start))
        for start, end in zip(starts, ends, strict=True)
    )
