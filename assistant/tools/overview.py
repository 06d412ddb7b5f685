"""The shop as a whole: what it sells, from where to where its prices reach, and what is on offer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from assistant.reading import Constraints, Sort
from assistant.tools import lines
from assistant.tools.arguments import Words
from assistant.tools.conditions import Wish, filters_of, understood, with_reading
from assistant.tools.found import Found
from assistant.tools.listing import listed
from assistant.tools.registry import Access, ToolContext, ToolResult, define
from assistant.tools.search import kinds_named, search
from assistant.wording import count, format_date, format_money, join, say
from ranker.ranker import Ranked
from retrieval.filters import is_colour
from retrieval.overview import Offer, Overview, Prices
from store.money import Money
from store.promotions import Promotion

LISTED = 8  # departments, brands or values named in one sentence
_EACH = re.compile(
    r"\b(?:each|every|per|by|all)\s+(?:of\s+)?(?:the\s+|your\s+)?(?:departments?|categor(?:y|ies)|sections?|aisles?)\b|"
    r"(?:每个|各个|每一个|各)(?:部门|类别|分类|品类)"
)

What = Literal["departments", "brands", "prices", "cheapest", "dearest", "newest", "count", "colours", "sizes"]
_ASKED: tuple[tuple[What, str], ...] = (
    ("dearest", r"most expensive|dearest|priciest|highest price|最贵"),
    ("cheapest", r"cheapest|least expensive|lowest price|最便宜"),
    ("newest", r"newest|latest|new arrivals|what'?s new|最新|新品"),
    ("brands", r"\bbrands?\b|\bmakes?\b|品牌|牌子"),
    ("colours", r"colou?rs?\b|颜色"),
    ("sizes", r"\bsizes?\b|尺码"),
    ("prices", r"price range|how much|prices?\b|价格|多少钱"),
    ("count", r"how many|多少(?:种|件|款)|几种"),
)


def _read_overview(ctx: ToolContext) -> dict[str, Any]:
    text = ctx.reading.text.casefold()
    sorts: dict[Sort, What] = {Sort.PRICE_ASC: "cheapest", Sort.PRICE_DESC: "dearest", Sort.NEWEST: "newest"}
    asked = next((what for what, pattern in _ASKED if re.search(pattern, text)), None)
    what = sorts.get(ctx.reading.constraints.sort) or asked
    named = ctx.reading.constraints.categories or kinds_named(ctx, ctx.reading.query)
    return {"category": list(named), "what": what}


@define(Access.READ, _read_overview)
def catalogue_overview(ctx: ToolContext, category: Words = [], what: What = "departments") -> ToolResult:  # noqa: B006
    """The whole catalogue or a category: departments, brands, prices, cheapest, dearest, counts. Say {overview}."""
    wanted = with_reading(ctx, replace(ctx.reading.constraints, categories=tuple(category), sort=Sort.RELEVANCE))
    wish = understood(ctx.shop.index.vocabulary, "", wanted)
    if wish.query:  # no such category here: what the words find is the nearest answer
        return listed(ctx, search(ctx, wish))
    filters = filters_of(ctx, wish.constraints)
    overview = ctx.shop.index.overview(filters)
    if overview.prices is None:
        return ToolResult(lines.compose(lines.found(0, 0), _departments_line(ctx)))
    language = ctx.session.language
    if what in {"cheapest", "dearest"} and _EACH.search(ctx.reading.text.casefold()):
        return _ends_by_department(ctx, what, wish.constraints)
    if what == "newest" and not overview.newest:  # the shop keeps no dates
        what = "departments"
    if what in {"cheapest", "dearest", "newest"}:
        return _ends(ctx, overview, what, wish.constraints)
    facets = ctx.shop.index.facets(filters) if what in {"colours", "sizes"} else {}
    where = join([lines.plain(name, 30) for name in wish.constraints.categories], language, "or")
    sentence = _sentence(ctx, overview, what, where, facets)
    slots = {"overview": sentence}
    text = lines.compose(
        lines.ok(f"{overview.count} products"),
        f"{what}: {lines.plain(_compact(overview, what, facets), lines.NOTE_LENGTH)}",
        lines.slots(slots),
    )
    return ToolResult(text, slots=slots, data={"count": overview.count, "departments": list(overview.departments)})


def _ends(ctx: ToolContext, overview: Overview, what: str, constraints: Constraints) -> ToolResult:
    """The products at one end, in their order: no ranker may move the most expensive thing to the second place."""
    ids = {"cheapest": overview.cheapest, "dearest": overview.dearest, "newest": overview.newest}[what]
    sort = {"cheapest": Sort.PRICE_ASC, "dearest": Sort.PRICE_DESC, "newest": Sort.NEWEST}[what]
    records = ctx.shop.store.products.many(ids)
    ordered = [Ranked(known, 1.0 / place, "overview") for place, known in enumerate(ids, 1) if known in records]
    found = Found((), replace(constraints, sort=sort), constraints)
    language = ctx.session.language
    first = records[ordered[0].product_id]
    name, price = lines.plain(first.title), format_money(first.price, language)
    sentences = {
        "cheapest": (f"The cheapest is {name} at {price}.", f"最便宜的是 {name}，{price}。"),
        "dearest": (f"The most expensive is {name} at {price}.", f"最贵的是 {name}，{price}。"),
        "newest": (f"The newest is {name} at {price}.", f"最新的是 {name}，{price}。"),
    }
    return listed(ctx, found, slots={"overview": say(language, *sentences[what])}, ordered=ordered)


def _ends_by_department(ctx: ToolContext, what: str, constraints: Constraints) -> ToolResult:
    """The product at one end of each department's prices, the largest departments first."""
    departments = ctx.shop.index.finder.departments(filters_of(ctx, constraints))
    ends = {
        name: (found.cheapest if what == "cheapest" else found.dearest)[0]
        for name, found in [*departments.items()][: lines.MAX_PRODUCTS]
    }
    records = ctx.shop.store.products.many(ends.values())
    ordered = [Ranked(known, 1.0 / place, "overview") for place, known in enumerate(ends.values(), 1)]
    language = ctx.session.language
    named = [
        say(language, f"{lines.plain(name, 30)}: {title} at {price}", f"{lines.plain(name, 30)}：{title}，{price}")
        for name, known in ends.items()
        if known in records
        for title, price in [(lines.plain(records[known].title), format_money(records[known].price, language))]
    ]
    opening = {
        "cheapest": ("The cheapest of each department", "各部门最便宜的"),
        "dearest": ("The most expensive of each department", "各部门最贵的"),
    }[what]
    sentence = say(language, f"{opening[0]}: {'; '.join(named)}.", f"{opening[1]}：{'；'.join(named)}。")
    return listed(ctx, Found((), constraints, constraints), slots={"overview": sentence}, ordered=ordered)


