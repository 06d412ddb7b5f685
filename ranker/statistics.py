"""What the shop's events add up to: popularity that fades, and which products go together.

Built from events and products, kept in the shop's `ranker/` folder, and moved on by each new event.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ranker.pairs import PairCounts, Partners, basket_pairs, window_pairs
from store.behaviour import Event, EventKind
from store.progress import Progress, silent

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

DAY = 86_400.0
HALF_LIFE_DAYS = 30.0
# How much an event says that the product is wanted. Impressions are what was offered, not what was wanted.
WANTED: Mapping[EventKind, float] = {
    EventKind.PURCHASE: 5.0,
    EventKind.CART: 3.0,
    EventKind.LIKE: 2.0,
    EventKind.CLICK: 1.0,
    EventKind.VIEW: 0.5,
    EventKind.RETURN: -3.0,
    EventKind.DISLIKE: -2.0,
}
POSITIVE = frozenset(kind for kind, weight in WANTED.items() if weight > 0)
STEPS = (1.0, 0.6, 0.4, 0.3, 0.2)  # a customer's next line, the one after it, …: how much the pair counts
VISIT_HALF_LIFE = 3 * DAY
LARGEST_BASKET = 200
SHRINK_BOUGHT = 2.0  # baskets
SHRINK_VISITED = 2.0
RATE_PRIOR = 50.0  # impressions that a product's own rate must outweigh
SPREAD = 100.0  # events are told apart from nothing down to about a hundredth of the best product's
REMEMBERED_CUSTOMERS = 10_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the statistics were built from. `catalogue` is the hash of the product ids; `events` counts all of them."""

    catalogue: str
    events: int
    products: int
    last_event: float  # seconds since 1970, the reference of decay; 0 without events


class Statistics:
    """Popularity, impressions, co-purchase and co-visitation by product row. Safe to read and observe from threads."""

    def __init__(
        self,
        ids: Sequence[str],
        manifest: Manifest,
        wanted: FloatArray,
        impressions: FloatArray,
        bought: PairCounts,
        visited: PairCounts,
    ) -> None:
        self.ids = tuple(ids)
        self.rows = {product_id: row for row, product_id in enumerate(self.ids)}
        self.manifest = manifest
        self.wanted = wanted
        self.impressions = impressions
        self.bought = bought
        self.visited = visited
        self.unknown = 0  # events for products that the catalogue does not have
        self._tails: OrderedDict[str, deque[Event]] = OrderedDict()
        self._popularity: FloatArray | None = None
        self._lock = threading.Lock()

    @classmethod
    def build(cls, events: Iterable[Event], product_ids: Iterable[str], progress: Progress = silent) -> Statistics:
        """From all events, in any order, over the catalogue's products. Events for other products are counted apart."""
        ids = sorted(product_ids)
        lines = _Lines(events, {product_id: row for row, product_id in enumerate(ids)}, progress)
        n = len(ids)
        progress("pairs", 0, 2)
        bought = basket_pairs(lines.baskets[lines.in_basket], lines.rows[lines.in_basket], n, LARGEST_BASKET)
        progress("pairs", 1, 2)
        visits = lines.visits()
        visited = window_pairs(
            lines.customers[visits], lines.rows[visits], lines.times[visits], n, STEPS, VISIT_HALF_LIFE
        )
        progress("pairs", 2, 2)
        last = float(lines.times.max(initial=0.0))
        weights = lines.weights * np.exp2((lines.times - last) / (DAY * HALF_LIFE_DAYS))
        statistics = cls(
            ids,
            Manifest(catalogue_hash(ids), lines.seen, n, last),
            np.bincount(lines.rows, weights=weights, minlength=n).astype(np.float64),
            np.bincount(lines.rows[lines.shown], minlength=n).astype(np.float64),
            PairCounts.of(*bought, SHRINK_BOUGHT),
            PairCounts.of(*visited, SHRINK_VISITED),
        )
        statistics.unknown = lines.unknown
        return statistics

    def observe(self, event: Event) -> None:
        """Takes in one new event at once. Pairs are formed with what the same customer did since this was loaded."""
        with self._lock:
            self.manifest = Manifest(
                self.manifest.catalogue, self.manifest.events + 1, len(self.ids), self.manifest.last_event
            )
            row = self.rows.get(event.product_id)
            if row is None:
                self.unknown += 1
                return
            if event.kind is EventKind.IMPRESSION:
                self.impressions[row] += 1
                return
            age = (event.at.timestamp() - self.manifest.last_event) / (DAY * HALF_LIFE_DAYS)
            self.wanted[row] += WANTED[event.kind] * 2.0 ** min(age, 100.0)
            self._popularity = None
            if event.kind in POSITIVE and event.customer_id:
                self._pair(row, event)

    def popularity(self) -> FloatArray:
        """Popularity now by row [n], 0 to 1: log(1 + 100 m / max m) / log 101, where m are the faded, weighted events.

        Where impressions are known m is lifted by the smoothed rate, (m + prior x mean) / (impressions + prior), by at
        most two. All m fade by the same factor as time passes, so popularity does not depend on when it is asked.
        """
        with self._lock:
            if self._popularity is None:
                self._popularity = self._popular()
            return self._popularity

    def of(self, ids: Sequence[str]) -> FloatArray:
        """Popularity of the ids, [len(ids)]; 0 for products that were not there at the build."""
        popularity = self.popularity()
        return np.array([popularity[self.rows[key]] if key in self.rows else 0.0 for key in ids], dtype=np.float64)

    def bought_with(self, product_id: str) -> tuple[IntArray, FloatArray, FloatArray]:
        """Rows bought in one basket with the product, their strengths (0 to 1) and how many baskets."""
        return self._partners(self.bought, product_id)

    def visited_with(self, product_id: str) -> tuple[IntArray, FloatArray, FloatArray]:
        """Rows met shortly before or after the product by the same shopper, strengths (0 to 1) and weighted counts."""
        return self._partners(self.visited, product_id)

    def partners(self, pairs: PairCounts, ids: Sequence[str]) -> Partners:
        """The partners of several products in `bought` or `visited`; products that were not there have none."""
        known = [place for place, key in enumerate(ids) if key in self.rows]
        with self._lock:
            found = pairs.many(np.array([self.rows[ids[place]] for place in known], dtype=np.int64))
        return replace(found, of=np.array(known, dtype=np.int64)[found.of])

    def _partners(self, pairs: PairCounts, product_id: str) -> tuple[IntArray, FloatArray, FloatArray]:
        row = self.rows.get(product_id)
        if row is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0)
        with self._lock:
            return pairs.row(row)

    def _popular(self) -> FloatArray:
        mass = np.maximum(self.wanted, 0.0)
        shown = self.impressions.sum()
        if shown > 0:
            mean = mass.sum() / shown
            rate = (mass + RATE_PRIOR * mean) / (self.impressions + RATE_PRIOR)
            mass = mass * np.clip(rate / max(mean, 1e-12), 0.5, 2.0)
        top = mass.max(initial=0.0)
        popularity: FloatArray = np.log1p(SPREAD * mass / top) / np.log1p(SPREAD) if top > 0 else np.zeros(len(mass))
        return popularity

    def _pair(self, row: int, event: Event) -> None:
        tail = self._tails.setdefault(event.customer_id, deque(maxlen=len(STEPS)))
        if tail and tail[-1].product_id == event.product_id:
            return  # as in the build, an immediate repetition is no new visit
        self._tails.move_to_end(event.customer_id)
        if len(self._tails) > REMEMBERED_CUSTOMERS:
            self._tails.popitem(last=False)
        self.visited.totals[row] += 1
        in_basket = event.kind is EventKind.PURCHASE and event.basket
        if in_basket:
            self.bought.totals[row] += 1
        for step, before in zip(STEPS, reversed(tail), strict=False):
            other = self.rows.get(before.product_id)
            gap = (event.at - before.at).total_seconds()
            if other is None or other == row or not 0 <= gap <= 4 * VISIT_HALF_LIFE:
                continue
            self.visited.add(row, other, step * 2.0 ** (-gap / VISIT_HALF_LIFE))
            if in_basket and before.basket == event.basket and before.kind is EventKind.PURCHASE:
                self.bought.add(row, other, 1.0)
        tail.append(event)


