"""`daogou rank`: the model's order for a shopper, what the shop's rules made of it, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from assistant.build import open_shop
from assistant.shop import Shop
from ranker.policy import Asked, Ordered
from ranker.ranker import Ranked, RankRequest
from retrieval.filters import NO_FILTERS
from ui.commands.options import Home, Json
from ui.console import bars, out, print_json

CANDIDATES = 100  # products that are ranked for one list, as in a conversation
PLACES = 6  # of a list in a conversation


def command(
    home: Home,
    customer: Annotated[str, typer.Option("--customer", help="Whose list; nobody's for a guest.")] = "",
    query: Annotated[str, typer.Option("--query", help="What they search for; nothing for recommendations.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=CANDIDATES, help="Places of the list.")] = PLACES,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the model's order and what each rule changed too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Rank a shop's products for a shopper, under the rules in its rules.toml, and say what these changed."""
    with bars() as progress:
        shop = open_shop(home, progress=progress)
    try:
        ranked = _ranked(shop, customer, query)
        now = datetime.now(UTC)
        ordered = shop.policy.order(ranked, Asked(limit, now, query, seed=f"{customer} {now.isoformat()} {query}"))
    finally:
        shop.store.close()
    if as_json:
        print_json(_plain(shop, ranked, ordered, limit))
    else:
        _print(shop, ranked, ordered, limit, explain=explain)


def _ranked(shop: Shop, customer: str, query: str) -> list[Ranked]:
    """The model's order: of what the words find, or of what may be recommended."""
    history = shop.store.behaviour.history(customer) if customer else []
    request = RankRequest(datetime.now(UTC), CANDIDATES, customer, query)
    if query:
        hits = list(shop.index.understood.answer(query, CANDIDATES, NO_FILTERS).hits)
    else:
        hits = shop.ranking.pool.candidates(request, history, CANDIDATES, shop.policy.before(NO_FILTERS, history))
    return shop.ranking.ranker.rank(request, hits, history)


def _plain(shop: Shop, ranked: list[Ranked], ordered: Ordered, limit: int) -> dict[str, Any]:
    return {
        "ranker": shop.ranking.ranker.name,
        "model": [item.product_id for item in ranked[:limit]],
        "changes": [{**change._asdict(), "sentence": change.sentence} for change in ordered.trace.about(limit)],
        "shown": [
            {
                "id": item.product_id,
                "title": shop.ranking.catalogue.products[item.product_id].title,
                "score": round(item.score, 4),
                "source": item.source,
                "propensity": round(ordered.chances.get(item.product_id, 1.0), 4),
            }
            for item in ordered.items[:limit]
        ],
    }


def _print(shop: Shop, ranked: list[Ranked], ordered: Ordered, limit: int, *, explain: bool) -> None:
    if explain:
        _say(f"The order of the ranker {shop.ranking.ranker.name}:")
        _list(shop, ranked[:limit])
        changes = ordered.trace.about(limit)
        _say("What the rules changed:" if changes else "The rules changed nothing.")
        for change in changes:
            moved = f"{change.stood} → {change.put}" if change.put else f"{change.stood} → out"
            _say(f"  {change.product_id}  {change.rule}  {moved}  {change.sentence}")
        _say("The list:")
    _list(shop, ordered.items[:limit], ordered)


def _list(shop: Shop, items: list[Ranked], ordered: Ordered | None = None) -> None:
    for place, item in enumerate(items, start=1):
        product = shop.ranking.catalogue.products.get(item.product_id)
        title = f"{product.title}  {product.price}" if product is not None else "(not sold any more)"
        chance = ordered.chances.get(item.product_id, 1.0) if ordered is not None else 1.0
        drawn = f"  (here with a chance of {chance:.0%})" if chance < 1 else ""
        _say(f"{place:3}  {item.product_id}  {title}  {item.score:.3f}{drawn}")


def _say(text: str) -> None:
    out.print(text, markup=False, soft_wrap=True)
