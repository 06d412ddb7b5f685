"""Rules about whole shoppers: acts that no person does, and one who would outweigh the others."""

from __future__ import annotations

import numpy as np

from ranker.preparation.columns import SECOND, BoolArray, EventColumns, IntArray
from ranker.preparation.grouped import quantile
from ranker.preparation.rules import Finding, Settings, Shop
from store.behaviour import EventKind

MINUTE = 60 * SECOND
TIMES_USUAL = 20.0  # at the shop's own rate, e^-20 is the chance of no purchase in so many times the usual views
EVEN = 0.01  # of the median gap: what the middle half of an even shopper's gaps spans at most
LONGEST_GAP = 600 * SECOND  # acts further apart are visits, and made-up times (an event an hour) are no bot's
FINE_GAP = 20  # gaps must be so many times the log's resolution, or rounding alone makes them even


def too_fast(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    limit = settings.acts_a_minute
    customer, at = _acts(columns)
    together = (customer[limit:] == customer[:-limit]) & (at[limit:] - at[:-limit] < MINUTE)
    bots = _marked(columns, customer[limit:][together])
    return Finding("bot: too fast", bots, f"more than {limit} acts in a minute")


def fruitless(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    """Thousands of views and nothing taken, where the shop's shoppers buy once in far fewer."""
    viewed = columns.is_kind(EventKind.VIEW, EventKind.CLICK)
    bought = columns.is_kind(EventKind.PURCHASE, EventKind.CART)
    purchases = int(bought.sum())
    if not purchases:
        return Finding("bot: never buys", np.zeros(len(columns), bool), "not checked: nobody bought anything")
    limit = max(settings.fruitless_views, TIMES_USUAL * viewed.sum() / purchases)
    people = len(columns.customers)
    views = np.bincount(columns.customer[viewed], minlength=people)
    empty = np.bincount(columns.customer[bought], minlength=people) == 0
    rows = ((views >= limit) & empty)[columns.customer]
    return Finding("bot: never buys", rows, f"at least {limit:,.0f} views and clicks, nothing taken")


def even(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    """Acts at a machine's pace: the middle half of the gaps is the same to a hundredth."""
    customer, at = _acts(columns)
    step = at[1:] - at[:-1]
    within = (customer[1:] == customer[:-1]) & (step > 0)
    group, gap = customer[1:][within].astype(np.int64), step[within].astype(np.float64)
    people = len(columns.customers)
    low, middle, high = (quantile(gap, group, people, share) for share in (0.25, 0.5, 0.75))
    enough = np.bincount(group, minlength=people) >= settings.even_gaps
    fine = (middle <= LONGEST_GAP) & (middle >= FINE_GAP * resolution(columns.at))
    bots = enough & fine & (high - low <= EVEN * middle)
    why = f"at least {settings.even_gaps} gaps, the middle half within {EVEN:.0%} of each other"
    return Finding("bot: even pace", bots[columns.customer], why)


def too_many(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    """All but the newest events of a shopper who has more than anybody's share."""
    order = np.argsort(columns.customer, kind="stable")
    ends = np.cumsum(np.bincount(columns.customer, minlength=len(columns.customers)))
    newer = ends[columns.customer[order]] - 1 - np.arange(len(order))
    rows = np.zeros(len(columns), dtype=bool)
    rows[order[newer >= settings.most_events]] = True
    capped = len(np.unique(columns.customer[rows]))
    why = f"{capped:,} shoppers with more than {settings.most_events:,} events; the newest are kept"
    return Finding("too many of one shopper", rows, why)


def resolution(at: IntArray) -> int:
    """The step that all times are a multiple of, microseconds; 1 for no times."""
    return max(1, int(np.gcd.reduce(at))) if len(at) else 1


def _acts(columns: EventColumns) -> tuple[IntArray, IntArray]:
    """Customers and times of what a shopper did by hand, by customer and time.

    A page's impressions and an order's lines come many at an instant and say nothing about pace.
    """
    passive = columns.is_kind(EventKind.IMPRESSION, EventKind.PURCHASE, EventKind.RETURN)
    rows = np.flatnonzero(~passive)
    rows = rows[np.argsort(columns.customer[rows], kind="stable")]
    return columns.customer[rows].astype(np.int64), columns.at[rows]


def _marked(columns: EventColumns, customers: IntArray) -> BoolArray:
    marked = np.zeros(len(columns.customers), dtype=bool)
    marked[customers] = True
    return marked[columns.customer]