def _sentence(
    ctx: ToolContext, overview: Overview, what: str, where: str, facets: Mapping[str, Mapping[str, int]]
) -> str:
    language = ctx.session.language
    number, prices = overview.count, overview.prices or Prices(0, 0, 0, 0)
    inside = say(language, f" in {where}" if where else "", f"{where}类" if where else "本店")
    reach = _reach(ctx, prices)
    opening = say(
        language,
        f"There {'is' if number == 1 else 'are'} {count(number, 'product')}{inside}, {reach}.",
        f"{inside}共有 {number} 款商品，{reach}。",
    )
    names = _names(overview, what, facets)
    if what in {"prices", "count"} or not names:
        return opening
    shown = join([_with_count(name, many) for name, many in names[:LISTED]], language)
    more = len(names) - LISTED
    rest = say(language, f", and {more} more" if more > 0 else "", f"，另有 {more} 个" if more > 0 else "")
    labels = {
        "departments": ("Departments", "部门"), "brands": ("Brands", "品牌"), "colours": ("Colours", "颜色"),
        "sizes": ("Sizes", "尺码"),
    }  # fmt: skip
    label = say(language, *labels[what])
    return f"{opening} {label}{say(language, ': ', '：')}{shown}{rest}{say(language, '.', '。')}"


