"""What the shopper of a session does: written down in one place, and read for every ranking.

A customer's events go into the shop's records; a guest's stay in the session, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.session import Session
from assistant.shop import Shop
from store.behaviour import Event, EventKind

GUEST_EVENTS = 200  # newest events of a guest that a session keeps


def history_of(shop: Shop, session: Session) -> list[Event]:
    """What the shopper did until now, oldest first; of a guest, what they did in this session.

    A customer's events are read from the records once a session, and again where there are others than before: also
    those that another session or process wrote down.
    """
    if not session.customer_id:
        return session.events
    mark = shop.store.behaviour.mark(session.customer_id)
    if session.read is None or session.read[0] != mark:
        session.read = (mark, shop.store.behaviour.history(session.customer_id))
    return session.read[1]


def done(session: Session, product_id: str, kind: EventKind, now: datetime, quantity: int = 1) -> Event:
    """The event, with the ranking of this session that showed the product last, where one did."""
    ranking_id = session.rankings.get(product_id, "")
    return Event(session.customer_id, product_id, kind, now, quantity, ranking_id=ranking_id)


def record(shop: Shop, session: Session, events: Sequence[Event]) -> None:
    """Writes a customer's events down; may stand inside a transaction. `observe` is to follow."""
    if session.customer_id:
        shop.store.behaviour.record(events)


def observe(shop: Shop, session: Session, events: Sequence[Event]) -> None:
    """Lets the events count from the next ranking on."""
    if not session.customer_id:
        session.events = [*session.events, *events][-GUEST_EVENTS:]
        return
    for event in events:
        shop.ranking.observe(event)
