"""The demo shop's own probabilities, by which its simulated shoppers were drawn. For measuring, never to learn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from ranker.behaviour.examples import Examples
from store.behaviour import Event, EventKind
from store.demo.catalogue import Item, items
from store.demo.sessions import CONSUMED, chance, utility
from store.demo.shoppers import Shopper, shoppers
from store.fingerprint import catalogue_fingerprint

FloatArray = npt.NDArray[np.float64]

SEED = 7  # what a demo shop is built from unless another is asked for
LIKED, LIKED_BY_WISH = 0.06, 0.08
CARTED, CARTED_BY_WISH, STRONGEST_WISH = 0.2, 0.18, 2.5
PAID = 0.65


class Generator:
    """The people and products that a demo shop was simulated from, found again by its catalogue's fingerprint."""

    def __init__(self, everyone: Sequence[Shopper], products: Sequence[Item], events: Iterable[Event]) -> None:
        self._shoppers = {shopper.id: shopper for shopper in everyone}
        self._items = {item.product.id: item for item in products}
        self._owned: dict[tuple[str, str], float] = defaultdict(lambda: np.inf)
        for event in events:
            if event.kind is EventKind.PURCHASE:
                key = event.customer_id, event.product_id
                self._owned[key] = min(self._owned[key], event.at.timestamp())

    @classmethod
    def of(cls, fingerprint: str, events: Sequence[Event]) -> Generator | None:
        """None where the shop is no demo shop, or one that was changed since."""
        last = max((event.at for event in events), default=datetime.now(UTC)).date()
        for day in (last + timedelta(days=ahead) for ahead in range(8, -8, -1)):
            found = _built(fingerprint, day)
            if found is not None:
                return cls(shoppers(SEED, found, day), found, events)
        return None

    def probabilities(self, examples: Examples, ids: Sequence[str]) -> FloatArray:
        """[n, 4] of click, like, cart and purchase, each at the position it was shown at; NaN for guests.

        `ids`: the product of each example. A product that was brought in as a complement of another is not foreseen.
        """
        sight = examples.sight
        found = np.full((len(examples), 4), np.nan)
        for at, key in enumerate(ids):
            moment = sight.moments[at]
            shopper = self._shoppers.get(str(examples.shoppers[moment]))
            if shopper is not None and key in self._items:
                found[at] = self._chances(
                    shopper, self._items[key], int(sight.positions[at]), float(examples.times[moment])
                )
        return found

    def _chances(self, shopper: Shopper, item: Item, position: int, at: float) -> tuple[float, float, float, float]:
        wish = utility(shopper, item)
        click = chance(wish, position - 1)
        owned = item.kind.department not in CONSUMED and self._owned[shopper.id, item.product.id] < at
        cart = CARTED + CARTED_BY_WISH * max(0.0, min(STRONGEST_WISH, wish))
        cart *= click * (item.product.in_stock and not owned)
        return click, click * (LIKED + LIKED_BY_WISH * max(0.0, wish)), cart, PAID * cart


def _built(fingerprint: str, day: date) -> list[Item] | None:
    found = items(SEED, day)
    return found if catalogue_fingerprint(item.product for item in found) == fingerprint else None
