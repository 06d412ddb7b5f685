"""Shoppers with a knob from predictable to noise: data on which a ranker must, or must not, beat popularity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from store.behaviour import Event, EventKind
from store.money import Money
from store.products import Product, Variant

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

START = datetime(2026, 1, 1, tzinfo=UTC)
GROUPS = 20  # of products: each has its own category and brand


@dataclass(frozen=True, slots=True)
class Market:
    """`predictability` is the chance that a shopper's next product follows from the last one; else it is drawn from
    popularity (Zipf), the same for everybody. At 0 nothing but popularity can be known."""

    products: int = 200
    shoppers: int = 500
    length: int = 12  # events of each shopper
    predictability: float = 1.0
    followers: int = 2  # how many products may follow one
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0.0 <= self.predictability <= 1.0:
            raise ValueError(f"predictability {self.predictability} is not within 0 to 1")


def generate(market: Market) -> tuple[list[Product], list[Event]]:
    """The market's products, and its shoppers' purchases in time order; the same for the same market."""
    rng = np.random.default_rng(market.seed)
    n = market.products
    chances, following = _drawn(market, rng)
    events = []
    for shopper in range(market.shoppers):
        at = START + timedelta(minutes=int(rng.integers(0, 60 * 24 * 30)))
        last = int(rng.choice(n, p=chances))
        for _ in range(market.length):
            events.append(Event(f"shopper{shopper}", f"item{last}", EventKind.PURCHASE, at))
            at += timedelta(hours=float(rng.uniform(1, 24)))
            predictable = rng.random() < market.predictability
            last = int(rng.choice(following[last])) if predictable else int(rng.choice(n, p=chances))
    return [_product(row) for row in range(n)], events


def ceiling(market: Market) -> FloatArray:
    """The generator's own chance of each product to follow each [products, products]: no ranker can know more."""
    chances, following = _drawn(market, np.random.default_rng(market.seed))
    follows = np.zeros((market.products, market.products))
    np.put_along_axis(follows, following, 1 / market.followers, axis=1)
    return market.predictability * follows + (1 - market.predictability) * chances


def _drawn(market: Market, rng: np.random.Generator) -> tuple[FloatArray, IntArray]:
    """How popular each product is [products], and which follow it [products, followers]."""
    n = market.products
    zipf = 1.0 / np.arange(1, n + 1)
    shuffled = rng.permutation(n)
    following = rng.permuted(np.tile(np.arange(n), (n, 1)), axis=1)[:, : market.followers]
    return zipf[shuffled] / zipf.sum(), following


def _product(row: int) -> Product:
    group = row % GROUPS
    price = Money(1_000 + 10 * row, "USD")
    return Product(
        f"item{row}", f"Item {row}", (Variant(f"item{row}-v", price, 5),), f"Brand {group}", (f"Group {group}",)
    )
