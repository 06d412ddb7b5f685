"""Finding products by words and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.behaviour import history_of
from assistant.reading import Constraints, Intent, Sort
from assistant.shop_words import in_shop_words
from assistant.tools import lines
from assistant.tools.alike import like_named
from assistant.tools.arguments import Price, Text, Words, to_minor
from assistant.tools.conditions import Wish, filters_of, read_conditions, sort_of, understood, with_reading
from assistant.tools.departments import for_whom, other_kind
from assistant.tools.found import EXACT_WORDS, Found, timed
from assistant.tools.listing import CANDIDATES, listed, request_of
from assistant.tools.missed import record_missed
from assistant.tools.named import named_product, refused_product
from assistant.tools.registry import Access, ToolContext, ToolResult, define
from assistant.tools.relax import Relaxed, relax
from assistant.wording import format_money, say
from ranker.words import tokens
from retrieval.audiences import AUDIENCE_OF, CHILDREN
from retrieval.filters import Filters, is_colour
from retrieval.finding import request
from retrieval.finding.matching import NEAR as NEAR_NONSENSE
from retrieval.finding.request import SearchRequest
from retrieval.hybrid import Answer
from retrieval.retriever import Hit
from retrieval.rewriting.word_counts import real_words
from retrieval.understanding.families import COLOUR_FAMILIES
from store.money import Money

NO_CONSTRAINTS = Constraints()
BEST, STRONG = 10, 0.8  # hits looked at, and the share of the best score that makes one of them a strong one
EVERYBODY = "unisex"
NEAR = 0.25  # cosine of MiniLM below which words and a product have nothing to do with each other
SORTED = 40  # nearest hits that a sort may reorder where nothing fits the words

Sorting = Literal["price_asc", "price_desc", "rating", "newest"]
HARD = ("price_min", "price_max", "brand", "not_brand", "colour", "sort", "in_stock", "on_offer")


@define(Access.READ, read_conditions, HARD)
def search_products(
    ctx: ToolContext,
    query: Text = "",
    price_min: Price | None = None,
    price_max: Price | None = None,
    brand: Words = [],  # noqa: B006 - never changed: pydantic copies it
    not_brand: Words = [],  # noqa: B006
    category: Words = [],  # noqa: B006
    colour: Words = [],  # noqa: B006
    attributes: dict[str, Words] = {},  # noqa: B006
    sort: Sorting | None = None,
    in_stock: bool = False,
    on_offer: bool = False,
) -> ToolResult:
    """Find products by words and conditions. Prices in the shop's currency. Leave out what the reading already says."""
    if earlier := _earlier(ctx):
        return listed(ctx, earlier)
    if crossed := _crossed(ctx):
        return crossed
    if like := like_named(ctx):
        return like
    currency = ctx.shop.currency
    given = Constraints(
        price_min=to_minor(price_min, currency),
        price_max=to_minor(price_max, currency),
        brands=tuple(brand),
        not_brands=tuple(not_brand),
        categories=tuple(category),
        in_stock=in_stock,
        on_offer=on_offer,
        sort=sort_of(sort),
    )
    vocabulary = ctx.shop.index.vocabulary
    query = in_shop_words(query, vocabulary.categories)
    wish = understood(vocabulary, query, with_reading(ctx, given), colours=colour, attributes=attributes)
    return listed(ctx, search(ctx, wish, refused_product(ctx)))


def _crossed(ctx: ToolContext) -> ToolResult | None:
    """The question which limit counts, where the shopper named a lowest price above the highest."""
    low, high = ctx.reading.constraints.price_min, ctx.reading.constraints.price_max
    if low is None or high is None or low <= high:
        return None
    language, currency = ctx.session.language, ctx.shop.currency
    least, most = (format_money(Money(limit, currency), language) for limit in (low, high))
    asked = say(
        language,
        f"You said at least {least} and at most {most}, which cannot both hold. Which one shall I go by?",
        f"您要求不低于{least}，又不超过{most}，两者不能同时满足。以哪个为准？",
    )
    slots = {"needs": asked}
    return ToolResult(lines.compose(lines.needs("price", (least, most)), lines.slots(slots)), slots=slots)


