"""Products and their variants: frozen records that check themselves when built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from store.money import Money

NOTHING: Mapping[str, str] = MappingProxyType({})
NO_ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Variant:
    """One buyable form of a product: its options (size, colour), price, and units in stock."""

    id: str
    price: Money
    stock: int
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    list_price: Money | None = None  # the price before a reduction; None when not reduced

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a variant needs an id")
        if self.price.minor < 0:
            raise ValueError(f"variant {self.id}: negative price {self.price}")
        if self.stock < 0:
            raise ValueError(f"variant {self.id}: negative stock {self.stock}")
        if self.list_price is not None and self.list_price.currency != self.price.currency:
            raise ValueError(f"variant {self.id}: list price and price in different currencies")


class Pictured(NamedTuple):
    """What of a product its photo is found by; see `Product`."""

    image: str
    title: str
    brand: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the shop shows it. `category` is a path, widest first; attribute values keep the shop's words."""

    id: str
    title: str
    variants: tuple[Variant, ...]
    brand: str = ""
    category: tuple[str, ...] = ()
    description: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_ATTRIBUTES)
    image: str = ""  # a file below the shop's images/ folder, or an http(s) address
    url: str = ""
    rating: float | None = None  # mean of 1 to 5; None when nobody rated it
    rating_count: int = 0
    created_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.title.strip():
            raise ValueError(f"product {self.id!r}: id and title are required")
        if not self.variants:
            raise ValueError(f"product {self.id}: needs at least one variant")
        if len({variant.price.currency for variant in self.variants}) > 1:
            raise ValueError(f"product {self.id}: variants in different currencies")
        if self.rating is not None and not 0 <= self.rating <= 5:
            raise ValueError(f"product {self.id}: rating {self.rating} is not within 0 to 5")

    @property
    def pictured(self) -> Pictured:
        return Pictured(self.image, self.title, self.brand)

    @property
    def offer(self) -> Variant:
        """The variant whose price is shown first: the cheapest in stock, else the cheapest."""
        return min(self.variants, key=lambda variant: (variant.stock == 0, variant.price.minor))

    @property
    def price(self) -> Money:
        return self.offer.price

    @property
    def list_price(self) -> Money | None:
        return self.offer.list_price

    @property
    def stock(self) -> int:
        """Units over all variants."""
        return sum(variant.stock for variant in self.variants)

    @property
    def in_stock(self) -> bool:
        return self.stock > 0

    def options(self) -> dict[str, tuple[str, ...]]:
        """Every option's values in the variants' order: `{"size": ("S", "M")}`."""
        found: dict[str, dict[str, None]] = {}
        for variant in self.variants:
            for name, value in variant.options.items():
                found.setdefault(name, {})[value] = None
        return {name: tuple(values) for name, values in found.items()}
