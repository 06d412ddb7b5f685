"""What simulated shoppers do: pages of products seen, looked at, liked and bought, by taste and by position."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from store.behaviour import Event, EventKind, RankingShown, Shown
from store.demo.catalogue import Item
from store.demo.shoppers import Shopper

DAYS = 180
PAGE = 8  # products on a listing page
LONGEST_VISIT = timedelta(hours=1)
LOGGED_DAYS = 30  # rankings are kept as shown for the last month
COMPLEMENT_SHARE = 0.5  # of purchases, those that bring something that goes with it

CONSUMED = frozenset({"Food & Drink", "Beauty & Care"})  # departments whose products are bought again


@dataclass(frozen=True, slots=True)
class Basket:
    """What was bought together: an order before it has a number."""

    shopper: Shopper
    at: datetime
    items: tuple[Item, ...]
    key: str


@dataclass(slots=True)
class History:
    """Everything the simulation yields."""

    events: list[Event] = field(default_factory=list)
    rankings: list[RankingShown] = field(default_factory=list)
    baskets: list[Basket] = field(default_factory=list)


class Simulation:
    """One shop's shoppers over the last 180 days. Draws from one generator, so a seed gives one history."""

    def __init__(self, seed: int, items: Sequence[Item], today: date) -> None:
        self._rng = Random(f"{seed}:sessions")
        self._today = today
        self._now = datetime.combine(today, time(18), UTC)
        self._of_kind: dict[str, list[Item]] = {}
        for item in items:
            self._of_kind.setdefault(item.kind.id, []).append(item)
        self._owned: set[tuple[str, str]] = set()  # (customer, product): nobody buys a second tent
        self.history = History()

    def shop(self, shopper: Shopper) -> None:
        """All sessions of one shopper, oldest first."""
        days = sorted(
            (int(shopper.first_day * self._rng.random() ** 1.25) for _ in range(shopper.sessions)), reverse=True
        )
        last_kind = ""
        for number, day in enumerate(days):
            hour = self._rng.choice((7, 8, 12, 13, 17, 19, 20, 20, 21, 21, 22))
            at = datetime.combine(self._today - timedelta(days=day), time(hour, self._rng.randrange(60)), UTC)
            if at < self._now - LONGEST_VISIT:
                last_kind = self._session(shopper, f"{shopper.id}-{number}", at, last_kind)

    def _session(self, shopper: Shopper, key: str, at: datetime, last_kind: str) -> str:
        """One visit: up to three pages, and what was bought at the end. Returns the kind looked at last."""
        rng = self._rng
        bought: list[Item] = []
        kind = last_kind
        for page in range(1 + (rng.random() < 0.55) + (rng.random() < 0.25)):
            kind = self._kind(shopper, kind)
            at += timedelta(minutes=rng.randrange(1, 6))
            bought += self._page(shopper, kind, f"{key}-{page}", at)
        if bought:
            if rng.random() < COMPLEMENT_SHARE and (extra := self._complement(shopper, bought[0], at)):
                at += timedelta(minutes=1)
                self._event(shopper, extra, EventKind.VIEW, at)
                self._event(shopper, extra, EventKind.CART, at + timedelta(seconds=40))
                bought.append(extra)
            self.buy(shopper, bought, at + timedelta(minutes=3), key)
        return kind

    def buy(self, shopper: Shopper, items: Sequence[Item], at: datetime, key: str) -> None:
        """The basket is paid: one purchase event a product."""
        items = tuple({item.product.id: item for item in items}.values())
        for item in items:
            self._event(shopper, item, EventKind.PURCHASE, at, key)
            self._owned.add((shopper.id, item.product.id))
        self.history.baskets.append(Basket(shopper, at, items, key))

    def best(self, shopper: Shopper, kind: str, at: datetime) -> Item:
        """The product of a kind that suits a shopper best, in stock and not theirs already."""
        offered = self._offered(kind, at)
        fitting = [item for item in offered if item.product.in_stock and not self._has(shopper, item)]

        def score(item: Item) -> tuple[float, str]:
            favourite = shopper.families & set(item.product.attributes.get("colour family", ()))
            return utility(shopper, item) + 2.0 * bool(favourite), item.product.id

        return max(fitting or offered, key=score)

    def _offered(self, kind: str, at: datetime) -> list[Item]:
        """The kind's products that the shop had at the time."""
        return [item for item in self._of_kind[kind] if item.product.created_at and item.product.created_at <= at]

    def _has(self, shopper: Shopper, item: Item) -> bool:
        return item.kind.department not in CONSUMED and (shopper.id, item.product.id) in self._owned

    def _kind(self, shopper: Shopper, last: str) -> str:
        """The kind to browse: the last one again, what goes with it, or a fresh wish by taste."""
        draw = self._rng.random()
        if last and draw < 0.3:
            return last
        if last and draw < 0.5:
            near = [kind for kind in self._of_kind[last][0].kind.goes_with if kind in self._of_kind]
            if near:
                return self._rng.choice(near)
        if draw > 0.93:
            return self._rng.choice(tuple(self._of_kind))
        return self._rng.choices(tuple(shopper.kinds), tuple(shopper.kinds.values()))[0]

    def _page(self, shopper: Shopper, kind: str, key: str, at: datetime) -> list[Item]:
        """A listing ordered by popularity with noise, clicked by taste and by place. Returns what was bought."""
        rng = self._rng
        scored = sorted(
            ((math.log(item.popularity) + rng.gauss(0, 0.8), item) for item in self._offered(kind, at)),
            key=lambda pair: (-pair[0], pair[1].product.id),
        )[:PAGE]
        logged = (self._now - at).days < LOGGED_DAYS
        ranking_id = f"r-{key}" if logged else ""
        if logged:
            shown = tuple(
                Shown(item.product.id, place, round(score, 4), "popular")
                for place, (score, item) in enumerate(scored, 1)
            )
            self.history.rankings.append(
                RankingShown(ranking_id, at, shopper.id, self._of_kind[kind][0].kind.noun.lower(), "popularity", shown)
            )
        bought: list[Item] = []
        for place, (_, item) in enumerate(scored):
            if place > 2 and rng.random() > 0.92**place:
                break  # scrolled no further
            self._event(shopper, item, EventKind.IMPRESSION, at, ranking_id=ranking_id)
            if rng.random() < chance(utility(shopper, item), place):
                bought += self._look(shopper, item, at + timedelta(seconds=20 + 25 * place), ranking_id)
        return bought

    def _look(self, shopper: Shopper, item: Item, at: datetime, ranking_id: str) -> list[Item]:
        """A click and what follows it."""
        rng = self._rng
        wish = utility(shopper, item)
        self._event(shopper, item, EventKind.CLICK, at, ranking_id=ranking_id)
        self._event(shopper, item, EventKind.VIEW, at + timedelta(seconds=2), ranking_id=ranking_id)
        if rng.random() < 0.06 + 0.08 * max(0.0, wish):
            self._event(shopper, item, EventKind.LIKE, at + timedelta(seconds=9))
        elif wish < -1.5 and rng.random() < 0.15:
            self._event(shopper, item, EventKind.DISLIKE, at + timedelta(seconds=9))
        if (
            item.product.in_stock
            and not self._has(shopper, item)
            and rng.random() < 0.2 + 0.18 * max(0.0, min(2.5, wish))
        ):
            self._event(shopper, item, EventKind.CART, at + timedelta(seconds=15), ranking_id=ranking_id)
            if rng.random() < 0.65:
                return [item]
        return []

    def _complement(self, shopper: Shopper, item: Item, at: datetime) -> Item | None:
        near = [kind for kind in item.kind.goes_with if kind in self._of_kind]
        if not near:
            return None
        kind = near[0] if self._rng.random() < 0.6 else self._rng.choice(near)
        fitting = [other for other in self._offered(kind, at) if not self._has(shopper, other)]
        weights = [math.exp(1.2 * utility(shopper, other)) if other.product.in_stock else 0.0 for other in fitting]
        return self._rng.choices(fitting, weights)[0] if any(weights) else None

    def _event(
        self, shopper: Shopper, item: Item, kind: EventKind, at: datetime, basket: str = "", ranking_id: str = ""
    ) -> None:
        event = Event(shopper.id, item.product.id, kind, at, basket=basket, ranking_id=ranking_id)
        self.history.events.append(event)


def utility(shopper: Shopper, item: Item) -> float:
    """How much a shopper wants a product of a kind they look at; 0 is the middle, a point is a lot."""
    attributes: Mapping[str, Sequence[str]] = item.product.attributes
    audience = attributes.get("audience", ("unisex",))[0]
    score = 0.35 * math.log(item.popularity) - 0.45 * abs(item.brand.level - shopper.level)
    score += 1.1 * (item.brand.name in shopper.brands) + 0.5 * (item.brand.style in shopper.styles)
    score += 1.3 * bool(shopper.families & set(attributes.get("colour family", ())))
    if audience in ("women", "men") and audience != shopper.audience:
        score -= 4.0
    return score


def chance(wish: float, place: int) -> float:
    """Of a click: the wish through a logistic, times how likely the place (0 is the top) is looked at."""
    return 1 / (1 + math.exp(0.95 - 1.15 * wish)) / (1 + 0.28 * place)
