"""The demo shop's simulated people: what each one likes, wears and pays, and whom they follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from store.customers import Customer
from store.demo.catalogue import Item
from store.demo.words import brands, read

SHOPPERS = 2_400
FAMILIES = ("black", "blue", "green", "red", "grey", "white", "pink", "orange", "yellow", "brown", "purple", "beige")
SHOE_SIZES = ("6", "7", "8", "9", "10", "11")
CLOTHES_SIZES = ("S", "M", "M", "L", "L", "XL")
WORN_BY = {"dresser": "women", "yogi": "women", "dapper": "men"}  # lifestyles whose kinds are for one audience
FRIEND_SHARE = 0.75  # of the people someone follows, those with the same main interest (homophily)


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    kinds: tuple[str, ...]
    days_ago: int
    status: str


@dataclass(frozen=True, slots=True)
class Shopper:
    """A customer and the latent taste that drives what they do."""

    customer: Customer
    interest: str  # the main lifestyle
    kinds: Mapping[str, float]  # kind id → weight
    styles: frozenset[str]
    brands: frozenset[str]
    families: frozenset[str]  # colour families
    level: float  # the price level they feel at home with, 1 to 5
    audience: str
    sizes: Mapping[str, str]  # "shoes", "clothes"
    sessions: int
    first_day: int  # days before the reference day on which their sessions begin
    orders: tuple[PlannedOrder, ...] = ()

    @property
    def id(self) -> str:
        return self.customer.id


@cache
def lifestyles() -> Mapping[str, tuple[dict[str, float], frozenset[str]]]:
    """Name → (kind weights, styles)."""
    found = {}
    for name, text in read("people")["lifestyles"].items():
        kinds, _, styles = text.partition(";")
        pairs = (part.split() for part in kinds.split(","))
        found[name] = ({kind: float(weight) for kind, weight in pairs}, frozenset(styles.split()))
    return found


def shoppers(seed: int, items: Sequence[Item], today: date) -> list[Shopper]:
    """The personas first, then the simulated crowd."""
    known = {item.kind.id for item in items}
    for name, (kinds, _) in lifestyles().items():
        if missing := kinds.keys() - known:
            raise ValueError(f"lifestyle {name} names kinds that do not exist: {sorted(missing)}")
    people = read("people")
    first, last = (tuple(name.strip() for name in people[part].split(",")) for part in ("first", "last"))
    rng = Random(f"{seed}:shoppers")
    crowd = [_shopper(number, rng, first, last, today) for number in range(1, SHOPPERS + 1)]
    return [_persona(row, today) for row in people["persona"]] + crowd


def follows(seed: int, everyone: Sequence[Shopper]) -> list[tuple[str, str]]:
    """(follower, followed) pairs; people mostly follow those with their own main interest."""
    rng = Random(f"{seed}:follows")
    same: dict[str, list[str]] = {}
    for shopper in everyone:
        same.setdefault(shopper.interest, []).append(shopper.id)
    ids = [shopper.id for shopper in everyone]
    planned = {row["id"]: row["follows"] for row in read("people")["persona"]}
    found: list[tuple[str, str]] = []
    for shopper in everyone:
        chosen = dict.fromkeys(planned.get(shopper.id, ()))
        for _ in range(int(rng.expovariate(1 / 3.5))):
            circle = same[shopper.interest] if rng.random() < FRIEND_SHARE else ids
            chosen[rng.choice(circle)] = None
        found += [(shopper.id, other) for other in chosen if other != shopper.id]
    return found


def _shopper(number: int, rng: Random, first: Sequence[str], last: Sequence[str], today: date) -> Shopper:
    interests = rng.sample(tuple(lifestyles()), 1 + (rng.random() < 0.6) + (rng.random() < 0.3))
    joined = rng.randrange(3, 700)
    given, family = rng.choice(first), rng.choice(last)
    level = min(5.0, max(1.0, rng.gauss(2.8, 0.9)))
    styles = frozenset().union(*(lifestyles()[interest][1] for interest in interests))
    liked = [brand.name for brand in brands().values() if abs(brand.level - level) < 1.6]
    return Shopper(
        customer=Customer(
            id=f"c{number:04}",
            name=f"{given} {family}",
            email=f"{given}.{family}.{number}@example.com".lower(),
            created_at=_at(today, joined),
        ),
        interest=interests[0],
        kinds=_weights(interests),
        styles=styles,
        brands=frozenset(rng.sample(liked, min(len(liked), rng.randrange(6, 14)))),
        families=frozenset(rng.sample(FAMILIES, rng.randrange(1, 4))),
        level=level,
        audience=next((WORN_BY[name] for name in interests if name in WORN_BY), rng.choice(("women", "men"))),
        sizes={"shoes": rng.choice(SHOE_SIZES), "clothes": rng.choice(CLOTHES_SIZES)},
        sessions=min(22, 1 + int(rng.expovariate(1 / 2.6))),
        first_day=min(179, joined),
    )


def _persona(row: dict[str, Any], today: date) -> Shopper:
    interests = row["lifestyles"]
    return Shopper(
        customer=Customer(
            id=row["id"],
            name=row["name"],
            email=f"{row['id']}@example.com",
            about=row["about"],
            persona=True,
            created_at=_at(today, row["since"]),
        ),
        interest=interests[0],
        kinds=_weights(interests),
        styles=frozenset().union(*(lifestyles()[interest][1] for interest in interests)),
        brands=frozenset(row["brands"]),
        families=frozenset(row["families"]),
        level=row["level"],
        audience=row["audience"],
        sizes=row["size"],
        sessions=row["sessions"],
        first_day=min(179, row["since"]),
        orders=tuple(PlannedOrder(tuple(plan["kinds"]), plan["days"], plan["status"]) for plan in row["orders"]),
    )


def _weights(interests: Sequence[str]) -> dict[str, float]:
    """The lifestyles' kind weights added up, the main one counting double."""
    found: dict[str, float] = {}
    for place, interest in enumerate(interests):
        for kind, weight in lifestyles()[interest][0].items():
            found[kind] = found.get(kind, 0.0) + weight * (2.0 if place == 0 else 1.0)
    return found


def _at(today: date, days_ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), time(8), UTC)
