"""After the sale: where an order is, returns by the shop's rules, the rules themselves, and a person to talk to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.events import HandOff
from assistant.reading import Intent
from assistant.tools.arguments import Text
from assistant.tools.cart import known_handles
from assistant.tools.lines import NOTE_LENGTH, compose, found, needs, ok, plain, refused
from assistant.tools.lines import slots as slots_line
from assistant.tools.policies import closest_topic, topics_sentence
from assistant.tools.registry import Access, ToolContext, ToolResult, define
from assistant.tools.returns import Verdict, judge, note_of
from assistant.tools.speaking import order_sentences
from assistant.wording import say
from store.behaviour import Event, EventKind
from store.orders import Order, OrderLine, OrderStatus, StatusChange

REPORTED = 6  # earlier exchanges in the note for the person who takes over


def _read_order(ctx: ToolContext) -> dict[str, Any]:
    return {"order": ctx.reading.order_id}


@define(Access.READ, _read_order, ("order",))
def order_status(ctx: ToolContext, order: Text = "") -> ToolResult:
    """Where the shopper's order is; without order, their latest. Say {order}."""
    orders = _own_orders(ctx)
    if orders is None:
        return _sign_in(ctx, "order")
    picked = _named(orders, order) if order else (orders[0] if orders else None)
    if picked is None:
        return _no_order(ctx, order)
    slots = {"order": order_sentences(picked, ctx.session.language)}
    handles = known_handles(ctx.session, [line.product_id for line in picked.lines])
    text = compose(
        ok(f"order {plain(picked.id)} {picked.status.value} {picked.history[-1].at.date()}"),
        *(
            f"{handle} | {plain(line.title or line.product_id)} | {line.quantity} x {line.price}"
            for handle, line in list(zip(handles, picked.lines, strict=True))[:6]
        ),
        slots_line(slots),
    )
    return ToolResult(text, slots=slots, data={"order_id": picked.id, "status": picked.status.value})


def _own_orders(ctx: ToolContext) -> list[Order] | None:
    """The session's customer's orders, newest first; None for a guest. Nobody else's are ever looked at."""
    return ctx.shop.store.orders.of(ctx.session.customer_id) if ctx.session.customer_id else None


def _named(orders: Sequence[Order], given: str) -> Order | None:
    """The order of that number; shoppers leave out marks and capitals."""
    wanted = _digits(given)
    return next((order for order in orders if _digits(order.id) == wanted), None)


def _digits(identifier: str) -> str:
    return "".join(character for character in identifier.casefold() if character.isalnum())


def _sign_in(ctx: ToolContext, slot: str) -> ToolResult:
    sentence = say(
        ctx.session.language,
        "I can only see orders of shoppers who are signed in. Please sign in and ask me again.",
        "只有登录后我才能查看订单，请先登录再问我。",
    )
    return ToolResult(compose(refused("not signed in"), slots_line([slot])), slots={slot: sentence, "rule": sentence})


def _no_order(ctx: ToolContext, given: str) -> ToolResult:
    language = ctx.session.language
    sentence = (
        say(
            language,
            f"I cannot find an order {plain(given, 30)} of yours.",
            f"没有找到您的订单 {plain(given, 30)}。",
        )
        if given
        else say(language, "You have no orders with us yet.", "您还没有订单。")
    )
    return ToolResult(compose(found(0, 0), slots_line(["order"])), slots={"order": sentence, "rule": sentence})


def _read_return(ctx: ToolContext) -> dict[str, Any]:
    product = ctx.reading.refs[0] if ctx.reading.refs else ""
    return {"order": ctx.reading.order_id, "product": product, "reason": ctx.reading.text[:120]}


@define(Access.WRITE, _read_return, ("order", "product"))
def start_return(ctx: ToolContext, order: Text = "", product: Text = "", reason: Text = "") -> ToolResult:
    """Start the return of something bought, if the shop's rules allow. product: its handle or words from its name.
    The shop decides; say {rule}."""
    orders = _own_orders(ctx)
    if orders is None:
        return _sign_in(ctx, "rule")
    if order and _named(orders, order) is None:
        return _no_order(ctx, order)
    candidates = [picked] if order and (picked := _named(orders, order)) else orders
    if not candidates:
        return _no_order(ctx, "")
    lines_of = _bought(ctx, candidates, product)
    if not lines_of:
        return _not_bought(ctx, candidates)
    bought = lines_of[0]
    same_order = [line for kept, line in lines_of if kept.id == bought[0].id]
    if len({line.product_id for line in same_order}) > 1 and _any_allowed(ctx, bought[0], same_order):
        titles = [line.title or line.product_id for line in same_order]
        slots = {"needs": say(ctx.session.language, "Which item of the order is it?", "请问是订单中的哪件商品？")}
        return ToolResult(compose(needs("item", titles), slots_line(slots)), slots=slots)
    return _decided(ctx, *bought, reason)


def _any_allowed(ctx: ToolContext, order: Order, bought: Sequence[OrderLine]) -> bool:
    """Whether it matters which item is meant: when the rules refuse all of them, they can say so at once."""
    return any(judge(order, line, ctx.shop.store, ctx.now, ctx.session.language).allowed for line in bought)


