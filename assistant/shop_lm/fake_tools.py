"""What the tools of a pseudo-shop answer, in the very lines the real ones write: finds, failures, refusals."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.shop_lm.catalogue import WHYS, Line, product
from assistant.tools import lines

RELAXABLE = ("colour", "brand", "price", "rating", "size", "material", "offer")
LISTING = ("search_products", "recommend_for_me", "find_similar")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A tool's answer. `status` is none, one, many, ok, refused, needs or error; `slots` the names it offers."""

    tool: str
    text: str
    status: str
    lines: tuple[Line, ...] = ()
    slots: tuple[str, ...] = ()
    relaxed: bool = False

    @property
    def hints(self) -> dict[str, str]:
        """low, high and best as the chat template names them: only when prices or ratings really differ."""
        found: dict[str, str] = {}
        prices = [line.price for line in self.lines]
        if prices and max(prices) > min(prices) * 1.3:
            found["low"] = self.lines[prices.index(min(prices))].handle
            found["high"] = self.lines[prices.index(max(prices))].handle
        ratings = [line.rating for line in self.lines]
        if ratings and max(ratings) >= 4.0 and ratings.count(max(ratings)) == 1:
            found["best"] = self.lines[ratings.index(max(ratings))].handle
        return found


@dataclass(slots=True)
class FakeShop:
    """One pseudo-shop in one conversation: its currency and the handles it has given out."""

    rng: random.Random
    currency: str
    first: int  # the number before the first handle
    known: bool
    shown: list[Line] = field(default_factory=list)  # the list on the page
    by_handle: dict[str, Line] = field(default_factory=dict)
    cart: int = 0
    set_shown: bool = False  # whether that list is a set

    def call(
        self, name: str, thing: str, *, relaxable: bool = False, crossed: bool = False, named: tuple[str, ...] = ()
    ) -> Outcome:
        """Runs a tool. `named` are the handles it is about; `relaxable` whether there are conditions to give up;
        `crossed` whether the price limits contradict each other."""
        if name == "search_products" and crossed:
            return self._error(name, "price_min is above price_max: swap them or leave one out")
        if name in LISTING:
            return self._listing(name, thing, relaxable)
        if name in ("show_product", "read_reviews", "compare_products") and not named:
            return self._error(name)
        return _ABOUT[name](self, named) if name in _ABOUT else _PLAIN[name](self)

    # ---- lists of products

    def _listing(self, name: str, thing: str, relaxable: bool) -> Outcome:
        count = self.rng.choices((0, 1, 2, 3, 4, 5, 6), (10, 7, 6, 7, 8, 12, 50))[0]
        if not count:
            return Outcome(name, lines.found(0, 0), "none")
        self._show(thing, count, 0.85 if name == "recommend_for_me" else 0.55)
        total = count if count < 6 or self.rng.random() < 0.15 else self.rng.randint(7, 400)
        relaxed = self.rng.sample(RELAXABLE, self.rng.randint(1, 2)) if relaxable and self.rng.random() < 0.2 else []
        slots = ("relaxed",) if relaxed and self.rng.random() < 0.8 else ()
        notes = ["left out as remembered: brand X"] if self.known and self.rng.random() < 0.05 else []
        notes += ["like: p1"] if name == "find_similar" else []
        text = lines.compose(
            lines.found(count, total),
            *(lines.product_line(line.handle, line.product, line.why) for line in self.shown),
            lines.relaxed(relaxed),
            *notes,
            lines.slots(slots),
        )
        return Outcome(name, text, "one" if count == 1 else "many", tuple(self.shown), slots, bool(relaxed))

    def _show(self, thing: str, count: int, explained: float) -> None:
        """Puts `count` products on the page; some of them may have been there before."""
        around = self.rng.choice((8, 25, 60, 150, 400, 900))
        spread = self.rng.random() < 0.25  # lists whose prices hardly differ occur too
        fresh: list[Line] = []
        for _ in range(count):
            if self.by_handle and self.rng.random() < 0.08:
                known = self.rng.choice(list(self.by_handle.values()))
                if known.handle not in [line.handle for line in fresh]:
                    fresh.append(known)
                    continue
            made = product(self.rng, thing, self.currency, around)
            if spread:
                made = product(random.Random(around), thing, self.currency, around)
            why = self.rng.choice(WHYS) if self.rng.random() < explained else ""
            fresh.append(Line(self._handle(), made, why))
            self.by_handle[fresh[-1].handle] = fresh[-1]
        self.shown, self.set_shown = fresh, False

    def _handle(self) -> str:
        self.first += 1
        return f"p{self.first}"

    # ---- everything else

    def _error(self, name: str, sentence: str = "") -> Outcome:
        said = sentence or self.rng.choice(
            ("product: give the handle of a shown product", "nothing was shown under p99", "product: Field required",
             "which product? use one of p1, p2", "there is no product with that handle: search first")
        )  # fmt: skip
        return Outcome(name, lines.error(said), "error")

    def _said(self, name: str, status: str, slot: str, *notes: str) -> Outcome:
        """A tool that answers with one sentence in a slot."""
        first = {
            "ok": lines.ok(self.rng.choice(("", "done", "order D-1 shipped"))),
            "none": lines.found(0, 0),
            "refused": lines.refused(
                self.rng.choice(("return window", "quantity limit", "not signed in", "final sale"))
            ),
            "needs": lines.needs(self.rng.choice(("size", "colour", "item")), ("S", "M")),
        }[status]
        slots = (slot,) if slot else ()
        return Outcome(name, lines.compose(first, *notes, lines.slots(slots)), status, (), slots)

    def _one(self, named: tuple[str, ...]) -> Outcome:
        line = self.by_handle[named[0]]
        slots = ("details",) if self.rng.random() < 0.9 else ()
        text = lines.compose(
            lines.ok(), lines.product_line(line.handle, line.product), "size: S, M", "about: fine", lines.slots(slots)
        )
        return Outcome("show_product", text, "ok", (line,), slots)

    def _compare(self, named: tuple[str, ...]) -> Outcome:
        chosen = [self.by_handle[handle] for handle in named]
        if len(chosen) < 2:
            return self._error("compare_products", "compare needs two products that were shown: search first")
        pairs = [(a.handle, b.handle) for i, a in enumerate(chosen) for b in chosen[i + 1 :]][:3]
        slots = tuple(f"difference {a} {b}" for a, b in pairs)
        text = lines.compose(
            lines.ok(),
            *(lines.product_line(line.handle, line.product) for line in chosen),
            *(f"{a} and {b} differ in: price, colour" for a, b in pairs),
            lines.slots(slots),
        )
        return Outcome("compare_products", text, "ok", tuple(chosen), slots)

    def _reviews(self, named: tuple[str, ...]) -> Outcome:
        if self.rng.random() < 0.2:
            return Outcome("read_reviews", lines.compose(lines.found(0, 0), f"reviews of {named[0]}: none"), "none")
        text = lines.compose(
            "found 2 of 9", f"reviews of {named[0]}: mean 4.1★", "review 5★: good", lines.slots(["reviews"])
        )
        return Outcome("read_reviews", text, "ok", (), ("reviews",))

    def _bundle(self) -> Outcome:
        chance = self.rng.random()
        if chance < 0.08:
            return self._error("build_bundle", "goal: say what the set is for, such as camping weekend")
        if chance < 0.25:
            return self._said("build_bundle", "none", self.rng.choice(("nearest", "", "rule")), "reason: budget")
        self._show("kit", self.rng.randint(2, 5), 0.0)
        return self._set("build_bundle")

    def _set(self, name: str, *told: str) -> Outcome:
        """The set that is now on the page; what is `told` of it comes last, in a line of its own."""
        self.set_shown = True
        slots = ["bundle.items", "bundle.total"] + (["bundle.saving"] if self.rng.random() < 0.4 else [])
        slots += ["missing"] if self.rng.random() < 0.15 and not told else []
        text = lines.compose(
            lines.ok(f"bundle of {len(self.shown)}"),
            *(lines.product_line(line.handle, line.product, role="part") for line in self.shown),
            f"total: 120.00 {self.currency}" + (f" | saving: 9.00 {self.currency}" if len(slots) > 2 else ""),
            lines.slots(slots),
            lines.slots(told),
        )
        return Outcome(name, text, "ok", tuple(self.shown), (*slots, *told))

    def _change(self, named: tuple[str, ...]) -> Outcome:
        """Another product in a place of the set, a place left out, or the whole for less; the rest stays."""
        if not self.set_shown:
            return self._error("change_bundle", "there is no set yet; build_bundle makes one")
        chance = self.rng.random()
        if chance < 0.08:
            return self._error(
                "change_bundle",
                self.rng.choice(
                    ("p99 is not in the set; it holds p1, p2", "nothing was shown under p99",
                     "at least two products stay in a set; build_bundle makes another one")
                ),
            )  # fmt: skip
        if chance < 0.25:
            reason = f"reason: {self.rng.choice(('nothing_found', 'budget'))}"
            text = lines.compose(lines.found(0, 0), reason, lines.slots(["changed"]))
            return Outcome("change_bundle", text, "none", (), ("changed",))
        going = named or (self.rng.choice(self.shown).handle,)
        out = len(self.shown) - len(going) > 1 and self.rng.random() < 0.3
        before = self.shown
        self._show("kit", len(going), 0.0)
        fresh = iter(() if out else self.shown)
        kept = [next(fresh, None) if line.handle in going else line for line in before]
        self.shown = list({line.handle: line for line in kept if line is not None}.values())
        return self._set("change_bundle", "changed")

    def _hide(self, named: tuple[str, ...]) -> Outcome:
        if not named or self.rng.random() < 0.08:
            known = f"use one of {', '.join(line.handle for line in self.shown)}" if self.shown else "search first"
            return self._error("hide_product", f"products: which ones? {known}")
        self.shown = [line for line in self.shown if line.handle not in named]
        self.set_shown = self.set_shown and len(self.shown) > 1
        note = f"hidden {len(named)}, {len(self.shown)} left on the page"
        return Outcome("hide_product", lines.compose(lines.ok(note), lines.slots(["saved"])), "ok", (), ("saved",))

    def _overview(self) -> Outcome:
        chance = self.rng.random()
        if chance < 0.1:
            return Outcome("catalogue_overview", lines.compose(lines.found(0, 0), "sold here: A, B"), "none")
        return self._with_products("catalogue_overview", "overview", 0.3, "departments: A (4), B (9)")

    def _promotions(self) -> Outcome:
        if self.rng.random() < 0.2:
            return Outcome("list_promotions", lines.found(0, 0), "none")
        return self._with_products("list_promotions", "promotions", 0.6, "promotion: Spring | 20% off")

    def _with_products(self, name: str, slot: str, chance: float, note: str) -> Outcome:
        if self.rng.random() < chance:
            self._show("thing", self.rng.randint(1, 6), 0.4)
            shown = [lines.product_line(line.handle, line.product, line.why) for line in self.shown]
            status, given = lines.found(len(shown), len(shown)), tuple(self.shown)
        else:
            shown, given = [], ()
            status = self.rng.choice((lines.ok(), lines.found(44, 44)))
        return Outcome(name, lines.compose(status, *shown, note, lines.slots([slot])), "ok", given, (slot,))

    def _update_cart(self, named: tuple[str, ...]) -> Outcome:
        chance = self.rng.random()
        if chance < 0.15:
            return self._said("update_cart", "needs", "needs", "of: something")
        if chance < 0.28:
            return self._said("update_cart", "refused", "rule")
        if chance < 0.36 or not self.by_handle:
            return self._error("update_cart")
        self.cart += 1
        handle = named[0] if named else next(iter(self.by_handle))
        text = lines.compose(
            lines.ok("cart changed"),
            f"{handle} | Thing | size M | 1 x 20.00 {self.currency}",
            lines.slots(["cart", "cart.total"]),
        )
        return Outcome("update_cart", text, "ok", (), ("cart", "cart.total"))

    def _show_cart(self) -> Outcome:
        if not self.cart:
            return Outcome("show_cart", lines.compose(lines.found(0, 0), "cart: empty"), "none")
        text = lines.compose(lines.ok(), f"p1 | Thing | 1 x 20.00 {self.currency}", lines.slots(["cart", "cart.total"]))
        return Outcome("show_cart", text, "ok", (), ("cart", "cart.total"))

    def _order(self) -> Outcome:
        status = self.rng.choices(("ok", "none", "refused"), (7, 2, 1))[0]
        return self._said("order_status", status, "order" if status == "ok" else self.rng.choice(("order", "rule")))

    def _return(self) -> Outcome:
        status = self.rng.choices(("ok", "refused", "needs", "none", "error"), (40, 35, 10, 10, 5))[0]
        if status == "error":
            return self._error("start_return", "order: say which order, such as D-1001")
        slot = {"ok": self.rng.choice(("rule", "order")), "needs": "needs"}.get(status, "rule")
        return self._said("start_return", status, slot, "item: Thing")

    def _policy(self) -> Outcome:
        status = self.rng.choices(("ok", "none"), (8, 2))[0]
        return self._said("shop_policy", status, "rule", "rule: short")

    def _remember(self) -> Outcome:
        if self.rng.random() < 0.12:
            return self._error("remember", "value: what to remember; kind: one of brand, colour, size")
        return self._said("remember", "ok", "saved")

    def _forget(self) -> Outcome:
        if self.rng.random() < 0.12:
            return self._error("forget", 'say what to forget, or kind "all"; remembered: nothing')
        return self._said("forget", "ok", "saved")

    def _hand_off(self) -> Outcome:
        return self._said("hand_off", "ok", self.rng.choice(("", "", "handoff")))


_ABOUT: dict[str, Callable[[FakeShop, tuple[str, ...]], Outcome]] = {
    "show_product": FakeShop._one,
    "compare_products": FakeShop._compare,
    "read_reviews": FakeShop._reviews,
    "update_cart": FakeShop._update_cart,
    "change_bundle": FakeShop._change,
    "hide_product": FakeShop._hide,
}
_PLAIN: dict[str, Callable[[FakeShop], Outcome]] = {
    "build_bundle": FakeShop._bundle,
    "catalogue_overview": FakeShop._overview,
    "list_promotions": FakeShop._promotions,
    "show_cart": FakeShop._show_cart,
    "order_status": FakeShop._order,
    "start_return": FakeShop._return,
    "shop_policy": FakeShop._policy,
    "remember": FakeShop._remember,
    "forget": FakeShop._forget,
    "hand_off": FakeShop._hand_off,
}
