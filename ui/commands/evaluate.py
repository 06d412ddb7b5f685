"""`daogou evaluate`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant.build import open_shop
from assistant.shop import Shop
from ranker.evaluate import compare, leave_last_out
from retrieval.evaluate import measure, read_judgments
from retrieval.retriever import Retriever
from store.errors import SetupError
from store.progress import Progress
from ui.commands.options import Home, Json
from ui.console import bars, out, print_json

Rows = dict[str, dict[str, float]]


class What(StrEnum):
    SEARCH = "search"
    RANKING = "ranking"


def search(shop: Shop, judgments: Path | None) -> Rows:
    """Lexical, dense and fused search of the shop's own index against human judgments."""
    if judgments is None:
        problem = "Judgments are needed: a CSV with the columns query, product_id and rating."
        raise SetupError(problem, f"daogou evaluate search --home {shop.home} --judgments FILE")
    try:
        judged = read_judgments(judgments)
    except (OSError, ValueError) as error:
        raise SetupError(f"{judgments} cannot be read: {error}.", "daogou evaluate --help") from None
    legs: dict[str, Retriever] = {"lexical": shop.index.lexical, "dense": shop.index.dense, "fused": shop.index.hybrid}
    return {name: measure(leg, judged) for name, leg in legs.items()}


def ranking(shop: Shop, shoppers: int, progress: Progress) -> Rows:
    """Popularity, co-visitation and the history ranker on each shopper's last product, held out."""
    split = leave_last_out(shop.store.behaviour.all())
    if not split.held_out:
        problem = "No shopper of this shop has taken three products: there is nothing to measure ranking on."
        raise SetupError(problem, "daogou evaluate ranking --home var/demo")
    products = list(shop.store.products.all())
    rows = compare(products, split, shop.index, shoppers=shoppers, progress=progress)
    return {row.ranker: {**asdict(row.quality), "ms": round(row.ms, 2)} for row in rows}


def table(rows: Mapping[str, Mapping[str, float]]) -> Table:
    drawn = Table("", *next(iter(rows.values())), box=None, pad_edge=False)
    for name, figures in rows.items():
        drawn.add_row(
            name, *(f"{value:,.4f}" if isinstance(value, float) else f"{value:,}" for value in figures.values())
        )
    return drawn


def command(
    what: Annotated[What, typer.Argument(help="search: against judgments. ranking: on the shop's own events.")],
    home: Home,
    judgments: Annotated[
        Path | None,
        typer.Option("--judgments", help="For search: CSV of query, product_id, rating."),
    ] = None,
    shoppers: Annotated[int, typer.Option("--shoppers", min=0, help="For ranking: how many; 0 takes all.")] = 1000,
    as_json: Json = False,
) -> None:
    """Measure a shop's search against human judgments, or its ranking on what its shoppers did."""
    with bars() as progress:
        shop = open_shop(home, progress=progress)
        try:
            rows = search(shop, judgments) if what is What.SEARCH else ranking(shop, shoppers, progress)
        finally:
            shop.store.close()
    if as_json:
        print_json(rows)
    else:
        out.print(table(rows))
