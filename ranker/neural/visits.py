"""From a shop's events to sequences of visits, the same for training and for serving."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from ranker.catalogue import PRICE_BANDS, Catalogue
from ranker.neural.sequences import IntArray, Sequences
from store.behaviour import Event, EventKind

# Codes of what was done; a visit is known by the strongest thing done in it.
KINDS: Mapping[EventKind, int] = {
    EventKind.VIEW: 1,
    EventKind.CLICK: 2,
    EventKind.LIKE: 3,
    EventKind.CART: 4,
    EventKind.PURCHASE: 5,
}
HOUR = 3_600.0
# Edges between codes of the time since the visit before: a minute, ten, an hour, a day, a week, a month, a quarter.
GAPS = (HOUR / 60, HOUR / 6, HOUR, 24 * HOUR, 168 * HOUR, 720 * HOUR, 2_160 * HOUR)
CODES = (1 + len(KINDS), 2 + len(GAPS), 1 + PRICE_BANDS)  # of each context, 0 included


@dataclass(frozen=True, slots=True)
class Visit:
    """One product met and what came of it, without a break. `at` is when it began."""

    product_id: str
    kind: EventKind
    at: datetime


def visits(events: Iterable[Event], now: datetime | None = None) -> list[Visit]:
    """One shopper's positive events as visits, oldest first: what follows on the same product is the same visit.

    Events after `now` have not happened yet.
    """
    found: list[Visit] = []
    for event in sorted(events, key=lambda event: event.at):
        if event.kind not in KINDS or (now is not None and event.at > now):
            continue
        if found and found[-1].product_id == event.product_id:
            if KINDS[event.kind] > KINDS[found[-1].kind]:
                found[-1] = Visit(event.product_id, event.kind, found[-1].at)
        else:
            found.append(Visit(event.product_id, event.kind, event.at))
    return found


class Reading:
    """Reads visits into items and contexts, by the places of products in a list of ids."""

    def __init__(self, ids: Sequence[str], catalogue: Catalogue) -> None:
        self._items = {product_id: at + 1 for at, product_id in enumerate(ids)}
        self._catalogue = catalogue

    def sequence(self, own: Sequence[Visit]) -> tuple[IntArray, IntArray]:
        """Items [visits] and their contexts [visits, 3]; visits of products that are not in the list are left out."""
        known = [visit for visit in own if visit.product_id in self._items]
        gaps = [0, *(gap_code((later.at - earlier.at).total_seconds()) for earlier, later in pairwise(known))]
        contexts = [
            (KINDS[visit.kind], gap, self._band(visit.product_id)) for visit, gap in zip(known, gaps, strict=False)
        ]
        items = np.array([self._items[visit.product_id] for visit in known], dtype=np.int64)
        return items, np.array(contexts, dtype=np.int64).reshape(-1, len(CODES))

    def sequences(self, everyone: Iterable[Sequence[Visit]]) -> Sequences:
        """All shoppers' sequences, in their order."""
        read = [self.sequence(own) for own in everyone]
        empty = np.zeros((0, len(CODES)), dtype=np.int64)
        plain = Sequences.of_rows([items - 1 for items, _ in read])
        return Sequences(plain.items, plain.starts, np.concatenate([*(contexts for _, contexts in read), empty]))

    def _band(self, product_id: str) -> int:
        """From 1 for the cheapest fifth of its department; 0 where there are no bands."""
        facet = self._catalogue.facets["price"]
        row = self._catalogue.rows.get(product_id)
        said = facet.values[int(facet.codes[row, 0])] if row is not None else ""
        return 1 + int(said.split()[0]) if said else 0


def gap_code(seconds: float) -> int:
    """From 1 for the shortest gap."""
    return 1 + bisect.bisect_right(GAPS, seconds)
