"""What is said of each candidate to the net: the same code for the examples of the past and for serving.

Everything is known at the moment: the shopper's events before it, and what the shop's events had added up to by then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ranker.behaviour.counts import Counts
from ranker.behaviour.facts import GROUPS
from ranker.behaviour.past import BOUGHT, CARED, LOOKED, WEIGHTS, Past
from ranker.behaviour.table import RELATIVE, STATIC, ProductTable
from ranker.signals import UNRELATED

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

DAY = 86_400.0
RATE_PRIOR = 50.0  # impressions that a product's own rate must outweigh
FACT_PRIOR = 2.0  # purchases' weight that a history must outweigh to be thought unlike the catalogue

OF_PRODUCT = (*STATIC, "log age in shop", "age is known", "log wanted", "log rate")
OF_QUERY = ("query cosine",)
OF_SAME = (
    "log looks", "log likes and carts", "log purchases", "seen", "log days since seen", "bought",
    "log days since bought", "log days between purchases", "days since bought against between",
)  # fmt: skip
OF_TASTE = (
    *(f"{group} {part}" for group in GROUPS for part in ("mean", "least", "most")),
    "price distance", "price above", "cosine most", "cosine mean",
)  # fmt: skip
OF_SHOPPER = (
    "log events", "log days since last", "log all purchases", "log buying days", "log days between buying",
    "log days since bought anything", "is known shopper",
)  # fmt: skip
NAMES = OF_PRODUCT + OF_QUERY + OF_SAME + OF_TASTE + OF_SHOPPER
BOUNDED = [NAMES.index("query cosine")]  # taken as they are: most shops' past has too few queries to tell their spread


@dataclass(frozen=True, slots=True)
class Described:
    """`dense` [n, len(NAMES)]; `lifts` [n, facts of a product]: how much more the shopper picks each of its facts."""

    dense: FloatArray
    lifts: FloatArray


def describe(
    table: ProductTable, rows: IntArray, past: Past, counts: Counts, now: float, query: Vectors | None = None
) -> Described:
    """The candidates' `rows` [n] at `now` (seconds since 1970); `query`: the unit vector of what was asked for."""
    lifts = fact_lifts(table, rows, past)
    parts = (
        _of_product(table, rows, counts, now),
        _of_query(table, rows, query),
        _of_same(rows, past, now),
        _of_taste(table, rows, past, lifts),
        np.broadcast_to(_of_shopper(past, now), (len(rows), len(OF_SHOPPER))),
    )
    return Described(np.concatenate(parts, axis=1), lifts)


def fact_lifts(table: ProductTable, rows: IntArray, past: Past) -> FloatArray:
    """log of (a fact's share of the history, smoothed) / (its share of the catalogue), [n, facts of a product].

    Shares are among the products that carry the fact's name: who bought socks is not thought to avoid lenses.
    """
    weights = WEIGHTS[past.kinds]
    own = table.facts[past.rows]
    size = len(table.base)
    spread = np.broadcast_to(weights[:, None], own.shape)
    by_fact = np.bincount(own.ravel(), weights=spread.ravel(), minlength=size)
    by_fact[0] = 0.0
    named = np.bincount(table.names, weights=np.maximum(by_fact, 0.0), minlength=int(table.names.max(initial=0)) + 1)
    base = np.maximum(table.base, 1e-6)
    share = (np.maximum(by_fact, 0.0) + FACT_PRIOR * base) / (named[table.names] + FACT_PRIOR)
    lift = np.log(share / base)
    lift[0] = 0.0
    found: FloatArray = lift[table.facts[rows]]
    return found


def _of_product(table: ProductTable, rows: IntArray, counts: Counts, now: float) -> FloatArray:
    created = table.created[rows]
    dated = np.isfinite(created) & (created <= now)
    age = np.where(dated, np.log1p(np.maximum(0.0, now - np.where(dated, created, now)) / DAY), 0.0)
    mean = max(counts.all_wanted / max(1, counts.products), 1e-12)
    rate = max(counts.all_wanted / (counts.all_impressions + 1.0), 1e-12)
    wanted = np.maximum(counts.wanted, 0.0)
    smoothed = (wanted + RATE_PRIOR * rate) / (counts.impressions + RATE_PRIOR)
    columns = (age, dated, np.log1p(wanted / mean), np.log(smoothed / rate))
    return np.concatenate([table.static[rows], np.stack(columns, axis=1)], axis=1)