def _earlier(ctx: ToolContext) -> Found | None:
    """The list that "go back to the boots" means: the very products that were shown, in their order."""
    reading = ctx.reading
    if reading.intent is not Intent.SEARCH or not reading.continues or not reading.refs:
        return None
    ids = [
        known
        for handle in reading.refs
        if (known := ctx.session.product_id(handle)) and known not in ctx.session.hidden
    ]
    hits = [Hit(product_id, 1.0 - place / len(ids), "earlier") for place, product_id in enumerate(ids)]
    return Found(hits, NO_CONSTRAINTS, NO_CONSTRAINTS, reading.query or "again") if hits else None


def search(ctx: ToolContext, wish: Wish, exclude: tuple[str, ...] = ()) -> Found:
    """Candidates for a wish, with conditions given up where nothing meets them all."""
    with timed() as spent:
        relaxed = meet(ctx, wish, exclude)
        met = _to_the_letter(ctx, relaxed.constraints, exclude) if relaxed else None
        answer = _candidates(ctx, wish.query, met, exclude) if met else Answer([])
        named = named_product(ctx, wish.constraints, exclude)
        others = [hit for hit in for_whom(ctx, wish, answer.hits) if named is None or hit.product_id != named.id]
        if named and not named.in_stock and not _any_left(ctx, others):
            others = []  # in place of what is sold out nothing else that is
        hits = [*([Hit(named.id, 1.0, "named")] if named else []), *others]
        guessed = bool(hits) and named is None
        far = guessed and (_far(ctx, wish.query) or other_kind(ctx, wish.query, hits[:BEST], answer.rewrite))
    unknown = (*wish.unknown, *(["brand"] if ctx.reading.unknown_brand else []))
    given_up = (*unknown, *(relaxed.given_up if relaxed else ()), *([EXACT_WORDS] if far else []))
    told = replace(relaxed.constraints, categories=wish.constraints.categories) if relaxed else wish.constraints
    found = Found(hits, told, wish.constraints, wish.query, given_up, spent.ms, rewrite=answer.rewrite)
    gone = not named.in_stock if named else bool(hits) and not _any_left(ctx, hits)
    found = replace(found, named=named.id if named else "", sold_out=gone)
    record_missed(ctx, found)
    return found


def _any_left(ctx: ToolContext, hits: Sequence[Hit]) -> bool:
    """Whether anything of what was found can be bought."""
    return bool(ctx.shop.index.allowed([hit.product_id for hit in hits], Filters(in_stock=True)).any())


def meet(ctx: ToolContext, wish: Wish, exclude: tuple[str, ...]) -> Relaxed | None:
    """What can be met, within the categories that the words name; beyond them only when even that does not help.

    Without them, a shop with no blue tent would answer with blue shirts and call that a find.
    """

    def feasible(fewer: Constraints) -> bool:
        return fewer.is_empty() or ctx.shop.index.count(filters_of(ctx, fewer, exclude)) > 0

    kinds = () if wish.constraints.categories else _kinds(ctx, wish, exclude)
    within = relax(replace(wish.constraints, categories=kinds), feasible) if kinds else None
    return within or relax(wish.constraints, feasible)


def _kinds(ctx: ToolContext, wish: Wish, exclude: tuple[str, ...]) -> tuple[str, ...]:
    """The categories that the words state, among what meets the wish or, where nothing does, in the whole shop."""
    if not wish.query:
        return ()
    filters = filters_of(ctx, wish.constraints, exclude)
    stated = ctx.shop.index.understand(wish.query, filters).filters.categories
    return tuple(stated) or kinds_named(ctx, wish.query, wish.constraints)


def kinds_named(ctx: ToolContext, query: str, wanted: Constraints = NO_CONSTRAINTS) -> tuple[str, ...]:
    """The categories that the words name and that their best lexical hits are in: "blue tent" is about tents."""
    if not query:
        return ()
    allowed = Constraints(
        not_brands=wanted.not_brands, not_words=wanted.not_words, not_categories=wanted.not_categories
    )
    hits = ctx.shop.index.lexical.search(query, BEST, filters_of(ctx, allowed))
    strong = [hit.product_id for hit in hits if hit.score >= STRONG * hits[0].score]
    products = ctx.shop.store.products.many(strong)
    said = set(tokens(query))
    leaves = [product.category[-1] for product in products.values() if product.category]
    named = [leaf for leaf in leaves if said & set(tokens(leaf))]
    return tuple(dict.fromkeys(named)) if 2 * len(named) > len(strong) else ()


