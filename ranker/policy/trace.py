"""What the rules changed, one rule after the other: enough to get from the model's order to the one that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Why = Callable[[int], str]  # of a product, by its index in the model's order

SENTENCES = {
    "unknown": "The shop does not sell it any more.",
    "excluded": "The shopper has it or does not want it.",
    "duplicate": "It differs from {because} by size or colour only.",
    "twin": "It takes the place of {because}, which is not left and differs by size or colour only.",
    "boost": "The shop's rules move it: {because}.",
    "margin": "Its margin moves it: {because}.",
    "buried": "The shop's rules put it behind: {because}.",
    "sold_out": "It is not in stock as wished.",
    "diversity": "It is much like {because}, which comes before it.",
    "brand_limit": "Enough of {because} comes before it.",
    "exposure": "It was drawn to be seen more: {because}.",
}


class Change(NamedTuple):
    """What a rule did to a product. Places count from 1; 0 is out.

    `before` and `after` are its places before and after all rules, `stood` and `put` those right before and right
    after this one, among what was not taken out.
    """

    rule: str  # one of SENTENCES
    product_id: str
    before: int
    after: int
    because: str = ""  # the product, brand or rule that the change is about
    stood: int = 0
    put: int = 0

    @property
    def sentence(self) -> str:
        """Why, for the people of the shop."""
        return SENTENCES[self.rule].format(because=self.because)


class Move(NamedTuple):
    """What one rule did: the products it moved, by their index in the model's order, and their places, all [n]."""

    rule: str
    products: IntArray
    stood: IntArray
    put: IntArray  # 0 is out
    why: Why


@dataclass(frozen=True, slots=True)
class Trace:
    """Every change, in the order of the rules. Products without a change keep their order among each other.

    `ids` is the model's order, `shown` [n] the final one as indices into it. A list of hundreds has hundreds of
    changes: they are made as they are asked for.
    """

    ids: Sequence[str]
    shown: IntArray
    moves: tuple[Move, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(self._changes(np.ones(len(self.ids), dtype=bool)))

    def of(self, product_id: str) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.product_id == product_id)

    def about(self, k: int) -> tuple[Change, ...]:
        """The changes of the products that are among the first `k`, or were before the rules."""
        near = np.arange(len(self.ids)) < k
        near[self.shown[:k]] = True
        return tuple(self._changes(near))

    def replay(self, order: Sequence[str]) -> list[str]:
        """What the changes make of the model's order: the products as they are shown."""
        left = list(order)
        for move in self.moves:
            ids = [self.ids[at] for at in move.products.tolist()]
            left = [product_id for product_id in left if product_id not in set(ids)]
            for place, product_id in sorted(zip(move.put.tolist(), ids, strict=True)):
                if place:
                    left.insert(place - 1, product_id)
        return left

    def _changes(self, wanted: Mask) -> Iterator[Change]:
        final = np.zeros(len(self.ids), dtype=np.int64)
        final[self.shown] = np.arange(1, len(self.shown) + 1)
        for rule, products, stood, put, why in self.moves:
            for at in np.flatnonzero(wanted[products]).tolist():
                row = int(products[at])
                places = int(stood[at]), int(put[at])
                yield Change(rule, self.ids[row], row + 1, int(final[row]), why(row), *places)


def unsaid(_: int) -> str:
    """Nothing to say but the rule itself."""
    return ""


def crossed(before: IntArray, after: IntArray, among: Mask) -> tuple[IntArray, IntArray, IntArray]:
    """Who of the products `among` [n] changed sides with any other: (products, places before, places after).

    `before` and `after` are the same products in two orders.
    """
    places = np.zeros(len(among), dtype=np.int64)
    places[before] = np.arange(1, len(before) + 1)
    stood = places[after]
    steady = (np.maximum.accumulate(stood) == stood) & (np.minimum.accumulate(stood[::-1])[::-1] == stood)
    at = np.flatnonzero(~steady & among[after])
    return after[at], stood[at], at + 1


def passed(before: IntArray, after: IntArray, n: int) -> Mask:
    """Which of the n products one from behind them now stands before; all others are in their old order."""
    places = np.zeros(n, dtype=np.int64)
    places[before] = np.arange(1, len(before) + 1)
    stood = places[after]
    found = np.zeros(n, dtype=bool)
    found[after] = np.maximum.accumulate(stood) > stood
    return found
