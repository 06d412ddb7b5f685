"""The cart: what was shown may go in, in a variant that the shopper named, within stock and the shop's limits.

Adding counts from what the cart held before the turn, so a call that is repeated within a turn changes nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from assistant.behaviour import done, observe, record
from assistant.events import CartShown
from assistant.reading import Intent
from assistant.session import Session
from assistant.tools import lines
from assistant.tools.arguments import Text, chosen_handle, products_of
from assistant.tools.choices import Unwilling, fits, heard_options, named, open_choice, refusal, variant_of
from assistant.tools.registry import Access, ToolContext, ToolError, ToolResult, define
from assistant.view import View, cart_id
from assistant.wording import count, format_money, join, say
from ranker.ranker import Ranked
from store.behaviour import EventKind
from store.money import Money
from store.orders import CartLine
from store.products import Product, Variant

MAX_QUANTITY = 20  # units of one variant, unless the shop's setting "max_quantity" says otherwise

_SETS = re.compile(
    r"\b(?:make (?:it|that|them)|change (?:it|that|the quantity)|instead|in total)\b|[改换变]成|改[为到]|一共|总共",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the cart as it will be: `quantity` units, 0 to take it out."""

    handle: str
    product: Product
    variant: Variant
    quantity: int
    before: int


def _read_cart(ctx: ToolContext) -> dict[str, Any]:
    """The product and quantity of a message that is about one product; options are the shopper's own."""
    reading = ctx.reading
    asked = [intent for intent in reading.intents if intent in {Intent.CART_ADD, Intent.CART_REMOVE}]
    filled: dict[str, Any] = {"options": dict(reading.options)}
    if len(reading.refs) == 1:
        filled["product"] = reading.refs[0]
    if len(reading.refs) <= 1 and asked == [Intent.CART_REMOVE]:
        filled["quantity"] = -reading.quantity if reading.quantity > 1 else 0
    elif len(reading.refs) <= 1 and asked == [Intent.CART_ADD]:
        filled["quantity"] = reading.quantity
    return filled


@define(Access.WRITE, _read_cart, ("product", "quantity"))
def update_cart(
    ctx: ToolContext,
    product: Text = "",
    quantity: Annotated[int, Field(ge=-999, le=999)] = 1,
    options: dict[str, Text] = {},  # noqa: B006
) -> ToolResult:
    """Add a shown product: quantity units more; 0 takes it out, -1 one less. options: {"size": "M"} as the shopper
    said, never guessed. Asked for a choice? Ask the shopper. Say {cart} and {cart.total}."""
    handles = _meant(ctx, product, quantity)
    heard = heard_options(ctx, options)
    try:
        changes = [
            change
            for handle, record in zip(handles, products_of(ctx, handles), strict=True)
            for change in _changes(ctx, handle, record, quantity, heard)
        ]
        _check_value(ctx, changes)
    except Unwilling as unwilling:
        return unwilling.result
    _write(ctx, changes)
    return _shown(ctx, changes, heard)


@define(Access.READ)
def show_cart(ctx: ToolContext) -> ToolResult:
    """What is in the cart. Say {cart} and {cart.total}."""
    cart = View(ctx.shop).cart(ctx.session)
    if not cart.lines:
        return ToolResult(lines.compose(lines.found(0, 0), "cart: empty"), cart=cart)
    handles = known_handles(ctx.session, [line.product.id for line in cart.lines])
    text = lines.compose(
        lines.ok(),
        *(
            f"{handle} | {lines.plain(line.product.title)} | {_options(line.options)}{line.quantity} x {line.price}"
            for handle, line in list(zip(handles, cart.lines, strict=True))[: lines.MAX_PRODUCTS]
        ),
        _cart_line(cart),
        lines.slots(cart_slots(cart, ctx.session.language)),
    )
    return ToolResult(text, slots=cart_slots(cart, ctx.session.language), cart=cart)


def known_handles(session: Session, product_ids: Sequence[str]) -> tuple[str, ...]:
    """Handles for products named in a text but not listed; how they were ranked before is kept."""
    return session.register([session.ranked.get(known, Ranked(known, 0.0, "named")) for known in product_ids])


def cart_slots(cart: CartShown, language: str) -> dict[str, str]:
    """`{cart}`: the lines in words; `{cart.total}`: what they cost."""
    if not cart.lines:
        return {"cart": say(language, "nothing", "空的"), "cart.total": format_money(cart.total, language)}
    listed = []
    for line in cart.lines:
        chosen = join([lines.plain(value, 24) for value in line.options.values()], language)
        listed.append(f"{line.quantity} × {lines.plain(line.product.title)}{f' ({chosen})' if chosen else ''}")
    return {"cart": join(listed, language), "cart.total": format_money(cart.total, language)}


def _meant(ctx: ToolContext, product: str, quantity: int) -> list[str]:
    """The handles the call is about. "Remove it" means the one thing in the cart, whatever is on the page."""
    if quantity <= 0:
        held = list(dict.fromkeys(line.product_id for line in ctx.shop.store.carts.lines(cart_id(ctx.session))))
        named = {ctx.session.product_id(handle.strip(" {}").casefold()) for handle in (product, *ctx.reading.refs)}
        if len(held) == 1 and not named & set(held):
            return list(known_handles(ctx.session, held))
    if product or not ctx.reading.refs:
        return [chosen_handle(ctx, product)]
    return [chosen_handle(ctx, handle) for handle in ctx.reading.refs]


