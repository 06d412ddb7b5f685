"""Repeat purchase: will this customer buy again, within so many days, what they bought before?

Examples are (customer, product bought before) pairs at moments spread over the past; the label of a horizon is known
only where the log goes on for that long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ranker.behaviour.counts import AsOf
from ranker.behaviour.data import Recall
from ranker.behaviour.examples import UNKNOWN, Examples, Moment, gathered, sight_of
from ranker.behaviour.past import BOUGHT, Past, past_of
from ranker.behaviour.table import ProductTable
from ranker.behaviour.tasks import Task
from ranker.statistics import DAY
from store.behaviour import Event, EventKind

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

SOON, LATE = 30, 60  # days
# Apart, and the second only where the first did not happen: so each is known, and calibrated, as early as can be.
TASKS = (Task("within 30 days"), Task("within 60 but not 30"))
RECALL = Recall(50, 1_000)


def repeats(
    events: Sequence[Event],
    table: ProductTable,
    moments: Sequence[float],
    *,
    known_until: float,
    most: int = 0,
    recall: Recall = RECALL,
    seed: int = 0,
) -> Examples:
    """Of each moment (seconds since 1970) every customer with purchases before it, or `most` of them drawn by chance.

    Only what happened before `known_until` counts as an outcome; a horizon that ends after it is UNKNOWN. `events` in
    time order.
    """
    rng = np.random.default_rng(seed)
    pasts = _pasts(events, table)
    counts = AsOf(events, table)
    found = []
    for at in sorted(moments):
        customers = [customer for customer in pasts if len(pasts[customer].before(at, 1))]
        if 0 < most < len(customers):
            customers = [customers[place] for place in sorted(rng.choice(len(customers), most, replace=False))]
        found += [_moment(customer, pasts[customer], table, counts, at, known_until, recall) for customer in customers]
    return gathered(TASKS, found, recall.longest)


def within(chances: FloatArray) -> FloatArray:
    """From the chances of TASKS [n, 2] those of a purchase within 30 and within 60 days, [n, 2]."""
    soon, after = chances.T
    return np.stack([soon, soon + (1.0 - soon) * after], axis=1)


def happened(labels: FloatArray) -> FloatArray:
    """From the labels of TASKS [n, 2] whether a purchase came within 30 and within 60 days, [n, 2]."""
    soon, after = labels.T
    return np.stack([soon, np.where(soon == 1.0, 1.0, after)], axis=1)


def _moment(
    customer: str, whole: Past, table: ProductTable, counts: AsOf, at: float, known_until: float, recall: Recall
) -> Moment:
    past = whole.before(at, recall.remembered)
    rows = np.unique(past.rows[BOUGHT[past.kinds]])
    soon, late = (_again(whole, rows, at, days, known_until) for days in (SOON, LATE))
    labels = np.stack([soon, np.where(soon == 1.0, UNKNOWN, late)], axis=1)
    positions = np.ones(len(rows), dtype=np.int64)
    sight = sight_of(table, past, rows, positions, counts.of(rows, at), at, recall.longest)
    return Moment(at, customer, sight, labels)


def _again(whole: Past, rows: IntArray, at: float, days: int, known_until: float) -> FloatArray:
    """Whether each product is bought within `days` from `at` on, [n]."""
    end = at + days * DAY
    if end > known_until:
        return np.full(len(rows), UNKNOWN)
    within = (whole.times >= at) & (whole.times < end) & BOUGHT[whole.kinds]
    return np.isin(rows, whole.rows[within]).astype(np.float64)


def _pasts(events: Sequence[Event], table: ProductTable) -> Mapping[str, Past]:
    by_customer: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.customer_id and event.kind is EventKind.PURCHASE:
            by_customer[event.customer_id].append(event)
    return {customer: past_of(own, table) for customer, own in by_customer.items()}
