"""A small real shop for the doors: hand-made products (one of them hostile), pictures, two personas with a history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from assistant.build import build_index
from retrieval.encoder import Encoder
from store.behaviour import Event, EventKind
from store.customers import Customer, Preference
from store.money import Money
from store.products import Product, Variant
from store.store import Store

NOW = datetime.now(UTC)
HOSTILE = '<img src=x onerror="window.hacked=1"> rain jacket <script>window.hacked=2</script>'
COLOURS = {"blue": (59, 110, 165), "green": (76, 138, 104), "red": (179, 69, 58), "grey": (139, 144, 148)}

# id, title, brand, category, dollars, dollars before, colour, units of each size (S M L) or of the one variant
ROWS = (
    ("jacket-1", "Fjordlight down jacket", "Nordvik", "Jackets", "79", "99", "blue", (3, 9, 9)),
    ("jacket-2", "Harbour rain jacket", "Tidewater", "Jackets", "64.50", "", "green", (0, 2, 1)),
    ("jacket-3", "Summit parka", "Alpenrose", "Jackets", "188", "", "red", (5, 5, 5)),
    ("jacket-4", HOSTILE, "<b>Evil</b>", "Jackets", "45", "", "grey", (9,)),
    ("shoe-1", "Swift running shoes", "Nordvik", "Shoes", "89", "", "blue", (4, 4, 4)),
    ("shoe-2", "Dash running shoes", "Karoo", "Shoes", "59", "70", "red", (4, 4, 4)),
    ("tent-1", "Ridgeline two-person tent", "Alpenrose", "Tents", "199", "", "green", (2,)),
    ("tent-2", "Starter two-person tent", "Karoo", "Tents", "79", "", "grey", (0,)),
    ("mug-1", "Stoneware mug", "Karoo", "Mugs", "12", "", "grey", (40,)),
    ("mug-2", "Enamel mug", "Tidewater", "Mugs", "14", "", "blue", (40,)),
)
MAYA = Customer("maya", "Maya Lindqvist", about="Runs before breakfast, wears Nordvik in M", persona=True)
TOM = Customer("tom", "Tom Becker", about="Cooks for a crowd and camps in summer", persona=True)
REAL = Customer("someone", "Not A Persona", email="someone@example.org")
BOUGHT = {"maya": ("shoe-1",), "tom": ("mug-1", "tent-1"), "someone": ("jacket-3",)}


def product(
    key: str, title: str, brand: str, category: str, price: str, before: str, colour: str, stock: tuple[int, ...]
) -> Product:
    def variant(size: str, units: int) -> Variant:
        options = {"size": size, "colour": colour} if len(stock) > 1 else {}
        reduced = Money.of(before, "USD") if before else None
        return Variant(f"{key}-{size}", Money.of(price, "USD"), units, options, reduced)

    return Product(
        key,
        title,
        tuple(variant(size, units) for size, units in zip("SML", stock, strict=False)),
        brand,
        ("Shop", category),
        f"A {colour} thing by {brand}.",
        {"colour": (colour,)},
        f"{category.lower()}/{key}.png",
        rating=4.4,
        rating_count=12,
    )


def catalogue() -> list[Product]:
    return [product(*row) for row in ROWS]


def build(home: Path, encoder: Encoder, language: str = "en") -> Path:
    """The shop in `home`, with its index and pictures; closed. All of `stoneware mug` but its picture is there."""
    with Store.create(home, name="Small & Fine", currency="USD", language=language) as store:
        store.products.upsert(catalogue())
        store.customers.upsert([MAYA, TOM, REAL])
        store.customers.remember(Preference("maya", "brand", "Nordvik", "order history", NOW))
        store.customers.remember(Preference("maya", "size", "M", "I always wear size M", NOW))
        store.behaviour.record(
            Event(customer, key, EventKind.PURCHASE, NOW - timedelta(days=10))
            for customer, keys in BOUGHT.items()
            for key in keys
        )
        store.settings.set("index", build_index(home, store.products.all(), encoder))
    for row in ROWS:
        if row[0] != "mug-1":
            picture = home / "images" / f"{row[3].lower()}/{row[0]}.png"
            picture.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (64, 64), COLOURS[row[6]]).save(picture)
    return home