class _Lines:
    """Events as columns: product row, customer and basket code, time, weight. Only known products are kept."""

    def __init__(self, events: Iterable[Event], known: Mapping[str, int], progress: Progress) -> None:
        codes: dict[str, dict[str, int]] = {"customer": {}, "basket": {}}
        columns: list[tuple[int, int, int, float, float, bool]] = []
        self.seen = self.unknown = 0
        for event in events:
            self.seen += 1
            if self.seen % 20_000 == 0:
                progress("events", self.seen, 0)
            row = known.get(event.product_id)
            if row is None:
                self.unknown += 1
                continue
            customer = codes["customer"].setdefault(event.customer_id, len(codes["customer"]))
            in_basket = event.kind is EventKind.PURCHASE and event.basket
            basket = codes["basket"].setdefault(event.basket, len(codes["basket"])) if in_basket else -1
            shown = event.kind is EventKind.IMPRESSION
            columns.append(
                (
                    row,
                    customer if event.customer_id else -1,
                    basket,
                    event.at.timestamp(),
                    WANTED.get(event.kind, 0.0),
                    shown,
                )
            )
        table = np.array(columns, dtype=np.float64).reshape(-1, 6)
        self.rows, self.customers, self.baskets = (table[:, column].astype(np.int64) for column in range(3))
        self.times, self.weights = table[:, 3], table[:, 4]
        self.shown = table[:, 5] > 0
        self.in_basket = self.baskets >= 0

    def visits(self) -> IntArray:
        """Positions of positive events of known customers, by customer and time, without immediate repetitions."""
        kept: IntArray = np.flatnonzero((self.weights > 0) & (self.customers >= 0))
        kept = kept[np.lexsort((self.times[kept], self.customers[kept]))]
        if not len(kept):
            return kept
        rows, customers = self.rows[kept], self.customers[kept]
        again = (rows[1:] == rows[:-1]) & (customers[1:] == customers[:-1])
        return np.concatenate([kept[:1], kept[1:][~again]])


def catalogue_hash(product_ids: Iterable[str]) -> str:
    """One hex for a set of product ids, whatever their order."""
    return hashlib.sha256("\n".join(sorted(product_ids)).encode()).hexdigest()[:32]
