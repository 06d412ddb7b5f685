"""Products that were shown: what is like one, one in detail, several side by side."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from assistant.tools import lines
from assistant.tools.alike import alike, like_named
from assistant.tools.arguments import Text, Words, first_ref, handle_of, product_of, products_of
from assistant.tools.conditions import with_reading
from assistant.tools.differences import differences, differing_fields
from assistant.tools.listing import listed
from assistant.tools.questions import unanswered
from assistant.tools.registry import Access, ToolContext, ToolError, ToolResult, define
from assistant.tools.speaking import described
from ranker.ranker import Ranked
from store.products import Product

MOST_COMPARED = 4


@define(Access.READ, first_ref, ("product",))
def find_similar(ctx: ToolContext, product: Text = "") -> ToolResult:
    """Products like one that was shown. product: its handle, such as p2."""
    if not product and (found := like_named(ctx)):
        return found
    handle, record = product_of(ctx, product)
    wanted = with_reading(ctx, ctx.reading.constraints)
    return listed(ctx, alike(ctx, record, wanted), notes=[f"like: {handle}"])


@define(Access.READ, first_ref, ("product",))
def show_product(ctx: ToolContext, product: Text = "") -> ToolResult:
    """One product in detail: options, stock, attributes, description. product: its handle. Say {details}."""
    handle, record = product_of(ctx, product)
    if handle not in ctx.session.current:
        ctx.session.show([handle])
    promotions = ctx.shop.store.promotions.for_product(record, ctx.now)
    facts = [f"{name}: {', '.join(map(lines.plain, values[:12]))}" for name, values in record.options().items()]
    facts += [
        f"{lines.plain(name, 24)}: {lines.plain(', '.join(values))}"
        for name, values in [*record.attributes.items()][:8]
    ]
    language = ctx.session.language
    open_question = unanswered(ctx.reading.text, record, language)
    slots = {"details": f"{open_question} {described(record, language)}".strip()}
    ranked = ctx.session.ranked.get(record.id)
    why = ranked.reasons[0].kind if ranked is not None and ranked.reasons else ""
    text = lines.compose(
        lines.ok(),
        lines.product_line(handle, record, why),
        *facts,
        f"about: {lines.plain(record.description, lines.NOTE_LENGTH)}" if record.description else "",
        f"promotion: {lines.plain(promotions[0].title)}" if promotions else "",
        "not on record: what was asked" if open_question else "",
        lines.slots(slots),
    )
    return ToolResult(text, handles=(handle,), slots=slots, data={"product_id": record.id})


def _compared(ctx: ToolContext) -> dict[str, Any]:
    refs = ctx.reading.refs
    return {"products": list(refs)} if len(refs) > 1 else {}


@define(Access.READ, _compared, ("products",))
def compare_products(ctx: ToolContext, products: Words = []) -> ToolResult:  # noqa: B006
    """Compare two to four shown products. products: handles, such as ["p1", "p2"]. Say {difference p1 p2}."""
    handles = list(dict.fromkeys(handle_of(ctx, given) for given in products))
    if len(handles) < 2:
        handles = list(dict.fromkeys([*handles, *ctx.reading.refs, *ctx.session.current]))[:2]
        handles = [handle_of(ctx, handle) for handle in handles]
    if len(handles) < 2:
        raise ToolError("compare needs two products that were shown: search first, then give two handles")
    handles = handles[:MOST_COMPARED]
    records = dict(zip(handles, products_of(ctx, handles), strict=True))
    known = [ctx.session.ranked.get(record.id, Ranked(record.id, 0.0, "shown")) for record in records.values()]
    ctx.session.register(known)
    ctx.session.show(handles)
    pairs = list(combinations(handles, 2))[:3]
    slots = {
        f"difference {one} {other}": differences(records[one], records[other], ctx.session.language)
        for one, other in pairs
    }
    text = lines.compose(
        lines.ok(),
        *(lines.product_line(handle, record) for handle, record in records.items()),
        *(f"{one} and {other} differ in: {_fields(records[one], records[other])}" for one, other in pairs),
        lines.slots(slots),
    )
    return ToolResult(text, handles=tuple(handles), slots=slots)


def _fields(one: Product, other: Product) -> str:
    return ", ".join(differing_fields(one, other)) or "nothing on record"
