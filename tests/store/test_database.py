from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier, Event

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from store.behaviour import Event as ShopEvent
from store.behaviour import EventKind
from store.orders import CartLine, OrderStatus, StatusChange
from store.store import Store
from tests.store.samples import NOON, event, order, plain


def test_sqlite_runs_in_wal_mode_with_foreign_keys(shop: Store) -> None:
    with shop.database.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_variant_id_of_another_product_is_refused_and_nothing_is_written(store: Store) -> None:
    store.products.upsert([plain("1")])
    stolen = plain("2").__class__("2", "Thing", plain("1").variants)
    with pytest.raises(IntegrityError):
        store.products.upsert([plain("3"), stolen])
    assert store.products.ids() == ["1"]


def test_times_come_back_in_utc_whatever_zone_they_had(store: Store) -> None:
    shanghai = datetime(2026, 1, 1, 8, 30, 0, 7, tzinfo=timezone(timedelta(hours=8)))
    store.behaviour.record([ShopEvent("c1", "b1", EventKind.VIEW, shanghai)])
    (found,) = store.behaviour.history("c1")
    assert found.at == shanghai
    assert found.at.tzinfo is UTC
    assert found.at == datetime(2026, 1, 1, 0, 30, 0, 7, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises((StatementError, ValueError), match="timezone"):
        store.orders.upsert([order(placed=datetime(2026, 1, 1))])


def test_many_threads_write_and_nothing_is_lost(store: Store) -> None:
    together = Barrier(8)

    def work(worker: int) -> None:
        together.wait()
        for number in range(20):
            store.behaviour.record([event(f"c{worker}", minutes=number)])
            store.carts.put(f"c{worker}", CartLine("b1", f"v{number}", 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert store.behaviour.count() == 160
    assert all(len(store.carts.lines(f"c{worker}")) == 20 for worker in range(8))


def test_readers_see_one_state_or_the_other_and_never_wait(store: Store) -> None:
    """A writer swaps the stock of two products again and again; the sum of both is 10 at every moment."""
    store.products.upsert([plain("1", stock=10), plain("2", stock=0)])
    stop = Event()
    together = Barrier(4)

    def read() -> int:
        together.wait()
        looked = 0
        while not stop.is_set() or looked == 0:
            found = store.products.many(["1", "2"])
            assert found["1"].stock + found["2"].stock == 10
            looked += 1
        return looked

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        together.wait()
        try:
            for number in range(40):
                store.products.upsert([plain("1", stock=number % 11), plain("2", stock=10 - number % 11)])
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)


def test_a_transaction_belongs_to_its_thread(store: Store) -> None:
    with ThreadPoolExecutor(1) as pool, store.transaction():
        store.settings.set("mine", "1")
        assert pool.submit(store.settings.get, "mine").result() is None
    assert store.settings.get("mine") == "1"


def test_two_threads_append_to_one_orders_history(store: Store) -> None:
    store.orders.upsert([order()])
    together = Barrier(4)

    def append(number: int) -> None:
        together.wait()
        store.orders.change_status("o1", StatusChange(OrderStatus.DELIVERED, NOON, str(number)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(4)))
    found = store.orders.get("o1")
    assert found is not None
    assert sorted(change.note for change in found.history[2:]) == ["0", "1", "2", "3"]
