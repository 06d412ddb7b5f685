"""What `daogou evaluate search` measures: judged queries, and queries made from the shop's own products."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.build import import_shop, open_shop
from assistant.evaluate.found import through_reader
from assistant.shop import Shop
from retrieval.measuring.attribute_queries import attribute_queries
from retrieval.measuring.built_queries import Failure, Search, ids_of, measure_attributes, measure_known_items
from retrieval.measuring.evaluate import fused_minus_better, legs, measure_all
from retrieval.measuring.judgments import Judgments, read_judgments
from retrieval.measuring.known_items import known_items
from retrieval.measuring.query_classes import QueryClasses
from retrieval.retriever import Retriever
from store.errors import SetupError
from store.products import Product
from store.progress import Progress

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Searches:
    """What to search for and where: a shop's folder or a catalogue to be imported, judged queries, made queries."""

    home: Path | None
    products: Path | None = None
    judgments: Path | None = None
    half: str = ""  # dev or test half of the judged queries; all
    known_items: int = 0
    attributes: int = 0
    seed: int = 0


def search(asked: Searches, progress: Progress) -> tuple[Figures, list[Failure]]:
    """Lexical, dense and fused search by class and fused against the better leg; then the made queries."""
    if asked.judgments is None and not asked.known_items and not asked.attributes:
        problem = "Nothing to search for: name a CSV of judgments, or how many queries to make from the shop."
        raise SetupError(problem, "daogou evaluate search --home HOME --judgments FILE")
    judged = read_judgments(asked.judgments) if asked.judgments is not None else None
    figures: Figures = {}
    failures: list[Failure] = []
    with _opened(asked, progress) as shop:
        products = list(shop.store.products.all())
        if judged is not None:
            judged = judged.half(asked.half) if asked.half else judged
            figures |= _strangers(judged, products)
            classes = QueryClasses(shop.index.vocabulary, products)
            by_query = {query: judged.classes.get(query) or classes.of(query) for query in judged.grades}
            found = measure_all(shop.index, judged.grades)
            figures |= {**legs(found, by_query), "fused_minus_better": fused_minus_better(found, by_query)}
        if asked.known_items:
            figures["known_items"], failed = _known_items(shop, products, asked)
            failures += failed
        if asked.attributes:
            figures["attributes"], failed = _attributes(shop, products, asked)
            failures += failed
    return figures, failures


def _strangers(judged: Judgments, products: Sequence[Product]) -> Figures:
    """How many judged products the shop does not have, if any. Raises SetupError where it has none of them."""
    named = {product for grades in judged.grades.values() for product in grades}
    unknown = named - {product.id for product in products}
    if unknown == named:
        problem = f"None of the {len(named)} judged products is in the shop, such as {min(named)!r}."
        raise SetupError(problem, "daogou evaluate search --home HOME --judgments FILE")
    return {"judged_products": len(named), "not_in_the_shop": len(unknown)} if unknown else {}


@contextmanager
def _opened(asked: Searches, progress: Progress) -> Iterator[Shop]:
    """The shop of the folder, or one made of the catalogue for the while."""
    with tempfile.TemporaryDirectory(prefix="daogou-evaluate-") as folder:
        home = asked.home
        if asked.products is not None:
            home = Path(folder) / "shop"
            import_shop(asked.products, home, progress=progress)
        if home is None:
            raise SetupError("--home or --products is needed to measure search.", "daogou evaluate --help")
        shop = open_shop(home, progress=progress)
        try:
            yield shop
        finally:
            shop.store.close()


def _searches(shop: Shop) -> dict[str, Search]:
    index = shop.index
    retrievers: dict[str, Retriever] = {
        "lexical": index.lexical,
        "dense": index.dense,
        "fused": index.hybrid,
        "understood": index.understood,
    }
    return {name: ids_of(retriever) for name, retriever in retrievers.items()}


def _known_items(shop: Shop, products: Sequence[Product], asked: Searches) -> tuple[Figures, list[Failure]]:
    """By leg; the failures are those of the fused search."""
    items = known_items(products, asked.known_items, asked.seed)
    titles = {product.id: product.title for product in products}
    found = {name: measure_known_items(leg, items, titles) for name, leg in _searches(shop).items()}
    return {name: figures for name, (figures, _) in found.items()}, found["fused"][1]


def _attributes(shop: Shop, products: Sequence[Product], asked: Searches) -> tuple[Figures, list[Failure]]:
    """By leg and through the reader, which makes filters of the words; the failures are those through the reader."""
    queries = attribute_queries(products, asked.attributes, asked.seed)
    by_id = {product.id: product for product in products}
    ways = {**_searches(shop), "reader": through_reader(shop)}
    found = {name: measure_attributes(way, queries, by_id) for name, way in ways.items()}
    return {name: figures for name, (figures, _) in found.items()}, found["reader"][1]


def rows(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures as rows of a table: the legs, each class of each leg, then what was measured besides."""
    told: dict[str, Any] = {}
    for name in ("lexical", "dense", "fused", "understood"):
        for group, values in ({"all": figures[name], **figures[name]["by_class"]} if name in figures else {}).items():
            told[f"{name} {group}"] = {key: value for key, value in values.items() if key != "by_class"}
    if "not_in_the_shop" in figures:
        told["judged products"] = {name: figures[name] for name in ("judged_products", "not_in_the_shop")}
    for measure, groups in figures.get("fused_minus_better", {}).items():
        told |= {f"fused - better leg, {measure}, {group}": values for group, values in groups.items()}
    for kind in ("known_items", "attributes"):
        told |= {f"{kind} {name}": values for name, values in figures.get(kind, {}).items()}
    return told