def _of_query(table: ProductTable, rows: IntArray, query: Vectors | None) -> FloatArray:
    """The cosine above that of unrelated texts; 0 without a query, which is all that is said of there being none."""
    if query is None:
        return np.zeros((len(rows), 1))
    return (table.vectors[rows] @ query - UNRELATED).astype(np.float64)[:, None]


def _of_same(rows: IntArray, past: Past, now: float) -> FloatArray:
    """What the shopper did with the very product before."""
    same = rows[:, None] == past.rows
    looks, cares, buys = (same & kinds[past.kinds] for kinds in (LOOKED, CARED, BOUGHT))
    seen, bought = same.any(axis=1), buys.any(axis=1)
    since_seen, since_bought = _days_since(same, past, now), _days_since(buys, past, now)
    first = np.where(buys, past.times, np.inf).min(axis=1, initial=np.inf)
    times = buys.sum(axis=1)
    again = times > 1
    between = np.where(again, (now - np.where(bought, first, now)) / DAY - since_bought, 0.0) / np.maximum(1, times - 1)
    overdue = np.where(again, np.log1p(since_bought) - np.log1p(between), 0.0)
    counted = (np.log1p(found.sum(axis=1)) for found in (looks, cares, buys))
    columns = (
        *counted, seen, np.log1p(since_seen), bought, np.log1p(since_bought), np.log1p(between), overdue,
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float64)


def _days_since(which: npt.NDArray[np.bool_], past: Past, now: float) -> FloatArray:
    """Days since the newest of the marked events [n]; 0 where none is."""
    newest = np.where(which, past.times, -np.inf).max(axis=1, initial=-np.inf)
    found: FloatArray = np.where(np.isfinite(newest), (now - np.where(np.isfinite(newest), newest, now)) / DAY, 0.0)
    return found


def _of_taste(table: ProductTable, rows: IntArray, past: Past, lifts: FloatArray) -> FloatArray:
    """How the product suits what the shopper picked: by its facts, its price and its text."""
    facts, columns = table.facts[rows], []
    for group in range(1, len(GROUPS) + 1):
        own = table.groups[facts] == group
        columns.append(np.where(own, lifts, 0.0).sum(axis=1) / np.maximum(1, own.sum(axis=1)))
        columns.append(np.where(own, lifts, 0.0).min(axis=1))
        columns.append(np.where(own, lifts, 0.0).max(axis=1))
    weights = np.maximum(WEIGHTS[past.kinds], 0.0)
    total = float(weights.sum())
    if total <= 0:
        return np.concatenate([np.stack(columns, axis=1), np.zeros((len(rows), 4))], axis=1)
    known = rows > 0
    usual = float(weights @ table.static[past.rows, RELATIVE]) / total
    above = np.where(known, table.static[rows, RELATIVE] - usual, 0.0)
    cosine = (table.vectors[rows] @ table.vectors[past.rows].T).astype(np.float64)
    columns += [np.abs(above), above, cosine.max(axis=1), cosine @ weights / total]
    return np.stack(columns, axis=1)


def _of_shopper(past: Past, now: float) -> FloatArray:
    bought = past.times[BOUGHT[past.kinds]]
    days = np.unique(np.floor(bought / DAY))
    between = float(days[-1] - days[0]) / (len(days) - 1) if len(days) > 1 else 0.0
    last = (now - past.times[-1]) / DAY if len(past) else 0.0
    last_bought = (now - bought[-1]) / DAY if len(bought) else 0.0
    logs = np.log1p(np.array([len(past), last, len(bought), len(days), between, last_bought]))
    return np.append(logs, float(len(past) > 0))
