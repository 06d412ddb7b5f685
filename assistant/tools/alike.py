"""Products like one: looked at beside it by other shoppers, of its look, or described as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant.reading import Constraints
from assistant.tools import lines
from assistant.tools.conditions import filters_of
from assistant.tools.found import Found, timed
from assistant.tools.listing import listed
from assistant.tools.named import compared_with
from assistant.tools.registry import ToolContext, ToolResult
from assistant.tools.relax import Relaxed, relax
from ranker.words import kinds
from retrieval.filters import Filters
from retrieval.retriever import Hit
from store.products import Product

SIMILAR = 30  # neighbours that are still alike enough to be ranked by taste


def like_named(ctx: ToolContext) -> ToolResult | None:
    """The list of what is like a product that the message names: "something like the …", "cheaper than the …"; None
    where it names none so. The shopper may never have looked at it, so it is no reason: that it was asked for is."""
    compared = compared_with(ctx)
    if compared is None:
        return None
    product, wanted = compared
    found = replace(alike(ctx, product, wanted), like="", query=product.title)
    return listed(ctx, found, notes=[f"like: {lines.plain(product.title)}"])


def alike(ctx: ToolContext, product: Product, wanted: Constraints) -> Found:
    """The products most like one that meet the conditions, some of these given up where nothing meets them all."""
    with timed() as spent:
        relaxed = _met(ctx, product, wanted)
        hits = _meeting(ctx, product, relaxed.constraints)
    met = replace(relaxed.constraints, categories=wanted.categories)
    return Found(hits, met, wanted, "", relaxed.given_up, spent.ms, like=product.id)


def _met(ctx: ToolContext, product: Product, wanted: Constraints) -> Relaxed:
    """What can be met, where there are conditions within its narrowest category: else what is cheaper than the cheapest
    kettle is a mug."""

    def feasible(fewer: Constraints) -> bool:
        return ctx.shop.index.count(filters_of(ctx, fewer, [product.id])) > 0

    of_kind = replace(wanted, categories=wanted.categories or product.category[-1:])
    within = None if wanted.is_empty() else relax(of_kind, feasible)
    return within or relax(wanted, feasible) or Relaxed(wanted)


def _meeting(ctx: ToolContext, product: Product, constraints: Constraints) -> list[Hit]:
    """In stock if there are any."""
    filters = filters_of(ctx, constraints, [product.id])
    return _neighbours(ctx, product, replace(filters, in_stock=True)) or _neighbours(ctx, product, filters)


def _neighbours(ctx: ToolContext, product: Product, filters: Filters) -> list[Hit]:
    """First those of its kind that shoppers look at beside it; then those that look most like it, where the shop knows
    looks and the product has a photo; then those described alike.

    They score in spaces of their own, so it is places that count.
    """
    described = ctx.shop.index.similar(product.id, SIMILAR, filters)
    looking = ctx.shop.photos.similar_look(product.id, SIMILAR // 2, filters) if ctx.shop.photos else []
    visited = _visited(ctx, product, filters)
    if not (visited or looking):
        return described
    found = list({hit.product_id: hit for hit in [*described, *looking, *visited]}.values())
    first = {hit.product_id: place for place, hit in reversed([*enumerate([*visited, *looking, *described])])}
    found.sort(key=lambda hit: first[hit.product_id])
    return [replace(hit, score=1.0 - place / len(found)) for place, hit in enumerate(found[:SIMILAR])]


def _visited(ctx: ToolContext, product: Product, filters: Filters) -> list[Hit]:
    """Products of the same kind that shoppers came to shortly before or after this one, the strongest pairs first."""
    ranking = ctx.shop.ranking
    rows, strengths, _ = ranking.statistics.visited_with(product.id)
    best = np.argsort(-strengths, kind="stable")
    strength_of = {ranking.statistics.ids[rows[at]]: float(strengths[at]) for at in best}
    called = set(kinds(product))
    records = ranking.catalogue.many(strength_of).items()
    alike = [known for known, record in records if called & set(kinds(record)) and filters.accept(record)]
    return [Hit(known, strength_of[known], "visited") for known in alike[: SIMILAR // 2]]
