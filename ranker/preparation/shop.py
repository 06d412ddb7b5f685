"""A shop's own events, prepared: what training reads instead of the raw log."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from ranker.preparation.columns import EventColumns, Recorder
from ranker.preparation.prepare import Prepared, prepare
from ranker.preparation.rules import DEFAULT, Settings
from store.behaviour import Event, EventKind
from store.products import Product
from store.progress import Progress, silent
from store.repositories.orders import Paid

PRICED = (EventKind.PURCHASE, EventKind.RETURN)
STEP = 20_000  # events between two reports of progress


class _Products(Protocol):
    def all(self) -> Iterator[Product]: ...


class _Events(Protocol):
    def all(self, since: datetime | None = None) -> Iterator[Event]: ...

    def count(self) -> int: ...


class _Customers(Protocol):
    def ids(self) -> Iterable[str]: ...


class _Orders(Protocol):
    def paid(self) -> Iterator[Paid]: ...


class ShopRecords(Protocol):
    """The part of a store that preparation reads."""

    @property
    def products(self) -> _Products: ...

    @property
    def behaviour(self) -> _Events: ...

    @property
    def customers(self) -> _Customers: ...

    @property
    def orders(self) -> _Orders: ...


def prepare_shop(
    store: ShopRecords, now: datetime, settings: Settings = DEFAULT, progress: Progress = silent
) -> Prepared:
    """The shop's events with the prices of its orders, prepared. Customers are checked where the shop keeps any."""
    catalogue = {product.id: product.created_at for product in store.products.all()}
    customers = frozenset(store.customers.ids()) or None
    return prepare(read(store, progress), catalogue, now, customers, settings)


def read(store: ShopRecords, progress: Progress = silent) -> EventColumns:
    """The shop's events as they are. A price is that of the order, else the customer's last for the product."""
    by_order: dict[tuple[str, str], float] = {}
    by_customer: dict[tuple[str, str], float] = {}
    for line in store.orders.paid():
        by_order[line.order_id, line.product_id] = float(line.minor)
        by_customer[line.customer_id, line.product_id] = float(line.minor)
    recorder = Recorder()
    total = store.behaviour.count()
    for done, event in enumerate(store.behaviour.all()):
        price = math.nan
        if event.kind in PRICED:
            latest = by_customer.get((event.customer_id, event.product_id), math.nan)
            price = by_order.get((event.basket, event.product_id), latest)
        recorder.add(event, price)
        if done % STEP == 0:
            progress("reading events", done, total)
    progress("reading events", total, total)
    return recorder.columns()
