"""Logs of made-up clicks whose truth is known, and a log in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from ranker.feedback.log import Answer, Segment
from store.behaviour import Event, EventKind, RankingShown, Shown

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
THETA = np.array([1.0, 0.7, 0.5, 0.35, 0.25])

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Log:
    """What a shop's behaviour offers to feedback; both in time order."""

    rankings: Sequence[RankingShown]
    events: Sequence[Event]

    def shown(self, since: datetime | None = None) -> Iterator[RankingShown]:
        return (one for one in self.rankings if since is None or one.at >= since)

    def all(self, since: datetime | None = None) -> Iterator[Event]:
        return (one for one in self.events if since is None or one.at >= since)


def ranking(
    ranking_id: str,
    products: Sequence[str],
    hours_ago: float = 48,
    customer: str = "ann",
    query: str = "tent",
    arm: str = "history",
    sources: Sequence[str] = (),
    propensities: Sequence[float] = (),
) -> RankingShown:
    shown = tuple(
        Shown(
            product,
            place,
            1.0 / place,
            sources[place - 1] if sources else "popular",
            propensities[place - 1] if propensities else 1.0,
        )
        for place, product in enumerate(products, 1)
    )
    return RankingShown(ranking_id, NOW - timedelta(hours=hours_ago), customer, query, arm, shown)


def act(product: str, kind: str, hours_ago: float, ranking_id: str = "", customer: str = "ann") -> Event:
    return Event(customer, product, EventKind(kind), NOW - timedelta(hours=hours_ago), ranking_id=ranking_id)


def answer(shown: RankingShown, clicked: Sequence[int] = (), segment: Segment = Segment.NEW) -> Answer:
    """The ranking with clicks at these places, from 1."""
    places = range(1, len(shown.shown) + 1)
    return Answer(shown, segment, tuple(place in clicked for place in places), (False,) * len(shown.shown))


@dataclass(frozen=True, slots=True)
class Clicks:
    """Rankings of `products` for one query, their order drawn by a Plackett-Luce model of `utility`; clicks by the
    position-based model with THETA and `attraction`."""

    attraction: FloatArray
    utility: FloatArray

    @property
    def products(self) -> int:
        return len(self.attraction)

    def orders(self, rankings: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        """Products from the top, [rankings, places]."""
        noise = rng.gumbel(size=(rankings, self.products))
        return np.argsort(-(self.utility + noise), axis=1)[:, : len(THETA)].astype(np.int64)

    def answers(self, rankings: int, rng: np.random.Generator, propensity: FloatArray | None = None) -> list[Answer]:
        """`propensity` [products, places] are the chances to write down."""
        orders = self.orders(rankings, rng)
        clicks = rng.random(orders.shape) < THETA * self.attraction[orders]
        found = []
        for row, (order, clicked) in enumerate(zip(orders.tolist(), clicks.tolist(), strict=True)):
            chances = () if propensity is None else [float(propensity[one, at]) for at, one in enumerate(order)]
            shown = ranking(str(row), [f"p{one}" for one in order], customer=f"c{row}", propensities=chances)
            found.append(answer(shown, [at for at, click in enumerate(clicked, 1) if click]))
        return found
