"""Records that the tests of the store share. Every field differs from its default, so that none can be lost unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.behaviour import Event, EventKind, RankingShown, Shown
from store.money import Money
from store.orders import Order, OrderLine, OrderStatus, StatusChange
from store.products import Product, Variant

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def boots(product_id: str = "b1", price: int = 4900) -> Product:
    return Product(
        id=product_id,
        title="Trail boots “Größe” 靴子",
        variants=(
            Variant(f"{product_id}-m", usd(price), 3, {"size": "M", "colour": "blue"}, usd(price + 1000)),
            Variant(f"{product_id}-l", usd(price + 100), 0, {"size": "L", "colour": "blue"}),
        ),
        brand="Acme",
        category=("Outdoor", "Footwear", "Boots"),
        description="Waterproof.",
        attributes={"material": ("leather", "rubber"), "colour": ("blue",)},
        image=f"{product_id}.jpg",
        url="https://shop.example/b1",
        rating=4.5,
        rating_count=12,
        created_at=NOON,
    )


def plain(product_id: str, price: int = 1000, stock: int = 5) -> Product:
    return Product(product_id, f"Thing {product_id}", (Variant(product_id, usd(price), stock),))


def order(order_id: str = "o1", customer_id: str = "c1", placed: datetime = NOON) -> Order:
    lines = (
        OrderLine("b1", "b1-m", 2, usd(4900), "Trail boots"),
        OrderLine("gone", "gone-1", 1, usd(150), "Laces"),
    )
    history = (
        StatusChange(OrderStatus.PLACED, placed),
        StatusChange(OrderStatus.SHIPPED, placed + timedelta(days=1), "by post"),
    )
    return Order(order_id, customer_id, lines, history)


def event(customer_id: str = "c1", product_id: str = "b1", minutes: int = 0, kind: EventKind = EventKind.VIEW) -> Event:
    return Event(customer_id, product_id, kind, NOON + timedelta(minutes=minutes), 2, "basket", "r1")


def ranking(ranking_id: str = "r1", conversation_id: str = "k1") -> RankingShown:
    shown = (Shown("b1", 1, 0.75, "dense", 0.5), Shown("b2", 2, 0.25, "popular", 0.125))
    return RankingShown(ranking_id, NOON, "c1", "boots", "history", shown, conversation_id)


def pack(name: str) -> Path:
    """A pack of the measuring data; skips the test where it is missing."""
    folder = (DATA / name).resolve()
    if not folder.is_dir():
        pytest.skip(f"the measuring data {name} is not there")
    return folder
