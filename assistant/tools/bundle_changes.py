"""Changes to the bundle on the page: another product in a place, a place left out, or the whole for less."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from assistant.behaviour import history_of
from assistant.reading import Constraints
from assistant.session import Proposed
from assistant.tools import lines
from assistant.tools.arguments import Price, Words, handle_of, to_major, to_minor
from assistant.tools.bundles import proposed
from assistant.tools.conditions import filters_of
from assistant.tools.found import timed
from assistant.tools.registry import Access, ToolContext, ToolError, ToolResult, define
from assistant.wording import format_money, join, say
from ranker.bundles import build
from ranker.bundles.bundle import Bundle, BundleRequest, Infeasible
from store.money import Money
from store.products import Product

LESS = 0.8  # of the present total: what "cheaper" aims at

_OUT = re.compile(
    r"\b(?:leave|drop|remove|skip|without|lose|forget|take)\b(?!.*\binstead\b)|\bdon'?t need\b"
    r"|不要了|去掉|拿掉|删掉|不需要|不用"
)
_KEEP = re.compile(r"\b(?:keep|everything (?:but|except)|all (?:but|except))\b|保留|留下|其他(?:的)?都换")
_BUT = re.compile(r"\b(?:everything|all) (?:but|except)\b")
_LESS = re.compile(r"\b(?:cheap\w*|less|lower|expensive|too much|afford\w*|bring .*down)\b|便宜|太贵|省")


def _read_change(ctx: ToolContext) -> dict[str, Any]:
    """Which items the message is about, and what it wants of them."""
    reading, bundle = ctx.reading, ctx.session.bundle
    said = reading.text.casefold()
    named = [handle for handle in reading.refs if bundle is not None and handle in bundle.roles]
    filled: dict[str, Any] = {"budget": to_major(reading.budget, ctx.shop.currency)}
    if named and bundle is not None and _KEEP.search(said) and not _BUT.search(said):
        filled["swap"] = [handle for handle in bundle.roles if handle not in named]
    elif named:
        filled["leave_out" if _OUT.search(said) else "swap"] = named
    return filled


@define(Access.READ, _read_change, ("budget",))
def change_bundle(
    ctx: ToolContext,
    swap: Words = [],  # noqa: B006
    leave_out: Words = [],  # noqa: B006
    budget: Price | None = None,
) -> ToolResult:
    """Change the set on the page: another product for each in swap, none for each in leave_out, or another budget for
    all. Say {changed}, {bundle.total}, {bundle.saving}."""
    old = ctx.session.bundle
    if old is None:
        raise ToolError("there is no set yet; build_bundle makes one")
    going = [handle_of(ctx, given) for given in [*swap, *leave_out]]
    if strange := [handle for handle in going if handle not in old.roles]:
        raise ToolError(f"{strange[0]} is not in the set; it holds {', '.join(old.roles)}")
    if len(old.roles) - len(leave_out) < 2:
        raise ToolError("at least two products stay in a set; build_bundle makes another one")
    with timed() as spent:
        outcome = _outcome(ctx, old, swap=going[: len(swap)], out=going[len(swap) :], budget=budget)
    if isinstance(outcome, Bundle):
        kept = to_major(old.budget, ctx.shop.currency) if budget is None else budget
        return _changed(ctx, old, outcome, kept, spent.ms)
    return _unchanged(ctx, outcome)


def _outcome(
    ctx: ToolContext, old: Proposed, swap: Sequence[str], out: Sequence[str], budget: float | None
) -> Bundle | Infeasible:
    """The changed bundle. Without anything named, the same goal for less, or for the new budget."""
    limit = to_minor(budget, ctx.shop.currency)
    limit = old.budget if limit is None else limit
    if swap or out:
        return _exchanged(ctx, old, swap, out, limit)
    if budget is None and _LESS.search(ctx.reading.text.casefold()):
        found = _built(ctx, old, list(old.roles), frozenset(), int(old.total * LESS), banned=False)
        if isinstance(found, Infeasible) and found.cheapest is not None and found.cheapest.total.minor < old.total:
            return found.cheapest
        return found
    return _built(ctx, old, list(old.roles), frozenset(), limit, banned=False)


def _exchanged(
    ctx: ToolContext, old: Proposed, swap: Sequence[str], out: Sequence[str], limit: int | None
) -> Bundle | Infeasible:
    """Another product for each in `swap`; where several are to go and not all can, for those that can."""
    found = _built(ctx, old, [*swap, *out], frozenset(out), limit)
    if isinstance(found, Bundle) or len(swap) < 2:
        return found
    can = [handle for handle in swap if isinstance(_built(ctx, old, [handle], frozenset(), limit), Bundle)]
    return _built(ctx, old, [*can, *out], frozenset(out), limit) if can and len(can) < len(swap) else found


def _built(
    ctx: ToolContext,
    old: Proposed,
    going: Sequence[str],
    empty: frozenset[str],
    limit: int | None,
    *,
    banned: bool = True,
) -> Bundle | Infeasible:
    """The goal's bundle with the staying items in it; `banned` keeps those that go from coming back."""
    session = ctx.session
    staying = [handle for handle in old.roles if handle not in going]
    ids = {handle: session.handles[handle] for handle in old.roles}
    exclude = {ids[handle] for handle in going} if banned else set()
    for product in _products(ctx, [handle for handle in going if handle not in empty] if banned else ()):
        exclude |= _unfit(ctx, product, ctx.reading.constraints)
    filters = filters_of(ctx, Constraints())
    request = BundleRequest(
        goal=old.goal,
        now=ctx.now,
        budget=None if limit is None else Money(limit, ctx.shop.currency),
        customer_id=session.customer_id,
        history=history_of(ctx.shop, ctx.session),
        required=tuple(ids[handle] for handle in staying),
        filters=replace(filters, exclude_ids=filters.exclude_ids | exclude),
        roles=frozenset(role for handle, role in old.roles.items() if handle not in empty and role),
    )
    running = ctx.shop.store.promotions.running(ctx.now)
    found = build.build_bundle(request, ctx.shop.index, ctx.shop.ranking, running)
    places = {old.roles[handle] for handle in going if handle not in empty}
    if banned and isinstance(found, Bundle) and not places <= {item.role for item in found.items}:
        return Infeasible(old.goal, "nothing_found")  # a place that was to be filled anew would be empty
    return found


