"""What the page's buttons do, by name. The browser sends words; every id is checked against the tab's own session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from store.behaviour import EventKind
from ui.labels import label
from ui.views import View, Views

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class Acts:
    """Runs one act and returns the view to show after it: the same, or a new one after a switch of persona."""

    def __init__(self, assistant: Assistant, views: Views) -> None:
        self._assistant = assistant
        self._views = views

    def run(self, view: View, given: Mapping[str, str]) -> View:
        """An act nobody knows, or about a product this session never showed, changes nothing."""
        match given.get("act"):
            case "persona":
                return self._views.create(self._assistant, given.get("value", ""))
            case "new":
                return self._views.create(self._assistant, view.customer.id if view.customer else "")
            case "add":
                self._add(view, given.get("product", ""), given.get("variant", ""))
            case "add_bundle":
                self._add_bundle(view, given.get("turn", ""))
            case "quantity":
                self._set(view, given.get("product", ""), given.get("variant", ""), given.get("quantity", ""))
            case "hide" if view.session.was_shown(given.get("product", "")):
                self._assistant.hide(view.session, given["product"])
            case "view" if view.session.was_shown(given.get("product", "")):
                self._assistant.event(view.session, given["product"], EventKind.CLICK)
            case "forget":
                self._assistant.forget(view.session, given.get("kind", ""), given.get("value", ""))
        return view

    def _in_cart(self, view: View, product_id: str, variant_id: str) -> int:
        lines = self._assistant.cart(view.session).lines
        return sum(line.quantity for line in lines if (line.product.id, line.variant_id) == (product_id, variant_id))

    def _add(self, view: View, product_id: str, variant_id: str) -> None:
        """One more of a product that was shown here: of the chosen variant, else of the one whose price was shown."""
        product = self._assistant.shop.store.products.get(product_id)
        if product is None or not view.session.was_shown(product_id):
            return
        known = {variant.id for variant in product.variants}
        chosen = variant_id if variant_id in known else product.offer.id
        self._put(view, product_id, chosen, self._in_cart(view, product_id, chosen) + 1)

    def _add_bundle(self, view: View, number: str) -> None:
        turn = next((turn for turn in view.turns if str(turn.number) == number), None)
        for product_id, variant_id in turn.variant_ids() if turn else ():
            self._put(view, product_id, variant_id, self._in_cart(view, product_id, variant_id) + 1)

    def _set(self, view: View, product_id: str, variant_id: str, quantity: str) -> None:
        """The cart's own buttons: only a line that is there changes."""
        if quantity.isdecimal() and self._in_cart(view, product_id, variant_id):
            self._put(view, product_id, variant_id, int(quantity))

    def _put(self, view: View, product_id: str, variant_id: str, quantity: int) -> None:
        """As many as there are: what exceeds the stock is said, not put in the cart."""
        found = self._assistant.shop.store.products.variant(variant_id)
        stock = found[1].stock if found else 0
        if quantity > stock:
            view.notice = label("only", self._assistant.shop.language, count=stock)
        else:
            self._assistant.set_cart(view.session, product_id, variant_id, quantity)
