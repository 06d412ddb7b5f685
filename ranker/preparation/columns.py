"""Events as columns: 41 bytes an event and each name once, in one order whatever order they came in."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from store.behaviour import Event, EventKind

IntArray = npt.NDArray[np.int64]
CodeArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

KINDS = tuple(EventKind)
CODE = {kind: code for code, kind in enumerate(KINDS)}
SECOND = 1_000_000  # microseconds, the unit of `at`
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class EventColumns:
    """n events, oldest first. `customers`, `products`, `baskets` and `rankings` are sorted names; the columns of the
    same nouns are places in them, [n]. `at` is microseconds since 1970, `price` minor units of one piece or NaN."""

    customers: tuple[str, ...]
    products: tuple[str, ...]
    baskets: tuple[str, ...]
    rankings: tuple[str, ...]
    customer: CodeArray
    product: CodeArray
    kind: npt.NDArray[np.int8]
    at: IntArray
    quantity: IntArray
    price: FloatArray
    basket: CodeArray
    ranking: CodeArray

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: IntArray | BoolArray) -> EventColumns:
        """These rows only, in the order given."""
        return replace(
            self,
            customer=self.customer[rows],
            product=self.product[rows],
            kind=self.kind[rows],
            at=self.at[rows],
            quantity=self.quantity[rows],
            price=self.price[rows],
            basket=self.basket[rows],
            ranking=self.ranking[rows],
        )

    def is_kind(self, *kinds: EventKind) -> BoolArray:
        """[n]: whether the event is of one of the kinds."""
        wanted = np.zeros(len(KINDS), dtype=bool)
        wanted[[CODE[kind] for kind in kinds]] = True
        return wanted[self.kind]

    def events(self) -> Iterator[Event]:
        """The same events one by one, without prices."""
        for row in range(len(self)):
            yield Event(
                self.customers[self.customer[row]],
                self.products[self.product[row]],
                KINDS[self.kind[row]],
                EPOCH + int(self.at[row]) * MICROSECOND,
                int(self.quantity[row]),
                self.baskets[self.basket[row]],
                self.rankings[self.ranking[row]],
            )


@dataclass(slots=True)
class _Names:
    """Strings as codes in the order they came, turned into the order of the strings at the end."""

    codes: dict[str, int] = field(default_factory=dict)
    column: array[int] = field(default_factory=lambda: array("i"))

    def add(self, name: str) -> None:
        self.column.append(self.codes.setdefault(name, len(self.codes)))

    def sorted(self) -> tuple[tuple[str, ...], CodeArray]:
        names = sorted(self.codes)
        places = np.empty(len(names), dtype=np.int32)
        places[[self.codes[name] for name in names]] = np.arange(len(names), dtype=np.int32)
        return tuple(names), places[np.asarray(self.column, dtype=np.int32)]


class Recorder:
    """Takes events one at a time, so that no list of them is ever needed."""

    def __init__(self) -> None:
        self._customers, self._products, self._baskets, self._rankings = _Names(), _Names(), _Names(), _Names()
        self._kind = array("b")
        self._at = array("q")
        self._quantity = array("q")
        self._price = array("d")

    def add(self, event: Event, price: float = math.nan) -> None:
        """`price` is what one piece cost, in minor units."""
        self._customers.add(event.customer_id)
        self._products.add(event.product_id)
        self._baskets.add(event.basket)
        self._rankings.add(event.ranking_id)
        self._kind.append(CODE[event.kind])
        self._at.append((event.at - EPOCH) // MICROSECOND)
        self._quantity.append(event.quantity)
        self._price.append(price)

    def columns(self) -> EventColumns:
        """What was added, by time; equal times by customer, product, kind, price, quantity, basket, ranking."""
        customers, customer = self._customers.sorted()
        products, product = self._products.sorted()
        baskets, basket = self._baskets.sorted()
        rankings, ranking = self._rankings.sorted()
        columns = EventColumns(
            customers,
            products,
            baskets,
            rankings,
            customer,
            product,
            np.array(self._kind, dtype=np.int8),
            np.array(self._at, dtype=np.int64),
            np.array(self._quantity, dtype=np.int64),
            np.array(self._price, dtype=np.float64),
            basket,
            ranking,
        )
        keys = (ranking, basket, columns.quantity, columns.price, columns.kind, product, customer, columns.at)
        order = np.lexsort(keys)
        return columns.take(order)


def columns_of(events: Iterable[Event]) -> EventColumns:
    """The events as columns, their prices unknown."""
    recorder = Recorder()
    for event in events:
        recorder.add(event)
    return recorder.columns()
