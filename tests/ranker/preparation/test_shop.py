"""A shop's own log: read with the prices of its orders, prepared, and left as it was."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import Path

from ranker.preparation.shop import prepare_shop, read
from store.behaviour import Event, EventKind
from store.customers import Customer
from store.orders import Order, OrderLine, OrderStatus, StatusChange
from store.store import Store
from tests.store.samples import NOON, boots, usd


def test_prices_come_from_orders_and_the_shop_keeps_its_events(tmp_path: Path) -> None:
    bought = Event("ann", "b1", EventKind.PURCHASE, NOON + timedelta(hours=1), basket="o1")
    again = Event("ann", "b1", EventKind.PURCHASE, NOON + timedelta(hours=2), basket="elsewhere")
    looked = Event("ann", "b1", EventKind.VIEW, NOON + timedelta(minutes=1))
    events = [
        looked,
        bought,
        again,
        Event("eve", "b1", EventKind.VIEW, NOON),
        Event("ann", "gone", EventKind.VIEW, NOON),
    ]
    line = OrderLine("b1", "b1-m", 1, usd(4_700))
    with Store.create(tmp_path / "shop", name="Shop", currency="USD") as store:
        store.products.upsert([boots("b1")])
        store.customers.upsert([Customer("ann", "Ann")])
        store.orders.upsert([Order("o1", "ann", (line,), (StatusChange(OrderStatus.PLACED, NOON),))])
        store.behaviour.record(events)
        prices = dict(zip(read(store).events(), read(store).price.tolist(), strict=True))
        found = prepare_shop(store, NOON + timedelta(days=1))
        assert store.behaviour.count() == len(events)
    assert (prices[bought], prices[again]) == (4_700.0, 4_700.0)
    assert math.isnan(prices[looked])
    assert found.report.count("unknown customer") == found.report.count("unknown product") == 1
    assert list(found.events.events()) == [looked, bought, again]
