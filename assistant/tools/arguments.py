"""Arguments as models give them: tolerant of a single word for a list, strict about what may be named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from assistant.tools.lines import MAX_PRODUCTS
from assistant.tools.registry import ToolContext, ToolError
from store.money import Money, exponent
from store.products import Product

LONGEST = 200  # characters of any text argument


def _as_list(value: Any) -> Any:
    """A word where a list is expected is a list of one; commas separate."""
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[,，、;]", value) if part.strip()]
    return value


def _as_text(value: Any) -> Any:
    """A list of one where a word is expected is that word; a number is its digits."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip()[:LONGEST] if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_as_text)]
Words = Annotated[list[Text], BeforeValidator(_as_list), Field(max_length=12)]
Price = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]  # in major units of the shop's currency


def to_minor(amount: float | None, currency: str) -> int | None:
    """Major units, as tools take them, to minor ones, as records keep them."""
    return None if amount is None else Money.of(amount, currency).minor


def to_major(minor: int | None, currency: str) -> float | None:
    """Minor units to the major ones that a tool takes."""
    return None if minor is None else minor / 10 ** exponent(currency)


def handle_of(ctx: ToolContext, given: str) -> str:
    """The handle that an argument names: `p2`, `P2` and `{p2}` are the same. Raises `ToolError` for one never shown."""
    handle = given.strip(" {}").casefold()
    if ctx.session.product_id(handle) is None:
        raise ToolError(f"{given[:40]!r} is not a product shown here; {shown_handles(ctx)}")
    return handle


def shown_handles(ctx: ToolContext) -> str:
    """For an error: which handles a model may use."""
    current = ctx.session.current[: 2 * MAX_PRODUCTS]
    return f"use one of {', '.join(current)}" if current else "search first, then name a product by its handle"


def chosen_handle(ctx: ToolContext, given: str) -> str:
    """The handle given, else the one the shopper referred to, else the only one on the page."""
    if given:
        return handle_of(ctx, given)
    if ctx.reading.refs:
        return handle_of(ctx, ctx.reading.refs[0])
    if len(ctx.session.current) == 1:
        return ctx.session.current[0]
    raise ToolError(f"which product? {shown_handles(ctx)}")


def products_of(ctx: ToolContext, handles: Sequence[str]) -> list[Product]:
    """The records behind handles, in order. Raises `ToolError` when one is no longer sold."""
    ids = [ctx.session.handles[handle] for handle in handles]
    records = ctx.shop.store.products.many(ids)
    gone = [handle for handle, product_id in zip(handles, ids, strict=True) if product_id not in records]
    if gone:
        raise ToolError(f"{', '.join(gone)} is no longer sold here; search for something like it")
    return [records[product_id] for product_id in ids]


def product_of(ctx: ToolContext, given: str) -> tuple[str, Product]:
    """The handle and the record of the product meant; see `chosen_handle`."""
    handle = chosen_handle(ctx, given)
    return handle, products_of(ctx, [handle])[0]


def first_ref(ctx: ToolContext) -> dict[str, Any]:
    """Fills `product` with the first product the shopper referred to."""
    return {"product": ctx.reading.refs[0]} if ctx.reading.refs else {}
