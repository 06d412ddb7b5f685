"""A limit on the price as one part of a message states it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum, IntEnum

from assistant.reader.prices.amounts import Amount


class Kind(Enum):
    MAX = "max"
    MIN = "min"
    RANGE = "range"
    AROUND = "around"
    NOTHING = "nothing"  # understood, and no limit: "I don't mind going over 50"


class Strength(IntEnum):
    PLAIN = 1  # an amount of money and no more
    SPENDING = 2  # "I have 50", "budget 50", "around 50"
    STATED = 3  # "under 50"


@dataclass(frozen=True, slots=True)
class Statement:
    """One limit, in major units. `text` is where it stands; `spans` are what to take out of the message."""

    kind: Kind
    low: Decimal | None
    high: Decimal | None
    strength: Strength
    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = field(default=())
    below: bool | None = None  # the direction of its word of comparison, before any negation; None without one
    flipped: bool = False
    corrects: bool = False


def one(kind: Kind, amount: Amount, strength: Strength, start: int, end: int) -> Statement:
    """What one amount says."""
    low = amount.value if kind in (Kind.MIN, Kind.AROUND) else None
    high = amount.value if kind in (Kind.MAX, Kind.AROUND) else None
    return Statement(kind, low, high, strength, start, end, ((start, end),))


def flip(statement: Statement) -> Statement:
    """The same amount as a limit to the other side."""
    kind = Kind.MIN if statement.kind is Kind.MAX else Kind.MAX
    return replace(statement, kind=kind, low=statement.high, high=statement.low, flipped=True)
