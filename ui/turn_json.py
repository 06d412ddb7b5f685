"""A finished turn as plain values: what `daogou chat --json` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.events import Card, CartShown, TurnDone
from assistant.session import Session
from store.money import Money, exponent


def major(amount: Money) -> float | int:
    """The amount in major units as a number: 49.9, or 1200 where the currency has no smaller unit."""
    return float(amount.major) if exponent(amount.currency) else amount.minor


def turn_json(session: Session, done: TurnDone) -> dict[str, Any]:
    return {
        "session": session.id,
        "reply": done.reply,
        "products": [product_json(card) for card in done.cards],
        "tools": [
            {"name": tool.name, "arguments": dict(tool.arguments), "ms": round(tool.ms, 2)} for tool in done.tools
        ],
        "cart": cart_json(done.cart),
        "timings": {stage: round(ms, 2) for stage, ms in done.timings.items()},
        "tokens": dict(done.tokens),
        "audit": {**asdict(done.audit), "guards": dict(done.guards)},
        "degraded": done.degraded,
    }


def product_json(card: Card) -> dict[str, Any]:
    price = card.product.price
    return {
        "handle": card.handle,
        "id": card.product.id,
        "title": card.product.title,
        "price": major(price),
        "currency": price.currency,
    }


def cart_json(cart: CartShown) -> dict[str, Any]:
    lines = [
        {
            "id": line.product.id,
            "variant": line.variant_id,
            "title": line.product.title,
            "options": dict(line.options),
            "quantity": line.quantity,
            "price": major(line.price),
        }
        for line in cart.lines
    ]
    return {"lines": lines, "total": major(cart.total), "currency": cart.total.currency}
