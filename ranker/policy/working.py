"""A list while the rules go over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ranker.policy.facts import Facts
from ranker.policy.trace import Steps
from ranker.ranker import Ranked
from ranker.relevance import relative

BEST = 100.0  # points of the best product of a list


@dataclass(slots=True)
class Working:
    """`order` are the ids as they stand now, of which the first `front` were not put behind the others."""

    order: list[str]
    points: dict[str, float]
    facts: Mapping[str, Facts]
    steps: Steps
    front: int = 0
    propensities: dict[str, float] = field(default_factory=dict)  # of those whose place was drawn

    def put(self, rule: str, order: list[str], touched: dict[str, str]) -> None:
        """A rule orders anew; `touched` says of each product that it was about, why."""
        self.steps.moved(rule, self.order, order, touched)
        self.order = order

    def by_points(self, rule: str, points: Mapping[str, float], touched: dict[str, str]) -> None:
        """The products by new points; equal ones as they stood."""
        self.points.update(points)
        self.put(rule, sorted(self.order, key=lambda key: -self.points[key]), touched)

    def behind(self, rule: str, why: dict[str, str]) -> None:
        """The products in `why` go behind all others."""
        if why:
            order = [key for key in self.order if key not in why] + [key for key in self.order if key in why]
            self.front -= sum(key in why for key in self.order[: self.front])
            self.put(rule, order, why)


def points_of(items: Sequence[Ranked]) -> dict[str, float]:
    """What each product's score is worth beside the best one's, which has 100.

    The list's order is the truth: where it departs from the scores, the n-th place has the n-th best score.
    """
    scores = sorted((item.score for item in items), reverse=True)
    shares = relative(scores).tolist()
    return {item.product_id: BEST * share for item, share in zip(items, shares, strict=True)}
