"""Orders from the simulated baskets: variants in the shopper's size, numbers, and a status history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from store.behaviour import Event, EventKind
from store.demo.catalogue import Item
from store.demo.sessions import Basket, Simulation
from store.demo.shoppers import PlannedOrder, Shopper
from store.orders import Order, OrderLine, OrderStatus, StatusChange
from store.products import Variant

FIRST_NUMBER = 10_001
CANCELLED_SHARE = 0.03
RETURN_SHARE = 0.06
CARRIERS = ("Parcelwing", "Postboat", "Redcap Couriers")
STEPS = (OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


def place_planned(simulation: Simulation, everyone: Sequence[Shopper], today: date) -> dict[str, PlannedOrder]:
    """The personas' promised orders, bought in the simulation: basket key → plan."""
    found = {}
    for shopper in everyone:
        for number, plan in enumerate(shopper.orders, 1):
            key = f"{shopper.id}-planned-{number}"
            at = datetime.combine(today - timedelta(days=plan.days_ago), time(10, 12), UTC)
            simulation.buy(shopper, [simulation.best(shopper, kind, at) for kind in plan.kinds], at, key)
            found[key] = plan
    return found


def orders(
    seed: int, baskets: Sequence[Basket], planned: dict[str, PlannedOrder], now: datetime
) -> tuple[list[Order], list[Event]]:
    """Every basket as an order, numbered by time, and the return events of those sent back."""
    rng = Random(f"{seed}:orders")
    found, returns = [], []
    for number, basket in enumerate(sorted(baskets, key=lambda basket: (basket.at, basket.key)), FIRST_NUMBER):
        plan = planned.get(basket.key)
        history = _planned_history(basket, plan, now) if plan else _history(basket, rng, now)
        order = Order(f"DG-{number}", basket.shopper.id, _lines(basket, rng), history)
        found.append(order)
        if order.status is OrderStatus.RETURNED:
            line = order.lines[0]
            at = order.history[-1].at
            returns.append(Event(order.customer_id, line.product_id, EventKind.RETURN, at, basket=basket.key))
    return found, returns


def _lines(basket: Basket, rng: Random) -> tuple[OrderLine, ...]:
    found = []
    for item in basket.items:
        variant = _variant(basket.shopper, item, rng)
        quantity = 1 if basket.shopper.customer.persona or rng.random() < 0.9 else 2
        found.append(OrderLine(item.product.id, variant.id, quantity, variant.price, item.product.title))
    return tuple(found)


def _variant(shopper: Shopper, item: Item, rng: Random) -> Variant:
    """One in the shopper's size where there is one; else any in stock; else any."""
    variants = item.product.variants
    wanted = set(shopper.sizes.values())
    mine = [variant for variant in variants if variant.options.get("size") in wanted]
    stocked = [variant for variant in variants if variant.stock]
    return rng.choice(mine or stocked or list(variants))


def _history(basket: Basket, rng: Random, now: datetime) -> tuple[StatusChange, ...]:
    """Paid within minutes, shipped in a day or two, delivered in two to five more; cut off at the present."""
    carrier = rng.choice(CARRIERS)
    if rng.random() < CANCELLED_SHARE:
        steps = [(OrderStatus.PLACED, timedelta(), ""), (OrderStatus.CANCELLED, timedelta(hours=3), "by the customer")]
    else:
        shipped = timedelta(hours=rng.randrange(18, 50))
        delivered = shipped + timedelta(hours=rng.randrange(40, 120))
        steps = [
            (OrderStatus.PLACED, timedelta(), ""),
            (OrderStatus.PAID, timedelta(minutes=rng.randrange(1, 9)), ""),
            (OrderStatus.SHIPPED, shipped, f"with {carrier}"),
            (OrderStatus.DELIVERED, delivered, ""),
        ]
        if rng.random() < RETURN_SHARE:
            asked = delivered + timedelta(days=rng.randrange(2, 20))
            steps.append((OrderStatus.RETURN_REQUESTED, asked, rng.choice(("too small", "not as expected", "damaged"))))
            steps.append((OrderStatus.RETURNED, asked + timedelta(days=6), "refunded"))
    return tuple(
        StatusChange(status, basket.at + after, note) for status, after, note in steps if basket.at + after <= now
    )


def _planned_history(basket: Basket, plan: PlannedOrder, now: datetime) -> tuple[StatusChange, ...]:
    """Up to the promised status, delivered four days after the order."""
    steps = STEPS[: STEPS.index(OrderStatus(plan.status)) + 1]
    after = (timedelta(), timedelta(minutes=3), timedelta(days=1, hours=5), timedelta(days=4, hours=3))
    notes = ("", "", f"with {CARRIERS[0]}", "")
    changes = zip(steps, after, notes, strict=False)
    return tuple(StatusChange(status, min(now, basket.at + later), note) for status, later, note in changes)


def buyers(baskets: Sequence[Basket]) -> dict[str, list[tuple[str, datetime]]]:
    """Product id → (customer, when) of everyone who bought it: who may write its reviews."""
    found: dict[str, list[tuple[str, datetime]]] = {}
    for basket in baskets:
        for item in basket.items:
            found.setdefault(item.product.id, []).append((basket.shopper.id, basket.at))
    return found
