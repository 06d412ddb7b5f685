"""The catalogue seen as a whole, or the part of it that filters leave: counts, price ranges, ends of the range."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np

from retrieval.columns import BRAND, DEPARTMENT, Columns
from retrieval.counts import facet_counts
from retrieval.terms import Mask

Rows = np.ndarray[tuple[int], np.dtype[np.integer]]

OFFERS = 20  # best ones that are named
NEW_SECONDS = 30 * 24 * 3600  # what came within 30 days of the newest product is new
FACET_VALUES = 10  # most frequent values of a department's facet


@dataclass(frozen=True, slots=True)
class Prices:
    """Number of products and their prices in minor units of the shop's currency."""

    count: int
    low: int
    median: int
    high: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A reduced product: minor units saved, and their share of the price before; None where that is not known."""

    product_id: str
    saving: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Department:
    """Ids are cheapest first and dearest first; `facets` are facet → value → number, the most frequent values."""

    prices: Prices
    cheapest: tuple[str, ...]
    dearest: tuple[str, ...]
    facets: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Overview:
    """Ids are cheapest first, dearest first and newest first; counts are most frequent first. None: no products.

    `new` is the number of products that came within 30 days of the newest one. `offers` are those that save the largest
    share of the price before, in stock first.
    """

    prices: Prices | None
    departments: dict[str, Prices]
    brands: dict[str, int]
    cheapest: tuple[str, ...]
    dearest: tuple[str, ...]
    newest: tuple[str, ...]
    in_stock: int
    on_offer: int
    new: int = 0
    offers: tuple[Offer, ...] = ()

    @property
    def count(self) -> int:
        return self.prices.count if self.prices else 0


def overview_of(columns: Columns, mask: Mask, ends: int = 5) -> Overview:
    """The overview of the masked rows, with `ends` ids at each end."""
    rows = np.flatnonzero(mask)
    created = columns.column("created")
    dated = rows[~np.isnan(created[rows])]
    newest = dated[np.argsort(-created[dated], kind="stable")]
    cheapest, dearest = ends_of(columns, rows, ends)
    counts = sorted(columns.facts.counts(mask).items(), key=lambda entry: -entry[1])
    brands = {}
    for code, count in counts:
        key, spelling = columns.facts.keys[code], columns.facts.spellings[code]
        if key[0] == BRAND and key[1]:
            brands[spelling[1]] = count
    return Overview(
        prices=prices_of(columns, rows) if rows.size else None,
        departments={name: prices_of(columns, inside) for name, inside in _departments(columns, mask, dict(counts))},
        brands=brands,
        cheapest=cheapest,
        dearest=dearest,
        newest=tuple(columns.ids[row] for row in newest[:ends]),
        in_stock=int(columns.column("in_stock")[rows].sum()),
        on_offer=int(columns.column("on_offer")[rows].sum()),
        new=int(np.count_nonzero(created[newest] >= created[newest[0]] - NEW_SECONDS)) if newest.size else 0,
        offers=offers_of(columns, rows),
    )


def departments_of(columns: Columns, mask: Mask, ends: int = 5) -> dict[str, Department]:
    """Each department of the masked rows, most products first."""
    found = {}
    for name, rows in _departments(columns, mask, columns.facts.counts(mask)):
        inside = np.zeros_like(mask)
        inside[rows] = True
        facets = {
            facet: dict(islice(values.items(), FACET_VALUES)) for facet, values in facet_counts(columns, inside).items()
        }
        found[name] = Department(prices_of(columns, rows), *ends_of(columns, rows, ends), facets)
    return found


def _departments(columns: Columns, mask: Mask, counts: dict[int, int]) -> list[tuple[str, Rows]]:
    """The departments' names as spelt, each with its masked rows, most rows first."""
    codes = [code for code in counts if columns.facts.keys[code][0] == DEPARTMENT]
    inside = {code: np.sort(columns.facts.rows(columns.facts.keys[code])) for code in codes}
    return [
        (columns.facts.spellings[code][1], inside[code][mask[inside[code]]])
        for code in sorted(codes, key=lambda code: -counts[code])
    ]


def ends_of(columns: Columns, rows: Rows, ends: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the cheapest and of the dearest of the rows."""
    by_price = rows[np.argsort(columns.column("price")[rows], kind="stable")]
    cheapest, dearest = by_price[:ends], by_price[::-1][:ends]
    return tuple(columns.ids[row] for row in cheapest), tuple(columns.ids[row] for row in dearest)


def offers_of(columns: Columns, rows: Rows) -> tuple[Offer, ...]:
    """The best of the reduced rows: in stock first, then by the share that is saved."""
    reduced = rows[columns.column("on_offer")[rows]]
    before = columns.column("list_price")[reduced]
    saving = before - columns.column("price")[reduced]
    share = saving / np.maximum(before, 1)
    late = ~columns.column("in_stock")[reduced]
    order = np.lexsort((np.nan_to_num(-share, nan=np.inf), late))[:OFFERS]
    return tuple(
        Offer(columns.ids[reduced[at]], None, None)
        if np.isnan(saving[at])
        else Offer(columns.ids[reduced[at]], int(saving[at]), float(share[at]))
        for at in order
    )


def prices_of(columns: Columns, rows: Rows) -> Prices:
    """Count and price range of at least one row; the median is the lower of the two middle prices."""
    prices = np.sort(columns.column("price")[rows])
    return Prices(len(prices), int(prices[0]), int(prices[(len(prices) - 1) // 2]), int(prices[-1]))