def _products(ctx: ToolContext, handles: Iterable[str]) -> list[Product]:
    found = ctx.shop.ranking.catalogue.many(ctx.session.handles[handle] for handle in handles)
    return list(found.values())


def _unfit(ctx: ToolContext, product: Product, wanted: Constraints) -> set[str]:
    """Products of the same narrowest category that do not meet what was said of the one to come."""
    if wanted.is_empty() or not product.category:
        return set()
    catalogue, filters = ctx.shop.ranking.catalogue, filters_of(ctx, wanted)
    return {key for key in catalogue.called(product.category[-1]) if not catalogue.accepts(key, filters)}


def _changed(ctx: ToolContext, old: Proposed, bundle: Bundle, budget: float | None, ms: float) -> ToolResult:
    """Shows the new bundle and says what is different."""
    language = ctx.session.language
    before = [ctx.session.handles[handle] for handle in old.roles]
    after = [item.product_id for item in bundle.items]
    shown = proposed(ctx, bundle, budget, ms, ())
    names = ctx.shop.ranking.catalogue.many([*before, *after])
    came = join([lines.plain(names[key].title) for key in after if key in names and key not in before], language)
    went = join([lines.plain(names[key].title) for key in before if key in names and key not in after], language)
    total = format_money(bundle.total, language)
    if came and went:
        told = say(language, f"{came} in place of {went}.", f"{went}换成了{came}。")
    elif went:
        told = say(language, f"Without {went}.", f"已去掉{went}。")
    else:
        told = say(language, "It stays as it was.", "搭配没有变化。")
    slots = {**shown.slots, "changed": say(language, f"{told} All of it comes to {total}.", f"{told}合计{total}。")}
    return replace(shown, slots=slots, text=lines.compose(shown.text, lines.slots({"changed": ""})))


def _unchanged(ctx: ToolContext, outcome: Infeasible) -> ToolResult:
    """Nothing else fits: the set on the page stays, and the reason is told."""
    language = ctx.session.language
    told = say(
        language,
        "I have nothing else that fits there, so the set stays as it is.",
        "没有其他合适的了，所以搭配保持不变。",
    )
    if outcome.nearest is not None:
        nearest = format_money(outcome.nearest, language)
        told = say(
            language,
            f"All of it starts at {nearest}, so the set stays as it is.",
            f"整套最低需要{nearest}，所以搭配保持不变。",
        )
    slots = {"changed": told}
    return ToolResult(lines.compose(lines.found(0, 0), f"reason: {outcome.reason}", lines.slots(slots)), slots=slots)
