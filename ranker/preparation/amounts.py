"""Rules about orders: returns without a purchase, orders taken back as mistakes, odd quantities and prices.

Outliers by the modified z-score of Iglewicz and Hoaglin (1993) on logarithms, 0.6745 · |x - median| / MAD, with a
least spread so that a product always bought singly does not make two an outlier. They are brought to the limit rather
than left out: the purchase happened. Median and MAD stay as they are under that, so doing it again changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ranker.preparation.columns import BoolArray, EventColumns, FloatArray, IntArray
from ranker.preparation.grouped import median
from ranker.preparation.rules import KEPT, Finding, Settings, Shop
from store.behaviour import EventKind

ENOUGH = 10  # purchases that a product needs to be judged by itself; the others are judged together
QUANTITY_SPREAD = np.log(2.0)
PRICE_SPREAD = np.log(1.25)
CAPPED = "brought to the limit"


def return_unmatched(columns: EventColumns, _shop: Shop, _settings: Settings) -> Finding:
    """Returns of what the customer did not buy before, as far as the log goes back."""
    pair = pair_key(columns)
    bought = np.flatnonzero(columns.is_kind(EventKind.PURCHASE))
    returned = np.flatnonzero(columns.is_kind(EventKind.RETURN))
    pairs, first = np.unique(pair[bought], return_index=True)  # rows are in time order: the first is the earliest
    place = np.minimum(np.searchsorted(pairs, pair[returned]), max(0, len(pairs) - 1))
    rows = np.zeros(len(columns), dtype=bool)
    if len(pairs):
        known = pairs[place] == pair[returned]
        matched = known & (columns.at[bought[first[place]]] <= columns.at[returned])
        rows[returned[~matched]] = True
    else:
        rows[returned] = True
    return Finding("return without a purchase", rows, "the customer has not bought the product before")


def taken_back(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    """An outlying quantity bought and the same quantity returned later: a mistake, both are left out."""
    limits, group = _limits(np.log(columns.quantity), columns, settings.outlier_z, QUANTITY_SPREAD)
    odd = np.log(columns.quantity) > limits[1][group] + 1e-9
    pair = pair_key(columns)
    rows = np.zeros(len(columns), dtype=bool)
    waiting: dict[tuple[int, int], list[int]] = {}
    candidates = np.flatnonzero(odd & columns.is_kind(EventKind.PURCHASE, EventKind.RETURN))
    bought = columns.is_kind(EventKind.PURCHASE)
    # Rows are in time order, but at one instant returns may stand before purchases.
    for row in candidates[np.lexsort((~bought[candidates], columns.at[candidates]))]:
        key = (int(pair[row]), int(columns.quantity[row]))
        if bought[row]:
            waiting.setdefault(key, []).append(int(row))
        elif waiting.get(key):
            rows[[row, waiting[key].pop()]] = True
    return Finding("order taken back", rows, "an outlying quantity, and the same quantity returned")


def odd_quantity(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    values = np.log(columns.quantity)
    (_, high), group = _limits(values, columns, settings.outlier_z, QUANTITY_SPREAD)
    limit = np.floor(np.exp(np.minimum(high, 40.0)) + 1e-9)[group]
    rows = columns.quantity > limit
    quantity = np.where(rows, limit, columns.quantity).astype(np.int64)
    why = f"robust z above {settings.outlier_z:g} among the product's purchases, {ENOUGH} at least, or all such"
    return Finding("odd quantity", rows, why, CAPPED, replace(columns, quantity=quantity))


def no_price(columns: EventColumns, _shop: Shop, _settings: Settings) -> Finding:
    rows = columns.is_kind(EventKind.PURCHASE) & np.isnan(columns.price)
    return Finding("purchase without a price", rows, "its price takes part in nothing", KEPT)


def worthless(columns: EventColumns, _shop: Shop, _settings: Settings) -> Finding:
    rows = columns.price <= 0
    price = np.where(rows, np.nan, columns.price)
    return Finding("price of nothing", rows, "0 or less", "price forgotten", replace(columns, price=price))


def odd_price(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    priced = columns.price > 0
    values = np.log(np.where(priced, columns.price, 1.0))
    (low, high), group = _limits(values, columns, settings.outlier_z, PRICE_SPREAD, priced)
    rows = priced & ((values < low[group] - 1e-9) | (values > high[group] + 1e-9))
    price = np.where(rows, np.exp(np.clip(values, low[group], high[group])), columns.price)
    why = f"robust z above {settings.outlier_z:g} among the product's prices paid"
    return Finding("odd price", rows, why, CAPPED, replace(columns, price=price))


def pair_key(columns: EventColumns) -> IntArray:
    """One number for customer and product, [n]."""
    return columns.customer.astype(np.int64) * len(columns.products) + columns.product


def _limits(
    values: FloatArray, columns: EventColumns, most: float, least_spread: float, known: BoolArray | None = None
) -> tuple[tuple[FloatArray, FloatArray], IntArray]:
    """The lowest and highest usual value of each group, [groups], and the group of each event, [n].

    A group is a product with enough purchases; all other products together are one. Without purchases: no limits.
    """
    judged = columns.is_kind(EventKind.PURCHASE)
    judged = judged if known is None else judged & known
    products = len(columns.products)
    own = np.bincount(columns.product[judged], minlength=products) >= ENOUGH
    group = np.where(own[columns.product], columns.product, products).astype(np.int64)
    middle = median(values[judged], group[judged], products + 1)
    away = np.abs(values[judged] - middle[group[judged]])
    spread = np.maximum(median(away, group[judged], products + 1) / 0.6745, least_spread)
    low, high = middle - most * spread, middle + most * spread
    return (np.nan_to_num(low, nan=-np.inf), np.nan_to_num(high, nan=np.inf, posinf=np.inf)), group
