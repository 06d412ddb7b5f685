"""What to show a shopper who asked for nothing in particular: candidates from their own history, ranked for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.behaviour import history_of
from assistant.reading import Constraints
from assistant.tools.arguments import Words
from assistant.tools.conditions import Wish, filters_of, understood, with_reading
from assistant.tools.found import Found, timed
from assistant.tools.listing import CANDIDATES, listed, request_of
from assistant.tools.registry import Access, ToolContext, ToolResult, define
from assistant.tools.relax import Relaxed, relax
from assistant.tools.search import search
from ranker.candidates.pool import without_known
from retrieval.filters import Filters
from retrieval.retriever import Hit
from store.behaviour import Event


def _read_category(ctx: ToolContext) -> dict[str, Any]:
    return {"category": list(ctx.reading.constraints.categories)}


@define(Access.READ, _read_category)
def recommend_for_me(ctx: ToolContext, category: Words = []) -> ToolResult:  # noqa: B006
    """Products picked for this shopper from what they did before, or what is popular. category: only from it."""
    wanted = with_reading(ctx, replace(ctx.reading.constraints, categories=tuple(category)))
    wish = understood(ctx.shop.index.vocabulary, "", wanted)
    if wish.query:  # a category that the shop has no word for: the search knows what comes near
        return listed(ctx, search(ctx, wish))
    return listed(ctx, _picked(ctx, wish))


def _picked(ctx: ToolContext, wish: Wish) -> Found:
    """Candidates that the shopper has not bought, disliked or hidden; conditions are given up if none is left."""
    history = history_of(ctx.shop, ctx.session)

    def filters(constraints: Constraints) -> Filters:
        conditions, hidden = filters_of(ctx, constraints), ctx.session.hidden
        chosen = ctx.shop.policy.before(conditions, history, hidden)
        # Where a shopper has seen everything, what they saw is still better than another category.
        return chosen if ctx.shop.index.matching(chosen) else without_known(conditions, history, hidden)

    with timed() as spent:
        met = relax(wish.constraints, lambda fewer: ctx.shop.index.count(filters(fewer)) > 0)
        relaxed = met or Relaxed(wish.constraints)
        hits = _candidates(ctx, filters(relaxed.constraints), history)
    given_up = (*wish.unknown, *relaxed.given_up)
    return Found(hits, relaxed.constraints, wish.constraints, "", given_up, spent.ms)


def _candidates(ctx: ToolContext, filters: Filters, history: Sequence[Event]) -> list[Hit]:
    """From the sources that know the shopper, in stock if anything is; else whatever the filters leave."""
    for tried in (replace(filters, in_stock=True), filters):
        hits = ctx.shop.ranking.pool.candidates(request_of(ctx), history, CANDIDATES, tried)
        hits = hits or [Hit(product_id, 0.0, "filters") for product_id in ctx.shop.index.matching(tried)[:CANDIDATES]]
        if hits:
            return hits
    return []
