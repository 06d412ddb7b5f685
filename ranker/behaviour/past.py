"""A shopper's history as columns: which products, what was done with each, and when."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from ranker.behaviour.table import ProductTable
from ranker.recent import TASTE
from store.behaviour import Event, EventKind

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

KINDS = (
    EventKind.VIEW,
    EventKind.CLICK,
    EventKind.LIKE,
    EventKind.DISLIKE,
    EventKind.CART,
    EventKind.PURCHASE,
    EventKind.RETURN,
)
NUMBER = {kind: at for at, kind in enumerate(KINDS, 1)}  # 0 is no event
WEIGHTS: FloatArray = np.array([0.0, *(TASTE[kind] for kind in KINDS)])
LOOKED = np.isin(np.arange(len(KINDS) + 1), [NUMBER[EventKind.VIEW], NUMBER[EventKind.CLICK]])
CARED = np.isin(np.arange(len(KINDS) + 1), [NUMBER[EventKind.LIKE], NUMBER[EventKind.CART]])
BOUGHT = np.arange(len(KINDS) + 1) == NUMBER[EventKind.PURCHASE]


@dataclass(frozen=True, slots=True)
class Past:
    """Events before a moment, oldest first: table rows [h] from 1 on, numbers of kinds [h], seconds since 1970 [h]."""

    rows: IntArray
    kinds: IntArray
    times: FloatArray

    def __len__(self) -> int:
        return len(self.rows)

    def before(self, now: float, most: int) -> Past:
        """The newest `most` of the events before `now`."""
        end = int(np.searchsorted(self.times, now, side="left"))
        start = max(0, end - most)
        return Past(self.rows[start:end], self.kinds[start:end], self.times[start:end])


def past_of(events: Iterable[Event], table: ProductTable) -> Past:
    """Every event of one shopper that says something of a known product. Impressions say nothing."""
    told = sorted((event for event in events if event.kind in NUMBER), key=lambda event: event.at)
    rows = table.rows_of([event.product_id for event in told])
    kinds = np.array([NUMBER[event.kind] for event in told], dtype=np.int64)
    times = np.array([event.at.timestamp() for event in told], dtype=np.float64)
    known = rows > 0
    return Past(rows[known], kinds[known], times[known])


def recalled(history: Sequence[Event], table: ProductTable, now: datetime, most: int) -> Past:
    """The newest `most` events of known products before `now`; however long the history, only those are looked at."""
    telling = (
        (event.at, place)
        for place, event in enumerate(history)
        if event.kind in NUMBER and event.at < now and table.knows(event.product_id)
    )
    newest = heapq.nlargest(most, telling)
    return past_of((history[place] for _, place in reversed(newest)), table)