# ---- which variant, how many


def _changes(ctx: ToolContext, handle: str, product: Product, quantity: int, heard: Mapping[str, str]) -> list[Change]:
    held = {line.variant_id: line.quantity for line in ctx.shop.store.carts.lines(cart_id(ctx.session))}
    inside = [variant for variant in product.variants if variant.id in held]
    if quantity <= 0:
        fitting = [variant for variant in inside if fits(variant, heard)] or inside
        if not fitting and not any((ctx.now, variant.id) in ctx.session.before for variant in product.variants):
            raise ToolError(f"{handle} is not in the cart; call show_cart to see what is")
        if quantity < 0 and len(fitting) > 1:
            raise open_choice(ctx, product, fitting)
        return [_change(ctx, handle, product, variant, quantity, held) for variant in fitting]
    return [_change(ctx, handle, product, variant_of(ctx, product, heard), quantity, held)]


def _change(
    ctx: ToolContext, handle: str, product: Product, variant: Variant, quantity: int, held: Mapping[str, int]
) -> Change:
    before = ctx.session.before.get((ctx.now, variant.id), held.get(variant.id, 0))
    if quantity == 0:
        return Change(handle, product, variant, 0, before)
    wanted = quantity if quantity > 0 and _SETS.search(ctx.reading.text) and before else before + quantity
    wanted = max(0, wanted)
    most = int(ctx.shop.store.settings.get("max_quantity") or MAX_QUANTITY)
    language = ctx.session.language
    if wanted > before and wanted > variant.stock:
        raise refusal("stock", _left(product, variant, language))
    if wanted > before and wanted > most:
        english = f"At most {most} of one product can be ordered at a time."
        raise refusal("quantity limit", say(language, english, f"每款商品一次最多可订购 {most} 件。"))
    return Change(handle, product, variant, wanted, before)


def _left(product: Product, variant: Variant, language: str) -> str:
    name, stock = named(product, variant), variant.stock
    if not stock:
        return say(language, f"{name} is sold out.", f"{name} 已售罄。")
    return say(language, f"Only {stock} of {name} {'is' if stock == 1 else 'are'} left.", f"{name} 仅剩 {stock} 件。")


# ---- writing and telling


def _check_value(ctx: ToolContext, changes: Sequence[Change]) -> None:
    limit = ctx.shop.store.settings.get("max_cart_minor")
    if limit is None or all(change.quantity <= change.before for change in changes):
        return
    lines_now = {line.variant_id: line for line in View(ctx.shop).cart(ctx.session).lines}
    total = sum(line.price.minor * line.quantity for line in lines_now.values())
    for change in changes:
        now = lines_now[change.variant.id].quantity if change.variant.id in lines_now else 0
        total += change.variant.price.minor * (change.quantity - now)
    if total > int(limit):
        most = format_money(Money(int(limit), ctx.shop.currency), ctx.session.language)
        english = f"A cart may hold at most {most} here."
        raise refusal("cart limit", say(ctx.session.language, english, f"购物车总额最多为{most}。"))


def _write(ctx: ToolContext, changes: Sequence[Change]) -> None:
    """Puts the lines and records what was added, once a turn; forgets the counts of turns before."""
    session, store = ctx.session, ctx.shop.store
    session.before = {key: units for key, units in session.before.items() if key[0] == ctx.now}
    added = [
        done(session, change.product.id, EventKind.CART, ctx.now, change.quantity - change.before)
        for change in changes
        if change.quantity > change.before and (ctx.now, change.variant.id) not in session.before
    ]
    with store.transaction():
        for change in changes:
            store.carts.put(cart_id(session), CartLine(change.product.id, change.variant.id, change.quantity))
        record(ctx.shop, session, added)
    for change in changes:
        session.before.setdefault((ctx.now, change.variant.id), change.before)
    observe(ctx.shop, session, added)


def _shown(ctx: ToolContext, changes: Sequence[Change], heard: Mapping[str, str]) -> ToolResult:
    cart = View(ctx.shop).cart(ctx.session)
    slots = cart_slots(cart, ctx.session.language)
    done = [
        f"{change.handle} | {lines.plain(change.product.title)} | {_options(change.variant.options)}"
        f"{change.quantity} in cart (was {change.before})"
        for change in changes[: lines.MAX_PRODUCTS]
    ]
    offered = {name.casefold() for change in changes for name in change.variant.options}
    without = [lines.plain(name, 20) for name in heard if name not in offered and any(c.quantity for c in changes)]
    if without:
        names = join(without, ctx.session.language)
        slots["note"] = say(ctx.session.language, f"There is no {names} to choose here.", f"这款没有{names}可选。")
    text = lines.compose(lines.ok(), *done, _cart_line(cart), lines.slots(slots))
    return ToolResult(text, slots=slots, cart=cart)


def _options(options: Mapping[str, str]) -> str:
    return "".join(f"{lines.plain(name, 20)} {lines.plain(value, 20)} | " for name, value in options.items())


def _cart_line(cart: CartShown) -> str:
    units = sum(line.quantity for line in cart.lines)
    return f"cart: {count(units, 'item')} | {cart.total}"
