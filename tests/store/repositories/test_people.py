"""Customers, orders, carts, promotions and reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from store.customers import Customer, Preference
from store.orders import CartLine, OrderStatus, StatusChange
from store.promotions import Promotion
from store.reviews import Review
from store.store import Store
from tests.store.samples import NOON, boots, order, plain

MIA = Customer("c1", "Mia", "mia@shop.example", "zh", "hikes", persona=True, created_at=NOON)


def test_customers(store: Store) -> None:
    store.customers.upsert([MIA, Customer("c2")])
    assert store.customers.get("c1") == MIA
    assert store.customers.get("c2") == Customer("c2")
    assert store.customers.get("c3") is None
    assert store.customers.personas() == [MIA]
    store.customers.upsert([replace(MIA, name="Mia B.")])
    assert store.customers.personas() == [replace(MIA, name="Mia B.")]


def test_preferences_are_remembered_once_and_forgotten_as_asked(store: Store) -> None:
    size = Preference("c1", "size", "M", "I take M", NOON)
    blue = Preference("c1", "colour", "blue", "in blue please", NOON + timedelta(minutes=1))
    red = Preference("c1", "colour", "red", "order history", NOON + timedelta(minutes=2))
    for preference in (red, blue, size, replace(size, customer_id="c2")):
        store.customers.remember(preference)
    again = replace(size, origin="M again", at=NOON + timedelta(minutes=3))
    store.customers.remember(again)
    assert store.customers.preferences("c1") == [blue, red, again]
    assert store.customers.forget("c1", "colour", "blue") == 1
    assert store.customers.forget("c1", "colour", "blue") == 0
    assert store.customers.preferences("c1") == [red, again]
    assert store.customers.forget("c1") == 2
    assert len(store.customers.preferences("c2")) == 1


def test_follows(store: Store) -> None:
    store.customers.follow("c1", "c3")
    store.customers.follow_many([("c1", "c2"), ("c1", "c3"), ("c2", "c1")])
    assert store.customers.follows("c1") == ["c2", "c3"]
    assert store.customers.follows("c3") == []


def test_orders_newest_first_with_lines_and_history(store: Store) -> None:
    late = order("o2", placed=NOON + timedelta(days=2))
    store.orders.upsert([order(), late, order("o3", "c2")])
    assert store.orders.get("o1") == order()
    assert store.orders.many(["o1", "none"]) == {"o1": order()}
    assert store.orders.of("c1") == [late, order()]
    assert store.orders.of("nobody") == []
    assert store.orders.count() == 3
    shorter = replace(order(), lines=order().lines[:1], history=order().history[:1])
    store.orders.upsert([shorter])
    assert store.orders.get("o1") == shorter


def test_a_status_is_appended(store: Store) -> None:
    store.orders.upsert([order()])
    change = StatusChange(OrderStatus.RETURN_REQUESTED, NOON + timedelta(days=3), "too small")
    store.orders.change_status("o1", change)
    found = store.orders.get("o1")
    assert found is not None
    assert found.history == (*order().history, change)
    assert found.status is OrderStatus.RETURN_REQUESTED
    with pytest.raises(KeyError):
        store.orders.change_status("o9", change)


def test_a_cart_keeps_the_order_of_its_lines(store: Store) -> None:
    for line in (CartLine("p2", "v", 1), CartLine("p1", "v", 1), CartLine("p2", "w", 1), CartLine("p2", "v", 5)):
        store.carts.put("c1", line)
    store.carts.put("session", CartLine("p1", "v", 9))
    assert store.carts.lines("c1") == [CartLine("p2", "v", 5), CartLine("p1", "v", 1), CartLine("p2", "w", 1)]
    store.carts.put("c1", CartLine("p1", "v", 0))
    assert store.carts.lines("c1") == [CartLine("p2", "v", 5), CartLine("p2", "w", 1)]
    with pytest.raises(ValueError, match="below 0"):
        store.carts.put("c1", CartLine("p1", "v", -1))
    store.carts.clear("c1")
    assert store.carts.lines("c1") == []
    assert store.carts.lines("session") == [CartLine("p1", "v", 9)]


def test_promotions_by_time_and_scope(store: Store) -> None:
    week = timedelta(days=7)
    brand = Promotion("brand", "Acme week", 10, NOON, NOON + week, brands=("ACME",), description="All of Acme")
    category = Promotion("category", "Feet", 20, NOON, NOON + week, categories=("footwear",), bundle=True)
    product = Promotion("product", "This one", 5, NOON - week, NOON, product_ids=("b1",))
    empty = Promotion("empty", "Nothing", 50, NOON, NOON + week)
    store.promotions.upsert([brand, category, product, empty])
    assert store.promotions.all() == [product, brand, category, empty]
    assert store.promotions.running(NOON) == [brand, category, empty]
    assert store.promotions.running(NOON + week) == []
    assert store.promotions.for_product(boots(), NOON) == [category, brand]
    assert store.promotions.for_product(boots(), NOON - week) == [product]
    assert store.promotions.for_product(plain("2"), NOON) == []  # no brand matches no brand


def test_reviews_newest_first_and_their_mean(store: Store) -> None:
    reviews = [Review(f"v{n}", "b1", 2 + n, "Good", NOON + timedelta(days=n), "c1", "T") for n in range(3)]
    store.reviews.upsert([*reviews, Review("x", "b2", 1, "Bad", NOON)])
    assert store.reviews.of("b1") == reviews[::-1]
    assert store.reviews.of("b1", limit=1) == reviews[2:]
    assert store.reviews.summary("b1") == (3, 3.0)
    assert store.reviews.summary("nothing") == (0, None)


def test_who_there_is_and_what_was_paid(store: Store) -> None:
    store.customers.upsert([MIA, Customer("c0")])
    assert store.customers.ids() == ["c0", "c1"]
    bought = order()
    store.orders.upsert([bought])
    assert [(one.order_id, one.customer_id, one.product_id, one.minor) for one in store.orders.paid()] == [
        (bought.id, bought.customer_id, line.product_id, line.price.minor) for line in bought.lines
    ]
