"""What shoppers took in a stretch of time, and what was known of them before: cases to choose by and to measure on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from ranker.neural.visits import KINDS
from store.behaviour import Event


@dataclass(frozen=True, slots=True)
class Taken:
    """A product that a shopper met for the first time, with everything they did before it."""

    customer_id: str
    product_id: str
    at: datetime
    history: tuple[Event, ...]

    @property
    def met(self) -> frozenset[str]:
        """The products that the shopper did something with before. Those only shown may still be met."""
        return frozenset(event.product_id for event in self.history if event.kind in KINDS)


def by_shopper(events: Sequence[Event]) -> dict[str, list[Event]]:
    """Events of known customers, each customer's oldest first."""
    found: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.at):
        if event.customer_id:
            found.setdefault(event.customer_id, []).append(event)
    return found


def cut_at(events: Sequence[Event], share: float) -> datetime:
    """The time before which `share` of the positive events happened."""
    times = [event.at.timestamp() for event in events if event.kind in KINDS]
    return datetime.fromtimestamp(float(np.quantile(times, share)), UTC)


def taken(
    shoppers: Mapping[str, Sequence[Event]], start: datetime, end: datetime | None = None, most: int = 3
) -> list[Taken]:
    """The first `most` products that each shopper newly met from `start` until before `end`, by customer."""
    found = []
    for customer, own in sorted(shoppers.items()):
        seen: set[str] = set()
        kept = 0
        for place, event in enumerate(own):
            if event.kind not in KINDS:
                continue
            within = event.at >= start and (end is None or event.at < end)
            if within and event.product_id not in seen and kept < most:
                found.append(Taken(customer, event.product_id, event.at, tuple(own[:place])))
                kept += 1
            seen.add(event.product_id)
    return found


def spread(cases: Sequence[Taken], most: int) -> list[Taken]:
    """At most `most` of the cases, evenly from first to last."""
    if len(cases) <= most:
        return list(cases)
    return [cases[at] for at in np.linspace(0, len(cases) - 1, most).astype(int).tolist()]
