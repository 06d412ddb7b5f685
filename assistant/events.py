"""What a turn yields while it happens: the one stream behind the page, the command line and every other door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.reading import Reading
from ranker.ranker import Reason
from store.money import Money
from store.products import Product


@dataclass(frozen=True, slots=True)
class Card:
    """A product as it is shown in this turn: its handle for the conversation, the record, and why it is here."""

    handle: str  # "p1"
    product: Product
    score: float = 0.0
    source: str = ""
    reasons: tuple[Reason, ...] = ()
    why: str = ""  # the reasons in the shopper's language; "" when there is nothing to say


@dataclass(frozen=True, slots=True)
class BundleItem:
    role: str
    card: Card
    variant_id: str
    price: Money


@dataclass(frozen=True, slots=True)
class BundleShown:
    """A set of products that belong together. `total` is after any saving; `saving` may be zero."""

    goal: str
    items: tuple[BundleItem, ...]
    total: Money
    saving: Money
    budget: Money | None = None


@dataclass(frozen=True, slots=True)
class CartLineShown:
    product: Product
    variant_id: str
    options: Mapping[str, str]
    quantity: int
    price: Money  # of one unit


@dataclass(frozen=True, slots=True)
class CartShown:
    lines: tuple[CartLineShown, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class HandOff:
    """The separate action that gives the conversation to a person; never a magic word in the prose."""

    reason: str
    summary: str


# ---- the events, in the order in which a turn may yield them


@dataclass(frozen=True, slots=True)
class ReadingDone:
    reading: Reading
    ms: float


@dataclass(frozen=True, slots=True)
class ToolStarted:
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolFinished:
    name: str
    arguments: Mapping[str, Any]  # as they ran: filled and corrected
    ms: float
    ok: bool
    summary: str  # what the model was told


@dataclass(frozen=True, slots=True)
class ProductsShown:
    """The turn's one ordered list. Sent again, whole, when a later tool of the same turn replaces it."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class BundleProposed:
    bundle: BundleShown


@dataclass(frozen=True, slots=True)
class CartChanged:
    cart: CartShown


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Rendered and audited text, safe to show as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class HandedOff:
    hand_off: HandOff


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Messages the shopper may want to send next."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """What the claims check found. `dropped` holds the sentences that were not shown, for the trace."""

    slots: int = 0
    claims: int = 0
    dropped: tuple[str, ...] = ()
    unknown_slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolTrace:
    name: str
    arguments: Mapping[str, Any]
    ms: float
    ok: bool


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The whole turn, once it is over. `degraded` says why the model did not speak; "" when it did."""

    trace_id: str
    reply: str
    cards: tuple[Card, ...]
    tools: tuple[ToolTrace, ...]
    cart: CartShown
    reading: Reading
    audit: Audit
    bundle: BundleShown | None = None
    hand_off: HandOff | None = None
    suggestions: tuple[str, ...] = ()
    degraded: str = ""
    model: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)  # milliseconds by stage
    tokens: Mapping[str, int] = field(default_factory=dict)  # prompt, completion, calls
    guards: Mapping[str, int] = field(default_factory=dict)  # how often code corrected the model, by what it did


TurnEvent = (
    ReadingDone
    | ToolStarted
    | ToolFinished
    | ProductsShown
    | BundleProposed
    | CartChanged
    | TextPiece
    | HandedOff
    | Suggestions
    | TurnDone
)
