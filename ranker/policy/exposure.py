"""A floor of places for what few have seen: drawn, with the chance of every place known.

The places are drawn from the second on, and what stood there moves on by one. So whoever learns from the log later can
weigh every product by how probable its place was.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import comb, floor


@dataclass(frozen=True, slots=True)
class Drawn:
    """The first places anew: `order` [k] with the chance that each product had to stand where it stands."""

    order: list[int]
    chances: dict[int, float]
    products: tuple[int, ...]  # those that were drawn


def draw(top: Sequence[int], few: AbstractSet[int], pool: Sequence[int], share: float, seed: str) -> Drawn:
    """Gives on average `share` of the places of `top` [k] to products in `few`, taken from `pool`, if it has them.

    Those that stand there anyway count. The same arguments give the same draw. A list of one place is left alone.
    """
    k = len(top)
    outcomes = _outcomes(top, few, len(pool), share)
    chooser = random.Random(seed)
    at = chooser.random()
    slots = outcomes[0][1] if at < outcomes[0][0] else outcomes[-1][1]
    places = sorted(chooser.sample(range(2, k + 1), slots))
    products = chooser.sample(list(pool), slots)
    kept = list(top[: k - slots])
    order = list(kept)
    for place, product in zip(places, products, strict=True):
        order.insert(place - 1, product)
    chances = {
        product: _stays(outcomes, k, place, kept.index(product) + 1)
        for place, product in enumerate(order, start=1)
        if product not in products
    }
    if products:
        each = sum(chance * slots for chance, slots in outcomes) / (k - 1) / len(pool)
        chances |= dict.fromkeys(products, each)
    return Drawn(order, chances, tuple(products))


def _outcomes(top: Sequence[int], few: AbstractSet[int], pool: int, share: float) -> list[tuple[float, int]]:
    """(chance, places to draw): the wanted number rounded down or up, less those in `few` that stay in the top."""
    wanted = share * len(top)
    up = wanted - floor(wanted)
    return [(1 - up, _missing(top, few, pool, floor(wanted))), (up, _missing(top, few, pool, floor(wanted) + 1))]


def _missing(top: Sequence[int], few: AbstractSet[int], pool: int, wanted: int) -> int:
    """How many must be drawn so that with those left in the top there are `wanted`."""
    most = min(pool, len(top) - 1)
    enough = (n for n in range(most) if n + sum(key in few for key in top[: len(top) - n]) >= wanted)
    return max(0, next(enough, most))


def _stays(outcomes: Sequence[tuple[float, int]], k: int, place: int, rank: int) -> float:
    """The chance that what the order has at `rank` stands at `place`: that so many drawn places lie before it."""
    if place == 1:
        return 1.0
    before = place - rank
    return sum(
        chance * comb(place - 2, before) * comb(k - place, slots - before) / comb(k - 1, slots)
        for chance, slots in outcomes
        if slots >= before
    )
