"""A set of products that belong together, for a goal or around a shown product, within a budget."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.behaviour import history_of
from assistant.events import BundleItem, BundleShown
from assistant.reading import Constraints, Sort
from assistant.session import Proposed
from assistant.shop_words import in_shop_words
from assistant.tools import lines
from assistant.tools.arguments import Price, Text, handle_of, products_of, to_major
from assistant.tools.conditions import filters_of, with_reading
from assistant.tools.found import Found, timed
from assistant.tools.listing import log_ranking
from assistant.tools.registry import Access, ToolContext, ToolError, ToolResult, define
from assistant.tools.relax import Relaxed, relax
from assistant.view import View
from assistant.wording import format_money, join, say
from ranker.bundles import build
from ranker.bundles.bundle import Bundle, BundleRequest, Infeasible
from store.money import Money
from store.products import Product

Outcome = Bundle | Infeasible


def _read_goal(ctx: ToolContext) -> dict[str, Any]:
    reading, currency = ctx.reading, ctx.shop.currency
    limit = reading.budget if reading.budget is not None else reading.constraints.price_max
    goal = in_shop_words(reading.goal or reading.query, ctx.shop.index.vocabulary.categories)
    return {"goal": goal, "budget": to_major(limit, currency)}


@define(Access.READ, _read_goal, ("budget",))
def build_bundle(ctx: ToolContext, goal: Text = "", budget: Price | None = None) -> ToolResult:
    """Put together what belongs to a goal ("camping weekend"), or around a product the shopper referred to, within a
    budget. Say {bundle.items}, {bundle.total}, {bundle.saving}."""
    around = products_of(ctx, [handle_of(ctx, handle) for handle in ctx.reading.refs[:3]])
    if not goal and not around:
        goal = ctx.reading.text
    if not goal and not around:
        raise ToolError("goal: say what the set is for, such as camping weekend")
    with timed() as spent:
        outcome, given_up = _built(ctx, goal, None if budget is None else Money.of(budget, ctx.shop.currency), around)
    if isinstance(outcome, Bundle):
        return proposed(ctx, outcome, budget, spent.ms, given_up)
    return _impossible(ctx, outcome, budget, spent.ms)


def _built(ctx: ToolContext, goal: str, budget: Money | None, around: list[Product]) -> tuple[Outcome, tuple[str, ...]]:
    """The bundle, with wishes on its items given up where no set meets them all; never the budget or an exclusion."""
    outcomes: list[Outcome] = []

    def feasible(constraints: Constraints) -> bool:
        request = BundleRequest(
            goal=goal or around[0].category[-1] if around and around[0].category else goal or around[0].title,
            now=ctx.now,
            budget=budget,
            customer_id=ctx.session.customer_id,
            history=history_of(ctx.shop, ctx.session),
            required=tuple(product.id for product in around),
            filters=filters_of(ctx, constraints),
        )
        promotions = ctx.shop.store.promotions.running(ctx.now)
        outcomes.append(build.build_bundle(request, ctx.shop.index, ctx.shop.ranking, promotions))
        return isinstance(outcomes[-1], Bundle)

    wanted = with_reading(
        ctx, replace(ctx.reading.constraints, price_min=None, price_max=None, categories=(), sort=Sort.RELEVANCE)
    )
    relaxed: Relaxed | None = relax(wanted, feasible)
    if relaxed is None:
        return outcomes[0], ()
    if not isinstance(outcomes[-1], Bundle):  # the last try put a condition back in vain
        feasible(relaxed.constraints)
    return outcomes[-1], relaxed.given_up


def proposed(
    ctx: ToolContext, bundle: Bundle, budget: float | None, ms: float, given_up: tuple[str, ...], note: str = ""
) -> ToolResult:
    """Shows the bundle: its items are the turn's list, its sums come from the solver."""
    session, language = ctx.session, ctx.session.language
    handles = session.register([item.ranked for item in bundle.items])
    session.show(handles)
    session.bundle = Proposed(
        bundle.goal,
        {handle: item.role for handle, item in zip(handles, bundle.items, strict=True)},
        bundle.total.minor,
        None if budget is None else Money.of(budget, ctx.shop.currency).minor,
    )
    cards = {card.handle: card for card in View(ctx.shop, lambda: ctx.now).cards(session, handles)}
    items = tuple(
        BundleItem(item.role, cards[handle], item.variant_id, item.pays)
        for handle, item in zip(handles, bundle.items, strict=True)
        if handle in cards
    )
    limit = None if budget is None else Money.of(budget, ctx.shop.currency)
    shown = BundleShown(bundle.goal, items, bundle.total, bundle.saving, limit)
    found = Found((), Constraints(), Constraints(), bundle.goal, given_up, ms)
    ranking_id = log_ranking(ctx, [item.ranked for item in bundle.items], found, arm="bundle")
    slots = bundle_slots(shown, language)
    if bundle.missing:
        names = join([lines.plain(name, 24) for name in bundle.missing], language)
        slots["missing"] = say(language, f"Left out: {names}.", f"未包含：{names}。")
    text = lines.compose(
        lines.ok(f"bundle of {len(items)}"),
        *(lines.product_line(item.card.handle, item.card.product, role=item.role) for item in items),
        f"total: {bundle.total}" + (f" | saving: {bundle.saving}" if bundle.saving.minor else ""),
        f"left out: {lines.plain(', '.join(bundle.missing))}" if bundle.missing else "",
        note,
        lines.relaxed(given_up),
        lines.slots(slots),
    )
    data = {"ranking_id": ranking_id, "goal": bundle.goal, "missing": list(bundle.missing), "timings": {"bundle": ms}}
    return ToolResult(text, handles=handles, slots=slots, bundle=shown, data=data)


def bundle_slots(bundle: BundleShown, language: str) -> dict[str, str]:
    """What a reply may say of the bundle; nothing about a saving that is none."""
    slots = {
        "bundle.items": join([lines.plain(item.card.product.title) for item in bundle.items], language),
        "bundle.total": format_money(bundle.total, language),
    }
    if bundle.saving.minor > 0:
        slots["bundle.saving"] = format_money(bundle.saving, language)
    return slots


def _impossible(ctx: ToolContext, outcome: Infeasible, budget: float | None, ms: float) -> ToolResult:
    """The part that the budget allows and the nearest budget for the whole; else why there is nothing to show."""
    language = ctx.session.language
    nearest = "" if outcome.nearest is None else format_money(outcome.nearest, language)
    slots = {"nearest": say(language, f"All of it starts at {nearest}.", f"整套最低需要{nearest}。")} if nearest else {}
    note = f"nearest budget for all: {outcome.nearest}" if outcome.nearest is not None else ""
    if outcome.partial is not None and len(outcome.partial.items) > 1:
        shown = proposed(ctx, outcome.partial, budget, ms, (), note)
        return replace(shown, slots={**shown.slots, **slots}, text=lines.compose(shown.text, lines.slots(slots)))
    missing = f"not sold here: {lines.plain(', '.join(outcome.missing))}" if outcome.missing else ""
    text = lines.compose(lines.found(0, 0), f"reason: {outcome.reason}", note, missing, lines.slots(slots))
    return ToolResult(text, slots=slots, data={"reason": outcome.reason, "timings": {"bundle": ms}})
