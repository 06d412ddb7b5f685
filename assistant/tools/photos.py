"""Finding products by the photo that came with a message."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PIL import Image

from assistant.reading import Constraints
from assistant.shop_words import in_shop_words
from assistant.tools.arguments import Price, Words, to_minor
from assistant.tools.conditions import Wish, filters_of, read_conditions, understood, with_reading
from assistant.tools.listing import Found, listed, timed
from assistant.tools.registry import Access, ToolContext, ToolError, ToolResult, define
from assistant.tools.search import SIMILAR, meet
from retrieval.filters import Filters
from retrieval.photos.index import PhotoIndex
from retrieval.relaxation import is_colour
from retrieval.retriever import Hit

NEAREST = 5  # products whose kinds say what a photo shows
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
    """The conditions; with the photo's kind where another colour is wanted, since what is nearest goes by colour too.

    The kind is that of most products which look like the photo in whatever colour, if most are of one.
    """
    filters = filters_of(ctx, constraints)
    anyhow = {name: values for name, values in constraints.attributes.items() if not is_colour(name)}
    if constraints.categories or len(anyhow) == len(constraints.attributes):
        return filters
    nearest = photos.by_photo(photo, NEAREST, filters_of(ctx, replace(constraints, attributes=anyhow)))
    records = ctx.shop.store.products.many([hit.product_id for hit in nearest])
    kinds = Counter(product.category[-1] for product in records.values() if product.category)
    kind, count = next(iter(kinds.most_common(1)), ("", 0))
    of_kind = replace(filters, categories=frozenset({kind}))
    return of_kind if 2 * count > NEAREST and ctx.shop.index.matching(of_kind) else filters
