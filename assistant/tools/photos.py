"""Finding products by the photo that came with a message."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PIL import Image

from assistant.reading import Constraints
from assistant.shop_words import in_shop_words
from assistant.tools.alike import SIMILAR
from assistant.tools.arguments import Price, Words, to_minor
from assistant.tools.conditions import Wish, filters_of, read_conditions, understood, with_reading
from assistant.tools.found import Found, timed
from assistant.tools.listing import listed
from assistant.tools.registry import Access, ToolContext, ToolError, ToolResult, define
from assistant.tools.search import NO_CONSTRAINTS, meet
from retrieval.filters import Filters
from retrieval.photos.index import PhotoIndex
from retrieval.retriever import Hit

NEAREST = 5  # products whose kinds say what a photo shows
ENOUGH = 3  # products of a kind that meet the conditions
HARD = ("price_min", "price_max", "brand", "not_brand", "colour")


def _conditions(ctx: ToolContext) -> dict[str, object]:
    read = read_conditions(ctx)
    return {name: read[name] for name in HARD}


@define(Access.READ, _conditions, HARD)
def find_by_photo(
    ctx: ToolContext,
    price_min: Price | None = None,
    price_max: Price | None = None,
    brand: Words = [],  # noqa: B006 - never changed: pydantic copies it
    not_brand: Words = [],  # noqa: B006
    colour: Words = [],  # noqa: B006
) -> ToolResult:
    """Find products that look like the shopper's photo. Leave out what the reading already says."""
    currency, vocabulary = ctx.shop.currency, ctx.shop.index.vocabulary
    given = Constraints(
        price_min=to_minor(price_min, currency),
        price_max=to_minor(price_max, currency),
        brands=tuple(brand),
        not_brands=tuple(not_brand),
        categories=ctx.reading.constraints.categories,
        in_stock=ctx.reading.constraints.in_stock,
        on_offer=ctx.reading.constraints.on_offer,
        sort=ctx.reading.constraints.sort,
    )
    query = in_shop_words(ctx.reading.query, vocabulary.categories)
    wish = understood(vocabulary, query, with_reading(ctx, given), colours=colour)
    return listed(ctx, _found(ctx, wish), notes=["like: the photo"])


def _found(ctx: ToolContext, wish: Wish) -> Found:
    """What looks like the photo, within the kinds that the words name; conditions are given up as in any search."""
    with timed() as spent:
        relaxed = meet(ctx, wish, ())
        hits = _looking_so(ctx, relaxed.constraints) if relaxed else []
    given_up = (*wish.unknown, *(relaxed.given_up if relaxed else ()))
    told = replace(relaxed.constraints, categories=wish.constraints.categories) if relaxed else wish.constraints
    return Found(hits, told, wish.constraints, "", given_up, spent.ms, by_photo=True)


def _looking_so(ctx: ToolContext, constraints: Constraints) -> list[Hit]:
    """In stock if there are any."""
    photos = ctx.shop.photos
    if photos is None or ctx.photo is None:
        raise ToolError("there is no photo to look up; use search_products")
    filters = _of_its_kind(ctx, photos, ctx.photo, constraints)
    in_stock = photos.by_photo(ctx.photo, SIMILAR, replace(filters, in_stock=True))
    return in_stock or photos.by_photo(ctx.photo, SIMILAR, filters)


def _of_its_kind(ctx: ToolContext, photos: PhotoIndex, photo: Image.Image, constraints: Constraints) -> Filters:
    """The conditions, and with any the photo's kind: else "under 50" finds what is near in colour alone.

    The kind is the narrowest of most products that look like the photo, whatever they cost and whoever made them, of
    which some meet the conditions.
    """
    filters, free = filters_of(ctx, constraints), filters_of(ctx, NO_CONSTRAINTS)
    if constraints.categories or filters == free:
        return filters
    nearest = photos.by_photo(photo, NEAREST, free)
    paths = [product.category for product in ctx.shop.store.products.many([hit.product_id for hit in nearest]).values()]
    shared = Counter(name for path in paths for name in set(path))
    depth = {name: place for path in paths for place, name in enumerate(path)}
    common = [name for name, count in shared.items() if 2 * count > NEAREST]
    for name in sorted(common, key=depth.__getitem__, reverse=True):
        of_kind = replace(filters, categories=frozenset({name}))
        if ctx.shop.index.count(of_kind) >= ENOUGH:
            return of_kind
    return filters
