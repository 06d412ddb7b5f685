"""One shopper's conversation: what was said, what was shown under which handle, what is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.reading import Reading
from ranker.ranker import Ranked
from store.behaviour import Event
from store.customers import Preference


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange, as it is kept: the reply is what the shopper read; `spoken` is what the model wrote, with slots."""

    message: str
    reply: str
    spoken: str = ""
    handles: tuple[str, ...] = ()
    tool: str = ""


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """Which option of which product is to be chosen, out of which values, and what was chosen before."""

    handle: str
    option: str
    values: tuple[str, ...]
    quantity: int = 1
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The bundle proposed last: its goal, each item's handle with its role, its total and budget in minor units."""

    goal: str
    roles: Mapping[str, str]  # handle -> role; a product the shopper brought along may have none
    total: int
    budget: int | None = None


@dataclass(slots=True)
class Session:
    """Mutable state of one conversation. `customer_id` is "" for a guest; no model and no tool call ever sets it."""

    id: str
    customer_id: str = ""
    language: str = "en"
    turns: list[Turn] = field(default_factory=list)
    handles: dict[str, str] = field(default_factory=dict)  # handle -> product id, for the whole conversation
    ranked: dict[str, Ranked] = field(default_factory=dict)  # product id -> how it was last ranked, with reasons
    current: tuple[str, ...] = ()  # handles of the list shown last, in order
    previous: tuple[tuple[str, ...], ...] = ()  # the lists before it, newest first
    hidden: set[str] = field(default_factory=set)  # product ids the shopper does not want to see
    last: Reading | None = None  # the last reading that searched or recommended
    bundle: Proposed | None = None
    handed_off: bool = False
    focus: str = ""  # the handle of the one product that was just spoken of; "" when the last answer showed a list
    pair: tuple[str, ...] = ()  # the handles that were last named together: what "both" and "the other one" mean
    seen: tuple[str, ...] = ()  # the handles shown since the topic began, for "show me others"
    asked: OpenChoice | None = None  # the choice between variants that the last turn left open
    preferences: list[Preference] = field(default_factory=list)  # a guest's: a customer's are in the shop's records
    rankings: dict[str, str] = field(default_factory=dict)  # product id -> the logged ranking that showed it last
    events: list[Event] = field(default_factory=list)  # a guest's, oldest first: a customer's are in the records
    read: tuple[Any, list[Event]] | None = field(default=None, compare=False)  # a customer's, with their mark
    before: dict[tuple[datetime, str], int] = field(default_factory=dict)  # (turn, variant) -> units before the turn

    def register(self, ranked: Sequence[Ranked]) -> tuple[str, ...]:
        """Gives each product a handle, the one it already has if it was shown before, and returns them in order."""
        known = {product_id: handle for handle, product_id in self.handles.items()}
        handles = []
        for item in ranked:
            handle = known.get(item.product_id) or f"p{len(self.handles) + 1}"
            self.handles[handle] = item.product_id
            known[item.product_id] = handle
            self.ranked[item.product_id] = item
            handles.append(handle)
        return tuple(handles)

    def show(self, handles: Iterable[str]) -> None:
        """Makes these the current list; the former one can still be gone back to."""
        shown = tuple(handles)
        if self.current and shown != self.current:
            self.previous = (self.current, *self.previous)[:10]
        self.current = shown

    def product_id(self, handle: str) -> str | None:
        """The product a handle stands for; None when nothing was shown under it."""
        return self.handles.get(handle)

    def was_shown(self, product_id: str) -> bool:
        return product_id in self.ranked
