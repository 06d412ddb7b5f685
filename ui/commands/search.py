"""`daogou search`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from assistant.build import open_shop
from retrieval.finding.named_filters import filters_from
from retrieval.finding.request import MOST, RequestError, SearchPage, SearchRequest, Sort
from retrieval.understanding.understood import Condition, Kind
from store.errors import SetupError
from store.money import Money
from store.products import Product
from ui.commands.options import Home, Json
from ui.console import bars, err, out, print_json

HELP = "daogou search --help"


def command(
    home: Home,
    query: Annotated[str, typer.Argument(help="What to look for; nothing for all products.")] = "",
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="NAME=VALUE, repeated: price_max=50, brand=Acme, not_brand=Bolt, colour=red."),
    ] = None,
    sort: Annotated[Sort, typer.Option("--sort", help="In which order.")] = Sort.RELEVANCE,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="Products on the page.")] = 10,
    cursor: Annotated[str, typer.Option("--cursor", help="From the page before, for the next one.")] = "",
    facets: Annotated[
        list[str] | None, typer.Option("--facet", help="What to count: brand, category, price, an attribute.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Give up no condition, even if nothing meets them.")] = False,
    as_json: Json = False,
) -> None:
    """Search a shop as a program would: filters, sorted pages, facets, and what was rewritten or given up."""
    with bars() as progress:
        shop = open_shop(home, progress=progress)
    try:
        chosen = filters_from([_pair(given) for given in filters or ()], shop.index.vocabulary, shop.currency)
        counted = tuple(facets or ())
        request = SearchRequest(query, chosen, sort, limit, cursor, counted, relax=not strict, currency=shop.currency)
        page = shop.index.finder.find(request)
        found = [*page.hits, *(page.nothing.nearest if page.nothing is not None else ())]
        sold = shop.store.products.many([hit.product_id for hit in found])
    except RequestError as error:
        raise SetupError(f"The search is refused: {error}.", HELP) from error
    finally:
        shop.store.close()
    if as_json:
        print_json(_plain(page, sold))
    else:
        _print(page, sold, shop.currency)


def _pair(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise RequestError(f"--filter {given}: it is NAME=VALUE")
    return name, value


def _plain(page: SearchPage, sold: Mapping[str, Product]) -> dict[str, Any]:
    """The page as JSON: prices in major units."""

    def plain(product_id: str, score: float) -> dict[str, Any]:
        product = sold.get(product_id)
        if product is None:
            return {"id": product_id, "score": round(score, 4)}
        was = product.offer.list_price
        return {
            "id": product_id,
            "title": product.title,
            "price": str(product.price.major),
            "currency": product.price.currency,
            "list_price": str(was.major) if was is not None else None,
            "in_stock": product.in_stock,
            "rating": product.rating,
            "score": round(score, 4),
        }

    nothing = page.nothing
    return {
        "hits": [plain(hit.product_id, hit.score) for hit in page.hits],
        "total": page.total,
        "next": page.next,
        "facets": {name: dict(values) for name, values in page.facets.items()},
        "prices": [asdict(each) for each in page.prices],
        "understood": [
            {
                "said": each.said,
                "kind": each.kind.value,
                "wanted": each.wanted,
                "name": each.exact.name,
                "values": list(each.exact.values),
                "low": each.low,
                "high": each.high,
            }
            for each in page.understood.said
        ],
        "rewritten": [asdict(change) for change in page.rewrite.changes],
        "relaxed": list(page.relaxed),
        "without_children": page.without_children,
        "nothing": nothing
        and {
            "conflict": list(nothing.conflict),
            "instead": list(nothing.instead),
            "nearest": [plain(hit.product_id, hit.score) for hit in nothing.nearest],
        },
    }


def _print(page: SearchPage, sold: Mapping[str, Product], currency: str) -> None:
    for change in page.rewrite.respelt:
        _say(f"Searched for {change.searched!r} instead of {change.said!r}.")
    for condition in page.understood.said:
        _say(f"Understood {condition.said!r}: {_condition(condition, currency)}.")
    if page.relaxed:
        _say(f"Given up: {', '.join(page.relaxed)}.")
    if page.without_children:
        _say("Left out: children's things, since the query names no child.")
    if page.nothing is not None:
        _say(f"Nothing found. What leaves nothing: {' with '.join(page.nothing.conflict)}.")
        if page.nothing.nearest:
            _say(f"Without {', '.join(page.nothing.instead)}:")
    for hit in page.hits or (page.nothing.nearest if page.nothing is not None else ()):
        if (product := sold.get(hit.product_id)) is not None:
            gone = "" if product.in_stock else "  (sold out)"
            out.print(f"{product.id}  {product.title}  {product.price}{gone}", markup=False, soft_wrap=True)
    _say(f"{len(page.hits)} of {page.total}")
    for name, values in page.facets.items():
        counted = ", ".join(f"{value} ({count})" for value, count in [*values.items()][:12])
        out.print(f"{name}: {counted}", markup=False, soft_wrap=True)
    for each in page.prices:
        low, high = Money(each.low, currency).major, Money(each.high, currency).major
        out.print(f"price: {low} to {high} ({each.count})", markup=False, soft_wrap=True)
    if page.next:
        _say(f"Next page: --cursor {page.next}")


def _condition(condition: Condition, currency: str) -> str:
    """A condition in words: "colour red", "price up to 50.00 USD", "not brand Acme"."""
    if condition.kind is Kind.PRICE:
        low, high = (str(Money(end, currency)) if end is not None else "" for end in (condition.low, condition.high))
        return "price " + " ".join([f"from {low}" if low else "", f"up to {high}" if high else ""]).strip()
    named = f"{condition.exact.name or condition.kind.value} {' or '.join(condition.exact.values)}"
    return named if condition.wanted else f"not {named}"


def _say(text: str) -> None:
    err.print(text, markup=False, soft_wrap=True)
