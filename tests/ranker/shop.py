"""A small outdoor shop with an encoder that only counts words: real index and rankers, no model to load."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ranker.catalogue import Catalogue
from ranker.ranking import Ranking
from ranker.statistics import Statistics
from ranker.words import tokens
from retrieval.index import Index
from store.behaviour import Event, EventKind
from store.money import Money
from store.products import Product, Variant
from store.progress import Progress, silent

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class WordEncoder:
    """Each word (singular) is a fixed random direction; a text is their sum. Texts that share words are near."""

    name = "words"
    dim = 64

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> npt.NDArray[np.float32]:
        found = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in tokens(text):
                rng = np.random.default_rng(zlib.crc32(word.encode()))
                found[row] += rng.standard_normal(self.dim).astype(np.float32)
        norm = np.sqrt((found * found).sum(axis=1, keepdims=True))
        found /= np.where(norm > 0, norm, 1.0)
        return found


def product(
    product_id: str,
    title: str,
    category: tuple[str, ...],
    price: int,
    *,
    brand: str = "",
    colour: str = "",
    stock: int = 5,
    list_price: int | None = None,
    created_days: int | None = None,
    rating: float | None = None,
    **attributes: str,
) -> Product:
    """A product with one variant; `price` in cents, `created_days` before NOW."""
    was = Money(list_price, "USD") if list_price is not None else None
    values = {name: (value,) for name, value in attributes.items()} | ({"colour": (colour,)} if colour else {})
    created = NOW - timedelta(days=created_days) if created_days is not None else None
    return Product(
        product_id,
        title,
        (Variant(f"{product_id}-v", Money(price, "USD"), stock, list_price=was),),
        brand,
        category,
        attributes=values,
        rating=rating,
        rating_count=20 if rating is not None else 0,
        created_at=created,
    )


OUTDOOR = ("Outdoor",)
PRODUCTS = (
    product("tent1", "Ridgeline 2 tent", ("Outdoor", "Tents"), 15_000, brand="Ridge", colour="green", rating=4.5),
    product("tent2", "Breeze 3 tent", ("Outdoor", "Tents"), 9_000, brand="Breeze", colour="blue", rating=4.0),
    product("pegs", "Tent pegs for camping", ("Outdoor", "Spares"), 900, brand="Ridge"),
    product(
        "bag1", "Down sleeping bag", ("Outdoor", "Sleeping bags"), 12_000, brand="Ridge", colour="green", rating=4.7
    ),
    product("bag2", "Summer sleeping bag", ("Outdoor", "Sleeping bags"), 4_000, brand="Breeze", colour="blue"),
    product("mat1", "Foam sleeping mat", ("Outdoor", "Mats"), 2_000, brand="Breeze", colour="blue"),
    product("mat2", "Inflatable sleeping mat", ("Outdoor", "Mats"), 6_000, brand="Ridge", list_price=8_000, rating=4.4),
    product("stove", "Trail camping stove", ("Outdoor", "Stoves"), 5_000, brand="Ridge", created_days=3),
    product("kettle1", "Copper kettle", ("Kitchen", "Kettles"), 4_500, brand="Hearth", colour="copper"),
    product("kettle2", "Steel kettle", ("Kitchen", "Kettles"), 3_900, brand="Hearth", colour="silver"),
    product("teapot", "Porcelain teapot", ("Kitchen", "Teapots"), 3_500, brand="Hearth", colour="white", rating=4.8),
    product("tea", "Sencha green tea", ("Food", "Tea"), 900, brand="Leaf"),
    product("cup", "Porcelain teacup", ("Kitchen", "Cups"), 1_200, brand="Hearth", colour="white"),
    product("mug", "Speckled mug", ("Kitchen", "Cups"), 1_000, brand="Hearth", colour="navy", list_price=1_600),
    product("gone", "Rare teapot", ("Kitchen", "Teapots"), 2_000, brand="Hearth", stock=0),
    product("shirt", "Linen shirt", ("Clothing", "Shirts"), 5_500, brand="Loom", colour="navy", created_days=10),
    product("jeans", "Navy jeans", ("Clothing", "Jeans"), 7_000, brand="Loom", colour="navy"),
    product("scarf", "Wool scarf", ("Clothing", "Scarves"), 3_000, brand="Loom", colour="red", created_days=400),
)


def event(customer: str, product_id: str, kind: str = "purchase", hours_ago: float = 24, basket: str = "") -> Event:
    return Event(customer, product_id, EventKind(kind), NOW - timedelta(hours=hours_ago), basket=basket)


def crowd() -> list[Event]:
    """Other shoppers' baskets: tents go with sleeping bags and mats, tea with teapots; mugs are the most popular."""
    events = [
        event(f"camper{number}", product_id, hours_ago=200 + number, basket=f"camp{number}")
        for number in range(6)
        for product_id in ("tent1", "bag1", "mat2")
    ]
    events += [
        event(f"drinker{number}", product_id, hours_ago=100 + number, basket=f"tea{number}")
        for number in range(4)
        for product_id in ("teapot", "tea")
    ]
    events += [event(f"passer{number}", "mug", hours_ago=50 + number) for number in range(20)]
    return events


def open_shop(
    folder: Path, products: Sequence[Product] = PRODUCTS, events: Sequence[Event] | None = None
) -> tuple[Index, Ranking]:
    index = Index.build(folder / "index", products, WordEncoder())
    catalogue = Catalogue(products)
    statistics = Statistics.build(crowd() if events is None else events, catalogue.ids)
    return index, Ranking.of(catalogue, statistics, index)
