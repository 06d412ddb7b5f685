"""Products that the shopper does not want to see: gone from this conversation, and remembered as disliked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.behaviour import done, observe, record
from assistant.session import Session
from assistant.shop import Shop
from assistant.tools import lines
from assistant.tools.arguments import Words, handle_of, products_of, shown_handles
from assistant.tools.registry import Access, ToolContext, ToolError, ToolResult, define
from assistant.wording import join, say
from store.behaviour import EventKind


def hide(shop: Shop, session: Session, product_id: str, now: datetime) -> None:
    """Keeps the product out of every further list of the session; the dislike teaches the ranker."""
    session.hidden.add(product_id)
    if shop.store.products.get(product_id) is not None:
        events = [done(session, product_id, EventKind.DISLIKE, now)]
        record(shop, session, events)
        observe(shop, session, events)


def _read_hidden(ctx: ToolContext) -> dict[str, Any]:
    return {"products": list(ctx.reading.refs)}


@define(Access.WRITE, _read_hidden, ("products",))
def hide_product(ctx: ToolContext, products: Words = []) -> ToolResult:  # noqa: B006
    """Never show these products again, when the shopper does not want to see them. Say {saved}."""
    session = ctx.session
    handles = [handle_of(ctx, given) for given in products]
    if not handles and len(session.current) == 1:
        handles = [session.current[0]]
    if not handles:
        raise ToolError(f"products: which ones? {shown_handles(ctx)}")
    records = products_of(ctx, handles)
    for product in records:
        hide(ctx.shop, session, product.id, ctx.now)
    left = tuple(handle for handle in session.current if handle not in handles)
    session.show(left)
    names = join([lines.plain(record.title) for record in records], session.language)
    slots = {"saved": say(session.language, f"I will not show you {names} again.", f"好的，不会再给您看{names}。")}
    text = lines.compose(lines.ok(f"hidden {len(records)}, {len(left)} left on the page"), lines.slots(slots))
    return ToolResult(text, handles=left, slots=slots, data={"hidden": [record.id for record in records]})
