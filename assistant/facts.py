"""What a turn's claims are checked against, and the checking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.claims import Claim, ClaimKind, numbers
from assistant.events import Card
from assistant.slots import SLOT, SlotValues
from store.products import Product

_PART = re.compile(r"(p\d{1,4})(?:\.([a-z]+))?")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known in a turn.

    `shown` are this turn's handles in order, `referred` those the shopper spoke of; when something is shown, nothing
    else may be named. `said` are the numbers in the shopper's own message, which a reply may repeat; `found` how many
    products the turn's search found (None: nothing was searched); `gave_up` whether a wish was relaxed; `conditions`
    which of price, brand, colour and not_brand the shopper set; `wrote` whether a tool changed something.
    """

    values: SlotValues
    shown: tuple[str, ...] = ()
    referred: tuple[str, ...] = ()
    said: frozenset[Decimal] = frozenset()
    found: int | None = None
    gave_up: bool = False
    conditions: frozenset[str] = frozenset()
    wrote: bool = False

    @classmethod
    def heard(cls, message: str) -> frozenset[Decimal]:
        """The numbers a shopper used."""
        return frozenset(numbers(message))

    def may_name(self, handles: Iterable[str]) -> bool:
        """Whether words about these products go with the cards beside them."""
        return not self.shown or set(handles) <= {*self.shown, *self.referred}

    def cards(self, handles: Sequence[str]) -> list[Card]:
        """The cards of the handles, else those shown this turn."""
        return [self.values.cards[handle] for handle in handles or self.shown if handle in self.values.cards]


def paired(sentence: str) -> bool:
    """Whether each price, rating or reason in the sentence stands with its own product.

    `{p6} … at {p14.price}` tells a false price though each slot is true. A value belongs to the title before it in the
    sentence, or to the first one after it when none comes before; "{p1.price} for {p1}" says itself whose it is.
    """
    parts = [(slot, part) for slot in SLOT.finditer(sentence) if (part := _PART.fullmatch(slot[1].strip()))]
    titles = [(at, part[1]) for at, (_, part) in enumerate(parts) if part[2] in (None, "title")]
    for at, (slot, part) in enumerate(parts):
        if part[2] in (None, "title") or not titles:
            continue
        following = parts[at + 1] if at + 1 < len(parts) else None
        if following is not None and sentence[slot.end() : following[0].start()].strip() == "for":
            owner = following[1][1]
        else:
            before = [handle for place, handle in titles if place < at]
            owner = before[-1] if before else titles[0][1]
        if part[1] != owner:
            return False
    return True


def true(claim: Claim, facts: Facts, handles: Sequence[str]) -> bool:
    """Whether the records bear the claim out, for the products its sentence names, else for those shown this turn."""
    cards = facts.cards(handles)
    products = [card.product for card in cards]
    match claim.kind:
        case ClaimKind.PRICE:
            return claim.amount is not None and (claim.amount in facts.said or claim.amount in _prices(products, facts))
        case ClaimKind.NUMBER:
            return claim.amount is not None and (claim.amount in facts.said or claim.amount in _counts(products, facts))
        case ClaimKind.IN_STOCK:
            return bool(products) and all(product.in_stock for product in products)
        case ClaimKind.OUT_OF_STOCK:
            return bool(products) and all(not product.in_stock for product in products)
        case ClaimKind.ABSENCE:
            return facts.found == 0 or facts.gave_up
        case ClaimKind.ON_OFFER:
            return bool(products) and all(product.list_price is not None for product in products)
        case ClaimKind.CHEAPEST | ClaimKind.DEAREST | ClaimKind.RANGE | ClaimKind.BEST_RATED:
            return _leads(claim.kind, products, [card.product for card in facts.cards(())] or products)
        case ClaimKind.DONE:
            return facts.wrote
        case ClaimKind.PRICE_KEPT | ClaimKind.BRAND_KEPT | ClaimKind.COLOUR_KEPT | ClaimKind.BRAND_LEFT_OUT:
            return claim.kind.condition in facts.conditions
    return False  # a delivery or a warranty is a promise: only a slot may make one


def _leads(kind: ClaimKind, named: list[Product], among: list[Product]) -> bool:
    """Whether a superlative holds: the dearest is the product named last, of all others the one named first."""
    if not named or not among:
        return False
    if kind is ClaimKind.BEST_RATED:
        return named[0].rating is not None and named[0].rating >= max(product.rating or 0.0 for product in among)
    prices = [product.price for product in among]
    lowest = kind is ClaimKind.DEAREST or named[0].price <= min(prices)
    highest = kind is ClaimKind.CHEAPEST or named[-1].price >= max(prices)
    return lowest and highest


def _prices(products: list[Product], facts: Facts) -> set[Decimal]:
    prices = {variant.price.major for product in products for variant in product.variants}
    if facts.values.bundle is not None:
        prices |= {facts.values.bundle.total.major, facts.values.bundle.saving.major}
    if facts.values.cart is not None:
        prices.add(facts.values.cart.total.major)
    return prices


def _counts(products: list[Product], facts: Facts) -> set[Decimal]:
    counts = {Decimal(len(facts.shown)), Decimal(len(products))}
    if facts.found is not None:
        counts.add(Decimal(facts.found))
    for product in products:
        counts |= numbers(product.title)
    return {count for count in counts if count}
