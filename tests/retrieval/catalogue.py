"""A small shop that the tests of search share, written out so that every expected answer can be read off it."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.columns import Columns
from retrieval.rewriting.word_counts import WordCounts
from retrieval.text import fields_of
from retrieval.words.lexical import LexicalIndex
from store.money import Money
from store.products import Product, Variant


def product(
    product_id: str,
    title: str,
    price: int = 1000,
    *,
    was: int | None = None,
    stock: int = 5,
    brand: str = "",
    category: tuple[str, ...] = (),
    description: str = "",
    rating: float | None = None,
    created: datetime | None = None,
    sizes: tuple[str, ...] = (),
    **attributes: str,
) -> Product:
    """A product in USD cents; `sizes` makes one variant each, `colour="Red"` an attribute."""
    before = None if was is None else Money(was, "USD")
    variants = tuple(
        Variant(f"{product_id}-{size}", Money(price, "USD"), stock, {"Size": size} if size else {}, before)
        for size in sizes or ("",)
    )
    return Product(
        product_id,
        title,
        variants,
        brand=brand,
        category=category,
        description=description,
        attributes={name: tuple(value.split("|")) for name, value in attributes.items()},
        rating=rating,
        created_at=created,
    )


SHOES, COATS, HOME = ("Clothing", "Shoes"), ("Clothing", "Coats"), ("Home", "Kitchen")

SHOP = [
    product("p01", "Acme Trail Boots", 8900, brand="Acme", category=SHOES, colour="Brown", rating=4.5,
            sizes=("S", "M")),
    product("p02", "Winter Boots Lined", 12900, brand="Bolt", category=SHOES, colour="Black", stock=0,
            description="Warm boots for snow with a wool lining."),
    product("p03", "Canvas Sneakers", 4900, was=6900, brand="Acme", category=SHOES, colour="Blue", rating=3.0),
    product("p04", "Rain Coat", 7900, brand="Cora", category=COATS, colour="Yellow|Blue", rating=4.0,
            created=datetime(2026, 3, 1, tzinfo=UTC)),
    product("p05", "Wool Coat", 19900, was=24900, brand="Cora", category=COATS, colour="Grey", rating=4.8,
            sizes=("M",)),
    product("p06", "Kettle TN-2110", 3900, brand="Bolt", category=HOME, material="Steel",
            created=datetime(2026, 5, 1, tzinfo=UTC)),
    product("p07", "Cast Iron Pan", 5900, brand="Acme", category=HOME, material="Iron"),
    product("p08", "Chef's Knife", 4500, brand="Dorn", category=HOME, material="Steel", rating=4.9),
    product("p09", "红色连衣裙", 9900, category=("Clothing",), colour="Red"),
    product("p10", "Boot Brush", 900, was=1200, description="Cleans muddy boots."),
    product("p11", "Gift Card", 5000),
    product("p12", "Kids Rain Boots", 2900, brand="Acme", category=SHOES, colour="Yellow", stock=0),
]  # fmt: skip


def counts_of(titles: list[str]) -> WordCounts:
    """The word counts of a catalogue of these titles."""
    columns, words = Columns(), LexicalIndex()
    for number, title in enumerate(titles):
        sold = product(f"t{number}", title)
        words.put(columns.put(sold), fields_of(sold))
    words.commit()
    return WordCounts(columns, words)
