"""Customers: who the shop knows, whom they follow, and what they asked the assistant to remember."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    name: str = ""
    email: str = ""
    language: str = "en"
    about: str = ""  # one line on a demo persona; empty for real customers
    persona: bool = False
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """One remembered thing: `kind` is brand, not_brand, colour, size, category, price, attribute or note."""

    customer_id: str
    kind: str
    value: str
    origin: str  # the shopper's own words, or "order history": shown beside the preference
    at: datetime
