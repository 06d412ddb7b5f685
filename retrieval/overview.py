"""The catalogue seen as a whole, or the part of it that filters leave: counts, price ranges, ends of the range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.columns import BRAND, DEPARTMENT, Columns
from retrieval.terms import Mask


@dataclass(frozen=True, slots=True)
class Prices:
    """Number of products and their prices in minor units of the shop's currency."""

    count: int
    low: int
    median: int
    high: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Ids are cheapest first, dearest first and newest first; counts are most frequent first. None: no products."""

    prices: Prices | None
    departments: dict[str, Prices]
    brands: dict[str, int]
    cheapest: tuple[str, ...]
    dearest: tuple[str, ...]
    newest: tuple[str, ...]
    in_stock: int
    on_offer: int

    @property
    def count(self) -> int:
        return self.prices.count if self.prices else 0


def overview_of(columns: Columns, mask: Mask, ends: int = 5) -> Overview:
    """The overview of the masked rows, with `ends` ids at each end."""
    rows = np.flatnonzero(mask)
    price, created = columns.column("price"), columns.column("created")
    by_price = rows[np.argsort(price[rows], kind="stable")]
    dated = rows[~np.isnan(created[rows])]
    newest = dated[np.argsort(-created[dated], kind="stable")]
    counts = sorted(columns.facts.counts(mask).items(), key=lambda entry: -entry[1])
    departments = {}
    brands = {}
    for code, count in counts:
        key, spelling = columns.facts.keys[code], columns.facts.spellings[code]
        if key[0] == BRAND and key[1]:
            brands[spelling[1]] = count
        elif key[0] == DEPARTMENT:
            inside = columns.facts.rows(key)
            departments[spelling[1]] = prices_of(columns, inside[mask[inside]])
    return Overview(
        prices=prices_of(columns, rows) if rows.size else None,
        departments=departments,
        brands=brands,
        cheapest=tuple(columns.ids[row] for row in by_price[:ends]),
        dearest=tuple(columns.ids[row] for row in by_price[::-1][:ends]),
        newest=tuple(columns.ids[row] for row in newest[:ends]),
        in_stock=int(columns.column("in_stock")[rows].sum()),
        on_offer=int(columns.column("on_offer")[rows].sum()),
    )


def prices_of(columns: Columns, rows: np.ndarray[tuple[int], np.dtype[np.integer]]) -> Prices:
    """Count and price range of at least one row; the median is the lower of the two middle prices."""
    prices = np.sort(columns.column("price")[rows])
    return Prices(len(prices), int(prices[0]), int(prices[(len(prices) - 1) // 2]), int(prices[-1]))