def _bought(ctx: ToolContext, orders: Sequence[Order], product: str) -> list[tuple[Order, OrderLine]]:
    """What the shopper may mean, delivered and newest first: by handle, by words, else the latest delivery."""
    delivered_first = sorted(orders, key=lambda order: order.reached(OrderStatus.DELIVERED) is None)
    every = [(order, line) for order in delivered_first for line in order.lines]
    shown = ctx.session.product_id(product.strip(" {}").casefold()) if product else None
    by_handle = [(order, line) for order, line in every if line.product_id == shown]
    if by_handle:
        return by_handle
    # "The Kestrel shoes" may have been taken for a product on the page: what was bought is looked for in the words.
    named = product or ctx.reading.query
    words = _words(ctx.reading.text if shown or not named else named)
    if words:
        scored = [(len(words & _words(line.title)), order, line) for order, line in every]
        best = max(score for score, _, _ in scored)
        if best > (1 if shown else 0):
            return [(order, line) for score, order, line in scored if score == best]
    if product:
        return []
    return [(delivered_first[0], line) for line in delivered_first[0].lines]


def _words(text: str) -> set[str]:
    """Words without case and plural; Chinese by its characters."""
    words = {word.strip(".,'’\"()").rstrip("s") for word in text.casefold().replace("-", " ").split()}
    return {word for word in words if len(word) > 2} | {char for char in text if "\u4e00" <= char <= "\u9fff"}


def _not_bought(ctx: ToolContext, orders: Sequence[Order]) -> ToolResult:
    titles = [plain(line.title or line.product_id) for order in orders[:2] for line in order.lines][:6]
    sentence = say(
        ctx.session.language,
        "I cannot find that among the things you bought here.",
        "在您的订单中没有找到这件商品。",
    )
    text = compose(refused("not bought here"), f"bought: {'; '.join(titles)}", slots_line(["rule"]))
    return ToolResult(text, slots={"rule": sentence})


def _decided(ctx: ToolContext, order: Order, line: OrderLine, reason: str) -> ToolResult:
    """Writes the return down when the rules allow it; the same request within one turn is answered once."""
    store = ctx.shop.store
    verdict: Verdict = judge(order, line, store, ctx.now, ctx.session.language)
    slots = {"rule": verdict.sentence}
    if not verdict.allowed:
        text = compose(refused(verdict.rule), f"order: {plain(order.id)}", slots_line(slots))
        return ToolResult(text, slots=slots, data={"order_id": order.id, "rule": verdict.rule})
    if not verdict.done:
        change = StatusChange(OrderStatus.RETURN_REQUESTED, ctx.now, note_of(line, reason))
        event = Event(ctx.session.customer_id, line.product_id, EventKind.RETURN, ctx.now, line.quantity, order.id)
        with store.transaction():
            store.orders.change_status(order.id, change)
            store.behaviour.record([event])
        ctx.shop.ranking.observe(event)
    text = compose(ok(f"return requested for order {plain(order.id)}"), f"item: {plain(line.title)}", slots_line(slots))
    return ToolResult(text, slots=slots, data={"order_id": order.id, "product_id": line.product_id})


def _read_topic(ctx: ToolContext) -> dict[str, Any]:
    return {"topic": ctx.reading.topic}


@define(Access.READ, _read_topic)
def shop_policy(ctx: ToolContext, topic: Text = "") -> ToolResult:
    """The shop's rule on a topic, such as returns, shipping, payment or warranty. Say {rule}."""
    policies = ctx.shop.store.policies
    topics = policies.topics()
    chosen = closest_topic(topic, ctx.reading.text, topics)
    rule = policies.get(chosen) if chosen else None
    if rule is None:
        slots = {"rule": topics_sentence(topics, ctx.session.language)}
        text = compose(found(0, 0), f"topics: {', '.join(plain(name, 24) for name in topics)}", slots_line(slots))
        return ToolResult(text, slots=slots, data={"topics": topics})
    slots = {"rule": plain(rule, 600)}
    text = compose(ok(f"rule on {plain(chosen)}"), f"rule: {plain(rule, NOTE_LENGTH)}", slots_line(slots))
    return ToolResult(text, slots=slots, data={"topic": chosen})


@define(Access.READ)
def hand_off(ctx: ToolContext, reason: Text = "") -> ToolResult:
    """Give the conversation to a person: when asked for one, or for a complaint the tools cannot solve."""
    if not reason:
        reason = "asked for a person" if Intent.PERSON in ctx.reading.intents else "the assistant could not help"
    ctx.session.handed_off = True
    return ToolResult(ok("a person takes over"), hand_off=HandOff(plain(reason, NOTE_LENGTH), summary(ctx)))


def summary(ctx: ToolContext) -> str:
    """The conversation for the person who takes over, by code: who, what was said, shown, and lies in the cart."""
    session, store = ctx.session, ctx.shop.store
    parts = [f"Shopper: {session.customer_id or 'guest'}; language: {session.language}"]
    for turn in session.turns[-REPORTED:]:
        parts.append(f"Shopper: {plain(turn.message, 200)}")
        parts.append(f"Assistant{f' ({turn.tool})' if turn.tool else ''}: {plain(turn.reply, 200)}")
    parts.append(f"Shopper: {plain(ctx.reading.text, 300)}")
    shown = store.products.many([session.handles[handle] for handle in session.current])
    if shown:
        parts.append(f"On the page: {'; '.join(f'{plain(one.title)} ({one.id})' for one in shown.values())}")
    held = store.carts.lines(session.customer_id or session.id)
    if held:
        parts.append(f"In the cart: {'; '.join(f'{line.quantity} x {line.variant_id}' for line in held)}")
    orders = _own_orders(ctx) or []
    if orders:
        parts.append(f"Latest order: {orders[0].id}, {orders[0].status.value}")
    return "\n".join(parts)
