"""The conversations that are open in a browser, each by its own unguessable id."""

from __future__ import annotations

import asyncio
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.session import Session
from store.customers import Customer
from ui.turn_view import TurnView

if TYPE_CHECKING:
    from assistant.assistant import Assistant

WAITING = 5  # messages of one tab that may wait for their answer
OPEN_AT_ONCE = 500  # conversations kept rendered; an older one goes on, without showing what was said before
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{20,64}")  # what a browser may call its tab: long enough not to be guessed


@dataclass(slots=True)
class View:
    """One browser tab: its session, who is shopping, and its turns as they were shown."""

    session: Session
    customer: Customer | None
    turns: list[TurnView] = field(default_factory=list)
    in_order: asyncio.Lock = field(default_factory=asyncio.Lock)  # messages sent while one is answered wait for it
    notice: str = ""  # one sentence to show once, after an act that could not be done

    def begin(self, message: str, language: str, photo: str | None = None) -> TurnView | None:
        """The turn of a message that was just sent; None when too many wait already."""
        if sum(bool(turn.status) for turn in self.turns) > WAITING:
            return None
        turn = TurnView(number=len(self.turns) + 1, message=message, language=language, photo=photo)
        self.turns.append(turn)
        return turn


class Views:
    """Least recently used views go first when there are too many. Nothing is shared between two ids. Thread-safe."""

    def __init__(self) -> None:
        self._views: OrderedDict[str, View] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, assistant: Assistant, session_id: str) -> View:
        """The view of this id; a guest's new one when there is none yet."""
        with self._lock:
            view = self._views.get(session_id)
            if view is None:
                return self._create(assistant, session_id if IDENTIFIER.fullmatch(session_id) else None, "")
            self._views.move_to_end(session_id)
            return view

    def create(self, assistant: Assistant, customer_id: str = "") -> View:
        """A new conversation, as a persona of this shop or as a guest: never as another of its customers."""
        with self._lock:
            return self._create(assistant, None, customer_id)

    def _create(self, assistant: Assistant, session_id: str | None, customer_id: str) -> View:
        personas = {persona.id: persona for persona in assistant.shop.store.customers.personas()}
        customer = personas.get(customer_id)
        session = assistant.session(session_id or secrets.token_urlsafe(24), customer.id if customer else "")
        view = View(session=session, customer=customer)
        self._views[session.id] = view
        while len(self._views) > OPEN_AT_ONCE:
            self._views.popitem(last=False)
        return view
