"""From found products to the list a shopper sees: ranked for them, in stock first, shown under handles, and logged."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from assistant.behaviour import history_of
from assistant.reading import Constraints, Sort
from assistant.tools import lines
from assistant.tools.conditions import preferences, unwanted_brands
from assistant.tools.found import EXACT_WORDS, Found, timed
from assistant.tools.given_up import relaxed_slots
from assistant.tools.registry import ToolContext, ToolResult
from ranker.policy import Asked, Ordered
from ranker.ranker import Ranked, RankRequest, Reason
from retrieval.filters import attribute_values
from retrieval.finding.relaxation import PRICE
from store.behaviour import RankingShown, Shown
from store.products import Product

CANDIDATES = 100  # products that the ranker orders for one list
MARK = "(a photo)"  # stands for a photo wherever words are written down
AGAIN = "earlier"  # the source of what was shown before and is wanted again, as it was
LIKED_PLACES = 3  # places that one remembered liking lifts a product by


def request_of(ctx: ToolContext, query: str = "", k: int = CANDIDATES) -> RankRequest:
    return RankRequest(ctx.now, k, ctx.session.customer_id, query)


def listed(
    ctx: ToolContext,
    found: Found,
    notes: Iterable[str] = (),
    slots: Mapping[str, str] | None = None,
    ordered: Sequence[Ranked] | None = None,
) -> ToolResult:
    """Ranks, shows and logs the found products; the best six stand on the page and in the text.

    `ordered` is shown as it is, for a list whose order is the answer itself.
    """
    with timed() as ranking:
        ranked = ordered
        if ranked is None:
            # A hit's score counts beside the shopper's taste only where something was asked for: likeness is, too.
            asked = request_of(ctx, found.query or found.like or (MARK if found.by_photo else ""))
            order = ctx.shop.ranking.ranker.rank(asked, found.hits, history_of(ctx.shop, ctx.session))
            ranked = [_honest(_reasoned(item, found), found) for item in order]
        known = ctx.shop.ranking.catalogue.many(item.product_id for item in ranked)
        kept = [item for item in ranked if item.product_id in known]
        hidden = frozenset(ctx.session.hidden)
        ruled = _ordered(ctx, kept, known, found) if ordered is None else ctx.shop.policy.allowed(kept, hidden)
        best = _with_named(ruled.items, found)[: lines.MAX_PRODUCTS]
        # What is told comes from the shop's records of this moment.
        records = ctx.shop.store.products.many([item.product_id for item in best])
        best = [item for item in best if item.product_id in records]
    ranking_id = log_ranking(ctx, best, found, chances=ruled.chances)
    handles = ctx.session.register(best)
    if handles:
        ctx.session.show(handles)
    said = {**(slots or {}), **relaxed_slots(ctx, best, records, found)}
    left_out = unwanted_brands(ctx, found.met)
    text = lines.compose(
        lines.found(len(best), len(kept)),
        *(
            lines.product_line(handle, records[item.product_id], _why(item))
            for handle, item in zip(handles, best, strict=True)
        ),
        lines.relaxed(found.let_go),
        f"left out as remembered: brand {lines.plain(', '.join(left_out))}" if left_out else "",
        *notes,
        lines.slots(said),
    )
    timings = {"search": found.search_ms, "rank": ranking.ms}
    data = {"ranking_id": ranking_id, "relaxed": list(found.let_go), "timings": timings, "candidates": len(kept)}
    data["rules"] = [change._asdict() for change in ruled.trace.about(lines.MAX_PRODUCTS)]
    return ToolResult(text, handles=handles, slots=said, data=data)


def _with_named(ranked: list[Ranked], found: Found) -> list[Ranked]:
    """The list with the named product in its place."""
    named = [item for item in ranked if item.product_id == found.named]
    others = [item for item in ranked if item.product_id != found.named]
    return [*others[: lines.MAX_PRODUCTS - len(named)], *named] if found.sold_out else [*named, *others]


def _reasoned(item: Ranked, found: Found) -> Ranked:
    """With the product or photo it is like as the reason, where the ranker only knows that it was asked for."""
    if not (found.like or found.by_photo):
        return item
    alike = Reason("photo", 0.0) if found.by_photo else Reason("similar_to", 0.0, found.like, "view")
    reasons = tuple(
        replace(alike, weight=reason.weight) if reason.kind == "query" else reason for reason in item.reasons
    )
    return replace(item, reasons=reasons)


def _honest(item: Ranked, found: Found) -> Ranked:
    """Without the reason that it is what was asked for, where it is not."""
    if EXACT_WORDS not in found.given_up:
        return item
    return replace(item, reasons=tuple(reason for reason in item.reasons if reason.kind != "query"))


def _why(item: Ranked) -> str:
    return item.reasons[0].kind if item.reasons else ""


def _ordered(ctx: ToolContext, ranked: Sequence[Ranked], records: Mapping[str, Product], found: Found) -> Ordered:
    """The ranker's order with the remembered likings, then the shop's rules, or the sort that was asked for instead."""
    policy, hidden = ctx.shop.policy, frozenset(ctx.session.hidden)
    if PRICE in found.given_up:
        return policy.allowed(
            sorted(ranked, key=lambda item: _price_gap(records[item.product_id], found.asked)), hidden
        )
    liked = _liked(ctx)
    places = {
        item.product_id: place - LIKED_PLACES * _likings(records[item.product_id], liked)
        for place, item in enumerate(ranked)
    }
    order = sorted(ranked, key=lambda item: places[item.product_id])
    not_left = {item.product_id for item in ranked if not _available(records[item.product_id], found.met)}
    if found.met.sort or all(item.source == AGAIN for item in ranked):
        in_stock_first = sorted(order, key=lambda item: item.product_id in not_left)
        return policy.allowed(_sorted(in_stock_first, records, found.met.sort), hidden)
    # The named product has a place of its own, whatever the rules say.
    others = [item for item in order if item.product_id != found.named]
    words = found.query or (MARK if found.like or found.by_photo else "")
    seed = f"{ctx.session.id} {ctx.now.isoformat()} {words}"
    room = lines.MAX_PRODUCTS - (len(order) - len(others))
    ruled = policy.order(others, Asked(room, ctx.now, words, hidden, not_left, seed))
    return replace(ruled, items=[*ruled.items, *(item for item in order if item.product_id == found.named)])


def _sorted(order: list[Ranked], records: Mapping[str, Product], sort: Sort) -> list[Ranked]:
    """By the sort, equals as they stood."""
    match sort:
        case Sort.PRICE_ASC:
            order.sort(key=lambda item: records[item.product_id].price.minor)
        case Sort.PRICE_DESC:
            order.sort(key=lambda item: -records[item.product_id].price.minor)
        case Sort.RATING:
            order.sort(key=lambda item: -(records[item.product_id].rating or 0.0))
        case Sort.NEWEST:
            order.sort(key=lambda item: -_created(records[item.product_id]))
    return order


def _created(product: Product) -> float:
    return product.created_at.timestamp() if product.created_at is not None else 0.0


def _price_gap(product: Product, asked: Constraints) -> int:
    """How far a price is outside the wanted range, in minor units."""
    price = product.price.minor
    over = 0 if asked.price_max is None else max(0, price - asked.price_max)
    under = 0 if asked.price_min is None else max(0, asked.price_min - price)
    return over + under


def _available(product: Product, met: Constraints) -> bool:
    """Whether a variant with every wished option is in stock: a shirt that is left only in S is no M."""
    options = product.options()
    wished = {
        name: {value.casefold() for value in values} for name, values in met.attributes.items() if name in options
    }
    return any(
        variant.stock > 0 and all(variant.options.get(name, "").casefold() in values for name, values in wished.items())
        for variant in product.variants
    )


def _liked(ctx: ToolContext) -> list[tuple[str, str]]:
    """(kind, value) of remembered likings; they lift a product a little and rule nothing out."""
    kinds = {"brand", "colour", "size", "category", "attribute"}
    return [(wish.kind, wish.value.casefold()) for wish in preferences(ctx) if wish.kind in kinds]


def _likings(product: Product, liked: Sequence[tuple[str, str]]) -> int:
    if not liked:
        return 0
    values = {value for found in attribute_values(product).values() for value in found}
    path = {level.casefold() for level in product.category}
    brand = product.brand.casefold()
    return sum(
        value == brand if kind == "brand" else value in path if kind == "category" else value in values
        for kind, value in liked
    )


def log_ranking(
    ctx: ToolContext,
    ordered: Sequence[Ranked],
    found: Found,
    arm: str = "",
    chances: Mapping[str, float] = MappingProxyType({}),
) -> str:
    """Writes down what was shown at which place, so that later learning knows; returns the ranking's id.

    `chances` are the propensities of products whose place was drawn; of all others it is 1.
    """
    if not ordered:
        return ""
    ranking = RankingShown(
        id=uuid.uuid4().hex,
        at=ctx.now,
        customer_id=ctx.session.customer_id,
        query=found.query[:200],
        arm=arm or found.met.sort.value or ctx.shop.ranking.ranker.name,
        shown=tuple(
            Shown(item.product_id, place, item.score, item.source, chances.get(item.product_id, 1.0))
            for place, item in enumerate(ordered, 1)
        ),
        conversation_id=ctx.session.id,
    )
    ctx.shop.store.behaviour.log_ranking(ranking)
    ctx.session.rankings.update((item.product_id, ranking.id) for item in ordered)
    ctx.shop.policy.note(item.product_id for item in ordered)
    return ranking.id
