"""Logs written by hand for the tests of preparation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from store.behaviour import Event, EventKind

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CATALOGUE: Mapping[str, datetime | None] = dict.fromkeys(("a", "b", "c", "d", "e"))


def act(
    customer: str, product: str, kind: str = "view", seconds: float = 0.0, quantity: int = 1, basket: str = ""
) -> Event:
    """An event `seconds` after the start of May."""
    at = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return Event(customer, product, EventKind(kind), at, quantity, basket)
