"""Which department a search is about: what the found things are called, and whether they are for children."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.shop_words import in_shop_words
from assistant.tools.conditions import Wish
from assistant.tools.registry import ToolContext
from ranker.words import tokens
from retrieval.audiences import AUDIENCE_OF, CHILDREN, for_children
from retrieval.retriever import Hit
from retrieval.words.rewrite import Rewrite
from store.products import Product

TOP = 20  # hits among which children's things must be for all of them to be looked at
ENOUGH = 4  # things for grown-ups that are worth showing alone
WORTH = 0.6  # share of the best score that makes one of them worth it


def other_kind(ctx: ToolContext, query: str, hits: Sequence[Hit], rewrite: Rewrite) -> bool:
    """Whether none of the hits is called what the shopper called it, or what that was looked up as: cushions for one
    who asked for a sofa."""
    called = set(tokens(" ".join(ctx.reading.said.kind)))
    if not called & set(tokens(query)):
        return False
    shop_words = set(tokens(in_shop_words(query, ctx.shop.index.vocabulary.categories))) - set(tokens(query))
    for change in rewrite.changes:
        shop_words |= set(tokens(change.searched)) if called & set(tokens(change.said)) else set()
    top = ctx.shop.store.products.many([hit.product_id for hit in hits]).values()
    return not any(is_called(product, called | shop_words) for product in top)


def is_called(product: Product, words: set[str]) -> bool:
    """Whether category or title say one of the words of the product itself: "Laptop Backpack" in the category of
    backpacks is no laptop. `words` and what they are compared with are singular (`ranker.words.tokens`)."""
    if words & set(tokens(" ".join(product.category))):
        return True
    title, leaf = tokens(product.title), set(tokens(product.category[-1])) if product.category else set()
    places = [place for place, word in enumerate(title) if word in words]
    return any(not leaf & set(title[place + 1 :]) for place in places)


def for_whom(ctx: ToolContext, wish: Wish, hits: list[Hit]) -> list[Hit]:
    """The hits without children's things, where the shopper speaks of no child and enough others fit nearly as well:
    a question about the beach is not answered with little dresses."""
    words = (*ctx.reading.text.casefold().split(), *wish.query.casefold().split())
    values = (value.casefold() for values in wish.constraints.attributes.values() for value in values)
    asked = {AUDIENCE_OF.get(word) for word in (*words, *values)}
    if not hits or asked & CHILDREN or ctx.reading.recipient or not _any_for_children(ctx, hits[:TOP]):
        return hits
    records = ctx.shop.store.products.many([hit.product_id for hit in hits])
    others = [hit for hit in hits if hit.product_id in records and not for_children(records[hit.product_id])]
    kind = set(tokens(" ".join(ctx.reading.said.kind)))
    worth = [hit for hit in others if hit.score >= WORTH * hits[0].score]
    fitting = [hit for hit in worth if not kind or is_called(records[hit.product_id], kind)]
    return others if len(fitting) >= min(ENOUGH, len(hits)) else hits


def _any_for_children(ctx: ToolContext, hits: Sequence[Hit]) -> bool:
    records = ctx.shop.store.products.many([hit.product_id for hit in hits])
    return any(for_children(record) for record in records.values())