def _reach(ctx: ToolContext, prices: Prices) -> str:
    currency, language = ctx.shop.currency, ctx.session.language
    low, high = (format_money(Money(minor, currency), language) for minor in (prices.low, prices.high))
    return say(language, f"from {low} to {high}", f"价格从{low}到{high}")


def _names(overview: Overview, what: str, facets: Mapping[str, Mapping[str, int]]) -> list[tuple[str, int]]:
    """What is named, with counts, most first."""
    if what == "brands":
        return list(overview.brands.items())
    if what in {"colours", "sizes"}:
        chosen = [
            values
            for name, values in facets.items()
            if (is_colour(name) if what == "colours" else "size" in name.casefold() or "尺码" in name)
        ]
        return [pair for values in chosen[:1] for pair in values.items()]
    return sorted(((name, prices.count) for name, prices in overview.departments.items()), key=lambda pair: -pair[1])


def _with_count(name: str, many: int) -> str:
    return f"{lines.plain(name, 30)} ({many})"


def _compact(overview: Overview, what: str, facets: Mapping[str, Mapping[str, int]]) -> str:
    return ", ".join(f"{name} {many}" for name, many in _names(overview, what, facets)[:LISTED])


def _departments_line(ctx: ToolContext) -> str:
    names = list(ctx.shop.index.vocabulary.departments)[:LISTED]
    return f"sold here: {', '.join(lines.plain(name, 30) for name in names)}"


@define(Access.READ)
def list_promotions(ctx: ToolContext) -> ToolResult:
    """Promotions that run now, with products on offer. Say {promotions}."""
    running = ctx.shop.store.promotions.running(ctx.now)
    wanted = with_reading(ctx, replace(ctx.reading.constraints, on_offer=True))
    wish = Wish("", wanted)
    found = search(ctx, wish)
    slots = {"promotions": _promotions(running, ctx.session.language)} if running else {}
    if "offer" in found.given_up:  # nothing is reduced: promotions stand for themselves
        text = lines.compose(
            lines.found(0, 0) if not running else lines.ok(), *map(_line, running[:6]), lines.slots(slots)
        )
        return ToolResult(text, slots=slots)
    best = [offer for offer in ctx.shop.index.overview(filters_of(ctx, found.met)).offers if offer.saving is not None]
    ordered = [Ranked(offer.product_id, offer.share or 0.0, "offer") for offer in best]
    notes = [_line(promotion) for promotion in running[:4]]
    notes += [_saving(ctx, best[0])] if best else []
    return listed(ctx, found, notes=notes, slots=slots, ordered=ordered or None)


def _saving(ctx: ToolContext, offer: Offer) -> str:
    saved = format_money(Money(offer.saving or 0, ctx.shop.currency), ctx.session.language)
    return f"order: largest saving first | the first saves {saved} ({offer.share or 0:.0%})"


def _line(promotion: Promotion) -> str:
    return f"promotion: {lines.plain(promotion.title)} | {promotion.percent}% off | until {promotion.ends_at.date()}"


def _promotions(running: list[Promotion], language: str) -> str:
    parts = [
        say(
            language,
            f"{lines.plain(one.title)} ({one.percent}% off until {format_date(one.ends_at, language)})",
            f"{lines.plain(one.title)}（优惠 {one.percent}%，至{format_date(one.ends_at, language)}）",
        )
        for one in running[:4]
    ]
    more = len(running) - len(parts)
    rest = say(language, f" There are {more} more.", f"另有 {more} 项。") if more > 0 else ""
    return say(language, f"Running now: {join(parts, language)}.{rest}", f"正在进行：{join(parts, language)}。{rest}")
