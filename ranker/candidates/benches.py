"""What the candidate sources are measured on: a shop, and public data where it has what a source needs."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ranker.candidates.measure import Bench
from ranker.words import head
from retrieval.encoder import MiniLM
from retrieval.filters import NO_FILTERS, Filters
from retrieval.index import Index
from retrieval.retriever import Hit
from store.behaviour import Event, EventKind
from store.money import Money
from store.products import Product, Variant
from store.store import Store

LEAST_KIND = 5  # products that make a kind: rarer head nouns are no category
INDEX_SETTING = "index"


class Unindexed:
    """A product index that knows no vectors, for data without a search index."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._products = products

    def vectors(self, ids: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.zeros((len(ids), 1), dtype=np.float32)

    def similar(self, product_id: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:  # noqa: ARG002
        return []

    def matching(self, filters: Filters) -> list[str]:
        return [product.id for product in self._products if filters.accept(product)]


def shop_bench(home: Path, validation: bool = False) -> Bench:
    """The shop in `home`, which is only read."""
    with Store.open(home) as store:
        folder = home / "index" / (store.settings.get(INDEX_SETTING) or "")
        index = Index.load(folder, MiniLM(), store.products.fingerprint())
        follows = Circles(store)
        return Bench(store.products.all(), store.behaviour.all(), index, follows, validation)


class Circles:
    """Who follows whom, read once."""

    def __init__(self, store: Store) -> None:
        people = {event.customer_id for event in store.behaviour.all() if event.customer_id}
        self._follows = {person: store.customers.follows(person) for person in people}

    def follows(self, customer_id: str) -> list[str]:
        return self._follows.get(customer_id, [])


def retail_bench(file: Path, validation: bool = False) -> Bench:
    """Online Retail (UCI): no categories, so a product's is its title's head noun where at least five share it."""
    titles: dict[str, str] = {}
    prices: dict[str, int] = {}
    events = []
    for row in _transactions(file):
        code = row["StockCode"]
        titles.setdefault(code, row["Description"].strip().lower())
        prices.setdefault(code, round(100 * float(row["UnitPrice"])))
        at = datetime.fromtimestamp(float(row["InvoiceDate"]), UTC)
        events.append(Event(row["CustomerID"], code, EventKind.PURCHASE, at, basket=row["InvoiceNo"]))
    nouns = {code: head(title)[-1:] for code, title in titles.items()}
    usual = Counter(nouns.values())
    products = [
        Product(
            code,
            title or code,
            (Variant(f"{code}-v", Money(prices[code], "GBP"), 1),),
            category=nouns[code] if usual[nouns[code]] >= LEAST_KIND else (),
        )
        for code, title in titles.items()
    ]
    return Bench(products, events, Unindexed(products), validation=validation)


def _transactions(file: Path) -> Iterator[dict[str, str]]:
    """The lines of purchases by known customers: no returns and no free goods."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["CustomerID"] and float(row["Quantity"]) > 0 and float(row["UnitPrice"]) > 0:
                yield row
