"""A list while the rules go over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ranker.policy.facts import Facts
from ranker.policy.trace import IntArray, Mask, Move, Trace, Why, crossed
from ranker.ranker import Ranked
from ranker.relevance import relative

FloatArray = npt.NDArray[np.float64]
BEST = 100.0  # points of the best product of a list


@dataclass(slots=True)
class Working:
    """Products are indices into the model's order; `facts` [n] are None for those that the shop does not sell.

    `order` is how they stand now, of which the first `front` were not put behind the others; `points` is [n].
    """

    ids: Sequence[str]
    facts: Sequence[Facts]
    order: IntArray
    points: FloatArray
    front: int
    moves: list[Move] = field(default_factory=list)
    chances: dict[str, float] = field(default_factory=dict)  # propensities of those whose place was drawn

    def out(self, rule: str, gone: Mask, why: Why) -> None:
        """Takes out the products in `gone` [n]."""
        if gone.any():
            products = np.flatnonzero(gone)
            self.moves.append(Move(rule, products, products + 1, np.zeros(len(products), dtype=np.int64), why))
            self.order = self.order[~gone[self.order]]
            self.front = len(self.order)

    def put(self, rule: str, order: IntArray, touched: Mask, why: Why) -> None:
        """A rule orders anew. Written down are the products it is about, `touched` [n], that changed sides with any."""
        if not np.array_equal(order, self.order):
            self.moves.append(Move(rule, *crossed(self.order, order, touched), why))
            self.order = order

    def by_points(self, rule: str, touched: Mask, why: Why) -> None:
        """The products by their points as they are now; equal ones as they stood."""
        self.put(rule, self.order[np.argsort(-self.points[self.order], kind="stable")], touched, why)

    def behind(self, rule: str, gone: Mask, why: Why) -> None:
        """The products in `gone` [n] go behind all others."""
        back = gone[self.order]
        if back.any():
            self.front -= int(back[: self.front].sum())
            self.put(rule, np.concatenate([self.order[~back], self.order[back]]), gone, why)

    def trace(self) -> Trace:
        return Trace(self.ids, self.order, tuple(self.moves))


def points_of(items: Sequence[Ranked]) -> FloatArray:
    """What each product's score is worth beside the best one's, which has 100, [n].

    The list's order is the truth: where it departs from the scores, the n-th place has the n-th best score.
    """
    return BEST * relative(np.sort(np.array([item.score for item in items]))[::-1].tolist())
