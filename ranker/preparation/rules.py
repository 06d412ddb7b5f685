"""What a rule of preparation is: it looks at all events and says which ones it concerns and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from ranker.preparation.columns import EPOCH, MICROSECOND, BoolArray, EventColumns, IntArray

LEFT_OUT = "left out"
KEPT = "kept"
NO_DATE = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Settings:
    """What is too much. `core` above 1 keeps only shoppers and products that meet so many of each other."""

    earliest: datetime = datetime(1995, 1, 1, tzinfo=UTC)  # no shop sold on the web before
    clock_seconds: int = 300  # how far another machine's clock may run ahead
    repeat_seconds: float = 1.0
    acts_a_minute: int = 60
    fruitless_views: int = 2_000
    even_gaps: int = 50
    outlier_z: float = 3.5  # Iglewicz and Hoaglin (1993)
    most_events: int = 10_000  # of one shopper
    core: int = 1


DEFAULT = Settings()


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop knows, by the places of an `EventColumns`: products [products], customers [customers] or None."""

    sold: BoolArray
    since: IntArray  # when the product came into the shop, microseconds; NO_DATE when not known
    customers: BoolArray | None
    now: int

    @classmethod
    def of(
        cls,
        columns: EventColumns,
        catalogue: Mapping[str, datetime | None],
        customers: Collection[str] | None,
        now: datetime,
    ) -> Shop:
        since = [catalogue.get(name) for name in columns.products]
        return cls(
            np.array([name in catalogue for name in columns.products], dtype=bool),
            np.array([NO_DATE if at is None else micros(at) for at in since], dtype=np.int64),
            None if customers is None else np.array([name in customers for name in columns.customers], dtype=bool),
            micros(now),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: the rows, [n], what is done with them, and the measure it went by.

    `amended` are the events with their values changed, where a rule changes instead of leaving out.
    """

    rule: str
    rows: BoolArray
    why: str
    done: str = LEFT_OUT
    amended: EventColumns | None = None
    rounds: int = 0

    def applied(self, columns: EventColumns) -> EventColumns:
        if self.amended is not None:
            return self.amended
        return columns.take(~self.rows) if self.done == LEFT_OUT and self.rows.any() else columns


def micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND
