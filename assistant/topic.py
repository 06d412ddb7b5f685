"""What a turn leaves for the next message to point at: the topic, the products of it, and two that were set apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.events import Card
from assistant.reading import Intent, Reading
from assistant.session import Session

_SEARCHING = frozenset({"search", "recommend", "similar", "bundle"})


def keep_topic(session: Session, reading: Reading, cards: Sequence[Card], *, called: bool) -> None:
    """Notes what was talked of in the session. `cards`: what the turn has shown; `called`: whether any tool ran."""
    searching = reading.intent in _SEARCHING
    before = () if searching and not reading.continues else session.seen
    session.seen = tuple(dict.fromkeys((*before, *(card.handle for card in cards))))
    if len(reading.refs) > 1:
        session.pair = reading.refs
    elif searching:
        session.pair = ()
    if searching and called:
        session.last = _topic(reading, cards)


def _topic(reading: Reading, cards: Sequence[Card]) -> Reading:
    """The reading that "cheaper ones" refines. A photo is gone by then: the kind of what it found stands for it."""
    if not reading.photo or not cards:
        return reading
    kind = "".join(cards[0].product.category[-1:]).casefold()
    return replace(reading, intents=(Intent.SEARCH,), query=kind, photo=False)
