"""What is shown of a session: cards, cart, profile. Reads only; everything comes from the records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from assistant.events import Card, CartLineShown, CartShown
from assistant.session import Session
from assistant.shop import Shop
from assistant.tools.lines import plain
from ranker.explain import say
from store.customers import Preference
from store.money import Money

PROFILE_ITEMS = 6


def utc_now() -> datetime:
    return datetime.now(UTC)


class View:
    """One shop's records as a shopper of one session sees them."""

    def __init__(self, shop: Shop, now: Callable[[], datetime] = utc_now) -> None:
        self.shop = shop
        self._now = now

    def cards(self, session: Session, handles: Sequence[str]) -> tuple[Card, ...]:
        """A card for each handle, in order; products that left the catalogue since are left out."""
        ids = {handle: session.handles[handle] for handle in handles if handle in session.handles}
        reasons = {product_id: session.ranked[product_id].reasons for product_id in ids.values()}
        bases = {reason.product_id for found in reasons.values() for reason in found if reason.product_id}
        products = self.shop.store.products.many({*ids.values(), *bases})
        cards = []
        for handle, product_id in ids.items():
            if product_id not in products:
                continue
            ranked = session.ranked[product_id]
            why = say(ranked.reasons, products, session.language, self._now())
            cards.append(Card(handle, products[product_id], ranked.score, ranked.source, ranked.reasons, why))
        return tuple(cards)

    def cart(self, session: Session) -> CartShown:
        """The cart with the prices of now; variants that no longer exist are left out."""
        lines = self.shop.store.carts.lines(cart_id(session))
        products = self.shop.store.products.many([line.product_id for line in lines])
        shown = []
        total = Money(0, self.shop.currency)
        for line in lines:
            product = products.get(line.product_id)
            variant = next((v for v in product.variants if v.id == line.variant_id), None) if product else None
            if product is None or variant is None:
                continue
            shown.append(CartLineShown(product, variant.id, variant.options, line.quantity, variant.price))
            total += variant.price * line.quantity
        return CartShown(tuple(shown), total)

    def cart_line(self, session: Session) -> str:
        """`2 items`, as the model's context has it; "" for an empty cart."""
        count = sum(line.quantity for line in self.shop.store.carts.lines(cart_id(session)))
        return f"{count} item{'' if count == 1 else 's'}" if count else ""

    def preferences(self, session: Session) -> list[Preference]:
        """What is remembered of the shopper; of a guest, for this conversation only."""
        if not session.customer_id:
            return list(session.preferences)
        return self.shop.store.customers.preferences(session.customer_id)

    def profile_line(self, session: Session) -> str:
        """One line on the shopper for the model's context; "" for a guest of whom nothing is remembered."""
        remembered = [f"{item.kind}={plain(item.value, 24)}" for item in self.preferences(session)[:PROFILE_ITEMS]]
        return "; ".join((["known shopper"] if session.customer_id else []) + remembered)


def cart_id(session: Session) -> str:
    """Whose cart it is: the customer's on every device, or this conversation's for a guest."""
    return session.customer_id or session.id