def _to_the_letter(ctx: ToolContext, met: Constraints, exclude: tuple[str, ...]) -> Constraints:
    """The conditions as they were said where enough meets them so: a shade is only near to the colour, and what is for
    everybody only near to what is for children."""
    text = ctx.reading.text.casefold()
    for name, values in met.attributes.items():
        if is_colour(name):
            said = tuple(value for value in values if value.casefold() in COLOUR_FAMILIES or value.casefold() in text)
        elif CHILDREN & {AUDIENCE_OF.get(value.casefold()) for value in values}:
            said = tuple(value for value in values if AUDIENCE_OF.get(value.casefold()) != EVERYBODY)
        else:
            continue
        exact = replace(met, attributes={**met.attributes, name: said})
        if 0 < len(said) < len(values) and ctx.shop.index.count(filters_of(ctx, exact, exclude)) >= BEST:
            met = exact
    return met


def _far(ctx: ToolContext, query: str) -> bool:
    """Whether nothing here goes by these words and nothing means nearly the same: what is shown is a guess."""
    if not query or ctx.shop.index.lexical.search(query, 1):
        return False
    nearest = ctx.shop.index.dense.search(query, 1)
    sense = not real_words().isdisjoint(query.casefold().split())
    return not nearest or nearest[0].score < (NEAR if sense else NEAR_NONSENSE)


def _candidates(ctx: ToolContext, query: str, constraints: Constraints, exclude: tuple[str, ...]) -> Answer:
    """At most a hundred, of those in stock if there are any, and what was looked up for them."""
    filters = filters_of(ctx, constraints, exclude)
    words = "" if constraints.sort and _says_only(query, constraints.categories) else query
    for tried in (replace(filters, in_stock=True), filters):
        if words:
            answer = _answer(ctx, words, constraints.sort, tried)
        else:
            answer = Answer(_ends(ctx, constraints.sort, tried) or unsearched(ctx, tried))
        if not answer.hits:  # no word of the query and no source reaches what the conditions leave
            left = ctx.shop.index.matching(tried)[:CANDIDATES]
            answer = replace(answer, hits=[Hit(product_id, 0.0, "filters") for product_id in left])
        if answer.hits:
            break
    return answer


def _answer(ctx: ToolContext, words: str, sort: Sort, filters: Filters) -> Answer:
    """Those that meet what the words state first. A sort forgets that, so it is given none but them, of what fits."""
    index = ctx.shop.index
    if not sort:
        return index.understood.answer(words, CANDIDATES, filters)
    stated = index.understand(words, filters).beside(filters)
    asked = SearchRequest(words, stated, request.Sort(sort.value), CANDIDATES, relax=False, understand=False)
    page = index.finder.find(asked)
    return Answer(list(page.hits), page.rewrite) if page.hits else index.answer(words, SORTED, stated)


def unsearched(ctx: ToolContext, filters: Filters) -> list[Hit]:
    """Without words: the sources that know the shopper."""
    return ctx.shop.ranking.pool.candidates(request_of(ctx), history_of(ctx.shop, ctx.session), CANDIDATES, filters)


def _says_only(query: str, categories: tuple[str, ...]) -> bool:
    """Whether the words of the query only name the category, so that everything in it fits equally well."""
    named = {word.rstrip("s") for category in categories for word in category.casefold().split()}
    return bool(named) and {word.rstrip("s") for word in query.casefold().split()} <= named


def _ends(ctx: ToolContext, sort: Sort, filters: Filters) -> list[Hit]:
    """The products at the wanted end of a sort, over all that the filters leave, not only the most popular."""
    if not sort or sort is Sort.RATING:
        return []
    overview = ctx.shop.index.overview(filters)
    ends = {Sort.PRICE_ASC: overview.cheapest, Sort.PRICE_DESC: overview.dearest, Sort.NEWEST: overview.newest}
    return [Hit(product_id, 1.0 / place, "sort") for place, product_id in enumerate(ends[sort], 1)]
