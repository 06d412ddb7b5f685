"""Slots: what a model writes instead of facts, and how the server fills them from the records.

`{p1}` is a product's title, `{p1.price}` its price, `{p1.why}` the reason it is shown, `{difference p1 p2}` what sets
two apart, `{bundle.total}` a sum from the solver. A slot that has no value is never shown: its sentence is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.events import BundleShown, Card, CartShown
from assistant.tools.differences import differences
from assistant.wording import format_money, join

SLOT = re.compile(r"\{\s*([^{}\n]{1,80}?)\s*\}")
_PRODUCT = re.compile(r"(p\d{1,4})(?:\.([a-z]+))?")
_DIFFERENCE = re.compile(r"difference\s+(p\d{1,4})[\s,]+(p\d{1,4})")
_STOCK = {"en": ("in stock", "sold out"), "zh": ("有货", "售罄")}
_EMPTY = {"en": "nothing", "zh": "空的"}


@dataclass(frozen=True, slots=True)
class SlotValues:
    """Everything a slot may stand for in one turn. `cards` holds every handle of the conversation."""

    cards: Mapping[str, Card]
    language: str = "en"
    named: Mapping[str, str] = field(default_factory=dict)  # what this turn's tools offered: {"order": "Your order …"}
    bundle: BundleShown | None = None
    cart: CartShown | None = None

    def fill(self, slot: str) -> str | None:
        """What the slot stands for; None when it stands for nothing. `slot` is without braces."""
        name = " ".join(slot.split())
        if match := _DIFFERENCE.fullmatch(name):
            return self._difference(match[1], match[2])
        if match := _PRODUCT.fullmatch(name):
            return self._product(match[1], match[2] or "title")
        if name.startswith("bundle"):
            return self._bundle(name.partition(".")[2] or "items")
        if name == "cart" or name.startswith("cart."):
            return self.named.get(name) or self._cart(name.partition(".")[2] or "lines")
        return self.named.get(name) or None

    def _difference(self, first: str, second: str) -> str | None:
        if first == second or first not in self.cards or second not in self.cards:
            return None
        sentence = differences(self.cards[first].product, self.cards[second].product, self.language)
        stop = "。" if self.language == "zh" else "."
        return f"{sentence.rstrip(stop)}{stop}" if sentence else None

    def _product(self, handle: str, name: str) -> str | None:
        card = self.cards.get(handle)
        if card is None:
            return None
        product = card.product
        match name:
            case "title":
                return one_line(product.title)
            case "price":
                return format_money(product.price, self.language)
            case "why":
                return card.why or None
            case "brand":
                return one_line(product.brand) or None
            case "stock":
                return _STOCK.get(self.language, _STOCK["en"])[not product.in_stock]
            case "rating":
                return None if product.rating is None else f"{product.rating:.1f} ★"
            case "saving":
                before = product.list_price
                return None if before is None else format_money(before - product.price, self.language)
        values = {key.casefold(): found for key, found in product.attributes.items()}.get(name)
        return one_line(join(values, self.language)) if values else None

    def _bundle(self, name: str) -> str | None:
        bundle = self.bundle
        if bundle is None:
            return None
        match name:
            case "items":
                return join([one_line(item.card.product.title) for item in bundle.items], self.language)
            case "total":
                return format_money(bundle.total, self.language)
            case "saving":
                return format_money(bundle.saving, self.language) if bundle.saving.minor > 0 else None
            case "budget":
                return None if bundle.budget is None else format_money(bundle.budget, self.language)
        return None

    def _cart(self, name: str) -> str | None:
        cart = self.cart
        if cart is None:
            return None
        match name:
            case "total":
                return format_money(cart.total, self.language)
            case "count":
                return str(sum(line.quantity for line in cart.lines))
            case "lines":
                lines = [f"{line.quantity} × {one_line(line.product.title)}" for line in cart.lines]
                return join(lines, self.language) or _EMPTY.get(self.language, _EMPTY["en"])
        return None


def handles_in(text: str) -> list[str]:
    """The product handles that the text's slots name, in order, none twice."""
    found: dict[str, None] = {}
    for match in SLOT.finditer(text):
        for handle in re.findall(r"\bp\d{1,4}\b", match[1]):
            found[handle] = None
    return list(found)


def one_line(text: str) -> str:
    """Shop text as one line without control characters: it is data, and must not shape the reply around it."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
