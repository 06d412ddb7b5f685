"""A shopper's history as weights: which products speak for their taste now, and which against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.behaviour import Event, EventKind

# What an event says of the shopper's taste, before it fades.
TASTE: Mapping[EventKind, float] = {
    EventKind.PURCHASE: 1.0,
    EventKind.CART: 0.8,
    EventKind.LIKE: 0.8,
    EventKind.CLICK: 0.5,
    EventKind.VIEW: 0.3,
    EventKind.DISLIKE: -1.0,
    EventKind.RETURN: -1.0,
}
HALF_LIFE_DAYS = 60.0
SESSION_HOURS = 2.0  # what happened within these hours is what the shopper is busy with
SESSION_BOOST = 2.0
STEP_DECAY = 0.85  # for each newer product in the history
LONGEST = 50  # newest products looked at


@dataclass(frozen=True, slots=True)
class Interest:
    """One product of the history. `weight` is positive or negative; `kind` and `at` are of the event that says most."""

    product_id: str
    weight: float
    kind: EventKind
    at: datetime


def interests(history: Sequence[Event], now: datetime) -> list[Interest]:
    """At most `LONGEST` products of the history, newest first. Impressions say nothing.

    A product counts by its strongest positive event; a dislike or return that no positive event follows turns it
    negative. Weights halve every `HALF_LIFE_DAYS`, shrink with each newer product, and double within the session.
    """
    telling: dict[str, Event] = {}  # newest product first
    for event in sorted(history, key=lambda event: event.at, reverse=True):
        if event.kind not in TASTE:
            continue
        before = telling.get(event.product_id)
        if before is None or (TASTE[before.kind] > 0 and TASTE[event.kind] > TASTE[before.kind]):
            telling[event.product_id] = event
    newest = _newest_times(history)
    found = []
    for step, (product_id, event) in enumerate(list(telling.items())[:LONGEST]):
        age = max(0.0, (now - newest[product_id]).total_seconds())
        weight = TASTE[event.kind] * 2.0 ** (-age / (86_400 * HALF_LIFE_DAYS)) * STEP_DECAY**step
        boost = SESSION_BOOST if age <= 3_600 * SESSION_HOURS else 1.0
        found.append(Interest(product_id, weight * boost, event.kind, event.at))
    return found


def _newest_times(history: Sequence[Event]) -> dict[str, datetime]:
    newest: dict[str, datetime] = {}
    for event in history:
        if event.kind in TASTE and (event.product_id not in newest or event.at > newest[event.product_id]):
            newest[event.product_id] = event.at
    return newest


def bought(history: Sequence[Event]) -> frozenset[str]:
    """Products that were bought and kept: a returned one may be offered again only if it is bought again."""
    return frozenset(event.product_id for event in history if event.kind is EventKind.PURCHASE)


def disliked(history: Sequence[Event]) -> frozenset[str]:
    """Products whose last word was a dislike or a return."""
    return frozenset(
        event.product_id for event in _last(history).values() if event.kind in (EventKind.DISLIKE, EventKind.RETURN)
    )


def _last(history: Sequence[Event]) -> dict[str, Event]:
    return {event.product_id: event for event in sorted(history, key=lambda event: event.at) if event.kind in TASTE}
